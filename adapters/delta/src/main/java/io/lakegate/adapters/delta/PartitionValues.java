package io.lakegate.adapters.delta;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Partition values from the texts in which the log keeps them.
 *
 * <p>A timestamp without a zone is one of "the time zone of the system which wrote the table", as the protocol has it, which no reader
 * can know: configuration may say it. Writers on servers use UTC, and newer ones write {@code …Z}.
 *
 * @see "Delta protocol: Partition Value Serialization"
 */
final class PartitionValues {
    private static final String DATE = "([+-]?\\d{4,6})-(\\d{1,2})-(\\d{1,2})";
    private static final Pattern DATE_ONLY = Pattern.compile(DATE);
    private static final Pattern DATE_TIME = Pattern.compile(
            DATE + "(?:[ T](\\d{1,2}):(\\d{1,2}):(\\d{1,2})(?:\\.(\\d{1,9}))?)?(Z|[+-]\\d{2}:?\\d{2})?");

    private PartitionValues() {}

    /** The value of a column, where times without a zone are UTC: see the other. */
    static Value parse(Column column, @Nullable String text) {
        return parse(column, text, ZoneOffset.UTC);
    }

    /**
     * The value of a column.
     *
     * @param zone of the system that wrote times without a zone
     * @param text null or empty for NULL
     * @throws IllegalArgumentException when the text is no value of the column's type
     */
    static Value parse(Column column, @Nullable String text, ZoneId zone) {
        LakeType type = column.type();
        if (text == null || text.isEmpty()) {
            return Value.nullOf(type);
        }
        try {
            Object content = type.match(
                    simple -> simple(simple, text, zone),
                    decimal -> decimal(decimal, text),
                    list -> noPartitionType(type),
                    map -> noPartitionType(type),
                    struct -> noPartitionType(type));
            return Value.of(type, content);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Object simple(LakeType.Simple type, String text, ZoneId zone) {
        return switch (type) {
            case BOOLEAN -> bool(text);
            case TINYINT -> Byte.valueOf(text);
            case SMALLINT -> Short.valueOf(text);
            case INTEGER -> Integer.valueOf(text);
            case BIGINT -> Long.valueOf(text);
            case REAL -> Float.valueOf(javaFloating(text));
            case DOUBLE -> Double.valueOf(javaFloating(text));
            case VARCHAR -> text;
            case VARBINARY -> text.getBytes(StandardCharsets.UTF_8); // the text holds the bytes as characters
            case DATE -> date(text);
            case TIMESTAMP -> timestamp(text);
            case TIMESTAMP_TZ -> instant(text, zone);
            case TIME, TIMESTAMP_NS, TIMESTAMP_TZ_NS, UUID, INTERVAL, NULL -> noPartitionType(type);
        };
    }

    private static Object noPartitionType(LakeType type) {
        throw new IllegalArgumentException("a column of type " + type + " cannot partition a table");
    }

    private static Boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    /** Java's spelling of infinity, for that of writers in other languages. */
    private static String javaFloating(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf", "infinity", "+infinity" -> "Infinity";
            case "-inf", "-infinity" -> "-Infinity";
            case "nan" -> "NaN";
            default -> text;
        };
    }

    private static BigDecimal decimal(LakeType.Decimal type, String text) {
        BigDecimal value = new BigDecimal(text).setScale(type.scale(), RoundingMode.UNNECESSARY);
        if (value.precision() > type.precision()) {
            throw new IllegalArgumentException("more digits than " + type + " holds");
        }
        return value;
    }

    private static LocalDate date(String text) {
        Matcher matcher = DATE_ONLY.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a date");
        }
        return date(matcher);
    }

    private static LocalDate date(Matcher matcher) {
        return LocalDate.of(number(matcher, 1), number(matcher, 2), number(matcher, 3));
    }

    private static LocalDateTime timestamp(String text) {
        Matcher matcher = dateTime(text);
        if (matcher.group(8) != null) {
            throw new IllegalArgumentException("a timestamp without time zone cannot have one");
        }
        return timestamp(matcher);
    }

    private static Instant instant(String text, ZoneId zone) {
        Matcher matcher = dateTime(text);
        String written = matcher.group(8);
        return timestamp(matcher)
                .atZone(written == null ? zone : ZoneOffset.of(written))
                .toInstant();
    }

    private static Matcher dateTime(String text) {
        Matcher matcher = DATE_TIME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a timestamp");
        }
        return matcher;
    }

    private static LocalDateTime timestamp(Matcher matcher) {
        LocalDate date = date(matcher);
        if (matcher.group(4) == null) {
            return date.atStartOfDay();
        }
        return date.atTime(
                LocalTime.of(number(matcher, 4), number(matcher, 5), number(matcher, 6), nanos(matcher.group(7))));
    }

    private static int nanos(@Nullable String fraction) {
        if (fraction == null) {
            return 0;
        }
        int nanos = Integer.parseInt((fraction + "00000000").substring(0, 9));
        if (nanos % 1_000 != 0) {
            throw new IllegalArgumentException("finer than microseconds");
        }
        return nanos;
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}
