package io.lakegate.adapters.calcite.sql;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.NlsString;

/** Functions of dates, times and intervals in the engine. */
final class TimeFunctions {
    /** Before a unit's name, as ODBC has them. */
    private static final String ODBC = "SQL_TSI_";

    private static final String MICROSECONDS = "epoch_us({1})";
    private static final Map<String, String> PARTS_OF_DAYS = Map.of(
            "DAY", MICROSECONDS + " // 86400000000",
            "HOUR", MICROSECONDS + " // 3600000000 % 24",
            "MINUTE", MICROSECONDS + " // 60000000 % 60",
            "SECOND", MICROSECONDS + " // 1000000 % 60",
            "MILLISECOND", MICROSECONDS + " // 1000 % 60000",
            "MICROSECOND", MICROSECONDS + " % 60000000",
            "EPOCH", MICROSECONDS + " // 1000000");
    private static final String MONTHS = "(date_part('year', {1}) * 12 + date_part('month', {1}))";

    private TimeFunctions() {}

    /** Whether it takes one time from another one. */
    static boolean isDifference(RexCall minus) {
        return minus.getOperands().size() == 2
                && minus.getOperands().stream().allMatch(operand -> SqlTypeUtil.isDatetime(operand.getType()));
    }

    /** Between two dates lie days, for the engine a number. */
    static String difference(RexCall minus) {
        if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(minus.getType().getSqlTypeName())) {
            return "to_months(CAST(date_sub('month', {1}, {0}) AS INTEGER))";
        }
        if (minus.getOperands().stream().allMatch(operand -> operand.getType().getSqlTypeName() == SqlTypeName.TIME)) {
            return "((DATE '1970-01-01' + {0}) - (DATE '1970-01-01' + {1}))";
        }
        boolean dates = minus.getOperands().stream()
                .allMatch(operand -> operand.getType().getSqlTypeName() == SqlTypeName.DATE);
        return dates ? "to_days(CAST({0} - {1} AS INTEGER))" : "({0} - {1})";
    }

    /** The unit that a function's operand names. */
    static String unit(RexNode symbol) {
        Object unit = requireNonNull(((RexLiteral) symbol).getValue(), "unit");
        if (unit instanceof TimeUnit || unit instanceof TimeUnitRange) {
            return unit.toString().toUpperCase(Locale.ROOT);
        }
        String text = unit instanceof NlsString written ? written.getValue() : unit.toString();
        String name = text.toUpperCase(Locale.ROOT);
        return name.startsWith(ODBC) ? name.substring(ODBC.length()) : name;
    }

    static String extract(RexCall call) {
        String unit = unit(call.getOperands().get(0));
        RelDataType type = call.getOperands().get(1).getType();
        if (SqlTypeName.DAY_INTERVAL_TYPES.contains(type.getSqlTypeName()) && PARTS_OF_DAYS.containsKey(unit)) {
            return "(" + PARTS_OF_DAYS.get(unit) + ")";
        }
        if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(type.getSqlTypeName())) {
            return switch (unit) {
                case "MILLENNIUM" -> "(" + MONTHS + " // 12000)";
                case "CENTURY" -> "(" + MONTHS + " // 1200)";
                case "DECADE" -> "(" + MONTHS + " // 120)";
                case "YEAR" -> "(" + MONTHS + " // 12)";
                case "QUARTER" -> "(" + MONTHS + " % 12 // 3 + 1)";
                case "MONTH" -> "(" + MONTHS + " % 12)";
                case "EPOCH" ->
                    throw QueryWriter.refused("EXTRACT of the seconds of months", "Months differ in length.");
                default -> "(0 * " + MONTHS + ")";
            };
        }
        return switch (unit) {
            case "DOW" -> "(date_part('dow', {1}) + 1)"; // Sunday is the first day, and has the number 1
            case "EPOCH" -> "CAST(floor(date_part('epoch', {1})) AS BIGINT)";
            case "NANOSECOND" -> "(date_part('microsecond', {1}) * 1000)";
            default -> "date_part('" + unit.toLowerCase(Locale.ROOT) + "', {1})";
        };
    }

    /** {@code FLOOR(x TO unit)}. */
    static String floor(RexCall call) {
        RelDataType type = call.getOperands().get(0).getType();
        return back(type, floor(unit(call.getOperands().get(1)), start(type)));
    }

    /** {@code CEIL(x TO unit)}. */
    static String ceil(RexCall call) {
        String unit = unit(call.getOperands().get(1));
        RelDataType type = call.getOperands().get(0).getType();
        String floor = floor(unit, start(type));
        if (unit.equals("NANOSECOND")) {
            return back(type, floor);
        }
        return back(
                type,
                "CASE WHEN %s = %s THEN %s ELSE %s + INTERVAL 1 %s END"
                        .formatted(
                                floor,
                                start(type),
                                floor,
                                floor,
                                unit.equals("ISOYEAR") ? "YEAR" : unit.startsWith("WEEK_") ? "WEEK" : unit));
    }

    /** Weeks begin on Sunday for Calcite, on Monday for the engine. */
    private static String floor(String unit, String time) {
        return switch (unit) {
            case "WEEK" -> "(date_trunc('week', %s + INTERVAL 1 DAY) - INTERVAL 1 DAY)".formatted(time);
            case "ISOWEEK" -> "date_trunc('week', %s)".formatted(time);
            case "NANOSECOND" -> time;
            case "WEEK_MONDAY" -> weekFrom(0, time);
            case "WEEK_TUESDAY" -> weekFrom(1, time);
            case "WEEK_WEDNESDAY" -> weekFrom(2, time);
            case "WEEK_THURSDAY" -> weekFrom(3, time);
            case "WEEK_FRIDAY" -> weekFrom(4, time);
            case "WEEK_SATURDAY" -> weekFrom(5, time);
            case "WEEK_SUNDAY" -> weekFrom(6, time);
            case "CENTURY", "MILLENNIUM" ->
                throw QueryWriter.refused(
                        "FLOOR and CEIL to " + unit, "Write it with EXTRACT(%s FROM …).".formatted(unit));
            default -> "date_trunc('%s', %s)".formatted(unit.toLowerCase(Locale.ROOT), time);
        };
    }

    /** {@code days} after Monday. */
    private static String weekFrom(int days, String time) {
        return "(date_trunc('week', %s - INTERVAL %d DAY) + INTERVAL %d DAY)".formatted(time, days, days);
    }

    private static String start(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.TIME ? "(DATE '1970-01-01' + {0})" : "{0}";
    }

    private static String back(RelDataType type, String time) {
        return switch (type.getSqlTypeName()) {
            case DATE -> "CAST(" + time + " AS DATE)";
            case TIME -> "CAST(" + time + " AS TIME)";
            default -> "(" + time + ")";
        };
    }

    /** {@code TIMESTAMPDIFF(unit, from, to)}: whole units. */
    static String between(RexCall call) {
        String unit = unit(call.getOperands().get(0));
        return unit.equals("NANOSECOND")
                ? "(date_sub('microsecond', {1}, {2}) * 1000)"
                : "date_sub('" + unit.toLowerCase(Locale.ROOT) + "', {1}, {2})";
    }

    /** The number that an interval is: of months, or of milliseconds. */
    static String reinterpreted(RexCall call) {
        SqlTypeName from = call.getOperands().get(0).getType().getSqlTypeName();
        if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(from)) {
            return MONTHS.replace("{1}", "{0}");
        }
        return SqlTypeName.DAY_INTERVAL_TYPES.contains(from) ? "epoch_ms({0})" : "{0}";
    }

    /** So many units, as an interval. */
    static String ofUnits(RelDataType interval) {
        TimeUnit unit =
                requireNonNull(interval.getIntervalQualifier(), "qualifier").getStartUnit();
        String number = unit == TimeUnit.SECOND ? "{0}" : "CAST(round({0}) AS INTEGER)"; // only seconds have fractions
        return "to_" + unit.name().toLowerCase(Locale.ROOT) + "s(" + number + ")";
    }

    /** An interval of the last unit that its type has; empty where the engine's is the same. */
    static Optional<String> shortened(RelDataType interval) {
        TimeUnit unit =
                requireNonNull(interval.getIntervalQualifier(), "qualifier").getUnit();
        return switch (unit) {
            case YEAR -> Optional.of("to_years(CAST(" + MONTHS.replace("{1}", "{0}") + " // 12 AS INTEGER))");
            case DAY, HOUR, MINUTE -> {
                long microseconds = unit.multiplier.longValue() * 1000;
                yield Optional.of("to_microseconds(epoch_us({0}) // %d * %d)".formatted(microseconds, microseconds));
            }
            default -> Optional.empty();
        };
    }

    /** Months, divided or multiplied by a number. */
    static String partOfMonths(RexCall call) {
        boolean first = SqlTypeUtil.isInterval(call.getOperands().get(0).getType());
        String months = MONTHS.replace("{1}", first ? "{0}" : "{1}");
        String number = first ? "{1}" : "{0}";
        boolean division = call.getKind() == SqlKind.DIVIDE || call.getKind() == SqlKind.CHECKED_DIVIDE;
        String computed =
                division && SqlTypeUtil.isIntType(call.getOperands().get(1).getType())
                        ? months + " // " + number
                        : division
                                ? "round(CAST(" + months + " AS DOUBLE) / " + number + ")"
                                : "round(" + months + " * " + number + ")";
        return "to_months(CAST(" + computed + " AS INTEGER))";
    }

    /** An interval as a number of its unit. */
    static String units(RelDataType interval, boolean whole) {
        TimeUnit unit =
                requireNonNull(interval.getIntervalQualifier(), "qualifier").getStartUnit();
        if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(interval.getSqlTypeName())) {
            String months = MONTHS.replace("{1}", "{0}");
            return unit == TimeUnit.YEAR ? "(" + months + " // 12)" : months;
        }
        long microseconds = unit.multiplier.longValue() * 1000;
        return whole
                ? "(epoch_us({0}) // " + microseconds + ")"
                : "(CAST(epoch_us({0}) AS DECIMAL(38, 6)) / " + microseconds + ")";
    }
}
