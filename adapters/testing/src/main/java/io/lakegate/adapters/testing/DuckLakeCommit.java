package io.lakegate.adapters.testing;

import static io.lakegate.adapters.testing.DuckLakeDatabase.text;

import io.lakegate.adapters.testing.DuckLakeDatabase.Sql;
import io.lakegate.adapters.testing.DuckLakeWriter.Col;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One snapshot of a DuckLake catalog that is being made. For one thread. */
final class DuckLakeCommit {
    private static final String ROW_ID = "_ducklake_internal_row_id";
    private static final long ROW_ID_FIELD = 2147483540L;

    private final Sql sql;
    private final DuckLakeFiles files;
    private final long snapshot;
    private final long schemaVersion;
    private long nextId;
    private long nextFile;
    private boolean schemaChanged;

    /** A data file that is alive: {@code start} is negative where its rows hold their ids themselves. */
    private record LiveFile(long id, String path, long start, Optional<String> deletes) {}

    DuckLakeCommit(Sql sql, DuckLakeFiles files) throws SQLException {
        long[] last = sql.query(
                        "SELECT snapshot_id, schema_version, next_catalog_id, next_file_id FROM ducklake_snapshot"
                                + " ORDER BY snapshot_id DESC",
                        row -> new long[] {row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)})
                .get(0);
        this.sql = sql;
        this.files = files;
        this.snapshot = last[0] + 1;
        this.schemaVersion = last[1];
        this.nextId = last[2];
        this.nextFile = last[3];
    }

    /** Writes the snapshot itself; returns its id. */
    long end(String changes) throws SQLException {
        sql.run("INSERT INTO ducklake_snapshot VALUES (%d, %s, %d, %d, %d)"
                .formatted(snapshot, sql.now(), schemaVersion + (schemaChanged ? 1 : 0), nextId, nextFile));
        sql.run("INSERT INTO ducklake_snapshot_changes VALUES (%d, %s, 'writer', 'a test', 'extra')"
                .formatted(snapshot, text(changes)));
        return snapshot;
    }

    DuckLakeTable createTable(String name, Path folder, Map<String, String> partition, List<Col> columns)
            throws SQLException {
        DuckLakeTable table = new DuckLakeTable(nextId++, name, folder, columns);
        schemaChanged = true;
        sql.run("INSERT INTO ducklake_table VALUES (%d, '%s', %d, NULL, 0, %s, %s, %s)"
                .formatted(table.id(), UUID.randomUUID(), snapshot, text(name), text(name + "/"), sql.yes()));
        for (Col column : columns) {
            long id = table.columnId(column.name());
            sql.run(
                    "INSERT INTO ducklake_column VALUES (%d, %d, NULL, %d, %d, %s, %s, NULL, NULL, %s, NULL, 'literal', 'duckdb')"
                            .formatted(
                                    id, snapshot, table.id(), id, text(column.name()), text(column.type()), sql.yes()));
        }
        sql.run("INSERT INTO ducklake_schema_versions VALUES (%d, %d, %d)"
                .formatted(snapshot, schemaVersion + 1, table.id()));
        if (!partition.isEmpty()) {
            long partitioning = nextId++;
            sql.run("INSERT INTO ducklake_partition_info VALUES (%d, %d, %d, NULL)"
                    .formatted(partitioning, table.id(), snapshot));
            int index = 0;
            for (Map.Entry<String, String> part : partition.entrySet()) {
                sql.run("INSERT INTO ducklake_partition_column VALUES (%d, %d, %d, %d, %s)"
                        .formatted(
                                partitioning,
                                table.id(),
                                index++,
                                table.columnId(part.getKey()),
                                text(part.getValue())));
            }
        }
        return table;
    }

    void append(DuckLakeTable table, String query, List<String> partition) throws SQLException {
        long file = addFile(table, write(table, query), nextRowId(table));
        if (!partition.isEmpty()) {
            long partitioning =
                    sql.number("SELECT max(partition_id) FROM ducklake_partition_info WHERE table_id = " + table.id());
            sql.run("UPDATE ducklake_data_file SET partition_id = %d WHERE data_file_id = %d"
                    .formatted(partitioning, file));
        }
        for (int i = 0; i < partition.size(); i++) {
            sql.run("INSERT INTO ducklake_file_partition_value VALUES (%d, %d, %d, %s)"
                    .formatted(file, table.id(), i, text(partition.get(i))));
        }
    }

    /** Row ids never come again, also where the files that had them are gone. */
    private long nextRowId(DuckLakeTable table) throws SQLException {
        List<Long> known = sql.query(
                "SELECT next_row_id FROM ducklake_table_stats WHERE table_id = " + table.id(), row -> row.getLong(1));
        return known.isEmpty() ? 0 : known.get(0);
    }

    private void countRows(DuckLakeTable table, long next) throws SQLException {
        sql.run("DELETE FROM ducklake_table_stats WHERE table_id = " + table.id());
        sql.run("INSERT INTO ducklake_table_stats VALUES (%d, %d, %d, 0)".formatted(table.id(), next, next));
    }

    /** Writes a Parquet file with field ids; returns its name. */
    private String write(DuckLakeTable table, String query, String... more) throws SQLException {
        String file = "ducklake-" + UUID.randomUUID() + ".parquet";
        Map<String, Long> ids = new LinkedHashMap<>();
        for (Col column : table.columns()) {
            ids.put(column.name(), table.columnId(column.name()));
        }
        for (String column : more) {
            ids.put(column, ROW_ID_FIELD);
        }
        files.write(query, table.file(file), ids);
        return file;
    }

    private long addFile(DuckLakeTable table, String path, long start) throws SQLException {
        long id = nextFile++;
        Path file = table.file(path);
        long rows = files.count(files.read(file));
        sql.run(
                "INSERT INTO ducklake_data_file VALUES (%d, %d, %d, NULL, NULL, %s, %s, 'parquet', %d, %d, 0, %s, NULL, %s, NULL, NULL)"
                        .formatted(
                                id,
                                table.id(),
                                snapshot,
                                text(path),
                                sql.yes(),
                                rows,
                                DuckLakeFiles.size(file),
                                start < 0 ? "NULL" : String.valueOf(start),
                                key()));
        if (start >= 0) {
            countRows(table, start + rows);
        }
        for (Col column : table.columns()) {
            if (column.hasStatistics()) {
                addStatistics(table, id, column, file);
            }
        }
        return id;
    }

    private String key() {
        return files.key().map(DuckLakeDatabase::text).orElse("NULL");
    }

    private void addStatistics(DuckLakeTable table, long id, Col column, Path file) throws SQLException {
        DuckLakeFiles.Statistics known = files.statistics(file, column.name(), column.isFloating());
        sql.run("INSERT INTO ducklake_file_column_stats VALUES (%d, %d, %d, 0, %s, %s, %s, %s, %s, NULL)"
                .formatted(
                        id,
                        table.id(),
                        table.columnId(column.name()),
                        known.values(),
                        known.nulls(),
                        text(known.min()),
                        text(known.max()),
                        column.isFloating() ? sql.flag("true".equals(known.nan())) : "NULL"));
    }

    private List<LiveFile> liveFiles(DuckLakeTable table) throws SQLException {
        return sql.query(
                ("SELECT f.data_file_id, f.path, f.row_id_start, d.path FROM ducklake_data_file f"
                                + " LEFT JOIN ducklake_delete_file d ON d.data_file_id = f.data_file_id AND d.end_snapshot IS NULL"
                                + " WHERE f.table_id = %d AND f.end_snapshot IS NULL ORDER BY f.data_file_id")
                        .formatted(table.id()),
                row -> {
                    long start = row.getLong(3);
                    return new LiveFile(
                            row.getLong(1),
                            row.getString(2),
                            row.wasNull() ? -1 : start,
                            Optional.ofNullable(row.getString(4)));
                });
    }

    /** The rows of a file that are alive, with their positions and ids. */
    private String liveRows(DuckLakeTable table, LiveFile file) {
        String rowId = file.start < 0 ? ROW_ID : file.start + " + file_row_number";
        return "SELECT file_row_number AS pos, %s AS row_id, %s FROM %s%s"
                .formatted(
                        rowId,
                        table.columnList(),
                        files.read(table.file(file.path)),
                        file.deletes
                                .map(path -> " WHERE file_row_number NOT IN (SELECT pos FROM "
                                        + files.read(table.file(path)) + ")")
                                .orElse(""));
    }

    /** Deletes rows of files and rows that the catalog holds. */
    void delete(DuckLakeTable table, String condition) throws SQLException {
        for (LiveFile file : liveFiles(table)) {
            deleteFrom(table, file, condition);
        }
        if (hasInlined(table)) {
            sql.run("UPDATE %s SET end_snapshot = %d WHERE end_snapshot IS NULL AND (%s)"
                    .formatted(table.inlined(), snapshot, condition));
        }
    }

    private void deleteFrom(DuckLakeTable table, LiveFile file, String condition) throws SQLException {
        long gone = files.count("(%s) WHERE %s".formatted(liveRows(table, file), condition));
        if (gone == 0) {
            return;
        }
        String path = "ducklake-" + UUID.randomUUID() + "-delete.parquet";
        String old = file.deletes
                .map(deletes -> " UNION ALL SELECT pos FROM " + files.read(table.file(deletes)))
                .orElse("");
        files.write(
                "SELECT '%s' AS file_path, pos FROM (SELECT pos FROM (%s) WHERE %s%s) ORDER BY pos"
                        .formatted(table.file(file.path), liveRows(table, file), condition, old),
                table.file(path),
                Map.of());
        sql.run("UPDATE ducklake_delete_file SET end_snapshot = %d WHERE data_file_id = %d AND end_snapshot IS NULL"
                .formatted(snapshot, file.id));
        sql.run("INSERT INTO ducklake_delete_file VALUES (%d, %d, %d, NULL, %d, %s, %s, 'parquet', %d, %d, 0, %s, NULL)"
                .formatted(
                        nextFile++,
                        table.id(),
                        snapshot,
                        file.id,
                        text(path),
                        sql.yes(),
                        gone,
                        DuckLakeFiles.size(table.file(path)),
                        key()));
    }

    /** Deletes a row of a file in the catalog itself. */
    void deleteInlined(DuckLakeTable table, String condition) throws SQLException {
        String deletes = "ducklake_inlined_delete_" + table.id();
        sql.run("CREATE TABLE IF NOT EXISTS " + deletes + " (file_id BIGINT, row_id BIGINT, begin_snapshot BIGINT)");
        for (LiveFile file : liveFiles(table)) {
            for (long position : files.query(
                    "SELECT pos FROM (%s) WHERE %s".formatted(liveRows(table, file), condition),
                    row -> row.getLong(1))) {
                sql.run("INSERT INTO %s VALUES (%d, %d, %d)".formatted(deletes, file.id, position, snapshot));
            }
        }
    }

    /** Writes rows of files anew, under their ids. */
    void update(DuckLakeTable table, Map<String, String> expressions, String condition) throws SQLException {
        List<LiveFile> live = liveFiles(table);
        List<String> parts = new ArrayList<>();
        for (LiveFile file : live) {
            parts.add("SELECT * FROM (%s) WHERE %s".formatted(liveRows(table, file), condition));
        }
        String rows = "(" + String.join(" UNION ALL ", parts) + ")";
        if (parts.isEmpty() || files.count(rows) == 0) {
            return;
        }
        List<String> columns = new ArrayList<>();
        for (Col column : table.columns()) {
            String name = '"' + column.name() + '"';
            columns.add(expressions.getOrDefault(column.name(), name) + " AS " + name);
        }
        String path = write(
                table, "SELECT %s, row_id AS %s FROM %s".formatted(String.join(", ", columns), ROW_ID, rows), ROW_ID);
        for (LiveFile file : live) {
            deleteFrom(table, file, condition);
        }
        addFile(table, path, -1);
    }

    /** One file instead of all, without what is deleted. */
    void rewrite(DuckLakeTable table) throws SQLException {
        List<String> parts =
                liveFiles(table).stream().map(file -> liveRows(table, file)).toList();
        if (parts.isEmpty()) {
            return;
        }
        String path = write(
                table,
                "SELECT * EXCLUDE (pos, row_id), row_id AS %s FROM (%s) ORDER BY row_id"
                        .formatted(ROW_ID, String.join(" UNION ALL ", parts)),
                ROW_ID);
        for (String from : List.of("ducklake_data_file", "ducklake_delete_file")) {
            sql.run("UPDATE %s SET end_snapshot = %d WHERE table_id = %d AND end_snapshot IS NULL"
                    .formatted(from, snapshot, table.id()));
        }
        addFile(table, path, -1);
    }

    private boolean hasInlined(DuckLakeTable table) throws SQLException {
        return sql.number("SELECT count(*) FROM ducklake_inlined_data_tables WHERE table_id = " + table.id()) > 0;
    }

    void inline(DuckLakeTable table, List<String> types, List<String> rows) throws SQLException {
        if (!hasInlined(table)) {
            List<String> columns = new ArrayList<>();
            for (int i = 0; i < types.size(); i++) {
                columns.add('"' + table.columns().get(i).name() + "\" " + types.get(i));
            }
            sql.run("CREATE TABLE %s (row_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, %s)"
                    .formatted(table.inlined(), String.join(", ", columns)));
            sql.run("INSERT INTO ducklake_inlined_data_tables SELECT %d, '%s', min(schema_version) FROM"
                            .formatted(table.id(), table.inlined())
                    + " ducklake_schema_versions WHERE table_id = " + table.id());
        }
        long id = nextRowId(table);
        for (String row : rows) {
            sql.run("INSERT INTO %s VALUES (%d, %d, NULL, %s)".formatted(table.inlined(), id++, snapshot, row));
        }
        countRows(table, id);
    }
}
