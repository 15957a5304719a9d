package io.lakegate.benchmarks;

import io.lakegate.adapters.ducklake.DuckLakeCatalog;
import io.lakegate.adapters.ducklake.DuckLakePlaces;
import io.lakegate.adapters.ducklake.database.MetadataDatabase;
import io.lakegate.adapters.ducklake.database.MetadataLocation;
import io.lakegate.adapters.testing.DuckLakeDatabase;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Filter.Operator;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.scan.FirstRows;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Scan;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What it costs to plan queries of a DuckLake table of 1,000,000 files whose catalog is a PostgreSQL, against the one query that lists its files. Prints a
 * table. Argument: how many files.
 */
public final class ManyDuckLakeFiles {
    private static final TableName TABLE = new TableName("lake", "main", "t");
    private static final int FILES = 1_000_000;
    private static final FirstRows LAST_TEN = new FirstRows("id", /* descending= */ true, /* nullsFirst= */ false, 10);
    private static final FirstRows FIRST_NAMES =
            new FirstRows("name", /* descending= */ false, /* nullsFirst= */ false, 10);
    private static final int PLANS = 100;
    private static final int COMMITS = 10;
    private static final int LISTINGS = 3;
    private static final List<String> COLUMNS = List.of("id", "name");

    private final EmbeddedPostgres server;
    private final Path folder;
    private final ManyDuckLakeFilesTable table;
    private final Figures report = new Figures();

    private ManyDuckLakeFiles(EmbeddedPostgres server, Path folder, int files) {
        this.server = server;
        this.folder = folder;
        this.table = new ManyDuckLakeFilesTable(
                new DuckLakeDatabase(() -> server.getPostgresDatabase().getConnection()), files);
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        int files = arguments.length == 0 ? FILES : Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("lakegate-ducklake-files");
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(folder.resolve("postgres").toFile())
                .start()) {
            ManyDuckLakeFiles run = new ManyDuckLakeFiles(server, folder, files);
            run.measure();
            System.out.printf("%n%,d files%n%s", files, run.report);
        } finally {
            Figures.delete(folder);
        }
    }

    private void measure() throws IOException, SQLException {
        table.write(folder);
        report.tell("the query that lists the files", Figures.median(LISTINGS, i -> this::list));
        report.tell("first plan, cold", Figures.millis(() -> plan(catalog(), id(1))));
        report.tell("the query that lists the files", Figures.median(LISTINGS, i -> this::list));
        report.tell("first plan in a new catalog, warm", Figures.median(LISTINGS, i -> () -> plan(catalog(), id(i))));
        long before = Figures.used();
        DuckLakeCatalog catalog = catalog();
        plan(catalog, id(1));
        report.heap("heap, one column's bounds read", before, table.files());
        plan(catalog, new Filter.And(List.of(day(1), name(1))));
        report.heap("heap, three columns' bounds read", before, table.files());
        report.tell("next plan, by id: p50", Figures.median(PLANS, i -> () -> plan(catalog, id(i))));
        report.tell("next plan, by day: p50", Figures.median(PLANS, i -> () -> plan(catalog, day(i))));
        report.tell(
                "next plan, by both: p50",
                Figures.median(PLANS, i -> () -> plan(catalog, new Filter.And(List.of(day(i), id(i))))));
        report.tell("next plan, by name: p50", Figures.median(PLANS, i -> () -> plan(catalog, name(i))));
        report.tell(
                "count(*): p50", Figures.median(PLANS, i -> () -> pin(catalog).countRows(Filter.ANYTHING)));
        report.tell(
                "least id of the last ten rows, first",
                Figures.millis(() -> pin(catalog).lastOf(LAST_TEN, Filter.ANYTHING)));
        report.tell(
                "least id of the last ten rows, next: p50",
                Figures.median(PLANS, i -> () -> pin(catalog).lastOf(LAST_TEN, Filter.ANYTHING)));
        report.tell(
                "first name of ten rows, next: p50",
                Figures.median(PLANS / 4, i -> () -> pin(catalog).lastOf(FIRST_NAMES, Filter.ANYTHING)));
        report.tell(
                "least id of the last ten rows of a condition, next: p50",
                Figures.median(PLANS / 4, i -> () -> pin(catalog).lastOf(LAST_TEN, upTo(i))));
        report.tell("refresh after a commit of one file: p50", refresh(catalog));
        table.index();
        report.tell("the same, statistics indexed by file: p50", refresh(catalog));
        catalog.close();
    }

    private double refresh(DuckLakeCatalog catalog) throws IOException, SQLException {
        return Figures.median(COMMITS, i -> {
            table.commit();
            return () -> plan(catalog, id(i));
        });
    }

    /** What any reader has to ask for to know the files. */
    private long list() throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setFetchSize(10_000);
            long count = 0;
            try (ResultSet rows = statement.executeQuery(
                    "SELECT f.data_file_id, f.path, f.path_is_relative, f.file_size_bytes, f.record_count, f.row_id_start, f.begin_snapshot,"
                            + " s.min_value, s.max_value, s.null_count FROM ducklake_data_file f LEFT JOIN ducklake_file_column_stats s"
                            + " ON s.data_file_id = f.data_file_id AND s.table_id = 1 AND s.column_id = 1"
                            + " WHERE f.table_id = 1 AND f.end_snapshot IS NULL")) {
                while (rows.next()) {
                    count += rows.getLong(5) + rows.getString(2).length();
                }
            }
            return count;
        }
    }

    private DuckLakeCatalog catalog() {
        MetadataLocation location = MetadataLocation.parse(
                "postgresql://127.0.0.1:%d/postgres".formatted(server.getPort()),
                folder,
                Optional.empty(),
                Optional.of(new MetadataLocation.Login("postgres", "postgres")));
        return new DuckLakeCatalog(
                "lake",
                new MetadataDatabase("lake", location),
                new DuckLakePlaces(Optional.empty(), Map.of(), folder),
                Version.LATEST);
    }

    private static PinnedTable pin(DuckLakeCatalog catalog) {
        return catalog.pin(TABLE, Version.LATEST);
    }

    private static long plan(DuckLakeCatalog catalog, Filter filter) {
        Scan scan = pin(catalog).scan(new ScanRequest(COLUMNS, filter), Reader.AUTO);
        return ((Scan.Files) scan).plan().report().kept();
    }

    private Filter upTo(int seed) {
        long id = new Random(seed).nextLong((long) table.files() * ManyDuckLakeFilesTable.ROWS_PER_FILE);
        return new Filter.Compare("id", Operator.LESS_OR_EQUAL, Value.of(Simple.BIGINT, id));
    }

    private Filter id(int seed) {
        long id = new Random(seed).nextLong((long) table.files() * ManyDuckLakeFilesTable.ROWS_PER_FILE);
        return new Filter.Compare("id", Operator.EQUAL, Value.of(Simple.BIGINT, id));
    }

    private Filter day(int seed) {
        return new Filter.Compare(
                "day", Operator.EQUAL, Value.of(Simple.DATE, table.day(new Random(seed).nextInt(table.files()))));
    }

    private Filter name(int seed) {
        String name = ManyDuckLakeFilesTable.name(new Random(seed).nextInt(table.files()));
        return new Filter.Compare("name", Operator.EQUAL, Value.of(Simple.VARCHAR, name));
    }
}
