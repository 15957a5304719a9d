package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the time zone of a session changes: the text, the date and the parts of an instant, and never the instant. */
class SessionTimeZoneTest {
    private static final String TABLE = "lake.\"default\".events";

    @TempDir
    private Path lake;

    private TestGateway gateway;
    private Connection connection;

    @BeforeEach
    void start() throws SQLException {
        DeltaTableWriter writer = DeltaTableWriter.create(
                lake.resolve("events"),
                List.of(
                        new Column("id", Simple.INTEGER),
                        new Column("ts", Simple.TIMESTAMP_TZ),
                        new Column("local", Simple.TIMESTAMP),
                        new Column("d", Simple.DATE)));
        for (int day = 1; day <= 9; day += 2) {
            writer.append(List.<Object[]>of(new Object[] {
                day,
                Instant.parse("2024-01-0" + day + "T05:00:00.25Z"),
                LocalDateTime.parse("2024-01-01T05:00:00"),
                LocalDate.parse("2024-01-01")
            }));
        }
        gateway = TestGateway.over(lake);
        connection = gateway.connect();
        set("SET TIME ZONE 'america/los_angeles'");
    }

    @AfterEach
    void stop() throws SQLException {
        connection.close();
        gateway.close();
    }

    @Test
    void textDateAndPartsOfAnInstantAreThoseOfTheZone() throws SQLException {
        String sql =
                "SELECT CAST(ts AS VARCHAR), CAST(CAST(ts AS DATE) AS VARCHAR), CAST(CAST(ts AS TIMESTAMP) AS VARCHAR),"
                        + " CAST(CAST(ts AS TIME) AS VARCHAR), EXTRACT(HOUR FROM ts), CAST(FLOOR(ts TO DAY) AS VARCHAR),"
                        + " EXTRACT(EPOCH FROM FLOOR(ts TO SECOND))"
                        + " FROM " + TABLE + " WHERE id = 3";

        assertThat(rows(sql).toString())
                .isEqualTo("[[2024-01-02 21:00:00.25-08, 2024-01-02, 2024-01-02 21:00:00.25, 21:00:00.25, 21,"
                        + " 2024-01-02 00:00:00-08, 1704258000]]");
        set("SET lakegate.time_zone = 'Asia/Kathmandu'");
        assertThat(rows(sql).toString())
                .isEqualTo("[[2024-01-03 10:45:00.25+05:45, 2024-01-03, 2024-01-03 10:45:00.25, 10:45:00.25, 10,"
                        + " 2024-01-03 00:00:00+05:45, 1704258000]]");
        set("SET TIME ZONE LOCAL");
        assertThat(rows(sql).toString())
                .isEqualTo("[[2024-01-03 05:00:00.25+00, 2024-01-03, 2024-01-03 05:00:00.25, 05:00:00.25, 5,"
                        + " 2024-01-03 00:00:00+00, 1704258000]]");
    }

    @Test
    void timesWithoutAZoneAreOfTheSessions() throws SQLException {
        assertThat(ids("ts = TIMESTAMP '2024-01-02 21:00:00.25'")).containsExactly(3);
        assertThat(ids("TIMESTAMP '2024-01-02 21:00:00.25' = ts")).containsExactly(3);
        assertThat(ids("ts = '2024-01-02 21:00:00.25'")).containsExactly(3);
        assertThat(ids("ts = CAST('2024-01-03 05:00:00.25+00:00' AS TIMESTAMP WITH TIME ZONE)"))
                .containsExactly(3);
        assertThat(ids("ts IN (TIMESTAMP '2024-01-02 21:00:00.25', TIMESTAMP '2024-01-04 21:00:00.25')"))
                .containsExactly(3, 5);
        assertThat(ids("ts BETWEEN TIMESTAMP '2024-01-02 21:00:00.25' AND TIMESTAMP '2024-01-04 21:00:00'"))
                .containsExactly(3);
        assertThat(ids("ts > TIMESTAMP '2024-01-02 21:00:00.25' AND ts < TIMESTAMP '2024-01-04 21:00:01'"))
                .containsExactly(5);
        assertThat(ids("NOT (ts > TIMESTAMP '2024-01-02 21:00:00.24')")).containsExactly(1);
        assertThat(ids("ts < DATE '2024-01-03'")).containsExactly(1, 3);
        assertThat(ids("id IN (SELECT e.id FROM " + TABLE + " e WHERE e.ts = TIMESTAMP '2024-01-02 21:00:00.25')"))
                .containsExactly(3);
        assertThat(
                        rows("SELECT CAST(CAST(local AS TIMESTAMP WITH TIME ZONE) AS VARCHAR), CAST(CAST(d AS TIMESTAMP WITH TIME ZONE)"
                                        + " AS VARCHAR) FROM " + TABLE + " WHERE id = 1")
                                .toString())
                .isEqualTo("[[2024-01-01 05:00:00-08, 2024-01-01 00:00:00-08]]");
        assertThat(rows("SELECT CAST(min(ts) AS VARCHAR) FROM (SELECT ts FROM " + TABLE
                                + " UNION ALL SELECT TIMESTAMP '2023-12-31 20:59:59' FROM " + TABLE + ")")
                        .toString())
                .isEqualTo("[[2023-12-31 20:59:59-08]]");
    }

    @Test
    void aTimeThatClocksShowTwiceIsTheLaterOne() throws SQLException {
        assertThat(rows("SELECT CAST(CAST(TIMESTAMP '2022-11-06 01:30:00' AS TIMESTAMP WITH TIME ZONE) AS VARCHAR),"
                                + " CAST(CAST(TIMESTAMP '2022-03-13 02:30:00' AS TIMESTAMP WITH TIME ZONE) AS VARCHAR)")
                        .toString())
                .isEqualTo("[[2022-11-06 01:30:00-08, 2022-03-13 03:30:00-07]]");
    }

    @Test
    void theTimeNowIsOneInstantShownInTheZone() throws SQLException {
        assertThat(rows("SELECT CURRENT_DATE = CAST(CURRENT_TIMESTAMP AS DATE),"
                                + " LOCALTIMESTAMP = CAST(CURRENT_TIMESTAMP AS TIMESTAMP),"
                                + " LOCALTIME = CAST(CURRENT_TIMESTAMP AS TIME), CURRENT_TIMESTAMP > ts FROM "
                                + TABLE + " WHERE id = 1")
                        .toString())
                .isEqualTo("[[true, true, true, true]]");
    }

    @Test
    void filesAreStillSkippedByTimesOfTheZone() throws SQLException {
        String condition = " FROM " + TABLE + " WHERE ts >= TIMESTAMP '2024-01-06 21:00:00'";

        assertThat(ids("ts >= TIMESTAMP '2024-01-06 21:00:00'")).containsExactly(7, 9);
        assertThat(rows("EXPLAIN (FILES) SELECT id" + condition).stream()
                        .filter(row -> row.get(4).equals(true)))
                .hasSize(2);
    }

    /** Of five files, that of the day is read; by the name of a zone, whose rules the engine knows, those of the days around it too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "CAST('2024-01-03 05:00:00.25+00:00' AS TIMESTAMP WITH TIME ZONE)",
                "CAST('2024-01-03 07:00:00.25+02' AS TIMESTAMP WITH TIME ZONE)",
                "CAST('2024-01-03 05:00:00.25Z' AS TIMESTAMP WITH TIME ZONE)",
                "CAST('2024-01-03 06:00:00.25 Europe/Berlin' AS TIMESTAMP WITH TIME ZONE)",
                "TIMESTAMP WITH TIME ZONE '2024-01-03 06:00:00.25 Europe/Berlin'",
                "TIMESTAMP WITH TIME ZONE '2024-01-03 05:00:00.25 UTC'"
            })
    void filesAreSkippedByInstants(String instant) throws SQLException {
        for (String zone : List.of("America/Los_Angeles", "UTC")) {
            set("SET TIME ZONE '" + zone + "'");

            assertThat(ids("ts = " + instant)).containsExactly(3);
            assertThat(rows("EXPLAIN (FILES) SELECT id FROM " + TABLE + " WHERE ts = " + instant).stream()
                            .filter(row -> row.get(4).equals(true)))
                    .hasSize(1);
            assertThat(ids("ts > " + instant)).containsExactly(5, 7, 9);
            assertThat(ids("ts <> " + instant)).containsExactly(1, 5, 7, 9);
        }
    }

    /**
     * Of five files, three days apart, those are read that clocks of any zone may mean: in UTC, no other. What is only known to two days says nothing where it is
     * denied.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "UTC; CAST('2024-07-05 05:00:00Z' AS TIMESTAMP WITH TIME ZONE)",
                "UTC; CAST('2024-07-05 08:00:00+03' AS TIMESTAMP WITH TIME ZONE)",
                "UTC; TIMESTAMP WITH TIME ZONE '2024-07-05 05:00:00 UTC'",
                "America/Los_Angeles; CAST('2024-07-05 12:00:00Z' AS TIMESTAMP WITH TIME ZONE)",
                "America/Los_Angeles; CAST('2024-07-05 05:00:00' AS TIMESTAMP WITH TIME ZONE)",
                "Pacific/Kiritimati; CAST('2024-07-04 04:00:00 Pacific/Pago_Pago' AS TIMESTAMP WITH TIME ZONE)"
            })
    void filesOfTimesWithoutAZoneAreSkippedByInstants(String zone, String instant) throws SQLException {
        DeltaTableWriter writer =
                DeltaTableWriter.create(lake.resolve("clocks"), List.of(new Column("w", Simple.TIMESTAMP)));
        for (int day = 2; day <= 14; day += 3) {
            writer.append(
                    List.<Object[]>of(new Object[] {LocalDate.of(2024, 7, day).atTime(5, 0)}));
        }
        set("SET TIME ZONE '" + zone + "'");
        boolean utc = zone.equals("UTC");

        assertThat(clocks("w = " + instant)).containsExactly(5L);
        assertThat(clocks("w > " + instant)).containsExactly(8L, 11L, 14L);
        assertThat(clocks("w <= " + instant)).containsExactly(2L, 5L);
        assertThat(clocks("CAST(w AS TIMESTAMP WITH TIME ZONE) > " + instant)).containsExactly(8L, 11L, 14L);
        int before = zone.startsWith("Pacific") ? 1 : 0; // a day lies between the two zones
        assertThat(read("w = " + instant)).isEqualTo(1 + before);
        assertThat(read("CAST(w AS TIMESTAMP WITH TIME ZONE) = " + instant)).isEqualTo(1 + before);
        assertThat(read("w > " + instant)).isEqualTo(4 + before); // the log has milliseconds, rounded up
        assertThat(read("w < " + instant)).isEqualTo(utc ? 1 : 2);
        assertThat(read("NOT (w > " + instant + ")")).isEqualTo(utc ? 2 : 5);
        assertThat(read("w <> " + instant)).isEqualTo(5);
    }

    /** An hour that clocks leave out, and one that they show twice: files on both sides of it are read, whatever the engine makes of it. */
    @Test
    void filesOfTimesAroundAChangeOfClocksAreNotSkipped() throws SQLException {
        DeltaTableWriter writer =
                DeltaTableWriter.create(lake.resolve("changes"), List.of(new Column("w", Simple.TIMESTAMP)));
        for (String time : List.of("2022-03-13T02:30:00", "2022-03-13T03:15:00", "2022-11-06T01:30:00")) {
            writer.append(List.<Object[]>of(new Object[] {LocalDateTime.parse(time)}));
        }
        String from = " FROM lake.\"default\".changes WHERE w ";

        // 02:30, which no clock shows, is 03:30; so it is later than 03:15.
        assertThat(rows("SELECT w" + from
                        + "> CAST('2022-03-13 10:20:00Z' AS TIMESTAMP WITH TIME ZONE) AND w < DATE '2022-04-01'"))
                .hasToString("[[2022-03-13 02:30:00.0]]");
        assertThat(rows("SELECT w" + from + "= CAST('2022-11-06 09:30:00Z' AS TIMESTAMP WITH TIME ZONE)"))
                .hasToString("[[2022-11-06 01:30:00.0]]");
        // Clocks show 01:30 twice, and which one a time is that has no zone, nobody knows.
        assertThat(rows("SELECT w" + from + "= CAST('2022-11-06 08:30:00Z' AS TIMESTAMP WITH TIME ZONE)"))
                .hasToString("[[2022-11-06 01:30:00.0]]");
        assertThat(rows("SELECT w" + from + "= CAST('2022-11-06 10:30:00Z' AS TIMESTAMP WITH TIME ZONE)"))
                .isEmpty();
    }

    private List<Object> clocks(String condition) throws SQLException {
        return rows("SELECT EXTRACT(DAY FROM w) FROM lake.\"default\".clocks WHERE " + condition + " ORDER BY w")
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    private long read(String condition) throws SQLException {
        return rows("EXPLAIN (FILES) SELECT w FROM lake.\"default\".clocks WHERE " + condition).stream()
                .filter(row -> row.get(4).equals(true))
                .count();
    }

    @Test
    void timesThatAreBoundWithoutAZoneAreOfTheSessions() throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT id FROM " + TABLE + " WHERE ts = ?")) {
            select.setObject(1, LocalDateTime.parse("2024-01-02T21:00:00.25"));
            assertThat(TestGateway.rows(select.executeQuery())).containsExactly(List.of(3));
            select.setObject(1, OffsetDateTime.parse("2024-01-05T05:00:00.25Z"));
            assertThat(TestGateway.rows(select.executeQuery())).containsExactly(List.of(5));
            select.setTimestamp(1, Timestamp.from(Instant.parse("2024-01-07T05:00:00.25Z")));
            assertThat(TestGateway.rows(select.executeQuery())).containsExactly(List.of(7));
        }
    }

    @Test
    void aTextThatNamesItsZoneIsThatInstantInEverySession() throws SQLException {
        String sql =
                "SELECT id FROM " + TABLE + " WHERE ts = CAST('2024-01-03 05:00:00.25 UTC' AS TIMESTAMP WITH TIME ZONE)"
                        + " AND ts = CAST('%s' AS TIMESTAMP WITH TIME ZONE)";

        assertThat(rows(sql.formatted("2024-01-02 21:00:00.25")).toString()).isEqualTo("[[3]]");
        set("SET TIME ZONE 'UTC'");
        assertThat(rows(sql.formatted("2024-01-03 05:00:00.25")).toString()).isEqualTo("[[3]]");
    }

    @Test
    void theHistoryIsReadAtTimesOfTheZone() throws SQLException {
        assertThatThrownBy(() -> rows("SELECT * FROM " + TABLE + " TIMESTAMP AS OF '1970-01-01 00:00:00'"))
                .hasMessageContaining("1970-01-01T08:00:00Z");
    }

    @Test
    void aZoneThatIsNoneIsRefusedWithTheNearestName() {
        assertThatThrownBy(() -> set("SET TIME ZONE 'America/Los_Angelos'"))
                .hasMessageContaining("There is no time zone America/Los_Angelos. Did you mean America/Los_Angeles?");
        assertThatThrownBy(() -> set("SET lakegate.time_zones = 'UTC'"))
                .hasMessageContaining("Did you mean lakegate.time_zone?");
    }

    private void set(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<List<Object>> rows(String sql) throws SQLException {
        return TestGateway.query(connection, sql);
    }

    private List<Object> ids(String condition) throws SQLException {
        return rows("SELECT id FROM " + TABLE + " WHERE " + condition + " ORDER BY id").stream()
                .map(row -> row.get(0))
                .toList();
    }
}
