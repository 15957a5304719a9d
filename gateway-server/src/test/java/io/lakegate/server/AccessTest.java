package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may see which catalogs, schemas, tables, columns, views and places, at every door: what one may not see is not there. */
@Timeout(300)
class AccessTest {
    @TempDir
    private static Path folder;

    private static AccessLake lake;

    @BeforeAll
    static void start() throws Exception {
        lake = new AccessLake(folder);
        lake.run("adam", "CREATE VIEW scratch.spenders AS SELECT name FROM lake.hr.people");
        lake.run(
                "adam",
                "CREATE VIEW scratch.secrets AS SELECT p.plan, 'constant of a view' AS c FROM lake.board.plans p");
        lake.run(
                "adam",
                "CREATE EXTERNAL TABLE scratch.ext USING delta LOCATION '%s'"
                        .formatted(lake.lake.resolve("hr/reviews")));
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    /** Each identity with the tables that are there for it. */
    private record Sees(String user, Set<String> tables) {
        boolean sees(String table) {
            return tables.contains(table);
        }
    }

    private static final Set<String> SALES = Set.of(
            "lake.sales.orders",
            "lake.sales.customers",
            "lake.sales.visits",
            "lake.sales.many",
            "lake.hr.people",
            "lakegate.scratch.ext",
            "lakegate.scratch.spenders",
            "lakegate.scratch.secrets");

    private static final Set<String> ALL = Set.of(
            "lake.sales.orders",
            "lake.sales.customers",
            "lake.sales.visits",
            "lake.sales.many",
            "lake.sales.salaries",
            "lake.hr.people",
            "lake.hr.reviews",
            "lake.board.plans",
            "lake.open.raw",
            "vault.default.gold",
            "lakegate.scratch.ext",
            "lakegate.scratch.spenders",
            "lakegate.scratch.secrets");

    private static Stream<Sees> identities() {
        return Stream.of(
                new Sees("ann", SALES),
                new Sees("gus", SALES),
                new Sees("adam", ALL),
                new Sees("dan", Set.of()),
                new Sees("olga", Set.of()),
                new Sees("nina", Set.of()));
    }

    /** A table at each door: what it answers to somebody who sees the table is another matter than what it says to one who does not. */
    private static List<String> doors(String table) {
        String[] parts = table.split("\\.", -1);
        return List.of(
                "SELECT count(*) FROM " + table,
                "SELECT count(*) FROM (SELECT * FROM " + table + ") x",
                "SELECT 1 FROM (VALUES (1)) v(a) LEFT JOIN " + table + " t ON TRUE",
                "SELECT 1 FROM (VALUES (1)) v(a) WHERE EXISTS (SELECT 1 FROM " + table + ")",
                "WITH w AS (SELECT * FROM " + table + ") SELECT count(*) FROM w",
                "SELECT 1 UNION ALL SELECT 1 FROM " + table,
                "SELECT count(*) FROM " + table + " FOR VERSION AS OF 0",
                "SELECT count(*) FROM TABLE(table_at('" + table + "'))",
                "SELECT count(*) FROM TABLE(table_changes('" + table + "', 0))",
                "SELECT count(*) FROM TABLE(features('" + table + "'))",
                "SELECT count(*) FROM " + parts[0] + "." + parts[1] + ".\"" + parts[2] + "$files\"",
                "DESCRIBE HISTORY " + table,
                "DESCRIBE DETAIL " + table,
                "DESCRIBE " + table,
                "EXPLAIN SELECT * FROM " + table,
                "EXPLAIN (SQL) SELECT * FROM " + table,
                "EXPLAIN (FILES) SELECT * FROM " + table,
                "EXPLAIN ANALYZE SELECT * FROM " + table,
                "VERIFY SELECT * FROM " + table,
                "SELECT count(*) FROM TABLE(table_diff('" + table + "', '" + table + "', 'id'))",
                "CREATE VIEW scratch.ann_v AS SELECT * FROM " + table);
    }

    @ParameterizedTest
    @MethodSource("identities")
    void aTableThatOneMayNotSeeIsAnsweredLikeOneThatIsNotThere(Sees who) throws SQLException {
        try (Connection connection = lake.connect(who.user());
                Statement statement = connection.createStatement()) {
            for (String table : ALL) {
                String absent = table.replaceFirst("\\.[a-z]+$", ".qqqqqqqqqqqq");
                for (String door : doors(table)) {
                    String hidden = message(statement, door);
                    if (who.sees(table)) {
                        continue;
                    }
                    assertThat(hidden)
                            .as("%s: %s", who.user(), door)
                            .isEqualTo(message(
                                            statement,
                                            door.replace(table.substring(table.lastIndexOf('.') + 1), "qqqqqqqqqqqq"))
                                    .replace("qqqqqqqqqqqq", table.substring(table.lastIndexOf('.') + 1)));
                    assertThat(hidden).isNotEqualTo("works");
                }
                assertThat(message(statement, "SELECT count(*) FROM " + absent)).isNotEqualTo("works");
                if (who.sees(table) && !table.endsWith("secrets")) {
                    assertThat(message(statement, "SELECT count(*) FROM " + table))
                            .as("%s reads %s", who.user(), table)
                            .isEqualTo("works");
                }
            }
        }
        lake.run("adam", "DROP VIEW IF EXISTS scratch.ann_v");
    }

    private static String message(Statement statement, String sql) {
        try {
            statement.execute(sql);
            return "works";
        } catch (SQLException e) {
            return e.getErrorCode() + " " + e.getMessage();
        }
    }

    @ParameterizedTest
    @MethodSource("identities")
    void listingsShowExactlyWhatIsThere(Sees who) throws SQLException {
        Set<String> schemas = new TreeSet<>();
        Set<String> catalogs = new TreeSet<>();
        who.tables().forEach(table -> schemas.add(table.substring(0, table.lastIndexOf('.'))));
        schemas.forEach(schema -> catalogs.add(schema.substring(0, schema.indexOf('.'))));
        if (who.user().equals("dan")) {
            catalogs.add("lake"); // a rule names it, though nothing is left in it
        }
        for (Connection connection : List.of(lake.connect(who.user()), lake.stock(who.user()))) {
            try (connection) {
                DatabaseMetaData metadata = connection.getMetaData();
                assertThat(names(metadata.getCatalogs(), "TABLE_CAT")).isEqualTo(catalogs);
                assertThat(names(metadata.getSchemas(null, "%"), "TABLE_CATALOG", "TABLE_SCHEM"))
                        .filteredOn(AccessTest::isNotMade)
                        .containsExactlyInAnyOrderElementsOf(schemas);
                assertThat(names(
                                metadata.getTables(null, "%", "%", new String[] {"TABLE", "VIEW"}),
                                "TABLE_CAT",
                                "TABLE_SCHEM",
                                "TABLE_NAME"))
                        .isEqualTo(new TreeSet<>(who.tables()));
                assertThat(names(metadata.getColumns(null, "%", "%", "%"), "TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME"))
                        .filteredOn(AccessTest::isNotMade)
                        .isSubsetOf(who.tables());
                List<List<Object>> shown = TestGateway.query(connection, "SHOW CATALOGS");
                assertThat(shown.stream().map(row -> row.get(0)))
                        .containsExactlyInAnyOrderElementsOf(new ArrayList<Object>(catalogs));
                Set<String> bySql = new TreeSet<>();
                for (String catalog : catalogs) {
                    TestGateway.query(
                                    connection,
                                    "SELECT table_schema, table_name FROM %s.information_schema.tables"
                                            .formatted(catalog))
                            .forEach(row -> bySql.add(catalog + "." + row.get(0) + "." + row.get(1)));
                    TestGateway.query(
                                    connection,
                                    "SELECT schema_name FROM %s.information_schema.schemata".formatted(catalog))
                            .stream()
                            .map(row -> catalog + "." + row.get(0))
                            .filter(AccessTest::isNotMade)
                            .forEach(schema -> assertThat(schemas).contains(schema));
                    TestGateway.query(
                                    connection,
                                    "SELECT DISTINCT table_schema, table_name FROM %s.information_schema.columns"
                                            .formatted(catalog))
                            .forEach(row ->
                                    assertThat(who.tables()).contains(catalog + "." + row.get(0) + "." + row.get(1)));
                }
                assertThat(bySql).isEqualTo(new TreeSet<>(who.tables()));
            }
        }
    }

    private static boolean isNotMade(String name) {
        return !name.contains("information_schema") && !name.contains(".system");
    }

    private static Set<String> names(ResultSet rows, String... columns) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (rows) {
            while (rows.next()) {
                List<String> parts = new ArrayList<>();
                for (String column : columns) {
                    parts.add(rows.getString(column));
                }
                names.add(String.join(".", parts));
            }
        }
        return names;
    }

    @Test
    void aColumnThatOneMayNotSeeIsNotThere() throws SQLException {
        assertThat(lake.query("adam", "SELECT salary FROM lake.hr.people")).containsExactly(List.of("9999"));
        assertThat(lake.query("ann", "SELECT * FROM lake.hr.people")).containsExactly(List.of(1, "paul"));
        for (String sql : List.of(
                "SELECT %s FROM lake.hr.people",
                "SELECT p.%s FROM lake.hr.people p",
                "SELECT id FROM lake.hr.people WHERE %s = '9999'",
                "SELECT id FROM lake.hr.people ORDER BY %s",
                "SELECT count(*) FROM lake.hr.people GROUP BY %s",
                "SELECT id FROM lake.hr.people HAVING max(%s) = '9999'",
                "SELECT row_number() OVER (ORDER BY %s) FROM lake.hr.people",
                "SELECT x.%s FROM (SELECT * FROM lake.hr.people) x",
                "SELECT id FROM lake.hr.people a JOIN lake.hr.people b USING (%s)",
                "SELECT %s FROM lake.hr.people FOR VERSION AS OF 1",
                "SELECT %s FROM TABLE(table_changes('lake.hr.people', 0))",
                "EXPLAIN SELECT %s FROM lake.hr.people")) {
            SQLException hidden = lake.failure("ann", sql.formatted("salary"));
            SQLException absent = lake.failure("ann", sql.formatted("zzzzzz"));
            assertThat(hidden.getMessage())
                    .as(sql)
                    .isEqualTo(absent.getMessage().replace("zzzzzz", "salary"));
        }
        assertThat(lake.query("ann", "DESCRIBE lake.hr.people").toString())
                .doesNotContain("salary")
                .contains("name");
        assertThat(lake.query("adam", "DESCRIBE lake.hr.people").toString()).contains("salary");
        String columns = "SELECT column_name FROM lake.information_schema.columns WHERE table_name = 'people'";
        assertThat(lake.query("ann", columns)).containsExactlyInAnyOrder(List.of("id"), List.of("name"));
        for (Connection connection : List.of(lake.connect("ann"), lake.stock("ann"))) {
            try (connection) {
                assertThat(names(connection.getMetaData().getColumns("lake", "hr", "people", "%"), "COLUMN_NAME"))
                        .containsExactly("id", "name");
                assertThat(names(
                                connection.getMetaData().getColumns("lake", "%", "%", "%"),
                                "TABLE_NAME",
                                "COLUMN_NAME"))
                        .contains("people.name", "orders.email")
                        .doesNotContain("people.salary", "orders.margin", "reviews.id");
            }
        }
        assertThat(lake.query("ann", "EXPLAIN SELECT * FROM lake.hr.people").toString())
                .contains("lake.hr.people")
                .doesNotContain("salary");
    }

    @Test
    void whatTellsAboutATableOfWhichOneSeesAPartIsRefusedByName() throws SQLException {
        for (String table : List.of("lake.sales.\"orders$%s\"", "lake.hr.\"people$%s\"", "lake.sales.\"visits$%s\"")) {
            for (String kind :
                    List.of("files", "history", "partitions", "properties", "snapshots", "detail", "refs", "zzz")) {
                SQLException failure = lake.failure("ann", "SELECT * FROM " + table.formatted(kind));
                assertThat(failure.getErrorCode()).as(table + kind).isEqualTo(6003);
                assertThat(failure.getSQLState()).isEqualTo("42501");
            }
        }
        for (String sql : List.of(
                "DESCRIBE HISTORY lake.sales.orders",
                "DESCRIBE DETAIL lake.sales.orders",
                "SELECT * FROM TABLE(features('lake.sales.orders'))",
                "EXPLAIN (SQL) SELECT id FROM lake.sales.orders",
                "EXPLAIN (FILES) SELECT id FROM lake.sales.orders",
                "EXPLAIN (FILES) SELECT 1 FROM lake.sales.customers WHERE id IN (SELECT id FROM lake.hr.people)")) {
            assertThat(lake.failure("ann", sql).getErrorCode()).as(sql).isEqualTo(6003);
        }
        assertThat(lake.query("ann", "SELECT count(*) FROM lake.sales.\"customers$files\""))
                .containsExactly(List.of(1L));
        assertThat(lake.query("adam", "SELECT count(*) FROM lake.sales.\"orders$files\""))
                .isNotEmpty();
        assertThat(lake.query("adam", "EXPLAIN (FILES) SELECT id FROM lake.sales.orders"))
                .isNotEmpty();
        assertThat(lake.query("ann", "EXPLAIN (FILES) SELECT id FROM lake.sales.customers"))
                .hasSize(1);
    }

    @Test
    void aPlanTellsTheTextOfAViewToNobodyElseThanAListingDoes() throws SQLException {
        lake.run(
                "adam",
                "CREATE VIEW scratch.inner_v AS SELECT id, name FROM lake.sales.customers WHERE name <> 'unsaid'");
        lake.run("adam", "CREATE VIEW scratch.outer_v AS SELECT id FROM lakegate.scratch.inner_v");
        try {
            for (String view : List.of("inner_v", "outer_v")) {
                String read = "SELECT id FROM lakegate.scratch." + view;
                assertThat(lake.query("ann", read)).hasSize(2);
                for (String form : List.of("", "(SQL) ", "(FILES) ")) {
                    SQLException failure = lake.failure("ann", "EXPLAIN " + form + read);
                    assertThat(failure.getErrorCode()).as(form + view).isEqualTo(6003);
                    assertThat(failure.getMessage()).doesNotContain("unsaid", "customers", "inner_v");
                }
                assertThat(lake.query("ann", "EXPLAIN ANALYZE " + read).toString())
                        .contains("rows: 2")
                        .doesNotContain("unsaid", "customers");
                assertThat(lake.query("adam", "EXPLAIN " + read).toString()).contains("unsaid");
            }
            assertThat(lake.query("ann", "EXPLAIN SELECT id FROM lake.sales.customers")
                            .toString())
                    .contains("customers");
        } finally {
            lake.run("adam", "DROP VIEW scratch.outer_v");
            lake.run("adam", "DROP VIEW scratch.inner_v");
        }
    }

    @Test
    void viewsAreReadByTheRightsOfWhoReadsThem() throws SQLException {
        assertThat(lake.query("ann", "SELECT name FROM scratch.spenders")).containsExactly(List.of("paul"));
        assertThat(lake.query("adam", "SELECT plan FROM scratch.secrets")).containsExactly(List.of("merger"));
        SQLException failure = lake.failure("ann", "SELECT * FROM scratch.secrets");
        assertThat(failure.getErrorCode()).isEqualTo(2001);
        assertThat(failure.getMessage())
                .doesNotContain("board", "plans", "merger", "constant")
                .contains("secrets");
        String texts = "SELECT table_name, view_definition FROM lakegate.information_schema.views";
        assertThat(lake.query("adam", texts).toString()).contains("lake.board.plans");
        assertThat(lake.query("ann", texts).toString()).contains("secrets").doesNotContain("board");
        try (Connection connection = lake.connect("ann")) {
            assertThat(names(
                            connection.getMetaData().getColumns("lakegate", "%", "%", "%"),
                            "TABLE_NAME",
                            "COLUMN_NAME"))
                    .contains("spenders.name")
                    .doesNotContain("secrets.plan", "secrets.c");
        }
        assertThat(lake.query("ann", "SELECT table_name, column_name FROM lakegate.information_schema.columns")
                        .toString())
                .contains("spenders")
                .doesNotContain("plan");
    }

    @Test
    void aViewThatNamesAHiddenColumnHasNoMoreThanItsReaderSees() throws SQLException {
        lake.run("adam", "CREATE OR REPLACE VIEW scratch.stars AS SELECT * FROM lake.hr.people");
        lake.run("adam", "CREATE OR REPLACE VIEW scratch.pays AS SELECT id, salary FROM lake.hr.people");
        assertThat(lake.query("adam", "SELECT * FROM scratch.stars")).containsExactly(List.of(1, "paul", "9999"));
        assertThat(lake.query("ann", "SELECT * FROM scratch.stars")).containsExactly(List.of(1, "paul"));
        assertThat(lake.failure("ann", "SELECT id FROM scratch.pays").getMessage())
                .doesNotContain("salary");
        lake.run("adam", "DROP VIEW scratch.stars");
        lake.run("adam", "DROP VIEW scratch.pays");
    }

    @Test
    void placesAreReadWhereTheyAreGrantedAndNowhereElse() throws SQLException {
        String scan = "SELECT count(*) FROM TABLE(delta_scan('%s'))";
        String open = lake.lake.resolve("open/raw").toString();
        String closed = lake.lake.resolve("board/plans").toString();
        assertThat(lake.query("ann", scan.formatted(open))).containsExactly(List.of(1L));
        assertThat(lake.query("adam", scan.formatted(closed))).containsExactly(List.of(1L));
        for (String user : List.of("olga", "nina")) {
            assertThat(lake.failure(user, scan.formatted(open)).getErrorCode()).isEqualTo(1003);
        }
        SQLException elsewhere = lake.failure("ann", scan.formatted("/no/such/place"));
        for (String place : List.of(
                closed,
                lake.lake.resolve("open") + "/../board/plans",
                lake.lake.resolve("open") + "/%2e%2e/board/plans",
                "file://" + lake.lake.resolve("open") + "/../board/plans",
                "file://" + lake.lake.resolve("open") + "/%2e%2e/board/plans",
                lake.lake.resolve("opened").toString(),
                lake.lake.resolve("sales/orders").toString())) {
            SQLException refused = lake.failure("ann", scan.formatted(place));
            assertThat(refused.getMessage())
                    .as(place)
                    .isEqualTo(elsewhere.getMessage().replace("/no/such/place", place));
        }
    }

    @Test
    void aLinkInAGrantedFolderLeadsNowhereElse() throws Exception {
        Path link = lake.lake.resolve("open/link");
        Files.createSymbolicLink(link, lake.lake.resolve("board/plans"));
        try {
            assertThat(lake.failure("ann", "SELECT * FROM TABLE(delta_scan('%s'))".formatted(link))
                            .getErrorCode())
                    .isEqualTo(1003);
            assertThat(lake.query("adam", "SELECT plan FROM TABLE(delta_scan('%s'))".formatted(link)))
                    .containsExactly(List.of("merger"));
        } finally {
            Files.delete(link);
        }
    }

    @Test
    void definitionsAreMadeUnderGrantedNamesOverGrantedPlaces() throws SQLException {
        String make = "CREATE EXTERNAL TABLE scratch.%s USING delta LOCATION '%s'";
        lake.run("ann", make.formatted("ann_raw", lake.lake.resolve("open/raw")));
        assertThat(lake.query("ann", "SELECT name FROM scratch.ann_raw")).containsExactly(List.of("free"));
        assertThat(lake.failure("ann", make.formatted("other", lake.lake.resolve("open/raw")))
                        .getErrorCode())
                .isEqualTo(6003);
        assertThat(lake.failure("ann", make.formatted("ann_plans", lake.lake.resolve("board/plans")))
                        .getErrorCode())
                .isEqualTo(1003);
        assertThat(lake.failure("ann", "DROP EXTERNAL TABLE scratch.ext").getErrorCode())
                .isEqualTo(6003);
        assertThat(lake.failure("nina", "DROP EXTERNAL TABLE scratch.ext").getMessage())
                .isEqualTo(lake.failure("nina", "DROP EXTERNAL TABLE scratch.zzz")
                        .getMessage()
                        .replace("zzz", "ext"));
        lake.run("nina", "DROP EXTERNAL TABLE IF EXISTS scratch.ext");
        assertThat(lake.query("adam", "SELECT count(*) FROM scratch.ext")).containsExactly(List.of(1L));
        assertThat(lake.failure("ann", "CREATE VIEW scratch.ann_x AS SELECT * FROM lake.board.plans")
                        .getErrorCode())
                .isEqualTo(1012);
        assertThat(lake.failure("nina", "CREATE VIEW scratch.ann_y AS SELECT 1 AS a")
                        .getErrorCode())
                .isEqualTo(6003);
        assertThat(lake.failure(
                                "ann",
                                "CALL sys.HEATWAVE_LOAD('[{\"db_name\": \"scratch\", \"tables\": [{\"table_name\": \"ann_h\", \"engine_attribute\": {\"file\": [{\"uri\": \"%s\"}], \"dialect\": {\"format\": \"delta\"}}}]}]', NULL)"
                                        .formatted(lake.lake.resolve("board/plans")))
                        .getErrorCode())
                .isEqualTo(1003);
        lake.run("ann", "DROP EXTERNAL TABLE scratch.ann_raw");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann", "nina"})
    void choosingACatalogOrSchemaThatIsHiddenFailsAsForOneThatIsNotThere(String user) {
        assertThat(lake.failure(user, "USE vault.default").getMessage())
                .isEqualTo(lake.failure(user, "USE zzzzz.default").getMessage().replace("zzzzz", "vault"));
        assertThat(lake.failure(user, "SHOW TABLES FROM lake.board").getMessage())
                .isEqualTo(lake.failure(user, "SHOW TABLES FROM lake.zzzzz")
                        .getMessage()
                        .replace("zzzzz", "board"));
    }

    @Test
    void preparedStatementsOfBothDriversGetThePart() throws SQLException {
        for (Connection connection : List.of(lake.connect("ann"), lake.stock("ann"))) {
            try (connection;
                    PreparedStatement statement =
                            connection.prepareStatement("SELECT * FROM lake.hr.people WHERE id = ?")) {
                assertThat(statement.getMetaData().getColumnCount()).isEqualTo(2);
                statement.setInt(1, 1);
                assertThat(TestGateway.rows(statement.executeQuery())).containsExactly(List.of(1, "paul"));
            }
        }
    }

    @Test
    void operatorsSeeStatementsAndNoTables() throws SQLException {
        assertThat(lake.query("ann", "SELECT count(*) FROM lake.sales.customers"))
                .containsExactly(List.of(2L));
        assertThat(lake.query("olga", "SELECT sql FROM system.queries WHERE user_name = 'ann'"))
                .isNotEmpty();
        assertThat(lake.query("nina", "SELECT sql FROM system.queries WHERE user_name = 'ann'"))
                .isEmpty();
        assertThat(lake.failure("nina", "CALL sys.CHECK_CATALOG('lake')").getErrorCode())
                .isEqualTo(6003);
    }
}
