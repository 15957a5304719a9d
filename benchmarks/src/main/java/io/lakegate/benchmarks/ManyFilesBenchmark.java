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
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Scan;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to plan a query of a DuckLake table of 1,000,000 files whose catalog is a PostgreSQL, and how many bytes come from there. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1, time = 10)
@Measurement(iterations = 3, time = 20)
@State(Scope.Benchmark)
public class ManyFilesBenchmark {
    private static final int FILES = 1_000_000;
    private static final TableName TABLE = new TableName("lake", "main", "t");

    /** Which rows are wanted: those of one file, of one day (a thousand files), or all. */
    @Param({"one file", "one day", "all"})
    public String wanted = "one file";

    private @Nullable Path folder;
    private @Nullable EmbeddedPostgres postgres;
    private @Nullable CountingProxy proxy;
    private @Nullable DuckLakeCatalog catalog;
    private long plans;

    @Setup(Level.Trial)
    public void start() throws IOException, SQLException {
        Path made = Files.createTempDirectory("lakegate-files");
        folder = made;
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(made.resolve("postgres").toFile())
                .start();
        postgres = server;
        new ManyDuckLakeFilesTable(
                        new DuckLakeDatabase(() -> server.getPostgresDatabase().getConnection()), FILES)
                .write(made);
        CountingProxy counting = new CountingProxy(server.getPort());
        proxy = counting;
        MetadataLocation location = MetadataLocation.parse(
                "postgresql://127.0.0.1:%d/postgres".formatted(counting.port()),
                made,
                Optional.empty(),
                Optional.of(new MetadataLocation.Login("postgres", "postgres")));
        catalog = new DuckLakeCatalog(
                "lake",
                new MetadataDatabase("lake", location),
                new DuckLakePlaces(Optional.empty(), Map.of(), made),
                Version.LATEST);
    }

    /** The plan of a scan; returns how many files it reads. */
    @Benchmark
    public long plan() {
        if (catalog == null) {
            throw new IllegalStateException("not started");
        }
        Filter filter = switch (wanted) {
            case "one file" -> new Filter.Compare("id", Operator.EQUAL, Value.of(Simple.BIGINT, 55_555_555L));
            case "one day" ->
                new Filter.Compare("day", Operator.EQUAL, Value.of(Simple.DATE, LocalDate.of(2021, 5, 5)));
            default -> Filter.ANYTHING;
        };
        plans++;
        Scan scan =
                catalog.pin(TABLE, Version.LATEST).scan(new ScanRequest(List.of("id", "name"), filter), Reader.AUTO);
        ScanPlan plan = ((Scan.Files) scan).plan();
        return plan.groups().stream().mapToLong(group -> group.files().size()).sum();
    }

    /** Bytes that came from the database for each plan since this was asked last. */
    public long bytesPerPlan() {
        long bytes = proxy == null || plans == 0 ? 0 : proxy.take() / plans;
        plans = 0;
        return bytes;
    }

    @TearDown(Level.Iteration)
    public void tell() {
        System.out.printf("(%,d bytes a plan) ", bytesPerPlan());
    }

    @TearDown(Level.Trial)
    public void stop() throws IOException {
        if (catalog != null) {
            catalog.close();
        }
        if (proxy != null) {
            proxy.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        if (folder != null) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
