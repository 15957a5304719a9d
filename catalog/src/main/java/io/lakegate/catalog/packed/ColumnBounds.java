package io.lakegate.catalog.packed;

import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.FileCheck;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.packed.LongCode.Same;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What statistics say about one column in each file of a chunk. Numbers, dates and times take 17 bytes a file, texts 9 and their own.
 * Immutable, for any thread.
 */
public final class ColumnBounds {
    /** So many files are judged at a time. */
    public static final int BLOCK = 1_024;

    public static final int LOWER = 1;
    public static final int UPPER = 2;
    public static final int NO_NULL = 4;
    public static final int NO_VALUE = 8;
    private static final int BYTES_PER_OBJECT = 100;
    private static final long UNKNOWN = -1;

    private final LakeType type;
    private final byte[] flags;
    private final Bounds lowers;
    private final Bounds uppers;
    private final PackedNumbers nulls;

    /** What is known about the files of each block together. */
    private final List<ColumnRange> blocks = new ArrayList<>();

    private ColumnBounds(Builder builder) {
        this.type = builder.type;
        this.flags = builder.flags;
        this.lowers = builder.lowers.build();
        this.uppers = builder.uppers.build();
        this.nulls = builder.nulls.build();
        for (int from = 0; from < flags.length; from += BLOCK) {
            blocks.add(together(from, Math.min(from + BLOCK, flags.length)));
        }
    }

    private ColumnRange together(int from, int to) {
        int always = NO_NULL | NO_VALUE;
        boolean numbers = code().isPresent();
        int bounded = numbers ? LOWER | UPPER : 0;
        int least = -1;
        int greatest = -1;
        for (int file = from; file < to; file++) {
            int known = flags[file];
            always &= known;
            if (numbers && (known & NO_VALUE) == 0) {
                bounded &= known;
                least = least < 0 || lowerNumbers()[file] < lowerNumbers()[least] ? file : least;
                greatest = greatest < 0 || upperNumbers()[file] > upperNumbers()[greatest] ? file : greatest;
            }
        }
        return new ColumnRange(
                least >= 0 && (bounded & LOWER) != 0 ? bound(lowers, least, LOWER) : Optional.empty(),
                greatest >= 0 && (bounded & UPPER) != 0 ? bound(uppers, greatest, UPPER) : Optional.empty(),
                (always & NO_NULL) == 0,
                (always & NO_VALUE) == 0);
    }

    /** What is known about all files of a block, of which it is the first. */
    public ColumnRange ofBlock(int first) {
        return blocks.get(first / BLOCK);
    }

    /** The bounds of all files in one direction, in one of three ways; files without one have anything there. */
    private static final class Bounds {
        private final Optional<LongCode> code;
        private final long[] numbers;
        private final @Nullable PackedTexts texts;
        private final @Nullable Object[] objects;

        Bounds(Optional<LongCode> code, long[] numbers, @Nullable PackedTexts texts, @Nullable Object[] objects) {
            this.code = code;
            this.numbers = numbers;
            this.texts = texts;
            this.objects = objects;
        }

        Optional<Object> get(int file) {
            if (code.isPresent()) {
                return Optional.of(code.get().decode(numbers[file]));
            }
            return texts != null ? Optional.of(texts.get(file)) : Optional.ofNullable(objects[file]);
        }

        long sizeBytes() {
            return (long) Long.BYTES * numbers.length
                    + (texts == null ? 0 : texts.sizeBytes())
                    + (long) BYTES_PER_OBJECT * objects.length;
        }
    }

    /** Takes what is known file by file. For one thread. */
    public static final class Builder {
        private final LakeType type;
        private final Optional<LongCode> code;
        private final byte[] flags;
        private final BoundsBuilder lowers;
        private final BoundsBuilder uppers;
        private final PackedNumbers.Builder nulls = new PackedNumbers.Builder();
        private int files;

        public Builder(LakeType type, int files) {
            this.type = type;
            this.code = LongCode.of(type);
            this.flags = new byte[files];
            this.lowers = new BoundsBuilder(code, type, files);
            this.uppers = new BoundsBuilder(code, type, files);
        }

        /** A lower bound above the upper one is a mistake of the writer: neither is taken. */
        public void add(ColumnRange range) {
            add(range, UNKNOWN);
        }

        /** The same, where it is known how many of a file's rows are NULL; less than 0 for not known. */
        public void add(ColumnRange range, long nullCount) {
            nulls.add(!range.mayHoldNull() ? 0 : Math.max(nullCount, UNKNOWN));
            int known = (range.mayHoldNull() ? 0 : NO_NULL) | (range.mayHoldValue() ? 0 : NO_VALUE);
            boolean taken = inOrder(range);
            known |= lowers.add(files, taken ? range.lower() : Optional.empty()) ? LOWER : 0;
            known |= uppers.add(files, taken ? range.upper() : Optional.empty()) ? UPPER : 0;
            flags[files] = (byte) known;
            files++;
        }

        private boolean inOrder(ColumnRange range) {
            if (range.lower().isEmpty() || range.upper().isEmpty()) {
                return true;
            }
            Value lower = range.lower().get();
            Value upper = range.upper().get();
            Optional<Same> least = code.flatMap(numbers -> numbers.same(lower));
            Optional<Same> greatest = code.flatMap(numbers -> numbers.same(upper));
            if (least.isPresent() && greatest.isPresent()) {
                return least.get().least() <= greatest.get().greatest();
            }
            Filter below = new Filter.Compare("", Filter.Operator.LESS_OR_EQUAL, upper);
            return !new FileCheck(column -> ColumnRange.constant(lower))
                    .check(below)
                    .never();
        }

        public ColumnBounds build() {
            if (files != flags.length) {
                throw new IllegalStateException("%d files of %d".formatted(files, flags.length));
            }
            return new ColumnBounds(this);
        }
    }

    private static final class BoundsBuilder {
        private final Optional<LongCode> code;
        private final long[] numbers;
        private final PackedTexts.@Nullable Builder texts;
        private final @Nullable Object[] objects;

        BoundsBuilder(Optional<LongCode> code, LakeType type, int files) {
            boolean packed = type == LakeType.Simple.VARCHAR;
            this.code = code;
            this.numbers = new long[code.isPresent() ? files : 0];
            this.texts = packed ? new PackedTexts.Builder(/* endAlike= */ false) : null;
            this.objects = new @Nullable Object[code.isPresent() || packed ? 0 : files];
        }

        /** Whether there is a bound now. */
        boolean add(int file, Optional<Value> bound) {
            Optional<Object> content = bound.flatMap(Value::content);
            if (texts != null) {
                texts.add(content.map(String.class::cast).orElse(""));
            } else if (code.isEmpty()) {
                objects[file] = content.orElse(null);
            } else if (content.isPresent()) {
                try {
                    numbers[file] = code.get().encode(content.get());
                } catch (ArithmeticException e) {
                    return false;
                }
            }
            return content.isPresent();
        }

        Bounds build() {
            boolean none = Arrays.stream(objects).allMatch(object -> object == null);
            return new Bounds(
                    code, numbers, texts == null ? null : texts.build(), none ? new @Nullable Object[0] : objects);
        }
    }

    public LakeType type() {
        return type;
    }

    /** What is known about a file, by its place in the chunk. */
    public ColumnRange range(int file) {
        int known = flags[file];
        return known == 0
                ? ColumnRange.UNKNOWN
                : new ColumnRange(
                        bound(lowers, file, LOWER),
                        bound(uppers, file, UPPER),
                        (known & NO_NULL) == 0,
                        (known & NO_VALUE) == 0);
    }

    private Optional<Value> bound(Bounds bounds, int file, int flag) {
        return (flags[file] & flag) == 0 ? Optional.empty() : bounds.get(file).map(content -> Value.of(type, content));
    }

    /** What is known of a file: {@link #LOWER} and the others, 0 for nothing. */
    public int flags(int file) {
        return flags[file];
    }

    /** How many rows of a file are NULL; less than 0 where that is not known. */
    public long nulls(int file) {
        return nulls.get(file);
    }

    /** By which numbers bounds are kept, if so. */
    public Optional<LongCode> code() {
        return lowers.code;
    }

    /** The numbers of the lower bounds; not to be changed. Those of files without one mean nothing. */
    public long[] lowerNumbers() {
        return lowers.numbers;
    }

    public long[] upperNumbers() {
        return uppers.numbers;
    }

    /** The lower bounds as texts, where they are texts that can be compared by their bytes. */
    public Optional<PackedTexts> lowerTexts() {
        return comparable(lowers);
    }

    public Optional<PackedTexts> upperTexts() {
        return comparable(uppers);
    }

    private static Optional<PackedTexts> comparable(Bounds bounds) {
        return Optional.ofNullable(bounds.texts).filter(texts -> !texts.hasOdd());
    }

    public long sizeBytes() {
        return flags.length + lowers.sizeBytes() + uppers.sizeBytes() + nulls.sizeBytes();
    }
}
