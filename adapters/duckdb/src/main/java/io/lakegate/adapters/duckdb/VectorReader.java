package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.spi.ColumnVector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.Optional;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/** Collects the values of one column out of DuckDB's vectors, for one batch. For one thread. */
interface VectorReader {
    /** Takes rows of a vector over, to stand from {@code to} on. */
    void copy(DuckDBReadableVector vector, int from, int count, int to);

    /** What was taken over. Nothing is to be copied afterwards. */
    ColumnVector take();

    /** Makes a reader with room for some rows. */
    interface Factory {
        VectorReader create(int capacity);
    }

    /**
     * How a column is read whose declared type is {@code type}.
     *
     * @param delivered the name of the type in which DuckDB delivers it
     * @return empty where its vectors do not give values of that type, or not of the declared one without a conversion
     */
    static Optional<Factory> of(LakeType type, String delivered) {
        if (type instanceof LakeType.Decimal decimal) {
            String name = "DECIMAL(" + decimal.precision() + "," + decimal.scale() + ")";
            return delivered.equals(name)
                    ? Optional.of(objects((vector, row) -> scaled(vector.getBigDecimal(row), decimal)))
                    : WiderNumbers.getter(delivered)
                            .map(getter ->
                                    objects((vector, row) -> WiderNumbers.decimal(decimal, getter.get(vector, row))));
        }
        if (!(type instanceof LakeType.Simple simple)) {
            return Optional.empty();
        }
        return switch (simple) {
            case BOOLEAN -> only(delivered.equals("BOOLEAN"), objects(DuckDBReadableVector::getBoolean));
            case TINYINT -> integers(simple, delivered, ColumnVector.Width.BYTE, DuckDBReadableVector::getByte);
            case SMALLINT -> integers(simple, delivered, ColumnVector.Width.SHORT, DuckDBReadableVector::getShort);
            case INTEGER -> integers(simple, delivered, ColumnVector.Width.INT, DuckDBReadableVector::getInt);
            case BIGINT -> integers(simple, delivered, ColumnVector.Width.LONG, DuckDBReadableVector::getLong);
            case REAL -> only(delivered.equals("FLOAT"), objects(DuckDBReadableVector::getFloat));
            case DOUBLE -> only(delivered.equals("DOUBLE"), Doubles::new);
            case VARCHAR -> only(delivered.equals("VARCHAR"), objects(DuckDBReadableVector::getString));
            case DATE -> only(delivered.equals("DATE"), objects(DuckDBReadableVector::getLocalDate));
            case TIMESTAMP -> only(delivered.equals("TIMESTAMP"), objects(DuckDBReadableVector::getLocalDateTime));
            // DeliveredTypes has made the local time in UTC of it.
            case TIMESTAMP_TZ ->
                only(delivered.equals("TIMESTAMP"), objects((vector, row) -> instant(vector.getLocalDateTime(row))));
            default -> Optional.empty();
        };
    }

    /** Whether values of the declared type can be read so at all; asked before it is known what DuckDB delivers. */
    static boolean mayRead(LakeType type) {
        return of(
                        type,
                        DuckDbTypes.name(DeliveredTypes.delivered(type))
                                .replace("REAL", "FLOAT")
                                .replace(", ", ","))
                .isPresent();
    }

    private static Optional<Factory> only(boolean readable, Factory factory) {
        return readable ? Optional.of(factory) : Optional.empty();
    }

    private static BigDecimal scaled(BigDecimal number, LakeType.Decimal type) {
        return number.setScale(type.scale(), RoundingMode.UNNECESSARY);
    }

    private static Object instant(LocalDateTime utc) {
        return utc.toInstant(ZoneOffset.UTC);
    }

    private static Factory objects(ObjectGetter getter) {
        return capacity -> new Objects(getter, capacity);
    }

    private static Optional<Factory> integers(
            LakeType.Simple type, String delivered, ColumnVector.Width width, LongGetter own) {
        return delivered.equals(type.name())
                ? Optional.of(integers(width, own))
                : WiderNumbers.getter(delivered)
                        .map(getter ->
                                integers(width, (vector, row) -> WiderNumbers.whole(type, getter.get(vector, row))));
    }

    private static Factory integers(ColumnVector.Width width, LongGetter getter) {
        return capacity -> new Integers(width, getter, capacity);
    }

    /** A getter of a vector. */
    interface ObjectGetter {
        Object get(DuckDBReadableVector vector, long row);
    }

    /** A getter of a vector of whole numbers. */
    interface LongGetter {
        long get(DuckDBReadableVector vector, long row);
    }

    final class Objects implements VectorReader {
        private final ObjectGetter getter;
        private final @Nullable Object[] values;

        Objects(ObjectGetter getter, int capacity) {
            this.getter = getter;
            this.values = new @Nullable Object[capacity];
        }

        @Override
        public void copy(DuckDBReadableVector vector, int from, int count, int to) {
            for (int i = 0; i < count; i++) {
                values[to + i] = vector.isNull(from + i) ? null : getter.get(vector, from + i);
            }
        }

        @Override
        public ColumnVector take() {
            return new ColumnVector.Objects(values);
        }
    }

    final class Integers implements VectorReader {
        private final ColumnVector.Width width;
        private final LongGetter getter;
        private final long[] values;
        private final BitSet nulls = new BitSet();

        Integers(ColumnVector.Width width, LongGetter getter, int capacity) {
            this.width = width;
            this.getter = getter;
            this.values = new long[capacity];
        }

        @Override
        public void copy(DuckDBReadableVector vector, int from, int count, int to) {
            for (int i = 0; i < count; i++) {
                if (vector.isNull(from + i)) {
                    nulls.set(to + i);
                } else {
                    values[to + i] = getter.get(vector, from + i);
                }
            }
        }

        @Override
        public ColumnVector take() {
            return new ColumnVector.Integers(width, values, nulls);
        }
    }

    final class Doubles implements VectorReader {
        private final double[] values;
        private final BitSet nulls = new BitSet();

        Doubles(int capacity) {
            this.values = new double[capacity];
        }

        @Override
        public void copy(DuckDBReadableVector vector, int from, int count, int to) {
            for (int i = 0; i < count; i++) {
                if (vector.isNull(from + i)) {
                    nulls.set(to + i);
                } else {
                    values[to + i] = vector.getDouble(from + i);
                }
            }
        }

        @Override
        public ColumnVector take() {
            return new ColumnVector.Doubles(values, nulls);
        }
    }
}
