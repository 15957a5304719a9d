package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.spi.RowBatch;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How values of one type are read from a DuckDB result: as the class that {@link RowBatch} promises for the type. */
interface ColumnReader {
    /** The value of the current row, or null for SQL NULL. */
    @Nullable
    Object read(ResultSet row, int column) throws SQLException;

    /** The reader of a column whose declared type is {@code type}; DuckDB may deliver a wider one. */
    static ColumnReader of(LakeType type) {
        if (type == LakeType.Simple.TIMESTAMP || type == LakeType.Simple.TIMESTAMP_NS) {
            return (row, column) ->
                    row.getObject(column, LocalDateTime.class); // java.sql.Timestamp would pass through a zone
        }
        if (type == LakeType.Simple.TIMESTAMP_TZ || type == LakeType.Simple.TIMESTAMP_TZ_NS) {
            return (row, column) -> {
                LocalDateTime utc = row.getObject(column, LocalDateTime.class); // its text would lose the era
                return utc == null ? null : utc.toInstant(ZoneOffset.UTC);
            };
        }
        if (type == LakeType.Simple.VARBINARY) {
            return ResultSet::getBytes;
        }
        return (row, column) -> {
            try {
                Object value = row.getObject(column);
                return value == null ? null : convert(type, value);
            } catch (DateTimeException e) {
                throw new GatewayException(
                        ErrorCode.INVALID_VALUE,
                        ("A value of the type %s is a time that Java has no object for, as 24:00:00 is one. Cast it to VARCHAR, or"
                                        + " leave it out.")
                                .formatted(type),
                        e);
            }
        };
    }

    /** A value as DuckDB's driver gives it, as the class that the type asks for. */
    private static @Nullable Object convert(LakeType type, @Nullable Object value) throws SQLException {
        if (value == null) {
            return null;
        }
        // No lambdas: reading nested values throws SQLException.
        if (type instanceof LakeType.ListOf list) {
            return convertList(list, (Array) value);
        }
        if (type instanceof LakeType.MapOf map) {
            return convertMap(map, (Map<?, ?>) value);
        }
        if (type instanceof LakeType.StructOf struct) {
            return convertStruct(struct, (Struct) value);
        }
        if (type instanceof LakeType.Decimal decimal) {
            return WiderNumbers.decimal(decimal, value);
        }
        return convertSimple((LakeType.Simple) type, value);
    }

    private static Object convertSimple(LakeType.Simple type, Object value) throws SQLException {
        return switch (type) {
            case TINYINT -> (byte) WiderNumbers.whole(type, value);
            case SMALLINT -> (short) WiderNumbers.whole(type, value);
            case INTEGER -> (int) WiderNumbers.whole(type, value);
            case BIGINT -> WiderNumbers.whole(type, value);
            case REAL -> ((Number) value).floatValue();
            case DOUBLE -> ((Number) value).doubleValue();
            case VARCHAR, INTERVAL -> value.toString();
            case VARBINARY -> toBytes((Blob) value);
            case DATE -> value instanceof LocalDate date ? date : ((java.sql.Date) value).toLocalDate();
            case TIME -> value instanceof LocalTime time ? time : LocalTime.parse(value.toString());
            case TIMESTAMP, TIMESTAMP_NS ->
                EngineTime.parse(value.toString()); // in nested values times are handed over as texts
            case TIMESTAMP_TZ, TIMESTAMP_TZ_NS ->
                EngineTime.parse(value.toString()).toInstant(ZoneOffset.UTC);
            case BOOLEAN, UUID, NULL -> value;
        };
    }

    private static byte[] toBytes(Blob blob) throws SQLException {
        return blob.getBytes(1, Math.toIntExact(blob.length()));
    }

    private static List<@Nullable Object> convertList(LakeType.ListOf type, Array value) throws SQLException {
        List<@Nullable Object> list = new ArrayList<>();
        for (Object element : (Object[]) value.getArray()) {
            list.add(convert(type.element(), element));
        }
        return list;
    }

    private static List<Map.Entry<Object, @Nullable Object>> convertMap(LakeType.MapOf type, Map<?, ?> value)
            throws SQLException {
        List<Map.Entry<Object, @Nullable Object>> entries = new ArrayList<>();
        for (Map.Entry<?, ?> entry : value.entrySet()) {
            Object key = convert(type.key(), entry.getKey());
            if (key == null) {
                throw new IllegalStateException("a map has a key that is NULL");
            }
            entries.add(new AbstractMap.SimpleImmutableEntry<>(key, convert(type.value(), entry.getValue())));
        }
        return entries;
    }

    private static Map<String, @Nullable Object> convertStruct(LakeType.StructOf type, Struct value)
            throws SQLException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        Object[] attributes = value.getAttributes();
        for (int i = 0; i < attributes.length; i++) {
            Column field = type.fields().get(i);
            fields.put(field.name(), convert(field.type(), attributes[i]));
        }
        return fields;
    }
}
