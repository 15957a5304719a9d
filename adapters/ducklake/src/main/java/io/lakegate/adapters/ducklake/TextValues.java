package io.lakegate.adapters.ducklake;

import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoEra;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values of scalar types as DuckDB writes them in text: in statistics, partition values, defaults and inlined rows.
 *
 * @see "DuckLake specification: Type Encoding for Statistics"
 */
final class TextValues {
    private static final Pattern DATE = Pattern.compile("(\\d+)-(\\d\\d?)-(\\d\\d?)( \\(BC\\))?");
    private static final Pattern TIMESTAMP = Pattern.compile(
            "(\\d+-\\d\\d?-\\d\\d?)(?: \\((BC)\\))?(?:[ T](\\d\\d?:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?))?(?: \\((BC)\\))?"
                    + "\\s*(Z|[+-]\\d\\d(?::?\\d\\d)?(?::?\\d\\d)?)?(?: \\((BC)\\))?");

    private TextValues() {}

    /**
     * The value that a text says, as {@link io.lakegate.catalog.model.Value} wants it.
     *
     * @throws IllegalArgumentException when it is no value of the type, or one that Java has no object for
     */
    static Object parse(LakeType type, String text) {
        try {
            return type.match(
                    simple -> parse(simple, text),
                    decimal -> decimal(decimal, text),
                    list -> noScalar(type),
                    map -> noScalar(type),
                    struct -> noScalar(type));
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("'%s' is no %s".formatted(text, type), e);
        }
    }

    private static Object noScalar(LakeType type) {
        throw new IllegalArgumentException(type + " has no values in plain text");
    }

    private static Object decimal(LakeType.Decimal type, String text) {
        BigDecimal number = new BigDecimal(text.strip()).setScale(type.scale(), RoundingMode.UNNECESSARY);
        if (number.precision() > type.precision() && number.signum() != 0) {
            throw new IllegalArgumentException("%s does not fit %s".formatted(text, type));
        }
        return number;
    }

    private static Object parse(Simple type, String text) {
        return switch (type) {
            case BOOLEAN -> flag(text);
            case TINYINT -> Byte.valueOf(text.strip());
            case SMALLINT -> Short.valueOf(text.strip());
            case INTEGER -> Integer.valueOf(text.strip());
            case BIGINT -> Long.valueOf(text.strip());
            case REAL -> (float) floating(text, true);
            case DOUBLE -> floating(text, false);
            case VARCHAR, INTERVAL -> text;
            case VARBINARY -> bytes(text);
            case DATE -> date(text.strip());
            case TIME -> LocalTime.parse(text.strip()); // 24:00:00 is none to Java
            case TIMESTAMP, TIMESTAMP_NS -> timestamp(text.strip());
            case TIMESTAMP_TZ, TIMESTAMP_TZ_NS -> instant(text.strip());
            case UUID -> UUID.fromString(text.strip());
            case NULL -> throw new IllegalArgumentException("NULL has no values");
        };
    }

    /** Binary as DuckDB writes it: characters of ASCII, other bytes as {@code \\x} and two digits. */
    private static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && text.startsWith("\\x", i) && i + 4 <= text.length()) {
                bytes.write(HexFormat.fromHexDigits(text, i + 2, i + 4));
                i += 3;
            } else if (c < 128) {
                bytes.write(c);
            } else {
                throw new IllegalArgumentException("'%s' is no binary".formatted(text));
            }
        }
        return bytes.toByteArray();
    }

    private static Boolean flag(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> true;
            case "false", "f", "0" -> false;
            default -> throw new IllegalArgumentException("'%s' is neither true nor false".formatted(text));
        };
    }

    private static double floating(String text, boolean single) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "nan", "-nan" -> Double.NaN;
            case "inf", "infinity", "+inf" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> single ? Float.parseFloat(text) : Double.parseDouble(text);
        };
    }

    /** Years before Christ count from 1, years of Java from 0. */
    private static LocalDate date(String text) {
        Matcher date = DATE.matcher(text);
        if (!date.matches()) {
            return timestamp(text).toLocalDate(); // a column that once had times
        }
        LocalDate day = LocalDate.of(
                Integer.parseInt(date.group(1)), Integer.parseInt(date.group(2)), Integer.parseInt(date.group(3)));
        return date.group(4) == null ? day : day.with(ChronoField.ERA, IsoEra.BCE.getValue());
    }

    private static LocalDateTime timestamp(String text) {
        Matcher timestamp = matcher(text);
        return local(timestamp);
    }

    private static Instant instant(String text) {
        Matcher timestamp = matcher(text);
        String offset = timestamp.group(5);
        return local(timestamp).toInstant(offset == null ? ZoneOffset.UTC : ZoneOffset.of(offset));
    }

    private static Matcher matcher(String text) {
        Matcher timestamp = TIMESTAMP.matcher(text);
        if (!timestamp.matches()) {
            throw new IllegalArgumentException("'%s' is no time that can be held here".formatted(text));
        }
        return timestamp;
    }

    private static LocalDateTime local(Matcher timestamp) {
        boolean before = timestamp.group(2) != null || timestamp.group(4) != null || timestamp.group(6) != null;
        LocalDate day = date(timestamp.group(1) + (before ? " (BC)" : ""));
        String time = timestamp.group(3);
        return time == null ? day.atStartOfDay() : day.atTime(LocalTime.parse(time));
    }
}
