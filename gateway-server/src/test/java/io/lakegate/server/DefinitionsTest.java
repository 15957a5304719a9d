package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.StoreConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** External tables and views that statements make, and the choices of a session beside them. */
class DefinitionsTest {
    @TempDir
    private Path folder;

    private TestGateway gateway;
    private DeltaTableWriter orders;

    @BeforeEach
    void start() {
        orders = DeltaTableWriter.create(
                folder.resolve("lake/shop/orders"),
                List.of(new Column("id", Simple.INTEGER), new Column("region", Simple.VARCHAR)));
        orders.append(List.<Object[]>of(new Object[] {1, "north"}, new Object[] {2, "south"}));
        DeltaTableWriter.create(folder.resolve("elsewhere/t"), List.of(new Column("x", Simple.INTEGER)));
        gateway = open();
    }

    private TestGateway open() {
        GatewayConfig defaults = GatewayConfig.defaults();
        return TestGateway.over(new GatewayConfig(
                defaults.server(),
                defaults.engine(),
                defaults.limits(),
                List.of(new CatalogConfig.Delta(
                        "lake", Optional.of(folder.resolve("lake").toString()), List.of(), Path.of("lake.yaml"))),
                Optional.of(new StoreConfig.Embedded(folder.resolve("store/lakegate.db")))));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private String place() {
        return folder.resolve("lake/shop/orders").toString();
    }

    @Test
    void anExternalTableIsReadUnderItsNameAndSurvivesARestart() throws SQLException {
        run("CREATE EXTERNAL TABLE sales.o USING delta LOCATION '%s'".formatted(place()));
        run("CREATE EXTERNAL TABLE IF NOT EXISTS sales.o USING delta LOCATION '%s'".formatted(place()));

        assertThat(gateway.query("SELECT count(*) FROM lakegate.sales.o")).isEqualTo(List.of(List.of(2L)));
        assertThat(gateway.query("SELECT count(*) FROM lakegate.sales.o VERSION AS OF 0"))
                .isEqualTo(List.of(List.of(0L)));
        gateway.close();
        gateway = open();
        assertThat(gateway.query("SELECT count(*) FROM lakegate.sales.o")).isEqualTo(List.of(List.of(2L)));
        assertThat(gateway.query("SHOW TABLES IN lakegate.sales")).isEqualTo(List.of(List.of("sales", "o")));
        assertThatThrownBy(() -> run("CREATE EXTERNAL TABLE sales.o USING delta LOCATION '%s'".formatted(place())))
                .hasMessageContaining("lakegate.sales.o exists already.");
        run("DROP EXTERNAL TABLE sales.o", "DROP EXTERNAL TABLE IF EXISTS sales.o");
        assertThatThrownBy(() -> gateway.query("SELECT * FROM lakegate.sales.o"))
                .hasMessageContaining("no schema sales");
        assertThatThrownBy(() -> run("DROP EXTERNAL TABLE sales.o")).hasMessageContaining("no table o");
    }

    @Test
    void whatCannotBeReadIsNotKept() throws SQLException {
        assertThatThrownBy(() -> run("CREATE EXTERNAL TABLE s.a USING delta LOCATION '%s'"
                        .formatted(folder.resolve("lake/shop/nothing"))))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> run(
                        "CREATE EXTERNAL TABLE s.b USING delta LOCATION '%s'".formatted(folder.resolve("elsewhere/t"))))
                .hasMessageContaining("is not below a folder of a configured catalog");
        assertThatThrownBy(() -> run("CREATE EXTERNAL TABLE s.c USING parquet LOCATION '%s'".formatted(place())))
                .hasMessageContaining("The format parquet is none of delta, iceberg and ducklake.");
        assertThatThrownBy(() -> run("CREATE EXTERNAL TABLE s.d USING delta LOCATION '%s' OPTIONS (secret_key = 'x')"
                        .formatted(place())))
                .hasMessageContaining("The option secret_key would be a secret in a statement");
        assertThatThrownBy(() -> run("CREATE EXTERNAL TABLE s.d USING delta LOCATION 's3://k:v@bucket/t'"))
                .hasMessageContaining("The location has a secret in it");
        assertThatThrownBy(() -> run("CREATE EXTERNAL TABLE s.e USING delta LOCATION '%s' OPTIONS (colour = 'x')"
                        .formatted(place())))
                .hasMessageContaining("has no option colour");
        assertThat(gateway.query("SHOW SCHEMAS IN lakegate")).isEmpty();
    }

    @Test
    void heatWavesScriptRunsStatementByStatement() throws SQLException {
        String input = "[{\"db_name\": \"aidp_delta_demo\", \"tables\": [{\"table_name\": \"delta_table_1\",\n"
                + "  \"engine_attribute\": {\"dialect\": {\"format\": \"delta\"}, \"file\": [{\"uri\": \"" + place()
                + "\"}]}}]}]";
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET @input_list = '" + input + "';");
            assertThat(TestGateway.query(
                            connection, "CALL sys.HEATWAVE_LOAD(CAST(@input_list AS JSON), '{\"mode\": \"dryrun\"}')"))
                    .isEqualTo(List.of(
                            List.of("CREATE EXTERNAL TABLE \"aidp_delta_demo\".\"delta_table_1\" USING delta LOCATION '"
                                    + place() + "'")));
            statement.execute("CALL sys.HEATWAVE_LOAD(CAST(@input_list AS JSON), NULL);");
            statement.execute("USE aidp_delta_demo;");
            assertThat(TestGateway.query(connection, "SELECT * FROM delta_table_1;"))
                    .hasSize(2);
            statement.execute("SET @input_list = '" + input.replace("\"uri\"", "\"url\"") + "'");
            assertThatThrownBy(() -> statement.execute("CALL sys.HEATWAVE_LOAD(CAST(@input_list AS JSON), NULL)"))
                    .hasMessageContaining(
                            "file has the key url, which is not known here. Known are allow_missing_files, is_strict_mode, uri.");
            assertThatThrownBy(() -> statement.execute("CALL sys.HEATWAVE_LOAD(CAST(@other AS JSON), NULL)"))
                    .hasMessageContaining("The variable @other has no value.");
        }
        run(
                "CREATE EXTERNAL TABLE aidp_delta_demo.t2 (id INT, region VARCHAR(20)) FILE_FORMAT = (FORMAT delta) FILES = (URI = '%s') STRICT_LOAD = 1"
                        .formatted(place()),
                "CREATE EXTERNAL TABLE aidp_delta_demo.t3 ENGINE_ATTRIBUTE='{\"dialect\": {\"format\": \"delta\"}, \"file\": [{\"uri\": \"%s\"}]}'"
                        .formatted(place()),
                "CREATE TABLE aidp_delta_demo.t4 (id INT) ENGINE=lakehouse SECONDARY_ENGINE=rapid ENGINE_ATTRIBUTE='{\"dialect\": {\"format\": \"delta\"}, \"file\": [{\"uri\": \"%s\"}]}'"
                        .formatted(place()));
        assertThat(
                        gateway.query(
                                "SELECT (SELECT count(*) FROM lakegate.aidp_delta_demo.t2), (SELECT count(*) FROM lakegate.aidp_delta_demo.t4), count(*) FROM lakegate.aidp_delta_demo.t3"))
                .isEqualTo(List.of(List.of(2L, 2L, 2L)));
        assertThatThrownBy(() -> run("CREATE TABLE s.t (id INT)"))
                .hasMessage(
                        "Line 1, column 25: Lakegate keeps no rows, so that it has no CREATE TABLE. Name a table that lies elsewhere with"
                                + " CREATE EXTERNAL TABLE s.t USING delta LOCATION '…', or a query with CREATE VIEW.");
        assertThatThrownBy(() -> run("CREATE EXTERNAL TABLE s.t USING delta LOCATION lake"))
                .hasMessageContaining("Line 1, column 48: unexpected \"lake\". Here must be a text in single quotes.");
    }

    /** Tables that are kept are read where they lie: to load them again looks whether they can be read. */
    @Test
    void heatWaveLoadsWhatIsKeptByItsNameAlone() throws SQLException {
        String dryrun = ", '{\"mode\": \"dryrun\"}')";
        assertThatThrownBy(() -> run("CALL sys.HEATWAVE_LOAD('[\"hw\"]', NULL)"))
                .hasMessageContaining("The database hw has no external tables yet.");
        run(
                "CREATE EXTERNAL TABLE hw.a USING delta LOCATION '%s'".formatted(place()),
                "CREATE EXTERNAL TABLE hw.b USING delta LOCATION '%s'".formatted(place()),
                "CREATE VIEW hw.v AS SELECT 1 AS x",
                "CALL sys.HEATWAVE_LOAD('[\"hw\"]', NULL)");
        assertThat(gateway.query("CALL sys.HEATWAVE_LOAD('[\"HW\"]'" + dryrun)).hasSize(2);
        assertThat(gateway.query(
                        "CALL sys.HEATWAVE_LOAD('[{\"db_name\": \"hw\", \"exclude_tables\": [\"A\"]}]'" + dryrun))
                .isEqualTo(
                        List.of(List.of("CREATE EXTERNAL TABLE \"hw\".\"b\" USING delta LOCATION '" + place() + "'")));
        assertThat(gateway.query("CALL sys.HEATWAVE_LOAD('[{\"db_name\": \"hw\", \"tables\": [\"a\"]}]'" + dryrun))
                .hasSize(1);
        assertThatThrownBy(() ->
                        run("CALL sys.HEATWAVE_LOAD('[{\"db_name\": \"hw\", \"exclude_tables\": [\"c\"]}]', NULL)"))
                .hasMessageContaining("The key exclude_tables names c, which is none of the tables of hw");
        assertThatThrownBy(
                        () -> run("CALL sys.HEATWAVE_LOAD('[{\"db_name\": \"hw\", \"exclude_tables\": \"a\"}]', NULL)"))
                .hasMessageContaining("The key exclude_tables is an array");
        assertThatThrownBy(() -> run("CALL sys.HEATWAVE_LOAD('[{\"db_name\": \"hw\", \"tables\": [\"v\"]}]', NULL)"))
                .hasMessageContaining("The table v needs an engine_attribute");
    }

    @Test
    void aViewIsAQueryUnderAName() throws SQLException {
        run(
                "USE lake.shop",
                "CREATE VIEW bi.north (number, place) AS SELECT id, region FROM orders WHERE region = 'north' AND 1 < 2");

        assertThat(gateway.query("SELECT number FROM lakegate.bi.north WHERE place = 'north'"))
                .isEqualTo(List.of(List.of(1)));
        assertThat(gateway.query("DESCRIBE lakegate.bi.north").get(0).get(0)).isEqualTo("number");
        run(
                "CREATE OR REPLACE VIEW bi.north AS SELECT count(*) AS n, CAST(true AS VARCHAR) AS w FROM lake.shop.orders");
        assertThat(gateway.query("SELECT * FROM lakegate.bi.north")).isEqualTo(List.of(List.of(2L, "TRUE")));
        assertThatThrownBy(() -> run("CREATE VIEW bi.broken AS SELECT nothing FROM lake.shop.orders"))
                .hasMessageContaining("Line 1, column 33: ")
                .hasMessageContaining("has a column nothing");
        assertThatThrownBy(() -> run("CREATE OR REPLACE VIEW bi.north AS SELECT * FROM lakegate.bi.north"))
                .hasMessageContaining("it reads itself");
        assertThat(gateway.query("SELECT * FROM lakegate.bi.north")).hasSize(1);
        assertThatThrownBy(() -> run("DROP EXTERNAL TABLE bi.north")).hasMessageContaining("DROP VIEW forgets it.");
        run("DROP VIEW bi.north");
        assertThatThrownBy(() -> gateway.query("SELECT * FROM lakegate.bi.north"))
                .isInstanceOf(SQLException.class);
    }

    /** As the templates of TPC-H do it. */
    @Test
    void aViewThatIsNamedAloneIsFoundAloneInTheSessionsSchema() throws SQLException {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("USE CATALOG lake");
            assertThatThrownBy(() -> statement.execute("CREATE VIEW v0 AS SELECT 1 AS x"))
                    .hasMessageContaining("The name v0 needs a schema before it, as in s.v0");
            statement.execute("USE lake.shop");
            statement.execute("create view v0 (region_no, place) as select id, region from orders -- all\n;");
            assertThat(
                            TestGateway.query(
                                    connection,
                                    "select id, place from orders, v0 where id = region_no and region_no = (select max(region_no) from v0)"))
                    .isEqualTo(List.of(List.of(2, "south")));
            assertThatThrownBy(() -> statement.execute("CREATE VIEW orders AS SELECT 1 AS x"))
                    .hasMessageContaining("lake.shop.orders exists already.");
            statement.execute("drop view v0;");
            assertThatThrownBy(() -> statement.execute("SELECT * FROM v0")).hasMessageContaining("has no table v0");
        }
    }

    @Test
    void aSessionCanReadAllTablesAsTheyWere() throws Exception {
        Instant between = Instant.now();
        while (!Instant.now().isAfter(between.plusMillis(20))) {
            Thread.onSpinWait(); // commits are told apart by milliseconds
        }
        orders.append(List.<Object[]>of(new Object[] {3, "west"}));
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET lakegate.as_of = '" + between + "'");
            assertThat(TestGateway.query(connection, "SELECT count(*) FROM lake.shop.orders"))
                    .isEqualTo(List.of(List.of(2L)));
            assertThat(TestGateway.query(connection, "SELECT count(*) FROM lake.shop.orders VERSION AS OF 2"))
                    .isEqualTo(List.of(List.of(3L)));
            statement.execute("RESET lakegate.as_of");
            assertThat(TestGateway.query(connection, "SELECT count(*) FROM lake.shop.orders"))
                    .isEqualTo(List.of(List.of(3L)));
            assertThatThrownBy(() -> statement.execute("SET lakegate.as_of = 'soon'"))
                    .hasMessageContaining("soon is no time.");
        }
    }

    @Test
    void aNameAfterUseIsWhateverItCanOnlyBe() throws SQLException {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("USE shop");
            assertThat(TestGateway.query(connection, "SELECT CURRENT_CATALOG, CURRENT_SCHEMA"))
                    .isEqualTo(List.of(List.of("lake", "shop")));
            statement.execute("USE lakegate");
            assertThatThrownBy(() -> statement.execute("USE nowhere")).hasMessageContaining("has no schema nowhere");
            run("CREATE EXTERNAL TABLE lake.o USING delta LOCATION '%s'".formatted(place()));
            statement.execute("RESET ALL");
        }
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("USE lake"))
                    .hasMessageContaining("lake may be USE CATALOG lake or USE lakegate.lake. Write one of these.");
        }
    }

    @Test
    void twoVersionsOfATableAreCompared() throws SQLException {
        DeltaTableWriter other = DeltaTableWriter.create(
                folder.resolve("lake/shop/copy"),
                List.of(new Column("id", Simple.INTEGER), new Column("region", Simple.VARCHAR)));
        other.append(List.<Object[]>of(new Object[] {2, "south"}, new Object[] {1, null}, new Object[] {3, "west"}));

        assertThat(gateway.query(
                        "SELECT * FROM TABLE(table_diff('lake.shop.orders', 'lake.shop.copy', 'id')) AS d ORDER BY id"))
                .isEqualTo(List.of(
                        java.util.Arrays.asList(1, "changed", "north", null),
                        java.util.Arrays.asList(3, "added", null, "west")));
        assertThat(
                        gateway.query(
                                "SELECT count(*) FROM TABLE(table_diff('lake.shop.orders VERSION AS OF 1', 'lake.shop.orders VERSION AS OF 0', 'id')) AS d WHERE \"_change\" = 'removed'"))
                .isEqualTo(List.of(List.of(2L)));
        assertThat(gateway.query("SELECT * FROM TABLE(table_diff('lake.shop.orders', 'lake.shop.orders', 'id'))"))
                .isEmpty();
        assertThatThrownBy(() ->
                        gateway.query("SELECT * FROM TABLE(table_diff('lake.shop.orders', 'lake.shop.copy', 'key'))"))
                .hasMessageContaining("The key column key of table_diff is not in both tables.");
    }

    @Test
    void toolsFindOutByTheInformationSchemaWhatThereIs() throws SQLException {
        run("CREATE VIEW bi.v AS SELECT 1 AS one");

        assertThat(gateway.query("SELECT schema_name FROM lake.information_schema.schemata ORDER BY 1"))
                .isEqualTo(List.of(List.of("information_schema"), List.of("shop"), List.of("system")));
        assertThat(gateway.query("SELECT table_schema, table_name, table_type FROM lake.INFORMATION_SCHEMA.TABLES"))
                .isEqualTo(List.of(List.of("shop", "orders", "BASE TABLE")));
        assertThat(
                        gateway.query(
                                "SELECT column_name, ordinal_position, data_type FROM lake.information_schema.columns WHERE table_name = 'orders' ORDER BY 2"))
                .isEqualTo(List.of(List.of("id", 1, "INTEGER"), List.of("region", 2, "VARCHAR")));
        run("CREATE VIEW bi.w (k, r) AS SELECT o.id, count(*) FROM lake.shop.orders AS o GROUP BY o.id");
        assertThat(
                        gateway.query(
                                "SELECT table_name, column_name, ordinal_position, data_type FROM lakegate.information_schema.columns ORDER BY 1, 3"))
                .isEqualTo(List.of(
                        List.of("v", "one", 1, "INTEGER"),
                        List.of("w", "k", 1, "INTEGER"),
                        List.of("w", "r", 2, "BIGINT")));
        run("DROP VIEW bi.w");
        assertThat(gateway.query("SELECT table_name, view_definition FROM lakegate.information_schema.views"))
                .isEqualTo(List.of(List.of("v", "SELECT 1 AS one")));
        assertThatThrownBy(() -> gateway.query("SELECT * FROM lake.information_schema.nothing"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void errorsNameWhatWasWritten() {
        assertThatThrownBy(() -> gateway.query("DESCRIBE HISTORY lake.shop.nothing"))
                .hasMessageContaining("has no table nothing.")
                .hasMessageNotContaining("$history");
        assertThatThrownBy(() -> gateway.query("SELECT * FROM TABLE(table_changes('lake.shop.or-ders', 0))"))
                .hasMessageContaining("stand in double quotes: 'lake.shop.\"or-ders\"'");
    }

    @Test
    void aViewThatIsMadeAnewIsReadAnew() throws SQLException {
        run("CREATE VIEW sales.v AS SELECT id FROM lake.shop.orders");
        assertThat(gateway.query("SELECT * FROM lakegate.sales.v ORDER BY 1"))
                .isEqualTo(List.of(List.of(1), List.of(2)));
        run("DROP VIEW sales.v", "CREATE VIEW sales.v AS SELECT id FROM lake.shop.orders WHERE region = 'south'");
        assertThat(gateway.query("SELECT * FROM lakegate.sales.v ORDER BY 1")).isEqualTo(List.of(List.of(2)));
    }
}
