package io.lakegate.adapters.calcite;

import io.lakegate.adapters.calcite.schema.PinnedSchema;
import io.lakegate.catalog.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.validate.SelectScope;
import org.apache.calcite.sql.validate.SqlQualified;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorTable;
import org.jspecify.annotations.Nullable;

/**
 * Finds the columns of tables and views that a validated query shows as they are, through joins, subqueries and names that the query gives. What is
 * computed has no origin, nor has a column of a union. A view is where its columns come from: what it reads is its own affair.
 */
final class ColumnOrigins {
    private static final int DEEPEST = 64;

    private final LakeValidator validator;
    private final Function<String, Optional<TableName>> kept;

    /** {@code kept} gives the name of a table that is known to the validator by a token. */
    ColumnOrigins(LakeValidator validator, Function<String, Optional<TableName>> kept) {
        this.validator = validator;
        this.kept = kept;
    }

    /** For each column of the query, where it comes from. */
    List<Optional<ColumnOrigin>> of(SqlNode query, int columns) {
        List<Optional<ColumnOrigin>> origins = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            origins.add(origin(query, i, 0));
        }
        return origins;
    }

    private Optional<ColumnOrigin> origin(@Nullable SqlNode query, int column, int depth) {
        if (depth > DEEPEST) {
            return Optional.empty();
        }
        if (query instanceof SqlSelect select) {
            return selected(select, column, depth);
        }
        if (query instanceof SqlOrderBy ordered) {
            return origin(ordered.query, column, depth + 1);
        }
        if (query instanceof SqlWith with) {
            return origin(with.body, column, depth + 1);
        }
        if (query instanceof SqlWithItem item) {
            return origin(item.query, column, depth + 1);
        }
        return query instanceof SqlCall call && call.getKind() == SqlKind.AS
                ? origin(call.operand(0), column, depth + 1)
                : Optional.empty();
    }

    private Optional<ColumnOrigin> selected(SqlSelect select, int column, int depth) {
        SelectScope scope = validator.getRawSelectScope(select);
        SqlNodeList list = select.getSelectList();
        if (scope == null || list == null || column >= list.size()) {
            return Optional.empty();
        }
        if (!(SqlUtil.stripAs(list.get(column)) instanceof SqlIdentifier name) || name.isStar()) {
            return Optional.empty();
        }
        SqlQualified qualified = scope.fullyQualify(name);
        SqlValidatorNamespace namespace = qualified.namespace;
        if (namespace == null || qualified.suffix().size() != 1) {
            return Optional.empty(); // a field of a struct is no column
        }
        String wanted = qualified.suffix().get(0);
        List<RelDataTypeField> fields = namespace.getRowType().getFieldList().stream()
                .filter(field -> field.getName().equalsIgnoreCase(wanted))
                .toList();
        if (fields.size() != 1) {
            return Optional.empty();
        }
        SqlValidatorTable table = namespace.getTable();
        return table == null
                ? origin(namespace.resolve().getNode(), fields.get(0).getIndex(), depth + 1)
                : origin(table.getQualifiedName(), fields.get(0).getName());
    }

    private Optional<ColumnOrigin> origin(List<String> table, String column) {
        if (table.get(0).equals(PinnedSchema.KEPT)) {
            return kept.apply(table.get(1))
                    .map(name -> new ColumnOrigin(name.catalog(), name.schema(), name.table(), column));
        }
        int parts = table.size();
        return parts < 2
                ? Optional.empty()
                : Optional.of(new ColumnOrigin(
                        parts < 3 ? "" : table.get(parts - 3), table.get(parts - 2), table.get(parts - 1), column));
    }
}
