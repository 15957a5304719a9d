package io.lakegate.adapters.calcite;

import io.lakegate.adapters.calcite.schema.PinnedSchema;
import io.lakegate.adapters.calcite.schema.ViewSource;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.spi.ViewText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidator;

/**
 * The views of one statement. Each is parsed and checked like a statement of its own, where its author's names are found: in its own catalog
 * and schema. What its dialect means in another way than ours is refused.
 */
final class Views implements ViewSource {
    private static final String KEPT = "view";

    private final SqlFrontEnd.Workshop workshop;
    private final TablePins pins;
    private final List<Table> kept = new ArrayList<>();
    private final Set<ViewText> open = new HashSet<>();

    Views(SqlFrontEnd.Workshop workshop, TablePins pins) {
        this.workshop = workshop;
        this.pins = pins;
    }

    /** Keeps a view that the statement names at a version. */
    String keep(ViewText view, Version version) {
        kept.add(table(view, version));
        return KEPT + (kept.size() - 1);
    }

    @Override
    public Optional<Table> kept(String token) {
        return token.startsWith(KEPT)
                ? Optional.of(kept.get(Integer.parseInt(token.substring(KEPT.length()))))
                : Optional.empty();
    }

    @Override
    public Table table(ViewText view, Version version) {
        if (!open.add(view)) {
            throw unreadable(view, "it reads itself", new IllegalStateException("a view of itself"));
        }
        try {
            return checked(view, version);
        } catch (RuntimeException | AssertionError e) {
            throw unreadable(view, String.valueOf(e.getMessage()), e);
        } finally {
            open.remove(view);
        }
    }

    private Table checked(ViewText view, Version version) {
        Statement statement = workshop.parse(view.sql());
        if (!(statement instanceof Statement.Query query)) {
            throw new GatewayException(ErrorCode.UNSUPPORTED_SQL, "its text is no query");
        }
        DefaultNames names = new DefaultNames(
                Optional.of(view.name().catalog()), Optional.of(view.name().schema()));
        SqlFrontEnd.Checked checked =
                workshop.check(query, names, PinnedSchema.at(pins, query.namesHiddenColumns(), this, view, version));
        checked.validated().accept(new Dialect(checked.validator()));
        RelDataType rowType = checked.validator().getValidatedNodeType(checked.validated());
        if (!view.columns().isEmpty() && view.columns().size() > rowType.getFieldCount()) {
            throw new GatewayException(ErrorCode.UNSUPPORTED_SQL, "it names more columns than its query has");
        }
        List<String> columns = new ArrayList<>(rowType.getFieldNames());
        if (query.node() instanceof SqlSelect select && select.getSelectList().size() == columns.size()) {
            for (int i = 0; i < columns.size(); i++) {
                if (select.getSelectList().get(i) instanceof SqlNumericLiteral number) {
                    columns.set(i, number.toString()); // as DuckDB calls it
                }
            }
        }
        for (int i = 0; i < view.columns().size(); i++) {
            columns.set(i, view.columns().get(i));
        }
        return new View(workshop, checked, rowType, columns);
    }

    private static GatewayException unreadable(ViewText view, String why, Throwable cause) {
        String reason = why.endsWith(".") ? why.substring(0, why.length() - 1) : why;
        return new GatewayException(
                ErrorCode.UNSUPPORTED_TABLE_FEATURE,
                "View %s cannot be read here: %s. Its query is: %s. Ask for the tables that it reads."
                        .formatted(view.name(), reason, view.sql()),
                cause);
    }

    /** A view as Calcite sees it. */
    private static final class View extends AbstractTable implements TranslatableTable {
        private final SqlFrontEnd.Workshop workshop;
        private final SqlFrontEnd.Checked checked;
        private final RelDataType rowType;
        private final List<String> columns;

        View(SqlFrontEnd.Workshop workshop, SqlFrontEnd.Checked checked, RelDataType rowType, List<String> columns) {
            this.workshop = workshop;
            this.checked = checked;
            this.rowType = rowType;
            this.columns = columns;
        }

        @Override
        public RelDataType getRowType(RelDataTypeFactory typeFactory) {
            RelDataTypeFactory.Builder type = typeFactory.builder();
            for (int i = 0; i < columns.size(); i++) {
                type.add(columns.get(i), rowType.getFieldList().get(i).getType());
            }
            return type.build();
        }

        @Override
        public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable table) {
            RelOptCluster cluster = context.getCluster();
            return RelFactories.LOGICAL_BUILDER
                    .create(cluster, checked.reader())
                    .push(workshop.toRel(checked, cluster))
                    .rename(columns)
                    .build();
        }
    }

    /** Refuses what means something else in DuckDB, where the view was written. */
    private static final class Dialect extends SqlBasicVisitor<Void> {
        private final SqlValidator validator;

        Dialect(SqlValidator validator) {
            this.validator = validator;
        }

        @Override
        public Void visit(SqlCall call) {
            if (call.getKind() == SqlKind.DIVIDE && isWhole(call.operand(0)) && isWhole(call.operand(1))) {
                throw new GatewayException(
                        ErrorCode.UNSUPPORTED_SQL,
                        "it divides whole numbers, which DuckDB does with a fraction and SQL without");
            }
            return super.visit(call);
        }

        @Override
        public Void visit(SqlDynamicParam parameter) {
            throw new GatewayException(ErrorCode.UNSUPPORTED_SQL, "it has a parameter");
        }

        private boolean isWhole(SqlNode operand) {
            return SqlTypeUtil.isIntType(validator.getValidatedNodeType(operand));
        }
    }
}
