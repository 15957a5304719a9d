package io.lakegate.adapters.delta.parquet;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.jspecify.annotations.Nullable;

/** Puts a map together: a list of its entries, as the file has them. */
final class MapConverter extends GroupConverter {
    private final Entry entry;
    private final Consumer<Object> sink;
    private List<Map.Entry<Object, @Nullable Object>> entries = new ArrayList<>();

    MapConverter(FileColumn key, FileColumn value, Consumer<Object> sink) {
        this.entry = new Entry(key, value);
        this.sink = sink;
    }

    @Override
    public Converter getConverter(int field) {
        return entry;
    }

    @Override
    public void start() {
        entries = new ArrayList<>();
    }

    @Override
    public void end() {
        sink.accept(Collections.unmodifiableList(entries));
    }

    private final class Entry extends GroupConverter {
        private final Converter keys;
        private final Converter values;
        private @Nullable Object key;
        private @Nullable Object value;

        Entry(FileColumn keyColumn, FileColumn valueColumn) {
            this.keys = keyColumn.converter().apply(found -> key = found);
            this.values = valueColumn.converter().apply(found -> value = found);
        }

        @Override
        public Converter getConverter(int field) {
            return field == 0 ? keys : values;
        }

        @Override
        public void start() {
            key = null;
            value = null;
        }

        @Override
        public void end() {
            Object found = key;
            if (found == null) {
                throw new IllegalArgumentException("a map has a NULL key");
            }
            entries.add(new SimpleImmutableEntry<>(found, value));
        }
    }
}
