package io.lakegate.catalog.packed;

import java.util.Arrays;

/** Many whole numbers in little memory: what each is above the least, in as few bytes as the greatest needs. Immutable, for any thread. */
public final class PackedNumbers {
    private static final int BYTES_OF_OBJECTS = 120;

    private final int size;
    private final long least;
    private final long greatest;
    private final byte[] bytes;
    private final short[] shorts;
    private final int[] ints;
    private final long[] longs;

    private PackedNumbers(long[] numbers) {
        long[] range = range(numbers);
        size = numbers.length;
        least = range[0];
        greatest = range[1];
        long span = greatest - least;
        boolean wide = span < 0 || span >= 1L << Integer.SIZE;
        boolean constant = span == 0;
        bytes = new byte[!constant && !wide && span < 1L << Byte.SIZE ? size : 0];
        shorts = new short[!constant && !wide && bytes.length == 0 && span < 1L << Short.SIZE ? size : 0];
        ints = new int[!constant && !wide && bytes.length + shorts.length == 0 ? size : 0];
        longs = wide ? numbers.clone() : new long[0];
        for (int i = 0; i < size; i++) {
            long above = numbers[i] - least;
            if (bytes.length > 0) {
                bytes[i] = (byte) above;
            } else if (shorts.length > 0) {
                shorts[i] = (short) above;
            } else if (ints.length > 0) {
                ints[i] = (int) above;
            }
        }
    }

    private static long[] range(long[] numbers) {
        if (numbers.length == 0) {
            return new long[] {0, 0};
        }
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (long number : numbers) {
            least = Math.min(least, number);
            greatest = Math.max(greatest, number);
        }
        return new long[] {least, greatest};
    }

    /** Takes numbers one after the other. For one thread. */
    public static final class Builder {
        private long[] numbers = new long[16];
        private int count;

        public void add(long number) {
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, count * 2);
            }
            numbers[count] = number;
            count++;
        }

        public PackedNumbers build() {
            return new PackedNumbers(Arrays.copyOf(numbers, count));
        }
    }

    public static PackedNumbers of(long[] numbers) {
        return new PackedNumbers(numbers);
    }

    public int size() {
        return size;
    }

    /** The least of them; 0 where there are none. */
    public long least() {
        return least;
    }

    /** The greatest of them; 0 where there are none. */
    public long greatest() {
        return greatest;
    }

    public long get(int index) {
        if (bytes.length > 0) {
            return least + Byte.toUnsignedLong(bytes[index]);
        } else if (shorts.length > 0) {
            return least + Short.toUnsignedLong(shorts[index]);
        } else if (ints.length > 0) {
            return least + Integer.toUnsignedLong(ints[index]);
        }
        return longs.length > 0 ? longs[index] : least;
    }

    /** The memory that it takes. */
    public long sizeBytes() {
        return BYTES_OF_OBJECTS
                + bytes.length
                + (long) Short.BYTES * shorts.length
                + (long) Integer.BYTES * ints.length
                + (long) Long.BYTES * longs.length;
    }
}
