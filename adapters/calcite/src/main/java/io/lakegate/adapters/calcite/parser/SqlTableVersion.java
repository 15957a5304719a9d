package io.lakegate.adapters.calcite.parser;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * A table in FROM at one version or time of its history: {@code t FOR VERSION AS OF 5}, in any spelling. An alias stands outside: the node
 * is then the first operand of AS. Calcite's validator does not know this node; put a plain name in its place before.
 */
public final class SqlTableVersion extends SqlCall {
    private static final SqlOperator OPERATOR = new NodeOperator(
            "TABLE VERSION",
            (position, operands) -> new SqlTableVersion(
                    position,
                    (SqlIdentifier) operands.get(0),
                    ((SqlLiteral) operands.get(1)).getValueAs(Axis.class),
                    operands.get(2)));

    private final SqlIdentifier table;
    private final Axis axis;
    private final SqlNode point;

    SqlTableVersion(SqlParserPos position, SqlIdentifier table, Axis axis, SqlNode point) {
        super(position);
        this.table = requireNonNull(table, "table");
        this.axis = requireNonNull(axis, "axis");
        this.point = requireNonNull(point, "point");
    }

    /** Along what the point is given. */
    public enum Axis {
        /** By number, or by the name of a branch or tag: {@code VERSION}, {@code SYSTEM_VERSION}. */
        VERSION,
        /** By date or time: {@code TIMESTAMP}, {@code SYSTEM_TIME}. */
        TIMESTAMP
    }

    /** The table's name as written: one to three parts, maybe ending in {@code $history} and the like. */
    public SqlIdentifier table() {
        return table;
    }

    public Axis axis() {
        return axis;
    }

    /**
     * The version or time asked for, as written: a literal, a parameter, an expression of these; for {@link Axis#VERSION} also the name of
     * a branch or tag, as a string or as an identifier. Nothing about it has been checked.
     */
    public SqlNode point() {
        return point;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(table, SqlLiteral.createSymbol(axis, SqlParserPos.ZERO), point);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        table.unparse(writer, leftPrec, 0);
        writer.keyword("FOR");
        writer.keyword(axis.name());
        writer.keyword("AS OF");
        point.unparse(writer, 0, rightPrec);
    }
}
