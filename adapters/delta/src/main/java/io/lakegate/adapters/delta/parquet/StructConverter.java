package io.lakegate.adapters.delta.parquet;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.jspecify.annotations.Nullable;

/** Puts a struct together: a map from the names of all its fields, in order, to their values. */
final class StructConverter extends GroupConverter {
    /** Ordinal of what is read for its structure only. */
    static final int NO_FIELD = -1;

    private final List<String> names;
    private final Converter[] converters;
    private final Consumer<Object> sink;
    private @Nullable Object[] values;

    /**
     * A field that the file has.
     *
     * @param ordinal among all fields of the struct
     */
    record Field(int ordinal, FileColumn column) {}

    StructConverter(List<String> names, List<Field> fields, Consumer<Object> sink) {
        this.names = names;
        this.values = new Object[names.size()];
        this.converters = fields.stream()
                .map(field -> field.column().converter().apply(value -> values[field.ordinal()] = value))
                .toArray(Converter[]::new);
        this.sink = sink;
    }

    @Override
    public Converter getConverter(int field) {
        return converters[field];
    }

    @Override
    public void start() {
        values = new Object[names.size()];
    }

    @Override
    public void end() {
        Map<String, @Nullable Object> struct = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            struct.put(names.get(i), values[i]);
        }
        sink.accept(Collections.unmodifiableMap(struct));
    }
}
