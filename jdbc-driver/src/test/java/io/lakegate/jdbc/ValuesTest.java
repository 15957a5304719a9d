package io.lakegate.jdbc;

import static io.lakegate.jdbc.SentValues.assertState;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Calendar;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.UUID;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ValuesTest {
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
    void wholeNumbersAreCheckedForTheirRange() throws SQLException {
        ResultSet rows = sent.value(Types.BIGINT, "BIGINT", Rep.LONG, 300L);

        assertThat(rows.getObject(1)).isEqualTo(300L);
        assertThat(rows.getInt(1)).isEqualTo(300);
        assertThat(rows.getShort(1)).isEqualTo((short) 300);
        assertThat(rows.getDouble(1)).isEqualTo(300.0);
        assertThat(rows.getFloat(1)).isEqualTo(300.0f);
        assertThat(rows.getBoolean(1)).isTrue();
        assertThat(rows.getString(1)).isEqualTo("300");
        assertThat(rows.getBigDecimal(1)).isEqualTo("300");
        assertThat(rows.getObject(1, BigInteger.class)).isEqualTo(300);
        assertThat(rows.getObject(1, Integer.class)).isEqualTo(300);
        assertThatThrownBy(() -> rows.getByte(1)).hasMessage("The value 300 does not fit into TINYINT.");
        assertState("22003", () -> rows.getByte(1));
        assertState(
                "22003",
                () -> sent.value(Types.BIGINT, "BIGINT", Rep.LONG, 1L << 40).getInt(1));
        assertThat(sent.value(Types.BIGINT, "BIGINT", Rep.LONG, Long.MIN_VALUE).getLong(1))
                .isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void eachIntegerTypeHasItsClass() throws SQLException {
        assertThat(sent.value(Types.TINYINT, "TINYINT", Rep.BYTE, (byte) -7).getObject(1))
                .isEqualTo((byte) -7);
        assertThat(sent.value(Types.SMALLINT, "SMALLINT", Rep.SHORT, (short) -700)
                        .getObject(1))
                .isEqualTo((short) -700);
        assertThat(sent.value(Types.INTEGER, "INTEGER", Rep.INTEGER, -70_000).getObject(1))
                .isEqualTo(-70_000);
        assertThat(sent.value(Types.BOOLEAN, "BOOLEAN", Rep.BOOLEAN, true).getObject(1))
                .isEqualTo(true);
        assertThat(sent.value(Types.BOOLEAN, "BOOLEAN", Rep.BOOLEAN, true).getInt(1))
                .isEqualTo(1);
        assertThat(sent.value(Types.BOOLEAN, "BOOLEAN", Rep.BOOLEAN, false).getString(1))
                .isEqualTo("false");
    }

    @Test
    void decimalsAreExact() throws SQLException {
        BigDecimal large = new BigDecimal("12345678901234567890123456789012345.678");
        ResultSet rows = sent.value(Types.DECIMAL, "DECIMAL(38,3)", Rep.NUMBER, large);

        assertThat(rows.getObject(1)).isEqualTo(large);
        assertThat(rows.getBigDecimal("V")).isEqualTo(large);
        assertThat(rows.getString(1)).isEqualTo("12345678901234567890123456789012345.678");
        assertThat(rows.getObject(1, BigInteger.class)).isEqualTo("12345678901234567890123456789012345");
        assertState("22003", () -> rows.getLong(1));
        assertThat(sent.value(Types.DECIMAL, "DECIMAL", Rep.NUMBER, new BigDecimal("-3.99"))
                        .getInt(1))
                .isEqualTo(-3);
        assertThat(sent.value(Types.DECIMAL, "DECIMAL", Rep.NUMBER, new BigDecimal("127.9"))
                        .getByte(1))
                .isEqualTo((byte) 127);
        assertThat(sent.value(Types.DECIMAL, "DECIMAL", Rep.NUMBER, new BigDecimal("1E+3"))
                        .getString(1))
                .isEqualTo("1000");
    }

    @Test
    void floatsKeepTheirSpecialValues() throws SQLException {
        ResultSet nan = sent.value(Types.DOUBLE, "DOUBLE", Rep.DOUBLE, Double.NaN);

        assertThat(nan.getDouble(1)).isNaN();
        assertThat(nan.wasNull()).isFalse();
        assertThat(nan.getObject(1)).isEqualTo(Double.NaN);
        assertThat(nan.getFloat(1)).isNaN();
        assertThat(nan.getString(1)).isEqualTo("NaN");
        assertState("22003", () -> nan.getInt(1));
        assertState("22003", () -> nan.getBigDecimal(1));
        ResultSet infinite = sent.value(Types.DOUBLE, "DOUBLE", Rep.DOUBLE, Double.NEGATIVE_INFINITY);
        assertThat(infinite.getDouble(1)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(infinite.getFloat(1)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertState("22003", () -> infinite.getLong(1));
        ResultSet real = sent.value(Types.REAL, "REAL", Rep.FLOAT, 0.1f);
        assertThat(real.getObject(1)).isEqualTo(0.1f);
        assertThat(real.getBigDecimal(1)).isEqualTo("0.1");
        assertState(
                "22003",
                () -> sent.value(Types.DOUBLE, "DOUBLE", Rep.DOUBLE, 1e300).getFloat(1));
        assertThat(sent.value(Types.DOUBLE, "DOUBLE", Rep.DOUBLE, -2.9).getInt(1))
                .isEqualTo(-2);
    }

    @Test
    void nullIsNullInEveryForm() throws SQLException {
        sent.gateway.meta.answers.put(
                "nulls",
                Answer.now()
                        .column("D", Types.DOUBLE, "DOUBLE", Rep.DOUBLE)
                        .column("T", Types.TIMESTAMP, "TIMESTAMP", Rep.STRING)
                        .column("N", Types.INTEGER, "INTEGER", Rep.INTEGER)
                        .row(null, null, 5));
        ResultSet rows = sent.connection.createStatement().executeQuery("nulls");
        rows.next();

        assertThat(rows.getDouble(1)).isZero();
        assertThat(rows.wasNull()).isTrue();
        assertThat(rows.getInt("N")).isEqualTo(5);
        assertThat(rows.wasNull()).isFalse();
        assertThat(rows.getObject(1)).isNull();
        assertThat(rows.getObject(1, Double.class)).isNull();
        assertThat(rows.getString(1)).isNull();
        assertThat(rows.getBoolean(1)).isFalse();
        assertThat(rows.getBigDecimal(1)).isNull();
        assertThat(rows.getTimestamp(2)).isNull();
        assertThat(rows.getDate(2, TOKYO)).isNull();
        assertThat(rows.getObject(2, Instant.class)).isNull();
        assertThat(rows.wasNull()).isTrue();
        assertThat(rows.getBytes(2)).isNull();
        assertThat(rows.getCharacterStream(2)).isNull();
    }

    @Test
    void textIsParsedWhereANumberOrDateIsAskedFor() throws Exception {
        assertThat(sent.text(" 42 ").getInt(1)).isEqualTo(42);
        assertThat(sent.text("42.9").getLong(1)).isEqualTo(42);
        assertThat(sent.text("1e2").getShort(1)).isEqualTo((short) 100);
        assertThat(sent.text("0.5").getDouble(1)).isEqualTo(0.5);
        assertThat(sent.text("NaN").getDouble(1)).isNaN();
        assertThat(sent.text("T").getBoolean(1)).isTrue();
        assertThat(sent.text("0").getBoolean(1)).isFalse();
        assertThat(sent.text("2024-01-02").getDate(1)).isEqualTo(Date.valueOf("2024-01-02"));
        assertThat(sent.text("2024-01-02 03:04:05").getTimestamp(1))
                .isEqualTo(Timestamp.valueOf("2024-01-02 03:04:05"));
        assertThat(sent.text("2024-01-02T03:04:05+02:00").getObject(1, Instant.class))
                .isEqualTo(Instant.parse("2024-01-02T01:04:05Z"));
        assertThat(sent.text("03:04:05").getTime(1)).isEqualTo(Time.valueOf("03:04:05"));
        assertThat(sent.text("é").getBytes(1)).isEqualTo("é".getBytes(StandardCharsets.UTF_8));
        assertThat(sent.text("é").getNString(1)).isEqualTo("é");
        assertThat(new BufferedReader(sent.text("abc").getCharacterStream(1)).readLine())
                .isEqualTo("abc");
        assertThat(sent.text("abc").getAsciiStream(1)).hasContent("abc");
        UUID uuid = UUID.randomUUID();
        assertThat(sent.text(uuid.toString()).getObject(1, UUID.class)).isEqualTo(uuid);
        assertThat(sent.text("[1, null]").getObject(1)).isEqualTo("[1, null]");
        assertState("22018", () -> sent.text("forty-two").getInt(1));
        assertState("22018", () -> sent.text("12f").getDouble(1));
        assertState("22018", () -> sent.text("perhaps").getBoolean(1));
        assertState("22018", () -> sent.text("no uuid").getObject(1, UUID.class));
        assertState("22007", () -> sent.text("2024-13-01").getDate(1));
        assertState("22003", () -> sent.text("1e999999999").getLong(1));
        assertState("22003", () -> sent.text("1e999999999").getObject(1, BigInteger.class));
        assertThat(sent.text("1e-999999999").getLong(1)).isZero();
    }

    @Test
    void binaryIsBytesAndHexadecimalText() throws Exception {
        byte[] bytes = {0, 127, -128, -1};
        ResultSet rows = sent.value(Types.VARBINARY, "VARBINARY", Rep.BYTE_STRING, bytes);

        assertThat(rows.getBytes(1)).isEqualTo(bytes);
        assertThat(rows.getObject(1)).isEqualTo(bytes);
        assertThat(rows.getObject(1, byte[].class)).isEqualTo(bytes);
        assertThat(rows.getString(1)).isEqualTo("007f80ff");
        assertThat(rows.getBinaryStream(1)).hasBinaryContent(bytes);
        assertState("07006", () -> rows.getInt(1));
        assertState("07006", () -> rows.getDate(1));
    }

    @Test
    void impossibleConversionsSaySo() throws SQLException {
        ResultSet rows = sent.date("2024-01-02");

        assertThatThrownBy(() -> rows.getInt(1))
                .hasMessage("A value of the Java type LocalDate cannot be read as INTEGER.");
        assertState("07006", () -> rows.getInt(1));
        assertState("07006", () -> rows.getObject(1, Thread.class));
        assertState("22023", () -> rows.getObject(1, (Class<?>) null));
        assertState("07006", () -> rows.getArray(1));
        assertState("IM001", () -> rows.getBlob(1));
    }

    @Test
    void aTypeMapChoosesTheClass() throws SQLException {
        ResultSet rows = sent.date("2024-01-02");

        assertThat(rows.getObject("V", Map.of("DATE", LocalDate.class))).isEqualTo(LocalDate.of(2024, 1, 2));
        assertThat(rows.getObject(1, Map.of("OTHER", LocalDate.class))).isEqualTo(Date.valueOf("2024-01-02"));
    }

    @Test
    void metaDataNamesTheClassThatGetObjectReturns() throws SQLException {
        ResultSet rows = sent.instant("2024-01-02T03:04:05Z");

        assertThat(rows.getMetaData().getColumnCount()).isEqualTo(1);
        assertThat(rows.getMetaData().getColumnLabel(1)).isEqualTo("V");
        assertThat(rows.getMetaData().getColumnType(1)).isEqualTo(Types.TIMESTAMP_WITH_TIMEZONE);
        assertThat(rows.getMetaData().getColumnTypeName(1)).isEqualTo("TIMESTAMP WITH TIME ZONE");
        assertThat(rows.getMetaData().getColumnClassName(1)).isEqualTo("java.time.OffsetDateTime");
        assertThat(rows.getMetaData().getPrecision(1)).isEqualTo(38);
        assertThat(rows.getMetaData().getScale(1)).isEqualTo(3);
        assertState("07009", () -> rows.getMetaData().getColumnName(2));
    }

    @Test
    void columnsAreFoundInAnyCaseOrNamedWithTheNearest() throws SQLException {
        sent.gateway.meta.answers.put(
                "labels",
                Answer.now()
                        .column("Customer", Types.INTEGER, "INTEGER", Rep.INTEGER)
                        .column("customer", Types.INTEGER, "INTEGER", Rep.INTEGER)
                        .row(1, 2));
        ResultSet rows = sent.connection.createStatement().executeQuery("labels");

        assertState("24000", () -> rows.getInt(1));
        rows.next();
        assertThat(rows.getInt("CUSTOMER")).isEqualTo(1);
        assertThat(rows.findColumn("customer")).isEqualTo(1);
        assertThatThrownBy(() -> rows.getInt("custmer"))
                .hasMessage("The result has no column custmer. Did you mean Customer?");
        assertState("42703", () -> rows.getInt("custmer"));
        assertState("07009", () -> rows.getObject(3));
        assertThat(rows.next()).isFalse();
        assertState("24000", () -> rows.getInt(1));
        rows.close();
        assertState("24000", () -> rows.getInt(1));
        assertState("24000", rows::next);
    }
}
