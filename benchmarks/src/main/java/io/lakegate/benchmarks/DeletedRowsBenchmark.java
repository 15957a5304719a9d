package io.lakegate.benchmarks;

import io.lakegate.adapters.testing.DeletionVectorWriter;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.Gateway;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
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

/** What it costs that rows are deleted: the same scan of the same 4,000,000 rows in 8 files, without deletes and with 10 % of them deleted. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 3)
@State(Scope.Benchmark)
public class DeletedRowsBenchmark {
    private static final int FILES = 8;
    private static final int ROWS_PER_FILE = 500_000;
    private static final int NAMES = 1_000;
    private static final List<Column> COLUMNS = List.of(
            new Column("id", Simple.BIGINT),
            new Column("amount", Simple.DOUBLE),
            new Column("name", Simple.VARCHAR),
            new Column("quantity", Simple.INTEGER));

    /** Of the scan: one column of numbers, which costs DuckDB least, or all columns. */
    @Param({"SELECT sum(amount) FROM t", "SELECT count(id), sum(amount), max(name), avg(quantity) FROM t"})
    public String sql = "";

    private final Path lake;
    private final Gateway gateway;
    private final Connection connection;

    /** Writes the tables and starts everything. */
    public DeletedRowsBenchmark() {
        try {
            lake = Files.createTempDirectory("lakegate-benchmark");
            for (String schema : List.of("whole", "deleted")) {
                write(lake.resolve(schema).resolve("t"));
            }
            new DeletionVectorWriter(lake.resolve("deleted/t")).delete(DeletedRowsBenchmark::isDeleted);
            GatewayConfig defaults = GatewayConfig.defaults();
            CatalogConfig catalog =
                    new CatalogConfig.Delta("lake", Optional.of(lake.toString()), List.of(), Path.of("lake.yaml"));
            gateway = Gateway.start(
                    new GatewayConfig(defaults.server(), defaults.engine(), defaults.limits(), List.of(catalog))
                            .withAddress(Optional.empty(), OptionalInt.of(0)));
            connection = DriverManager.getConnection(gateway.url());
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("the benchmark cannot be set up", e);
        }
    }

    private static void write(Path folder) {
        DeltaTableWriter writer =
                DeltaTableWriter.create(folder, COLUMNS, List.of(), Map.of("delta.enableDeletionVectors", "true"));
        SplittableRandom random = new SplittableRandom(1);
        for (int file = 0; file < FILES; file++) {
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (int row = 0; row < ROWS_PER_FILE; row++) {
                long id = (long) file * ROWS_PER_FILE + row;
                rows.add(new @Nullable Object[] {
                    id, random.nextDouble(1_000), "name " + random.nextInt(NAMES), random.nextInt(100)
                });
            }
            writer.append(rows);
        }
    }

    /** One row in ten, with no order in which. */
    private static boolean isDeleted(long position) {
        return Long.remainderUnsigned((position * 0x9E3779B97F4A7C15L) >>> 20, 10) == 0;
    }

    /** JMH asks for a method of this kind; all is set up already. */
    @Setup(Level.Trial)
    public void ready() {}

    /** The scan where no row is deleted. */
    @Benchmark
    public double whole() throws SQLException {
        return scan("whole");
    }

    /** The scan where 10 % are. */
    @Benchmark
    public double deleted() throws SQLException {
        return scan("deleted");
    }

    private double scan(String schema) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql.replace("FROM t", "FROM lake.%s.t".formatted(schema)))) {
            rows.next();
            return rows.getDouble(1);
        }
    }

    /** Stops everything and removes the tables. */
    @TearDown(Level.Trial)
    public void stop() throws SQLException, IOException {
        connection.close();
        gateway.close();
        try (Stream<Path> files = Files.walk(lake)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
