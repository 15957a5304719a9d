package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.scan.ColumnSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The columns of one data file that have fields, with the fields in the order of the file. */
record StructLayout(List<Field> columns) {
    StructLayout {
        columns = List.copyOf(columns);
    }

    /** A column or field, with the fields that it has itself: a leaf has none, a list or a map has what Parquet gives it. */
    record Field(String name, @Nullable Integer fieldId, List<Field> fields) {
        Field {
            fields = List.copyOf(fields);
        }
    }

    /**
     * An element of a Parquet schema.
     *
     * @param children how many of the elements after it, each with its own, are its fields
     */
    record Element(String name, int children, @Nullable Integer fieldId) {}

    /** From a file's schema as its footer has it: depth first, the root before all. */
    static StructLayout of(List<Element> elements) {
        List<Field> columns = new ArrayList<>();
        for (int next = 1; next < elements.size(); ) {
            List<Field> column = new ArrayList<>();
            next = read(elements, next, column);
            column.stream().filter(field -> !field.fields().isEmpty()).forEach(columns::add);
        }
        return new StructLayout(columns);
    }

    private static int read(List<Element> elements, int at, List<Field> into) {
        Element element = elements.get(at);
        List<Field> fields = new ArrayList<>();
        int next = at + 1;
        for (int child = 0; child < element.children() && next < elements.size(); child++) {
            next = read(elements, next, fields);
        }
        into.add(new Field(element.name(), element.fieldId(), fields));
        return next;
    }

    /** Whether the file has this column, and in it the fields of this struct, in this order, before any others. */
    boolean has(ColumnSource.Stored column, LakeType.StructOf type) {
        Optional<Field> found = columns.stream()
                .filter(field -> column.fieldId().isPresent()
                        ? field.fieldId() != null
                                && field.fieldId() == column.fieldId().getAsInt()
                        : field.name().equals(column.name()))
                .findFirst();
        return found.filter(field -> startsWith(field.fields(), type)).isPresent();
    }

    private static boolean startsWith(List<Field> fields, LakeType.StructOf type) {
        List<Column> wanted = type.fields();
        if (fields.size() < wanted.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            Field field = fields.get(i);
            // Fields inside of lists and maps are found by their names.
            boolean same = field.name().equals(wanted.get(i).name())
                    && (!(wanted.get(i).type() instanceof LakeType.StructOf inner)
                            || startsWith(field.fields(), inner));
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
