package io.lakegate.server.config;

/** An amount of memory or of bytes on a wire. Never negative. */
public record DataSize(long bytes) implements Comparable<DataSize> {
    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must be >= 0, got: " + bytes);
        }
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** As a configuration file spells it, without rounding: {@code 1MiB}, {@code 4GB}, {@code 1000001B}. */
    @Override
    public String toString() {
        return Units.BYTES.write(bytes);
    }
}
