package io.lakegate.adapters.testing;

import static java.util.Objects.requireNonNull;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.types.DataType;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A column of values as Delta Kernel reads them: days, microseconds and so on behind the Java classes of the rows. */
final class KernelVector implements ColumnVector {
    private final LakeType type;
    private final List<@Nullable Object> values;

    KernelVector(LakeType type, List<? extends @Nullable Object> values) {
        this.type = type;
        this.values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    static long micros(LocalDateTime time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant(ZoneOffset.UTC));
    }

    static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    @Override
    public DataType getDataType() {
        return KernelTypes.type(type);
    }

    @Override
    public int getSize() {
        return values.size();
    }

    @Override
    public void close() {}

    @Override
    public boolean isNullAt(int row) {
        return values.get(row) == null;
    }

    private <T> T get(int row, Class<T> wanted) {
        return wanted.cast(requireNonNull(values.get(row)));
    }

    @Override
    public boolean getBoolean(int row) {
        return get(row, Boolean.class);
    }

    @Override
    public byte getByte(int row) {
        return get(row, Byte.class);
    }

    @Override
    public short getShort(int row) {
        return get(row, Short.class);
    }

    @Override
    public int getInt(int row) {
        return type == LakeType.Simple.DATE
                ? Math.toIntExact(get(row, LocalDate.class).toEpochDay())
                : get(row, Integer.class);
    }

    @Override
    public long getLong(int row) {
        if (type == LakeType.Simple.TIMESTAMP) {
            return micros(get(row, LocalDateTime.class));
        }
        return type == LakeType.Simple.TIMESTAMP_TZ ? micros(get(row, Instant.class)) : get(row, Long.class);
    }

    @Override
    public float getFloat(int row) {
        return get(row, Float.class);
    }

    @Override
    public double getDouble(int row) {
        return get(row, Double.class);
    }

    @Override
    public String getString(int row) {
        return get(row, String.class);
    }

    @Override
    public BigDecimal getDecimal(int row) {
        return get(row, BigDecimal.class);
    }

    @Override
    public byte[] getBinary(int row) {
        return get(row, byte[].class);
    }

    /** The elements of a {@code List}. */
    @Override
    public ArrayValue getArray(int row) {
        List<?> elements = get(row, List.class);
        LakeType element = ((LakeType.ListOf) type).element();
        return new ArrayValue() {
            @Override
            public int getSize() {
                return elements.size();
            }

            @Override
            public ColumnVector getElements() {
                return new KernelVector(element, elements);
            }
        };
    }

    /** The entries of a {@code Map}. */
    @Override
    public MapValue getMap(int row) {
        Map<?, ?> entries = get(row, Map.class);
        LakeType.MapOf map = (LakeType.MapOf) type;
        return new MapValue() {
            @Override
            public int getSize() {
                return entries.size();
            }

            @Override
            public ColumnVector getKeys() {
                return new KernelVector(map.key(), new ArrayList<>(entries.keySet()));
            }

            @Override
            public ColumnVector getValues() {
                return new KernelVector(map.value(), new ArrayList<>(entries.values()));
            }
        };
    }

    /** The field of a struct, whose values are {@code Map}s from field name to value. */
    @Override
    public ColumnVector getChild(int ordinal) {
        Column field = ((LakeType.StructOf) type).fields().get(ordinal);
        List<@Nullable Object> children = new ArrayList<>();
        for (Object value : values) {
            children.add(value == null ? null : ((Map<?, ?>) value).get(field.name()));
        }
        return new KernelVector(field.type(), children);
    }
}
