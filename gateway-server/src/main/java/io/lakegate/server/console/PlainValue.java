package io.lakegate.server.console;

import static java.util.stream.Collectors.toCollection;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import java.sql.Struct;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The few classes that all values are turned into before they are printed: Boolean, Number, String, and for nested values List and Map
 * of such values or null. The classes that drivers use for one SQL type differ; what is printed must not.
 */
final class PlainValue {
    private PlainValue() {}

    /** Binary values become {@code \x} and hexadecimal digits, as PostgreSQL writes them; the fields of a struct a list. */
    static Object of(Object value) throws SQLException {
        if (value instanceof Boolean || value instanceof Number || value instanceof String) {
            return value;
        }
        if (value instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Blob blob) {
            return of(blob.getBytes(1, Math.toIntExact(blob.length())));
        }
        if (value instanceof Clob clob) {
            return clob.getSubString(1, Math.toIntExact(clob.length()));
        }
        if (value instanceof java.sql.Array array) {
            return of(array.getArray());
        }
        if (value instanceof Struct struct) {
            return of(struct.getAttributes());
        }
        if (value instanceof Collection<?> collection) {
            return of(collection.toArray());
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                plain.put(keyText(entry.getKey()), nullOr(entry.getValue()));
            }
            return plain;
        }
        if (value.getClass().isArray()) {
            List<@Nullable Object> plain = new ArrayList<>();
            for (Object element : elements(value)) {
                plain.add(nullOr(element));
            }
            return plain;
        }
        return value.toString();
    }

    /** The text of a plain value: numbers without an exponent unless they are floating, nested values as JSON. */
    static String text(Object plain) {
        if (plain instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return plain instanceof List || plain instanceof Map ? JsonPrinter.text(plain) : plain.toString();
    }

    private static @Nullable Object nullOr(@Nullable Object value) throws SQLException {
        return value == null ? null : of(value);
    }

    private static String keyText(Object key) throws SQLException {
        return text(of(key));
    }

    /** A list that may hold null; also of an array of a primitive type. */
    private static List<@Nullable Object> elements(Object array) {
        return IntStream.range(0, Array.getLength(array))
                .mapToObj(i -> Array.get(array, i))
                .collect(toCollection(ArrayList::new));
    }
}
