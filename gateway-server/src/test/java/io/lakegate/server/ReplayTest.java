package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.StoreConfig;
import io.lakegate.server.console.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a statement can be run again on the versions of its tables that it read, by those who may, and what cannot be run again. */
class ReplayTest {
    @TempDir
    private Path folder;

    private DeltaTableWriter delta;
    private IcebergTableWriter iceberg;
    private DuckLakeWriter duckLake;
    private TestGateway gateway;
    private int statements;

    @BeforeEach
    void start() throws Exception {
        delta = DeltaTableWriter.create(
                folder.resolve("delta/shop/orders"),
                List.of(new Column("id", Simple.INTEGER)),
                List.of(),
                Map.of("delta.enableChangeDataFeed", "true"));
        iceberg = IcebergTableWriter.create(
                folder.resolve("iceberg/shop/orders"),
                new Schema(Types.NestedField.optional(1, "id", Types.IntegerType.get())),
                PartitionSpec.unpartitioned(),
                2,
                FileFormat.PARQUET);
        Files.createDirectories(folder.resolve("ducklake"));
        duckLake = DuckLakeLake.inDuckDb(folder.resolve("ducklake"));
        duckLake.createTable("orders", new DuckLakeWriter.Col("id", "int32"));
        commit(1);
        gateway = TestGateway.over(
                ThreeLakes.config(folder).withStore(new StoreConfig.Embedded(folder.resolve("store/lakegate.db"))));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        duckLake.close();
    }

    /** One more row in each of the three tables. */
    private void commit(int id) throws Exception {
        delta.append(List.<Object[]>of(new Object[] {id}));
        iceberg.append(List.<Object[]>of(new Object[] {id}));
        duckLake.append("orders", "SELECT %d::INTEGER AS id".formatted(id));
    }

    /** Runs a query and gives its id. */
    private String run(String sql) throws SQLException {
        try (Connection connection = gateway.connect()) {
            return run(connection, sql);
        }
    }

    private String run(Connection connection, String sql) throws SQLException {
        String marked = sql + " /* statement " + ++statements + " */";
        TestGateway.query(connection, marked);
        return id("/* statement " + statements + " */");
    }

    private String id(String end) throws SQLException {
        return (String) gateway.query("SELECT query_id FROM system.queries WHERE sql LIKE '%" + end + "'")
                .get(0)
                .get(0);
    }

    private List<List<Object>> replay(String id) throws SQLException {
        return gateway.query("CALL sys.REPLAY('" + id + "')");
    }

    private AbstractThrowableAssert<?, ?> assertRefused(String id, int code, String state) {
        return assertThatThrownBy(() -> replay(id)).isInstanceOfSatisfying(SQLException.class, refused -> {
            assertThat(refused.getErrorCode()).isEqualTo(code);
            assertThat(refused.getSQLState()).isEqualTo(state);
        });
    }

    @Test
    void aJoinOfAllFormatsGivesTheOldRowsAfterACommit() throws Exception {
        String join =
                "SELECT d.id FROM d.shop.orders d JOIN i.shop.orders i ON d.id = i.id JOIN lake.main.orders l ON l.id = i.id ORDER BY 1";
        String first = run(join);
        String planned = run(join); // the same text again: its plan is known by now
        commit(2);

        assertThat(gateway.query(join)).hasSize(2);
        assertThat(replay(first)).isEqualTo(List.of(List.of(1)));
        assertThat(replay(planned)).isEqualTo(List.of(List.of(1)));
        assertThat(gateway.query("SELECT tables FROM system.queries WHERE sql = 'CALL sys.REPLAY(''" + first + "'')'"))
                .as("what it reads is told as of any statement")
                .singleElement()
                .asString()
                .contains("d.shop.orders@1", "i.shop.orders@", "lake.main.orders@");
    }

    @Test
    void itsParametersAndTheChoicesOfItsSessionAreUsedAgain() throws Exception {
        String text =
                "SELECT CAST(TIMESTAMP WITH TIME ZONE '2024-01-01 12:00:00 UTC' AS VARCHAR), CAST(? AS VARCHAR), count(*) FROM orders"
                        + " FOR VERSION AS OF ? /* with values */";
        try (Connection connection = DriverManager.getConnection(gateway.url() + "/d/shop");
                Statement statement = connection.createStatement();
                PreparedStatement prepared = connection.prepareStatement(text)) {
            statement.execute("SET TIME ZONE 'America/Los_Angeles'");
            prepared.setString(1, "a value of mine");
            prepared.setLong(2, 1);
            commit(2);
            List<List<Object>> rows = TestGateway.rows(prepared.executeQuery());
            String id = id("/* with values */");

            assertThat(replay(id)).isEqualTo(rows).first().asString().contains("04:00:00", "a value of mine", "1");
            assertThat(gateway.query("SELECT sql, tables FROM system.queries WHERE sql <> ''")
                            .toString())
                    .doesNotContain("a value of mine");
        }
    }

    @Test
    void aReplayCanBeReplayedAndTransactionsAreLeftAside() throws Exception {
        try (Connection connection = gateway.connect()) {
            connection.setAutoCommit(false);
            TestGateway.query(connection, "SELECT * FROM d.shop.orders");
            commit(2);
            String id = run(connection, "SELECT count(*) FROM d.shop.orders");
            commit(3);
            connection.commit();
            assertThat(TestGateway.query(connection, "SELECT count(*) FROM d.shop.orders"))
                    .isEqualTo(List.of(List.of(3L)));
            assertThat(TestGateway.query(connection, "CALL sys.REPLAY('" + id + "')"))
                    .isEqualTo(List.of(List.of(1L)));
            String again = id("CALL sys.REPLAY(''" + id + "'')");
            assertThat(replay(again)).isEqualTo(List.of(List.of(1L)));
        }
    }

    @Test
    void whatIsNamedInOtherWaysIsReadAgainAsItWas() throws Exception {
        gateway.query("SELECT 1");
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE VIEW lakegate.scratch.other AS SELECT 1 AS s");
            statement.execute("CREATE VIEW lakegate.scratch.sums AS SELECT sum(id) AS s FROM d.shop.orders");
            List<String> texts = List.of(
                    "SELECT * FROM lakegate.scratch.sums",
                    "SELECT count(*) FROM d.shop.orders$history",
                    "SELECT count(*) FROM TABLE(delta_scan('" + folder.resolve("delta/shop/orders") + "'))",
                    "SELECT count(*) FROM TABLE(iceberg_scan('" + folder.resolve("iceberg/shop/orders") + "'))",
                    "SELECT count(*) FROM TABLE(table_changes('d.shop.orders', 1))",
                    "SELECT count(*) FROM TABLE(table_changes('lake.main.orders', 1))",
                    "SELECT count(*) FROM i.shop.orders FOR TIMESTAMP AS OF CURRENT_TIMESTAMP");
            for (String text : texts) {
                List<List<Object>> rows = gateway.query(text);
                String id = run(text);
                commit(2);
                assertThat(gateway.query(text)).as(text).isNotEqualTo(rows);
                assertThat(replay(id)).as(text).isEqualTo(rows);
            }
            String view = run("SELECT * FROM lakegate.scratch.sums");
            List<List<Object>> rows = gateway.query("SELECT * FROM lakegate.scratch.sums");
            statement.execute("CREATE OR REPLACE VIEW lakegate.scratch.sums AS SELECT -1 AS s");
            assertThat(replay(view)).isEqualTo(rows);
            statement.execute("DROP VIEW lakegate.scratch.sums");
            assertRefused(view, 1003, "42P01");
        }
    }

    @Test
    void aTableThatIsEmptyOrChangesItsColumnsIsTheSameOrRefused() throws Exception {
        IcebergTableWriter empty = IcebergTableWriter.create(
                folder.resolve("iceberg/shop/empty"),
                new Schema(Types.NestedField.optional(1, "id", Types.IntegerType.get())),
                PartitionSpec.unpartitioned(),
                2,
                FileFormat.PARQUET);
        String nothing = run("SELECT * FROM i.shop.empty");
        assertThat(replay(nothing)).isEmpty();
        String one = run("SELECT * FROM i.shop.orders");
        iceberg.table()
                .updateSchema()
                .addColumn("more", Types.IntegerType.get())
                .commit();
        assertRefused(one, 1002, "22023")
                .hasMessageContaining("The columns of table i.shop.orders are no longer those");
        empty.append(List.<Object[]>of(new Object[] {1}));
        assertRefused(nothing, 1002, "22023");
    }

    /** The new tables have versions of the same numbers, and the same columns. */
    @Test
    void aTableThatWasMadeAnewIsAnother() throws Exception {
        IcebergTableWriter.create(
                folder.resolve("iceberg/shop/empty"),
                new Schema(Types.NestedField.optional(1, "id", Types.IntegerType.get())),
                PartitionSpec.unpartitioned(),
                2,
                FileFormat.PARQUET);
        List<String> texts = List.of(
                "SELECT * FROM d.shop.orders",
                "SELECT count(*) FROM d.shop.orders",
                "SELECT * FROM d.shop.orders FOR VERSION AS OF 1",
                "SELECT count(*) FROM d.shop.orders$history",
                "SELECT count(*) FROM TABLE(delta_scan('" + folder.resolve("delta/shop/orders") + "'))",
                "SELECT count(*) FROM TABLE(table_changes('d.shop.orders', 1))",
                "SELECT * FROM i.shop.empty",
                "SELECT * FROM TABLE(iceberg_scan('" + folder.resolve("iceberg/shop/empty") + "'))");
        List<String> ids = new ArrayList<>();
        for (String text : texts) {
            String id = run(text);
            replay(id);
            ids.add(id);
        }
        delete(folder.resolve("delta/shop/orders"));
        delete(folder.resolve("iceberg/shop/empty"));
        delta = DeltaTableWriter.create(
                folder.resolve("delta/shop/orders"),
                List.of(new Column("id", Simple.INTEGER)),
                List.of(),
                Map.of("delta.enableChangeDataFeed", "true"));
        delta.append(List.<Object[]>of(new Object[] {4711}));
        IcebergTableWriter.create(
                folder.resolve("iceberg/shop/empty"),
                new Schema(Types.NestedField.optional(1, "id", Types.IntegerType.get())),
                PartitionSpec.unpartitioned(),
                2,
                FileFormat.PARQUET);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(gateway.query(texts.get(i))).as("the text anew").isNotNull();
            assertRefused(ids.get(i), 1002, "22023")
                    .as(texts.get(i))
                    .hasMessageContaining("it was made anew since then. Run its text anew.");
        }
    }

    @Test
    void aDuckLakeCatalogThatWasMadeAnewHasOtherTables() throws Exception {
        String id = run("SELECT * FROM lake.main.orders");
        assertThat(replay(id)).isEqualTo(List.of(List.of(1)));
        duckLake.close();
        gateway.query("SELECT 1");
        delete(folder.resolve("ducklake"));
        Files.createDirectories(folder.resolve("ducklake"));
        duckLake = DuckLakeLake.inDuckDb(folder.resolve("ducklake"));
        duckLake.createTable("orders", new DuckLakeWriter.Col("id", "int32"));
        duckLake.append("orders", "SELECT 4711::INTEGER AS id");
        assertThat(gateway.query("SELECT * FROM lake.main.orders")).isEqualTo(List.of(List.of(4711)));
        assertRefused(id, 1002, "22023").hasMessageContaining("it was made anew since then. Run its text anew.");
    }

    private static void delete(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void aVersionThatIsThereNoLongerIsSaid() throws Exception {
        String id = run("SELECT * FROM i.shop.orders");
        long read = iceberg.snapshot();
        commit(2);
        iceberg.table().expireSnapshots().expireSnapshotId(read).commit();
        assertRefused(id, 1002, "22023").hasMessageContaining("has no snapshot " + read);
    }

    @Test
    void whatCannotBeRunAgainIsRefusedByName() throws Exception {
        assertRefused("0123456789abcdef", 4006, "42704").hasMessageContaining("0123456789abcdef");
        assertRefused(run("EXPLAIN SELECT * FROM d.shop.orders"), 1014, "42000").hasMessageContaining("it is no query");
        assertRefused(run("SELECT count(*) FROM d.information_schema.tables"), 1014, "42000")
                .hasMessageContaining("it reads d.information_schema.tables, which has no versions");
        assertRefused(run("SELECT count(*) FROM system.queries"), 1014, "42000")
                .hasMessageContaining("system.queries, which has no versions");
        assertRefused(run("SELECT count(*) FROM TABLE(features('d.shop.orders'))"), 1014, "42000")
                .hasMessageContaining("it reads the features of d.shop.orders, which has no versions");
        gateway.query("SELECT '" + "x".repeat(100_001) + "'");
        assertRefused(
                        (String) gateway.query("SELECT query_id FROM system.queries WHERE sql LIKE 'SELECT ''xxx%'")
                                .get(0)
                                .get(0),
                        1014,
                        "42000")
                .hasMessageContaining("longer than 100000 characters");
        assertThatThrownBy(() -> gateway.query("CALL sys.REPLAY()"))
                .hasMessageContaining("takes the id of a statement");
        String failed = "SELECT 1 / (id - 1) FROM d.shop.orders /* fails */";
        assertThatThrownBy(() -> gateway.query(failed)).hasMessageContaining("divided by zero");
        assertRefused(id("/* fails */"), 1010, "22012");
    }

    @Test
    void itIsForWhoRanItAndForOperatorsWithTheRightsOfNow() throws Exception {
        try (AccessLake lake = new AccessLake(folder.resolve("access"))) {
            String text = "SELECT id, email, CURRENT_USER FROM lake.sales.orders ORDER BY id /* ann's */";
            List<List<Object>> anns = lake.query("ann", text);
            String id = (String) lake.query("ann", "SELECT query_id FROM system.queries WHERE sql LIKE '%/* ann''s */'")
                    .get(0)
                    .get(0);
            String call = "CALL sys.REPLAY('" + id + "')";
            lake.orders.append(List.<Object[]>of(new Object[] {7, "ann", 1L, "7", "seven@x.com", "777", 7007L, "EU"}));
            assertThat(lake.query("ann", call)).isEqualTo(anns).hasSize(4);

            SQLException foreign = lake.failure("adam", call);
            SQLException unknown = lake.failure("adam", "CALL sys.REPLAY('0123456789abcdef')");
            assertThat(foreign.getErrorCode()).isEqualTo(4006);
            assertThat(foreign.getMessage()).isEqualTo(unknown.getMessage().replace("0123456789abcdef", id));
            assertThat(lake.failure("olga", call).getErrorCode())
                    .as("an operator may, and sees no more for it")
                    .isEqualTo(1013);

            lake.write(
                    lake.rules,
                    AccessLake.RULES
                            .replace(
                                    "columns: email, as: \"CONCAT('***', RIGHT(email, 4))\"",
                                    "columns: email, as: \"'none'\"")
                            .replace("role: all, user: adam", "role: all, user: \"adam, olga\""));
            assertThat(lake.query("ann", call))
                    .hasSize(4)
                    .allSatisfy(row -> assertThat(row.get(1)).isEqualTo("none"));
            assertThat(lake.query("olga", call))
                    .hasSize(6)
                    .allSatisfy(row -> assertThat(row.get(2)).isEqualTo("olga"));
            lake.write(lake.rules, AccessLake.RULES.replace("user: \"ann, dan\"", "user: \"dan\""));
            assertThat(lake.failure("ann", call).getErrorCode()).isEqualTo(1013);
        }
    }

    @Test
    void theCommandRunsItOverTheDriver() throws Exception {
        String id = run("SELECT id FROM d.shop.orders");
        commit(2);
        CommandRun run = CommandRun.command("replay", id, "--url", gateway.url(), "--format", "csv");
        assertThat(run.messages()).contains("1 row");
        assertThat(run.out()).isEqualTo("id\n1\n");
        assertThat(run.exitCode()).isZero();

        CommandRun unknown = CommandRun.command("replay", "0123456789abcdef", "--url", gateway.url());
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.messages()).contains("ERROR 42704 (4006)");
        CommandRun wrong = CommandRun.command("replay", "x' OR", "--url", gateway.url());
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.messages()).contains("is no id of a statement");
    }
}
