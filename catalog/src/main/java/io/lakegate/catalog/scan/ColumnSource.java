package io.lakegate.catalog.scan;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/** How the values of one column are had from a data file. Sealed: an engine has to know every way. */
public sealed interface ColumnSource {
    /** The same value in every row: the one that {@link DataFile#constants()} has under the column's name. */
    ColumnSource CONSTANT = new Constant();

    /** The constant that {@link DataFile#constants()} has under the column's name, plus the position of the row in its file, from 0. */
    ColumnSource CONSTANT_PLUS_POSITION = new ConstantPlusPosition();

    /** Chooses by kind. Becomes a plain switch when the release level reaches 21. */
    <R> R match(
            Function<Stored, R> stored,
            Supplier<R> constant,
            Supplier<R> constantPlusPosition,
            Function<StoredElse, R> storedElse);

    /**
     * A column of the file. A file that lacks it has one value in every row; one that holds a narrower type is widened.
     *
     * @param name of the column in the file
     * @param fieldId the Parquet field id by which the column is found instead of its name, where the table says so
     * @param type the column's type with the names that nested fields have in the file: of the same shape as the column's own type
     * @param whenAbsent the value in every row of a file that lacks the column; empty for NULL
     * @param written what else is to know about how the values were written
     */
    record Stored(String name, OptionalInt fieldId, LakeType type, Optional<Value> whenAbsent, Written written)
            implements ColumnSource {
        public Stored {
            requireNonNull(name, "name");
            requireNonNull(fieldId, "fieldId");
            requireNonNull(type, "type");
            requireNonNull(whenAbsent, "whenAbsent");
            requireNonNull(written, "written");
        }

        /** A column whose values were written plainly. */
        public Stored(String name, OptionalInt fieldId, LakeType type, Optional<Value> whenAbsent) {
            this(name, fieldId, type, whenAbsent, Written.PLAINLY);
        }

        /** A column that is NULL in files that lack it. */
        public Stored(String name, OptionalInt fieldId, LakeType type) {
            this(name, fieldId, type, Optional.empty());
        }

        @Override
        public <R> R match(
                Function<Stored, R> stored,
                Supplier<R> constant,
                Supplier<R> constantPlusPosition,
                Function<StoredElse, R> storedElse) {
            return stored.apply(this);
        }
    }

    /**
     * How values were written, where their type does not say it all.
     *
     * @param absentFields the values of nested fields that were not written, by the names that the type has for them
     * @param variant whether they are variants, which become their texts in JSON
     */
    record Written(Map<String, Value> absentFields, boolean variant) {
        public static final Written PLAINLY = new Written(Map.of(), false);

        public Written {
            absentFields = Map.copyOf(absentFields);
        }
    }

    record Constant() implements ColumnSource {
        @Override
        public <R> R match(
                Function<Stored, R> stored,
                Supplier<R> constant,
                Supplier<R> constantPlusPosition,
                Function<StoredElse, R> storedElse) {
            return constant.get();
        }
    }

    record ConstantPlusPosition() implements ColumnSource {
        @Override
        public <R> R match(
                Function<Stored, R> stored,
                Supplier<R> constant,
                Supplier<R> constantPlusPosition,
                Function<StoredElse, R> storedElse) {
            return constantPlusPosition.get();
        }
    }

    /** A column of the file, and another source for the rows in which it is NULL or for files that lack it. */
    record StoredElse(Stored stored, ColumnSource otherwise) implements ColumnSource {
        public StoredElse {
            requireNonNull(stored, "stored");
            requireNonNull(otherwise, "otherwise");
        }

        @Override
        public <R> R match(
                Function<Stored, R> whenStored,
                Supplier<R> constant,
                Supplier<R> constantPlusPosition,
                Function<StoredElse, R> storedElse) {
            return storedElse.apply(this);
        }
    }
}
