package io.lakegate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.UUID;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.util.ByteString;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParametersTest {
    private static final Calendar TOKYO = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"), Locale.ROOT);

    private TestGateway gateway;
    private Connection connection;
    private PreparedStatement statement;

    @BeforeEach
    void prepare() throws Exception {
        gateway = new TestGateway();
        connection = gateway.connect();
        statement = prepare(Types.VARCHAR, "VARCHAR");
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        gateway.close();
    }

    private PreparedStatement prepare(int type, String typeName) throws SQLException {
        gateway.meta.answers.put(
                "ask " + typeName,
                Answer.now()
                        .column("N", Types.INTEGER, "INTEGER", Rep.INTEGER)
                        .parameter(type, typeName)
                        .row(1));
        return connection.prepareStatement("ask " + typeName);
    }

    /** What reached the gateway as value of the one parameter. */
    private Object sent() throws SQLException {
        statement.executeQuery().close();
        List<List<Object>> all = gateway.meta.parameterValues;
        return all.get(all.size() - 1).get(0);
    }

    private Object sent(Object value) throws SQLException {
        statement.setObject(1, value);
        return sent();
    }

    private Object sent(Object value, int type) throws SQLException {
        statement.setObject(1, value, type);
        return sent();
    }

    private static void assertState(String state, ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(type(SQLException.class))
                .extracting(SQLException::getSQLState)
                .isEqualTo(state);
    }

    @Test
    void numbersTextAndBytesTravelAsTheyAre() throws SQLException {
        assertThat(sent(true)).isEqualTo(true);
        assertThat(sent((byte) -1)).isEqualTo((byte) -1);
        assertThat(sent((short) -2)).isEqualTo((short) -2);
        assertThat(sent(-3)).isEqualTo(-3);
        assertThat(sent(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(sent(0.1f)).isEqualTo(0.1f);
        assertThat(sent(Double.NaN)).isEqualTo(Double.NaN);
        BigDecimal large = new BigDecimal("12345678901234567890123456789012345.678");
        assertThat(sent(large)).isEqualTo(large);
        assertThat(sent(BigInteger.TEN.pow(30))).isEqualTo(new BigDecimal(BigInteger.TEN.pow(30)));
        assertThat(sent("é?")).isEqualTo("é?");
        assertThat(sent('c')).isEqualTo("c");
        assertThat(sent(new byte[] {0, -1})).isEqualTo(new ByteString(new byte[] {0, -1}));
        UUID uuid = UUID.randomUUID();
        assertThat(sent(uuid)).isEqualTo(uuid.toString());
        assertThat(sent((Object) null)).isNull();
    }

    @Test
    @SuppressWarnings("JavaUtilDate") // Applications still pass them.
    void datesAndTimesTravelAsIsoText() throws SQLException {
        assertThat(sent(LocalDate.of(1500, 6, 1))).isEqualTo("1500-06-01");
        assertThat(sent(LocalDate.of(12024, 6, 1))).isEqualTo("+12024-06-01");
        assertThat(sent(LocalTime.of(12, 0))).isEqualTo("12:00:00");
        assertThat(sent(LocalTime.parse("12:00:00.123456789"))).isEqualTo("12:00:00.123456789");
        assertThat(sent(LocalDateTime.parse("2024-01-02T03:04:05.678901"))).isEqualTo("2024-01-02T03:04:05.678901");
        assertThat(sent(LocalDateTime.parse("2024-01-02T03:04"))).isEqualTo("2024-01-02T03:04:00");
        assertThat(sent(OffsetDateTime.parse("2024-01-02T03:04:05.6+02:00"))).isEqualTo("2024-01-02T01:04:05.600Z");
        assertThat(sent(ZonedDateTime.parse("2024-01-02T03:04:05+09:00[Asia/Tokyo]")))
                .isEqualTo("2024-01-01T18:04:05Z");
        assertThat(sent(Instant.parse("2024-01-02T03:04:05.678901Z"))).isEqualTo("2024-01-02T03:04:05.678901Z");
        assertThat(sent(Date.valueOf("1500-06-01"))).isEqualTo("1500-06-01");
        assertThat(sent(Date.valueOf("0001-01-01"))).isEqualTo("0001-01-01");
        assertThat(sent(Time.valueOf("23:59:58"))).isEqualTo("23:59:58");
        assertThat(sent(Timestamp.valueOf("2024-01-02 03:04:05.678901234"))).isEqualTo("2024-01-02T03:04:05.678901234");
        assertThat(sent(Timestamp.valueOf("1500-06-01 03:04:05"))).isEqualTo("1500-06-01T03:04:05");
        assertThat(sent(new java.util.Date(
                        Timestamp.valueOf("2024-01-02 03:04:05").getTime())))
                .isEqualTo("2024-01-02T03:04:05");
    }

    @Test
    void aCalendarTellsTheZoneOfASqlDateOrTime() throws SQLException {
        Instant noon = Instant.parse("2024-01-02T20:00:00.25Z");

        statement.setTimestamp(1, Timestamp.from(noon), TOKYO);
        assertThat(sent()).isEqualTo("2024-01-03T05:00:00.25");
        statement.setDate(1, new Date(noon.toEpochMilli()), TOKYO);
        assertThat(sent()).isEqualTo("2024-01-03");
        statement.setTime(1, new Time(noon.toEpochMilli()), TOKYO);
        assertThat(sent()).isEqualTo("05:00:00.25");
        statement.setTimestamp(1, Timestamp.from(noon));
        assertThat(sent()).isEqualTo("2024-01-02T14:00:00.25");
        statement.setDate(1, null);
        assertThat(sent()).isNull();
    }

    @Test
    void aTimestampIsAnInstantWhereTheGatewayWantsOne() throws SQLException {
        statement = prepare(Types.TIMESTAMP_WITH_TIMEZONE, "TIMESTAMP WITH TIME ZONE");
        Instant instant = Instant.parse("2024-01-02T20:00:00.000001Z");

        statement.setTimestamp(1, Timestamp.from(instant));
        assertThat(sent()).isEqualTo("2024-01-02T20:00:00.000001Z");
        statement.setTimestamp(1, Timestamp.from(instant), TOKYO);
        assertThat(sent()).isEqualTo("2024-01-02T20:00:00.000001Z");
        assertThat(sent(LocalDateTime.parse("2024-01-02T03:04:05"))).isEqualTo("2024-01-02T03:04:05");
    }

    @Test
    void aTargetTypeConverts() throws SQLException {
        assertThat(sent("42", Types.INTEGER)).isEqualTo(42);
        assertThat(sent(42, Types.VARCHAR)).isEqualTo("42");
        assertThat(sent(LocalDate.of(2024, 1, 2), Types.DATE)).isEqualTo("2024-01-02");
        assertThat(sent("2024-01-02 03:04:05", Types.TIMESTAMP)).isEqualTo("2024-01-02T03:04:05");
        assertThat(sent(Timestamp.valueOf("2024-01-02 03:04:05"), Types.DATE)).isEqualTo("2024-01-02");
        assertThat(sent(Date.valueOf("2024-01-02"), Types.DATE)).isEqualTo("2024-01-02");
        assertThat(sent(Timestamp.from(Instant.EPOCH), Types.TIMESTAMP_WITH_TIMEZONE))
                .isEqualTo("1970-01-01T00:00:00Z");
        assertThat(sent(OffsetDateTime.parse("2024-01-02T03:04:05Z"), Types.TIMESTAMP_WITH_TIMEZONE))
                .isEqualTo("2024-01-02T03:04:05Z");
        assertThat(sent(1, Types.BOOLEAN)).isEqualTo(true);
        assertThat(sent(null, Types.INTEGER)).isNull();
        statement.setObject(1, "7", JDBCType.BIGINT);
        assertThat(sent()).isEqualTo(7L);
        statement.setObject(1, "7.25", Types.DECIMAL, 2);
        assertThat(sent()).isEqualTo(new BigDecimal("7.25"));
        assertState("22018", () -> sent("x", Types.INTEGER));
        assertState("22003", () -> sent(300, Types.TINYINT));
    }

    @Test
    void streamsAreReadToTheirLength() throws SQLException {
        statement.setCharacterStream(1, new StringReader("text of a stream"), 4);
        assertThat(sent()).isEqualTo("text");
        statement.setCharacterStream(1, new StringReader("whole"));
        assertThat(sent()).isEqualTo("whole");
        statement.setAsciiStream(1, new ByteArrayInputStream("abc".getBytes(StandardCharsets.US_ASCII)));
        assertThat(sent()).isEqualTo("abc");
        statement.setBinaryStream(1, new ByteArrayInputStream(new byte[] {1, 2, 3}), 2L);
        assertThat(sent()).isEqualTo(new ByteString(new byte[] {1, 2}));
        statement.setClob(1, new StringReader("clob"));
        assertThat(sent()).isEqualTo("clob");
        assertState("22023", () -> statement.setCharacterStream(1, new StringReader("short"), 10));
    }

    @Test
    void wrongUseIsExplained() {
        assertThatThrownBy(() -> statement.executeQuery())
                .hasMessage("Parameter 1 of 1 has no value. Set it before executing.");
        assertState("07002", () -> statement.executeQuery());
        assertState("07009", () -> statement.setInt(2, 1));
        assertState("07009", () -> statement.setInt(0, 1));
        assertThatThrownBy(() -> statement.setObject(1, new Object()))
                .hasMessageContaining("A parameter cannot have the Java type java.lang.Object");
        assertState("07006", () -> statement.setObject(1, List.of(new Object())));
    }

    @Test
    void parametersAndColumnsAreKnownBeforeExecution() throws SQLException {
        assertThat(statement.getParameterMetaData().getParameterCount()).isEqualTo(1);
        assertThat(statement.getParameterMetaData().getParameterType(1)).isEqualTo(Types.VARCHAR);
        assertThat(statement.getMetaData().getColumnLabel(1)).isEqualTo("N");
        gateway.meta.answers.put("use", Answer.now());
        assertThat(connection.prepareStatement("use").getMetaData()).isNull();
    }

    @Test
    void clearedParametersMustBeSetAgain() throws SQLException {
        statement.setInt(1, 1);
        statement.clearParameters();

        assertState("07002", () -> statement.execute());
    }
}
