package io.lakegate.adapters.duckdb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Nested values of one type as JSON, in the form that {@link NestedSql} reads. For any thread.
 *
 * <p>Nothing is left to how JSON is read: what is not a whole number, a finite double, text, true or false goes as text or as a number of
 * microseconds, binary as Base64. A map is a list of its entries, since its keys need not be text.
 */
final class NestedJson {
    static final String KEY = "k";
    static final String VALUE = "v";

    private static final JsonFactory JSON = new JsonFactory();

    private final ValueWriter writer;

    private interface ValueWriter {
        /** Writes a value that is not NULL. */
        void write(JsonGenerator json, Object value) throws IOException;
    }

    NestedJson(LakeType type) {
        this.writer = writerOf(type);
    }

    /** A value that is not NULL, as UTF-8. */
    byte[] write(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            writer.write(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // only of text with half a surrogate pair
        }
        return bytes.toByteArray();
    }

    private static ValueWriter writerOf(LakeType type) {
        return type.match(
                NestedJson::simpleWriter,
                decimal -> (json, value) -> json.writeString(((BigDecimal) value).toPlainString()),
                NestedJson::listWriter,
                NestedJson::mapWriter,
                NestedJson::structWriter);
    }

    private static ValueWriter simpleWriter(LakeType.Simple type) {
        return switch (type) {
            case BOOLEAN -> (json, value) -> json.writeBoolean((Boolean) value);
            case TINYINT, SMALLINT, INTEGER, BIGINT, NULL ->
                (json, value) -> json.writeNumber(((Number) value).longValue());
            // A float's own text, read as a double, need not round to the same float: its double's text does. NaN
            // becomes text.
            case REAL, DOUBLE -> (json, value) -> json.writeNumber(((Number) value).doubleValue());
            case DATE -> (json, value) -> json.writeString(EngineTime.text(EngineRange.checked((LocalDate) value)));
            case TIMESTAMP -> (json, value) -> json.writeNumber(EngineRange.micros((LocalDateTime) value));
            case TIMESTAMP_TZ -> (json, value) -> json.writeNumber(EngineRange.micros((Instant) value));
            case TIMESTAMP_NS -> (json, value) -> json.writeNumber(EngineRange.nanos((LocalDateTime) value));
            case TIMESTAMP_TZ_NS -> (json, value) -> json.writeNumber(EngineRange.nanos((Instant) value));
            case VARCHAR, TIME, UUID, INTERVAL -> (json, value) -> json.writeString(value.toString());
            case VARBINARY -> (json, value) -> json.writeBinary((byte[]) value);
        };
    }

    private static ValueWriter listWriter(LakeType.ListOf type) {
        ValueWriter element = writerOf(type.element());
        return (json, value) -> {
            json.writeStartArray();
            for (Object item : (List<?>) value) {
                writeNullable(element, json, item);
            }
            json.writeEndArray();
        };
    }

    private static ValueWriter mapWriter(LakeType.MapOf type) {
        ValueWriter key = writerOf(type.key());
        ValueWriter mapped = writerOf(type.value());
        return (json, value) -> {
            json.writeStartArray();
            for (Object item : (List<?>) value) {
                Map.Entry<?, ?> entry = (Map.Entry<?, ?>) item;
                json.writeStartObject();
                json.writeFieldName(KEY);
                key.write(json, entry.getKey());
                json.writeFieldName(VALUE);
                writeNullable(mapped, json, entry.getValue());
                json.writeEndObject();
            }
            json.writeEndArray();
        };
    }

    private static ValueWriter structWriter(LakeType.StructOf type) {
        record Field(String name, ValueWriter writer) {}
        List<Field> fields = new ArrayList<>();
        for (Column column : type.fields()) {
            fields.add(new Field(column.name(), writerOf(column.type())));
        }
        return (json, value) -> {
            Map<?, ?> values = (Map<?, ?>) value;
            json.writeStartObject();
            for (Field field : fields) {
                Object item = values.get(field.name);
                if (item == null && !values.containsKey(field.name)) {
                    throw new IllegalStateException("a source gave a struct without its field " + field.name);
                }
                json.writeFieldName(field.name);
                writeNullable(field.writer, json, item);
            }
            json.writeEndObject();
        };
    }

    private static void writeNullable(ValueWriter writer, JsonGenerator json, @Nullable Object value)
            throws IOException {
        if (value == null) {
            json.writeNull();
        } else {
            writer.write(json, value);
        }
    }
}
