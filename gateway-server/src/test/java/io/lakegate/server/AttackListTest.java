package io.lakegate.server;

import static io.lakegate.server.GuardedGateway.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.DataSize;
import io.lakegate.server.config.SecurityConfig;
import io.lakegate.server.config.StoreConfig;
import io.lakegate.server.log.LogJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What somebody who means harm sends to a gateway's port, over real sockets. SECURITY.md lists which attack is tried in which test. */
@Timeout(180)
class AttackListTest {
    private static final String ANN = basic("ann", "annann");
    private static final String FORGED = "2026-01-01T00:00:00.000Z ERROR [-] Gateway: forged";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static Path audit;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        table("lake/shop/numbers", 1L);
        table("outside/hidden", 4711L);
        Files.createSymbolicLink(folder.resolve("lake/shop/linked"), folder.resolve("outside"));
        audit = folder.resolve("audit.jsonl");
        gateway = TestGateway.over(GuardedGateway.config(
                        folder.resolve("lake"),
                        GuardedGateway.passwords(GuardedGateway.users(folder.resolve("users"), "ann")))
                .withStore(new StoreConfig.Embedded(folder.resolve("store/lakegate.db")))
                .withSecurity(new SecurityConfig(
                        GuardedGateway.passwords(folder.resolve("users")),
                        Optional.of(new SecurityConfig.Audit(
                                Optional.of(audit), new DataSize(100 << 20), 1, /* stops= */ true)),
                        new SecurityConfig.Operations("127.0.0.1", OptionalInt.empty(), Duration.ofNanos(1)))));
    }

    private static void table(String place, long id) {
        DeltaTableWriter.create(folder.resolve(place), List.of(new Column("id", Simple.BIGINT)))
                .append(List.<Object[]>of(new Object[] {id}));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Connection ann() throws SQLException {
        return DriverManager.getConnection(gateway.url(), "ann", "annann");
    }

    /** Whether it still does what it is there for. */
    private static void assertServes() throws SQLException {
        try (Connection connection = ann()) {
            assertThat(TestGateway.query(connection, "SELECT id FROM lake.shop.numbers"))
                    .isEqualTo(List.of(List.of(1L)));
        }
    }

    private static Socket connect() throws IOException {
        URI address = URI.create(gateway.url().substring("jdbc:lakegate:".length()));
        return new Socket(InetAddress.getLoopbackAddress(), address.getPort());
    }

    private static Socket send(String text) throws IOException {
        Socket socket = connect();
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return socket;
    }

    /** What comes back until the other side closes, or has said {@code end}. */
    private static String answer(Socket socket, String end) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder answer = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            answer.append((char) next);
            if (answer.indexOf(end) >= 0) {
                break;
            }
        }
        return answer.toString();
    }

    private static String head(String path, String more) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + more;
    }

    /** More than there are threads: a thread that waited for each of them would leave none for others. */
    @Test
    void clientsThatSendNothingOrHalfARequestHoldUpNobody() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                sockets.add(send(head("/", "Content-Length: 1000\r\n\r\n{\"request\":")));
            }
            for (int i = 0; i < 300; i++) {
                sockets.add(send(
                        head("/lakegate/columns", "Authorization: " + ANN + "\r\nContent-Length: 1000\r\n\r\nab")));
            }
            for (int i = 0; i < 50; i++) {
                sockets.add(connect());
                sockets.add(send("POST / HTT"));
                sockets.add(send(head("/", "Content-Le")));
                sockets.add(send(head("/metrics", "Content-Length: 1000\r\n\r\n{\"request\":")));
            }
            assertServes();
            Socket slow = send(
                    head("/lakegate/cancel", "Authorization: " + ANN + "\r\nContent-Length: 24\r\n\r\nconnection=a"));
            sockets.add(slow);
            assertServes();
            slow.getOutputStream().write("&statement=1".getBytes(StandardCharsets.US_ASCII));
            assertThat(answer(slow, "it has ended."))
                    .as("who is slow is answered all the same")
                    .startsWith("HTTP/1.1 404");
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        assertServes();
    }

    @Test
    void floodsOfHeadersAreRefusedUnread() throws Exception {
        String many = "X-Flood: 0123456789abcdef0123456789abcdef\r\n".repeat(2_000);
        String one = "X-Flood: " + "x".repeat(100_000) + "\r\n";
        for (String flood : List.of(many, one)) {
            try (Socket socket = connect()) {
                byte[] text = (head("/", flood) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
                try {
                    socket.getOutputStream().write(text);
                } catch (IOException closed) {
                    continue; // it does not even read on
                }
                assertThat(answer(socket, "\r\n")).startsWith("HTTP/1.1 431");
            }
        }
        String path = "/" + "a".repeat(100_000);
        try (Socket socket = send(head(path, "\r\n"))) {
            assertThat(answer(socket, "\r\n")).startsWith("HTTP/1.1 414");
        }
        assertServes();
    }

    @Test
    void whatCannotBeReadIsAnErrorWithoutATrace() throws Exception {
        List<String> bodies = new ArrayList<>(List.of(
                "",
                "{",
                "{}",
                "[]",
                "nonsense",
                "{\"request\":\"nothing\"}",
                "{\"request\":\"openConnection\"}",
                "{\"request\":\"openConnection\",\"connectionId\":7,\"info\":[]}",
                "{\"request\":\"prepareAndExecute\",\"connectionId\":\"\\u0000\",\"statementId\":-1,\"sql\":null,\"maxRowCount\":1e99}",
                "{\"request\":\"java.lang.Runtime\",\"@class\":\"javax.script.ScriptEngineManager\"}",
                "{\"request\":\"fetch\",\"connectionId\":" + "[".repeat(100_000),
                "{\"a\":".repeat(50_000),
                "\n\u007fjava.lang.Runtime",
                "\n\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
                "connection=%zz&statement=%",
                "connection=a&statement=99999999999999999999",
                "statement=1&statement=2&connection=%00%ff%fe"));
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            bodies.add(new String(bytes, StandardCharsets.ISO_8859_1));
        }
        for (String path :
                List.of("/", "/lakegate/columns", "/lakegate/cancel", "/lakegate/progress", "/lakegate/warnings")) {
            for (String body : bodies) {
                HttpResponse<String> answer = post(path, body);
                assertThat(answer.statusCode()).as(path + " " + shortened(body)).isBetween(400, 500);
                assertThat(answer.body())
                        .as(path + " " + shortened(body))
                        .doesNotContain("\tat ", "java.lang.", "com.fasterxml", "com.google");
            }
        }
        assertThat(post("/", "{\"request\":\"openConnection\"}").body()).contains("has no id for it");
        assertServes();
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(address(path))
                        .header("Authorization", ANN)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.ISO_8859_1)))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(60, text.length()));
    }

    private static URI address(String path) {
        return URI.create(gateway.url().replace("jdbc:lakegate:", "http:") + path);
    }

    @Test
    void aBodyThatIsTooLongIsNotKept() throws Exception {
        int mebibyte = 1 << 20;
        for (boolean chunked : new boolean[] {false, true}) {
            assertThat(status("/", ANN, 33 * mebibyte, chunked)).isEqualTo(413);
            assertThat(status("/", "", mebibyte + 1, chunked)).isEqualTo(413);
            assertThat(status("/lakegate/columns", ANN, 33 * mebibyte, chunked)).isEqualTo(413);
            assertThat(status("/", basic("eve", "eve"), 2 * mebibyte, chunked)).isEqualTo(401);
            assertThat(status("/", ANN, mebibyte + 1, chunked))
                    .as("known users may send more")
                    .isEqualTo(500);
        }
        assertServes();
    }

    private static int status(String path, String authorization, int bytes, boolean chunked) throws Exception {
        try (Socket socket = connect()) {
            socket.setSoLinger(true, 5);
            String first = head(
                    path,
                    (authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n")
                            + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + bytes) + "\r\n\r\n");
            OutputStream out = socket.getOutputStream();
            out.write(first.getBytes(StandardCharsets.US_ASCII));
            byte[] some = "x".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
            try {
                for (int sent = 0; sent < bytes; ) {
                    int next = Math.min(some.length, bytes - sent);
                    if (chunked) {
                        out.write((Integer.toHexString(next) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    }
                    out.write(some, 0, next);
                    if (chunked) {
                        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                    }
                    sent += next;
                }
                if (chunked) {
                    out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException closed) {
                // It does not read on; what it has said is here.
            }
            String answer = answer(socket, "\r\n");
            return Integer.parseInt(answer.substring(9, 12));
        }
    }

    @Test
    void noPathLeadsOutOfTheLake() throws Exception {
        String lake = folder.resolve("lake").toString();
        try (Connection connection = ann();
                Statement statement = connection.createStatement()) {
            for (String place : List.of(
                    folder.resolve("outside/hidden").toString(),
                    lake + "/../outside/hidden",
                    lake + "/shop/../../outside/hidden",
                    lake + "/shop/linked/hidden",
                    lake + "/%2e%2e/outside/hidden",
                    lake + "/..%2foutside/hidden",
                    lake + "/shop/%2e%2e/%2e%2e/outside/hidden",
                    "file://" + lake + "/../outside/hidden",
                    "file:" + lake + "/shop/linked/hidden",
                    "file:///etc",
                    "/etc/passwd",
                    "/proc/self",
                    "s3://other/bucket",
                    "http://127.0.0.1:1/hidden",
                    "")) {
                for (String function : List.of("delta_scan", "iceberg_scan")) {
                    assertThatThrownBy(() -> TestGateway.query(
                                    connection, "SELECT * FROM TABLE(" + function + "('" + place + "'))"))
                            .as(function + " " + place)
                            .isInstanceOf(SQLException.class)
                            .hasMessageNotContaining("4711")
                            .hasMessageNotContaining("root:");
                }
                assertThatThrownBy(() -> {
                            statement.execute(
                                    "CREATE EXTERNAL TABLE lakegate.x.t USING delta LOCATION '" + place + "'");
                            TestGateway.query(connection, "SELECT * FROM lakegate.x.t");
                        })
                        .as("external table " + place)
                        .isInstanceOf(SQLException.class)
                        .hasMessageNotContaining("4711");
            }
            for (String metadata :
                    List.of("duckdb:" + lake + "/../outside/x.db", "sqlite:/etc/passwd", "postgres:host=evil")) {
                assertThatThrownBy(() -> TestGateway.query(
                                connection, "SELECT * FROM TABLE(ducklake_scan('" + metadata + "', 'main.t'))"))
                        .as(metadata)
                        .isInstanceOf(SQLException.class);
            }
            for (String name : List.of(
                    "\"../outside/hidden\"",
                    "shop.\"../../outside/hidden\"",
                    "shop.\"linked/hidden\"",
                    "shop.\"/etc\"")) {
                assertThatThrownBy(() -> TestGateway.query(connection, "SELECT * FROM lake." + name))
                        .as(name)
                        .isInstanceOf(SQLException.class)
                        .hasMessageNotContaining("4711");
            }
            for (String sql : List.of(
                    "SELECT * FROM read_csv('/etc/passwd')",
                    "SELECT * FROM '/etc/passwd'",
                    "COPY t TO '/tmp/x'",
                    "ATTACH '/tmp/x'",
                    "SELECT * FROM glob('/*')",
                    "SELECT getenv('HOME')")) {
                assertThatThrownBy(() -> TestGateway.query(connection, sql))
                        .as(sql)
                        .isInstanceOf(SQLException.class)
                        .hasMessageNotContaining("root:");
            }
        }
        assertServes();
    }

    /** All that the log gets while something runs, in the two forms that it has. */
    private static List<String> logged(Attack attack) throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        heard.start();
        root.addAppender(heard);
        try {
            attack.run();
        } finally {
            root.detachAppender(heard);
        }
        Encoder<ILoggingEvent> text = ((OutputStreamAppender<ILoggingEvent>) root.getAppender("text")).getEncoder();
        LogJson json = new LogJson();
        json.start();
        List<String> lines = new ArrayList<>();
        for (ILoggingEvent event : List.copyOf(heard.list)) {
            lines.add(new String(text.encode(event), StandardCharsets.UTF_8));
            lines.add(new String(json.encode(event), StandardCharsets.UTF_8));
        }
        return lines;
    }

    private interface Attack {
        void run() throws Exception;
    }

    @Test
    void nothingThatAClientSaysBeginsALineOfALog() throws Exception {
        int before = Files.readAllLines(audit).size();
        String forged = "\n" + FORGED + "\r\n{\"event\":\"login\",\"user\":\"root\"}\n\u001b[2J\u202e";
        List<String> logged = logged(() -> {
            assertThatThrownBy(() -> DriverManager.getConnection(gateway.url(), "eve" + forged, "secret"))
                    .isInstanceOf(SQLException.class);
            Properties properties = new Properties();
            properties.setProperty("user", "ann");
            properties.setProperty("password", "annann");
            properties.setProperty("applicationName", "tool" + forged);
            try (Connection connection = DriverManager.getConnection(gateway.url(), properties)) {
                TestGateway.query(connection, "SELECT 1 /*" + forged + "*/");
                for (String sql : List.of(
                        "SELECT * FROM \"t" + forged.replace("\"", "\"\"") + "\"",
                        "SELECT " + forged,
                        "SELECT CAST('" + forged + "' AS INTEGER) FROM lake.shop.numbers",
                        "SELECT * FROM TABLE(delta_scan('/x" + forged + "'))")) {
                    assertThatThrownBy(() -> TestGateway.query(connection, sql)).isInstanceOf(SQLException.class);
                }
            }
            LoggerFactory.getLogger("io.lakegate.test")
                    .error(
                            "it failed: {}",
                            forged,
                            new IllegalStateException("because" + forged, new IOException(forged)));
        });
        assertThat(logged).hasSizeGreaterThan(4).anyMatch(text -> text.contains("slow query"));
        assertThat(logged).anyMatch(text -> text.contains("it failed"));
        for (String event : logged) {
            List<String> lines = event.lines().toList();
            assertThat(lines.get(0))
                    .matches("(\\d{4}-\\d\\d-\\d\\dT.*|\\{\"time\":.*)")
                    .doesNotStartWith(FORGED);
            assertThat(lines.subList(1, lines.size()))
                    .allMatch(line -> line.startsWith("    ") || line.startsWith("\t"));
            assertThat(event).doesNotContain("\u001b", "\r");
            if (event.startsWith("{")) {
                assertThat(lines).hasSize(1);
                assertThat(JSON.readTree(event).path("message").isTextual()).isTrue();
            }
        }
        List<String> lines = Files.readAllLines(audit);
        for (String line : lines.subList(before, lines.size())) {
            JsonNode read = JSON.readTree(line);
            assertThat(read.path("event").isTextual()).isTrue();
            assertThat(read.path("user").asText()).isNotEqualTo("root");
        }
        assertThat(lines).noneMatch(line -> line.startsWith(FORGED));
    }

    @Test
    void credentialsInAddressesAreNeitherShownNorKept() throws Exception {
        int before = Files.readAllLines(audit).size();
        List<String> shown = new ArrayList<>();
        List<String> logged = logged(() -> {
            try (Connection connection = ann();
                    Statement statement = connection.createStatement()) {
                for (String place : List.of(
                        "s3://AKIAKEY:TOPSECRET@bucket/t",
                        "https://ann:TOPSECRET@example.com/t",
                        "abfss://u:TOPSECRET@c@account.dfs.core.windows.net/t",
                        "https://example.com/t?sv=1&sig=TOPSECRET",
                        "s3://bucket/t?X-Amz-Signature=TOPSECRET&x-amz-security-token=TOPSECRET")) {
                    for (String sql : List.of(
                            "SELECT * FROM TABLE(delta_scan('" + place + "'))",
                            "SELECT * FROM TABLE(iceberg_scan('" + place + "'))",
                            "CREATE EXTERNAL TABLE lakegate.x.t USING delta LOCATION '" + place + "'",
                            "SELECT '" + place + "' FROM lake.shop.numbers WHERE \"" + place + "\" = 1",
                            "SELECT '" + place + "' FRM lake.shop.numbers")) {
                        try {
                            statement.execute(sql);
                        } catch (SQLException e) {
                            shown.add(e.getMessage());
                        }
                    }
                    TestGateway.query(connection, "SELECT id, '" + place + "' FROM lake.shop.numbers");
                }
                shown.add(TestGateway.query(connection, "SELECT sql FROM system.queries")
                        .toString());
            }
        });
        assertThat(shown).hasSizeGreaterThan(20).noneMatch(text -> text.contains("TOPSECRET"));
        assertThat(shown).anyMatch(text -> text.contains("s3://***@bucket/t"));
        assertThat(logged).isNotEmpty().noneMatch(text -> text.contains("TOPSECRET"));
        List<String> lines = Files.readAllLines(audit);
        assertThat(lines.subList(before, lines.size()))
                .anyMatch(line -> line.contains("https://***@example.com/t"))
                .noneMatch(line -> line.contains("TOPSECRET"));
    }

    @Test
    void strangersGetNothingButHealthByAnyMethodOnAnyPath() throws Exception {
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "NONSENSE")) {
            for (String path : List.of(
                    "/",
                    "//",
                    "/metrics",
                    "/metrics/",
                    "/METRICS",
                    "/check/lake",
                    "/check/",
                    "/lakegate/columns",
                    "/lakegate/cancel",
                    "/lakegate/progress",
                    "/lakegate/warnings",
                    "/lakegate/",
                    "/health/live/../../metrics",
                    "/health/live/%2e%2e/%2e%2e/metrics",
                    "/health/live;x=/metrics",
                    "/../../etc/passwd",
                    "/%2e%2e/%2e%2e/etc/passwd",
                    "/health/../check/lake",
                    "/favicon.ico",
                    "/index.html")) {
                try (Socket socket = send(method + " " + path
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")) {
                    String answer = answer(socket, "\u0000");
                    boolean health = path.startsWith("/health/live;");
                    assertThat(answer.substring(9, 12))
                            .as(method + " " + path)
                            .isIn(
                                    health
                                            ? List.of("200", "400", "401", "404")
                                            : List.of("400", "401", "404", "405", "500", "501"));
                    assertThat(answer)
                            .as(method + " " + path)
                            .doesNotContain("lakegate_", "shop", "root:", "\tat ", "Jetty");
                }
            }
        }
    }
}
