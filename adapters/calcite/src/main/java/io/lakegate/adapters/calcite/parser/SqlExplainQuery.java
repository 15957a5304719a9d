package io.lakegate.adapters.calcite.parser;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The statement that shows how a query is answered: {@code EXPLAIN q} in its four forms. */
public final class SqlExplainQuery extends GatewayStatement {
    private static final SqlOperator OPERATOR = new NodeOperator(
            "EXPLAIN",
            (position, operands) -> new SqlExplainQuery(
                    position, ((SqlLiteral) operands.get(0)).getValueAs(Detail.class), operands.get(1)));

    private final Detail detail;
    private final SqlNode query;

    SqlExplainQuery(SqlParserPos position, Detail detail, SqlNode query) {
        super(position);
        this.detail = requireNonNull(detail, "detail");
        this.query = requireNonNull(query, "query");
    }

    /** What is shown of the query. */
    public enum Detail {
        /** {@code EXPLAIN q}, {@code EXPLAIN PLAN FOR q}: the plan. */
        PLAN("PLAN FOR"),
        /** {@code EXPLAIN (SQL) q}: the statement that the engine runs. */
        SQL("(SQL)"),
        /** {@code EXPLAIN (FILES) q}: the files kept and dropped, and why. */
        FILES("(FILES)"),
        /** {@code EXPLAIN ANALYZE q}: what running the query took. */
        ANALYZE("ANALYZE");

        private final String text;

        Detail(String text) {
            this.text = text;
        }

        /** The detail named in parentheses. */
        static Detail of(SqlIdentifier word) {
            return Stream.of(SQL, FILES)
                    .filter(detail -> detail.name().equalsIgnoreCase(word.getSimple()))
                    .findFirst()
                    .orElseThrow(() -> Misplaced.at(
                            word.getParserPosition(),
                            "EXPLAIN shows (SQL) or (FILES), not (%s).".formatted(word.getSimple())));
        }
    }

    public Detail detail() {
        return detail;
    }

    public SqlNode query() {
        return query;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.explain(this);
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(SqlLiteral.createSymbol(detail, SqlParserPos.ZERO), query);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("EXPLAIN");
        writer.keyword(detail.text);
        writer.newlineAndIndent();
        query.unparse(writer, 0, 0);
    }
}
