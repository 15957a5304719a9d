package io.lakegate.adapters.calcite.plan;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.apache.calcite.util.TimestampWithTimeZoneString;
import org.jspecify.annotations.Nullable;

/**
 * Reads constant expressions as values of a column's type: literals, bound parameters, casts of these, and a date or timestamp plus or minus an
 * interval. Where the value has no exact equal in the column's type there is no answer, and so no pruning.
 */
final class Literals {
    private static final Pattern WRITTEN_TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?");
    private static final Pattern OFFSET = Pattern.compile("(.*\\d) ?(Z|[+-]\\d{2}(?::\\d{2})?)");
    private static final Pattern NAMED_ZONE = Pattern.compile("(.*\\d) [A-Z][A-Za-z]+(?:/[A-Za-z_]+)+");

    private final List<Value> parameters;
    private final boolean utc;

    /**
     * A time of the session's zone, or of one that a text names, or in UTC what stands for the time that clocks of the session's zone show. Which instant or time
     * that is, the engine knows: its rules for zones may be of another year than those of this JVM.
     */
    private record InZone(LocalDateTime time) {}

    /** {@code zone} is the session's. */
    Literals(List<Value> parameters, ZoneId zone) {
        this.parameters = List.copyOf(parameters);
        this.utc = zone.equals(ZoneOffset.UTC);
    }

    /** Whether a time of the session's zone is the same time in UTC. */
    boolean utc() {
        return utc;
    }

    /** The value of the expression as {@code type}; empty when it is not constant, is NULL, or cannot be said exactly. */
    Optional<Value> read(RexNode node, LakeType type) {
        return Optional.ofNullable(constant(node))
                .flatMap(constant -> as(constant, type))
                .map(content -> Value.of(type, content));
    }

    /** About the instant that the expression is, in UTC, or the time of some zone: less than a day away from the instant. Empty when it is not constant. */
    Optional<LocalDateTime> readAbout(RexNode node) {
        Object constant = constant(node);
        if (constant instanceof InZone inZone) {
            return Optional.of(inZone.time());
        }
        if (constant instanceof Instant instant) {
            return Optional.of(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
        }
        if (utc) {
            return Optional.empty();
        }
        return constant instanceof LocalDate date
                ? Optional.of(date.atStartOfDay())
                : constant instanceof LocalDateTime dateTime ? Optional.of(dateTime) : Optional.empty();
    }

    /** Whether the expression is a literal or a parameter that is NULL, or a cast of one. */
    boolean isNull(RexNode node) {
        if (node instanceof RexLiteral literal) {
            return literal.isNull();
        }
        if (node instanceof RexDynamicParam parameter) {
            return parameters.get(parameter.getIndex()).isNull();
        }
        return node.getKind() == SqlKind.CAST
                && isNull(((RexCall) node).getOperands().get(0));
    }

    private @Nullable Object constant(RexNode node) {
        if (node instanceof RexLiteral literal) {
            return literalContent(literal);
        }
        if (node instanceof RexDynamicParam parameter) {
            return parameters.get(parameter.getIndex()).content().orElse(null);
        }
        if (node instanceof RexCall call) {
            return switch (call.getKind()) {
                case CAST -> cast(call);
                case PLUS, MINUS -> plusInterval(call, call.getKind() == SqlKind.PLUS ? 1 : -1);
                default -> null;
            };
        }
        return null;
    }

    private @Nullable Object literalContent(RexLiteral literal) {
        if (literal.isNull()) {
            return null;
        }
        Object value = literal.getValue();
        if (value instanceof NlsString text) {
            // A comparison of CHAR pads with blanks in some databases; here text is compared as it is.
            return text.getValue();
        }
        if (value instanceof Boolean || value instanceof BigDecimal || value instanceof Double) {
            return SqlTypeName.INTERVAL_TYPES.contains(literal.getTypeName()) ? null : value;
        }
        return switch (literal.getType().getSqlTypeName()) {
            case DATE ->
                LocalDate.parse(required(literal.getValueAs(DateString.class)).toString());
            case TIME ->
                LocalTime.parse(required(literal.getValueAs(TimeString.class)).toString());
            case TIMESTAMP -> dateTime(literal);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                literal.getTypeName() == SqlTypeName.TIMESTAMP_TZ ? instantOf(literal) : inZone(dateTime(literal));
            default -> null;
        };
    }

    private static Instant instantOf(RexLiteral literal) {
        TimestampString utc = required(literal.getValueAs(TimestampWithTimeZoneString.class))
                .withTimeZone(TimeZone.getTimeZone("UTC"))
                .getLocalTimestampString();
        return LocalDateTime.parse(utc.toString().replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    }

    private static LocalDateTime dateTime(RexLiteral literal) {
        return LocalDateTime.parse(
                required(literal.getValueAs(TimestampString.class)).toString().replace(' ', 'T'));
    }

    private static <T> T required(@Nullable T value) {
        return requireNonNull(value, "literal");
    }

    /** A cast is looked through only when it keeps the value: within one family of types. */
    private @Nullable Object cast(RexCall call) {
        Object inner = constant(call.getOperands().get(0));
        if (inner == null) {
            return null;
        }
        return switch (call.getType().getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> isWhole(inner) ? inner : null;
            case DECIMAL ->
                inner instanceof BigDecimal number
                                && number.stripTrailingZeros().scale()
                                        <= call.getType().getScale()
                        ? inner
                        : null;
            case DOUBLE, FLOAT -> inner instanceof Number ? inner : null;
            case VARCHAR -> inner instanceof String text && text.length() <= lengthLimit(call) ? inner : null;
            case DATE -> inner instanceof LocalDate ? inner : null;
            case TIMESTAMP -> inner instanceof String text ? written(text, "") : local(inner, call);
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> instant(inner);
            default -> null;
        };
    }

    /** What clocks of the session's zone show. */
    private @Nullable Object local(Object inner, RexCall cast) {
        if (!(inner instanceof Instant instant)) {
            return inner instanceof InZone ? inner : timeOf(inner);
        }
        LocalDateTime inUtc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        boolean exact =
                utc && (cast.getType().getPrecision() >= 6 || inUtc.equals(inUtc.truncatedTo(ChronoUnit.SECONDS)));
        return exact ? inUtc : new InZone(inUtc);
    }

    private static @Nullable LocalDateTime timeOf(Object inner) {
        return inner instanceof LocalDate date
                ? date.atStartOfDay()
                : inner instanceof LocalDateTime dateTime ? dateTime : null;
    }

    private @Nullable Object instant(Object inner) {
        if (inner instanceof Instant || inner instanceof InZone) {
            return inner;
        }
        if (inner instanceof String text) {
            return instantOfText(text);
        }
        LocalDateTime local = timeOf(inner);
        return local == null ? null : inZone(local);
    }

    private @Nullable Object instantOfText(String text) {
        LocalDateTime inUtc = written(text, " UTC");
        if (inUtc != null) {
            return inUtc.toInstant(ZoneOffset.UTC);
        }
        Matcher offset = OFFSET.matcher(text);
        if (offset.matches()) {
            LocalDateTime there = written(offset.group(1), "");
            return there == null ? null : instant(there, offset.group(2));
        }
        Matcher zone = NAMED_ZONE.matcher(text);
        if (zone.matches()) {
            LocalDateTime there = written(zone.group(1), "");
            return there == null ? null : new InZone(there);
        }
        LocalDateTime local = written(text, "");
        return local == null ? null : inZone(local);
    }

    private static @Nullable Instant instant(LocalDateTime time, String offset) {
        try {
            return time.toInstant(ZoneOffset.of(offset));
        } catch (DateTimeException e) {
            return null; // the engine says what is wrong
        }
    }

    /** A time in the one spelling that nobody reads differently, before what has to follow it; null for any other text. */
    private static @Nullable LocalDateTime written(String text, String end) {
        if (!text.endsWith(end)) {
            return null;
        }
        String time = text.substring(0, text.length() - end.length());
        try {
            return WRITTEN_TIME.matcher(time).matches() ? LocalDateTime.parse(time.replace(' ', 'T')) : null;
        } catch (DateTimeParseException e) {
            return null; // the engine says what is wrong
        }
    }

    private Object inZone(LocalDateTime time) {
        return utc ? time.toInstant(ZoneOffset.UTC) : new InZone(time);
    }

    private static int lengthLimit(RexCall call) {
        int precision = call.getType().getPrecision();
        return precision < 0 ? Integer.MAX_VALUE : precision;
    }

    private static boolean isWhole(Object value) {
        return value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long
                || (value instanceof BigDecimal number
                        && number.stripTrailingZeros().scale() <= 0);
    }

    private @Nullable Object plusInterval(RexCall call, int sign) {
        List<RexNode> operands = call.getOperands();
        if (operands.size() != 2 || !(operands.get(1) instanceof RexLiteral interval) || interval.isNull()) {
            return null;
        }
        if (!SqlTypeUtil.isInterval(interval.getType())) {
            return null;
        }
        Object base = constant(operands.get(0));
        long amount = sign * required(interval.getValueAs(BigDecimal.class)).longValue();
        boolean months =
                SqlTypeName.YEAR_INTERVAL_TYPES.contains(interval.getType().getSqlTypeName());
        if (base instanceof LocalDate date) {
            long dayMillis = 24L * 60 * 60 * 1000;
            return months
                    ? date.plusMonths(amount)
                    : amount % dayMillis == 0 ? date.plusDays(amount / dayMillis) : null;
        }
        if (base instanceof LocalDateTime dateTime) {
            return months ? dateTime.plusMonths(amount) : dateTime.plus(amount, ChronoUnit.MILLIS);
        }
        return null;
    }

    /** The same value in the class that the type asks for; empty when there is none. */
    private Optional<Object> as(Object constant, LakeType type) {
        return type.match(
                simple -> as(constant, simple),
                decimal -> number(constant).flatMap(number -> exactly(number, decimal)),
                list -> Optional.empty(),
                map -> Optional.empty(),
                struct -> Optional.empty());
    }

    private Optional<Object> as(Object constant, LakeType.Simple type) {
        return switch (type) {
            case BOOLEAN -> Optional.of(constant).filter(Boolean.class::isInstance);
            case TINYINT -> whole(constant, Byte.MIN_VALUE, Byte.MAX_VALUE).map(Long::byteValue);
            case SMALLINT -> whole(constant, Short.MIN_VALUE, Short.MAX_VALUE).map(Long::shortValue);
            case INTEGER ->
                whole(constant, Integer.MIN_VALUE, Integer.MAX_VALUE).map(Long::intValue);
            case BIGINT -> whole(constant, Long.MIN_VALUE, Long.MAX_VALUE).map(value -> value);
            // 0.1 as REAL is another number than 0.1 as DOUBLE, and the engine compares in the wider type.
            case REAL -> Optional.empty();
            case DOUBLE -> number(constant).map(BigDecimal::doubleValue);
            case VARCHAR -> Optional.of(constant).filter(String.class::isInstance);
            case VARBINARY -> Optional.of(constant).filter(byte[].class::isInstance);
            case DATE ->
                constant instanceof LocalDateTime dateTime
                        ? Optional.of(dateTime)
                                .filter(t -> t.toLocalTime().equals(LocalTime.MIDNIGHT))
                                .map(LocalDateTime::toLocalDate)
                        : Optional.of(constant).filter(LocalDate.class::isInstance);
            case TIME -> Optional.of(constant).filter(LocalTime.class::isInstance);
            case TIMESTAMP, TIMESTAMP_NS ->
                constant instanceof LocalDate date
                        ? Optional.of(date.atStartOfDay())
                        : constant instanceof Instant instant && utc
                                ? Optional.of(LocalDateTime.ofInstant(instant, ZoneOffset.UTC))
                                : Optional.of(constant).filter(LocalDateTime.class::isInstance);
            case TIMESTAMP_TZ, TIMESTAMP_TZ_NS ->
                (constant instanceof LocalDate date
                                ? Optional.of(inZone(date.atStartOfDay()))
                                : constant instanceof LocalDateTime dateTime
                                        ? Optional.of(inZone(dateTime))
                                        : Optional.of(constant))
                        .filter(Instant.class::isInstance);
            case UUID, INTERVAL, NULL -> Optional.empty();
        };
    }

    private static Optional<BigDecimal> number(Object constant) {
        if (constant instanceof BigDecimal number) {
            return Optional.of(number);
        }
        if (constant instanceof Double || constant instanceof Float) {
            double value = ((Number) constant).doubleValue();
            return Double.isFinite(value) ? Optional.of(new BigDecimal(value)) : Optional.empty();
        }
        return isWhole(constant) ? Optional.of(BigDecimal.valueOf(((Number) constant).longValue())) : Optional.empty();
    }

    private static Optional<Long> whole(Object constant, long min, long max) {
        return number(constant)
                .filter(number -> number.stripTrailingZeros().scale() <= 0)
                .filter(number -> number.compareTo(BigDecimal.valueOf(min)) >= 0
                        && number.compareTo(BigDecimal.valueOf(max)) <= 0)
                .map(BigDecimal::longValueExact);
    }

    private static Optional<Object> exactly(BigDecimal number, LakeType.Decimal type) {
        if (number.stripTrailingZeros().scale() > type.scale()) {
            return Optional.empty();
        }
        BigDecimal scaled = number.setScale(type.scale(), RoundingMode.UNNECESSARY);
        return scaled.precision() <= type.precision() ? Optional.of(scaled) : Optional.empty();
    }
}
