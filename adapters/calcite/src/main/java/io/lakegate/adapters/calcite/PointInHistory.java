package io.lakegate.adapters.calcite;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.model.Version;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.calcite.sql.SqlAbstractDateTimeLiteral;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.util.NlsString;

/**
 * Reads the version or time that a statement asks for. A time without a zone is one of the session's. Remembers which parameters were used so, since the
 * validator does not see them. For one statement.
 */
final class PointInHistory {
    private final ParameterSource values;
    private final ZoneId zone;
    private final Instant now;
    private final Map<Integer, LakeType> parameters = new TreeMap<>();

    /** {@code now} is the moment of the statement. */
    PointInHistory(ParameterSource values, ZoneId zone, Instant now) {
        this.now = now;
        this.values = values;
        this.zone = zone;
    }

    /** The parameters that were read as points, by index. */
    Map<Integer, LakeType> parameters() {
        return parameters;
    }

    /** A version by number, or a branch or tag by name. */
    Version version(SqlNode point) {
        if (point instanceof SqlDynamicParam parameter) {
            return parameter(parameter, Simple.BIGINT)
                    .<Version>map(number -> new Version.Numbered((Long) number))
                    .orElse(Version.LATEST);
        }
        if (point instanceof SqlIdentifier name && name.isSimple()) {
            return new Version.Named(name.getSimple());
        }
        boolean named = point instanceof SqlLiteral literal
                && literal.getValue() instanceof NlsString text
                && !text.getValue().matches("-?\\d+");
        if (named) {
            return new Version.Named(text(point));
        }
        try {
            return new Version.Numbered(new BigDecimal(text(point)).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            throw unreadable(
                    point, "is no version", "Write a whole number, or the name of a branch or tag of an Iceberg table");
        }
    }

    /** The state at a time. */
    Version time(SqlNode point) {
        return instant(point).<Version>map(Version.AtTime::new).orElse(Version.LATEST);
    }

    /** A version when the point is a number, else a time: as the bounds of a change feed are given. */
    Version either(SqlNode point) {
        SqlNode inner = point.getKind() == SqlKind.CAST ? ((SqlCall) point).operand(0) : point;
        boolean number = inner instanceof SqlNumericLiteral
                || (inner instanceof SqlLiteral literal
                        && literal.getValue() instanceof NlsString text
                        && text.getValue().matches("\\d+"));
        if (point instanceof SqlDynamicParam parameter) {
            // What it is shows in its value only: a number or a time.
            Optional<Object> text = parameter(parameter, Simple.VARCHAR);
            return text.isEmpty()
                    ? Version.LATEST
                    : text.get().toString().matches("\\d+")
                            ? new Version.Numbered(Long.parseLong(text.get().toString()))
                            : new Version.AtTime(parse(point, text.get().toString()));
        }
        return number ? version(inner) : time(point);
    }

    private Optional<Object> parameter(SqlDynamicParam parameter, LakeType type) {
        parameters.put(parameter.getIndex(), type);
        Optional<Value> value = values.value(parameter.getIndex(), type);
        if (value.isPresent() && value.get().isNull()) {
            throw unreadable(parameter, "is NULL", "Bind a version or a time");
        }
        return value.flatMap(Value::content);
    }

    private Optional<Instant> instant(SqlNode point) {
        if (point instanceof SqlDynamicParam parameter) {
            return parameter(parameter, Simple.TIMESTAMP_TZ).map(Instant.class::cast);
        }
        if (point instanceof SqlIntervalLiteral) {
            throw unreadable(point, "is an interval and no time", "Subtract it from CURRENT_TIMESTAMP");
        }
        if (point instanceof SqlLiteral) {
            return Optional.of(parse(point, text(point)));
        }
        if (point instanceof SqlIdentifier name && name.isSimple()) {
            return Optional.of(keyword(name, name.getSimple()));
        }
        if (point instanceof SqlCall call) {
            return switch (call.getKind()) {
                case CAST -> instant(call.operand(0));
                case PLUS -> plus(call, 1);
                case MINUS -> plus(call, -1);
                default ->
                    call.operandCount() == 0
                            ? Optional.of(keyword(call, call.getOperator().getName()))
                            : Optional.empty();
            };
        }
        throw unreadable(point, "is no time", "Write TIMESTAMP '2024-01-31 12:00:00' or a parameter");
    }

    private Instant keyword(SqlNode node, String word) {
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "CURRENT_TIMESTAMP", "LOCALTIMESTAMP", "NOW" -> now;
            case "CURRENT_DATE" -> instant(LocalDate.ofInstant(now, zone).atStartOfDay());
            default -> throw unreadable(node, "is no time", "Write TIMESTAMP '2024-01-31 12:00:00' or a parameter");
        };
    }

    private Optional<Instant> plus(SqlCall call, int sign) {
        if (!(call.operand(1) instanceof SqlIntervalLiteral interval)) {
            throw unreadable(
                    call, "is no time plus or minus an interval", "Write it as CURRENT_TIMESTAMP - INTERVAL '1' DAY");
        }
        SqlIntervalLiteral.IntervalValue value = interval.getValueAs(SqlIntervalLiteral.IntervalValue.class);
        SqlIntervalQualifier qualifier = value.getIntervalQualifier();
        int direction = sign * value.getSign();
        return instant(call.operand(0)).map(start -> {
            long amount =
                    direction * interval.getValueAs(BigDecimal.class).abs().longValue();
            return qualifier.isYearMonth()
                    ? instant(LocalDateTime.ofInstant(start, zone).plusMonths(amount))
                    : start.plusMillis(amount);
        });
    }

    private static String text(SqlNode point) {
        if (point.getKind() == SqlKind.CAST) {
            return text(((SqlBasicCall) point).operand(0));
        }
        if (point instanceof SqlUnknownLiteral unknown) {
            return unknown.getValue();
        }
        if (point instanceof SqlAbstractDateTimeLiteral time) {
            return time.toFormattedString();
        }
        if (point instanceof SqlLiteral literal && literal.toValue() != null) {
            return literal.toValue();
        }
        return point.toString();
    }

    private Instant instant(LocalDateTime time) {
        return TimeText.instant(time, zone);
    }

    private Instant parse(SqlNode point, String text) {
        try {
            return TimeText.instant(text, zone);
        } catch (DateTimeException e) {
            throw unreadable(point, "is no time", "Write it as " + TimeText.FORMS);
        }
    }

    private static GatewayException unreadable(SqlNode point, String why, String what) {
        return new GatewayException(
                ErrorCode.INVALID_STATEMENT,
                "Line %d, column %d: %s %s. %s."
                        .formatted(
                                point.getParserPosition().getLineNum(),
                                point.getParserPosition().getColumnNum(),
                                point,
                                why,
                                what));
    }
}
