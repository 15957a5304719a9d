package io.lakegate.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A statement of literals, as pools send them to see whether a connection lives, is answered without the engine. */
@Timeout(120)
class ConstantRowTest {
    @Test
    void theEngineIsNotAsked() throws SQLException {
        try (EnginelessGateway gateway = EnginelessGateway.start(new WideCatalog());
                Connection connection = DriverManager.getConnection(gateway.url());
                Statement statement = connection.createStatement()) {
            assertThat(row(statement, "SELECT 1")).containsExactly(1);
            assertThat(
                            row(
                                    statement,
                                    "SELECT -5 AS a, 9223372036854775807, TRUE, FALSE, 'é ', '', CAST(7 AS SMALLINT), 2147483648"))
                    .containsExactly(-5, Long.MAX_VALUE, true, false, "é ", "", (short) 7, 2147483648L);
            assertThat(row(statement, "SELECT CAST('a' AS CHAR(3))")).containsExactly("a  ");
            // What is to be computed, or is worth something in a type of which there are several ideas, is the
            // engine's.
            for (String sql : List.of(
                    "SELECT random()",
                    "SELECT 1.5",
                    "SELECT NULL",
                    "SELECT DATE '2024-02-29'",
                    "SELECT CAST('x' AS INTEGER)",
                    "SELECT 1 UNION ALL SELECT 2",
                    "SELECT * FROM (VALUES (1), (2))")) {
                assertThatThrownBy(() -> row(statement, sql)).as(sql).isInstanceOf(SQLException.class);
            }
        }
    }

    private static List<Object> row(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            List<Object> row = new ArrayList<>();
            assertThat(rows.next()).isTrue();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                row.add(rows.getObject(i));
            }
            assertThat(rows.next()).isFalse();
            return row;
        }
    }
}
