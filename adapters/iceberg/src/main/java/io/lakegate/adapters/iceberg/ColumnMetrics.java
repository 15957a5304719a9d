package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.packed.PackedNumbers;
import io.lakegate.catalog.packed.PackedTexts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.util.ByteBuffers;
import org.jspecify.annotations.Nullable;

/** What a manifest says of one field in each of its files: counts and bounds, as they are written. Immutable, for any thread. */
final class ColumnMetrics {
    /** What stands for a count that is not known. */
    static final long UNKNOWN = -1;

    private final PackedNumbers values;
    private final PackedNumbers nulls;
    private final PackedNumbers nans;
    private final Bounds lowers;
    private final Bounds uppers;

    private ColumnMetrics(Builder builder) {
        values = builder.values.build();
        nulls = builder.nulls.build();
        nans = builder.nans.build();
        lowers = Bounds.of(builder.lowers);
        uppers = Bounds.of(builder.uppers);
    }

    /** Takes what is known file by file. For one thread. */
    static final class Builder {
        private final PackedNumbers.Builder values = new PackedNumbers.Builder();
        private final PackedNumbers.Builder nulls = new PackedNumbers.Builder();
        private final PackedNumbers.Builder nans = new PackedNumbers.Builder();
        private final List<@Nullable ByteBuffer> lowers = new ArrayList<>();
        private final List<@Nullable ByteBuffer> uppers = new ArrayList<>();

        int files() {
            return lowers.size();
        }

        void addNothing() {
            add(null, null, null, null, null);
        }

        void add(
                @Nullable Long valueCount,
                @Nullable Long nullCount,
                @Nullable Long nanCount,
                @Nullable ByteBuffer lower,
                @Nullable ByteBuffer upper) {
            values.add(valueCount == null ? UNKNOWN : valueCount);
            nulls.add(nullCount == null ? UNKNOWN : nullCount);
            nans.add(nanCount == null ? UNKNOWN : nanCount);
            lowers.add(lower);
            uppers.add(upper);
        }

        ColumnMetrics build() {
            return new ColumnMetrics(this);
        }
    }

    /** Bounds in one direction: of four or eight bytes each as numbers, else as their bytes. */
    record Bounds(PackedNumbers lengths, Optional<PackedNumbers> numbers, Optional<PackedTexts> texts) {
        private static final int NONE = -1;

        private static Bounds of(List<@Nullable ByteBuffer> bounds) {
            PackedNumbers.Builder lengthsBuilder = new PackedNumbers.Builder();
            bounds.forEach(bound -> lengthsBuilder.add(bound == null ? NONE : bound.remaining()));
            PackedNumbers lengths = lengthsBuilder.build();
            if (lengths.greatest() == NONE) {
                return new Bounds(lengths, Optional.empty(), Optional.empty());
            }
            int length = (int) lengths.greatest();
            boolean alike = lengths.least() == NONE || lengths.least() == length;
            for (int i = 0; i < lengths.size() && alike; i++) {
                alike = lengths.get(i) == NONE || lengths.get(i) == length;
            }
            return alike && (length == Integer.BYTES || length == Long.BYTES)
                    ? new Bounds(lengths, Optional.of(numbers(bounds)), Optional.empty())
                    : new Bounds(lengths, Optional.empty(), Optional.of(texts(bounds)));
        }

        private static PackedNumbers numbers(List<@Nullable ByteBuffer> bounds) {
            long[] numbers = new long[bounds.size()];
            long some = 0; // what stands for a bound that is not there: no number far from the others
            for (int i = bounds.size() - 1; i >= 0; i--) {
                ByteBuffer bound = bounds.get(i);
                some = bound == null ? some : number(bound);
                numbers[i] = some;
            }
            for (int i = 0; i < bounds.size(); i++) {
                some = bounds.get(i) == null ? some : numbers[i];
                numbers[i] = some;
            }
            return PackedNumbers.of(numbers);
        }

        private static long number(ByteBuffer bound) {
            ByteBuffer bytes = bound.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            return bytes.remaining() == Long.BYTES ? bytes.getLong(bytes.position()) : bytes.getInt(bytes.position());
        }

        private static PackedTexts texts(List<@Nullable ByteBuffer> bounds) {
            PackedTexts.Builder texts = new PackedTexts.Builder(/* endAlike= */ false);
            byte[] some = new byte[0];
            for (ByteBuffer bound : bounds) {
                some = bound == null ? some : ByteBuffers.toByteArray(bound.duplicate());
                texts.add(some);
            }
            return texts.build();
        }

        boolean has(int file) {
            return lengths.get(file) != NONE;
        }

        /** Whether all files have one. */
        boolean isComplete() {
            return lengths.least() != NONE;
        }

        /** How many bytes each has that there is, where they are {@link #numbers}. */
        int width() {
            return (int) lengths.greatest();
        }

        @Nullable
        ByteBuffer get(int file) {
            if (!has(file)) {
                return null;
            }
            if (texts.isPresent()) {
                return ByteBuffer.wrap(texts.get().bytes(file));
            }
            long number = numbers.orElseThrow().get(file);
            ByteBuffer bytes = ByteBuffer.allocate(width()).order(ByteOrder.LITTLE_ENDIAN);
            return width() == Long.BYTES ? bytes.putLong(0, number) : bytes.putInt(0, (int) number);
        }

        private long sizeBytes() {
            return lengths.sizeBytes()
                    + numbers.map(PackedNumbers::sizeBytes).orElse(0L)
                    + texts.map(PackedTexts::sizeBytes).orElse(0L);
        }
    }

    /** How many values a file has of the field, NULL and NaN included; {@link #UNKNOWN} where nothing says. */
    long values(int file) {
        return values.get(file);
    }

    long nulls(int file) {
        return nulls.get(file);
    }

    long nans(int file) {
        return nans.get(file);
    }

    Bounds lowers() {
        return lowers;
    }

    Bounds uppers() {
        return uppers;
    }

    long sizeBytes() {
        return values.sizeBytes() + nulls.sizeBytes() + nans.sizeBytes() + lowers.sizeBytes() + uppers.sizeBytes();
    }
}
