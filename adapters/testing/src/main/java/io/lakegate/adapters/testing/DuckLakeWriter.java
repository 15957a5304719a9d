package io.lakegate.adapters.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes tables of a DuckLake catalog as its extension does: rows into Parquet files or into the catalog database, deletes into delete files or
 * into the catalog, rewritten and expired files. No extension takes part: DuckDB writes the files, plain SQL the catalog. Each change is a
 * snapshot, whose id it returns. For one thread.
 *
 * @see "DuckLake specification 1.0"
 */
public final class DuckLakeWriter implements AutoCloseable {
    private final DuckLakeDatabase database;
    private final Path data;
    private final DuckLakeFiles files = new DuckLakeFiles();
    private final Map<String, DuckLakeTable> tables = new LinkedHashMap<>();

    /** A column by name, and DuckLake's word for its type. */
    public record Col(String name, String type) {
        boolean isFloating() {
            return type.equals("float32") || type.equals("float64");
        }

        boolean hasStatistics() {
            return !List.of("list", "struct", "map", "geometry", "variant", "interval", "blob")
                    .contains(type);
        }
    }

    private interface Body {
        String run(DuckLakeCommit commit) throws SQLException;
    }

    /** Makes a new catalog with an empty schema {@code main}. */
    public static DuckLakeWriter create(DuckLakeDatabase database, Path data) throws SQLException, IOException {
        Files.createDirectories(data);
        database.create(data + "/");
        return new DuckLakeWriter(database, data);
    }

    private DuckLakeWriter(DuckLakeDatabase database, Path data) throws SQLException {
        this.database = database;
        this.data = data;
    }

    /** For what a test changes in the catalog itself. */
    public DuckLakeDatabase database() {
        return database;
    }

    /** Encrypts the files that are written from now on; {@code base64} is the key that the catalog keeps of each. */
    public void encrypt(String base64) throws SQLException {
        files.encrypt(base64);
    }

    private long commit(Body body) throws SQLException {
        return database.change(sql -> {
            DuckLakeCommit commit = new DuckLakeCommit(sql, files);
            return commit.end(body.run(commit));
        });
    }

    private DuckLakeTable table(String name) {
        return Objects.requireNonNull(tables.get(name), name);
    }

    /** The id that the catalog has for a table. */
    public long tableId(String name) {
        return table(name).id();
    }

    /** The folder of a table's files. */
    public Path folder(String name) {
        return table(name).folder();
    }

    /** Makes a table. */
    public long createTable(String name, Col... columns) throws SQLException, IOException {
        return createTable(name, Map.of(), columns);
    }

    /** Makes a table whose files are parted: {@code partition} has transforms by column. */
    public long createTable(String name, Map<String, String> partition, Col... columns)
            throws SQLException, IOException {
        Path folder = Files.createDirectories(data.resolve("main").resolve(name));
        return commit(commit -> {
            tables.put(name, commit.createTable(name, folder, partition, List.of(columns)));
            return "created_table:\"main\".\"" + name + "\"";
        });
    }

    /** Appends the rows of a query of DuckDB's as one file. */
    public long append(String name, String query) throws SQLException {
        return append(name, query, List.of());
    }

    /** Appends one file of a partition: {@code partition} are the values of its parts, as texts. */
    public long append(String name, String query, List<String> partition) throws SQLException {
        return commit(commit -> {
            commit.append(table(name), query, partition);
            return "inserted_into_table:" + tableId(name);
        });
    }

    /** Deletes the rows that fulfil a condition, which DuckDB and the catalog's database understand. */
    public long delete(String name, String condition) throws SQLException {
        return commit(commit -> {
            commit.delete(table(name), condition);
            return "deleted_from_table:" + tableId(name);
        });
    }

    /** Deletes rows of files, which the catalog remembers itself. */
    public long deleteInlined(String name, String condition) throws SQLException {
        return commit(commit -> {
            commit.deleteInlined(table(name), condition);
            return "inlined_delete:" + tableId(name);
        });
    }

    /** Changes rows of files: each is deleted and written anew under its id. {@code expressions} are by column. */
    public long update(String name, Map<String, String> expressions, String condition) throws SQLException {
        return commit(commit -> {
            commit.update(table(name), expressions, condition);
            return "inserted_into_table:%1$d,deleted_from_table:%1$d".formatted(tableId(name));
        });
    }

    /** Rewrites all files as one, without the rows that are deleted. */
    public long rewrite(String name) throws SQLException {
        return commit(commit -> {
            commit.rewrite(table(name));
            return "rewrite_delete:" + tableId(name);
        });
    }

    /**
     * Writes rows into the catalog itself; {@code rows} are lists of SQL literals of the database. The table for them is made when it is first
     * needed, with columns of the types that {@code types} names.
     */
    public long inline(String name, List<String> types, String... rows) throws SQLException {
        return commit(commit -> {
            commit.inline(table(name), types, List.of(rows));
            return "inlined_insert:" + tableId(name);
        });
    }

    /** Forgets the snapshots before one, and removes the files that none of the others has. */
    public void expire(long before) throws SQLException, IOException {
        List<Path> gone = new ArrayList<>();
        database.change(sql -> {
            sql.run("DELETE FROM ducklake_snapshot WHERE snapshot_id < " + before);
            sql.run("DELETE FROM ducklake_snapshot_changes WHERE snapshot_id < " + before);
            for (DuckLakeTable table : tables.values()) {
                for (String from : List.of("ducklake_data_file", "ducklake_delete_file")) {
                    String condition = "table_id = %d AND end_snapshot <= %d".formatted(table.id(), before);
                    sql.query("SELECT path FROM %s WHERE %s".formatted(from, condition), row -> row.getString(1))
                            .forEach(path -> gone.add(table.file(path)));
                    sql.run("DELETE FROM %s WHERE %s".formatted(from, condition));
                }
            }
            return 0;
        });
        for (Path file : gone) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() throws SQLException {
        files.close();
    }
}
