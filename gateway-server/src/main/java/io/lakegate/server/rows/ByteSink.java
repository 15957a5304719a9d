package io.lakegate.server.rows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;

/** A growing array of bytes, least significant byte of a number first. For one thread. */
public final class ByteSink {
    private static final int FIRST_SIZE = 1024;

    private byte[] bytes = new byte[FIRST_SIZE];
    private ByteBuffer view = view();
    private int size;

    private ByteBuffer view() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** How many bytes were put. */
    public int size() {
        return size;
    }

    /** The bytes put so far, without a copy. */
    public ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    /** Makes room for bytes that are set later; returns where it begins. */
    int reserve(int count) {
        long needed = (long) size + count;
        if (needed > bytes.length) {
            long doubled = Math.max(needed, 2L * bytes.length);
            bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, Integer.MAX_VALUE - 8));
            view = view();
        }
        int at = size;
        size = Math.toIntExact(needed);
        return at;
    }

    void setInt(int at, int value) {
        view.putInt(at, value);
    }

    void putByte(int value) {
        int at = reserve(1);
        bytes[at] = (byte) value;
    }

    void putShort(int value) {
        int at = reserve(2);
        view.putShort(at, (short) value);
    }

    void putInt(int value) {
        int at = reserve(4);
        view.putInt(at, value);
    }

    void putLong(long value) {
        int at = reserve(8);
        view.putLong(at, value);
    }

    void putBytes(byte[] more) {
        int at = reserve(more.length);
        System.arraycopy(more, 0, bytes, at, more.length);
    }

    void putLongs(long[] values, int count) {
        int at = reserve(8 * count);
        view.slice(at, 8 * count).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values, 0, count);
    }

    void putDoubles(double[] values, int count) {
        int at = reserve(8 * count);
        view.slice(at, 8 * count)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asDoubleBuffer()
                .put(values, 0, count);
    }

    /** The lower half of each. */
    void putInts(long[] values, int count) {
        int at = reserve(4 * count);
        for (int i = 0; i < count; i++) {
            view.putInt(at + 4 * i, (int) values[i]);
        }
    }

    /** One bit for each of {@code count}, the first in the lowest bit of the first byte. */
    void putBits(BitSet bits, int count) {
        int length = (count + 7) / 8;
        int at = reserve(length);
        byte[] set = bits.toByteArray(); // as long as its last set bit needs
        System.arraycopy(set, 0, bytes, at, Math.min(set.length, length));
        Arrays.fill(bytes, at + Math.min(set.length, length), at + length, (byte) 0);
    }
}
