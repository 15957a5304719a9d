package io.lakegate.adapters.iceberg;

import java.nio.ByteBuffer;
import java.time.OffsetDateTime;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ByteBuffers;
import org.apache.iceberg.util.UUIDUtil;
import org.apache.iceberg.variants.Variant;
import org.jspecify.annotations.Nullable;

/** Values of the library's generic records as {@link io.lakegate.catalog.spi.RowBatch#value} wants them. */
final class RecordValues {
    private RecordValues() {}

    /** A value of a type, or null. */
    static @Nullable Object of(Type type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type.typeId()) {
            case STRUCT -> struct(type.asStructType(), (StructLike) value);
            case LIST -> list(type.asListType(), (List<?>) value);
            case MAP -> map(type.asMapType(), (Map<?, ?>) value);
            case TIMESTAMP, TIMESTAMP_NANO -> value instanceof OffsetDateTime zoned ? zoned.toInstant() : value;
            case FIXED, BINARY, GEOMETRY, GEOGRAPHY ->
                value instanceof ByteBuffer bytes ? ByteBuffers.toByteArray(bytes.duplicate()) : value;
            case STRING -> value.toString();
            case UUID -> value instanceof byte[] bytes ? UUIDUtil.convert(bytes) : value; // a default comes as bytes
            case VARIANT -> VariantText.of((Variant) value);
            case LONG -> ((Number) value).longValue(); // an INTEGER of a file that is older than the column's type
            case DOUBLE -> ((Number) value).doubleValue();
            case UNKNOWN -> null;
            default -> value;
        };
    }

    private static Map<String, @Nullable Object> struct(Types.StructType type, StructLike value) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < type.fields().size(); i++) {
            Types.NestedField field = type.fields().get(i);
            fields.put(field.name(), of(field.type(), value.get(i, Object.class)));
        }
        return fields;
    }

    private static List<@Nullable Object> list(Types.ListType type, List<?> value) {
        List<@Nullable Object> elements = new ArrayList<>(value.size());
        for (Object element : value) {
            elements.add(of(type.elementType(), element));
        }
        return elements;
    }

    private static List<Map.Entry<Object, @Nullable Object>> map(Types.MapType type, Map<?, ?> value) {
        List<Map.Entry<Object, @Nullable Object>> entries = new ArrayList<>(value.size());
        value.forEach((key, mapped) -> {
            Object known = of(type.keyType(), key);
            if (known == null) {
                throw new IllegalStateException("a map has a key that is NULL");
            }
            entries.add(new AbstractMap.SimpleImmutableEntry<>(known, of(type.valueType(), mapped)));
        });
        return entries;
    }
}
