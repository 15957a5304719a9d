package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.FileKey;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.FileGroup;
import io.lakegate.catalog.scan.KeyDeletes;
import io.lakegate.catalog.scan.RowRange;
import io.lakegate.catalog.scan.ScanPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table expression that reads the rows of one scan plan with {@code read_parquet}.
 *
 * <p>The types come from the plan, not from the files: {@code schema=} widens what an older file holds narrower and fills a column that a
 * file lacks with NULL. It is left out where each file is known to have the columns as they are planned. Values that are constant in a file come from the plan as well, in the cheapest of three ways (measured with 1,000 files in 100
 * partitions, against the same scan without the partition column): constants when all files share them, a {@code UNION ALL} of one scan per
 * partition when there are few (1.33x), else a list of values that each row looks up by the number of its file (1.48x).
 */
final class ReadParquetSql {
    /** Up to this many sets of constants are written as one scan each. */
    private static final int UNION_LIMIT = 32;

    /** A column that no file has: asked for where a statement needs rows but no column. */
    private static final String NO_COLUMN = "lakegate_no_column";

    /** What has to be known of files beyond the plan: which rows are deleted, the keys, the order of fields. */
    @FunctionalInterface
    interface FileKnowledge {
        /** The condition that rows of these files fulfil when they are not deleted; {@code read_parquet} lists them in this order. */
        String condition(List<DataFile> files);

        /** Which rows of the only file are read; empty for all. */
        default Optional<RowRange> rows() {
            return Optional.empty();
        }

        /** What is written for the key of an encrypted file: not the key, unless the text is only for the engine to see. */
        default String key(FileKey key) {
            return key.toString();
        }

        /** The name under which the engine reads the file. */
        default String place(DataFile file) {
            return file.location();
        }

        /** How the file is known to hold its columns; empty where that is not known. See {@link FileLayouts}. */
        default Optional<FileLayout> layout(DataFile file) {
            return Optional.empty();
        }

        /** Whether a struct that is wanted from this file may be read field by field; of other columns nothing needs to be known. */
        default boolean asPlanned(DataFile file, ColumnSource.Stored column) {
            return !(column.type() instanceof LakeType.StructOf struct)
                    || layout(file).filter(layout -> layout.has(column, struct)).isPresent();
        }
    }

    private final List<Column> columns;
    private final FileGroup group;
    private final FileKnowledge known;

    private ReadParquetSql(List<Column> columns, FileGroup group, FileKnowledge known) {
        this.columns = columns;
        this.group = group;
        this.known = known;
    }

    /** A parenthesised query with the plan's columns in order; it has one column of no meaning when the plan has none. */
    static String of(ScanPlan plan, FileKnowledge known) {
        if (plan.groups().isEmpty()) {
            String nothing = plan.columns().stream()
                    .map(column -> "CAST(NULL AS " + DuckDbTypes.name(column.type()) + ") AS "
                            + SqlQuote.identifier(column.name()))
                    .collect(Collectors.joining(", "));
            return "(SELECT " + (nothing.isEmpty() ? "TRUE AS " + NO_COLUMN : nothing) + " WHERE FALSE)";
        }
        return plan.groups().stream()
                .flatMap(group -> new ReadParquetSql(plan.columns(), group, known).scans().stream())
                .collect(Collectors.joining(" UNION ALL ", "(", ")"));
    }

    /** One SELECT for each set of constants when there are few, else one for all files; files with deleted rows apart from the others. */
    private List<String> scans() {
        List<String> scans = new ArrayList<>();
        // One read_parquet takes one key. A few old files do not make structs of all files be read whole.
        group.files().stream()
                .collect(Collectors.groupingBy(this::readAlike, LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(files -> scans.addAll(scans(files)));
        return scans;
    }

    private record ReadAlike(Optional<FileKey> key, List<Boolean> structsAsPlanned) {}

    private ReadAlike readAlike(DataFile file) {
        List<Boolean> asPlanned = group.sources().stream()
                .flatMap(ReadParquetSql::storedOf)
                .filter(stored -> stored.type() instanceof LakeType.StructOf)
                .map(stored -> known.asPlanned(file, stored))
                .toList();
        return new ReadAlike(file.key(), asPlanned);
    }

    private static Stream<ColumnSource.Stored> storedOf(ColumnSource source) {
        return source.match(
                Stream::of,
                Stream::empty,
                Stream::empty,
                storedElse -> Stream.concat(Stream.of(storedElse.stored()), storedOf(storedElse.otherwise())));
    }

    private List<String> scans(List<DataFile> files) {
        List<String> scans = new ArrayList<>();
        List<DataFile> whole = new ArrayList<>();
        List<DataFile> withDeletes = new ArrayList<>();
        files.forEach(file -> (file.deletes().isEmpty() ? whole : withDeletes).add(file));
        if (!whole.isEmpty()) {
            scans.addAll(scansOf(whole, false));
        }
        if (!withDeletes.isEmpty()) {
            scans.addAll(scansOf(withDeletes, true));
        }
        return scans;
    }

    private List<String> scansOf(List<DataFile> files, boolean deletes) {
        Map<List<Value>, List<DataFile>> byConstants = files.stream()
                .collect(Collectors.groupingBy(this::constantsOf, LinkedHashMap::new, Collectors.toList()));
        if (byConstants.size() > UNION_LIMIT) {
            return List.of(select(files, deletes));
        }
        return byConstants.values().stream()
                .map(alike -> select(alike, deletes))
                .toList();
    }

    private List<Value> constantsOf(DataFile file) {
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (needsConstant(group.sources().get(i))) {
                values.add(constant(file, columns.get(i)));
            }
        }
        group.keyDeletes().stream()
                .flatMap(deletes -> deletes.keys().stream())
                .filter(key -> needsConstant(key.data()))
                .forEach(key -> values.add(constant(file, key.column())));
        return values;
    }

    private static boolean needsConstant(ColumnSource source) {
        return source.match(stored -> false, () -> true, () -> true, else_ -> needsConstant(else_.otherwise()));
    }

    private static Value constant(DataFile file, Column column) {
        Value value = file.constants().get(column.name());
        if (value == null) {
            throw new IllegalStateException(
                    "file %s has no value of the column %s".formatted(file.location(), column.name()));
        }
        return value;
    }

    private String select(List<DataFile> files, boolean deletes) {
        Selection selection = new Selection(files, known, plainLayout(files));
        for (int i = 0; i < columns.size(); i++) {
            selection.add(
                    columns.get(i),
                    group.sources().get(i),
                    SqlQuote.identifier(columns.get(i).name()));
        }
        if (columns.isEmpty()) {
            selection.mark();
        }
        String condition = condition(files, deletes);
        return group.keyDeletes().isEmpty() ? selection.sql(condition) : withoutKeys(selection, condition);
    }

    /** The layout of one of these files, where all that is read is in each of them under one name and in its type. */
    private Optional<FileLayout> plainLayout(List<DataFile> files) {
        if (!group.keyDeletes().isEmpty()
                || files.get(0).key().isPresent()
                || !group.sources().stream().allMatch(FileLayouts::mayBePlain)) {
            return Optional.empty();
        }
        Set<Optional<FileLayout>> layouts = files.stream().map(known::layout).collect(Collectors.toSet());
        boolean plain = !layouts.contains(Optional.<FileLayout>empty())
                && group.sources().stream().flatMap(ReadParquetSql::storedOf).allMatch(stored -> {
                    Set<Optional<String>> names = layouts.stream()
                            .map(layout -> layout.flatMap(each -> each.plainName(stored)))
                            .collect(Collectors.toSet());
                    return names.size() == 1 && !names.contains(Optional.<String>empty());
                });
        return plain ? layouts.iterator().next() : Optional.empty();
    }

    private String condition(List<DataFile> files, boolean deletes) {
        List<String> conditions = new ArrayList<>();
        known.rows()
                .ifPresent(rows ->
                        conditions.add("file_row_number BETWEEN %d AND %d".formatted(rows.first(), rows.last())));
        if (deletes) {
            conditions.add(known.condition(files));
        }
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    /** An anti-join with each kind of deletes by value; the keys travel beside the columns and are left out at the end. */
    private String withoutKeys(Selection selection, String condition) {
        String wanted = columns.isEmpty()
                ? NO_COLUMN
                : columns.stream()
                        .map(column -> "rows_." + SqlQuote.identifier(column.name()))
                        .collect(Collectors.joining(", "));
        StringBuilder joins = new StringBuilder();
        for (int d = 0; d < group.keyDeletes().size(); d++) {
            joins.append(antiJoin(group.keyDeletes().get(d), d, selection));
        }
        return "SELECT " + wanted + " FROM (" + selection.sql(condition) + ") AS rows_" + joins;
    }

    private String antiJoin(KeyDeletes deletes, int number, Selection selection) {
        Selection keys = new Selection(deletes.files(), known, Optional.empty());
        List<String> names = new ArrayList<>();
        List<String> same = new ArrayList<>();
        for (KeyDeletes.Key key : deletes.keys()) {
            String name = "lakegate_key_%d_%d".formatted(number, names.size());
            selection.add(key.column(), key.data(), name);
            keys.add(key.column(), key.deleted(), name);
            names.add(name);
            same.add("rows_.%s IS NOT DISTINCT FROM deletes_%d.%s".formatted(name, number, name));
        }
        String rows = deletes.sequence()
                .map(sequence -> {
                    String name = "lakegate_sequence_" + number;
                    selection.add(sequence, ColumnSource.CONSTANT, name);
                    keys.add(sequence, ColumnSource.CONSTANT, name);
                    same.add("rows_.%s < deletes_%d.%s".formatted(name, number, name));
                    String grouped = String.join(", ", names);
                    // Of a key that is deleted several times the last counts.
                    return "SELECT %s, max(%s) AS %s FROM (%s) GROUP BY %s"
                            .formatted(grouped, name, name, keys.sql(""), grouped);
                })
                .orElseGet(() -> keys.sql(""));
        return " ANTI JOIN (%s) AS deletes_%d ON %s".formatted(rows, number, String.join(" AND ", same));
    }

    /** Columns that are read from some files at once. */
    private static final class Selection {
        private final List<DataFile> files;
        private final FileKnowledge known;
        private final List<String> items = new ArrayList<>();
        private final List<String> schema = new ArrayList<>();
        private final Optional<FileLayout> plain;

        /**
         * Nothing is selected yet.
         *
         * @param plain where the engine itself finds all columns; empty where it must be told
         */
        Selection(List<DataFile> files, FileKnowledge known, Optional<FileLayout> plain) {
            this.files = files;
            this.known = known;
            this.plain = plain;
        }

        /** A column of no meaning, for a statement that needs rows only. */
        void mark() {
            items.add("TRUE AS " + NO_COLUMN);
        }

        void add(Column column, ColumnSource source, String name) {
            items.add(expression(column, source) + " AS " + name);
        }

        String sql(String condition) {
            if (schema.isEmpty() && plain.isEmpty()) {
                schema.add(schemaEntry(SqlQuote.string(NO_COLUMN), NO_COLUMN, "BOOLEAN", Optional.empty()));
            }
            String names = files.stream()
                    .map(file -> SqlQuote.fileName(known.place(file)))
                    .collect(Collectors.joining(", ", "[", "]"));
            String encryption = files.get(0)
                    .key()
                    .map(key -> ", encryption_config = {footer_key_value: " + SqlQuote.string(known.key(key)) + "}")
                    .orElse("");
            // What looks like a partition in a path is none of the engine's business: the plan has the values.
            String shape = plain.isPresent()
                    ? "hive_partitioning = false"
                    : "schema = MAP {" + String.join(", ", schema) + "}";
            return "SELECT " + String.join(", ", items) + " FROM read_parquet(" + names + ", " + shape + encryption
                    + ")" + condition;
        }

        private String expression(Column column, ColumnSource source) {
            return source.match(
                    stored -> stored(column, stored),
                    () -> constants(column, files),
                    () -> "(" + constants(column, files) + " + file_row_number)",
                    storedElse -> "COALESCE(" + stored(column, storedElse.stored()) + ", "
                            + expression(column, storedElse.otherwise()) + ")");
        }

        /**
         * Between {@code schema=} and the select list a column has a name that no file and no other column could have. One that is wanted
         * twice stands in {@code schema=} once.
         */
        private String stored(Column column, ColumnSource.Stored stored) {
            if (plain.isPresent()) {
                String name = plain.get().plainName(stored).orElseThrow();
                return value(SqlQuote.identifier(name), column, stored);
            }
            String key = stored.fieldId().isPresent()
                    ? String.valueOf(stored.fieldId().getAsInt())
                    : SqlQuote.string(stored.name());
            String type = stored.written().variant() ? "JSON" : DuckDbTypes.name(stored.type());
            for (int i = 0; i < schema.size(); i++) {
                if (schema.get(i).equals(schemaEntry(key, alias(i), type, stored.whenAbsent()))) {
                    return value(alias(i), column, stored);
                }
            }
            String alias = alias(schema.size());
            schema.add(schemaEntry(key, alias, type, stored.whenAbsent()));
            return value(alias, column, stored);
        }

        private String value(String alias, Column column, ColumnSource.Stored stored) {
            if (stored.written().variant()) {
                return "CAST(" + alias + " AS " + DuckDbTypes.name(column.type()) + ")";
            }
            String value = RenamedFields.expression(
                    alias, stored.type(), column.type(), stored.written().absentFields());
            return value.equals(alias) && !files.stream().allMatch(file -> known.asPlanned(file, stored))
                    ? whole(alias)
                    : value;
        }

        /** The struct as {@code read_parquet} gives it when none of its fields alone is wanted. */
        private static String whole(String struct) {
            return "CASE WHEN " + struct + " IS NULL THEN NULL ELSE " + struct + " END";
        }

        private static String alias(int ordinal) {
            return "lakegate_" + ordinal;
        }

        /** All defaults are texts, since the values of a MAP are of one type; DuckDB makes the column's type of them. */
        private static String schemaEntry(String key, String name, String type, Optional<Value> whenAbsent) {
            String value = whenAbsent
                    .filter(known -> !known.isNull())
                    .map(known -> "CAST(" + SqlQuote.value(known) + " AS VARCHAR)")
                    .orElse("NULL");
            return key + ": {name: " + SqlQuote.string(name) + ", type: " + SqlQuote.string(type) + ", default_value: "
                    + value + "}";
        }
    }

    /** The value when all files share it, else a list of values in the order of the files. */
    private static String constants(Column column, List<DataFile> files) {
        List<Value> values = files.stream().map(file -> constant(file, column)).toList();
        if (values.stream().allMatch(values.get(0)::equals)) {
            return SqlQuote.value(values.get(0));
        }
        return values.stream().map(SqlQuote::value).collect(Collectors.joining(", ", "[", "]"))
                + "[CAST(file_index AS BIGINT) + 1]";
    }
}
