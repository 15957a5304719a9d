package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.catalog.error.ErrorCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The past of a table in every spelling: the same list of statements over each of the formats. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryTest {
    private ThreeLakes lakes;

    @BeforeAll
    void write(@TempDir Path folder) throws Exception {
        lakes = ThreeLakes.write(folder);
    }

    @AfterAll
    void stop() {
        lakes.close();
    }

    Stream<ThreeLakes.Told> formats() {
        return lakes.formats().stream();
    }

    private static String name(ThreeLakes.Told told) {
        return told.table();
    }

    /** The table function that reads the table where it lies; {@code more} are further arguments. */
    private static String scan(ThreeLakes.Told told, String more) {
        String which = told.format().equals("ducklake") ? ", 'main.orders'" : "";
        return "TABLE(%s_scan('%s'%s%s))".formatted(told.format(), told.location(), which, more);
    }

    private void hasRows(long wanted, String sql) throws SQLException {
        assertThat(lakes.gateway().query(sql)).as(sql).isEqualTo(List.of(List.of(wanted)));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aVersionIsReadInEverySpelling(ThreeLakes.Told told) throws SQLException {
        long two = told.version(2);
        for (String from : List.of(
                "%1$s VERSION AS OF %2$d",
                "%1$s FOR VERSION AS OF %2$d",
                "%1$s FOR SYSTEM_VERSION AS OF %2$d",
                "%1$s VERSION AS OF '%2$d'",
                "%1$s VERSION AS OF %2$d AS o",
                "%1$s FOR VERSION AS OF %2$d o",
                "%1$s FOR VERSION AS OF %2$d AS o (a, b)",
                "(SELECT * FROM %1$s VERSION AS OF %2$d) AS o",
                "TABLE(table_at('%1$s', VERSION => %2$d))",
                "TABLE(table_at('%1$s', VERSION => %2$d)) AS o",
                "TABLE(table_at('%1$s', VERSION => %2$d)) AS o (a, b)")) {
            hasRows(2, "SELECT count(*) FROM " + from.formatted(name(told), two));
        }
        hasRows(2, "SELECT count(*) FROM " + scan(told, ", VERSION => " + two));
        hasRows(3, "SELECT count(o.id) FROM " + scan(told, "") + " AS o");
        hasRows(2, "WITH o AS (SELECT * FROM %s VERSION AS OF %d) SELECT count(*) FROM o".formatted(name(told), two));
        hasRows(2, "SELECT count(orders.id) FROM %s VERSION AS OF %d".formatted(name(told), two));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aTimeIsReadInEverySpelling(ThreeLakes.Told told) throws SQLException {
        for (String from : List.of(
                "%1$s TIMESTAMP AS OF TIMESTAMP '%2$s'",
                "%1$s FOR TIMESTAMP AS OF TIMESTAMP '%2$s'",
                "%1$s FOR SYSTEM_TIME AS OF TIMESTAMP '%2$s'",
                "%1$s TIMESTAMP AS OF '%2$s'",
                "%1$s FOR SYSTEM_TIME AS OF '%2$s' AS o",
                "%1$s TIMESTAMP AS OF CAST('%2$s' AS TIMESTAMP) o",
                "%1$s TIMESTAMP AS OF TIMESTAMP '%2$s' + INTERVAL '0' SECOND AS o (a, b)",
                "TABLE(table_at('%1$s', TIMESTAMP => TIMESTAMP '%2$s'))",
                "TABLE(table_at('%1$s', TIMESTAMP => '%2$s')) AS o (a, b)")) {
            hasRows(2, "SELECT count(*) FROM " + from.formatted(name(told), told.time(2)));
        }
        hasRows(2, "SELECT count(*) FROM " + scan(told, ", TIMESTAMP => '%s'".formatted(told.time(2))));
        hasRows(3, "SELECT count(*) FROM %s TIMESTAMP AS OF CURRENT_TIMESTAMP".formatted(name(told)));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void joinsReadEachTableAtItsOwnVersion(ThreeLakes.Told told) throws SQLException {
        String sql =
                "SELECT a.id, b.id FROM %1$s VERSION AS OF %2$d AS a FULL JOIN %1$s VERSION AS OF %3$d AS b ON a.id = b.id"
                        + " LEFT JOIN %1$s AS c ON c.id = b.id AND c.region = 'south' ORDER BY b.id, c.id";
        assertThat(lakes.gateway().query(sql.formatted(name(told), told.version(1), told.version(2))))
                .isEqualTo(List.of(List.of(1, 1), java.util.Arrays.asList(null, 2)));
        hasRows(
                1,
                "SELECT count(*) FROM %1$s AS now WHERE NOT EXISTS (SELECT 1 FROM %1$s TIMESTAMP AS OF '%2$s' AS was WHERE was.id = now.id)"
                        .formatted(name(told), told.time(2)));
        for (ThreeLakes.Told other : lakes.formats()) {
            hasRows(
                    1,
                    "SELECT count(*) FROM %s VERSION AS OF %d AS a JOIN %s FOR TIMESTAMP AS OF TIMESTAMP '%s' AS b USING (id)"
                            .formatted(name(told), told.version(3), name(other), other.time(1)));
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void versionsAndTimesMayBeParameters(ThreeLakes.Told told) throws SQLException {
        try (Connection connection = lakes.gateway().connect();
                PreparedStatement version = connection.prepareStatement(
                        "SELECT count(*) FROM %s VERSION AS OF ? AS o WHERE o.region = ? OR o.id > ?"
                                .formatted(name(told)));
                PreparedStatement time = connection.prepareStatement(
                        "SELECT count(*) FROM %1$s AS a JOIN %1$s TIMESTAMP AS OF ? AS b ON a.id = b.id"
                                .formatted(name(told)));
                PreparedStatement at = connection.prepareStatement(
                        "SELECT count(*) FROM TABLE(table_at('%s', VERSION => ?)) AS o".formatted(name(told)));
                PreparedStatement path =
                        connection.prepareStatement("SELECT count(*) FROM " + scan(told, ", VERSION => ?"))) {
            for (int commit = 1; commit <= 3; commit++) {
                List<List<Object>> wanted = List.of(List.of((long) commit));
                version.setLong(1, told.version(commit));
                version.setString(2, "south");
                version.setInt(3, 0);
                assertThat(TestGateway.rows(version.executeQuery())).isEqualTo(wanted);
                time.setTimestamp(1, Timestamp.from(told.times().get(commit - 1)));
                assertThat(TestGateway.rows(time.executeQuery())).isEqualTo(wanted);
                at.setLong(1, told.version(commit));
                assertThat(TestGateway.rows(at.executeQuery())).isEqualTo(wanted);
                path.setLong(1, told.version(commit));
                assertThat(TestGateway.rows(path.executeQuery())).isEqualTo(wanted);
            }
            version.setLong(1, 987654321);
            assertThatThrownBy(version::executeQuery).hasMessageContaining("987654321");
            time.setTimestamp(1, Timestamp.valueOf("2001-01-01 00:00:00"));
            assertThatThrownBy(time::executeQuery).hasMessageContaining("2001-01-01T00:00:00Z");
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aSessionCanReadAllTablesAsTheyWere(ThreeLakes.Told told) throws SQLException {
        try (Connection connection = lakes.gateway().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET lakegate.as_of = '%s'".formatted(told.time(2)));
            String count = "SELECT count(*) FROM ";
            assertThat(TestGateway.query(connection, count + name(told))).isEqualTo(List.of(List.of(2L)));
            assertThat(TestGateway.query(connection, count + name(told) + " VERSION AS OF " + told.version(3)))
                    .isEqualTo(List.of(List.of(3L)));
            assertThat(TestGateway.query(
                            connection,
                            "SELECT (SELECT count(*) FROM %1$s), count(*) FROM %1$s AS a JOIN %1$s VERSION AS OF %2$d AS b ON a.id = b.id"
                                    .formatted(name(told), told.version(1))))
                    .isEqualTo(List.of(List.of(2L, 1L)));
            assertThat(TestGateway.query(connection, count + "TABLE(table_at('%s'))".formatted(name(told))))
                    .isEqualTo(List.of(List.of(2L)));
            assertThat(TestGateway.query(connection, count + scan(told, ""))).isEqualTo(List.of(List.of(2L)));
            statement.execute("SET lakegate.as_of = '2001-01-01'");
            assertThatThrownBy(() -> TestGateway.query(connection, count + name(told)))
                    .hasMessageContaining("2001-01-01T00:00:00Z");
            statement.execute("RESET lakegate.as_of");
            assertThat(TestGateway.query(connection, count + name(told))).isEqualTo(List.of(List.of(3L)));
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void twoVersionsAndTwoFormatsAreCompared(ThreeLakes.Told told) throws SQLException {
        String diff = "SELECT * FROM TABLE(table_diff('%s', '%s', 'id')) AS d ORDER BY id";
        assertThat(lakes.gateway()
                        .query(diff.formatted(
                                "%s VERSION AS OF %d".formatted(name(told), told.version(1)),
                                "%s FOR TIMESTAMP AS OF TIMESTAMP ''%s''".formatted(name(told), told.time(2)))))
                .isEqualTo(List.of(java.util.Arrays.asList(2, "added", null, "south")));
        assertThat(lakes.gateway()
                        .query(diff.formatted(
                                name(told), "%s VERSION AS OF %d".formatted(name(told), told.version(2)))))
                .isEqualTo(List.of(java.util.Arrays.asList(3, "removed", "north", null)));
        for (ThreeLakes.Told other : lakes.formats()) {
            assertThat(lakes.gateway().query(diff.formatted(name(told), name(other))))
                    .as(other.format())
                    .isEmpty();
        }
        refused(diff.formatted(name(told), name(told) + "x"), ErrorCode.TABLE_NOT_FOUND, "has no table ordersx");
        refused(
                diff.formatted(name(told), name(told)).replace("'id'", "'key'"),
                ErrorCode.COLUMN_NOT_FOUND,
                "The key column key of table_diff is not in both tables.");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void changesBetweenVersionsAndTimesAreRows(ThreeLakes.Told told) throws SQLException {
        for (String bounds : List.of(
                "%d, %d".formatted(told.version(2), told.version(3)),
                "%d".formatted(told.version(2)),
                "TIMESTAMP '%s'".formatted(told.time(1)),
                "TIMESTAMP '%s', TIMESTAMP '%s'".formatted(told.time(1), told.time(3)))) {
            assertThat(lakes.gateway()
                            .query("SELECT id, \"_change_type\" FROM TABLE(table_changes('%s', %s)) AS c ORDER BY c.id"
                                    .formatted(name(told), bounds)))
                    .as(bounds)
                    .isEqualTo(List.of(List.of(2, "insert"), List.of(3, "insert")));
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void whatTheHistoryDoesNotKeepIsRefusedWithTheRange(ThreeLakes.Told told) {
        refused(
                "SELECT * FROM %s VERSION AS OF 987654321".formatted(name(told)),
                ErrorCode.VERSION_NOT_FOUND,
                "987654321");
        refused(
                "SELECT * FROM %s VERSION AS OF 'main_2'".formatted(name(told)),
                ErrorCode.VERSION_NOT_FOUND,
                "no branch or tag main_2");
        refused(
                "SELECT * FROM %s TIMESTAMP AS OF '2001-01-01'".formatted(name(told)),
                ErrorCode.VERSION_NOT_FOUND,
                "2001-01-01T00:00:00Z");
        refused(
                "SELECT * FROM %s TIMESTAMP AS OF '3001-01-01'".formatted(name(told)),
                ErrorCode.VERSION_NOT_FOUND,
                "3001-01-01T00:00:00Z");
        refused(
                "SELECT * FROM %s TIMESTAMP AS OF 'soon'".formatted(name(told)),
                ErrorCode.INVALID_STATEMENT,
                "is no time");
        refused("SELECT * FROM " + scan(told, ", VERSION => 987654321"), ErrorCode.VERSION_NOT_FOUND, "987654321");
        refused("SELECT * FROM " + scan(told, ", VERSIN => 1"), ErrorCode.INVALID_STATEMENT, "has no argument VERSIN");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aPlaceIsReadOnlyWhereConfigurationAllowsIt(ThreeLakes.Told told) {
        String elsewhere = scan(told, "").replace(lakes.folder().toString(), "/etc");
        refused("SELECT * FROM " + elsewhere, ErrorCode.TABLE_NOT_FOUND, "/etc");
        refused(
                "SELECT * FROM " + elsewhere,
                ErrorCode.TABLE_NOT_FOUND,
                "is not below a folder of a configured catalog.");
        String escaping = scan(told, "").replace(lakes.folder().toString(), lakes.folder() + "/iceberg/../..");
        refused("SELECT * FROM " + escaping, ErrorCode.TABLE_NOT_FOUND, "is not below a folder");
        String noTable = told.format().equals("ducklake")
                ? scan(told, "").replace("main.orders", "main.odrers")
                : scan(told, "").replace("shop/orders", "shop/odrers");
        assertThatThrownBy(() -> lakes.gateway().query("SELECT * FROM " + noTable))
                .hasMessageContaining("odrers")
                .isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void duckLakeNeedsTheNameOfATableToo(ThreeLakes.Told told) {
        if (told.format().equals("ducklake")) {
            refused(
                    "SELECT * FROM TABLE(ducklake_scan('%s'))".formatted(told.location()),
                    ErrorCode.INVALID_STATEMENT,
                    "takes a catalog and one of its tables: ducklake_scan('duckdb:/data/lake.ducklake', 'main.orders')");
        }
    }

    private void refused(String sql, ErrorCode code, String sentence) {
        assertThatThrownBy(() -> lakes.gateway().query(sql)).as(sql).isInstanceOfSatisfying(SQLException.class, e -> {
            assertThat(e.getMessage()).contains(sentence);
            assertThat(e.getErrorCode()).isEqualTo(code.number());
            assertThat(e.getSQLState()).isEqualTo(code.sqlState());
        });
    }
}
