package io.lakegate.adapters.calcite.parser;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The statement that ends another one: {@code KILL QUERY 'id'}. */
public final class SqlKill extends GatewayStatement {
    private static final SqlOperator OPERATOR =
            new NodeOperator("KILL", (position, operands) -> new SqlKill(position, (SqlLiteral) operands.get(0)));

    private final SqlLiteral query;

    SqlKill(SqlParserPos position, SqlLiteral query) {
        super(position);
        this.query = requireNonNull(query, "query");
    }

    /** The other statement's id. */
    public String query() {
        return query.getValueAs(String.class);
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.kill(this);
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(query);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("KILL");
        writer.keyword("QUERY");
        query.unparse(writer, 0, 0);
    }
}
