package io.lakegate.catalog.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The type of a column, in the words that all table formats share. Sealed: each format maps its types to these without loss or
 * refuses the table.
 *
 * <p>{@link Value} says which Java class carries a value of each type.
 */
public sealed interface LakeType {
    /** Chooses by shape. Becomes a plain switch when the release level reaches 21. */
    <R> R match(
            Function<Simple, R> simple,
            Function<Decimal, R> decimal,
            Function<ListOf, R> list,
            Function<MapOf, R> map,
            Function<StructOf, R> struct);

    /** Chooses between a scalar (simple or decimal) and a nested type. */
    default <R> R matchNested(Supplier<R> scalar, Supplier<R> nested) {
        return match(s -> scalar.get(), d -> scalar.get(), l -> nested.get(), m -> nested.get(), s -> nested.get());
    }

    /** Whether this is a list, map or struct. */
    default boolean isNested() {
        return matchNested(() -> false, () -> true);
    }

    /** The types that need no parameter. Their names are those of DuckDB, the engine that runs the queries. */
    enum Simple implements LakeType {
        BOOLEAN,
        TINYINT,
        SMALLINT,
        INTEGER,
        BIGINT,
        /** 32-bit floating point. */
        REAL,
        /** 64-bit floating point. */
        DOUBLE,
        VARCHAR,
        VARBINARY,
        DATE,
        TIME,
        /** Date and time of day without a zone, in microseconds. */
        TIMESTAMP,
        /** An instant, in microseconds; shown in the session's time zone. */
        TIMESTAMP_TZ,
        /** Date and time of day without a zone, in nanoseconds: from 1677 to 2262. */
        TIMESTAMP_NS,
        /** An instant, in nanoseconds. */
        TIMESTAMP_TZ_NS,
        UUID,
        INTERVAL,
        /** The type of a column that only holds NULL. */
        NULL;

        @Override
        public <R> R match(
                Function<Simple, R> simple,
                Function<Decimal, R> decimal,
                Function<ListOf, R> list,
                Function<MapOf, R> map,
                Function<StructOf, R> struct) {
            return simple.apply(this);
        }
    }

    /**
     * An exact number.
     *
     * @param precision digits in all, 1 to 38
     * @param scale digits after the point, 0 to precision
     */
    record Decimal(int precision, int scale) implements LakeType {
        /** The most digits a decimal can have here: what DuckDB and all three table formats can hold. */
        public static final int MAX_PRECISION = 38;

        public Decimal {
            if (precision < 1 || precision > MAX_PRECISION || scale < 0 || scale > precision) {
                throw new IllegalArgumentException("not a decimal type: DECIMAL(%d, %d)".formatted(precision, scale));
            }
        }

        @Override
        public <R> R match(
                Function<Simple, R> simple,
                Function<Decimal, R> decimal,
                Function<ListOf, R> list,
                Function<MapOf, R> map,
                Function<StructOf, R> struct) {
            return decimal.apply(this);
        }

        @Override
        public String toString() {
            return "DECIMAL(" + precision + "," + scale + ")";
        }
    }

    /** A list; its elements may be NULL. */
    record ListOf(LakeType element) implements LakeType {
        public ListOf {
            requireNonNull(element, "element");
        }

        @Override
        public <R> R match(
                Function<Simple, R> simple,
                Function<Decimal, R> decimal,
                Function<ListOf, R> list,
                Function<MapOf, R> map,
                Function<StructOf, R> struct) {
            return list.apply(this);
        }

        @Override
        public String toString() {
            return element + "[]";
        }
    }

    /** A map; keys are not NULL, values may be. */
    record MapOf(LakeType key, LakeType value) implements LakeType {
        public MapOf {
            requireNonNull(key, "key");
            requireNonNull(value, "value");
        }

        @Override
        public <R> R match(
                Function<Simple, R> simple,
                Function<Decimal, R> decimal,
                Function<ListOf, R> list,
                Function<MapOf, R> map,
                Function<StructOf, R> struct) {
            return map.apply(this);
        }

        @Override
        public String toString() {
            return "MAP(" + key + ", " + value + ")";
        }
    }

    /** A struct: its fields in order. */
    record StructOf(List<Column> fields) implements LakeType {
        public StructOf {
            fields = List.copyOf(fields);
        }

        /** The field of this name, compared without regard to case. */
        public Optional<Column> field(String name) {
            return fields.stream().filter(f -> f.name().equalsIgnoreCase(name)).findFirst();
        }

        @Override
        public <R> R match(
                Function<Simple, R> simple,
                Function<Decimal, R> decimal,
                Function<ListOf, R> list,
                Function<MapOf, R> map,
                Function<StructOf, R> struct) {
            return struct.apply(this);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("STRUCT(");
            String separator = "";
            for (Column field : fields) {
                text.append(separator).append(field.name()).append(' ').append(field.type());
                separator = ", ";
            }
            return text.append(')').toString();
        }
    }
}
