package io.lakegate.adapters.delta;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.github.luben.zstd.Zstd;
import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.packed.ColumnBounds;
import io.lakegate.catalog.scan.ColumnSummary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What the writers of a chunk's files noted about the values in them. For any thread.
 *
 * <p>The texts of the log are kept compressed, and become typed bounds for a column when a filter first asks for it: tables have many
 * more columns than filters use.
 */
final class FileStatistics {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int FILES_PER_BLOCK = 512;
    private static final int FAST = 1;

    private final List<Block> blocks;
    private final int files;
    private final long textBytes;
    private final ConcurrentMap<ColumnPath, ColumnBounds> bounds = new ConcurrentHashMap<>();

    private FileStatistics(List<Block> blocks, int files) {
        this.blocks = List.copyOf(blocks);
        this.files = files;
        this.textBytes = this.blocks.stream().mapToLong(Block::sizeBytes).sum();
    }

    /** The texts of some files, each behind its length. */
    private static final class Block {
        private final byte[] compressed;
        private final int textBytes;

        Block(byte[] texts) {
            this.compressed = Zstd.compress(texts, FAST);
            this.textBytes = texts.length;
        }

        byte[] texts() {
            return Zstd.decompress(compressed, textBytes);
        }

        int sizeBytes() {
            return compressed.length;
        }
    }

    /** Takes the texts file by file, in the order of the chunk. For one thread. */
    static final class Builder {
        private final List<Block> blocks = new ArrayList<>();
        private final ByteArrayOutputStream texts = new ByteArrayOutputStream();
        private int files;

        void add(Optional<String> statistics) {
            byte[] text = statistics.orElse("").getBytes(StandardCharsets.UTF_8);
            add(text, 0, text.length);
        }

        private void add(byte[] from, int offset, int length) {
            texts.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
            texts.write(from, offset, length);
            files++;
            if (files % FILES_PER_BLOCK == 0) {
                endBlock();
            }
        }

        /** Takes those of the chosen files of other statistics. */
        void addAll(FileStatistics other, IntPredicate chosen) {
            other.forEach((file, texts, offset, length) -> {
                if (chosen.test(file)) {
                    add(texts, offset, length);
                }
            });
        }

        private void endBlock() {
            if (texts.size() > 0) {
                blocks.add(new Block(texts.toByteArray()));
                texts.reset();
            }
        }

        FileStatistics build() {
            endBlock();
            return new FileStatistics(blocks, files);
        }
    }

    private interface Text {
        void of(int file, byte[] texts, int offset, int length);
    }

    private void forEach(Text text) {
        int file = 0;
        for (Block block : blocks) {
            byte[] texts = block.texts();
            ByteBuffer buffer = ByteBuffer.wrap(texts);
            while (buffer.hasRemaining()) {
                int length = buffer.getInt();
                text.of(file, texts, buffer.position(), length);
                buffer.position(buffer.position() + length);
                file++;
            }
        }
    }

    /** The memory that texts take, and bounds that were asked for. */
    long sizeBytes() {
        return textBytes
                + bounds.values().stream().mapToLong(ColumnBounds::sizeBytes).sum();
    }

    /** The bounds of a column. Cost: the first time, all texts are parsed. */
    ColumnBounds of(JudgedColumn column) {
        return bounds.computeIfAbsent(column.path(), path -> load(column));
    }

    /** Whether the bounds of a column were asked for before. */
    boolean knows(JudgedColumn column) {
        return bounds.containsKey(column.path());
    }

    private ColumnBounds load(JudgedColumn column) {
        ColumnBounds.Builder loaded = new ColumnBounds.Builder(column.column().type(), files);
        forEach((file, texts, offset, length) -> {
            Optional<Facts> facts = facts(column, texts, offset, length);
            loaded.add(
                    facts.map(each -> each.range(column.column())).orElse(ColumnRange.UNKNOWN),
                    facts.map(Facts::nulls).orElse(Facts.UNKNOWN));
        });
        return loaded.build();
    }

    /** What the texts prove of a column, exactly: for each file, empty where its text does not. Cost: all texts are parsed each time. */
    List<Optional<ColumnSummary>> summaries(JudgedColumn column) {
        List<Optional<ColumnSummary>> summaries = new ArrayList<>(files);
        forEach((file, texts, offset, length) ->
                summaries.add(facts(column, texts, offset, length).flatMap(facts -> facts.summary(column.column()))));
        return summaries;
    }

    private static Optional<Facts> facts(JudgedColumn column, byte[] texts, int from, int length) {
        Facts facts = new Facts(column.physicalNames());
        try (JsonParser parser = JSON.createParser(texts, from, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                facts.read(parser);
            }
            boolean whole = parser.currentToken() == JsonToken.END_OBJECT;
            return whole ? Optional.of(facts) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // statistics are a hint that may be broken
        }
    }

    /** What one file's text says about one column, as it stands. */
    private static final class Facts {
        private static final long UNKNOWN = -1;

        private final List<String> path;
        private long rows = UNKNOWN;
        private long nulls = UNKNOWN;
        private boolean tight = true;
        private @Nullable StatisticsValue least;
        private @Nullable StatisticsValue greatest;

        /** {@code path} is of physical names. */
        Facts(List<String> path) {
            this.path = path;
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
                case "tightBounds" -> {
                    StatisticsValue said = scalar(parser);
                    tight = said != null && said.token() == JsonToken.VALUE_TRUE;
                }
                default -> parser.skipChildren();
            }
        }

        private @Nullable StatisticsValue ofColumn(JsonParser parser) throws IOException {
            return at(parser, 0);
        }

        /** What the object at which the parser stands has below the rest of the path; the parser is left at its end. */
        private @Nullable StatisticsValue at(JsonParser parser, int depth) throws IOException {
            if (depth == path.size()) {
                return scalar(parser);
            }
            StatisticsValue found = null;
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals(path.get(depth));
                parser.nextToken();
                if (wanted) {
                    found = at(parser, depth + 1);
                } else {
                    parser.skipChildren();
                }
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

        /** How many rows are NULL at most; not known where bounds are wide, as such counts are then. */
        long nulls() {
            return tight && path.size() == 1 && nulls <= rows ? nulls : UNKNOWN;
        }

        /** Exact where no row is deleted: bounds are tight unless they are said not to be. Decimals may have passed through a double. */
        Optional<ColumnSummary> summary(DeltaColumn of) {
            boolean contradicts = nulls == rows && (least != null || greatest != null);
            if (!tight || nulls < 0 || nulls > rows || contradicts) {
                return Optional.empty();
            }
            if (nulls == rows) {
                return Optional.of(ColumnSummary.NOTHING);
            }
            boolean exact = ColumnSummary.isExact(of.type()) && of.type() instanceof LakeType.Simple;
            return Optional.of(ColumnSummary.of(
                    rows - nulls,
                    Optional.ofNullable(least).filter(value -> exact).flatMap(value -> value.lower(of)),
                    Optional.ofNullable(greatest).filter(value -> exact).flatMap(value -> value.upper(of))));
        }

        /**
         * Holds also where some rows are deleted since: that takes no row from the range. Whether a count of the NULLs of a field has those
         * of its struct in it is up to the writer, so that a field without NULLs may be one all the same.
         */
        ColumnRange range(DeltaColumn of) {
            boolean counted = rows > 0 && nulls <= rows;
            boolean onlyNull = counted && nulls == rows && least == null && greatest == null;
            return new ColumnRange(
                    Optional.ofNullable(least).flatMap(value -> value.lower(of)),
                    Optional.ofNullable(greatest).flatMap(value -> value.upper(of)),
                    /* mayHoldNull= */ !(counted && nulls == 0 && path.size() == 1),
                    /* mayHoldValue= */ !onlyNull);
        }
    }
}
