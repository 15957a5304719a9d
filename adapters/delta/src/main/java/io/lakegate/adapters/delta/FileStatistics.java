package io.lakegate.adapters.delta;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lakegate.catalog.filter.ColumnRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What the writers of a listing's files noted about the values in them. For any thread.
 *
 * <p>The texts of the log are kept compressed, and become typed bounds for a column when a filter first asks for it: tables have many
 * more columns than filters use.
 */
final class FileStatistics {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int FILES_PER_CHUNK = 512;

    private final List<byte[]> chunks;
    private final int files;
    private final long sizeBytes;
    private final ConcurrentMap<String, ColumnBounds> bounds = new ConcurrentHashMap<>();

    private FileStatistics(List<byte[]> chunks, int files) {
        this.chunks = List.copyOf(chunks);
        this.files = files;
        this.sizeBytes = this.chunks.stream().mapToLong(chunk -> chunk.length).sum();
    }

    /** Takes the texts file by file, in the order of the listing. For one thread. */
    static final class Builder {
        private final List<byte[]> chunks = new ArrayList<>();
        private final ByteArrayOutputStream texts = new ByteArrayOutputStream();
        private final DataOutputStream chunk = new DataOutputStream(texts);
        private int files;

        void add(Optional<String> statistics) {
            try {
                byte[] text = statistics.orElse("").getBytes(StandardCharsets.UTF_8);
                chunk.writeInt(text.length);
                chunk.write(text);
                files++;
                if (files % FILES_PER_CHUNK == 0) {
                    endChunk();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e); // memory does not fail
            }
        }

        private void endChunk() throws IOException {
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            Deflater deflater = new Deflater(Deflater.BEST_SPEED);
            try (DeflaterOutputStream out = new DeflaterOutputStream(compressed, deflater)) {
                texts.writeTo(out);
            } finally {
                deflater.end();
            }
            chunks.add(compressed.toByteArray());
            texts.reset();
        }

        FileStatistics build() {
            try {
                endChunk();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new FileStatistics(chunks, files);
        }
    }

    /** The memory that the texts take. */
    long sizeBytes() {
        return sizeBytes;
    }

    /** The bounds of a column. Cost: the first time, all texts are parsed. */
    ColumnBounds of(DeltaColumn column) {
        return bounds.computeIfAbsent(column.name(), name -> load(column));
    }

    private ColumnBounds load(DeltaColumn column) {
        ColumnBounds loaded = new ColumnBounds(column.type(), files);
        int file = 0;
        try {
            for (byte[] chunk : chunks) {
                DataInputStream texts = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(chunk)));
                for (int i = 0; i < FILES_PER_CHUNK && file < files; i++) {
                    loaded.set(file, range(column, texts.readNBytes(texts.readInt())));
                    file++;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return loaded;
    }

    private static ColumnRange range(DeltaColumn column, byte[] text) {
        Facts facts = new Facts(column.physicalName());
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return ColumnRange.UNKNOWN;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                facts.read(parser);
            }
            boolean whole = parser.currentToken() == JsonToken.END_OBJECT;
            return whole ? facts.range(column) : ColumnRange.UNKNOWN;
        } catch (IOException e) {
            return ColumnRange.UNKNOWN; // statistics are a hint that may be broken
        }
    }

    /** What one file's text says about one column, as it stands. */
    private static final class Facts {
        private static final long UNKNOWN = -1;

        private final String column;
        private long rows = UNKNOWN;
        private long nulls = UNKNOWN;
        private @Nullable StatisticsValue least;
        private @Nullable StatisticsValue greatest;

        Facts(String column) {
            this.column = column;
        }

        /** Reads the field at which the parser stands. */
        void read(JsonParser parser) throws IOException {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "numRecords" -> rows = count(scalar(parser));
                case "nullCount" -> nulls = count(ofColumn(parser));
                case "minValues" -> least = ofColumn(parser);
                case "maxValues" -> greatest = ofColumn(parser);
                default -> parser.skipChildren();
            }
        }

        /** The value of the column in the object at which the parser stands, which is left at its end. */
        private @Nullable StatisticsValue ofColumn(JsonParser parser) throws IOException {
            StatisticsValue found = null;
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals(column);
                parser.nextToken();
                StatisticsValue value = scalar(parser);
                found = wanted ? value : found;
            }
            return found;
        }

        private static @Nullable StatisticsValue scalar(JsonParser parser) throws IOException {
            JsonToken token = parser.currentToken();
            if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
                parser.skipChildren();
                return null;
            }
            return new StatisticsValue(token, parser.getText());
        }

        private static long count(@Nullable StatisticsValue value) {
            if (value == null || value.token() != JsonToken.VALUE_NUMBER_INT) {
                return UNKNOWN;
            }
            try {
                return Math.max(UNKNOWN, Long.parseLong(value.text()));
            } catch (NumberFormatException e) {
                return UNKNOWN;
            }
        }

        /** Holds also where some rows are deleted since: that takes no row from the range. */
        ColumnRange range(DeltaColumn of) {
            boolean counted = rows > 0 && nulls <= rows;
            boolean onlyNull = counted && nulls == rows && least == null && greatest == null;
            return new ColumnRange(
                    Optional.ofNullable(least).flatMap(value -> value.lower(of)),
                    Optional.ofNullable(greatest).flatMap(value -> value.upper(of)),
                    /* mayHoldNull= */ !(counted && nulls == 0),
                    /* mayHoldValue= */ !onlyNull);
        }
    }
}
