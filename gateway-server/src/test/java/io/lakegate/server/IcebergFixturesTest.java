package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.adapters.testing.Fixtures.Fixture;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.TableConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Iceberg tables that others wrote, read through the driver with both readers, at every snapshot. Their folder is no part of the project;
 * without it these tests are skipped.
 */
class IcebergFixturesTest {
    private static final Optional<Fixtures> FIXTURES = Fixtures.find();
    private static final Set<Integer> REFUSALS = Set.of(
            ErrorCode.UNSUPPORTED_TABLE_FEATURE.number(),
            ErrorCode.TABLE_DAMAGED.number(),
            ErrorCode.STORAGE_UNREADABLE.number());
    private static final Pattern ROWS = Pattern.compile("rows=(\\d+)");

    private static TestGateway gateway;
    private static Connection client;

    @BeforeAll
    static void start() throws SQLException {
        assumeTrue(FIXTURES.isPresent(), Fixtures.MISSING);
        GatewayConfig defaults = GatewayConfig.defaults();
        List<CatalogConfig> catalogs = new ArrayList<>();
        List<Fixture> tables = tables().toList();
        for (int i = 0; i < tables.size(); i++) {
            catalogs.add(catalog("c" + i, tables.get(i)));
        }
        gateway =
                TestGateway.over(new GatewayConfig(defaults.server(), defaults.engine(), defaults.limits(), catalogs));
        client = gateway.connect();
    }

    static CatalogConfig catalog(String name, Fixture table) {
        Map<String, String> moved = new LinkedHashMap<>();
        table.moved().forEach((prefix, folder) -> moved.put(prefix, folder.toString()));
        return new CatalogConfig.Iceberg(
                name,
                "directory",
                Optional.empty(),
                List.of(new TableConfig("default", "t", table.folder().toString())),
                Map.of(),
                new CatalogConfig.Moved(moved.isEmpty(), moved),
                Path.of(name + ".yaml"));
    }

    @AfterAll
    static void stop() throws SQLException {
        if (gateway != null) {
            client.close();
            gateway.close();
        }
    }

    static Stream<Fixture> tables() {
        return FIXTURES.stream().flatMap(fixtures -> fixtures.tables("iceberg").stream());
    }

    private static String name(Fixture table) {
        return "c" + tables().toList().indexOf(table) + ".\"default\".t";
    }

    @ParameterizedTest
    @MethodSource("tables")
    void bothReadersGiveTheSameRowsAndAsManyAsTheReferenceReader(Fixture table) throws Exception {
        Optional<ComparableRows> auto = select(table, "SELECT * FROM " + name(table), "auto");
        Optional<ComparableRows> library = select(table, "SELECT * FROM " + name(table), "format");

        assertThat(auto.isPresent()).isEqualTo(library.isPresent());
        if (auto.isPresent()) {
            assertThat(auto.get().types()).isEqualTo(library.get().types());
            assertThat(auto.get().rows()).isEqualTo(library.get().rows());
        }
        Matcher observed = ROWS.matcher(table.observed());
        if (observed.find()) {
            assertThat(auto).isPresent();
            assertThat(auto.get().rows()).hasSize(Integer.parseInt(observed.group(1)));
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everySnapshotIsReadByBothReadersAlike(Fixture table) throws Exception {
        assumeTrue(table.observed().startsWith("rows="), "the reference reader could not read it");
        List<Long> snapshots = new ArrayList<>();
        try (Statement statement = client.createStatement();
                ResultSet rows = statement.executeQuery("SELECT version FROM "
                        + name(table).replace(".t", ".\"t$snapshots\"") + " ORDER BY committed_at")) {
            while (rows.next()) {
                snapshots.add(rows.getLong(1));
            }
        }
        List<String> counts = new ArrayList<>();
        for (long snapshot : snapshots) {
            String sql = "SELECT * FROM " + name(table) + " FOR VERSION AS OF " + snapshot;
            Optional<ComparableRows> auto = select(table, sql, "auto");
            Optional<ComparableRows> library = select(table, sql, "format");
            assertThat(auto.isPresent()).isEqualTo(library.isPresent());
            if (auto.isPresent()) {
                assertThat(auto.get().rows()).isEqualTo(library.get().rows());
                counts.add(String.valueOf(auto.get().rows().size()));
            }
        }
        Matcher perSnapshot = Pattern.compile("per snapshot ([\\d ]+)").matcher(table.observed());
        if (perSnapshot.find()) {
            assertThat(counts)
                    .containsExactlyInAnyOrder(perSnapshot.group(1).strip().split(" "));
        }
    }

    /** The rows, or nothing when the gateway refuses the table for a reason that it names. */
    private static Optional<ComparableRows> select(Fixture table, String sql, String reader) throws SQLException {
        try (Statement statement = client.createStatement()) {
            statement.execute("SET lakegate.reader = " + reader);
            return Optional.of(ComparableRows.of(client, sql));
        } catch (SQLException e) {
            System.out.println("REFUSED " + table.id() + " " + reader + ": " + e.getMessage());
            assertThat(e.getErrorCode()).as(e.getMessage()).isIn(REFUSALS);
            return Optional.empty();
        }
    }
}
