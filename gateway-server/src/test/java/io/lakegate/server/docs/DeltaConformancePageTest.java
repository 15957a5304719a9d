package io.lakegate.server.docs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.adapters.testing.Fixtures.Fixture;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.server.ComparableRows;
import io.lakegate.server.TestGateway;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that says of each Delta fixture what each reader makes of it. Without the fixtures it cannot be checked. */
class DeltaConformancePageTest {
    private static final Pattern FEATURE = Pattern.compile("needs the reader feature (\\S+),");

    @Test
    void thePageOfDeltaConformanceIsWhatTheReadersAnswer() throws Exception {
        Optional<Fixtures> fixtures = Fixtures.find();
        assumeTrue(fixtures.isPresent(), Fixtures.MISSING);
        StringBuilder page = new StringBuilder("""
                # Delta Lake conformance

                <!-- Written by DeltaConformancePageTest from the tables in shared/fixtures. Do not edit. -->

                Each table is read whole at every version whose row count the reference reader (Delta Kernel) states, by both readers: the engine
                and Delta Kernel's own. "read" means that the counts are the same, "differs" that they are not, "refused" names what is in the way.

                | table | class | engine | format's own reader |
                |---|---|---|---|
                """);
        try (TestGateway gateway = gateway(fixtures.get());
                Connection connection = gateway.connect()) {
            for (Fixture table : fixtures.get().tables("delta")) {
                page.append("| %s | %s | %s | %s |\n"
                        .formatted(
                                table.id(),
                                table.kind(),
                                result(connection, table, "engine"),
                                result(connection, table, "format")));
            }
        }
        GeneratedPage.check("docs/conformance-delta.md", page.toString());
    }

    private static TestGateway gateway(Fixtures fixtures) {
        GatewayConfig defaults = GatewayConfig.defaults();
        List<CatalogConfig> catalogs = fixtures.tables("delta").stream()
                .map(Fixture::source)
                .distinct()
                .<CatalogConfig>map(source -> new CatalogConfig.Delta(
                        source,
                        Optional.of(fixtures.folder("delta", source).toString()),
                        List.of(),
                        Path.of(source + ".yaml")))
                .toList();
        return TestGateway.over(new GatewayConfig(defaults.server(), defaults.engine(), defaults.limits(), catalogs));
    }

    private static String result(Connection connection, Fixture table, String reader) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lakegate.reader = " + reader);
        }
        String name = "\"%s\".\"default\".\"%s\"".formatted(table.source(), table.name());
        try {
            int rows = ComparableRows.of(connection, "SELECT * FROM " + name)
                    .rows()
                    .size();
            int versions = 0;
            for (Map.Entry<Long, Long> version : table.rowsByVersion().entrySet()) {
                List<List<Object>> count = TestGateway.query(
                        connection, "SELECT count(*) FROM " + name + " VERSION AS OF " + version.getKey());
                if (!count.get(0).get(0).equals(version.getValue())) {
                    return "differs at version " + version.getKey();
                }
                versions++;
            }
            return versions == 0 ? "read, %d rows".formatted(rows) : "read, %d versions".formatted(versions);
        } catch (SQLException e) {
            return "refused: " + reason(e);
        }
    }

    private static String reason(SQLException e) {
        Matcher feature = FEATURE.matcher(e.getMessage());
        if (feature.find()) {
            return feature.group(1);
        }
        if (e.getErrorCode() == ErrorCode.STORAGE_UNREADABLE.number()) {
            return "a file of the table is not there";
        }
        return e.getErrorCode() == ErrorCode.TABLE_DAMAGED.number()
                ? "the log is damaged"
                : e.getErrorCode() == ErrorCode.UNSUPPORTED_TABLE_FEATURE.number()
                        ? "a type or feature, by name"
                        : "error " + e.getErrorCode();
    }
}
