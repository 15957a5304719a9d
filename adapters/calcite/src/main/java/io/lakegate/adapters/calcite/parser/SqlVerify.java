package io.lakegate.adapters.calcite.parser;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The statement that runs a query on both readers and compares the answers: {@code VERIFY q}. */
public final class SqlVerify extends GatewayStatement {
    private static final SqlOperator OPERATOR =
            new NodeOperator("VERIFY", (position, operands) -> new SqlVerify(position, operands.get(0)));

    private final SqlNode query;

    SqlVerify(SqlParserPos position, SqlNode query) {
        super(position);
        this.query = requireNonNull(query, "query");
    }

    public SqlNode query() {
        return query;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.verify(this);
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
        writer.keyword("VERIFY");
        writer.newlineAndIndent();
        query.unparse(writer, 0, 0);
    }
}
