package io.lakegate.adapters.calcite;

import io.lakegate.adapters.calcite.parser.SelectedColumns;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/** Puts Calcite's words in the place of those that DuckDB, MySQL and Spark have for the same, before names and types are looked up. */
final class Spellings extends SqlShuttle {
    private static final Map<String, String> NAMES = names();
    private static final Map<String, String> ADVICE = advice();

    private static final Set<String> AGGREGATES = LakeOperators.TABLE.getOperatorList().stream()
            .filter(SqlAggFunction.class::isInstance)
            .map(SqlOperator::getName)
            .collect(Collectors.toSet());

    /** Kinds of joins elsewhere; here they would be taken for the name of the table before them. */
    private static final Map<String, String> JOINS = Map.of(
            "SEMI", "WHERE EXISTS (SELECT 1 FROM … WHERE …)",
            "ANTI", "WHERE NOT EXISTS (SELECT 1 FROM … WHERE …)",
            "POSITIONAL", "ROW_NUMBER() OVER () on both sides and a join of the numbers");

    private static Map<String, String> names() {
        Map<String, String> names = new HashMap<>();
        names.put("ARBITRARY", "ANY_VALUE");
        names.put("DATEPART", "DATE_PART");
        names.put("DATETRUNC", "DATE_TRUNC");
        names.put("DAY", "DAYOFMONTH");
        names.put("ISINF", "IS_INF");
        names.put("ISNAN", "IS_NAN");
        names.put("LCASE", "LOWER");
        names.put("LIST", "ARRAY_AGG");
        names.put("LIST_APPEND", "ARRAY_APPEND");
        names.put("LIST_CONTAINS", "ARRAY_CONTAINS");
        names.put("LIST_HAS", "ARRAY_CONTAINS");
        names.put("LIST_MAX", "ARRAY_MAX");
        names.put("LIST_MIN", "ARRAY_MIN");
        names.put("LIST_REVERSE", "ARRAY_REVERSE");
        names.put("LIST_VALUE", "ARRAY");
        names.put("MAKE_DATE", "DATE");
        names.put("PREFIX", "STARTS_WITH");
        names.put("REGEXP_MATCHES", "REGEXP_LIKE");
        names.put("STRING_SPLIT", "SPLIT");
        names.put("STRLEN", "OCTET_LENGTH");
        names.put("STR_SPLIT", "SPLIT");
        names.put("SUFFIX", "ENDS_WITH");
        names.put("UCASE", "UPPER");
        return names;
    }

    private static Map<String, String> advice() {
        Map<String, String> advice = new HashMap<>();
        String difference = "TIMESTAMPDIFF(MONTH, a, b) counts whole units, and dates are subtracted: a - b are days.";
        advice.put("DATEDIFF", difference);
        advice.put("DATE_DIFF", difference);
        advice.put("DATE_SUB", "Intervals are subtracted: d - INTERVAL '3' DAY.");
        advice.put("DATEADD", "Intervals are added: d + INTERVAL '3' DAY.");
        advice.put("EPOCH", "DATE_PART('epoch', ts) gives the seconds.");
        advice.put("EPOCH_MS", "DATE_PART('epoch', ts) * 1000 gives the milliseconds.");
        advice.put("FIRST", "FIRST_VALUE(x) OVER (ORDER BY …) and MIN_BY(x, order) work.");
        advice.put("LAST", "LAST_VALUE(x) OVER (ORDER BY …) and MAX_BY(x, order) work.");
        advice.put("FORMAT", "Texts are put together by CONCAT(…) and ||.");
        advice.put("PRINTF", "Texts are put together by CONCAT(…) and ||.");
        advice.put("GENERATE_SERIES", "WITH RECURSIVE makes rows, and UNNEST(ARRAY[1, 2, 3]) rows of a list.");
        advice.put("HISTOGRAM", "GROUP BY counts by value.");
        advice.put("ISODOW", "EXTRACT(ISODOW FROM d) works.");
        advice.put("ISOYEAR", "EXTRACT(ISOYEAR FROM d) works.");
        advice.put("DECADE", "EXTRACT(DECADE FROM d) works.");
        advice.put("CENTURY", "EXTRACT(CENTURY FROM d) works.");
        advice.put("IIF", "CASE WHEN … THEN … ELSE … END and IF(a, b, c) work.");
        advice.put("LEN", "CHAR_LENGTH(x) counts the characters of a text, CARDINALITY(x) the values of a list.");
        advice.put("LIST_DISTINCT", "ARRAY_DISTINCT(x) works.");
        advice.put("LIST_CONCAT", "ARRAY_CONCAT(a, b) works.");
        advice.put("LIST_EXTRACT", "A value of a list is x[1].");
        advice.put("LIST_SORT", "SORT_ARRAY(x) works.");
        advice.put("LIST_SUM", "(SELECT SUM(v) FROM UNNEST(x) AS u(v)) works.");
        advice.put("LIST_AVG", "(SELECT AVG(v) FROM UNNEST(x) AS u(v)) works.");
        advice.put("LIST_TRANSFORM", "(SELECT ARRAY_AGG(v + 1) FROM UNNEST(x) AS u(v)) works.");
        advice.put("LIST_FILTER", "(SELECT ARRAY_AGG(v) FROM UNNEST(x) AS u(v) WHERE …) works.");
        advice.put("MAKE_TIMESTAMP", "CAST('2024-01-31 12:00:00' AS TIMESTAMP) works.");
        advice.put("REGEXP_FULL_MATCH", "REGEXP_LIKE(x, '^…$') works.");
        advice.put("STRFTIME", "FORMAT_TIMESTAMP('%Y-%m-%d', ts) and TO_CHAR(ts, 'YYYY-MM-DD') work.");
        advice.put("STRPTIME", "PARSE_TIMESTAMP('%Y-%m-%d', x) and TO_TIMESTAMP(x, 'YYYY-MM-DD') work.");
        advice.put("STRUCT_PACK", "ROW(1, 2) works.");
        advice.put("TIME_BUCKET", "GROUP BY TUMBLE(ts, INTERVAL '15' MINUTE) and FLOOR(ts TO HOUR) work.");
        advice.put("TO_DAYS", "INTERVAL '3' DAY, and INTERVAL n DAY of a column, work.");
        advice.put("TO_HOURS", "INTERVAL '3' HOUR, and INTERVAL n HOUR of a column, work.");
        return advice;
    }

    /** What to write instead of a function that is not there under this name. */
    static Optional<String> instead(String name) {
        return Optional.ofNullable(ADVICE.get(name.toUpperCase(Locale.ROOT)));
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        if (call instanceof SqlSelect query) {
            SelectedColumns.group(query, Spellings::isAggregate);
        }
        if (call instanceof SqlJoin join) {
            refuseOtherJoins(join);
        }
        if (call instanceof SqlOrderBy ordered) {
            SqlNode keys = SelectedColumns.order(ordered);
            if (keys != ordered) {
                return keys.accept(this);
            }
        }
        return call.getOperator() instanceof SqlUnresolvedFunction function
                        && function.getSqlIdentifier() != null
                        && function.getSqlIdentifier().isSimple()
                ? super.visit(canonical(call, function.getName().toUpperCase(Locale.ROOT)))
                : super.visit(call);
    }

    private static boolean isAggregate(SqlCall call) {
        return AGGREGATES.contains(call.getOperator().getName().toUpperCase(Locale.ROOT))
                || NAMES.getOrDefault(call.getOperator().getName().toUpperCase(Locale.ROOT), "")
                        .equals("ARRAY_AGG")
                || call.getOperator().getName().toUpperCase(Locale.ROOT).startsWith("QUANTILE");
    }

    private static SqlCall canonical(SqlCall call, String name) {
        int operands = call.operandCount();
        switch (name) {
            case "QUANTILE_CONT" -> {
                return operands == 2 ? percentile(call, SqlStdOperatorTable.PERCENTILE_CONT) : call;
            }
            case "QUANTILE_DISC", "QUANTILE" -> {
                return operands == 2 ? percentile(call, SqlStdOperatorTable.PERCENTILE_DISC) : call;
            }
            case "DATEDIFF" -> {
                return operands == 2
                        ? SqlStdOperatorTable.MINUS.createCall(
                                call.getParserPosition(), date(call.operand(0)), date(call.operand(1)))
                        : call;
            }
            case "CONTAINS" -> {
                SqlParserPos position = call.getParserPosition();
                return operands == 2
                        ? SqlStdOperatorTable.GREATER_THAN.createCall(
                                position,
                                SqlStdOperatorTable.POSITION.createCall(position, call.operand(1), call.operand(0)),
                                SqlLiteral.createExactNumeric("0", position))
                        : call;
            }
            case "TODAY" -> {
                return operands == 0 ? SqlStdOperatorTable.CURRENT_DATE.createCall(call.getParserPosition()) : call;
            }
            default -> {
                String known = NAMES.get(name);
                return known == null || (name.equals("MAKE_DATE") && operands != 3) ? call : renamed(call, known);
            }
        }
    }

    private static SqlCall renamed(SqlCall call, String name) {
        SqlParserPos position = call.getParserPosition();
        SqlOperator function = new SqlUnresolvedFunction(
                new SqlIdentifier(name, position), null, null, null, null, SqlFunctionCategory.USER_DEFINED_FUNCTION);
        return function.createCall(
                call.getFunctionQuantifier(), position, call.getOperandList().toArray(SqlNode[]::new));
    }

    private static SqlCall percentile(SqlCall call, SqlOperator function) {
        SqlParserPos position = call.getParserPosition();
        return SqlStdOperatorTable.WITHIN_GROUP.createCall(
                position, function.createCall(position, call.<SqlNode>operand(1)), SqlNodeList.of(call.operand(0)));
    }

    private static SqlNode date(SqlNode value) {
        SqlParserPos position = value.getParserPosition();
        return SqlStdOperatorTable.CAST.createCall(
                position, value, new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.DATE, position), position));
    }

    private static void refuseOtherJoins(SqlJoin join) {
        SqlNode left = join.getLeft();
        if (left.getKind() == SqlKind.AS
                && ((SqlCall) left).operand(1) instanceof SqlIdentifier alias
                && !alias.getParserPosition().isQuoted()) {
            String word = alias.getSimple().toUpperCase(Locale.ROOT);
            String instead = JOINS.get(word);
            if (instead != null) {
                throw new GatewayException(
                        ErrorCode.UNSUPPORTED_SQL,
                        "Line %d, column %d: There is no %s JOIN here. Write %s, or put the word in double quotes if it names the table before it."
                                .formatted(
                                        alias.getParserPosition().getLineNum(),
                                        alias.getParserPosition().getColumnNum(),
                                        word,
                                        instead));
            }
        }
    }
}
