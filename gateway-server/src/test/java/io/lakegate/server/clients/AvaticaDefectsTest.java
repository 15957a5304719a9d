package io.lakegate.server.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.server.TestGateway;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.apache.calcite.avatica.AvaticaSqlException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What went wrong with stock Avatica, driver and server, and does not here: with our driver, and with Avatica's where the server alone can cure it.
 * Cancelling is in {@code CancelTest}, expiry in {@code ConnectionsLevelTest}, types and zones in {@code TypeMatrixTest}.
 */
class AvaticaDefectsTest {
    @TempDir
    private static Path folder;

    private static ClientsLake lake;

    @BeforeAll
    static void start() {
        lake = new ClientsLake(folder);
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    private static Connection connect(String driver) throws SQLException {
        return DriverManager.getConnection(
                driver.equals("lakegate") ? lake.url() : lake.gateway().avaticaUrl(driver));
    }

    private static void assertState(String state, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lakegate", "protobuf", "json"})
    void everyFetchSizeGivesAllRows(String driver) throws SQLException {
        try (Connection connection = connect(driver);
                Statement statement = connection.createStatement();
                PreparedStatement prepared =
                        connection.prepareStatement("SELECT id FROM lake.shop.orders WHERE id < 250")) {
            for (int fetchSize : new int[] {0, 1, 100, 1_000}) {
                statement.setFetchSize(fetchSize);
                prepared.setFetchSize(fetchSize);
                assertThat(TestGateway.rows(statement.executeQuery("SELECT id FROM lake.shop.orders WHERE id < 250")))
                        .hasSize(250);
                assertThat(TestGateway.rows(prepared.executeQuery())).hasSize(250);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lakegate", "protobuf", "json"})
    void aDoubleThatIsNullIsNoNumber(String driver) throws SQLException {
        try (Connection connection = connect(driver);
                ResultSet rows =
                        connection.createStatement().executeQuery("SELECT weight FROM lake.shop.orders WHERE id = 4")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getDouble(1)).isZero();
            assertThat(rows.wasNull()).isTrue();
            assertThat(rows.getObject(1)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lakegate", "protobuf", "json"})
    void errorsHaveTheirStateAndNothingOfTheServer(String driver) throws SQLException {
        try (Connection connection = connect(driver);
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("SELECT nothing FROM lake.shop.orders"))
                    .isInstanceOfSatisfying(SQLException.class, e -> {
                        assertThat(e.getSQLState()).isEqualTo("42703");
                        if (e instanceof AvaticaSqlException avatica) {
                            assertThat(String.join("", avatica.getStackTraces()))
                                    .doesNotContain("io.lakegate");
                        }
                    });
            assertThatThrownBy(() -> statement.executeQuery("SELECT 1; SELECT 2"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("42"));
            assertThat(TestGateway.query(connection, "SELECT 1")).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"protobuf", "json"})
    void avaticasDriverReadsTypesThatFailedIt(String serialization) throws SQLException {
        String sql = "SELECT sum(CAST(id AS BIGINT)), ARRAY[ARRAY[1, 2]], ROW(1, 'x'), MAP['a', 1],"
                + " CAST('8ac2a9b6-6c0c-4d4e-a9a3-1d1f1b7a8a11' AS UUID), min(seen_at), CAST(NULL AS INTEGER ARRAY),"
                + " X'00ff' FROM lake.shop.orders";
        try (Connection connection = connect(serialization);
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getBigDecimal(1)).isEqualTo(new BigDecimal(49_995_000));
            assertThat(rows.getString(2)).isEqualTo("[[1,2]]");
            assertThat(rows.getString(3)).isEqualTo("{\"EXPR$0\":1,\"EXPR$1\":\"x\"}");
            assertThat(rows.getString(4)).isEqualTo("{\"a\":1}");
            assertThat(rows.getObject(5)).isEqualTo("8ac2a9b6-6c0c-4d4e-a9a3-1d1f1b7a8a11");
            assertThat(rows.getObject(6)).isEqualTo("2024-10-27 01:30:00.654321+00:00");
            assertThat(rows.getObject(7)).isNull();
            assertThat(rows.getBytes(8)).containsExactly(0, -1);
        }
    }

    @Test
    void nestedValuesAreReadAsWhatTheyAre() throws Exception {
        String sql =
                "SELECT ARRAY[1, NULL, 3], ARRAY[ARRAY[1, 2], ARRAY[3]], ROW(1, 'x', ARRAY[TRUE]), MAP['a', 1, 'b', NULL],"
                        + " CAST(NULL AS INTEGER ARRAY), ARRAY[DATE '1500-06-01'], ARRAY[ROW(1.50, 'y')]";
        try (Connection connection = connect("lakegate");
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            assertThat((Integer[]) rows.getArray(1).getArray()).containsExactly(1, null, 3);
            assertThat((Integer[]) rows.getArray(1).getArray(2, 2)).containsExactly(null, 3);
            assertThat(rows.getArray(1).getBaseType()).isEqualTo(Types.INTEGER);
            Array[] lists = (Array[]) rows.getArray(2).getArray();
            assertThat((Integer[]) lists[0].getArray()).containsExactly(1, 2);
            assertThat(lists[0].getBaseTypeName()).isEqualTo("INTEGER");
            try (ResultSet elements = rows.getArray(1).getResultSet()) {
                assertThat(elements.next()).isTrue();
                assertThat(elements.getLong(1)).isEqualTo(1);
                assertThat(elements.getInt(2)).isEqualTo(1);
                assertThat(elements.next()).isTrue();
                assertThat(elements.getObject(2)).isNull();
            }
            Struct struct = (Struct) rows.getObject(3);
            assertThat(struct.getAttributes()).startsWith(1, "x");
            assertThat((Boolean[]) ((Array) struct.getAttributes()[2]).getArray())
                    .containsExactly(true);
            Map<?, ?> fields = rows.getObject(3, Map.class);
            assertThat((Object) fields.get("EXPR$2")).isEqualTo(List.of(true));
            Map<?, ?> map = (Map<?, ?>) rows.getObject(4);
            assertThat((Object) map.get("a")).isEqualTo(1);
            assertThat(map.containsKey("b")).isTrue();
            assertThat(rows.getArray(5)).isNull();
            assertThat(rows.wasNull()).isTrue();
            assertThat((Date[]) rows.getArray(6).getArray()).containsExactly(Date.valueOf("1500-06-01"));
            assertThat((Object) rows.getObject(2, List.class)).isEqualTo(List.of(List.of(1, 2), List.of(3)));
            assertThat((Object) rows.getObject(7, List.class))
                    .isEqualTo(List.of(Map.of("EXPR$0", new BigDecimal("1.50"), "EXPR$1", "y")));
            assertThat(rows.getString(2)).isEqualTo("[[1,2],[3]]");
            assertState("07006", () -> rows.getInt(1));
            assertState("07006", () -> rows.getObject(1, Struct.class));
            assertState("22023", () -> rows.getArray(1).getArray(9, 1));
        }
        try (Connection text = DriverManager.getConnection(lake.url() + "?nested=text");
                ResultSet rows = text.createStatement().executeQuery(sql)) {
            assertThat(rows.getMetaData().getColumnType(1)).isEqualTo(Types.VARCHAR);
            assertThat(rows.next()).isTrue();
            assertThat(rows.getObject(2)).isEqualTo("[[1,2],[3]]");
            assertState("07006", () -> rows.getArray(1));
        }
    }

    @Test
    void textsAndNumbersAreConverted() throws Exception {
        try (Connection connection = connect("lakegate");
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery(
                                "SELECT '42', '2024-01-31', 'true', 300, min(seen_at), max(amount) FROM orders")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(42);
            assertThat(rows.getDate(2)).isEqualTo(Date.valueOf("2024-01-31"));
            assertThat(rows.getBoolean(3)).isTrue();
            assertThat(new BufferedReader(rows.getCharacterStream(1)).readLine())
                    .isEqualTo("42");
            assertThat(rows.getNString(1)).isEqualTo("42");
            assertState("22003", () -> rows.getByte(4));
            assertThat(rows.getObject(5)).isEqualTo(ClientsLake.FIRST_INSTANT.atOffset(ZoneOffset.UTC));
            assertThat(rows.getObject(5, OffsetDateTime.class).toInstant()).isEqualTo(ClientsLake.FIRST_INSTANT);
            Calendar tokyo = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"));
            assertThat(rows.getTimestamp(5, tokyo).toInstant()).isEqualTo(ClientsLake.FIRST_INSTANT);
            assertThat(rows.isLast()).isTrue();
        }
    }

    @Test
    void instantsAreCalledTimestampsWhereAProgramKnowsNoOther() throws SQLException {
        String sql =
                "SELECT min(seen_at), CAST(NULL AS TIMESTAMP WITH LOCAL TIME ZONE), TIMESTAMP '2024-01-31 10:00:00' FROM orders";
        try (Connection connection = DriverManager.getConnection(lake.url() + "?instants=timestamp");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            assertThat(statement.getMetaData().getColumnType(1)).isEqualTo(Types.TIMESTAMP);
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.getMetaData().getColumnType(1)).isEqualTo(Types.TIMESTAMP);
                assertThat(rows.getMetaData().getColumnTypeName(1)).isEqualTo("TIMESTAMP");
                assertThat(rows.getMetaData().getColumnClassName(1)).isEqualTo("java.sql.Timestamp");
                assertThat(rows.next()).isTrue();
                assertThat(rows.getObject(1)).isEqualTo(Timestamp.from(ClientsLake.FIRST_INSTANT));
                assertThat(rows.getTimestamp(1).toInstant()).isEqualTo(ClientsLake.FIRST_INSTANT);
                assertThat(rows.getObject(1, OffsetDateTime.class).toInstant()).isEqualTo(ClientsLake.FIRST_INSTANT);
                assertThat(rows.getObject(2)).isNull();
                assertThat(rows.getObject(3)).isEqualTo(Timestamp.valueOf("2024-01-31 10:00:00"));
            }
        }
        assertState("08001", () -> DriverManager.getConnection(lake.url() + "?instants=maybe"));
    }

    @Test
    void everySetterBinds() throws SQLException {
        try (Connection connection = connect("lakegate");
                PreparedStatement text = connection.prepareStatement("SELECT CAST(? AS VARCHAR)");
                PreparedStatement bytes = connection.prepareStatement("SELECT CAST(? AS VARBINARY)");
                PreparedStatement time = connection.prepareStatement("SELECT CAST(? AS TIMESTAMP)")) {
            text.setObject(1, 7, Types.VARCHAR);
            assertThat(only(text)).isEqualTo("7");
            text.setObject(1, "x", JDBCType.VARCHAR, 10);
            assertThat(only(text)).isEqualTo("x");
            text.setCharacterStream(1, new StringReader("from a reader"));
            assertThat(only(text)).isEqualTo("from a reader");
            text.setAsciiStream(1, new ByteArrayInputStream(new byte[] {'a', 'b', 'c'}), 2);
            assertThat(only(text)).isEqualTo("ab");
            text.setNull(1, Types.VARCHAR, "VARCHAR");
            assertThat(only(text)).isNull();
            bytes.setBinaryStream(1, new ByteArrayInputStream(new byte[] {1, 2}));
            assertThat((byte[]) only(bytes)).containsExactly(1, 2);
            Timestamp noon = Timestamp.valueOf("2024-01-31 12:00:00.123456");
            time.setObject(1, noon, Types.TIMESTAMP);
            assertThat(only(time)).isEqualTo(noon);
            time.clearParameters();
            assertState("07002", time::executeQuery);
            assertState("07009", () -> time.setInt(2, 1));
            assertState("07006", () -> time.setObject(1, new Object()));
            assertThat(time.getParameterMetaData().getParameterType(1)).isEqualTo(Types.TIMESTAMP);
        }
    }

    private static Object only(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            assertThat(rows.next()).isTrue();
            return rows.getObject(1);
        }
    }

    @Test
    void whatMeansNothingHereIsTakenAndWhatIsNotOfferedSaysSo() throws SQLException {
        Connection connection = connect("lakegate");
        try (Statement statement = connection.createStatement()) {
            assertThat(connection.nativeSQL("SELECT 1")).isEqualTo("SELECT 1");
            assertThat(connection.getTypeMap()).isEmpty();
            connection.setClientInfo("ApplicationName", "test");
            statement.setEscapeProcessing(true);
            statement.setPoolable(true);
            assertThatCode(() -> connection.prepareStatement("SELECT 1", Statement.NO_GENERATED_KEYS))
                    .doesNotThrowAnyException();
            assertState("IM001", connection::setSavepoint);
            assertState("IM001", connection::createClob);
            assertState("IM001", () -> connection.prepareCall("{call x}"));
            assertState("07005", () -> statement.executeUpdate("SELECT 1"));
            assertState("3F000", () -> connection.setSchema("nowhere"));
            assertThat(TestGateway.query(connection, "SELECT count(*) FROM orders"))
                    .hasSize(1);
            statement.setMaxRows(3);
            statement.setLargeMaxRows(2);
            assertThat(TestGateway.rows(statement.executeQuery("SELECT id FROM orders")))
                    .hasSize(2);
            statement.closeOnCompletion();
            statement.executeQuery("SELECT 1").close();
            assertThat(statement.isClosed()).isTrue();
            assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
        }
        connection.abort(Runnable::run);
        assertThat(connection.isClosed()).isTrue();
        assertState("08003", connection::createStatement);
    }
}
