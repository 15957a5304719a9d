package io.lakegate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.sql.Types;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ErrorsTest {
    private TestGateway gateway;
    private Connection connection;

    @BeforeEach
    void connect() throws Exception {
        gateway = new TestGateway();
        connection = gateway.connect();
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        gateway.close();
    }

    private SQLException failing(int code, String state, String message) throws SQLException {
        gateway.meta.failures.put("bad", TestMeta.failure(code, state, message));
        try (Statement statement = connection.createStatement()) {
            return catchThrowableOfType(SQLException.class, () -> statement.executeQuery("bad"));
        }
    }

    @Test
    void theGatewaysErrorArrivesAsItIs() throws SQLException {
        SQLException error = failing(1003, "42P01", "Schema lake.default has no table ordrs. Did you mean orders?");

        assertThat((Throwable) error)
                .isInstanceOf(SQLSyntaxErrorException.class)
                .hasMessage("Schema lake.default has no table ordrs. Did you mean orders?")
                .hasNoCause();
        assertThat(error.getSQLState()).isEqualTo("42P01");
        assertThat(error.getErrorCode()).isEqualTo(1003);
        assertThat((Throwable) error.getNextException()).isNull();
    }

    @Test
    void theGatewaysErrorArrivesWhenPreparingToo() {
        assertThatThrownBy(() -> connection.prepareStatement("select 1 from"))
                .isInstanceOf(SQLSyntaxErrorException.class)
                .hasMessage("The text 'select 1 from' is not a statement (line 1, column 1).");
    }

    @Test
    void theGatewaysErrorArrivesWhenAPreparedStatementRuns() throws SQLException {
        gateway.meta.answers.put("late", Answer.now().column("N", Types.INTEGER, "INTEGER", Rep.INTEGER));
        PreparedStatement statement = connection.prepareStatement("late");
        gateway.meta.failures.put("late", TestMeta.failure(1010, "22012", "A number was divided by zero."));

        assertThatThrownBy(statement::executeQuery)
                .isInstanceOf(SQLDataException.class)
                .hasMessage("A number was divided by zero.");
        assertThatThrownBy(statement::execute).isInstanceOf(SQLDataException.class);
    }

    @Test
    void theGatewaysErrorArrivesInTheMiddleOfTheRows() throws SQLException {
        gateway.meta.answers.put(
                "rows",
                Answer.now()
                        .column("N", Types.INTEGER, "INTEGER", Rep.INTEGER)
                        .row(1)
                        .row(2)
                        .row(3));
        ResultSet rows = connection.createStatement().executeQuery("rows");
        gateway.meta.failures.put("rows", TestMeta.failure(2003, "58030", "The file x.parquet is missing."));

        assertThat(rows.next()).isTrue();
        assertThat(rows.next()).isTrue();
        assertThatThrownBy(rows::next).isInstanceOf(SQLException.class).hasMessage("The file x.parquet is missing.");
        assertThat(rows.next()).isFalse();
    }

    @Test
    void theClassOfAnErrorFollowsFromItsState() throws SQLException {
        assertThat((Throwable) failing(3003, "53200", "Memory.")).isInstanceOf(SQLTransientException.class);
        assertThat((Throwable) failing(3002, "57014", "Too long.")).isInstanceOf(SQLTimeoutException.class);
        assertThat((Throwable) failing(3001, "57014", "Cancelled.")).isNotInstanceOf(SQLTimeoutException.class);
        assertThat((Throwable) failing(4001, "08003", "Unknown."))
                .isInstanceOf(SQLNonTransientConnectionException.class);
        assertThat(failing(1, "00000", "Unknown.").getSQLState()).isEqualTo("08003");
        assertThat(failing(-1, "00000", "Strange.").getSQLState()).isEqualTo("HY000");
        assertThat(failing(-1, "00000", "Strange.").getErrorCode()).isZero();
    }

    @Test
    void aGatewayThatIsNotThereIsNamed() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> DriverManager.getConnection("jdbc:lakegate://127.0.0.1:" + port))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessage("The Lakegate gateway at 127.0.0.1:" + port
                        + " does not accept a connection. Check that it runs, and host and port of the URL.")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("08001");
    }

    @Test
    void aHostThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> DriverManager.getConnection("jdbc:lakegate://no-such-host.invalid"))
                .hasMessageContaining("no-such-host.invalid:8765 cannot be found: the host name is unknown")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("08001");
    }

    @Test
    void aConnectionThatIsLostSaysSo() throws SQLException {
        Statement statement = connection.createStatement();
        gateway.close();

        assertThatThrownBy(() -> statement.executeQuery("bad"))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining("The Lakegate gateway at 127.0.0.1:" + gateway.port())
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("08006");
        assertThat(connection.isValid(5)).isFalse();
        statement.close();
        connection.close();
        assertThat(connection.isClosed()).isTrue();
    }

    @Test
    void anotherKindOfServerIsNotTakenForAGateway() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger status = new AtomicInteger(404);
        AtomicInteger requests = new AtomicInteger();
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            TestGateway.answer(exchange, status.get(), "<html>".getBytes(StandardCharsets.US_ASCII));
        });
        server.start();
        String url = "jdbc:lakegate://127.0.0.1:" + server.getAddress().getPort();

        assertThatThrownBy(() -> DriverManager.getConnection(url))
                .hasMessageContaining("gives an answer that is not Lakegate's (HTTP status 404)")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("08001");
        status.set(503);
        requests.set(0);
        assertThatThrownBy(() -> DriverManager.getConnection(url))
                .hasMessageContaining("is not available now (HTTP status 503). Try again later.");
        assertThat(requests).hasValue(1);
        status.set(401);
        assertThatThrownBy(() -> DriverManager.getConnection(url))
                .isInstanceOf(SQLInvalidAuthorizationSpecException.class)
                .hasMessageContaining("refuses this user");
        server.stop(0);
    }

    @Test
    void aSilentServerIsGivenUp() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "jdbc:lakegate://127.0.0.1:" + server.getLocalPort() + "?responseTimeout=100ms";

            assertThatThrownBy(() -> DriverManager.getConnection(url))
                    .hasMessageContaining("did not answer within 100 ms. If it needs longer, set the connection option")
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("08001");
        }
    }

    @Test
    void aBrokenConnectionIsOpenedAgainOnlyForHarmlessRequests() throws SQLException {
        gateway.hangUps.set(1);
        assertThat(connection.isValid(5)).isTrue();
        assertThat(gateway.hangUps).hasValue(0);
        gateway.hangUps.set(2);
        assertThat(connection.isValid(5)).isFalse();

        try (Statement statement = connection.createStatement()) {
            gateway.hangUps.set(1);
            assertThatThrownBy(() -> statement.executeQuery("bad"))
                    .hasMessageContaining("broke the connection")
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("08006");
        }
    }
}
