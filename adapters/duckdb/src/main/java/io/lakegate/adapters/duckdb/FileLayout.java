package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.scan.ColumnSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The columns of one data file, in its order, as its footer has them. */
final class FileLayout {
    /** Columns of {@code read_parquet} that no file has; one of a file with such a name would be taken in their place. */
    private static final Set<String> VIRTUAL = Set.of("file_row_number", "file_index", "filename");

    private final List<Field> columns;
    private final Map<String, Field> byName = new HashMap<>();
    private final Map<Integer, Field> byId = new HashMap<>();
    /** In small letters: the engine takes names that differ in case only for the same. */
    private final Set<String> ambiguous = new HashSet<>();

    private FileLayout(List<Field> columns) {
        this.columns = List.copyOf(columns);
        Set<String> seen = new HashSet<>(VIRTUAL);
        for (Field column : columns) {
            byName.putIfAbsent(column.name(), column);
            if (column.fieldId() != null) {
                byId.putIfAbsent(column.fieldId(), column);
            }
            if (!seen.add(lowerCase(column.name()))) {
                ambiguous.add(lowerCase(column.name()));
            }
        }
    }

    /**
     * A column or field.
     *
     * @param type what the engine makes of it, without blanks; empty where it is not one value in each row
     * @param fields that it has itself: a leaf has none, a list or a map has what Parquet gives it
     */
    record Field(String name, @Nullable Integer fieldId, String type, List<Field> fields) {
        Field {
            fields = List.copyOf(fields);
        }
    }

    /**
     * An element of a Parquet schema.
     *
     * @param children how many of the elements after it, each with its own, are its fields
     * @param type the engine's name of its type; empty where it repeats or has fields
     */
    record Element(String name, int children, @Nullable Integer fieldId, String type) {}

    /** From a file's schema as its footer has it: depth first, the root before all. */
    static FileLayout of(List<Element> elements) {
        List<Field> columns = new ArrayList<>();
        for (int next = 1; next < elements.size(); ) {
            next = read(elements, next, columns);
        }
        return new FileLayout(columns);
    }

    private static int read(List<Element> elements, int at, List<Field> into) {
        Element element = elements.get(at);
        List<Field> fields = new ArrayList<>();
        int next = at + 1;
        for (int child = 0; child < element.children() && next < elements.size(); child++) {
            next = read(elements, next, fields);
        }
        into.add(new Field(element.name(), element.fieldId(), withoutBlanks(element.type()), fields));
        return next;
    }

    /** Whether the file has this column, and in it the fields of this struct, in this order, before any others. */
    boolean has(ColumnSource.Stored column, LakeType.StructOf type) {
        return find(column).filter(field -> startsWith(field.fields(), type)).isPresent();
    }

    /**
     * The name by which the engine itself finds this column in the file, in its type; empty where it would find something else, or where that is
     * not certain.
     */
    Optional<String> plainName(ColumnSource.Stored column) {
        if (!Collections.disjoint(ambiguous, VIRTUAL)) {
            return Optional.empty();
        }
        String type = withoutBlanks(DuckDbTypes.name(column.type()));
        return find(column)
                .filter(field -> field.type().equals(type))
                .map(Field::name)
                .filter(name -> !ambiguous.contains(lowerCase(name)));
    }

    private static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String withoutBlanks(String type) {
        return type.replace(" ", "");
    }

    private Optional<Field> find(ColumnSource.Stored column) {
        return Optional.ofNullable(
                column.fieldId().isPresent() ? byId.get(column.fieldId().getAsInt()) : byName.get(column.name()));
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileLayout layout && columns.equals(layout.columns);
    }

    @Override
    public int hashCode() {
        return columns.hashCode();
    }
}
