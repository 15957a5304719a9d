package io.lakegate.adapters.calcite;

import io.lakegate.adapters.calcite.plan.Guarded;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.spi.Restriction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what somebody may see of a table or view in the place of it: a query over the whole, which is checked like a view's. So whatever a statement does
 * with the table, it does with that. For one statement.
 */
final class Restrictions {
    private static final Logger log = LoggerFactory.getLogger(Restrictions.class);

    private final SqlFrontEnd.Workshop workshop;
    private final RelDataTypeFactory typeFactory;

    Restrictions(SqlFrontEnd.Workshop workshop, RelDataTypeFactory typeFactory) {
        this.workshop = workshop;
        this.typeFactory = typeFactory;
    }

    RelDataTypeFactory typeFactory() {
        return typeFactory;
    }

    /** An expression of a rule, over the columns of one table. */
    static SqlNode parse(String sql) {
        SqlNode parsed;
        try {
            parsed = SqlParser.create(sql, StatementParser.CONFIG).parseExpression();
        } catch (SqlParseException e) {
            throw SqlErrors.syntax(e);
        }
        parsed.accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(org.apache.calcite.sql.SqlCall call) {
                if (call.isA(SqlKind.QUERY)) {
                    throw new GatewayException(
                            ErrorCode.UNSUPPORTED_SQL,
                            "A rule is an expression over the columns of its table, and has no query in it.");
                }
                return super.visit(call);
            }

            @Override
            public @Nullable Void visit(org.apache.calcite.sql.SqlDynamicParam parameter) {
                throw new GatewayException(ErrorCode.UNSUPPORTED_SQL, "A rule has no parameters.");
            }
        });
        return parsed;
    }

    /**
     * What may be seen of a table.
     *
     * @param columns those of its columns that may be seen
     * @throws GatewayException {@link ErrorCode#NOT_ALLOWED} when the rules do not fit the table: then nothing of it is shown
     */
    Table of(Table whole, TableName name, List<String> columns, Restriction restriction) {
        try {
            return new Seen(whole, name, columns, restriction);
        } catch (RuntimeException | AssertionError e) {
            log.error("A rule of access for {} cannot be used, so nothing of it is shown: {}", name, e.getMessage());
            throw new GatewayException(
                    ErrorCode.NOT_ALLOWED,
                    "Nothing is shown of %s: a rule of access for it cannot be used. Tell the operator, who finds the reason in the gateway's log."
                            .formatted(name),
                    e);
        }
    }

    private static SqlIdentifier quoted(String name) {
        SqlParserPos position = SqlParserPos.QUOTED_ZERO;
        return new SqlIdentifier(List.of(name), null, position, List.of(position));
    }

    private final class Seen extends AbstractTable implements TranslatableTable {
        private final TableName name;
        private final boolean leavesRowsOut;
        private final RelDataType rowType;
        private final SqlFrontEnd.Checked checked;

        Seen(Table whole, TableName name, List<String> columns, Restriction restriction) {
            this.name = name;
            this.leavesRowsOut = !restriction.rows().isEmpty();
            List<RelDataType> wanted = new ArrayList<>();
            SqlNodeList selected = new SqlNodeList(SqlParserPos.ZERO);
            RelDataType all = whole.getRowType(typeFactory);
            for (String column : columns) {
                RelDataTypeField field = all.getField(column, /* caseSensitive= */ true, /* elideRecord= */ false);
                if (field == null) {
                    throw new IllegalStateException("no column " + column);
                }
                Optional<SqlNode> mask = restriction.mask(column).map(Restrictions::parse);
                wanted.add(field.getType());
                selected.add(SqlValidatorUtil.addAlias(mask.orElseGet(() -> quoted(column)), column));
            }
            SqlNode where = restriction.rows().stream()
                    .map(Restrictions::parse)
                    .reduce((a, b) -> SqlStdOperatorTable.AND.createCall(SqlParserPos.ZERO, a, b))
                    .orElse(null);
            SqlSelect select = new SqlSelect(
                    SqlParserPos.ZERO,
                    null,
                    selected,
                    quoted(name.table()),
                    where,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
            CalciteSchema alone = CalciteSchema.createRootSchema(false, false);
            alone.add(name.table(), whole);
            this.checked = workshop.checkedRule(select, alone);
            this.rowType = rowType(columns, wanted, checked.validator().getValidatedNodeType(checked.validated()));
        }

        /** The columns' own types, which masks have to fit; a column may be NULL where what is seen of it may. */
        private RelDataType rowType(List<String> columns, List<RelDataType> wanted, RelDataType found) {
            RelDataTypeFactory.Builder type = typeFactory.builder();
            for (int i = 0; i < wanted.size(); i++) {
                RelDataType given = found.getFieldList().get(i).getType();
                if (!fits(given, wanted.get(i))) {
                    throw new IllegalStateException("the mask of column %s has the type %s, and the column %s"
                            .formatted(columns.get(i), given, wanted.get(i)));
                }
                type.add(columns.get(i), typeFactory.createTypeWithNullability(wanted.get(i), given.isNullable()));
            }
            return type.build();
        }

        private boolean fits(RelDataType given, RelDataType wanted) {
            return given.getSqlTypeName() == SqlTypeName.NULL
                    || given.getFamily().equals(wanted.getFamily())
                    || (SqlTypeFamily.NUMERIC.contains(given) && SqlTypeFamily.NUMERIC.contains(wanted))
                    || (SqlTypeFamily.CHARACTER.contains(given) && SqlTypeFamily.CHARACTER.contains(wanted));
        }

        @Override
        public RelDataType getRowType(RelDataTypeFactory factory) {
            return rowType;
        }

        /** Made anew at each place, so that each has scans of its own. */
        @Override
        public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable table) {
            RelNode query = workshop.toRel(checked, context.getCluster());
            RexBuilder rexBuilder = context.getCluster().getRexBuilder();
            List<RexNode> fields = new ArrayList<>();
            for (RelDataTypeField field : rowType.getFieldList()) {
                fields.add(rexBuilder.ensureType(
                        field.getType(),
                        rexBuilder.makeInputRef(query, field.getIndex()),
                        /* matchNullability= */ true));
            }
            RelNode rows = LogicalProject.create(query, List.of(), fields, rowType.getFieldNames(), Set.of());
            return Guarded.of(rows, name, leavesRowsOut);
        }
    }
}
