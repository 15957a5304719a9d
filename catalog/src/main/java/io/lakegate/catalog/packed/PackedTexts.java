package io.lakegate.catalog.packed;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Many texts in little memory: their UTF-8 bytes one after the other, what all begin and end with only once. Immutable, for any thread.
 *
 * <p>Half characters, which UTF-8 does not know, are kept aside.
 */
public final class PackedTexts {
    private static final int BYTES_PER_ODD_TEXT = 200;

    private final byte[] prefix;
    private final byte[] suffix;
    private final byte[] middles;
    private final int[] ends;
    private final Map<Integer, String> odd;

    private PackedTexts(byte[] prefix, byte[] suffix, byte[] middles, int[] ends, Map<Integer, String> odd) {
        this.prefix = prefix;
        this.suffix = suffix;
        this.middles = middles;
        this.ends = ends;
        this.odd = Map.copyOf(odd);
    }

    /** Takes the texts one after the other. For one thread. */
    public static final class Builder {
        private final boolean endAlike;
        private final Map<Integer, String> odd = new HashMap<>();
        private byte[] bytes = new byte[1 << 10];
        private int[] ends = new int[16];
        private int count;

        /** {@code endAlike} is whether it is worth a look what all texts end with. They are compared slowly then. */
        public Builder(boolean endAlike) {
            this.endAlike = endAlike;
        }

        public void add(String text) {
            if (!isWellFormed(text)) {
                odd.put(count, text);
            }
            add(text.getBytes(StandardCharsets.UTF_8));
        }

        /** Takes a text, or anything else, as its bytes. */
        public void add(byte[] added) {
            int from = end(count);
            if (bytes.length - from < added.length) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, from + added.length));
            }
            if (ends.length == count) {
                ends = Arrays.copyOf(ends, count * 2);
            }
            System.arraycopy(added, 0, bytes, from, added.length);
            ends[count] = from + added.length;
            count++;
        }

        private int end(int texts) {
            return texts == 0 ? 0 : ends[texts - 1];
        }

        public PackedTexts build() {
            int start = count == 0 ? 0 : ends[0];
            int finish = endAlike ? start : 0;
            for (int i = 1; i < count; i++) {
                int length = ends[i] - ends[i - 1];
                start = Math.min(start, commonStart(i, Math.min(start, length)));
                finish = Math.min(finish, commonEnd(i, Math.min(finish, length)));
            }
            for (int i = 0; i < count; i++) {
                finish = Math.min(finish, ends[i] - end(i) - start); // so that they do not overlap
            }
            byte[] middles = new byte[end(count) - count * (start + finish)];
            int[] middleEnds = new int[count];
            int to = 0;
            for (int i = 0; i < count; i++) {
                int length = ends[i] - end(i) - start - finish;
                System.arraycopy(bytes, end(i) + start, middles, to, length);
                to += length;
                middleEnds[i] = to;
            }
            int first = count == 0 ? 0 : ends[0];
            return new PackedTexts(
                    Arrays.copyOf(bytes, start),
                    Arrays.copyOfRange(bytes, first - finish, first),
                    middles,
                    middleEnds,
                    odd);
        }

        private int commonStart(int text, int most) {
            int from = ends[text - 1];
            int mismatch = Arrays.mismatch(bytes, 0, most, bytes, from, from + most);
            return mismatch < 0 ? most : mismatch;
        }

        private int commonEnd(int text, int most) {
            int alike = 0;
            while (alike < most && bytes[ends[0] - 1 - alike] == bytes[ends[text] - 1 - alike]) {
                alike++;
            }
            return alike;
        }
    }

    /** Whether no surrogate stands without its other half. */
    public static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair = Character.isHighSurrogate(text.charAt(i))
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    public String get(int index) {
        String kept = odd.get(index);
        if (kept != null) {
            return kept;
        }
        return new String(bytes(index), StandardCharsets.UTF_8);
    }

    /** The bytes of a text that is not odd, a copy. */
    public byte[] bytes(int index) {
        int from = start(index);
        int length = ends[index] - from;
        byte[] text = Arrays.copyOf(prefix, prefix.length + length + suffix.length);
        System.arraycopy(middles, from, text, prefix.length, length);
        System.arraycopy(suffix, 0, text, prefix.length + length, suffix.length);
        return text;
    }

    private int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    /** Whether there are texts that cannot be compared by their bytes. */
    public boolean hasOdd() {
        return !odd.isEmpty();
    }

    /** Below zero, zero or above zero as a text, which is not odd, is before, the same as or behind another in the order of UTF-8 bytes. */
    public int compare(int index, byte[] other) {
        if (suffix.length > 0) {
            return Arrays.compareUnsigned(bytes(index), other);
        }
        int shared = Math.min(prefix.length, other.length);
        int atPrefix = Arrays.compareUnsigned(prefix, 0, prefix.length, other, 0, shared);
        return atPrefix != 0
                ? atPrefix
                : Arrays.compareUnsigned(middles, start(index), ends[index], other, shared, other.length);
    }

    /** The memory that it takes. */
    public long sizeBytes() {
        return prefix.length
                + suffix.length
                + middles.length
                + (long) Integer.BYTES * ends.length
                + (long) BYTES_PER_ODD_TEXT * odd.size();
    }
}
