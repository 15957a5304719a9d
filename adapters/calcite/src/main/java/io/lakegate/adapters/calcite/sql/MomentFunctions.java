package io.lakegate.adapters.calcite.sql;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Functions that make, format and read dates and times. */
final class MomentFunctions {
    private static final String DAY_ZERO = "DATE '1970-01-01'";

    /** Of PostgreSQL's patterns, the longest first: what each is as an expression of the time <code>{0}</code>. */
    private static final Map<String, String> PATTERNS = patterns();

    private MomentFunctions() {}

    private static Map<String, String> patterns() {
        Map<String, String> patterns = new LinkedHashMap<>();
        patterns.put("FMMonth", "%B");
        patterns.put("FMDay", "%A");
        patterns.put("FMMM", "%-m");
        patterns.put("FMDD", "%-d");
        patterns.put("HH24", "%H");
        patterns.put("HH12", "%I");
        patterns.put("YYYY", "%Y");
        patterns.put("IYYY", "%G");
        patterns.put("Mon", "%b");
        patterns.put("DDD", "%j");
        patterns.put("YY", "%y");
        patterns.put("MM", "%m");
        patterns.put("MI", "%M");
        patterns.put("MS", "%g");
        patterns.put("US", "%f");
        patterns.put("DD", "%d");
        patterns.put("Dy", "%a");
        patterns.put("HH", "%I");
        patterns.put("SS", "%S");
        patterns.put("IW", "%V");
        patterns.put("AM", "%p");
        patterns.put("PM", "%p");
        return patterns;
    }

    static void register() {
        ScalarFunctions.put("$DAYS_BETWEEN", "CAST({0} - {1} AS INTEGER)");
        ScalarFunctions.put("$DAYS_LATER", "({0} + CAST({1} AS INTEGER))");
        ScalarFunctions.put("$DAYS_EARLIER", "({0} - CAST({1} AS INTEGER))");
        ScalarFunctions.put("$TIME_BETWEEN", "({0} - {1})");
        ScalarFunctions.put("$DATE_PART", "CAST(date_part({0}, {1}) AS DOUBLE)");
        ScalarFunctions.put("$DATE_TRUNC", "date_trunc({0}, {1})");
        for (String truncation : new String[] {"DATE_TRUNC", "TIMESTAMP_TRUNC", "DATETIME_TRUNC", "TIME_TRUNC"}) {
            ScalarFunctions.put(truncation, TimeFunctions::floor);
        }
        ScalarFunctions.put("DAYNAME", "dayname({0})");
        ScalarFunctions.put("MONTHNAME", "monthname({0})");
        ScalarFunctions.put("LAST_DAY", "last_day({0})");
        ScalarFunctions.put("UNIX_DATE", "CAST({0} - " + DAY_ZERO + " AS INTEGER)");
        ScalarFunctions.put("DATE_FROM_UNIX_DATE", "(" + DAY_ZERO + " + CAST({0} AS INTEGER))");
        ScalarFunctions.put("UNIX_SECONDS", "CAST(floor(epoch_us({0}) / 1000000) AS BIGINT)");
        ScalarFunctions.put("UNIX_MILLIS", "CAST(floor(epoch_us({0}) / 1000) AS BIGINT)");
        ScalarFunctions.put("UNIX_MICROS", "epoch_us({0})");
        ScalarFunctions.put("TIMESTAMP_SECONDS", "make_timestamp(CAST({0} AS BIGINT) * 1000000)");
        ScalarFunctions.put("TIMESTAMP_MILLIS", "make_timestamp(CAST({0} AS BIGINT) * 1000)");
        ScalarFunctions.put("TIMESTAMP_MICROS", "make_timestamp(CAST({0} AS BIGINT))");
        ScalarFunctions.put("DATE", 1, "CAST({0} AS DATE)", "", "make_date({0}, {1}, {2})");
        ScalarFunctions.put("TIME", 1, "CAST({0} AS TIME)", "", "make_time({0}, {1}, {2})");
        ScalarFunctions.put(
                "DATETIME",
                1,
                "CAST({0} AS TIMESTAMP)",
                "(CAST({0} AS DATE) + {1})",
                "",
                "",
                "",
                "make_timestamp({0}, {1}, {2}, {3}, {4}, {5})");
        ScalarFunctions.put(
                "TIMESTAMP",
                call -> call.getOperands().size() == 1
                        ? "CAST({0} AS " + io.lakegate.adapters.calcite.schema.CalciteTypes.engineName(call.getType())
                                + ")"
                        : refusedZone(call));
        for (String format : new String[] {"FORMAT_DATE", "FORMAT_DATETIME", "FORMAT_TIMESTAMP"}) {
            ScalarFunctions.put(format, call -> "strftime(CAST({1} AS TIMESTAMP), " + TimePatterns.written(call) + ")");
        }
        ScalarFunctions.put(
                "FORMAT_TIME", call -> "strftime(" + DAY_ZERO + " + {1}, " + TimePatterns.written(call) + ")");
        ScalarFunctions.put("PARSE_DATE", call -> parsed(call, "DATE"));
        ScalarFunctions.put("PARSE_TIME", call -> parsed(call, "TIME"));
        ScalarFunctions.put("PARSE_DATETIME", call -> parsed(call, "TIMESTAMP"));
        ScalarFunctions.put("PARSE_TIMESTAMP", call -> parsed(call, "TIMESTAMP"));
        ScalarFunctions.put("TO_CHAR", MomentFunctions::toChar);
        ScalarFunctions.put("TO_DATE", call -> "CAST(strptime({0}, " + pattern(call) + ") AS DATE)");
        ScalarFunctions.put(
                "TO_TIMESTAMP",
                call -> "CAST(strptime({0}, " + pattern(call) + ") AS "
                        + io.lakegate.adapters.calcite.schema.CalciteTypes.engineName(call.getType()) + ")");
        ScalarFunctions.refuse("TIMESTAMPDIFF(unit, from, to) works.", "AGE");
        ScalarFunctions.put("$TUMBLE", MomentFunctions::tumble);
        refuseGroups("HOP", "HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '5' MINUTE, INTERVAL '1' HOUR)");
        refuseGroups("SESSION", "SESSION(TABLE t, DESCRIPTOR(ts), DESCRIPTOR(key), INTERVAL '10' MINUTE)");
    }

    /** Their windows are no function of one row, which what stands in GROUP BY has to be. */
    private static void refuseGroups(String function, String table) {
        ScalarFunctions.put("$" + function, call -> {
            throw FunctionErrors.refused(
                    function + " in GROUP BY",
                    "FROM TABLE(" + table + ") with GROUP BY window_start, window_end works.");
        });
    }

    private static String refusedZone(RexCall call) {
        throw FunctionErrors.refused(
                call.getOperator().getName() + " with a zone", "SET TIME ZONE says in which zone times are meant.");
    }

    /** Windows begin at the same moments in every zone, one of them at the beginning of 1970 in UTC. */
    private static String tumble(RexCall call) {
        String zero = switch (ScalarFunctions.type(call, 0).getSqlTypeName()) {
            case DATE -> DAY_ZERO;
            case TIMESTAMP -> "TIMESTAMP '1970-01-01 00:00:00'";
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> "TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00'";
            default -> throw FunctionErrors.refused("TUMBLE of a TIME", "FLOOR(time TO unit) works.");
        };
        return call.getOperands().size() == 2
                ? "time_bucket({1}, {0}, " + zero + ")"
                : "time_bucket({1}, {0}, " + zero + " + {2})";
    }

    private static String parsed(RexCall call, String type) {
        return "CAST(strptime({1}, " + TimePatterns.read(call) + ") AS " + type + ")";
    }

    private static String toChar(RexCall call) {
        if (!SqlTypeUtil.isDatetime(ScalarFunctions.type(call, 0))) {
            throw FunctionErrors.refused("TO_CHAR of a number", "CAST(x AS VARCHAR) works.");
        }
        boolean time = ScalarFunctions.type(call, 0).getSqlTypeName() == SqlTypeName.TIME;
        String moment = time ? "(" + DAY_ZERO + " + {0})" : "CAST({0} AS TIMESTAMP)";
        return "strftime(" + moment + ", " + pattern(call) + ")";
    }

    private static String pattern(RexCall call) {
        return EngineFunction.escaped(StatementText.quotedText(strftime(ScalarFunctions.constant(call, 1))));
    }

    /** A pattern of PostgreSQL in the engine's spelling. Letters that mean nothing to us are refused: another one may mean something by them. */
    private static String strftime(String pattern) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < pattern.length(); ) {
            int from = at;
            String known = PATTERNS.keySet().stream()
                    .filter(word -> stands(word, pattern, from))
                    .findFirst()
                    .orElse("");
            char c = pattern.charAt(at);
            if (pattern.startsWith("SSSS", at) || pattern.startsWith("am", at) || pattern.startsWith("pm", at)) {
                throw FunctionErrors.refused("the pattern " + pattern.substring(at), "SS, MS, US and AM work.");
            }
            if (!known.isEmpty()) {
                text.append(PATTERNS.get(known));
                at += known.length();
            } else if (c == '"' && pattern.indexOf('"', at + 1) > 0) {
                int end = pattern.indexOf('"', at + 1);
                text.append(pattern.substring(at + 1, end).replace("%", "%%"));
                at = end + 1;
            } else if (Character.isLetter(c)) {
                throw FunctionErrors.refused(
                        "the pattern " + pattern.substring(at),
                        "YYYY, MM, Mon, DD, HH24, HH12, MI, SS, MS, US and AM work, other letters in double quotes.");
            } else {
                text.append(c == '%' ? "%%" : String.valueOf(c));
                at++;
            }
        }
        return text.toString();
    }

    /** Words of capital letters may be written in any case. */
    private static boolean stands(String word, String pattern, int from) {
        boolean anyCase = word.equals(word.toUpperCase(java.util.Locale.ROOT));
        return pattern.regionMatches(anyCase, from, word, 0, word.length());
    }
}
