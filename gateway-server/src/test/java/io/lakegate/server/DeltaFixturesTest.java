package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.adapters.testing.Fixtures.Fixture;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Delta tables that others wrote, read through the driver: the rows and types of the known answers, or a refusal by name. Their folder is no part
 * of the project; without it these tests are skipped.
 */
class DeltaFixturesTest {
    private static final Optional<Fixtures> FIXTURES = Fixtures.find();
    private static final List<String> SESSION_ZONES = List.of("UTC", "America/Los_Angeles", "Asia/Kathmandu");
    private static final Set<Integer> REFUSALS = Set.of(
            ErrorCode.UNSUPPORTED_TABLE_FEATURE.number(),
            ErrorCode.TABLE_DAMAGED.number(),
            ErrorCode.STORAGE_UNREADABLE.number());

    private static TestGateway gateway;
    private static Connection client;
    private static Connection duckDb;

    @BeforeAll
    static void start() throws SQLException {
        assumeTrue(FIXTURES.isPresent(), Fixtures.MISSING);
        GatewayConfig defaults = GatewayConfig.defaults();
        Map<String, CatalogConfig> catalogs = new LinkedHashMap<>();
        for (Fixture table : tables().toList()) {
            catalogs.put(
                    catalog(table),
                    new CatalogConfig.Delta(
                            catalog(table),
                            Optional.of(FIXTURES.get()
                                    .folder("delta", table.source())
                                    .toString()),
                            List.of(),
                            table.answerZone().map(ZoneId::of).orElse(ZoneOffset.UTC),
                            Path.of(catalog(table) + ".yaml")));
        }
        gateway = TestGateway.over(new GatewayConfig(
                defaults.server(), defaults.engine(), defaults.limits(), List.copyOf(catalogs.values())));
        client = gateway.connect();
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
    }

    /** The catalog in which partition values without a zone are read as the known answer of a table reads them. */
    private static String catalog(Fixture table) {
        return table.answerZone()
                .map(zone -> table.source() + "_" + zone.replaceAll("\\W", "_"))
                .orElse(table.source());
    }

    @AfterAll
    static void stop() throws SQLException {
        if (gateway != null) {
            duckDb.close();
            client.close();
            gateway.close();
        }
    }

    static Stream<Fixture> tables() {
        return FIXTURES.stream().flatMap(fixtures -> fixtures.tables("delta").stream());
    }

    static Stream<Fixture> tablesWithRows() {
        return tables().filter(table -> expectedRows(table).isPresent());
    }

    private static Optional<Path> expectedRows(Fixture table) {
        return table.expected().map(folder -> folder.resolve("latest")).filter(Files::isDirectory);
    }

    @ParameterizedTest
    @MethodSource("tablesWithRows")
    void rowsAndTypesAreThoseOfTheKnownAnswer(Fixture table) throws Exception {
        Path expected = expectedRows(table).orElseThrow();
        List<Path> files = filesOf(expected);
        ComparableRows wanted = files.isEmpty()
                ? null
                : ComparableRows.of(
                        duckDb,
                        "SELECT * FROM read_parquet('%s/**/*.parquet', union_by_name = true, hive_partitioning = false)"
                                .formatted(expected));

        for (String zone : SESSION_ZONES) {
            try (Statement statement = client.createStatement()) {
                statement.execute("SET TIME ZONE '" + zone + "'");
            }
            Optional<ComparableRows> actual = select(table, "*");

            if (actual.isPresent()) {
                if (wanted == null) {
                    assertThat(actual.get().rows()).isEmpty();
                } else {
                    assertThat(actual.get().types()).isEqualTo(wanted.types());
                    assertThat(actual.get().rows()).as(zone).isEqualTo(wanted.rows());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everyTableIsCountedAsTheReferenceReaderCountsOrRefused(Fixture table) throws Exception {
        Optional<ComparableRows> counted = select(table, "COUNT(*)");

        // A log whose data files are missing tells how many rows there are; the reference reader counted those that it
        // could read.
        boolean readable = select(table, "*").isPresent();
        if (counted.isPresent() && readable && table.latestRows().isPresent()) {
            assertThat(counted.get().rows())
                    .containsExactly("[" + table.latestRows().getAsLong() + "]");
        }
    }

    @Test
    void theTablesWithoutUncommonFeaturesAreAllRead() throws Exception {
        List<Fixture> refused = new ArrayList<>();
        for (Fixture table : tablesWithRows().toList()) {
            if (table.features().isEmpty() && select(table, "*").isEmpty()) {
                refused.add(table);
            }
        }
        assertThat(refused)
                .allMatch(table ->
                        table.kind().contains("column mapping") || table.name().contains("columnmapping"));
    }

    private static List<Path> filesOf(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".parquet")).toList();
        }
    }

    /** The rows, or nothing when the gateway refuses the table for a reason that it names. */
    private static Optional<ComparableRows> select(Fixture table, String what) throws SQLException {
        String sql = "SELECT %s FROM \"%s\".\"default\".\"%s\"".formatted(what, catalog(table), table.name());
        try {
            return Optional.of(ComparableRows.of(client, sql));
        } catch (SQLException e) {
            assertThat(e.getErrorCode()).as(e.getMessage()).isIn(REFUSALS);
            return Optional.empty();
        }
    }
}
