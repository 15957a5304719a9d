package io.lakegate.adapters.calcite.parser;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.SqlStarExclude;
import org.apache.calcite.sql.SqlStarReplace;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** What {@code GROUP BY ALL} and {@code ORDER BY ALL} stand for: columns of the result, by their numbers. */
public final class SelectedColumns {
    private SelectedColumns() {}

    /** The word ALL as a key. */
    static SqlNode all(SqlParserPos position) {
        return SqlLiteral.createSymbol(SqlSelectKeyword.ALL, position);
    }

    private static boolean isAll(SqlNode key) {
        return key instanceof SqlLiteral literal && literal.getValue() == SqlSelectKeyword.ALL;
    }

    /**
     * Puts the columns in the place of the word in a query's GROUP BY: those that hold no aggregate.
     *
     * @param aggregate whether a call is one of an aggregate function
     */
    public static void group(SqlSelect query, Predicate<SqlCall> aggregate) {
        SqlNodeList keys = query.getGroup();
        if (keys == null || keys.size() != 1 || !isAll(keys.get(0))) {
            return;
        }
        SqlParserPos position = keys.get(0).getParserPosition();
        List<SqlNode> numbers = new ArrayList<>();
        for (int column : columns(query.getSelectList(), position)) {
            if (!holds(query.getSelectList().get(column), aggregate)) {
                numbers.add(number(column, position));
            }
        }
        query.setGroupBy(new SqlNodeList(numbers, position));
    }

    /** Puts the columns in the place of the word in ORDER BY, each in the direction that is written behind the word. */
    public static SqlNode order(SqlOrderBy ordered) {
        if (ordered.orderList.size() != 1 || !isAll(key(ordered.orderList.get(0)))) {
            return ordered;
        }
        SqlNode written = ordered.orderList.get(0);
        SqlNodeList selected = first(ordered.query);
        List<SqlNode> keys = new ArrayList<>();
        for (int column : columns(selected, written.getParserPosition())) {
            keys.add(directed(written, number(column, written.getParserPosition())));
        }
        return new SqlOrderBy(
                ordered.getParserPosition(),
                ordered.query,
                new SqlNodeList(keys, written.getParserPosition()),
                ordered.offset,
                ordered.fetch);
    }

    private static SqlNode key(SqlNode written) {
        return switch (written.getKind()) {
            case DESCENDING, NULLS_FIRST, NULLS_LAST -> key(((SqlCall) written).operand(0));
            default -> written;
        };
    }

    private static SqlNode directed(SqlNode written, SqlNode key) {
        return written instanceof SqlCall direction
                ? direction.getOperator().createCall(direction.getParserPosition(), directed(direction.operand(0), key))
                : key;
    }

    /** The columns of a query, which are those of the first one of several. */
    private static @Nullable SqlNodeList first(SqlNode query) {
        if (query instanceof SqlSelect select) {
            return select.getSelectList();
        }
        return switch (query.getKind()) {
            case UNION, INTERSECT, EXCEPT -> first(((SqlCall) query).operand(0));
            default -> null;
        };
    }

    private static List<Integer> columns(@Nullable SqlNodeList selected, SqlParserPos position) {
        if (selected == null || selected.stream().anyMatch(SelectedColumns::isStar)) {
            throw Misplaced.at(
                    position, "ALL stands for columns that are selected by their names. Name them, or the keys.");
        }
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < selected.size(); i++) {
            columns.add(i);
        }
        return columns;
    }

    private static boolean isStar(SqlNode item) {
        return item instanceof SqlIdentifier name
                ? name.isStar()
                : item instanceof SqlStarExclude || item instanceof SqlStarReplace;
    }

    private static boolean holds(@Nullable SqlNode item, Predicate<SqlCall> aggregate) {
        if (item instanceof SqlNodeList list) {
            return list.stream().anyMatch(each -> holds(each, aggregate));
        }
        if (!(item instanceof SqlCall call) || call.isA(SqlKind.QUERY)) {
            return false;
        }
        if (call.getKind() == SqlKind.OVER) {
            return ((SqlCall) call.operand(0)).getOperandList().stream().anyMatch(each -> holds(each, aggregate));
        }
        return aggregate.test(call) || call.getOperandList().stream().anyMatch(each -> holds(each, aggregate));
    }

    private static SqlNode number(int column, SqlParserPos position) {
        return SqlLiteral.createExactNumeric(String.valueOf(column + 1), position);
    }
}
