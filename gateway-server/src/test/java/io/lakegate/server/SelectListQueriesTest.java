package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Subqueries in lists of columns that speak of the row around them, which may come from another query: each gets the columns that it names. */
class SelectListQueriesTest {
    @TempDir
    static Path lake;

    private static TestGateway gateway;
    private static Connection connection;

    @BeforeAll
    static void start() throws SQLException {
        // Numbers of one table are numbers of no other, so that one column taken for another has no rows.
        DeltaTableWriter.create(
                        lake.resolve("orders"),
                        List.of(
                                new Column("id", Simple.INTEGER),
                                new Column("customer", Simple.INTEGER),
                                new Column("status", Simple.VARCHAR),
                                new Column("note", Simple.VARCHAR),
                                new Column("cost", Simple.INTEGER)))
                .append(List.<Object[]>of(
                        new Object[] {101, 1, "new", null, 7},
                        new Object[] {102, 2, "old", "x", 8},
                        new Object[] {103, 1, "old", "y", 9}));
        DeltaTableWriter.create(
                        lake.resolve("items"),
                        List.of(new Column("of_order", Simple.INTEGER), new Column("amount", Simple.INTEGER)))
                .append(List.<Object[]>of(new Object[] {101, 5}, new Object[] {101, 6}, new Object[] {103, 7}));
        DeltaTableWriter.create(
                        lake.resolve("customers"),
                        List.of(new Column("number", Simple.INTEGER), new Column("name", Simple.VARCHAR)))
                .append(List.<Object[]>of(new Object[] {1, "ann"}, new Object[] {2, "bob"}, new Object[] {3, "cy"}));
        gateway = TestGateway.over(lake);
        connection = gateway.connect();
    }

    @AfterAll
    static void stop() throws SQLException {
        connection.close();
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Of a table.
                "SELECT o.id, (SELECT count(*) FROM items i WHERE i.of_order = o.id) FROM orders o ORDER BY 1 | [[101, 2], [102, 0], [103, 1]]",
                // Of a query whose columns have other places and names.
                "SELECT o.x, (SELECT count(*) FROM items i WHERE i.of_order = o.oid) FROM (SELECT customer AS x, id AS oid FROM orders WHERE id < 103) o ORDER BY 1 | [[1, 2], [2, 0]]",
                "SELECT o.x, (SELECT count(*) FROM items i WHERE i.of_order = o.oid) FROM (SELECT customer AS x, status, id AS oid FROM orders WHERE cost > 7) o ORDER BY 1 | [[1, 1], [2, 0]]",
                "SELECT o.note, (SELECT count(*) FROM items i WHERE i.of_order = o.oid) FROM (SELECT note, id AS oid FROM orders) o WHERE o.note IS NOT NULL ORDER BY 1 | [[x, 0], [y, 1]]",
                "WITH o AS (SELECT customer AS x, id AS oid FROM orders) SELECT sum(o.x), sum((SELECT count(*) FROM items i WHERE i.of_order = o.oid)) FROM o | [[4, 3]]",
                "SELECT o.c, o.status, (SELECT max(i.amount) FROM items i WHERE i.of_order = o.most) FROM (SELECT count(*) c, status, max(id) most FROM orders GROUP BY status) o ORDER BY 2 | [[1, new, 6], [2, old, 7]]",
                "SELECT o.x + 1, EXISTS (SELECT 1 FROM items i WHERE i.of_order = o.oid) FROM (SELECT customer AS x, id AS oid FROM orders) o ORDER BY 1, 2 | [[2, true], [2, true], [3, false]]",
                "SELECT o.oid, o.oid IN (SELECT i.of_order FROM items i WHERE i.amount > o.x + 5) FROM (SELECT customer AS x, id AS oid FROM orders) o ORDER BY 1 | [[101, false], [102, false], [103, true]]",
                // What the query does not need is left out of the one below it.
                "SELECT count(s.q), min(s.q) FROM (SELECT o.status, (SELECT max(c.number) FROM customers c WHERE c.number = o.customer) q, CASE WHEN o.note IS NULL THEN o.id ELSE -o.id END x FROM orders o) s WHERE s.x < 1000 | [[3, 1]]",
                "SELECT count(*) FROM customers p WHERE p.number <= (SELECT count(s.q) FROM (SELECT o.status, (SELECT max(c.number) FROM customers c WHERE c.number = o.customer) q, CASE WHEN o.note IS NULL THEN o.id ELSE -o.id END x FROM orders o) s WHERE s.x < 0) | [[2]]",
                "SELECT count(*) FROM customers c WHERE c.number IN (SELECT s.customer FROM (SELECT o.customer, (SELECT count(*) FROM items i WHERE i.of_order = o.id AND o.status = 'new') q, o.note FROM orders o) s WHERE s.q > 1) | [[1]]",
                "SELECT c.name FROM customers c WHERE EXISTS (SELECT 1 FROM (SELECT o.customer AS k, (SELECT sum(i.amount) FROM items i WHERE i.of_order = o.id) total FROM orders o) s WHERE s.k = c.number AND s.total > 8) | [[ann]]",
                // Two levels of rows around it.
                "SELECT c.name, (SELECT sum((SELECT count(*) FROM items i WHERE i.of_order = o.oid AND i.amount > c.number)) FROM (SELECT customer AS k, id AS oid FROM orders) o WHERE o.k = c.number) FROM customers c WHERE c.number < 3 ORDER BY 1 | [[ann, 3], [bob, 0]]",
            })
    void eachGetsTheColumnsThatItNames(String sql, String answer) throws SQLException {
        assertThat(TestGateway.query(connection, sql)).hasToString(answer);
    }
}
