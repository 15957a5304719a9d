package io.lakegate.server.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows as one JSON array of objects, one object a line. Numbers keep all their digits; NaN and the infinities, which JSON lacks, are
 * strings; a label that comes twice gets a number, as {@code id_2}.
 *
 * <p>When reading fails the array is left open on purpose: a reader must not take part of a result for all of it.
 */
final class JsonPrinter implements RowPrinter {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .build();

    @Override
    public long print(RowCursor rows, Writer out) throws SQLException, IOException {
        List<String> names = uniqueNames(rows.columns());
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            // The rows are separate values to the generator, which puts this between them: one row, one line.
            json.setRootValueSeparator(new SerializedString(",\n"));
            json.writeRaw('[');
            long count = 0;
            while (rows.next()) {
                if (count == 0) {
                    json.writeRaw('\n');
                }
                json.writeStartObject();
                for (int i = 0; i < names.size(); i++) {
                    json.writeFieldName(names.get(i));
                    write(rows.value(i).orElse(null), json);
                }
                json.writeEndObject();
                count++;
            }
            json.writeRaw(count == 0 ? "]\n" : "\n]\n");
            return count;
        }
    }

    /** The JSON text of a plain value. */
    static String text(Object plain) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            write(plain, json);
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return text.toString();
    }

    private static void write(@Nullable Object plain, JsonGenerator json) throws IOException {
        if (plain == null) {
            json.writeNull();
        } else if (plain instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (plain instanceof Number number) {
            writeNumber(number, json);
        } else if (plain instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                write(element, json);
            }
            json.writeEndArray();
        } else if (plain instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(entry.getKey().toString());
                write(entry.getValue(), json);
            }
            json.writeEndObject();
        } else {
            json.writeString(plain.toString());
        }
    }

    private static void writeNumber(Number number, JsonGenerator json) throws IOException {
        if (number instanceof BigDecimal decimal) {
            json.writeNumber(decimal);
        } else if (number instanceof BigInteger integer) {
            json.writeNumber(integer);
        } else if (number instanceof Double || number instanceof Float) {
            // As text: widening a float would invent digits. NaN and the infinities have no JSON number.
            double value = number.doubleValue();
            if (Double.isFinite(value)) {
                json.writeNumber(number.toString());
            } else {
                json.writeString(number.toString());
            }
        } else {
            json.writeNumber(number.longValue());
        }
    }

    private static List<String> uniqueNames(List<ResultColumn> columns) {
        Set<String> labels = new HashSet<>();
        columns.forEach(column -> labels.add(column.label()));
        Set<String> used = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (ResultColumn column : columns) {
            String name = column.label();
            // A made name must not take that of another column either, even if that one comes later.
            for (int copy = 2; !used.add(name); copy++) {
                String candidate = column.label() + "_" + copy;
                name = labels.contains(candidate) ? name : candidate;
            }
            names.add(name);
        }
        return names;
    }
}
