package io.lakegate.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.SQLException;

/**
 * Conversions to numbers. Fractions are cut off, as {@code getInt} of a decimal does in other drivers; what does not fit the type is
 * refused with SQLSTATE 22003, and text that is no number with 22018.
 */
final class Numbers {
    private Numbers() {}

    static byte toByte(Object value) throws SQLException {
        return (byte) whole(value, Byte.MIN_VALUE, Byte.MAX_VALUE, "TINYINT");
    }

    static short toShort(Object value) throws SQLException {
        return (short) whole(value, Short.MIN_VALUE, Short.MAX_VALUE, "SMALLINT");
    }

    static int toInt(Object value) throws SQLException {
        return (int) whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE, "INTEGER");
    }

    static long toLong(Object value) throws SQLException {
        return whole(value, Long.MIN_VALUE, Long.MAX_VALUE, "BIGINT");
    }

    private static long whole(Object value, long min, long max, String type) throws SQLException {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            long number = ((Number) value).longValue();
            if (number < min || number > max) {
                throw outOfRange(value, type);
            }
            return number;
        }
        BigDecimal number = decimal(value, type);
        // Compared before it is rounded: 1e999999999 must not be written out.
        if (number.compareTo(BigDecimal.valueOf(min).subtract(BigDecimal.ONE)) <= 0
                || number.compareTo(BigDecimal.valueOf(max).add(BigDecimal.ONE)) >= 0) {
            throw outOfRange(value, type);
        }
        return cut(number).longValueExact();
    }

    /** Without its fraction. Not by dividing where that is avoidable: 1e-999999999 has a large divisor. */
    private static BigDecimal cut(BigDecimal number) {
        return number.abs().compareTo(BigDecimal.ONE) < 0 ? BigDecimal.ZERO : number.setScale(0, RoundingMode.DOWN);
    }

    static float toFloat(Object value) throws SQLException {
        if (value instanceof Float) {
            return (Float) value;
        }
        double number = toDouble(value);
        float narrowed = (float) number;
        if (Float.isInfinite(narrowed) && !Double.isInfinite(number)) {
            throw outOfRange(value, "REAL");
        }
        return narrowed;
    }

    static double toDouble(Object value) throws SQLException {
        if (value instanceof Double || value instanceof Float) {
            return ((Number) value).doubleValue();
        }
        if (value instanceof String && ((String) value).trim().matches("NaN|[+-]?Infinity")) {
            return Double.parseDouble((String) value);
        }
        double number = decimal(value, "DOUBLE").doubleValue();
        if (Double.isInfinite(number)) {
            throw outOfRange(value, "DOUBLE");
        }
        return number;
    }

    static BigDecimal toDecimal(Object value) throws SQLException {
        return decimal(value, "DECIMAL");
    }

    static BigInteger toBigInteger(Object value) throws SQLException {
        BigDecimal number = decimal(value, "BigInteger");
        // The largest DOUBLE has 309 digits, the largest DECIMAL 38: more can only come from text.
        if ((long) number.precision() - number.scale() > 400) {
            throw outOfRange(value, "BigInteger");
        }
        return cut(number).toBigInteger();
    }

    private static BigDecimal decimal(Object value, String type) throws SQLException {
        if (value instanceof BigDecimal) {
            return (BigDecimal) value;
        }
        if (value instanceof Float || value instanceof Double) {
            if (!Double.isFinite(((Number) value).doubleValue())) {
                throw outOfRange(value, type);
            }
            // By way of text: 0.1 stays 0.1, and a REAL keeps the digits that it shows.
            return new BigDecimal(value.toString());
        }
        if (value instanceof BigInteger) {
            return new BigDecimal((BigInteger) value);
        }
        if (value instanceof Number) {
            return BigDecimal.valueOf(((Number) value).longValue());
        }
        if (value instanceof Boolean) {
            return (Boolean) value ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        if (value instanceof String) {
            try {
                return new BigDecimal(((String) value).trim());
            } catch (NumberFormatException e) {
                throw notANumber(value, type, e);
            }
        }
        throw Conversions.impossible(value, type);
    }

    private static SQLException outOfRange(Object value, String type) {
        return SqlErrors.of(
                SqlErrors.OUT_OF_RANGE, "The value " + Conversions.shown(value) + " does not fit into " + type + ".");
    }

    private static SQLException notANumber(Object value, String type, Throwable cause) {
        return SqlErrors.of(
                SqlErrors.NOT_A_VALUE,
                "The text '" + Conversions.shown(value) + "' is not a number and cannot be read as " + type + ".",
                cause);
    }
}
