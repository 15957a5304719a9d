package io.lakegate.adapters.calcite.parser;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The statement that gives a session setting a value: {@code SET name = value}, {@code SET name TO value}, {@code SET TIME ZONE value}. */
public final class SqlSet extends GatewayStatement {
    private static final SqlOperator OPERATOR = new NodeOperator(
            "SET", (position, operands) -> new SqlSet(position, (SqlIdentifier) operands.get(0), operands.get(1)));

    private final SqlIdentifier name;
    private final SqlNode value;

    SqlSet(SqlParserPos position, SqlIdentifier name, SqlNode value) {
        super(position);
        this.name = requireNonNull(name, "name");
        this.value = requireNonNull(value, "value");
    }

    /** The name of the setting that {@code SET TIME ZONE} gives a value. */
    public static SqlIdentifier timeZone(SqlParserPos position) {
        return new SqlIdentifier(List.of("lakegate", "time_zone"), position);
    }

    /** The setting's name as written, of any number of parts. */
    public SqlIdentifier name() {
        return name;
    }

    /** The value as written: a literal, a bare word such as {@code on} as an identifier, a parameter, or an expression. */
    public SqlNode value() {
        return value;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.set(this);
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(name, value);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("SET");
        name.unparse(writer, 0, 0);
        writer.keyword("=");
        value.unparse(writer, 0, 0);
    }
}
