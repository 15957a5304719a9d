package io.lakegate.jdbc;

import static io.lakegate.jdbc.SentValues.assertState;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TemporalValuesTest {
    private static final Calendar TOKYO = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"), Locale.ROOT);

    private SentValues sent;

    @BeforeEach
    void connect() throws Exception {
        sent = new SentValues();
    }

    @AfterEach
    void close() throws Exception {
        sent.close();
    }

    @Test
    void aDateIsTheSameDayInEveryForm() throws SQLException {
        ResultSet rows = sent.date("2024-02-29");

        assertThat(rows.getString(1)).isEqualTo("2024-02-29");
        assertThat(rows.getObject(1)).isEqualTo(Date.valueOf("2024-02-29"));
        assertThat(rows.getDate("v")).isEqualTo(Date.valueOf("2024-02-29"));
        assertThat(rows.getTimestamp(1)).isEqualTo(Timestamp.valueOf("2024-02-29 00:00:00"));
        assertThat(rows.getObject(1, LocalDate.class)).isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(rows.getObject(1, LocalDateTime.class)).isEqualTo(LocalDateTime.of(2024, 2, 29, 0, 0));
        assertThat(rows.getObject(1, Date.class)).isEqualTo(Date.valueOf("2024-02-29"));
        assertThat(rows.getDate(1, TOKYO).getTime())
                .isEqualTo(Instant.parse("2024-02-28T15:00:00Z").toEpochMilli());
    }

    @Test
    void oldDatesStayWhatTheyAre() throws SQLException {
        for (String day : new String[] {"1500-06-01", "1582-10-10", "1582-10-15", "0001-01-01", "1500-02-28"}) {
            ResultSet rows = sent.date(day);

            assertThat(rows.getString(1)).isEqualTo(day);
            assertThat(rows.getObject(1, LocalDate.class)).isEqualTo(LocalDate.parse(day));
            if (!day.equals("1582-10-10")) { // No such day in the calendar of java.sql.Date.
                assertThat(rows.getDate(1)).hasToString(day);
                assertThat(rows.getDate(1, Calendar.getInstance())).hasToString(day);
                assertThat(rows.getTimestamp(1)).hasToString(day + " 00:00:00.0");
            }
        }
    }

    @Test
    void datesBeforeChristAndFarAheadAreRead() throws SQLException {
        assertThat(sent.date("-0044-03-15").getObject(1, LocalDate.class)).isEqualTo(LocalDate.of(-44, 3, 15));
        assertThat(sent.date("-0044-03-15").getString(1)).isEqualTo("-0044-03-15");
        assertThat(sent.date("+12024-03-15").getObject(1, LocalDate.class)).isEqualTo(LocalDate.of(12024, 3, 15));
        assertThat(sent.date("+12024-03-15").getDate(1).toLocalDate()).isEqualTo(LocalDate.of(12024, 3, 15));
        assertThat(sent.instant("+12024-03-15T00:00:00Z").getObject(1, Instant.class))
                .isEqualTo(LocalDate.of(12024, 3, 15).atStartOfDay().toInstant(ZoneOffset.UTC));
        assertThat(sent.timestamp("-0044-03-15T12:00:00").getString(1)).isEqualTo("-0044-03-15 12:00:00");
    }

    @Test
    void aTimeKeepsItsNanoseconds() throws SQLException {
        ResultSet rows = sent.time("12:34:56.123456789");

        assertThat(rows.getString(1)).isEqualTo("12:34:56.123456789");
        assertThat(rows.getObject(1, LocalTime.class)).isEqualTo(LocalTime.parse("12:34:56.123456789"));
        assertThat(rows.getTime(1)).hasToString("12:34:56");
        assertThat(rows.getTime(1).getTime() - Time.valueOf("12:34:56").getTime())
                .isEqualTo(123);
        assertThat(rows.getTimestamp(1)).isEqualTo(Timestamp.valueOf("1970-01-01 12:34:56.123456789"));
        assertThat(rows.getTime(1, TOKYO).getTime())
                .isEqualTo(Instant.parse("1970-01-01T03:34:56.123Z").toEpochMilli());
        assertThat(sent.time("08:00:00").getString(1)).isEqualTo("08:00:00");
        assertThat(sent.time("08:00:00").getObject(1)).isEqualTo(Time.valueOf("08:00:00"));
        assertState("07006", () -> sent.time("08:00:00").getDate(1));
    }

    @Test
    void aTimestampKeepsItsNanoseconds() throws SQLException {
        ResultSet rows = sent.timestamp("2024-01-02T03:04:05.678901234");

        assertThat(rows.getString(1)).isEqualTo("2024-01-02 03:04:05.678901234");
        assertThat(rows.getObject(1)).isEqualTo(Timestamp.valueOf("2024-01-02 03:04:05.678901234"));
        assertThat(rows.getTimestamp(1)).isEqualTo(Timestamp.valueOf("2024-01-02 03:04:05.678901234"));
        assertThat(rows.getObject(1, LocalDateTime.class))
                .isEqualTo(LocalDateTime.parse("2024-01-02T03:04:05.678901234"));
        assertThat(rows.getObject(1, LocalDate.class)).isEqualTo(LocalDate.of(2024, 1, 2));
        assertThat(rows.getObject(1, LocalTime.class)).isEqualTo(LocalTime.parse("03:04:05.678901234"));
        assertThat(rows.getDate(1)).isEqualTo(Date.valueOf("2024-01-02"));
        assertThat(rows.getTime(1)).hasToString("03:04:05");
        assertThat(rows.getTimestamp(1, TOKYO).toInstant()).isEqualTo(Instant.parse("2024-01-01T18:04:05.678901234Z"));
        assertThat(sent.timestamp("2024-01-02T03:04:00").getString(1)).isEqualTo("2024-01-02 03:04:00");
        assertThat(sent.timestamp("2024-01-02T03:04:05.600").getString(1)).isEqualTo("2024-01-02 03:04:05.6");
        assertThat(sent.timestamp("1500-06-01T10:00:00").getTimestamp(1)).hasToString("1500-06-01 10:00:00.0");
        assertThat(sent.timestamp("1969-12-31T23:59:59.25")
                        .getTimestamp(1, TOKYO)
                        .toInstant())
                .isEqualTo(Instant.parse("1969-12-31T14:59:59.25Z"));
    }

    @Test
    void aTimestampWithoutZoneIsNotTakenForAnInstant() throws SQLException {
        ResultSet rows = sent.timestamp("2024-01-02T03:04:05");

        assertState("07006", () -> rows.getObject(1, Instant.class));
        assertState("07006", () -> rows.getObject(1, OffsetDateTime.class));
        assertState("07006", () -> rows.getObject(1, ZonedDateTime.class));
    }

    @Test
    void anInstantIsTheSameInstantInEveryForm() throws SQLException {
        Instant expected = Instant.parse("2024-01-02T03:04:05.678901Z");
        ResultSet rows = sent.instant("2024-01-02T03:04:05.678901Z");

        assertThat(rows.getString(1)).isEqualTo("2024-01-02 03:04:05.678901+00:00");
        assertThat(rows.getObject(1)).isEqualTo(expected.atOffset(ZoneOffset.UTC));
        assertThat(rows.getObject(1, OffsetDateTime.class)).isEqualTo(expected.atOffset(ZoneOffset.UTC));
        assertThat(rows.getObject(1, ZonedDateTime.class).toInstant()).isEqualTo(expected);
        assertThat(rows.getObject(1, Instant.class)).isEqualTo(expected);
        assertThat(rows.getTimestamp(1)).isEqualTo(Timestamp.from(expected));
        assertThat(rows.getTimestamp(1, TOKYO)).isEqualTo(Timestamp.from(expected));
        // The JVM of the tests runs six hours west of Greenwich.
        assertThat(rows.getDate(1)).isEqualTo(Date.valueOf("2024-01-01"));
        assertThat(rows.getTime(1)).hasToString("21:04:05");
        assertThat(rows.getObject(1, LocalDateTime.class)).isEqualTo(LocalDateTime.parse("2024-01-01T21:04:05.678901"));
        assertThat(rows.getDate(1, TOKYO).getTime())
                .isEqualTo(Instant.parse("2024-01-01T15:00:00Z").toEpochMilli());
    }

    @Test
    void whatIsNoDateIsStillShown() throws SQLException {
        ResultSet rows = sent.timestamp("infinity");

        assertThat(rows.getString(1)).isEqualTo("infinity");
        assertState("22007", () -> rows.getTimestamp(1));
    }
}
