package io.lakegate.jdbc;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * The SQL types that the driver tells apart: how a value travels, and which Java class stands for it.
 *
 * <p>Inside the driver a value is of one of these classes: Boolean, Byte, Short, Integer, Long, Float, Double, BigDecimal, String,
 * {@code byte[]}, LocalDate, LocalTime, LocalDateTime, OffsetDateTime, or one of those of {@link NestedValues}. {@link Conversions} makes
 * everything else of them.
 */
enum ColumnKind {
    BOOLEAN(Boolean.class),
    TINYINT(Byte.class),
    SMALLINT(Short.class),
    INTEGER(Integer.class),
    BIGINT(Long.class),
    REAL(Float.class),
    DOUBLE(Double.class),
    DECIMAL(BigDecimal.class),
    TEXT(String.class),
    BINARY(byte[].class),
    /** Travels as ISO text, in the proleptic Gregorian calendar: as days since 1970 it would pass through the Julian one. */
    DATE(Date.class, LocalDate.class),
    /** Travels as ISO text, to keep what is finer than a millisecond. */
    TIME(Time.class, LocalTime.class),
    /** Travels as ISO text, like the two above. */
    TIMESTAMP(Timestamp.class, LocalDateTime.class),
    /** An instant. Travels as ISO text that ends in Z. */
    TIMESTAMP_WITH_TIMEZONE(OffsetDateTime.class),
    LIST(Array.class, ListValue.class),
    STRUCT(Struct.class, StructValue.class),
    MAP(Map.class),
    /** A type that the driver does not know: values stay as they came. */
    OTHER(Object.class);

    private final Class<?> objectClass;

    /** The class of values inside of the driver. */
    private final Class<?> valueClass;

    ColumnKind(Class<?> objectClass) {
        this(objectClass, objectClass);
    }

    ColumnKind(Class<?> objectClass, Class<?> valueClass) {
        this.objectClass = objectClass;
        this.valueClass = valueClass;
    }

    /** The kind of one of {@link Types}. */
    static ColumnKind of(int type) {
        switch (type) {
            case Types.BOOLEAN:
            case Types.BIT:
                return BOOLEAN;
            case Types.TINYINT:
                return TINYINT;
            case Types.SMALLINT:
                return SMALLINT;
            case Types.INTEGER:
                return INTEGER;
            case Types.BIGINT:
                return BIGINT;
            case Types.REAL:
                return REAL;
            case Types.FLOAT:
            case Types.DOUBLE:
                return DOUBLE;
            case Types.DECIMAL:
            case Types.NUMERIC:
                return DECIMAL;
            case Types.CHAR:
            case Types.VARCHAR:
            case Types.LONGVARCHAR:
            case Types.NCHAR:
            case Types.NVARCHAR:
            case Types.LONGNVARCHAR:
            case Types.CLOB:
            case Types.NCLOB:
                return TEXT;
            case Types.BINARY:
            case Types.VARBINARY:
            case Types.LONGVARBINARY:
            case Types.BLOB:
                return BINARY;
            case Types.DATE:
                return DATE;
            case Types.TIME:
                return TIME;
            case Types.TIMESTAMP:
                return TIMESTAMP;
            case Types.TIMESTAMP_WITH_TIMEZONE:
                return TIMESTAMP_WITH_TIMEZONE;
            default:
                return OTHER;
        }
    }

    /** Whether it is a list, a struct or a map. */
    boolean isNested() {
        return this == LIST || this == STRUCT || this == MAP;
    }

    /** The class of what {@code ResultSet.getObject} returns. */
    Class<?> objectClass() {
        return objectClass;
    }

    /**
     * Reads a value as it travelled. Text that is no date or time (an infinite one, say) stays text, so that {@code getString} still
     * shows it and only a getter that needs a time fails.
     */
    Object decode(Object travelled) throws SQLException {
        if (valueClass.isInstance(travelled)) {
            return travelled;
        }
        try {
            switch (this) {
                case DATE:
                    return LocalDate.parse((String) travelled);
                case TIME:
                    return LocalTime.parse((String) travelled);
                case TIMESTAMP:
                    return LocalDateTime.parse((String) travelled);
                case TIMESTAMP_WITH_TIMEZONE:
                    return Instant.parse((String) travelled).atOffset(ZoneOffset.UTC);
                case BINARY:
                    return travelled;
                default:
                    return convert(travelled);
            }
        } catch (ClassCastException | DateTimeException e) {
            return travelled;
        }
    }

    /** Makes a value of this kind out of one of another kind, both in the classes named above. */
    Object convert(Object value) throws SQLException {
        switch (this) {
            case BOOLEAN:
                return Conversions.toBoolean(value);
            case TINYINT:
                return Numbers.toByte(value);
            case SMALLINT:
                return Numbers.toShort(value);
            case INTEGER:
                return Numbers.toInt(value);
            case BIGINT:
                return Numbers.toLong(value);
            case REAL:
                return Numbers.toFloat(value);
            case DOUBLE:
                return Numbers.toDouble(value);
            case DECIMAL:
                return Numbers.toDecimal(value);
            case TEXT:
                return Conversions.toText(value);
            case BINARY:
                return Conversions.toBytes(value);
            case DATE:
                return Temporals.toLocalDate(value);
            case TIME:
                return Temporals.toLocalTime(value);
            case TIMESTAMP:
                return Temporals.toLocalDateTime(value);
            case TIMESTAMP_WITH_TIMEZONE:
                return Temporals.toOffsetDateTime(value);
            default:
                return value;
        }
    }
}
