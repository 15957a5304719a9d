package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.ConfigLoader;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where definitions are kept: a file that every gateway has, or a database that several share, and what becomes of both in bad times. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class StoreTest {
    /** How often a gateway is killed while definitions are made. */
    private static final int KILLS = Integer.getInteger("lakegate.store.kills", 2);

    @TempDir
    private Path folder;

    private Path conf;

    @BeforeEach
    void write() throws Exception {
        DeltaTableWriter.create(folder.resolve("lake/shop/orders"), List.of(new Column("id", Simple.INTEGER)))
                .append(List.<Object[]>of(new Object[] {1}, new Object[] {2}));
        conf = Files.createDirectories(folder.resolve("conf/catalogs")).getParent();
        Files.writeString(conf.resolve("catalogs/lake.yaml"), "type: delta\nlocation: ../../lake\n");
    }

    private TestGateway open() {
        return TestGateway.over(ConfigLoader.load(conf));
    }

    private String table(String name) {
        return "CREATE EXTERNAL TABLE %s USING delta LOCATION '%s'".formatted(name, folder.resolve("lake/shop/orders"));
    }

    private static void run(TestGateway gateway, String... statements) throws SQLException {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void aGatewayAsItComesKeepsDefinitionsBelowItsConfiguration() throws SQLException {
        Path file = conf.resolve("data/lakegate.db");
        try (TestGateway gateway = open()) {
            assertThat(gateway.query("SHOW SCHEMAS IN lakegate")).isEmpty();
            assertThat(file).doesNotExist();
            run(gateway, table("sales.o"), "CREATE VIEW sales.v AS SELECT max(id) AS m FROM lake.shop.orders");

            assertThat(file).isRegularFile();
            assertThat(gateway.query("SELECT count(*) FROM sales.o")).isEqualTo(List.of(List.of(2L)));
            assertThat(gateway.query("SELECT count(*) FROM shop.orders")).isEqualTo(List.of(List.of(2L)));
        }
        try (TestGateway gateway = open()) {
            assertThat(gateway.query("SELECT m FROM sales.v")).isEqualTo(List.of(List.of(2)));
            assertThat(gateway.query("SHOW TABLES IN lakegate.sales"))
                    .isEqualTo(List.of(List.of("sales", "o"), List.of("sales", "v")));
        }
    }

    @Test
    void heatWavesScriptRunsOnAGatewayAsItComes() throws SQLException {
        try (TestGateway gateway = open();
                Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET @input_list = '[{\"db_name\": \"aidp_delta_demo\", \"tables\": [{\"table_name\": \"delta_table_1\",\n"
                            + "  \"engine_attribute\": {\"dialect\": {\"format\": \"delta\"}, \"file\": [{\"uri\": \""
                            + folder.resolve("lake/shop/orders") + "/\"}]}}]}]';");
            statement.execute("CALL sys.HEATWAVE_LOAD(CAST(@input_list AS JSON), NULL);");
            statement.execute("USE aidp_delta_demo;");
            assertThat(TestGateway.query(connection, "SELECT * FROM delta_table_1;"))
                    .containsExactlyInAnyOrder(List.of(1), List.of(2));
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenIsAnErrorWhenSomethingIsToBeKeptAndNotBefore() throws Exception {
        Files.writeString(conf.resolve("data"), "a file where the folder would be");
        try (TestGateway gateway = open()) {
            assertThat(gateway.query("SELECT count(*) FROM lake.shop.orders")).isEqualTo(List.of(List.of(2L)));
            assertThat(gateway.query("SHOW SCHEMAS IN lakegate")).isEmpty();
            assertThatThrownBy(() -> run(gateway, table("sales.o")))
                    .hasMessageContaining("The store of external tables and views, " + conf.resolve("data/lakegate.db")
                            + ", cannot be written:")
                    .hasMessageContaining("Nothing was changed. Check it and the setting store.file.")
                    .asInstanceOf(type(SQLException.class))
                    .satisfies(e -> {
                        assertThat(e.getErrorCode()).isEqualTo(ErrorCode.STORE_UNUSABLE.number());
                        assertThat(e.getSQLState()).isEqualTo("58030");
                    });
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsNamed() throws Exception {
        Files.createDirectories(conf.resolve("data"));
        Files.writeString(
                conf.resolve("data/lakegate.db"), "no database at all, but a text of some length\n".repeat(99));
        try (TestGateway gateway = open()) {
            assertThatThrownBy(() -> gateway.query("SHOW SCHEMAS IN lakegate"))
                    .hasMessageContaining("lakegate.db, cannot be read:")
                    .hasMessageContaining("not a database");
            assertThat(gateway.query("SELECT count(*) FROM lake.shop.orders")).isEqualTo(List.of(List.of(2L)));
        }
    }

    @Test
    void oneOfManyWhoMakeTheSameTableMakesIt() throws Exception {
        try (TestGateway gateway = open();
                TestGateway other = open()) {
            CountDownLatch start = new CountDownLatch(1);
            ExecutorService pool = Executors.newFixedThreadPool(6);
            List<Future<String>> outcomes = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                TestGateway mine = i % 2 == 0 ? gateway : other;
                String name = i % 3 == 0 ? "s.T" : "S.t";
                outcomes.add(pool.submit(() -> {
                    start.await();
                    try {
                        run(mine, table(name));
                        return "made";
                    } catch (SQLException e) {
                        return e.getMessage();
                    }
                }));
            }
            start.countDown();
            pool.shutdown();
            List<String> said = new ArrayList<>();
            for (Future<String> outcome : outcomes) {
                said.add(outcome.get());
            }
            assertThat(said).filteredOn("made"::equals).hasSize(1);
            assertThat(said)
                    .filteredOn(text -> !text.equals("made"))
                    .allMatch(text -> text.contains("exists already. Drop it first"));
        }
    }

    @Test
    void whatWasConfirmedIsThereAfterTheGatewayWasKilled() throws Exception {
        List<String> confirmed = new ArrayList<>();
        for (int round = 0; round <= KILLS; round++) {
            try (ServerProcess server = ServerProcess.start(conf, folder.resolve("gateway.log"))) {
                assertThat(allRead(server)).containsAll(confirmed);
                if (round < KILLS) {
                    confirmed.addAll(defineUntilKilled(server, round));
                }
            }
        }
        assertThat(confirmed).hasSizeGreaterThanOrEqualTo(KILLS * 20);
    }

    /** The names of all definitions, each of which gives its two rows. */
    private static List<String> allRead(ServerProcess server) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = server.connect()) {
            for (List<Object> schema : TestGateway.query(connection, "SHOW SCHEMAS IN lakegate")) {
                for (List<Object> kept : TestGateway.query(connection, "SHOW TABLES IN lakegate." + schema.get(0))) {
                    String name = kept.get(0) + "." + kept.get(1);
                    assertThat(TestGateway.query(connection, "SELECT count(*) FROM lakegate." + name))
                            .as(name)
                            .isEqualTo(List.of(List.of(2L)));
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** Three clients define tables and views without a pause; the process is killed in the midst of it. */
    private List<String> defineUntilKilled(ServerProcess server, int round) throws Exception {
        CountDownLatch enough = new CountDownLatch(20);
        ExecutorService clients = Executors.newFixedThreadPool(3);
        List<Future<List<String>>> lists = new ArrayList<>();
        for (int client = 0; client < 3; client++) {
            String schema = "r%dc%d".formatted(round, client);
            lists.add(clients.submit(() -> {
                List<String> done = new ArrayList<>();
                try (Connection connection = server.connect();
                        Statement statement = connection.createStatement()) {
                    for (int i = 0; ; i++) {
                        String name = schema + ".d" + i;
                        statement.execute(
                                i % 2 == 0
                                        ? table(name)
                                        : "CREATE VIEW %s AS SELECT id FROM lake.shop.orders".formatted(name));
                        done.add(name);
                        enough.countDown();
                    }
                } catch (SQLException e) {
                    return done;
                }
            }));
        }
        assertThat(enough.await(1, TimeUnit.MINUTES)).isTrue();
        server.kill();
        clients.shutdown();
        List<String> confirmed = new ArrayList<>();
        for (Future<List<String>> list : lists) {
            confirmed.addAll(list.get());
        }
        return confirmed;
    }

    @Test
    void gatewaysThatShareADatabaseSeeEachOthersDefinitions() throws Exception {
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(folder.resolve("postgres").toFile())
                .start();
        try {
            Path password = Files.writeString(folder.resolve("password"), "postgres\n");
            String store =
                    "store:\n  url: postgresql://127.0.0.1:%d/postgres\n  user: postgres\n  password: ${file:%s}\n"
                            .formatted(postgres.getPort(), password);
            Files.writeString(conf.resolve("lakegate.yaml"), store);
            shareDefinitions(postgres);
        } finally {
            postgres.close();
        }
        // The server is gone.
        try (TestGateway alone = open()) {
            assertThatThrownBy(() -> run(alone, table("sales.p")))
                    .hasMessageContaining("postgresql://127.0.0.1:%d/postgres, cannot be".formatted(postgres.getPort()))
                    .hasMessageContaining("the setting store.url")
                    .asInstanceOf(type(SQLException.class))
                    .satisfies(e -> assertThat(e.getErrorCode()).isEqualTo(ErrorCode.STORE_UNUSABLE.number()));
            assertThat(alone.query("SELECT count(*) FROM lake.shop.orders")).isEqualTo(List.of(List.of(2L)));
        }
    }

    private void shareDefinitions(EmbeddedPostgres postgres) throws SQLException {
        try (TestGateway one = open();
                TestGateway other = open()) {
            assertThat(other.query("SHOW SCHEMAS IN lakegate")).isEmpty();
            run(one, table("sales.o"), "CREATE VIEW sales.v AS SELECT max(id) AS m FROM lake.shop.orders");

            assertThat(other.query("SELECT count(*), max(m) FROM sales.o, sales.v"))
                    .isEqualTo(List.of(List.of(2L, 2)));
            assertThatThrownBy(() -> run(other, table("SALES.O"))).hasMessageContaining("exists already");
            run(other, "CREATE OR REPLACE VIEW sales.v AS SELECT min(id) AS m FROM lake.shop.orders");
            assertThat(one.query("SELECT m FROM sales.v")).isEqualTo(List.of(List.of(1)));
            run(other, "DROP EXTERNAL TABLE sales.o");
            assertThatThrownBy(() -> one.query("SELECT * FROM lakegate.sales.o"))
                    .hasMessageContaining("has no table o");

            endConnections(postgres);
            assertThat(one.query("SELECT m FROM sales.v")).isEqualTo(List.of(List.of(1)));
            endConnections(postgres);
            run(one, table("sales.o"));
            assertThat(other.query("SELECT count(*) FROM sales.o")).isEqualTo(List.of(List.of(2L)));
            assertThat(conf.resolve("data")).doesNotExist();
        }
        try (TestGateway again = open()) {
            assertThat(again.query("SHOW TABLES IN lakegate.sales")).hasSize(2);
        }
    }

    /** As a server does when it is started anew. */
    private static void endConnections(EmbeddedPostgres postgres) throws SQLException {
        try (Connection admin = postgres.getPostgresDatabase().getConnection();
                Statement statement = admin.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lakegate'");
        }
    }
}
