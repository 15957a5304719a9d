package io.lakegate.benchmarks;

import io.lakegate.adapters.testing.DuckLakeDatabase;
import io.lakegate.adapters.testing.DuckLakeWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;

/**
 * The catalog of a DuckLake table of many files: a thousand a day, each with the hundred ids that come next, and names in another order. The data files are
 * listed, not there.
 */
final class ManyDuckLakeFilesTable {
    static final int ROWS_PER_FILE = 100;
    private static final int FILES_PER_DAY = 1_000;
    private static final LocalDate FIRST_DAY = LocalDate.of(2020, 1, 1);

    private final DuckLakeDatabase database;
    private final int files;
    private int written;

    ManyDuckLakeFilesTable(DuckLakeDatabase database, int files) {
        this.database = database;
        this.files = files;
    }

    int files() {
        return files;
    }

    LocalDate day(int file) {
        return FIRST_DAY.plusDays(file / FILES_PER_DAY);
    }

    static String name(long file) {
        return "customer-%09d".formatted(file * 7_919 % 1_000_003);
    }

    void write(Path folder) throws IOException, SQLException {
        try (DuckLakeWriter writer = DuckLakeWriter.create(database, folder.resolve("data"))) {
            writer.createTable(
                    "t",
                    new DuckLakeWriter.Col("id", "int64"),
                    new DuckLakeWriter.Col("day", "date"),
                    new DuckLakeWriter.Col("name", "varchar"));
        }
        insert(1, files);
        database.change(sql -> {
            sql.run("ANALYZE");
            return 0;
        });
    }

    /** Commits one more file. */
    void commit() throws SQLException {
        long snapshot = database.change(sql -> {
            long next = sql.number("SELECT max(snapshot_id) + 1 FROM ducklake_snapshot");
            sql.run(
                    "INSERT INTO ducklake_snapshot SELECT %d, now(), schema_version, next_catalog_id, next_file_id FROM ducklake_snapshot WHERE snapshot_id = %d"
                            .formatted(next, next - 1));
            sql.run(
                    "INSERT INTO ducklake_snapshot_changes (snapshot_id, changes_made) VALUES (%d, 'inserted_into_table:1')"
                            .formatted(next));
            return next;
        });
        insert(snapshot, 1);
    }

    /** Makes the index that large catalogs should have: DuckLake's own tables find statistics of a file by reading those of all. */
    void index() throws SQLException {
        database.change(sql -> {
            sql.run("CREATE INDEX ON ducklake_file_column_stats (data_file_id)");
            return 0;
        });
    }

    private void insert(long snapshot, int count) throws SQLException {
        int first = written;
        int last = written + count - 1;
        written += count;
        String series = "generate_series(%d, %d) AS x(i)".formatted(first, last);
        database.change(sql -> {
            sql.run(
                    ("INSERT INTO ducklake_data_file SELECT i, 1, %d, NULL, NULL, 'ducklake-' || md5(i::text) || '.parquet', TRUE, 'parquet', %d, 4096,"
                                    + " 512, i * %2$d, NULL, NULL, NULL, NULL FROM %s")
                            .formatted(snapshot, ROWS_PER_FILE, series));
            sql.run(
                    ("INSERT INTO ducklake_file_column_stats SELECT i, 1, 1, 800, %d, 0, (i::bigint * %1$d)::text, (i::bigint * %1$d + %1$d - 1)::text,"
                                    + " NULL, NULL FROM %s")
                            .formatted(ROWS_PER_FILE, series));
            String day = "(DATE '%s' + (i / %d)::int)::text".formatted(FIRST_DAY, FILES_PER_DAY);
            sql.run("INSERT INTO ducklake_file_column_stats SELECT i, 1, 2, 400, %d, 0, %s, %s, NULL, NULL FROM %s"
                    .formatted(ROWS_PER_FILE, day, day, series));
            String name = "'customer-' || lpad((i::bigint * 7919 % 1000003)::text, 9, '0')";
            sql.run("INSERT INTO ducklake_file_column_stats SELECT i, 1, 3, 400, %d, 0, %s, %s, NULL, NULL FROM %s"
                    .formatted(ROWS_PER_FILE, name, name, series));
            return 0;
        });
    }
}
