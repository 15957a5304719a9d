package io.lakegate.adapters.delta;

import io.delta.kernel.internal.deletionvectors.Base85Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.roaringbitmap.RoaringBitmap;

/** Writes deletion vectors that stand in the log itself. */
final class InlineVector {
    private static final int PORTABLE = 1_681_511_377;

    private InlineVector() {}

    /** The descriptor of a vector of these rows, as JSON. */
    static String of(int... rows) throws IOException {
        RoaringBitmap bitmap = RoaringBitmap.bitmapOf(rows);
        int size = Integer.BYTES + Long.BYTES + Integer.BYTES + bitmap.serializedSizeInBytes();
        ByteBuffer bytes = ByteBuffer.allocate((size + 3) / 4 * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(PORTABLE).putLong(1).putInt(0);
        bitmap.serialize(bytes);
        return "{\"storageType\":\"i\",\"pathOrInlineDv\":\"%s\",\"sizeInBytes\":%d,\"cardinality\":%d}"
                .formatted(
                        Base85Codec.encodeBytes(bytes.array())
                                .replace("\\", "\\\\")
                                .replace("\"", "\\\""),
                        size,
                        rows.length);
    }
}
