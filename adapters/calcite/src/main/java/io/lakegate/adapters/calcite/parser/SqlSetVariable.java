package io.lakegate.adapters.calcite.parser;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The statement that gives a variable of the session a value: {@code SET @name = 'value'}. */
public final class SqlSetVariable extends GatewayStatement {
    private static final SqlOperator OPERATOR = new NodeOperator(
            "SET @",
            (position, operands) ->
                    new SqlSetVariable(position, (SqlIdentifier) operands.get(0), (SqlLiteral) operands.get(1)));

    private final SqlIdentifier name;
    private final SqlLiteral value;

    SqlSetVariable(SqlParserPos position, SqlIdentifier name, SqlLiteral value) {
        super(position);
        this.name = requireNonNull(name, "name");
        this.value = requireNonNull(value, "value");
    }

    /** The variable's name as written, its sign before it. */
    public String name() {
        return name.getSimple();
    }

    public String value() {
        return value.getValueAs(String.class);
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.setVariable(this);
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
        writer.literal(name.getSimple());
        writer.keyword("=");
        value.unparse(writer, 0, 0);
    }
}
