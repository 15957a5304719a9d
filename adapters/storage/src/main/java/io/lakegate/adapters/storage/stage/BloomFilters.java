package io.lakegate.adapters.storage.stage;

import io.lakegate.adapters.storage.stage.ParquetShape.BloomPlace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.Util;

/**
 * Reads the bloom filters of a Parquet file. What is not exactly as the format's only kind of filter should be is none.
 *
 * @see "parquet-format: BloomFilter.md"
 */
final class BloomFilters {
    private static final int BLOCK_BYTES = 32;

    /** What is longer costs more memory than it is worth. */
    private static final int MOST_BYTES = 16 << 20;

    private BloomFilters() {}

    /** Gives the filter of a chunk; empty where it cannot be had or understood. */
    interface Source {
        Optional<BlockSplitBloomFilter> filter(BloomPlace place);
    }

    /** Whether it is worth a look. */
    static boolean isReadable(BloomPlace place) {
        return place.bytes().length() <= MOST_BYTES;
    }

    /** Understands the bytes at the place; empty where they are cut, damaged, or of another kind. */
    static Optional<BlockSplitBloomFilter> parse(byte[] bytes, boolean isExact) {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        try {
            BloomFilterHeader header = Util.readBloomFilterHeader(in);
            int count = header.getNumBytes();
            int from = bytes.length - in.available();
            boolean known = header.getAlgorithm().isSetBLOCK()
                    && header.getHash().isSetXXHASH()
                    && header.getCompression().isSetUNCOMPRESSED();
            boolean whole = count > 0
                    && count % BLOCK_BYTES == 0
                    && (isExact ? count == in.available() : count <= in.available());
            return known && whole
                    ? Optional.of(new BlockSplitBloomFilter(Arrays.copyOfRange(bytes, from, from + count)))
                    : Optional.empty();
        } catch (IOException | RuntimeException e) { // whatever the parser makes of bytes that are no header
            return Optional.empty();
        }
    }
}
