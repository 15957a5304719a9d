package io.lakegate.adapters.iceberg;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a row, equal to those of another exactly when the rows are. */
record RowIdentity(List<@Nullable Object> values) {
    static RowIdentity of(@Nullable Object[] row) {
        return new RowIdentity(comparable(Arrays.asList(row)));
    }

    /** Some values of a row, by their places. */
    static RowIdentity of(@Nullable Object[] row, List<Integer> places) {
        List<@Nullable Object> some = new ArrayList<>();
        places.forEach(place -> some.add(row[place]));
        return new RowIdentity(comparable(some));
    }

    private static List<@Nullable Object> comparable(List<? extends @Nullable Object> values) {
        List<@Nullable Object> comparable = new ArrayList<>();
        values.forEach(value -> comparable.add(comparable(value)));
        return comparable;
    }

    private static @Nullable Object comparable(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        if (value instanceof List<?> list) {
            return comparable(list);
        }
        if (value instanceof Map.Entry<?, ?> entry) {
            return Arrays.asList(comparable(entry.getKey()), comparable(entry.getValue()));
        }
        if (value instanceof Map<?, ?> struct) {
            return comparable(new ArrayList<>(struct.values()));
        }
        return value;
    }
}
