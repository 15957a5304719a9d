package io.lakegate.adapters.ducklake;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How the wanted columns are read from each data file. Files that DuckLake wrote are read by field ids; files of others by the names that a
 * mapping gives, or by the places of their columns where there is none. For one scan and one thread.
 */
final class ColumnReads {
    /** Of the columns in which files hold what DuckLake adds to each row. */
    private static final int ROW_ID_FIELD = 2147483540;

    private static final int SNAPSHOT_ID_FIELD = 2147483539;

    /** Files that DuckLake named itself have field ids. */
    private static final String OWN_FILES = "ducklake-";

    private final TableName table;
    private final List<Field> fields;
    private final List<Wanted> wanted;
    private final Map<Long, List<FileField>> mappings;
    private final Footers footers;
    private final boolean needsFooters;

    ColumnReads(
            TableName table,
            List<Field> fields,
            List<Wanted> wanted,
            Map<Long, List<FileField>> mappings,
            Footers footers) {
        this.table = table;
        this.fields = fields;
        this.wanted = wanted;
        this.mappings = mappings;
        this.footers = footers;
        this.needsFooters = wanted.stream()
                .flatMap(w -> w.field().stream())
                .flatMap(Field::all)
                .anyMatch(Field::isStruct);
    }

    /** One source for each wanted column, and the constants that they need beside row id and snapshot. */
    record Read(List<ColumnSource> sources, Map<String, Value> constants) {}

    Read of(LiveFile file) {
        Map<String, Value> constants = new LinkedHashMap<>();
        List<ColumnSource> sources = new ArrayList<>();
        Optional<List<FileField>> named = names(file);
        List<FileField> columns = named.isEmpty() && needsFooters ? footers.of(file) : named.orElseGet(List::of);
        for (Wanted column : wanted) {
            if (column.isOfChange()) {
                sources.add(ColumnSource.CONSTANT); // whoever asks for changes gives it
            } else if (column.field().isEmpty()) {
                sources.add(hidden(column, file, named.isEmpty(), constants));
            } else if (named.isPresent()) {
                sources.add(byName(column.field().get(), columns, file, constants));
            } else {
                sources.add(byId(column.field().get(), columns));
            }
        }
        return new Read(sources, constants);
    }

    /** The columns of a file that has no field ids; empty where it has. */
    private Optional<List<FileField>> names(LiveFile file) {
        if (file.mapping().isPresent()) {
            List<FileField> mapping = mappings.get(file.mapping().getAsLong());
            if (mapping == null) {
                throw CatalogErrors.tableDamaged(
                        table,
                        "its file %s is read by the mapping %d, which the catalog does not have"
                                .formatted(file.location(), file.mapping().getAsLong()),
                        new IllegalStateException("no mapping"));
            }
            return Optional.of(mapping);
        }
        if (fileName(file.location()).startsWith(OWN_FILES)) {
            return Optional.empty();
        }
        List<FileField> columns = footers.of(file);
        if (columns.stream().allMatch(column -> column.fieldId().isPresent())) {
            return Optional.empty();
        }
        List<FileField> byPlace = new ArrayList<>();
        for (int i = 0; i < Math.min(columns.size(), fields.size()); i++) {
            byPlace.add(fields.get(i).isStruct() ? columns.get(i) : placed(columns.get(i), fields.get(i)));
        }
        return Optional.of(byPlace);
    }

    private static FileField placed(FileField column, Field field) {
        return new FileField(column.name(), OptionalLong.of(field.id()), false, column.children());
    }

    private static String fileName(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private static ColumnSource hidden(Wanted column, LiveFile file, boolean byId, Map<String, Value> constants) {
        boolean rowId = column.equals(Wanted.ROW_ID);
        LakeType type = LakeType.Simple.BIGINT;
        ColumnSource otherwise = rowId ? ColumnSource.CONSTANT_PLUS_POSITION : ColumnSource.CONSTANT;
        constants.put(
                column.name(),
                rowId
                        ? file.rowIdStart().stream()
                                .mapToObj(start -> Value.of(type, start))
                                .findFirst()
                                .orElse(Value.nullOf(type))
                        : Value.of(type, file.life().begin()));
        return byId
                ? new ColumnSource.StoredElse(
                        new ColumnSource.Stored(
                                rowId ? ParquetPeek.ROW_ID : ParquetPeek.SNAPSHOT_ID,
                                OptionalInt.of(rowId ? ROW_ID_FIELD : SNAPSHOT_ID_FIELD),
                                type),
                        otherwise)
                : otherwise;
    }

    private ColumnSource byId(Field field, List<FileField> columns) {
        Optional<FileField> column = FileField.find(columns, field.id());
        // Of a file that lacks the column the names do not matter: it reads as the default.
        WrittenType written =
                WrittenType.of(table, field, column.map(WrittenType::of).orElse(WrittenType.SAME));
        return new ColumnSource.Stored(
                field.name(),
                OptionalInt.of(Math.toIntExact(field.id())),
                written.type(),
                whenAbsent(field),
                written.written());
    }

    private Optional<Value> whenAbsent(Field field) {
        return field.initialDefault().isEmpty() ? Optional.empty() : Optional.of(Defaults.of(table, field));
    }

    private ColumnSource byName(Field field, List<FileField> columns, LiveFile file, Map<String, Value> constants) {
        Optional<FileField> column = FileField.find(columns, field.id());
        if (column.isEmpty()) {
            constants.put(field.name(), Defaults.of(table, field));
            return ColumnSource.CONSTANT;
        }
        if (column.get().partition()) {
            constants.put(
                    field.name(),
                    HivePath.value(table, file.location(), column.get().name(), field));
            return ColumnSource.CONSTANT;
        }
        WrittenType written = WrittenType.of(table, field, WrittenType.of(column.get()));
        return new ColumnSource.Stored(
                column.get().name(), OptionalInt.empty(), written.type(), Optional.empty(), written.written());
    }

    /** The footers of files, each read once. */
    static final class Footers {
        private final ParquetPeek peek;
        private final Cache<String, List<FileField>> cache;

        Footers(ParquetPeek peek, Cache<String, List<FileField>> cache) {
            this.peek = peek;
            this.cache = cache;
        }

        List<FileField> of(LiveFile file) {
            return cache.get(file.location(), location -> FileField.of(peek.footer(location)));
        }
    }
}
