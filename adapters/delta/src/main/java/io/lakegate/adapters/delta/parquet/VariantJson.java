package io.lakegate.adapters.delta.parquet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.apache.parquet.variant.Variant;

/**
 * A variant as JSON text: numbers keep all their digits, dates and times become texts in the way of Spark's {@code to_json}, instants in
 * UTC, binary values base64. Infinities and not-a-number, which JSON lacks, become texts too.
 *
 * @see "Parquet: VariantEncoding.md"
 */
final class VariantJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral(' ')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .toFormatter();
    private static final String UTC = "+00:00";

    private final JsonGenerator json;

    /** Values that may still come: each takes a byte at least, so that more are a sign of values that lie in one another. */
    private int left;

    private VariantJson(JsonGenerator json, int left) {
        this.json = json;
        this.left = left;
    }

    /** Fails with a RuntimeException when the bytes are no variant. */
    static String text(Variant variant) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            new VariantJson(json, variant.getValueBuffer().remaining()).write(variant);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private void write(Variant variant) throws IOException {
        if (--left < 0) {
            throw new IllegalArgumentException("a variant holds more values than bytes");
        }
        switch (variant.getType()) {
            case OBJECT -> object(variant);
            case ARRAY -> array(variant);
            case NULL -> json.writeNull();
            case BOOLEAN -> json.writeBoolean(variant.getBoolean());
            case BYTE, SHORT, INT, LONG -> json.writeNumber(variant.getLong());
            case STRING -> json.writeString(variant.getString());
            case FLOAT -> json.writeNumber(variant.getFloat());
            case DOUBLE -> json.writeNumber(variant.getDouble());
            case DECIMAL4, DECIMAL8, DECIMAL16 ->
                json.writeNumber(variant.getDecimal().toPlainString());
            case DATE -> json.writeString(LocalDate.ofEpochDay(variant.getInt()).toString());
            case TIME ->
                json.writeString(LocalTime.ofNanoOfDay(Math.multiplyExact(variant.getLong(), 1_000L))
                        .format(DateTimeFormatter.ISO_LOCAL_TIME));
            case TIMESTAMP_TZ -> json.writeString(dateTime(variant.getLong(), MICROS_PER_SECOND) + UTC);
            case TIMESTAMP_NTZ -> json.writeString(dateTime(variant.getLong(), MICROS_PER_SECOND));
            case TIMESTAMP_NANOS_TZ -> json.writeString(dateTime(variant.getLong(), NANOS_PER_SECOND) + UTC);
            case TIMESTAMP_NANOS_NTZ -> json.writeString(dateTime(variant.getLong(), NANOS_PER_SECOND));
            case BINARY -> binary(variant.getBinary());
            case UUID -> json.writeString(variant.getUUID().toString());
        }
    }

    private void object(Variant variant) throws IOException {
        json.writeStartObject();
        int fields = variant.numObjectElements();
        for (int i = 0; i < fields; i++) {
            Variant.ObjectField field = variant.getFieldAtIndex(i);
            json.writeFieldName(field.key);
            write(field.value);
        }
        json.writeEndObject();
    }

    private void array(Variant variant) throws IOException {
        json.writeStartArray();
        int elements = variant.numArrayElements();
        for (int i = 0; i < elements; i++) {
            write(variant.getElementAtIndex(i));
        }
        json.writeEndArray();
    }

    private void binary(ByteBuffer value) throws IOException {
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        json.writeBinary(bytes);
    }

    private static String dateTime(long sinceEpoch, long unitsPerSecond) {
        long nanos = Math.floorMod(sinceEpoch, unitsPerSecond) * (NANOS_PER_SECOND / unitsPerSecond);
        Instant instant = Instant.ofEpochSecond(Math.floorDiv(sinceEpoch, unitsPerSecond), nanos);
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC).format(DATE_TIME);
    }
}
