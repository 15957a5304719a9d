package io.lakegate.adapters.storage.cache;

/**
 * Bytes of a file that follow each other.
 *
 * @param from the first
 * @param to behind the last
 */
public record Range(long from, long to) {
    public Range {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("no range: %d to %d".formatted(from, to));
        }
    }

    public long length() {
        return to - from;
    }

    boolean overlaps(Range other) {
        return from < other.to && other.from < to;
    }
}
