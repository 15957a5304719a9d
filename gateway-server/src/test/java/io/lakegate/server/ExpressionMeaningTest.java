package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What single expressions mean where the engine alone would say something else, and who asks. */
class ExpressionMeaningTest {
    @TempDir
    private static Path lake;

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        DeltaTableWriter.create(lake.resolve("s").resolve("n"), List.of(new Column("x", Simple.INTEGER)))
                .append(List.<Object[]>of(new Object[] {1}));
        gateway = TestGateway.over(lake);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            nullValues = "NULL",
            value = {
                "SUBSTRING('abc' FROM CAST(NULL AS INTEGER)); NULL",
                "\"LEFT\"('abc', CAST(NULL AS INTEGER)); NULL",
                "SUBSTRING_INDEX('a.b', CAST(NULL AS VARCHAR), 1); NULL",
                "CARDINALITY(SPLIT('a', CAST(NULL AS VARCHAR))); NULL",
                "ARRAY_JOIN(ARRAY['a'], CAST(NULL AS VARCHAR)); NULL",
                "ARRAYS_OVERLAP(ARRAY[1], ARRAY[2, NULL]); NULL",
                "POSITION('' IN 'abc' FROM 10); 0",
                "BIT_COUNT(-1); 64",
                "CEIL(CAST(-9223372036854775807 AS BIGINT)); -9223372036854775807",
                "CAST(FLOOR(3) AS VARCHAR); 3",
                "LEVENSHTEIN('你好', '你很好'); 1",
                "SOUNDEX('Miller'); M460",
                "SAFE_CAST('ab' AS CHAR(4)) || '|'; ab  |",
                "SAFE_CAST(TRUE AS VARCHAR); TRUE",
                "SAFE_CAST('x' AS INTEGER); NULL",
                "CAST(' tRue ' AS BOOLEAN); TRUE",
                "CAST(INTERVAL '1.5' SECOND AS DECIMAL(3, 1)); 1.5",
                "EXTRACT(DAY FROM INTERVAL '4-2' YEAR TO MONTH); 0",
                "DATE '2005-03-02' - INTERVAL '5' HOUR; 2005-03-02",
                "DATE '2005-03-02' - INTERVAL '25' HOUR; 2005-03-01",
                "DATE '2005-03-02' - INTERVAL '1' DAY; 2005-03-01",
                "INTERVAL '3-4' YEAR TO MONTH / 4.5; 9 months",
                "SAFE_DIVIDE(CAST(1.7e308 AS DOUBLE), CAST(0.5 AS DOUBLE)); NULL",
                "FORMAT_DATE('%F %x', DATE '2008-12-25'); 2008-12-25 12/25/08",
                "REGEXP_LIKE('a' || CHR(10) || 'b', 'a.b', 'n'); TRUE",
                "REGEXP_LIKE('a' || CHR(10) || 'b', 'a.b', 's'); FALSE",
                "JSON_ARRAY(JSON_ARRAY('foo')); [[\"foo\"]]",
                "JSON_LENGTH(CAST(NULL AS VARCHAR)); NULL",
                "JSON_SET('{\"a\": 1}', '$.a', 10, '$.c', '[true]'); {\"a\":10,\"c\":\"[true]\"}",
                "JSON_REMOVE('[1, 2, 3]', '$[0]', '$[0]'); [3]",
                "TO_HEX(SUBSTRING(X'0a0b0c0d' FROM 2 FOR 2)); 0b0c",
                "TO_HEX(SUBSTRING(X'0a0b0c0d' FROM -1 FOR 3)); 0a",
                "TO_HEX(LEFT(X'0a0b0c', 2)) || TO_HEX(RIGHT(X'0a0b0c', 1)); 0a0b0c",
                "TO_HEX(LPAD(X'0a', 3, X'0102')); 01020a",
                "POSITION(X'0bb0' IN X'b00bb0'); 2",
                "POSITION(X'00bb' IN X'b00bb0'); 0",
                "POSITION(X'0a' IN X'0a0b0a' FROM 2); 3",
                "STARTS_WITH(X'0a0b', X'0a'); TRUE",
                "ENDS_WITH(X'a0b0', X'0b'); FALSE",
                "BIT_COUNT(X'ff01'); 9",
                "BIT_COUNT(TRUE); 1",
                "CARDINALITY(ARRAY_REPEAT('a', NULL)); NULL",
                "CARDINALITY(ARRAY_REPEAT('a', 2)); 2",
                "ABS(INTERVAL '-3' DAY); 3 days",
                "TIMESTAMP '2016-02-24 12:42:25' = FLOOR(TIMESTAMP '2016-02-24 12:42:25' TO NANOSECOND); TRUE"
            })
    void anExpressionHasItsValue(String expression, String value) throws SQLException {
        List<List<Object>> rows = gateway.query("SELECT CAST(v AS VARCHAR) FROM (SELECT " + expression + " AS v) AS q");

        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).get(0)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "CAST(TIME '21:30:00' AS VARCHAR FORMAT 'HH12'); CAST with FORMAT",
                "FORMAT_DATE('%g', DATE '2001-01-01'); the pattern %g",
                "TO_CHAR(TIMESTAMP '2022-06-03 12:15:48', 'SSSS'); the pattern SSSS",
                "CURRENT_DATETIME('Europe/Berlin'); CURRENT_DATETIME with a zone",
                "JSON_QUERY('{}', 'lax $.foo' EMPTY ARRAY ON EMPTY); JSON_QUERY with EMPTY_ARRAY",
                "REGEXP_LIKE('a', 'b', 'x'); REGEXP_LIKE with the option x",
                "ARRAY_JOIN(ARRAY[X'aa'], '-'); ARRAY_JOIN of bytes",
                "CAST(TIME '21:30:00' AS TIMESTAMP); CAST of a TIME to a TIMESTAMP",
                "X'0f' << 4; << of bytes",
                "BIT_COUNT('8'); BIT_COUNT of a CHAR",
                "OVERLAY(X'0a0b' PLACING X'0c' FROM 1); OVERLAY of bytes",
                "CURRENT_USER; CURRENT_USER"
            })
    void whatWouldMeanSomethingElseIsRefusedByName(String expression, String name) {
        assertThatThrownBy(() -> gateway.query("SELECT " + expression))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(ErrorCode.UNSUPPORTED_SQL.number()))
                .hasMessageContaining(name);
    }

    @Test
    void aSeparatorMayBeAColumn() throws SQLException {
        assertThat(
                        gateway.query(
                                "SELECT SUBSTRING_INDEX(x, s, n), ARRAY_TO_STRING(l, s), ARRAY_TO_STRING(l, s, '?') FROM (VALUES"
                                        + " ('a.b.c', '.', 2, ARRAY['x', NULL, 'y']), ('a.b.c', '.', -1, ARRAY['z', NULL]), ('a', '--', 0, ARRAY['x', 'y']),"
                                        + " ('a.b', '', 1, ARRAY['x', 'y']), (NULL, '.', 1, NULL), ('a', NULL, 1, ARRAY['x'])) AS q (x, s, n, l)"))
                .hasToString(
                        "[[a.b, x.y, x.?.y], [c, z, z.?], [, x--y, x--y], [a, xy, xy], [null, null, null], [null, null, null]]");
    }

    @Test
    void aBitThatANumberDoesNotHaveIsAnError() {
        assertThatThrownBy(() -> gateway.query("SELECT BIT_GET(CAST(11 AS INTEGER), 32)"))
                .hasMessageContaining("it has those from 0 to 31");
    }

    @Test
    void currentUserIsWhoConnected() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", "ada");
        try (Connection connection = DriverManager.getConnection(gateway.url(), properties);
                Statement statement = connection.createStatement()) {
            assertThat(TestGateway.query(connection, "SELECT CURRENT_USER, SESSION_USER, USER, n.x FROM lake.s.n"))
                    .isEqualTo(List.of(List.of("ada", "ada", "ada", 1)));
            statement.execute("USE lake.s");
            assertThat(TestGateway.query(connection, "SELECT CURRENT_USER, CURRENT_SCHEMA"))
                    .isEqualTo(List.of(List.of("ada", "s")));
        }
    }

    @Test
    void timesAreGroupedInWindowsThatTumble() throws SQLException {
        assertThat(gateway
                        .query("SELECT TUMBLE_START(t, INTERVAL '15' MINUTE), count(*) FROM (VALUES"
                                + " (TIMESTAMP '2024-01-31 10:29:59'), (TIMESTAMP '2024-01-31 10:30:00'), (TIMESTAMP '2024-01-31 10:44:00')) AS v(t)"
                                + " GROUP BY TUMBLE(t, INTERVAL '15' MINUTE) ORDER BY 1")
                        .stream()
                        .map(Object::toString))
                .hasSize(2)
                .first()
                .asString()
                .endsWith(", 1]");
    }
}
