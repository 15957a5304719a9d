package io.lakegate.adapters.storage.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.parquet.format.BloomFilterAlgorithm;
import org.apache.parquet.format.BloomFilterCompression;
import org.apache.parquet.format.BloomFilterHash;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.SplitBlockAlgorithm;
import org.apache.parquet.format.Uncompressed;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.XxHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not just as a bloom filter should be is none. */
class BloomFiltersDamageTest {
    private static final int BITS_BYTES = 64;

    @Test
    void aWholeFilterIsUnderstood() throws Exception {
        byte[] bytes = bytes(header(BITS_BYTES));
        assertThat(BloomFilters.parse(bytes, /* isExact= */ true)).hasValueSatisfying(filter -> {
            assertThat(filter.getBitsetSize()).isEqualTo(BITS_BYTES);
            assertThat(filter.findHash(5)).isTrue();
            assertThat(filter.findHash(6)).isFalse();
        });
        assertThat(BloomFilters.parse(Arrays.copyOf(bytes, bytes.length + 7), /* isExact= */ false))
                .isPresent();
    }

    @Test
    void oneThatIsCutIsNone() throws Exception {
        byte[] bytes = bytes(header(BITS_BYTES));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThat(BloomFilters.parse(cut, /* isExact= */ true))
                    .as("%d", length)
                    .isEmpty();
            assertThat(BloomFilters.parse(cut, /* isExact= */ false))
                    .as("%d", length)
                    .isEmpty();
        }
    }

    @Test
    void oneOfAnotherLengthThanTheFooterSaysIsNone() throws Exception {
        byte[] bytes = bytes(header(BITS_BYTES));
        assertThat(BloomFilters.parse(Arrays.copyOf(bytes, bytes.length + 1), /* isExact= */ true))
                .isEmpty();
        assertThat(BloomFilters.parse(bytes(header(BITS_BYTES / 2)), /* isExact= */ true))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -32, 33, 31, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30, 96})
    void oneWhoseHeaderSaysAnImpossibleLengthIsNone(int length) throws Exception {
        assertThat(BloomFilters.parse(bytes(header(length)), /* isExact= */ true))
                .isEmpty();
        assertThat(BloomFilters.parse(bytes(header(length)), /* isExact= */ false))
                .isEmpty();
    }

    @Test
    void zerosAreNone() {
        assertThat(BloomFilters.parse(new byte[80], /* isExact= */ true)).isEmpty();
        assertThat(BloomFilters.parse(new byte[80], /* isExact= */ false)).isEmpty();
    }

    /** Of the kinds that a later format may add the thrift reader knows nothing but that they are set: a union without a known field. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void oneOfAnUnknownKindIsNone(int field) throws Exception {
        byte[] whole = bytes(header(BITS_BYTES));
        int found = 0;
        int headerBytes = whole.length - BITS_BYTES;
        for (int at = 1; at < headerBytes; at++) {
            // Compact protocol: 0x1c begins field 1 of a struct, which is a struct; the next two bytes end both.
            if (whole[at] == 0x1c && whole[at - 1] == 0x1c && ++found == field - 1) {
                byte[] other = whole.clone();
                other[at] = 0x2c;
                assertThat(BloomFilters.parse(other, /* isExact= */ true))
                        .as("%d", at)
                        .isEmpty();
                return;
            }
        }
        throw new AssertionError("the header has other bytes than this test knows: " + Arrays.toString(whole));
    }

    @Test
    void noByteOfTheHeaderThatIsAnotherEndsInAnError() throws Exception {
        byte[] whole = bytes(header(BITS_BYTES));
        BlockSplitBloomFilter right =
                BloomFilters.parse(whole, /* isExact= */ true).orElseThrow();
        for (int at = 0; at < whole.length - BITS_BYTES; at++) {
            for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
                byte[] other = whole.clone();
                other[at] = (byte) value;
                // Where it is understood all the same, it is the same filter.
                BloomFilters.parse(other, /* isExact= */ true)
                        .ifPresent(filter -> assertThat(filter).isEqualTo(right));
            }
        }
    }

    private static BloomFilterHeader header(int bytes) {
        BloomFilterHeader header = new BloomFilterHeader();
        header.setNumBytes(bytes);
        header.setAlgorithm(BloomFilterAlgorithm.BLOCK(new SplitBlockAlgorithm()));
        header.setHash(BloomFilterHash.XXHASH(new XxHash()));
        header.setCompression(BloomFilterCompression.UNCOMPRESSED(new Uncompressed()));
        return header;
    }

    private static byte[] bytes(BloomFilterHeader header) throws IOException {
        BlockSplitBloomFilter filter = new BlockSplitBloomFilter(BITS_BYTES);
        filter.insertHash(5);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        filter.writeTo(written); // with a header of its own
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Util.writeBloomFilterHeader(header, out);
        out.write(written.toByteArray(), written.size() - BITS_BYTES, BITS_BYTES);
        return out.toByteArray();
    }
}
