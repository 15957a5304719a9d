package io.lakegate.adapters.delta.parquet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.jspecify.annotations.Nullable;

/** Puts a list together. */
final class ListConverter extends GroupConverter {
    private final Converter repeated;
    private final Consumer<Object> sink;
    private List<@Nullable Object> elements = new ArrayList<>();

    /** {@code wrapped} says whether a group lies around each element, without which there is no NULL in the list. */
    ListConverter(FileColumn element, boolean wrapped, Consumer<Object> sink) {
        this.repeated = wrapped ? new Wrapper(element) : element.converter().apply(value -> elements.add(value));
        this.sink = sink;
    }

    @Override
    public Converter getConverter(int field) {
        return repeated;
    }

    @Override
    public void start() {
        elements = new ArrayList<>();
    }

    @Override
    public void end() {
        sink.accept(Collections.unmodifiableList(elements));
    }

    private final class Wrapper extends GroupConverter {
        private final Converter converter;
        private @Nullable Object element;

        Wrapper(FileColumn column) {
            this.converter = column.converter().apply(value -> element = value);
        }

        @Override
        public Converter getConverter(int field) {
            return converter;
        }

        @Override
        public void start() {
            element = null;
        }

        @Override
        public void end() {
            elements.add(element);
        }
    }
}
