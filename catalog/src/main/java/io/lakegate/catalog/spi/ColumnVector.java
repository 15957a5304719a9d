package io.lakegate.catalog.spi;

import static java.util.Objects.requireNonNull;

import java.util.BitSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The values of one column of a {@link RowBatch}, side by side. Nobody changes it any more. For any thread. Sealed: a writer has to know each. */
@SuppressWarnings("ArrayRecordComponent") // Arrays are what it is for; they are compared by nobody.
public sealed interface ColumnVector {
    /** Chooses by kind. Becomes a plain switch when the release level reaches 21. */
    <R> R match(
            Function<Integers, R> integers,
            Function<Doubles, R> doubles,
            Function<Objects, R> objects,
            Function<Repeated, R> repeated);

    /** A value as {@link RowBatch#value} has it, or null for SQL NULL. */
    @Nullable
    Object value(int row);

    /** The Java class of whole numbers. */
    enum Width {
        BYTE,
        SHORT,
        INT,
        LONG
    }

    /**
     * Whole numbers.
     *
     * @param values at least one for each row; of no meaning where the row is NULL
     * @param nulls the rows that are NULL
     */
    record Integers(Width width, long[] values, BitSet nulls) implements ColumnVector {
        public Integers {
            requireNonNull(width, "width");
            requireNonNull(values, "values");
            requireNonNull(nulls, "nulls");
        }

        @Override
        public <R> R match(
                Function<Integers, R> integers,
                Function<Doubles, R> doubles,
                Function<Objects, R> objects,
                Function<Repeated, R> repeated) {
            return integers.apply(this);
        }

        @Override
        public @Nullable Object value(int row) {
            if (nulls.get(row)) {
                return null;
            }
            long value = values[row];
            return switch (width) {
                case BYTE -> (Object) (byte) value;
                case SHORT -> (short) value;
                case INT -> (int) value;
                case LONG -> value;
            };
        }
    }

    /**
     * 64-bit floating point numbers.
     *
     * @param values at least one for each row; of no meaning where the row is NULL
     * @param nulls the rows that are NULL
     */
    record Doubles(double[] values, BitSet nulls) implements ColumnVector {
        public Doubles {
            requireNonNull(values, "values");
            requireNonNull(nulls, "nulls");
        }

        @Override
        public <R> R match(
                Function<Integers, R> integers,
                Function<Doubles, R> doubles,
                Function<Objects, R> objects,
                Function<Repeated, R> repeated) {
            return doubles.apply(this);
        }

        @Override
        public @Nullable Object value(int row) {
            return nulls.get(row) ? null : (Object) values[row];
        }
    }

    /**
     * Values of any type.
     *
     * @param values at least one for each row, null for SQL NULL
     */
    record Objects(@Nullable Object[] values) implements ColumnVector {
        public Objects {
            requireNonNull(values, "values");
        }

        @Override
        public <R> R match(
                Function<Integers, R> integers,
                Function<Doubles, R> doubles,
                Function<Objects, R> objects,
                Function<Repeated, R> repeated) {
            return objects.apply(this);
        }

        @Override
        public @Nullable Object value(int row) {
            return values[row];
        }
    }

    /**
     * Few values, each of which may stand in many rows.
     *
     * @param words the values; at least one
     * @param places for each row, at least, where its value stands among them, from 0
     */
    record Repeated(Objects words, int[] places) implements ColumnVector {
        public Repeated {
            requireNonNull(words, "words");
            requireNonNull(places, "places");
        }

        /** The same value in each row. */
        public static Repeated constant(@Nullable Object value, int rowCount) {
            return new Repeated(new Objects(new @Nullable Object[] {value}), new int[rowCount]);
        }

        @Override
        public <R> R match(
                Function<Integers, R> integers,
                Function<Doubles, R> doubles,
                Function<Objects, R> objects,
                Function<Repeated, R> repeated) {
            return repeated.apply(this);
        }

        @Override
        public @Nullable Object value(int row) {
            return words.values()[places[row]];
        }
    }
}
