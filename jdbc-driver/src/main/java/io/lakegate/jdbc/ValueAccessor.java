package io.lakegate.jdbc;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Struct;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;
import org.apache.calcite.avatica.ColumnMetaData.AvaticaType;
import org.apache.calcite.avatica.util.Cursor;
import org.joou.UByte;
import org.joou.UInteger;
import org.joou.ULong;
import org.joou.UShort;

/** The getters of one column. SQL NULL is null, or zero or false where the getter returns a primitive. */
final class ValueAccessor implements Cursor.Accessor {
    /** The row that a cursor stands on. */
    interface Row {
        /** The value as it travelled, or null. Fails when there is no row. */
        Object value(int column) throws SQLException;

        /** Whether the value is a whole number that {@link #whole} gives without making an object of it; never for NULL. */
        boolean isWhole(int column);

        long whole(int column);

        /** Whether the value is a floating point number that {@link #floating} gives without making an object of it; never for NULL. */
        boolean isFloating(int column);

        double floating(int column);

        /** Whether the value asked for last was null. */
        boolean wasNull() throws SQLException;
    }

    private final Row row;
    private final int column;
    private final ColumnKind kind;
    private final AvaticaType type;
    private final LakegateConnection connection;
    private final Calendar jvmCalendar;

    /** {@code jvmCalendar} is the calendar that Avatica passes when the application passes none. */
    ValueAccessor(Row row, int column, AvaticaType type, Calendar jvmCalendar, LakegateConnection connection) {
        this.row = row;
        this.column = column;
        this.kind = NestedValues.kind(type);
        this.type = type;
        this.connection = connection;
        this.jvmCalendar = jvmCalendar;
    }

    private Object value() throws SQLException {
        Object travelled = row.value(column);
        if (travelled == null) {
            return null;
        }
        return kind.isNested() ? NestedValues.decode(type, travelled, connection) : kind.decode(travelled);
    }

    @SuppressWarnings(
            "ReferenceEquality") // An application's calendar may well be equal to Avatica's; only Avatica's own means
    // none.
    private Calendar given(Calendar calendar) {
        return calendar == jvmCalendar ? null : calendar;
    }

    @Override
    public boolean wasNull() throws SQLException {
        return row.wasNull();
    }

    @Override
    public String getString() throws SQLException {
        Object value = value();
        return value == null ? null : Conversions.toText(value);
    }

    @Override
    public String getNString() throws SQLException {
        return getString();
    }

    @Override
    public boolean getBoolean() throws SQLException {
        Object value = value();
        return value != null && Conversions.toBoolean(value);
    }

    @Override
    public byte getByte() throws SQLException {
        Object value = value();
        return value == null ? 0 : Numbers.toByte(value);
    }

    @Override
    public short getShort() throws SQLException {
        Object value = value();
        return value == null ? 0 : Numbers.toShort(value);
    }

    @Override
    public int getInt() throws SQLException {
        if (row.isWhole(column)) {
            long value = row.whole(column);
            return (int) value == value ? (int) value : Numbers.toInt(value);
        }
        Object value = value();
        return value == null ? 0 : Numbers.toInt(value);
    }

    @Override
    public long getLong() throws SQLException {
        if (row.isWhole(column)) {
            return row.whole(column);
        }
        Object value = value();
        return value == null ? 0 : Numbers.toLong(value);
    }

    @Override
    public float getFloat() throws SQLException {
        Object value = value();
        return value == null ? 0 : Numbers.toFloat(value);
    }

    @Override
    public double getDouble() throws SQLException {
        if (row.isFloating(column)) {
            return row.floating(column);
        }
        Object value = value();
        return value == null ? 0 : Numbers.toDouble(value);
    }

    @Override
    public BigDecimal getBigDecimal() throws SQLException {
        Object value = value();
        return value == null ? null : Numbers.toDecimal(value);
    }

    @Override
    public BigDecimal getBigDecimal(int scale) throws SQLException {
        BigDecimal value = getBigDecimal();
        return value == null ? null : value.setScale(scale, RoundingMode.HALF_UP);
    }

    @Override
    public byte[] getBytes() throws SQLException {
        Object value = value();
        return value == null ? null : Conversions.toBytes(value);
    }

    @Override
    public Date getDate(Calendar calendar) throws SQLException {
        Object value = value();
        return value == null ? null : Temporals.toDate(value, given(calendar));
    }

    @Override
    public Time getTime(Calendar calendar) throws SQLException {
        Object value = value();
        return value == null ? null : Temporals.toTime(value, given(calendar));
    }

    @Override
    public Timestamp getTimestamp(Calendar calendar) throws SQLException {
        Object value = value();
        return value == null ? null : Temporals.toTimestamp(value, given(calendar));
    }

    @Override
    public Object getObject() throws SQLException {
        Object value = value();
        return value == null ? null : Conversions.toObject(value);
    }

    @Override
    public Object getObject(Map<String, Class<?>> map) throws SQLException {
        Class<?> mapped = map == null ? null : map.get(NestedValues.name(type));
        return mapped == null ? getObject() : getObject(mapped);
    }

    @Override
    public <T> T getObject(Class<T> type) throws SQLException {
        if (type == null) {
            throw SqlErrors.of(SqlErrors.BAD_ARGUMENT, "The class to read the value as is missing.");
        }
        Object value = value();
        return value == null ? null : Conversions.toClass(value, type);
    }

    @Override
    public InputStream getAsciiStream() throws SQLException {
        String text = getString();
        return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public InputStream getUnicodeStream() throws SQLException {
        String text = getString();
        return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public InputStream getBinaryStream() throws SQLException {
        byte[] bytes = getBytes();
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }

    @Override
    public Reader getCharacterStream() throws SQLException {
        String text = getString();
        return text == null ? null : new StringReader(text);
    }

    @Override
    public Reader getNCharacterStream() throws SQLException {
        return getCharacterStream();
    }

    @Override
    public Array getArray() throws SQLException {
        Object value = value();
        return value == null ? null : Conversions.toClass(value, Array.class);
    }

    @Override
    public Struct getStruct() throws SQLException {
        Object value = value();
        return value == null ? null : Conversions.toClass(value, Struct.class);
    }

    @Override
    public Blob getBlob() throws SQLException {
        throw SqlErrors.notOffered("There are no large objects: read binary values with getBytes or getBinaryStream.");
    }

    @Override
    public Clob getClob() throws SQLException {
        throw SqlErrors.notOffered("There are no large objects: read text with getString or getCharacterStream.");
    }

    @Override
    public NClob getNClob() throws SQLException {
        throw SqlErrors.notOffered("There are no large objects: read text with getString or getCharacterStream.");
    }

    @Override
    public SQLXML getSQLXML() throws SQLException {
        throw SqlErrors.notOffered("There is no XML type: read text with getString.");
    }

    @Override
    public Ref getRef() throws SQLException {
        throw SqlErrors.notOffered("There are no references to rows.");
    }

    @Override
    public URL getURL() throws SQLException {
        throw SqlErrors.notOffered("There is no URL type: read text with getString.");
    }

    @Override
    public UByte getUByte() throws SQLException {
        throw unsigned();
    }

    @Override
    public UShort getUShort() throws SQLException {
        throw unsigned();
    }

    @Override
    public UInteger getUInt() throws SQLException {
        throw unsigned();
    }

    @Override
    public ULong getULong() throws SQLException {
        throw unsigned();
    }

    private static SQLException unsigned() {
        return SqlErrors.notOffered("There are no unsigned types: read numbers with getLong or getBigDecimal.");
    }
}
