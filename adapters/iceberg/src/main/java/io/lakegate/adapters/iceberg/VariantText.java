package io.lakegate.adapters.iceberg;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ByteBuffers;
import org.apache.iceberg.variants.PhysicalType;
import org.apache.iceberg.variants.Variant;
import org.apache.iceberg.variants.VariantArray;
import org.apache.iceberg.variants.VariantObject;
import org.apache.iceberg.variants.VariantValue;

/**
 * Variants of Iceberg as JSON text, in the same spelling as those of Delta: numbers keep their digits, times are texts, instants in UTC, binary is
 * base64, what JSON lacks is text.
 */
final class VariantText {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .toFormatter();

    private VariantText() {}

    static String of(Variant variant) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, variant.value());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, VariantValue value) throws IOException {
        PhysicalType type = value.type();
        if (type == PhysicalType.OBJECT) {
            VariantObject object = value.asObject();
            json.writeStartObject();
            for (String name : object.fieldNames()) {
                json.writeFieldName(name);
                write(json, object.get(name));
            }
            json.writeEndObject();
        } else if (type == PhysicalType.ARRAY) {
            VariantArray array = value.asArray();
            json.writeStartArray();
            for (int i = 0; i < array.numElements(); i++) {
                write(json, array.get(i));
            }
            json.writeEndArray();
        } else if (type == PhysicalType.NULL) {
            json.writeNull();
        } else {
            scalar(json, type, value.asPrimitive().get());
        }
    }

    private static void scalar(JsonGenerator json, PhysicalType type, Object value) throws IOException {
        switch (type) {
            case BOOLEAN_TRUE -> json.writeBoolean(true);
            case BOOLEAN_FALSE -> json.writeBoolean(false);
            case INT8, INT16, INT32, INT64 -> json.writeNumber(((Number) value).longValue());
            case FLOAT -> json.writeNumber((Float) value);
            case DOUBLE -> json.writeNumber((Double) value);
            case DECIMAL4, DECIMAL8, DECIMAL16 -> json.writeNumber(((BigDecimal) value).toPlainString());
            case BINARY -> json.writeBinary(ByteBuffers.toByteArray(((ByteBuffer) value).duplicate()));
            case DATE -> json.writeString(time(Types.DateType.get(), value).toString());
            case TIME ->
                json.writeString(DateTimeFormatter.ISO_LOCAL_TIME.format(
                        (java.time.LocalTime) time(Types.TimeType.get(), value)));
            case TIMESTAMPTZ -> json.writeString(dateTime(Types.TimestampType.withoutZone(), value) + "+00:00");
            case TIMESTAMPNTZ -> json.writeString(dateTime(Types.TimestampType.withoutZone(), value));
            case TIMESTAMPTZ_NANOS ->
                json.writeString(dateTime(Types.TimestampNanoType.withoutZone(), value) + "+00:00");
            case TIMESTAMPNTZ_NANOS -> json.writeString(dateTime(Types.TimestampNanoType.withoutZone(), value));
            default -> json.writeString(value.toString());
        }
    }

    private static Object time(Type type, Object value) {
        return InternalValues.of(IcebergTypes.ofPrimitive(type), type, value)
                .content()
                .orElseThrow();
    }

    private static String dateTime(Type type, Object value) {
        return DATE_TIME.format((LocalDateTime) time(type, value));
    }
}
