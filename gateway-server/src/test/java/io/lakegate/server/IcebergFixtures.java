package io.lakegate.server;

import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.adapters.testing.Fixtures.Fixture;
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
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway over the Iceberg tables of the fixtures, each in a catalog of its own since each was moved from somewhere else. */
public final class IcebergFixtures implements AutoCloseable {
    private static final Pattern ROWS = Pattern.compile("rows=(\\d+)");
    private static final Pattern PER_SNAPSHOT = Pattern.compile("per snapshot ([\\d ]+)");

    private final TestGateway gateway;
    private final Map<String, String> names = new LinkedHashMap<>();

    public IcebergFixtures(Fixtures fixtures) {
        List<CatalogConfig> catalogs = new ArrayList<>();
        for (Fixture table : fixtures.tables("iceberg")) {
            String catalog = "c" + catalogs.size();
            names.put(table.id(), catalog + ".\"default\".t");
            catalogs.add(catalog(catalog, table));
        }
        GatewayConfig defaults = GatewayConfig.defaults();
        gateway =
                TestGateway.over(new GatewayConfig(defaults.server(), defaults.engine(), defaults.limits(), catalogs));
    }

    private static CatalogConfig catalog(String name, Fixture table) {
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

    public Connection connect() throws SQLException {
        return gateway.connect();
    }

    /** The table's full name, as SQL writes it. */
    public String name(Fixture table) {
        return names.get(table.id());
    }

    /** The ids of the snapshots that a table keeps, the oldest first. */
    public List<Long> snapshots(Connection connection, Fixture table) throws SQLException {
        List<Long> snapshots = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT version FROM "
                        + name(table).replace(".t", ".\"t$snapshots\"") + " ORDER BY committed_at")) {
            while (rows.next()) {
                snapshots.add(rows.getLong(1));
            }
        }
        return snapshots;
    }

    /** How many rows the reference reader found; empty where it failed. */
    public static OptionalLong observed(Fixture table) {
        Matcher rows = ROWS.matcher(table.observed());
        return rows.find() ? OptionalLong.of(Long.parseLong(rows.group(1))) : OptionalLong.empty();
    }

    /** How many rows it found at each snapshot, in the order of the snapshots; none where nobody asked it. */
    public static List<String> observedPerSnapshot(Fixture table) {
        Matcher counts = PER_SNAPSHOT.matcher(table.observed());
        return counts.find() ? List.of(counts.group(1).strip().split(" ")) : List.of();
    }

    /**
     * Whether the reference reader may have passed over deletes: it takes locations of position deletes by the letter, while here the table was
     * moved and its delete files name data files with another host.
     */
    public static boolean mayMissDeletes(Fixture table) {
        return table.kind().equals("position deletes") && !table.moved().isEmpty();
    }

    @Override
    public void close() {
        gateway.close();
    }
}
