package io.lakegate.adapters.delta.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Compression codecs that refuse a page whose header says another size than its Snappy data. The library would cut off what is too much,
 * and a header has no checksum.
 */
record CheckedCodecs(CompressionCodecFactory codecs) implements CompressionCodecFactory {
    private static final int VARINT_BITS = 7;
    private static final int LONGEST_VARINT = 5;

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        return codecs.getCompressor(codec);
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        BytesInputDecompressor decompressor = codecs.getDecompressor(codec);
        return codec == CompressionCodecName.SNAPPY ? new Snappy(decompressor) : decompressor;
    }

    @Override
    public void release() {
        codecs.release();
    }

    private record Snappy(BytesInputDecompressor decompressor) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput compressed, int size) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(compressed.toInputStream().readAllBytes());
            check(bytes.duplicate(), size);
            return decompressor.decompress(BytesInput.from(bytes), size);
        }

        @Override
        public void decompress(ByteBuffer compressed, int compressedSize, ByteBuffer output, int size)
                throws IOException {
            check(compressed.duplicate(), size);
            decompressor.decompress(compressed, compressedSize, output, size);
        }

        /** The data begin with their size, seven bits to a byte, the lowest first. */
        private static void check(ByteBuffer data, int size) throws IOException {
            long says = 0;
            for (int i = 0; i < LONGEST_VARINT && data.hasRemaining(); i++) {
                int next = data.get();
                says |= (long) (next & Byte.MAX_VALUE) << (i * VARINT_BITS);
                if (next >= 0) {
                    break;
                }
            }
            if (says != size) {
                throw new IOException("a page of %d bytes has a header for %d".formatted(says, size));
            }
        }

        @Override
        public void release() {
            decompressor.release();
        }
    }
}
