package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.adapters.testing.Fixtures.Fixture;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.TableConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Single fields of structs in Delta and Iceberg tables that others wrote: engines push their use down into the files, where whole structs
 * are read in another way. Each must be what the format's own reader gives, in the select list and in a filter.
 */
class StructFieldsFixturesTest {
    private static final Optional<Fixtures> FIXTURES = Fixtures.find();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> NAMES = new LinkedHashMap<>();
    private static final List<Fixture> STRUCTS = new ArrayList<>();

    private static TestGateway delta;
    private static Connection deltaClient;
    private static IcebergFixtures iceberg;
    private static Connection icebergClient;

    @BeforeAll
    static void start() throws SQLException {
        assumeTrue(FIXTURES.isPresent(), Fixtures.MISSING);
        List<CatalogConfig> catalogs = new ArrayList<>();
        for (Fixture table : FIXTURES.get().tables("delta")) {
            String catalog = "d" + catalogs.size();
            NAMES.put(table.id(), catalog + ".\"default\".t");
            catalogs.add(new CatalogConfig.Delta(
                    catalog,
                    Optional.empty(),
                    List.of(new TableConfig("default", "t", table.folder().toString())),
                    Path.of(catalog + ".yaml")));
        }
        GatewayConfig defaults = GatewayConfig.defaults();
        delta = TestGateway.over(new GatewayConfig(defaults.server(), defaults.engine(), defaults.limits(), catalogs));
        deltaClient = delta.connect();
        iceberg = new IcebergFixtures(FIXTURES.get());
        icebergClient = iceberg.connect();
    }

    @AfterAll
    static void stop() throws SQLException {
        if (delta != null) {
            deltaClient.close();
            delta.close();
            icebergClient.close();
            iceberg.close();
            assertThat(STRUCTS).as("tables with structs").hasSizeGreaterThan(20);
        }
    }

    static Stream<Fixture> tables() {
        return FIXTURES.stream()
                .flatMap(fixtures ->
                        Stream.concat(fixtures.tables("delta").stream(), fixtures.tables("iceberg").stream()));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void eachFieldIsWhatTheFormatsOwnReaderGives(Fixture table) throws Exception {
        boolean isDelta = NAMES.containsKey(table.id());
        Connection client = isDelta ? deltaClient : icebergClient;
        String name = isDelta ? NAMES.get(table.id()) : iceberg.name(table);
        Set<String> paths = paths(client, name);
        if (!paths.isEmpty()) {
            STRUCTS.add(table);
        }
        for (String path : paths) {
            assertThat(rows(client, "auto", "SELECT %s AS field FROM %s AS t".formatted(path, name)))
                    .as(path)
                    .isEqualTo(rows(client, "format", "SELECT %s AS field FROM %s AS t".formatted(path, name)));
            String filter = "SELECT COUNT(*) AS n FROM %s AS t WHERE NOT (%s IS NULL)".formatted(name, path);
            assertThat(rows(client, "auto", filter)).as(filter).isEqualTo(rows(client, "format", filter));
        }
    }

    private static ComparableRows rows(Connection client, String reader, String sql) throws SQLException {
        try (Statement statement = client.createStatement()) {
            statement.execute("SET lakegate.reader = " + reader);
        }
        return ComparableRows.of(client, sql);
    }

    /** The fields that the first rows have in their structs, as SQL names them; none where the table is refused. */
    private static Set<String> paths(Connection client, String table) throws SQLException, JsonProcessingException {
        Set<String> paths = new LinkedHashSet<>();
        try (Statement statement = client.createStatement()) {
            statement.execute("SET lakegate.reader = auto");
            try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                ResultSetMetaData columns = rows.getMetaData();
                while (rows.next()) {
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        String text = columns.getColumnTypeName(i).startsWith("STRUCT") ? rows.getString(i) : null;
                        if (text != null) {
                            add(
                                    paths,
                                    "t.\"" + columns.getColumnLabel(i).replace("\"", "\"\"") + "\"",
                                    JSON.readTree(text));
                        }
                    }
                }
            }
        } catch (SQLException e) {
            return Set.of(); // other tests see to it that refusals are right
        }
        return paths;
    }

    private static void add(Set<String> paths, String path, JsonNode struct) {
        for (Map.Entry<String, JsonNode> field : struct.properties()) {
            paths.add(path + ".\"" + field.getKey().replace("\"", "\"\"") + "\"");
        }
    }
}
