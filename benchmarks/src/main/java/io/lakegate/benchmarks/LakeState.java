package io.lakegate.benchmarks;

import io.lakegate.adapters.testing.TpchDelta;
import io.lakegate.server.Gateway;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** TPC-H at scale 0.01 as Delta tables, a gateway over them with a driver's connection to it, and bare DuckDB over the same Parquet files. */
@State(Scope.Benchmark)
public class LakeState {
    private static final double SCALE = 0.01;

    private final Path lake;
    private final Gateway gateway;
    private final Connection lakegate;
    private final Connection duckDb;

    /** Writes the tables and starts everything. */
    public LakeState() {
        try {
            lake = Files.createTempDirectory("lakegate-benchmark");
            TpchDelta.write(lake, SCALE, Integer.MAX_VALUE, Map.of());
            GatewayConfig defaults = GatewayConfig.defaults();
            CatalogConfig catalog =
                    new CatalogConfig.Delta("lake", Optional.of(lake.toString()), List.of(), Path.of("lake.yaml"));
            gateway = Gateway.start(
                    new GatewayConfig(defaults.server(), defaults.engine(), defaults.limits(), List.of(catalog))
                            .withAddress(Optional.empty(), OptionalInt.of(0)));
            lakegate = DriverManager.getConnection(gateway.url());
            duckDb = DriverManager.getConnection("jdbc:duckdb:");
            try (Statement statement = duckDb.createStatement()) {
                for (String table : TpchDelta.TABLES) {
                    statement.execute("CREATE VIEW %s AS SELECT * FROM read_parquet('%s/%s/**/*.parquet')"
                            .formatted(table, lake, table));
                }
            }
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("the benchmark cannot be set up", e);
        }
    }

    /** A connection to the gateway through the driver. */
    public Connection lakegate() {
        return lakegate;
    }

    /** A connection to DuckDB in this process. */
    public Connection duckDb() {
        return duckDb;
    }

    /** JMH asks for a method of this kind; all is set up already. */
    @Setup(Level.Trial)
    public void ready() {}

    /** Stops everything and removes the tables. */
    @TearDown(Level.Trial)
    public void stop() throws SQLException, IOException {
        lakegate.close();
        gateway.close();
        duckDb.close();
        try (Stream<Path> files = Files.walk(lake)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
