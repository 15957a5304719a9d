package io.lakegate.server.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lists, maps and structs as JSON text, for clients that have no such values: a struct is an object, a map an object whose keys are texts, a
 * number keeps all its digits, NaN and the infinities are texts, binary is base64, dates and times are ISO texts.
 */
public final class JsonText {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private JsonText() {}

    /** The JSON text of a nested value as {@link io.lakegate.catalog.spi.RowBatch} has it. */
    public static String of(Object nested) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            write(json, nested);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof List<?> list) {
            writeList(json, list);
        } else if (value instanceof Map<?, ?> struct) {
            json.writeStartObject();
            for (Map.Entry<?, ?> field : struct.entrySet()) {
                json.writeFieldName(String.valueOf(field.getKey()));
                write(json, field.getValue());
            }
            json.writeEndObject();
        } else {
            writeScalar(json, value);
        }
    }

    /** A list, or the entries of a map. */
    private static void writeList(JsonGenerator json, List<?> list) throws IOException {
        boolean map = !list.isEmpty() && list.stream().allMatch(Map.Entry.class::isInstance);
        if (!map) {
            json.writeStartArray();
            for (Object element : list) {
                write(json, element);
            }
            json.writeEndArray();
            return;
        }
        json.writeStartObject();
        for (Object element : list) {
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) element;
            Object key = entry.getKey();
            json.writeFieldName(key instanceof List || key instanceof Map ? of(key) : String.valueOf(key));
            write(json, entry.getValue());
        }
        json.writeEndObject();
    }

    private static void writeScalar(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof BigInteger number) {
            json.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else if (value instanceof Float number && Float.isFinite(number)) {
            json.writeNumber(number);
        } else if (value instanceof Double number && Double.isFinite(number)) {
            json.writeNumber(number);
        } else if (value instanceof byte[] bytes) {
            json.writeBinary(bytes);
        } else {
            json.writeString(value.toString());
        }
    }
}
