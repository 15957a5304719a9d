package io.lakegate.adapters.calcite.parser;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;
import org.jspecify.annotations.Nullable;

/** The statement that lists what there is: {@code SHOW CATALOGS|SCHEMAS|TABLES|COLUMNS [IN name] [LIKE 'pattern']}. */
public final class SqlShow extends GatewayStatement {
    private static final SqlOperator OPERATOR = new NodeOperator(
            "SHOW",
            (position, operands) -> new SqlShow(
                    position,
                    ((SqlLiteral) operands.get(0)).getValueAs(Kind.class),
                    (SqlIdentifier) operands.get(1),
                    (SqlLiteral) operands.get(2)));

    private final Kind kind;
    private final @Nullable SqlIdentifier within;
    private final @Nullable SqlLiteral pattern;

    SqlShow(SqlParserPos position, Kind kind, @Nullable SqlIdentifier within, @Nullable SqlLiteral pattern) {
        super(position);
        this.kind = requireNonNull(kind, "kind");
        this.within = within;
        this.pattern = pattern;
    }

    /** What is listed. */
    public enum Kind {
        CATALOGS,
        SCHEMAS,
        TABLES,
        COLUMNS
    }

    public Kind kind() {
        return kind;
    }

    /** The catalog of schemas, the schema of tables (one or two parts), the table of columns (one to three parts, never empty). */
    public Optional<SqlIdentifier> within() {
        return Optional.ofNullable(within);
    }

    /** The pattern that names must match, with the wildcards of LIKE. */
    public Optional<String> pattern() {
        return Optional.ofNullable(pattern).map(text -> text.getValueAs(String.class));
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.show(this);
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return ImmutableNullableList.of(SqlLiteral.createSymbol(kind, SqlParserPos.ZERO), within, pattern);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("SHOW");
        writer.keyword(kind.name());
        if (within != null) {
            writer.keyword("IN");
            within.unparse(writer, 0, 0);
        }
        if (pattern != null) {
            writer.keyword("LIKE");
            pattern.unparse(writer, 0, 0);
        }
    }
}
