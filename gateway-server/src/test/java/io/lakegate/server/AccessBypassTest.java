package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attempts to see rows that a condition leaves out, and values that a mask hides. Of the six orders ann sees 1, 2 and 5 (of the EU) and 3 (her own); gus
 * sees 1, 2 and 5. Orders 4 and 6 have values that no other has.
 */
@Timeout(300)
class AccessBypassTest {
    @TempDir
    private static Path folder;

    private static AccessLake lake;

    @BeforeAll
    static void start() throws Exception {
        lake = new AccessLake(folder);
        lake.run("adam", "CREATE VIEW scratch.deals AS SELECT id, amount, email FROM lake.sales.orders");
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    /** Each asks for the ids of all orders in another way. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id FROM lake.sales.orders",
                "SELECT o.id FROM lake.sales.orders AS o",
                "SELECT id FROM (SELECT * FROM lake.sales.orders)",
                "SELECT id FROM (SELECT id, region AS r FROM lake.sales.orders) x WHERE r <> 'nowhere'",
                "WITH w AS (SELECT * FROM lake.sales.orders) SELECT id FROM w",
                "SELECT id FROM lake.sales.orders WHERE 1 = 1 OR region = 'US'",
                "SELECT id FROM lake.sales.orders GROUP BY id HAVING count(*) > 0",
                "SELECT DISTINCT id FROM lake.sales.orders",
                "SELECT id FROM lake.sales.orders UNION SELECT id FROM lake.sales.orders",
                "SELECT id FROM lake.sales.orders INTERSECT SELECT id FROM lake.sales.orders",
                "SELECT o.id FROM (VALUES (1), (2), (3), (4), (5), (6)) v(k) JOIN lake.sales.orders o ON o.id = v.k",
                "SELECT k FROM (VALUES (1), (2), (3), (4), (5), (6)) v(k) LEFT JOIN lake.sales.orders o ON o.id = v.k WHERE o.id IS NOT NULL",
                "SELECT o.id FROM lake.sales.orders o FULL JOIN lake.sales.customers c ON o.id = c.id WHERE o.id IS NOT NULL",
                "SELECT o.id FROM lake.sales.customers c RIGHT JOIN lake.sales.orders o ON o.id = c.id",
                "SELECT k FROM (VALUES (1), (2), (3), (4), (5), (6)) v(k) WHERE k IN (SELECT id FROM lake.sales.orders)",
                "SELECT k FROM (VALUES (1), (2), (3), (4), (5), (6)) v(k) WHERE EXISTS (SELECT 1 FROM lake.sales.orders o WHERE o.id = k)",
                "SELECT k FROM (VALUES (1), (2), (3), (4), (5), (6)) v(k) WHERE k = (SELECT max(id) FROM lake.sales.orders o WHERE o.id = k)",
                "SELECT o.id FROM (VALUES (1), (2), (3), (4), (5), (6)) v(k) CROSS JOIN LATERAL (SELECT id FROM lake.sales.orders o WHERE o.id = k) o",
                "SELECT id FROM (SELECT id, row_number() OVER (ORDER BY region, id) AS n FROM lake.sales.orders) WHERE n > 0",
                "SELECT id FROM lake.sales.orders FOR VERSION AS OF 2",
                "SELECT id FROM lake.sales.orders VERSION AS OF 2",
                "SELECT id FROM lake.sales.orders FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP",
                "SELECT id FROM TABLE(table_at('lake.sales.orders', VERSION => 2))",
                "SELECT id FROM TABLE(table_changes('lake.sales.orders', 0, 2))",
                "SELECT id FROM scratch.deals",
                "SELECT id FROM scratch.deals FOR VERSION AS OF 2",
                "SELECT a.id FROM lake.sales.orders a JOIN lake.sales.orders b ON a.id = b.id",
                "SELECT id FROM lake.sales.orders TABLESAMPLE BERNOULLI(100)",
                "SELECT id FROM lake.sales.orders ORDER BY id + 1",
                "SELECT u.v FROM (SELECT ARRAY_AGG(id) AS ids FROM lake.sales.orders) CROSS JOIN UNNEST(ids) AS u(v)",
            })
    void rowsThatAConditionLeavesOutAreNotThere(String sql) throws SQLException {
        assertThat(ids(lake.query("adam", sql))).as("adam: " + sql).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(ids(lake.query("ann", sql))).as("ann: " + sql).containsExactly(1, 2, 3, 5);
        assertThat(ids(lake.query("gus", sql))).as("gus: " + sql).containsExactly(1, 2, 5);
        // The text is known by now, and planned for others.
        assertThat(ids(lake.query("ann", sql))).as("ann again: " + sql).containsExactly(1, 2, 3, 5);
    }

    private static List<Integer> ids(List<List<Object>> rows) {
        return rows.stream()
                .map(row -> ((Number) row.get(0)).intValue())
                .distinct()
                .sorted()
                .toList();
    }

    /** Each tells of all rows in one number, which is another where rows are missing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM lake.sales.orders",
                "SELECT count(1) FROM lake.sales.orders",
                "SELECT count(DISTINCT region) FROM lake.sales.orders",
                "SELECT count(*) FROM lake.sales.orders WHERE region = 'ASIA' OR TRUE",
                "SELECT max(amount) FROM lake.sales.orders",
                "SELECT min(amount) FROM lake.sales.orders",
                "SELECT max(region) FROM lake.sales.orders WHERE id > 3",
                "SELECT sum(amount) FROM lake.sales.orders",
                "SELECT max(amount) FROM lake.sales.orders FOR VERSION AS OF 2",
                "SELECT count(*) FROM TABLE(table_changes('lake.sales.orders', 0, 2))",
                "SELECT max(s) FROM (SELECT sum(amount) OVER () AS s FROM lake.sales.orders)",
                "SELECT max(amount) FROM scratch.deals",
            })
    void sumsAndCountsAreOfWhatOneSees(String sql) throws SQLException {
        Object all = lake.query("adam", sql).get(0).get(0);
        Object seen = lake.query("gus", sql).get(0).get(0);
        assertThat(seen).as(sql).isNotEqualTo(all);
        assertThat(seen.toString()).as(sql).isIn("3", "1", "50", "10", "EU", "80");
    }

    /** An expression that fails for the hidden orders alone, or that tells of them by failing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM lake.sales.orders WHERE 100 / (amount - 5) < 1000000",
                "SELECT count(*) FROM lake.sales.orders WHERE CAST(code AS INTEGER) > 0",
                "SELECT count(*) FROM lake.sales.orders WHERE CASE WHEN id = 4 THEN 1 / (id - id) ELSE 1 END = 1",
                "SELECT count(*) FROM lake.sales.orders WHERE CASE WHEN amount = 987654 THEN CAST(code || 'x' AS INTEGER) ELSE 1 END = 1",
                "SELECT count(*) FROM (SELECT CAST(code AS INTEGER) AS c FROM lake.sales.orders) WHERE c > 0",
                "SELECT sum(CAST(code AS INTEGER)) FROM lake.sales.orders",
                "SELECT count(*) FROM lake.sales.orders o JOIN lake.sales.customers c ON CAST(o.code AS INTEGER) = c.id",
                "SELECT count(*) FROM lake.sales.customers c LEFT JOIN lake.sales.orders o ON o.id = c.id AND CAST(o.code AS INTEGER) > 0",
                "SELECT count(*) FROM lake.sales.customers c JOIN lake.sales.orders o ON o.id = c.id WHERE CAST(o.code AS INTEGER) > 0",
                "SELECT count(*) FROM lake.sales.customers c WHERE EXISTS (SELECT 1 FROM lake.sales.orders o WHERE o.id >= c.id AND CAST(o.code AS INTEGER) > 0)",
                "SELECT count(*) FROM lake.sales.orders GROUP BY CAST(code AS INTEGER)",
                "SELECT id FROM lake.sales.orders ORDER BY CAST(code AS INTEGER) LIMIT 1",
                "SELECT max(amount) FROM lake.sales.orders HAVING max(CAST(code AS INTEGER)) > 0",
                "SELECT row_number() OVER (ORDER BY CAST(code AS INTEGER)) FROM lake.sales.orders",
                "SELECT count(*) FROM (SELECT * FROM lake.sales.orders UNION ALL SELECT * FROM lake.sales.orders) WHERE CAST(code AS INTEGER) > 0",
                "SELECT count(*) FROM lake.sales.orders FOR VERSION AS OF 1 WHERE CAST(code AS INTEGER) > 0",
                "SELECT count(*) FROM TABLE(table_changes('lake.sales.orders', 0, 2)) WHERE CAST(code AS INTEGER) > 0",
            })
    void noExpressionIsComputedForARowThatOneMayNotSee(String sql) throws SQLException {
        assertThat(lake.failure("adam", sql).getSQLState()).as("adam: " + sql).startsWith("22");
        for (int i = 0; i < 3; i++) {
            assertThat(lake.query("gus", sql)).as("gus: " + sql).isNotEmpty();
        }
    }

    @Test
    void aBarrierHoldsOverManyRowsToo() throws Exception {
        lake.many.append(LongStream.range(100, 60_000)
                .mapToObj(id -> new Object[] {(int) id, id % 3 == 0 ? "no number" : "1", id % 3 == 0 ? "US" : "EU"})
                .toList());
        String sql = "SELECT count(*) FROM lake.sales.many WHERE CAST(code AS INTEGER) = 1";
        assertThat(lake.failure("adam", sql).getSQLState()).startsWith("22");
        assertThat(lake.query("gus", sql)).containsExactly(List.of(39_934L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT email, phone FROM lake.sales.orders",
                "SELECT o.email, o.phone FROM lake.sales.orders o WHERE id < 100",
                "SELECT max(email), min(email), max(phone) FROM lake.sales.orders",
                "SELECT email || phone FROM lake.sales.orders",
                "SELECT UPPER(email), REVERSE(phone) FROM lake.sales.orders",
                "SELECT id FROM lake.sales.orders WHERE email = 'one@x.com' OR phone = '111' OR phone LIKE '2%'",
                "SELECT id FROM lake.sales.orders WHERE email LIKE 'o%'",
                "SELECT a.id FROM lake.sales.orders a JOIN (VALUES ('one@x.com')) v(e) ON a.email = v.e",
                "SELECT id FROM lake.sales.orders GROUP BY id, email HAVING max(email) = 'one@x.com'",
                "SELECT email FROM lake.sales.orders FOR VERSION AS OF 1",
                "SELECT email, phone FROM TABLE(table_changes('lake.sales.orders', 0, 2))",
                "SELECT email FROM scratch.deals",
                "SELECT id FROM scratch.deals WHERE email = 'one@x.com'",
                "SELECT first_value(email) OVER (ORDER BY email) FROM lake.sales.orders",
                "SELECT email FROM lake.sales.orders UNION SELECT phone FROM lake.sales.orders",
                "SELECT x.email FROM lake.sales.customers c LEFT JOIN lake.sales.orders x ON c.id = x.id",
                "EXPLAIN SELECT email, phone FROM lake.sales.orders",
                "EXPLAIN ANALYZE SELECT email, phone FROM lake.sales.orders",
                "VERIFY SELECT email, phone FROM lake.sales.orders",
            })
    void valuesThatAMaskHidesAreSeenNowhere(String sql) throws SQLException {
        for (Connection connection : List.of(lake.connect("gus"), lake.stock("gus"))) {
            try (connection) {
                assertThat(TestGateway.query(connection, sql).toString())
                        .as(sql)
                        .doesNotContain("one@", "ONE@", "two@", "five@", "111", "222", "555", "[1]", "[2]", "700");
            }
        }
    }

    @Test
    void aMaskShowsWhatItSays() throws SQLException {
        assertThat(lake.query("ann", "SELECT email, phone FROM lake.sales.orders WHERE id = 1"))
                .containsExactly(List.of("***.com", "hidden"));
        assertThat(lake.query("adam", "SELECT email, phone FROM lake.sales.orders WHERE id = 1"))
                .containsExactly(List.of("one@x.com", "111"));
        assertThat(lake.query("ann", "SELECT count(*) FROM lake.sales.orders WHERE phone = 'hidden'"))
                .containsExactly(List.of(4L));
    }

    @Test
    void plansShowNeitherConditionsNorMasksNorHiddenColumns() throws SQLException {
        for (String explain : List.of("EXPLAIN ", "EXPLAIN ANALYZE ")) {
            for (String sql : List.of(
                    "SELECT id, email FROM lake.sales.orders",
                    "SELECT * FROM lake.sales.orders",
                    "SELECT id FROM lake.sales.customers WHERE id IN (SELECT id FROM lake.sales.orders)")) {
                String plan = lake.query("gus", explain + sql).toString();
                assertThat(plan)
                        .as(explain + sql)
                        .contains("lake.sales.orders")
                        .doesNotContain("'EU'", "EU", "***", "hidden'", "CURRENT", "margin", "dropped");
            }
        }
        assertThat(lake.failure("gus", "EXPLAIN SELECT * FROM scratch.deals").getErrorCode())
                .as("the text of a view is for those who may define it")
                .isEqualTo(6003);
        assertThat(lake.query("gus", "EXPLAIN ANALYZE SELECT * FROM scratch.deals")
                        .toString())
                .contains("rows: ")
                .doesNotContain("orders", "EU", "***", "hidden'", "CURRENT", "margin", "dropped");
        assertThat(lake.query("adam", "EXPLAIN ANALYZE SELECT id FROM lake.sales.orders")
                        .toString())
                .contains("dropped");
    }

    @Test
    void rulesAskWhoAsks() throws SQLException {
        assertThat(lake.query("gus", "SELECT count(*) FROM lake.sales.visits")).containsExactly(List.of(1L));
        assertThat(lake.query("ann", "SELECT count(*) FROM lake.sales.visits")).containsExactly(List.of(0L));
        assertThat(lake.query("gus", "SELECT CURRENT_USER, IS_MEMBER('sellers'), IS_MEMBER('dba')"))
                .containsExactly(List.of("gus", true, false));
        assertThat(lake.query("ann", "SELECT IS_MEMBER('sellers')")).containsExactly(List.of(false));
    }

    @Test
    void aPreparedStatementOfOneIsNotThePlanOfAnother() throws SQLException {
        String sql = "SELECT id FROM lake.sales.orders WHERE id < ?";
        for (String user : List.of("adam", "gus", "ann", "adam", "gus")) {
            for (Connection connection : List.of(lake.connect(user), lake.stock(user))) {
                try (connection;
                        PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setInt(1, 100);
                    List<Integer> seen = ids(TestGateway.rows(statement.executeQuery()));
                    assertThat(seen)
                            .isEqualTo(
                                    switch (user) {
                                        case "adam" -> List.of(1, 2, 3, 4, 5, 6);
                                        case "gus" -> List.of(1, 2, 5);
                                        default -> List.of(1, 2, 3, 5);
                                    });
                }
            }
        }
    }

    @Test
    void theSettingOfAReaderChangesNothing() throws SQLException {
        for (String setting : List.of("lakegate.reader = 'format'", "lakegate.reader = 'engine'")) {
            try (Connection connection = lake.connect("gus");
                    Statement statement = connection.createStatement()) {
                statement.execute("SET " + setting);
                assertThat(ids(TestGateway.query(connection, "SELECT id FROM lake.sales.orders")))
                        .as(setting)
                        .containsExactly(1, 2, 5);
                assertThat(TestGateway.query(connection, "SELECT max(email) FROM lake.sales.orders"))
                        .containsExactly(List.of("***.com"));
            }
        }
    }

    @Test
    void theDifferenceOfTwoVersionsIsOfWhatOneSees() throws SQLException {
        String sql =
                "SELECT * FROM TABLE(table_diff('lake.sales.orders FOR VERSION AS OF 1', 'lake.sales.orders FOR VERSION AS OF 2', 'id'))";
        assertThat(lake.query("adam", sql).toString()).contains("987654", "ASIA");
        assertThat(lake.query("gus", sql)).hasSize(1);
        assertThat(lake.query("gus", sql).toString()).contains("added").doesNotContain("987654", "five@", "700");
    }
}
