package io.lakegate.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Calendar;
import java.util.List;
import java.util.UUID;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.remote.TypedValue;

/**
 * How the values of parameters travel.
 *
 * <p>Dates, times and whatever else the protocol has no form for go as ISO text, which the gateway casts to the parameter's type: so
 * nothing finer than a millisecond is lost and dates before 1582 stay what they are.
 */
final class Parameters {
    private Parameters() {}

    /**
     * A value as {@code setObject} takes it.
     *
     * @param type the parameter's type as the gateway has found it out, of {@link Types}
     * @param calendar tells the zone of a java.sql value; null for the JVM's
     */
    static TypedValue of(Object value, int type, Calendar calendar) throws SQLException {
        List<?> elements = ListParameter.elements(value);
        if (elements != null) {
            return ListParameter.travelling(elements);
        }
        return value == null ? TypedValue.EXPLICIT_NULL : travelling(known(value, type, calendar));
    }

    /** A value that is to be sent as the type {@code target}, of {@link Types}. */
    static TypedValue of(Object value, int target) throws SQLException {
        if (value == null || target == Types.NULL) {
            return TypedValue.EXPLICIT_NULL;
        }
        List<?> elements = ListParameter.elements(value);
        if (elements != null && (target == Types.ARRAY || target == Types.OTHER)) {
            return ListParameter.travelling(elements);
        }
        return travelling(ColumnKind.of(target).convert(known(value, target, null)));
    }

    /** The value in one of the classes that {@link ColumnKind} names. */
    private static Object known(Object value, int type, Calendar calendar) throws SQLException {
        if (value instanceof java.util.Date) {
            return known((java.util.Date) value, type, calendar);
        }
        if (value instanceof Instant) {
            return ((Instant) value).atOffset(ZoneOffset.UTC);
        }
        if (value instanceof ZonedDateTime) {
            return ((ZonedDateTime) value).toOffsetDateTime();
        }
        if (value instanceof BigInteger) {
            return new BigDecimal((BigInteger) value);
        }
        if (value instanceof UUID || value instanceof Character) {
            return value.toString();
        }
        return value;
    }

    private static Object known(java.util.Date value, int type, Calendar calendar) {
        if (value instanceof Date) {
            return Temporals.shown((Date) value, calendar);
        }
        if (value instanceof Time) {
            return Temporals.shown((Time) value, calendar);
        }
        Timestamp timestamp = value instanceof Timestamp ? (Timestamp) value : Timestamp.from(value.toInstant());
        // A Timestamp is an instant: it is sent as one where the gateway wants one, else as what it shows.
        return type == Types.TIMESTAMP_WITH_TIMEZONE
                ? timestamp.toInstant().atOffset(ZoneOffset.UTC)
                : Temporals.shown(timestamp, calendar);
    }

    private static TypedValue travelling(Object value) throws SQLException {
        if (value instanceof LocalDate) {
            return text(DateTimeFormatter.ISO_LOCAL_DATE.format((LocalDate) value));
        }
        if (value instanceof LocalTime) {
            return text(DateTimeFormatter.ISO_LOCAL_TIME.format((LocalTime) value));
        }
        if (value instanceof LocalDateTime) {
            return text(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format((LocalDateTime) value));
        }
        if (value instanceof OffsetDateTime) {
            return text(((OffsetDateTime) value).toInstant().toString());
        }
        Rep rep = Rep.of(value.getClass());
        switch (rep) {
            case BOOLEAN:
            case BYTE:
            case SHORT:
            case INTEGER:
            case LONG:
            case FLOAT:
            case DOUBLE:
            case NUMBER:
            case STRING:
            case BYTE_STRING:
                return TypedValue.ofJdbc(rep, value, null);
            default:
                throw SqlErrors.of(
                        SqlErrors.RESTRICTED_CONVERSION,
                        "A parameter cannot have the Java type "
                                + value.getClass().getName()
                                + ". Give it as text, number, byte[], or a date or time of java.time or java.sql.");
        }
    }

    private static TypedValue text(String text) {
        return TypedValue.ofSerial(Rep.STRING, text);
    }

    /** All bytes of a stream, or as many as {@code length} says when that is not negative. */
    static byte[] bytes(InputStream stream, long length) throws SQLException {
        try {
            if (length < 0) {
                return stream.readAllBytes();
            }
            byte[] bytes = stream.readNBytes(Math.toIntExact(length));
            if (bytes.length < length) {
                throw tooShort(length);
            }
            return bytes;
        } catch (IOException | ArithmeticException e) {
            throw unreadable(e);
        }
    }

    /** The text that a stream of ASCII holds. */
    static String ascii(InputStream stream, long length) throws SQLException {
        return stream == null ? null : new String(bytes(stream, length), StandardCharsets.US_ASCII);
    }

    /** All characters of a reader, or as many as {@code length} says when that is not negative. */
    static String text(Reader reader, long length) throws SQLException {
        StringBuilder text = new StringBuilder();
        char[] buffer = new char[8192];
        try {
            while (length < 0 || text.length() < length) {
                int wanted = length < 0 ? buffer.length : (int) Math.min(buffer.length, length - text.length());
                int read = reader.read(buffer, 0, wanted);
                if (read < 0) {
                    break;
                }
                text.append(buffer, 0, read);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (text.length() < length) {
            throw tooShort(length);
        }
        return text.toString();
    }

    private static SQLException tooShort(long length) {
        return SqlErrors.of(
                SqlErrors.BAD_ARGUMENT, "The stream of a parameter ended before its stated length of " + length + ".");
    }

    private static SQLException unreadable(Exception e) {
        return SqlErrors.of(SqlErrors.BAD_ARGUMENT, "The stream of a parameter cannot be read: " + e.getMessage(), e);
    }
}
