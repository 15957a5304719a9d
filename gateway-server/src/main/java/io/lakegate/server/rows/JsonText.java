package io.lakegate.server.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
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

    /** The JSON text of a nested value as {@link io.lakegate.catalog.spi.RowBatch} has it; {@code type} is its type. */
    public static String of(LakeType type, Object nested) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            write(json, type, nested);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, LakeType type, @Nullable Object value) throws IOException {
        // No lambdas: writing throws IOException.
        if (value == null) {
            json.writeNull();
        } else if (type instanceof LakeType.ListOf list) {
            json.writeStartArray();
            for (Object element : (List<?>) value) {
                write(json, list.element(), element);
            }
            json.writeEndArray();
        } else if (type instanceof LakeType.StructOf struct) {
            json.writeStartObject();
            Map<?, ?> fields = (Map<?, ?>) value;
            for (Column field : struct.fields()) {
                json.writeFieldName(field.name());
                write(json, field.type(), fields.get(field.name()));
            }
            json.writeEndObject();
        } else if (type instanceof LakeType.MapOf map) {
            json.writeStartObject();
            for (Object entry : (List<?>) value) {
                Map.Entry<?, ?> pair = (Map.Entry<?, ?>) entry;
                json.writeFieldName(
                        map.key().isNested() ? of(map.key(), pair.getKey()) : String.valueOf(pair.getKey()));
                write(json, map.value(), pair.getValue());
            }
            json.writeEndObject();
        } else {
            writeScalar(json, value);
        }
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
