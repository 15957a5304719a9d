package io.lakegate.benchmarks;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.Gateway;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to read a large result, each column of each row with the getter of its type: six columns, 5,000,000 rows through our driver and in
 * DuckDB in this process, 1,000,000 through Avatica's own driver.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Benchmark)
public class FetchBenchmark {
    private static final int FILES = 4;
    private static final int ROWS_PER_FILE = 250_000;
    private static final List<Column> COLUMNS = List.of(
            new Column("id", Simple.BIGINT),
            new Column("quantity", Simple.INTEGER),
            new Column("price", Simple.DOUBLE),
            new Column("amount", new LakeType.Decimal(18, 2)),
            new Column("name", Simple.VARCHAR),
            new Column("shipped", Simple.DATE));
    private static final String FIVE_TIMES = " CROSS JOIN (VALUES (1), (2), (3), (4), (5)) AS five(n)";
    private static final String SELECT = "SELECT id, quantity, price, amount, name, shipped FROM ";

    private final Path lake;
    private final Gateway gateway;
    private final Connection ours;
    private final Connection avatica;
    private final Connection duckDb;

    /** Writes the table and starts everything. */
    public FetchBenchmark() {
        try {
            lake = Files.createTempDirectory("lakegate-benchmark");
            write(lake.resolve("t"));
            GatewayConfig defaults = GatewayConfig.defaults();
            CatalogConfig catalog =
                    new CatalogConfig.Delta("lake", Optional.of(lake.toString()), List.of(), Path.of("lake.yaml"));
            gateway = Gateway.start(
                    new GatewayConfig(defaults.server(), defaults.engine(), defaults.limits(), List.of(catalog))
                            .withAddress(Optional.empty(), OptionalInt.of(0)));
            ours = DriverManager.getConnection(gateway.url());
            avatica = DriverManager.getConnection(gateway.url()
                    .replace("jdbc:lakegate://", "jdbc:avatica:remote:serialization=protobuf;url=http://"));
            Properties streaming = new Properties();
            streaming.setProperty("jdbc_stream_results", "true");
            duckDb = DriverManager.getConnection("jdbc:duckdb:", streaming);
            try (Statement statement = duckDb.createStatement()) {
                statement.execute("CREATE VIEW t AS SELECT * FROM read_parquet('" + lake + "/t/*.parquet')");
            }
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("the benchmark cannot be set up", e);
        }
    }

    private static void write(Path folder) {
        DeltaTableWriter writer = DeltaTableWriter.create(folder, COLUMNS, List.of(), Map.of());
        SplittableRandom random = new SplittableRandom(1);
        for (int file = 0; file < FILES; file++) {
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (int row = 0; row < ROWS_PER_FILE; row++) {
                rows.add(new @Nullable Object[] {
                    (long) file * ROWS_PER_FILE + row,
                    random.nextInt(100),
                    random.nextDouble(1_000),
                    BigDecimal.valueOf(random.nextLong(10_000_000), 2),
                    "name " + random.nextInt(1_000),
                    LocalDate.ofEpochDay(random.nextLong(20_000))
                });
            }
            writer.append(rows);
        }
    }

    /** Our driver. */
    @Benchmark
    public double lakegate() throws SQLException {
        return read(ours, SELECT + "lake.\"default\".t" + FIVE_TIMES);
    }

    /** The engine's driver, without a gateway. */
    @Benchmark
    public double duckDbInProcess() throws SQLException {
        return read(duckDb, SELECT + "t" + FIVE_TIMES);
    }

    /** Avatica's driver with the same gateway, a fifth of the rows. */
    @Benchmark
    public double avaticaDriverFifth() throws SQLException {
        return read(avatica, SELECT + "lake.\"default\".t");
    }

    private static double read(Connection connection, String sql) throws SQLException {
        double sum = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                sum += rows.getLong(1)
                        + rows.getInt(2)
                        + rows.getDouble(3)
                        + rows.getBigDecimal(4).doubleValue()
                        + rows.getString(5).length()
                        + rows.getDate(6).getTime() % 10;
            }
        }
        return sum;
    }

    /** Stops everything and deletes the table. */
    @TearDown(Level.Trial)
    public void close() throws SQLException, IOException {
        ours.close();
        avatica.close();
        duckDb.close();
        gateway.close();
        try (Stream<Path> files = Files.walk(lake)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
