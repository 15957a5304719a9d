package io.lakegate.server;

import static io.lakegate.server.GuardedGateway.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.DataSize;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.ServerConfig.Requests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What requests of all clients take together, and who is refused when it is all taken. */
@Timeout(120)
class RequestLimitsTest {
    private static final String ANN = basic("ann", "annann");
    private static final String BOB = basic("bob", "bobbob");
    private static final String CID = basic("cid", "cidcid");
    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    private Path folder;

    private final List<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void make() {
        DeltaTableWriter.create(folder.resolve("lake/t"), List.of(new Column("id", Simple.BIGINT)))
                .append(List.<Object[]>of(new Object[] {7L}));
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private TestGateway gateway(Requests bounds) throws IOException {
        GatewayConfig config = GuardedGateway.config(
                folder.resolve("lake"),
                GuardedGateway.passwords(GuardedGateway.users(folder.resolve("users"), "ann", "bob", "cid")));
        return TestGateway.over(new GatewayConfig(
                        config.server().withRequests(bounds), config.engine(), config.limits(), config.catalogs())
                .withSecurity(config.security()));
    }

    private Socket connect(TestGateway gateway) throws IOException {
        URI address = URI.create(gateway.url().substring("jdbc:lakegate:".length()));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
        sockets.add(socket);
        return socket;
    }

    /** A request of which so many bytes of the body are sent, and one is held back. */
    private Socket begin(TestGateway gateway, String path, String authorization, int bytes) throws IOException {
        Socket socket = connect(gateway);
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + (authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n")
                + "Content-Length: " + (bytes + 1) + "\r\n\r\n";
        socket.getOutputStream().write((head + "x".repeat(bytes)).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String ended(Socket socket) throws IOException {
        socket.getOutputStream().write('x');
        return answer(socket);
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String figure(TestGateway gateway, String name) throws Exception {
        return GuardedGateway.send(gateway, "/metrics", ANN, Optional.empty())
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .orElseThrow()
                .substring(name.length() + 1);
    }

    private static void await(TestGateway gateway, String name, double value) throws Exception {
        await(() -> Double.parseDouble(figure(gateway, name)) == value);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not happen within a minute");
            }
            Thread.onSpinWait();
        }
    }

    private static void assertServes(TestGateway gateway) throws SQLException {
        try (Connection connection = DriverManager.getConnection(gateway.url(), "ann", "annann")) {
            assertThat(TestGateway.query(connection, "SELECT id FROM lake.\"default\".t"))
                    .isEqualTo(List.of(List.of(7L)));
        }
    }

    private static Connection as(TestGateway gateway, String user) throws SQLException {
        return DriverManager.getConnection(gateway.url(), user, user + user);
    }

    private static String longer(int bytes) {
        return "SELECT 1 /* " + "x".repeat(bytes) + " */";
    }

    private static void assertRefused(Connection connection, int bytes) {
        assertThatThrownBy(() -> TestGateway.query(connection, longer(bytes)))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("server.request-memory")
                .hasFieldOrPropertyWithValue("SQLState", "53400")
                .hasFieldOrPropertyWithValue("ErrorCode", 3006);
    }

    @Test
    void bodiesOfAllRequestsShareTheirMemoryAndGiveItBack() throws Exception {
        try (TestGateway gateway = gateway(new Requests(new DataSize(4 * MEBIBYTE), 1_000))) {
            int much = MEBIBYTE + MEBIBYTE / 2;
            Socket held = begin(gateway, "/", ANN, much);
            Socket others = begin(gateway, "/", BOB, much);
            await(gateway, "lakegate_request_memory_bytes", 2 * much);

            for (String path : List.of("/", "/lakegate/columns")) {
                String refused = ended(begin(gateway, path, CID, much));
                assertThat(refused)
                        .as(path)
                        .startsWith("HTTP/1.1 429 ")
                        .contains("Long requests hold all the memory that the gateway has for them at this moment");
            }
            assertServes(gateway);
            try (Connection connection = as(gateway, "cid")) {
                assertRefused(connection, much);
                assertThat(figure(gateway, "lakegate_requests_refused_total{reason=\"memory\"}"))
                        .isEqualTo("3.0");

                held.getOutputStream().write('x');
                others.getOutputStream().write('x');
                await(gateway, "lakegate_request_memory_bytes", 0);
                assertThat(TestGateway.query(connection, longer(much))).hasSize(1);
            }
            Socket gone = begin(gateway, "/", ANN, MEBIBYTE);
            await(gateway, "lakegate_request_memory_bytes", MEBIBYTE);
            gone.close();
            await(gateway, "lakegate_request_memory_bytes", 0);
        }
    }

    @Test
    void oneUserLeavesHalfToOthers() throws Exception {
        try (TestGateway gateway = gateway(new Requests(new DataSize(4 * MEBIBYTE), 1_000));
                Connection ann = as(gateway, "ann");
                Connection bob = as(gateway, "bob")) {
            int much = MEBIBYTE + MEBIBYTE / 2;
            Socket held = begin(gateway, "/", ANN, much);
            await(gateway, "lakegate_request_memory_bytes", much);

            for (String path : List.of("/", "/lakegate/columns")) {
                assertThat(ended(begin(gateway, path, ANN, MEBIBYTE)))
                        .as(path)
                        .startsWith("HTTP/1.1 429 ")
                        .contains("Long requests of this user hold all the memory that one user may have");
            }
            assertRefused(ann, MEBIBYTE);
            assertThat(TestGateway.query(ann, longer(1_000)))
                    .as("short ones are taken")
                    .hasSize(1);
            assertThat(TestGateway.query(bob, longer(much))).hasSize(1);
            assertThat(figure(gateway, "lakegate_requests_refused_total{reason=\"memory\"}"))
                    .isEqualTo("3.0");

            held.getOutputStream().write('x');
            await(gateway, "lakegate_request_memory_bytes", 0);
            assertThat(TestGateway.query(ann, longer(much))).hasSize(1);
            assertRefused(ann, 2 * MEBIBYTE);
        }
    }

    @Test
    void strangersTakeAPartAndLeaveTheRest() throws Exception {
        try (TestGateway gateway = gateway(new Requests(new DataSize(4 * MEBIBYTE), 1_000))) {
            Socket stranger = begin(gateway, "/", "", MEBIBYTE * 3 / 4);
            await(gateway, "lakegate_request_memory_bytes", MEBIBYTE * 3 / 4);
            for (int i = 0; i < 3; i++) {
                assertThat(ended(begin(gateway, "/", "", MEBIBYTE / 2))).startsWith("HTTP/1.1 429 ");
            }
            assertServes(gateway);
            try (Connection connection = DriverManager.getConnection(gateway.url(), "ann", "annann")) {
                assertThat(TestGateway.query(connection, longer(MEBIBYTE * 7 / 4)))
                        .hasSize(1);
            }
            assertThat(answer(stranger))
                    .as("who says little slowly does not hold it for long")
                    .isEmpty();
            await(gateway, "lakegate_request_memory_bytes", 0);
        }
    }

    @Test
    void aConnectionTooManyHearsThatItIsAndThoseOfBeforeGoOn() throws Exception {
        try (TestGateway gateway = gateway(new Requests(new DataSize(64L * MEBIBYTE), 20))) {
            try (Connection connection = DriverManager.getConnection(gateway.url(), "ann", "annann")) {
                assertThat(TestGateway.query(connection, "SELECT 1")).hasSize(1);
                double before = Double.parseDouble(figure(gateway, "lakegate_network_connections"));
                for (double open = before; open < 20; open++) {
                    connect(gateway);
                }
                await(gateway, "lakegate_network_connections", 20);
                for (String path : List.of("/", "/lakegate/columns")) {
                    Socket more = begin(gateway, path, ANN, 0);
                    assertThat(ended(more))
                            .startsWith("HTTP/1.1 429 ")
                            .contains("The gateway has 20 network connections open, which is its limit");
                }
                // By another name, since the driver has a network connection at hand for the address that it knows.
                String afresh = gateway.url().replace("127.0.0.1", "localhost");
                assertThat(afresh).isNotEqualTo(gateway.url());
                assertThatThrownBy(() -> DriverManager.getConnection(afresh, "ann", "annann"))
                        .hasMessageContaining("(server.max-network-connections)")
                        .hasFieldOrPropertyWithValue("SQLState", "53300");
                assertThat(TestGateway.query(connection, "SELECT 1")).hasSize(1);
                assertThat(figure(gateway, "lakegate_requests_refused_total{reason=\"connections\"}"))
                        .isEqualTo("3.0");
            }
            close();
            await(() -> {
                try {
                    assertServes(gateway);
                    return true;
                } catch (SQLException e) {
                    return false;
                }
            });
        }
    }
}
