package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.store.StoreRequest;
import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.AuthenticationConfig;
import io.lakegate.server.config.CacheConfig;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.DataSize;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.Secret;
import io.lakegate.server.config.SecurityConfig;
import io.lakegate.server.config.StorageConfig;
import io.lakegate.server.config.StoresConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That whoever names a table that one may not see hears the same as of a name that nobody has, and that nothing of the table is read for it. */
class UnseenTablesTest {
    private static final String RULES = """
            roles: [{role: some, user: ann}, {role: all, user: adam}]
            allow:
              - {role: some, table: lake.open}
              - {role: some, table: "lake.*.public_*"}
              - {role: all, table: "*"}
            deny:
              - {role: some, table: lake.open.hidden}
              - {role: some, table: lake.barred}
            """;

    @TempDir
    private static Path folder;

    private static TestStore store;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        store = TestStore.start(folder.resolve("buckets"));
        for (String place : List.of("open/shown", "open/hidden", "closed/hidden", "barred/hidden")) {
            DeltaTableWriter.create(folder.resolve(place), List.of(new Column("id", Simple.INTEGER)))
                    .append(List.<Object[]>of(new Object[] {1}));
            TestStore.copy(folder.resolve(place), store.bucket("lake").resolve(place));
        }
        AuthenticationConfig passwords =
                GuardedGateway.passwords(GuardedGateway.users(folder.resolve("users"), "ann", "adam"));
        GatewayConfig defaults = GatewayConfig.defaults();
        StorageConfig storage = StorageConfig.of(StorageConfig.Store.at(
                store.endpoint(), new Secret(TestStore.ACCESS_KEY), new Secret(TestStore.SECRET_KEY)));
        gateway = TestGateway.over(new GatewayConfig(
                        defaults.server(),
                        defaults.engine(),
                        defaults.limits(),
                        List.of(new CatalogConfig.Delta(
                                "lake", Optional.of("s3://lake/"), List.of(), Path.of("lake.yaml"))),
                        Optional.empty(),
                        new StoresConfig(
                                new CacheConfig(folder.resolve("cache"), new DataSize(1L << 30), 8),
                                Map.of("lake", storage)))
                .withSecurity(new SecurityConfig(passwords)
                        .withAccess(Files.writeString(folder.resolve("access.yaml"), RULES))));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
        store.close();
    }

    private static Connection connect(String user) throws SQLException {
        return DriverManager.getConnection(gateway.url(), user, user + user);
    }

    /** What is said. No file of a hidden table is read meanwhile; lists of names are made of all that lies in the store. */
    private static String said(Statement statement, String door, String table) {
        store.proxy().forget();
        String answer;
        try {
            statement.execute(door.replace("TABLE_NAME", table));
            answer = "works";
        } catch (SQLException e) {
            answer = e.getErrorCode() + " " + e.getMessage();
        }
        assertThat(store.proxy().requests())
                .as(door)
                .noneMatch(request -> request.path().toLowerCase(Locale.ROOT).contains("hidden"));
        return answer.replace(table.substring(table.lastIndexOf('.') + 1), "NAME");
    }

    /** Requests to the store: lists of names are made of all that lies there. */
    private static List<String> asked() {
        return store.proxy().requests().stream()
                .map(StoreRequest::toString)
                .map(request -> request.replaceAll("nobodys_[0-9a-f]{8}|absent", "NAME"))
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM TABLE_NAME",
                "SELECT count(*) FROM TABLE_NAME FOR VERSION AS OF 0",
                "SELECT count(*) FROM TABLE_NAME FOR TIMESTAMP AS OF CURRENT_TIMESTAMP",
                "SELECT count(*) FROM TABLE(table_at('TABLE_NAME', 1))",
                "SELECT count(*) FROM TABLE(table_changes('TABLE_NAME', 0))",
                "SELECT count(*) FROM TABLE(features('TABLE_NAME'))",
                "DESCRIBE TABLE_NAME",
                "DESCRIBE HISTORY TABLE_NAME",
                "EXPLAIN (FILES) SELECT * FROM TABLE_NAME",
                "VERIFY SELECT * FROM TABLE_NAME"
            })
    void aNameThatOneMayNotSeeIsNotAskedFor(String door) throws SQLException {
        try (Connection ann = connect("ann");
                Connection adam = connect("adam");
                Statement hidden = ann.createStatement();
                Statement seen = adam.createStatement()) {
            TestGateway.query(ann, "SELECT * FROM lake.open.shown");
            for (String schema : List.of("lake.open", "lake.closed", "lake.barred")) {
                String absent = said(hidden, door, schema + ".absent");
                assertThat(absent).doesNotContain("absent");
                assertThat(said(hidden, door, schema + ".hidden"))
                        .isEqualTo(absent)
                        .doesNotContain("works");
                assertThat(said(hidden, door, schema + ".HIDDEN")).isEqualTo(absent);
                store.proxy().forget();
                try {
                    seen.execute(door.replace("TABLE_NAME", schema + ".hidden"));
                } catch (SQLException e) {
                    assertThat(e.getMessage()).doesNotContain("does not exist"); // some doors are not for such a table
                }
                assertThat(store.proxy().requests())
                        .as("who sees it has the store asked")
                        .anyMatch(request -> request.path().contains("hidden")
                                || request.query().contains("hidden"));
            }
        }
    }

    @Test
    void metadataCallsAskTheSameToo() throws SQLException {
        try (Connection ann = connect("ann")) {
            for (String schema : List.of("open", "closed", "barred")) {
                assertThat(listed(ann, schema, "hidden")).isEqualTo(listed(ann, schema, "absent"));
            }
        }
    }

    private static List<String> listed(Connection connection, String schema, String table) throws SQLException {
        store.proxy().forget();
        try (ResultSet columns = connection.getMetaData().getColumns("lake", schema, table, "%")) {
            assertThat(TestGateway.rows(columns)).isEmpty();
        }
        try (ResultSet tables = connection.getMetaData().getTables("lake", schema, table, null)) {
            assertThat(TestGateway.rows(tables)).isEmpty();
        }
        return asked();
    }
}
