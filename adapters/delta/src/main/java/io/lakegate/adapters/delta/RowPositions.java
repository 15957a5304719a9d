package io.lakegate.adapters.delta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.roaringbitmap.RoaringBitmap;

/**
 * Positions of rows in a file: 64-bit numbers as Roaring bitmaps of 32 bits, one for each upper half. Immutable, for any thread.
 *
 * @see "Delta protocol: Deletion Vector Format"
 */
final class RowPositions {
    /** The format of the protocol. */
    private static final int PORTABLE = 1_681_511_377;

    /** The one of its first writers. */
    private static final int NATIVE = 1_681_511_376;

    private static final int SMALLEST_BITMAP = 8;

    private final SortedMap<Integer, RoaringBitmap> bitmaps;

    private RowPositions(SortedMap<Integer, RoaringBitmap> bitmaps) {
        this.bitmaps = bitmaps;
    }

    /**
     * Reads the serialized form.
     *
     * @throws IOException when it is none; so do some RuntimeExceptions
     */
    static RowPositions parse(ByteBuffer bytes) throws IOException {
        ByteBuffer buffer = bytes.order(ByteOrder.LITTLE_ENDIAN);
        int format = buffer.getInt();
        if (format != PORTABLE && format != NATIVE) {
            throw new IOException("it starts with the unknown number " + format);
        }
        long count = format == PORTABLE ? buffer.getLong() : buffer.getInt();
        if (count < 0 || count > buffer.remaining() / SMALLEST_BITMAP) {
            throw new IOException("it cannot hold %d bitmaps".formatted(count));
        }
        TreeMap<Integer, RoaringBitmap> bitmaps = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            int number = buffer.getInt();
            int key = format == PORTABLE ? number : i;
            if (key < 0 || (!bitmaps.isEmpty() && key <= bitmaps.lastKey())) {
                throw new IOException("its bitmaps are in no order");
            }
            RoaringBitmap bitmap = new RoaringBitmap();
            bitmap.deserialize(buffer);
            // Reading does not move the buffer on.
            int length = format == PORTABLE ? bitmap.serializedSizeInBytes() : number;
            buffer.position(buffer.position() + length);
            bitmaps.put(key, bitmap);
        }
        bitmaps.values().removeIf(RoaringBitmap::isEmpty);
        return new RowPositions(bitmaps);
    }

    long count() {
        return bitmaps.values().stream()
                .mapToLong(RoaringBitmap::getLongCardinality)
                .sum();
    }

    /** The greatest position; below zero when there is none. */
    long last() {
        long last = -1;
        for (Map.Entry<Integer, RoaringBitmap> entry : bitmaps.entrySet()) {
            last = position(entry.getKey(), entry.getValue().last());
        }
        return last;
    }

    /** The positions, ascending. */
    LongStream stream() {
        return List.copyOf(bitmaps.entrySet()).stream().flatMapToLong(RowPositions::positions);
    }

    private static LongStream positions(Map.Entry<Integer, RoaringBitmap> entry) {
        return entry.getValue().stream().mapToLong(low -> position(entry.getKey(), low));
    }

    private static long position(int high, int low) {
        return ((long) high << 32) | Integer.toUnsignedLong(low);
    }

    /** The memory that they take. */
    long sizeBytes() {
        return bitmaps.values().stream()
                .mapToLong(RoaringBitmap::getLongSizeInBytes)
                .sum();
    }
}
