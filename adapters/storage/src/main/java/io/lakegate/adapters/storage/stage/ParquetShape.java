package io.lakegate.adapters.storage.stage;

import io.lakegate.adapters.storage.cache.Range;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * Where the columns of a Parquet file lie in it, as its footer says. Immutable.
 *
 * @param columns the top-level columns, in order
 * @param groups the row groups, in order
 * @param footer the bytes of the footer, with what tells its length
 * @see "parquet-format: README, File format"
 */
record ParquetShape(List<TopColumn> columns, List<Group> groups, Range footer) {
    /** How many bytes at the end of a file tell the length of its footer. */
    static final int TAIL_BYTES = 8;

    /** Some old writers leave the header of the dictionary's page out of a chunk's length. */
    private static final long SLACK = 128;

    ParquetShape {
        columns = List.copyOf(columns);
        groups = List.copyOf(groups);
    }

    /**
     * A column of the file, with all that is nested in it.
     *
     * @param firstLeaf the number of its first chunk in a row group
     * @param leaves how many chunks it has
     * @param type of the only leaf, where there is one that is not nested
     */
    record TopColumn(String name, OptionalInt fieldId, int firstLeaf, int leaves, Optional<SchemaElement> type) {}

    /**
     * A row group.
     *
     * @param chunks one for each leaf
     * @param firstRow its position in the file, from 0
     * @param rows how many there are
     */
    record Group(List<Chunk> chunks, long firstRow, long rows) {
        Group {
            chunks = List.copyOf(chunks);
        }

        long lastRow() {
            return firstRow + rows - 1;
        }
    }

    /**
     * The values of a leaf in a row group.
     *
     * @param bloomFilter empty when there is none
     * @param statistics what is known of its values
     */
    record Chunk(Range bytes, Optional<BloomPlace> bloomFilter, Optional<Statistics> statistics) {}

    /**
     * Where a chunk's bloom filter lies.
     *
     * @param isExact whether the file tells its length; else the range goes to what comes next
     */
    record BloomPlace(Range bytes, boolean isExact) {}

    /** How long the footer is, as the last bytes of the file say; empty where the file is none that can be understood in parts. */
    static OptionalInt footerLength(byte[] tail) {
        int at = tail.length - TAIL_BYTES;
        if (at < 0 || tail[at + 4] != 'P' || tail[at + 5] != 'A' || tail[at + 6] != 'R' || tail[at + 7] != '1') {
            return OptionalInt.empty();
        }
        int length =
                (tail[at] & 0xff) | ((tail[at + 1] & 0xff) << 8) | ((tail[at + 2] & 0xff) << 16) | (tail[at + 3] << 24);
        return length < 0 ? OptionalInt.empty() : OptionalInt.of(length);
    }

    /** Reads a footer; empty where it is damaged, or tells of chunks in other files. */
    static Optional<ParquetShape> parse(byte[] footer, long fileSize) {
        Range place = new Range(fileSize - TAIL_BYTES - footer.length, fileSize);
        try {
            FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(footer));
            List<TopColumn> columns = columns(metadata.getSchema());
            int leaves = columns.stream().mapToInt(TopColumn::leaves).sum();
            NavigableSet<Long> marks = marks(metadata, place.from());
            List<Group> groups = new ArrayList<>();
            long rows = 0;
            for (RowGroup group : metadata.getRow_groups()) {
                if (group.getColumnsSize() != leaves) {
                    return Optional.empty();
                }
                List<Chunk> chunks = new ArrayList<>();
                for (ColumnChunk chunk : group.getColumns()) {
                    if (chunk.isSetFile_path() || !chunk.isSetMeta_data()) {
                        return Optional.empty();
                    }
                    chunks.add(chunk(chunk.getMeta_data(), marks));
                }
                groups.add(new Group(chunks, rows, group.getNum_rows()));
                rows += group.getNum_rows();
            }
            return Optional.of(new ParquetShape(columns, groups, place));
        } catch (IOException | RuntimeException e) { // whatever the parser makes of bytes that are no footer
            return Optional.empty();
        }
    }

    private static List<TopColumn> columns(List<SchemaElement> schema) {
        List<TopColumn> columns = new ArrayList<>();
        int element = 1;
        int leaf = 0;
        for (int child = 0; child < schema.get(0).getNum_children(); child++) {
            SchemaElement top = schema.get(element);
            int left = 1;
            int first = leaf;
            while (left > 0) {
                SchemaElement each = schema.get(element++);
                left += each.getNum_children() - 1;
                if (each.getNum_children() == 0) {
                    leaf++;
                }
            }
            columns.add(new TopColumn(
                    top.getName(),
                    top.isSetField_id() ? OptionalInt.of(top.getField_id()) : OptionalInt.empty(),
                    first,
                    leaf - first,
                    top.getNum_children() == 0 ? Optional.of(top) : Optional.empty()));
        }
        return columns;
    }

    private static Chunk chunk(ColumnMetaData chunk, NavigableSet<Long> marks) {
        long from = start(chunk);
        long to = from + chunk.getTotal_compressed_size();
        // Of what comes next nothing: a chunk of which only the beginning was fetched could be read without an error.
        Range bytes = new Range(from, Math.min(marks.last(), Math.min(to + SLACK, orLast(marks.ceiling(to), marks))));
        boolean plain = chunk.getType() != Type.INT96 && chunk.isSetStatistics();
        return new Chunk(
                bytes, bloomFilter(chunk, marks), plain ? Optional.of(chunk.getStatistics()) : Optional.empty());
    }

    private static long start(ColumnMetaData chunk) {
        return chunk.isSetDictionary_page_offset() && chunk.getDictionary_page_offset() > 0
                ? Math.min(chunk.getData_page_offset(), chunk.getDictionary_page_offset())
                : chunk.getData_page_offset();
    }

    private static long orLast(@Nullable Long mark, NavigableSet<Long> marks) {
        return mark == null ? marks.last() : mark;
    }

    private static Optional<BloomPlace> bloomFilter(ColumnMetaData chunk, NavigableSet<Long> marks) {
        boolean exact = chunk.isSetBloom_filter_length();
        long from = chunk.getBloom_filter_offset();
        if (!chunk.isSetBloom_filter_offset()
                || from <= 0
                || from >= marks.last()
                || (exact && chunk.getBloom_filter_length() <= 0)) {
            return Optional.empty();
        }
        long to = exact ? from + chunk.getBloom_filter_length() : orLast(marks.higher(from), marks);
        return to > marks.last() ? Optional.empty() : Optional.of(new BloomPlace(new Range(from, to), exact));
    }

    /** Where something begins, and the end: for what does not say where it ends. */
    private static NavigableSet<Long> marks(FileMetaData metadata, long end) {
        NavigableSet<Long> marks = new TreeSet<>();
        for (RowGroup group : metadata.getRow_groups()) {
            for (ColumnChunk chunk : group.getColumns()) {
                if (chunk.isSetMeta_data()) {
                    marks.add(start(chunk.getMeta_data()));
                    if (chunk.getMeta_data().isSetBloom_filter_offset()) {
                        marks.add(chunk.getMeta_data().getBloom_filter_offset());
                    }
                }
                if (chunk.isSetColumn_index_offset()) {
                    marks.add(chunk.getColumn_index_offset());
                }
                if (chunk.isSetOffset_index_offset()) {
                    marks.add(chunk.getOffset_index_offset());
                }
            }
        }
        marks.tailSet(end, /* inclusive= */ true).clear(); // beyond the file
        marks.add(end);
        return marks;
    }
}
