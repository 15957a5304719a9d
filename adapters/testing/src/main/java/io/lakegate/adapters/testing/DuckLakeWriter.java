package io.lakegate.adapters.testing;

import io.lakegate.adapters.testing.DuckLakeDatabase.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes tables of a DuckLake catalog as its extension does: rows into Parquet files or into the catalog database, deletes into delete files,
 * merged and expired files. No extension takes part: DuckDB writes the files, plain SQL the catalog. For one thread.
 *
 * @see "DuckLake specification 1.0"
 */
public final class DuckLakeWriter implements AutoCloseable {
    private static final long ROW_ID_FIELD = 2147483540L;
    private static final long SNAPSHOT_ID_FIELD = 2147483539L;

    private final DuckLakeDatabase database;
    private final Path data;
    private final Connection engine;
    private final Map<String, Table> tables = new LinkedHashMap<>();
    private Optional<String> key = Optional.empty();

    /** A column by name, DuckLake's word for its type and DuckDB's. */
    public record Col(String name, String type, String engineType) {
        /** The type of one that DuckDB calls by the same word. */
        public static Col of(String name, String type) {
            return new Col(name, type, type);
        }
    }

    private record Table(long id, List<Col> columns) {
        Path folder(Path data, String name) {
            return data.resolve("main").resolve(name);
        }
    }

    /** A data file that is alive: {@code start} is negative where its rows hold their ids themselves. */
    private record LiveFile(long id, String path, long start, long rows, Optional<String> deletes) {}

    /** A snapshot that is being made. */
    private static final class Commit {
        private final Sql sql;
        private final long snapshot;
        private long nextFile;
        private long nextId;
        private boolean schemaChanged;

        private Commit(Sql sql, long snapshot, long nextId, long nextFile) {
            this.sql = sql;
            this.snapshot = snapshot;
            this.nextId = nextId;
            this.nextFile = nextFile;
        }
    }

    private interface Body {
        String run(Commit commit) throws SQLException;
    }

    /** Makes a new catalog. */
    public static DuckLakeWriter create(DuckLakeDatabase database, Path data) throws SQLException, IOException {
        Files.createDirectories(data);
        database.create(data + "/");
        return new DuckLakeWriter(database, data);
    }

    private DuckLakeWriter(DuckLakeDatabase database, Path data) throws SQLException {
        this.database = database;
        this.data = data;
        this.engine = DriverManager.getConnection("jdbc:duckdb:");
        engine("SET TimeZone = 'UTC'");
    }

    public DuckLakeDatabase database() {
        return database;
    }

    /** Encrypts the files that are written from now on; {@code base64} is the key that the catalog keeps. */
    public void encrypt(String base64) throws SQLException {
        engine("SET force_mbedtls_unsafe = 'true'"); // a test's files need no strong random numbers
        key = Optional.of(base64);
    }

    private void engine(String sql) throws SQLException {
        try (Statement statement = engine.createStatement()) {
            statement.execute(sql);
        }
    }

    private <T> List<T> ask(String sql, DuckLakeDatabase.Mapper<T> mapper) throws SQLException {
        try (Statement statement = engine.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(mapper.map(rows));
            }
            return all;
        }
    }

    private long commit(Body body) throws SQLException {
        return database.change(sql -> {
            long[] last = sql.query(
                            "SELECT snapshot_id, schema_version, next_catalog_id, next_file_id FROM ducklake_snapshot"
                                    + " ORDER BY snapshot_id DESC",
                            row -> new long[] {row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)})
                    .get(0);
            Commit commit = new Commit(sql, last[0] + 1, last[2], last[3]);
            String changes = body.run(commit);
            sql.run("INSERT INTO ducklake_snapshot VALUES (%d, %s, %d, %d, %d)"
                    .formatted(
                            commit.snapshot,
                            sql.now(),
                            last[1] + (commit.schemaChanged ? 1 : 0),
                            commit.nextId,
                            commit.nextFile));
            sql.run("INSERT INTO ducklake_snapshot_changes VALUES (%d, %s, 'writer', 'test', NULL)"
                    .formatted(commit.snapshot, DuckLakeDatabase.text(changes)));
            return commit.snapshot;
        });
    }

    /** Makes a table in the schema {@code main}. Returns the snapshot, as all changes do. */
    public long createTable(String name, Col... columns) throws SQLException, IOException {
        return createTable(name, Map.of(), columns);
    }

    /** Makes a table whose files are parted: {@code partition} has transforms by column. */
    public long createTable(String name, Map<String, String> partition, Col... columns)
            throws SQLException, IOException {
        Files.createDirectories(data.resolve("main").resolve(name));
        return commit(commit -> {
            long id = commit.nextId++;
            Sql sql = commit.sql;
            commit.schemaChanged = true;
            sql.run("INSERT INTO ducklake_table VALUES (%d, NULL, %d, NULL, 0, %s, %s, %s)"
                    .formatted(
                            id,
                            commit.snapshot,
                            DuckLakeDatabase.text(name),
                            DuckLakeDatabase.text(name + "/"),
                            sql.yes()));
            for (int i = 1; i <= columns.length; i++) {
                sql.run(
                        "INSERT INTO ducklake_column VALUES (%1$d, %2$d, NULL, %3$d, %1$d, %4$s, %5$s, NULL, NULL, %6$s, NULL, 'literal', 'duckdb')"
                                .formatted(
                                        i,
                                        commit.snapshot,
                                        id,
                                        DuckLakeDatabase.text(columns[i - 1].name),
                                        DuckLakeDatabase.text(columns[i - 1].type),
                                        sql.yes()));
            }
            sql.run("INSERT INTO ducklake_schema_versions SELECT %d, max(schema_version) + 1, %d FROM ducklake_snapshot"
                    .formatted(commit.snapshot, id));
            tables.put(name, new Table(id, List.of(columns)));
            if (!partition.isEmpty()) {
                long partitioning = commit.nextId++;
                sql.run("INSERT INTO ducklake_partition_info VALUES (%d, %d, %d, NULL)"
                        .formatted(partitioning, id, commit.snapshot));
                int index = 0;
                for (Map.Entry<String, String> part : partition.entrySet()) {
                    sql.run("INSERT INTO ducklake_partition_column VALUES (%d, %d, %d, %d, %s)"
                            .formatted(
                                    partitioning,
                                    id,
                                    index++,
                                    columnId(table(name), part.getKey()),
                                    DuckLakeDatabase.text(part.getValue())));
                }
            }
            return "created_table:\"main\".\"" + name + "\"";
        });
    }

    private Table table(String name) {
        return tables.get(name);
    }

    /** The id that the catalog has for a table. */
    public long tableId(String name) {
        return table(name).id;
    }

    private static long columnId(Table table, String column) {
        for (int i = 0; i < table.columns.size(); i++) {
            if (table.columns.get(i).name.equals(column)) {
                return i + 1L;
            }
        }
        throw new IllegalArgumentException("no column " + column);
    }

    /** Appends the rows of a query of DuckDB's as one file. */
    public long append(String name, String query) throws SQLException {
        return append(name, query, List.of());
    }

    /** Appends one file of a partition: {@code partition} are the values of its parts, as texts. */
    public long append(String name, String query, List<String> partition) throws SQLException {
        return commit(commit -> {
            writeRows(commit, name, query, partition);
            return "inserted_into_table:" + table(name).id;
        });
    }

    private void writeRows(Commit commit, String name, String query, List<String> partition) throws SQLException {
        Table table = table(name);
        long start = nextRowId(commit, table);
        String path = write(name, query, table.columns.stream().map(Col::name).toList());
        long file = addFile(commit, name, path, start, Optional.empty(), commit.snapshot);
        if (!partition.isEmpty()) {
            commit.sql.run(
                    ("UPDATE ducklake_data_file SET partition_id = (SELECT max(partition_id) FROM ducklake_partition_info"
                                    + " WHERE table_id = %d) WHERE data_file_id = %d")
                            .formatted(table.id, file));
            for (int i = 0; i < partition.size(); i++) {
                commit.sql.run("INSERT INTO ducklake_file_partition_value VALUES (%d, %d, %d, %s)"
                        .formatted(file, table.id, i, DuckLakeDatabase.text(partition.get(i))));
            }
        }
    }

    /** Row ids never come again, also where the files that had them are gone. */
    private static long nextRowId(Commit commit, Table table) throws SQLException {
        List<Long> known = commit.sql.query(
                "SELECT next_row_id FROM ducklake_table_stats WHERE table_id = " + table.id, row -> row.getLong(1));
        return known.isEmpty() ? 0 : known.get(0);
    }

    private static void countRows(Commit commit, Table table, long next) throws SQLException {
        commit.sql.run("DELETE FROM ducklake_table_stats WHERE table_id = " + table.id);
        commit.sql.run("INSERT INTO ducklake_table_stats VALUES (%d, %d, %d, 0)".formatted(table.id, next, next));
    }

    /** Writes a Parquet file with field ids; returns its name. */
    private String write(String name, String query, List<String> columns) throws SQLException {
        Table table = table(name);
        String file = "ducklake-" + UUID.randomUUID() + ".parquet";
        List<String> ids = new ArrayList<>();
        for (String column : columns) {
            ids.add("\"%s\": %d"
                    .formatted(
                            column,
                            column.equals("_ducklake_internal_row_id")
                                    ? ROW_ID_FIELD
                                    : column.equals("_ducklake_internal_snapshot_id")
                                            ? SNAPSHOT_ID_FIELD
                                            : columnId(table, column)));
        }
        engine("COPY (%s) TO '%s' (FORMAT parquet, FIELD_IDS {%s}%s)"
                .formatted(
                        query,
                        table.folder(data, name).resolve(file),
                        String.join(", ", ids),
                        key.map(k -> ", ENCRYPTION_CONFIG {footer_key_value: '" + k + "'}")
                                .orElse("")));
        return file;
    }

    private long addFile(Commit commit, String name, String path, long start, Optional<Long> partialMax, long begin)
            throws SQLException {
        Table table = table(name);
        long id = commit.nextFile++;
        Path file = table.folder(data, name).resolve(path);
        long rows =
                ask("SELECT count(*) FROM " + read(file), row -> row.getLong(1)).get(0);
        commit.sql.run(
                "INSERT INTO ducklake_data_file VALUES (%d, %d, %d, NULL, NULL, %s, %s, 'parquet', %d, %d, 0, %s, NULL, %s, NULL, %s)"
                        .formatted(
                                id,
                                table.id,
                                begin,
                                DuckLakeDatabase.text(path),
                                commit.sql.yes(),
                                rows,
                                size(file),
                                start < 0 ? "NULL" : String.valueOf(start),
                                key.map(DuckLakeDatabase::text).orElse("NULL"),
                                partialMax.map(String::valueOf).orElse("NULL")));
        if (start >= 0) {
            countRows(commit, table, start + rows);
        }
        for (Col column : table.columns) {
            addStatistics(commit, table, id, column, file);
        }
        return id;
    }

    private void addStatistics(Commit commit, Table table, long id, Col column, Path file) throws SQLException {
        if (column.engineType.matches(".*\\[\\]|(STRUCT|MAP|GEOMETRY|VARIANT|INTERVAL).*")) {
            return;
        }
        boolean floating = column.engineType.matches("FLOAT|DOUBLE");
        String c = '"' + column.name + '"';
        String value = floating ? "CASE WHEN isnan(%1$s) THEN NULL ELSE %1$s END".formatted(c) : c;
        List<String> values = ask(
                        "SELECT count(*), count(*) - count(%1$s), CAST(min(%2$s) AS VARCHAR), CAST(max(%2$s) AS VARCHAR), %3$s FROM %4$s"
                                .formatted(c, value, floating ? "bool_or(isnan(%s))".formatted(c) : "NULL", read(file)),
                        row -> Arrays.asList(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5)))
                .get(0);
        String nan = values.get(4) == null ? "NULL" : values.get(4).equals("true") ? commit.sql.yes() : "NULL";
        if (floating && nan.equals("NULL")) {
            nan = commit.sql.yes().equals("1") ? "0" : "FALSE";
        }
        commit.sql.run("INSERT INTO ducklake_file_column_stats VALUES (%d, %d, %d, 0, %s, %s, %s, %s, %s, NULL)"
                .formatted(
                        id,
                        table.id,
                        columnId(table, column.name),
                        values.get(0),
                        values.get(1),
                        DuckLakeDatabase.text(values.get(2)),
                        DuckLakeDatabase.text(values.get(3)),
                        nan));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String read(Path file) {
        return "read_parquet('%s'%s)"
                .formatted(
                        file,
                        key.map(k -> ", encryption_config = {footer_key_value: '" + k + "'}")
                                .orElse(""));
    }

    private List<LiveFile> liveFiles(Commit commit, String name) throws SQLException {
        return commit.sql.query(
                ("SELECT f.data_file_id, f.path, f.row_id_start, f.record_count, d.path FROM ducklake_data_file f"
                                + " LEFT JOIN ducklake_delete_file d ON d.data_file_id = f.data_file_id AND d.end_snapshot IS NULL"
                                + " WHERE f.table_id = %d AND f.end_snapshot IS NULL ORDER BY f.data_file_id")
                        .formatted(table(name).id),
                row -> {
                    long start = row.getLong(3);
                    return new LiveFile(
                            row.getLong(1),
                            row.getString(2),
                            row.wasNull() ? -1 : start,
                            row.getLong(4),
                            Optional.ofNullable(row.getString(5)));
                });
    }

    /** The rows of a file that are alive, with their positions and ids. */
    private String liveRows(String name, LiveFile file) {
        Path folder = table(name).folder(data, name);
        String columns = String.join(
                ", ", table(name).columns.stream().map(c -> '"' + c.name + '"').toList());
        String rowId = file.start < 0 ? "_ducklake_internal_row_id" : file.start + " + file_row_number";
        return "SELECT file_row_number AS pos, %s AS row_id, %s FROM %s%s"
                .formatted(
                        rowId,
                        columns,
                        read(folder.resolve(file.path)),
                        file.deletes
                                .map(path -> " WHERE file_row_number NOT IN (SELECT pos FROM "
                                        + read(folder.resolve(path)) + ")")
                                .orElse(""));
    }

    /** Deletes the rows of files that fulfil a condition of DuckDB's. */
    public long delete(String name, String condition) throws SQLException {
        return commit(commit -> {
            for (LiveFile file : liveFiles(commit, name)) {
                deleteFrom(commit, name, file, condition);
            }
            return "deleted_from_table:" + table(name).id;
        });
    }

    private void deleteFrom(Commit commit, String name, LiveFile file, String condition) throws SQLException {
        Path folder = table(name).folder(data, name);
        long gone = ask(
                        "SELECT count(*) FROM (%s) WHERE %s".formatted(liveRows(name, file), condition),
                        row -> row.getLong(1))
                .get(0);
        if (gone == 0) {
            return;
        }
        String path = "ducklake-" + UUID.randomUUID() + "-delete.parquet";
        String old = file.deletes
                .map(deletes -> " UNION ALL SELECT pos FROM " + read(folder.resolve(deletes)))
                .orElse("");
        engine(
                "COPY (SELECT '%s' AS file_path, pos FROM (SELECT pos FROM (%s) WHERE %s%s) ORDER BY pos) TO '%s' (FORMAT parquet%s)"
                        .formatted(
                                folder.resolve(file.path),
                                liveRows(name, file),
                                condition,
                                old,
                                folder.resolve(path),
                                key.map(k -> ", ENCRYPTION_CONFIG {footer_key_value: '" + k + "'}")
                                        .orElse("")));
        commit.sql.run(
                "UPDATE ducklake_delete_file SET end_snapshot = %d WHERE data_file_id = %d AND end_snapshot IS NULL"
                        .formatted(commit.snapshot, file.id));
        commit.sql.run(
                "INSERT INTO ducklake_delete_file VALUES (%d, %d, %d, NULL, %d, %s, %s, 'parquet', %d, %d, 0, %s, NULL)"
                        .formatted(
                                commit.nextFile++,
                                table(name).id,
                                commit.snapshot,
                                file.id,
                                DuckLakeDatabase.text(path),
                                commit.sql.yes(),
                                gone,
                                size(folder.resolve(path)),
                                key.map(DuckLakeDatabase::text).orElse("NULL")));
    }

    /** Changes rows of files: each is deleted and written anew under its id. {@code expressions} are by column. */
    public long update(String name, Map<String, String> expressions, String condition) throws SQLException {
        return commit(commit -> {
            List<LiveFile> files = liveFiles(commit, name);
            List<String> parts = new ArrayList<>();
            for (LiveFile file : files) {
                parts.add("SELECT * FROM (%s) WHERE %s".formatted(liveRows(name, file), condition));
            }
            List<String> columns = new ArrayList<>();
            table(name)
                    .columns
                    .forEach(column -> columns.add("%s AS \"%s\""
                            .formatted(expressions.getOrDefault(column.name, '"' + column.name + '"'), column.name)));
            String rows = String.join(" UNION ALL ", parts);
            if (!parts.isEmpty()
                    && ask("SELECT count(*) FROM (" + rows + ")", row -> row.getLong(1))
                                    .get(0)
                            > 0) {
                String path = write(
                        name,
                        "SELECT %s, row_id AS _ducklake_internal_row_id FROM (%s)"
                                .formatted(String.join(", ", columns), rows),
                        with(table(name), "_ducklake_internal_row_id"));
                for (LiveFile file : files) {
                    deleteFrom(commit, name, file, condition);
                }
                addFile(commit, name, path, -1, Optional.empty(), commit.snapshot);
            }
            return "inserted_into_table:%1$d,deleted_from_table:%1$d".formatted(table(name).id);
        });
    }

    private static List<String> with(Table table, String... more) {
        List<String> columns =
                new ArrayList<>(table.columns.stream().map(Col::name).toList());
        columns.addAll(List.of(more));
        return columns;
    }

    /** Rewrites all files as one, without the rows that are deleted. */
    public long rewrite(String name) throws SQLException {
        return commit(commit -> {
            List<LiveFile> files = liveFiles(commit, name);
            List<String> parts =
                    files.stream().map(file -> liveRows(name, file)).toList();
            String path = write(
                    name,
                    "SELECT * EXCLUDE (pos, row_id), row_id AS _ducklake_internal_row_id FROM (%s) ORDER BY row_id"
                            .formatted(String.join(" UNION ALL ", parts)),
                    with(table(name), "_ducklake_internal_row_id"));
            for (String from : List.of("ducklake_data_file", "ducklake_delete_file")) {
                commit.sql.run("UPDATE %s SET end_snapshot = %d WHERE table_id = %d AND end_snapshot IS NULL"
                        .formatted(from, commit.snapshot, table(name).id));
            }
            addFile(commit, name, path, -1, Optional.empty(), commit.snapshot);
            return "rewrite_delete:" + table(name).id;
        });
    }

    /**
     * Writes rows into the catalog itself; {@code rows} are lists of SQL literals of the database. The table for them is made when it is needed,
     * with columns of the types that {@code types} names.
     */
    public long inline(String name, List<String> types, String... rows) throws SQLException {
        return commit(commit -> {
            Table table = table(name);
            String inlined = "ducklake_inlined_data_%d_1".formatted(table.id);
            if (commit.sql.number("SELECT count(*) FROM ducklake_inlined_data_tables WHERE table_id = " + table.id)
                    == 0) {
                List<String> columns = new ArrayList<>();
                for (int i = 0; i < types.size(); i++) {
                    columns.add('"' + table.columns.get(i).name + "\" " + types.get(i));
                }
                commit.sql.run("CREATE TABLE %s (row_id BIGINT, begin_snapshot BIGINT, end_snapshot BIGINT, %s)"
                        .formatted(inlined, String.join(", ", columns)));
                commit.sql.run(
                        "INSERT INTO ducklake_inlined_data_tables SELECT %d, '%s', min(schema_version) FROM ducklake_schema_versions WHERE table_id = %d"
                                .formatted(table.id, inlined, table.id));
            }
            long id = nextRowId(commit, table);
            for (String row : rows) {
                commit.sql.run(
                        "INSERT INTO %s VALUES (%d, %d, NULL, %s)".formatted(inlined, id++, commit.snapshot, row));
            }
            countRows(commit, table, id);
            return "inlined_insert:" + table.id;
        });
    }

    /** Forgets the snapshots before one, and removes the files that none of the others has. */
    public void expire(long before) throws SQLException, IOException {
        List<Path> files = new ArrayList<>();
        database.change(sql -> {
            sql.run("DELETE FROM ducklake_snapshot WHERE snapshot_id < " + before);
            sql.run("DELETE FROM ducklake_snapshot_changes WHERE snapshot_id < " + before);
            for (Map.Entry<String, Table> table : tables.entrySet()) {
                for (String from : List.of("ducklake_data_file", "ducklake_delete_file")) {
                    String gone = "table_id = %d AND end_snapshot <= %d".formatted(table.getValue().id, before);
                    sql.query("SELECT path FROM %s WHERE %s".formatted(from, gone), row -> row.getString(1))
                            .forEach(path -> files.add(table.getValue()
                                    .folder(data, table.getKey())
                                    .resolve(path)));
                    sql.run("DELETE FROM %s WHERE %s".formatted(from, gone));
                }
            }
            return 0;
        });
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() throws SQLException {
        engine.close();
    }
}
