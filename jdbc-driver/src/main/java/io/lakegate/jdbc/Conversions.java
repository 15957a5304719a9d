package io.lakegate.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Conversions between the classes that {@link ColumnKind} names and those that an application asks for. No value is ever null. */
final class Conversions {
    private static final int SHOWN_CHARACTERS = 60;

    private Conversions() {}

    /** The value in the class that {@code getObject} without a class returns. */
    static Object toObject(Object value) throws SQLException {
        if (value instanceof LocalDate) {
            return Temporals.toDate(value, null);
        }
        if (value instanceof LocalTime) {
            return Temporals.toTime(value, null);
        }
        if (value instanceof Map) {
            return NestedValues.toObject(value);
        }
        return value instanceof LocalDateTime ? Temporals.toTimestamp(value, null) : value;
    }

    /** The value in the class asked for. */
    static <T> T toClass(Object value, Class<T> target) throws SQLException {
        return target.cast(convert(value, target));
    }

    private static Object convert(Object value, Class<?> target) throws SQLException {
        if (target == Object.class) {
            return toObject(value);
        }
        if (target == String.class) {
            return toText(value);
        }
        if (target == Boolean.class) {
            return toBoolean(value);
        }
        if (target == byte[].class) {
            return toBytes(value);
        }
        if (target == UUID.class) {
            return toUuid(value);
        }
        if (value instanceof Map || value instanceof ListValue || value instanceof StructValue) {
            return toNested(value, target);
        }
        if (Number.class.isAssignableFrom(target)) {
            return toNumber(value, target);
        }
        return toTemporal(value, target);
    }

    private static Object toNested(Object value, Class<?> target) throws SQLException {
        if (target.isInstance(value) && !(value instanceof Map)) {
            return value;
        }
        if (target == Object[].class && value instanceof ListValue) {
            return ((ListValue) value).getArray();
        }
        if (target == Object[].class && value instanceof StructValue) {
            return ((StructValue) value).getAttributes();
        }
        Object collections = target == List.class || target == Collection.class || target == Map.class
                ? NestedValues.toCollections(value)
                : null;
        if (target.isInstance(collections)) {
            return collections;
        }
        throw impossible(value, target.getName());
    }

    private static Object toNumber(Object value, Class<?> target) throws SQLException {
        if (target == Integer.class) {
            return Numbers.toInt(value);
        }
        if (target == Long.class) {
            return Numbers.toLong(value);
        }
        if (target == Double.class) {
            return Numbers.toDouble(value);
        }
        if (target == BigDecimal.class) {
            return Numbers.toDecimal(value);
        }
        if (target == BigInteger.class) {
            return Numbers.toBigInteger(value);
        }
        if (target == Short.class) {
            return Numbers.toShort(value);
        }
        if (target == Byte.class) {
            return Numbers.toByte(value);
        }
        if (target == Float.class) {
            return Numbers.toFloat(value);
        }
        throw impossible(value, target.getName());
    }

    private static Object toTemporal(Object value, Class<?> target) throws SQLException {
        if (target == LocalDate.class) {
            return Temporals.toLocalDate(value);
        }
        if (target == LocalTime.class) {
            return Temporals.toLocalTime(value);
        }
        if (target == LocalDateTime.class) {
            return Temporals.toLocalDateTime(value);
        }
        if (target == OffsetDateTime.class) {
            return Temporals.toOffsetDateTime(value);
        }
        if (target == ZonedDateTime.class) {
            return Temporals.toOffsetDateTime(value).toZonedDateTime();
        }
        if (target == Instant.class) {
            return Temporals.toInstant(value);
        }
        if (target == Date.class) {
            return Temporals.toDate(value, null);
        }
        if (target == Time.class) {
            return Temporals.toTime(value, null);
        }
        if (target == Timestamp.class || target == java.util.Date.class) {
            return Temporals.toTimestamp(value, null);
        }
        throw impossible(value, target.getName());
    }

    /** SQL's text for the value: decimals without exponent, binary as hexadecimal digits, timestamps with a space in the middle. */
    static String toText(Object value) {
        if (value instanceof BigDecimal) {
            return ((BigDecimal) value).toPlainString();
        }
        if (value instanceof byte[]) {
            return hex((byte[]) value);
        }
        if (value instanceof LocalDate) {
            return Temporals.text((LocalDate) value);
        }
        if (value instanceof LocalTime) {
            return Temporals.text((LocalTime) value);
        }
        if (value instanceof LocalDateTime) {
            return Temporals.text((LocalDateTime) value);
        }
        if (value instanceof Map) {
            return JsonText.of(value);
        }
        return value instanceof OffsetDateTime ? Temporals.text((OffsetDateTime) value) : value.toString();
    }

    private static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder(2 * bytes.length);
        for (byte each : bytes) {
            text.append(Character.forDigit((each >> 4) & 15, 16)).append(Character.forDigit(each & 15, 16));
        }
        return text.toString();
    }

    /** Numbers other than 0 are true. Of texts, true, t, yes, y, on and 1 are true, and their opposites false. */
    static boolean toBoolean(Object value) throws SQLException {
        if (value instanceof Boolean) {
            return (Boolean) value;
        }
        if (value instanceof Number) {
            return ((Number) value).doubleValue() != 0;
        }
        if (value instanceof String) {
            switch (((String) value).trim().toLowerCase(Locale.ROOT)) {
                case "true":
                case "t":
                case "yes":
                case "y":
                case "on":
                case "1":
                    return true;
                case "false":
                case "f":
                case "no":
                case "n":
                case "off":
                case "0":
                    return false;
                default:
                    throw SqlErrors.of(
                            SqlErrors.NOT_A_VALUE, "The text '" + shown(value) + "' is neither true nor false.");
            }
        }
        throw impossible(value, "BOOLEAN");
    }

    /** Binary as it is, text in UTF-8. */
    static byte[] toBytes(Object value) throws SQLException {
        if (value instanceof byte[]) {
            // A copy: the row keeps its own.
            return ((byte[]) value).clone();
        }
        if (value instanceof String) {
            return ((String) value).getBytes(StandardCharsets.UTF_8);
        }
        throw impossible(value, "VARBINARY");
    }

    private static UUID toUuid(Object value) throws SQLException {
        if (!(value instanceof String)) {
            throw impossible(value, "UUID");
        }
        try {
            return UUID.fromString(((String) value).trim());
        } catch (IllegalArgumentException e) {
            throw SqlErrors.of(SqlErrors.NOT_A_VALUE, "The text '" + shown(value) + "' is not a UUID.", e);
        }
    }

    /** The error for two types between which there is no conversion, whatever the value. */
    static SQLException impossible(Object value, String target) {
        return SqlErrors.of(
                SqlErrors.RESTRICTED_CONVERSION,
                "A value of the Java type " + value.getClass().getSimpleName() + " cannot be read as " + target + ".");
    }

    /** A value as messages show it: not longer than a line. */
    static String shown(Object value) {
        // A decimal with its exponent: written out, 1e999999999 would fill the memory.
        String text = value instanceof BigDecimal ? value.toString() : toText(value);
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
    }
}
