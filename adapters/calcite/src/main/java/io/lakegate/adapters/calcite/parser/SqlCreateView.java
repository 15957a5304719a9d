package io.lakegate.adapters.calcite.parser;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The statement that gives a name to a query: {@code CREATE [OR REPLACE] VIEW [IF NOT EXISTS] s.v [(columns)] AS query}. */
public final class SqlCreateView extends GatewayStatement {
    private static final SqlOperator OPERATOR = new NodeOperator(
            "CREATE VIEW",
            (position, operands) -> new SqlCreateView(
                    position,
                    (SqlIdentifier) operands.get(0),
                    (SqlNodeList) operands.get(1),
                    operands.get(2),
                    operands.get(2).getParserPosition(),
                    ((SqlLiteral) operands.get(3)).booleanValue(),
                    ((SqlLiteral) operands.get(4)).booleanValue()));

    private final SqlIdentifier name;
    private final SqlNodeList columns;
    private final SqlNode query;
    private final SqlParserPos place;
    private final boolean replace;
    private final boolean ifNotExists;

    SqlCreateView(
            SqlParserPos position,
            SqlIdentifier name,
            SqlNodeList columns,
            SqlNode query,
            SqlParserPos place,
            boolean replace,
            boolean ifNotExists) {
        super(position);
        this.name = requireNonNull(name, "name");
        this.columns = requireNonNull(columns, "columns");
        this.query = requireNonNull(query, "query");
        this.place = requireNonNull(place, "place");
        this.replace = replace;
        this.ifNotExists = ifNotExists;
    }

    /** The name as written, of any number of parts. */
    public SqlIdentifier name() {
        return name;
    }

    /** Names of the view's columns; empty where they are those of the query. */
    public List<String> columns() {
        return columns.stream()
                .map(column -> ((SqlIdentifier) column).getSimple())
                .toList();
    }

    public SqlNode query() {
        return query;
    }

    /** From the first character of the query's text to its last, parentheses around it included. */
    public SqlParserPos place() {
        return place;
    }

    public boolean replace() {
        return replace;
    }

    public boolean ifNotExists() {
        return ifNotExists;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.createView(this);
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(
                name,
                columns,
                query,
                SqlLiteral.createBoolean(replace, SqlParserPos.ZERO),
                SqlLiteral.createBoolean(ifNotExists, SqlParserPos.ZERO));
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword(replace ? "CREATE OR REPLACE VIEW" : "CREATE VIEW");
        if (ifNotExists) {
            writer.keyword("IF NOT EXISTS");
        }
        name.unparse(writer, 0, 0);
        if (!columns.isEmpty()) {
            SqlWriter.Frame frame = writer.startList("(", ")");
            for (SqlNode column : columns) {
                writer.sep(",");
                column.unparse(writer, 0, 0);
            }
            writer.endList(frame);
        }
        writer.keyword("AS");
        query.unparse(writer, 0, 0);
    }
}
