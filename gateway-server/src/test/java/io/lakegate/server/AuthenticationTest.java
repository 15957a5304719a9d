package io.lakegate.server;

import static io.lakegate.server.GuardedGateway.basic;
import static io.lakegate.server.GuardedGateway.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.AuthenticationConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.AvaticaClientRuntimeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and who is not, through both drivers and without one. */
class AuthenticationTest {
    private static final String WHO = "SELECT CURRENT_USER, count(*) FROM lake.shop.numbers";
    private static final String REFUSED =
            "The login is refused: the user, the password or the token is wrong, or no longer valid.";

    @TempDir
    private static Path folder;

    private static TestGateway gateway;
    private static HttpServer issuer;
    private static RSAKey key;

    @BeforeAll
    static void start() throws Exception {
        DeltaTableWriter.create(folder.resolve("lake/shop/numbers"), List.of(new Column("id", Simple.BIGINT)))
                .append(List.<Object[]>of(new Object[] {7L}));
        key = new RSAKeyGenerator(2048).keyID("one").generate();
        byte[] keys = new JWKSet(key).toString(/* publicKeysOnly= */ true).getBytes(StandardCharsets.UTF_8);
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        issuer.start();
        gateway = TestGateway.over(GuardedGateway.config(
                folder.resolve("lake"),
                both(
                        GuardedGateway.users(folder.resolve("users"), "ann:dba", "bob", "dan", "eve", "fay"),
                        "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys")));
    }

    private static AuthenticationConfig both(Path users, String keys) {
        return new AuthenticationConfig(
                Optional.of(users),
                Optional.of(new AuthenticationConfig.Jwt(
                        "https://issuer.test", "lakegate", keys, Duration.ofSeconds(30), "sub", "groups")),
                Set.of(),
                Set.of());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        issuer.stop(0);
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("https://issuer.test")
                .audience("lakegate")
                .subject("tom")
                .claim("groups", List.of("staff"))
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    private static String signed(JWTClaimsSet claims, RSAKey by) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(), claims);
        token.sign(new RSASSASigner(by));
        return token.serialize();
    }

    private static List<List<Object>> ask(String url, String... options) throws SQLException {
        Properties properties = new Properties();
        for (int i = 0; i < options.length; i += 2) {
            properties.setProperty(options[i], options[i + 1]);
        }
        try (Connection connection = DriverManager.getConnection(url, properties)) {
            return TestGateway.query(connection, WHO);
        }
    }

    private static void refused(String... options) {
        assertThatThrownBy(() -> ask(gateway.url(), options))
                .isInstanceOf(SQLInvalidAuthorizationSpecException.class)
                .hasMessage(REFUSED)
                .hasFieldOrPropertyWithValue("SQLState", "28000");
    }

    @Test
    void ourDriverLetsInWithThePasswordAndSaysWhoItIs() throws SQLException {
        assertThat(ask(gateway.url(), "user", "ann", "password", "annann")).isEqualTo(List.of(List.of("ann", 1L)));
    }

    @Test
    void aWrongPasswordAndAnUnknownUserAreToldApartByNothing() {
        refused("user", "bob", "password", "annann");
        refused("user", "nobody", "password", "nobodynobody");
        refused("user", "bob");
        assertThatThrownBy(() -> ask(gateway.url()))
                .hasMessageContaining("Connect with user and password, or with a token")
                .hasFieldOrPropertyWithValue("SQLState", "28000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"protobuf", "json"})
    void avaticasDriverLetsInByBasic(String serialization) throws SQLException {
        String url = gateway.avaticaUrl(serialization) + ";authentication=BASIC";
        assertThat(ask(url, "avatica_user", "ann", "avatica_password", "annann"))
                .isEqualTo(List.of(List.of("ann", 1L)));
        assertThat(catchThrowable(() -> ask(url, "avatica_user", "dan", "avatica_password", "annann")))
                .hasStackTraceContaining("HTTP/401");
    }

    @ParameterizedTest
    @ValueSource(strings = {"protobuf", "json"})
    void avaticasDriverLetsInByTheUserAndPasswordThatToolsGive(String serialization) throws SQLException {
        String url = gateway.avaticaUrl(serialization);
        assertThat(ask(url, "user", "ann", "password", "annann")).isEqualTo(List.of(List.of("ann", 1L)));
        AvaticaClientRuntimeException wrong = catchThrowableOfType(
                AvaticaClientRuntimeException.class, () -> ask(url, "user", "fay", "password", "annann"));
        assertThat(wrong.getMessage()).contains(REFUSED);
        assertThat(wrong.getSqlState()).isEqualTo("28000");
        assertThat(catchThrowable(() -> ask(url))).hasStackTraceContaining("HTTP/401");
    }

    @Test
    void theProvenNameCountsAndNotTheOneThatIsSaid() throws SQLException {
        assertThat(ask(
                        gateway.avaticaUrl("protobuf") + ";authentication=BASIC",
                        "avatica_user",
                        "ann",
                        "avatica_password",
                        "annann",
                        "user",
                        "root"))
                .isEqualTo(List.of(List.of("ann", 1L)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"protobuf", "json"})
    void tokensLetInThroughBothDrivers(String serialization) throws Exception {
        String token = signed(claims().build(), key);
        assertThat(ask(gateway.url(), "token", token)).isEqualTo(List.of(List.of("tom", 1L)));
        assertThat(ask(gateway.avaticaUrl(serialization) + ";authentication=BEARER", "bearer_token", token))
                .isEqualTo(List.of(List.of("tom", 1L)));
    }

    @Test
    void tokensThatAreNotForUsAreRefused() throws Exception {
        refused("token", signed(claims().issuer("https://other.test").build(), key));
        refused("token", signed(claims().audience("other").build(), key));
        refused("token", signed(claims().audience((String) null).build(), key));
        refused("token", signed(claims().subject(null).build(), key));
        refused("token", signed(claims().expirationTime(null).build(), key));
        refused(
                "token",
                signed(
                        claims().expirationTime(Date.from(Instant.now().minusSeconds(60)))
                                .build(),
                        key));
        refused(
                "token",
                signed(
                        claims().notBeforeTime(Date.from(Instant.now().plusSeconds(60)))
                                .build(),
                        key));
        refused(
                "token",
                signed(claims().build(), new RSAKeyGenerator(2048).keyID("one").generate()));
        refused("token", new PlainJWT(claims().build()).serialize());
        refused("token", "abc");
        assertThat(ask(
                        gateway.url(),
                        "token",
                        signed(
                                claims().expirationTime(Date.from(Instant.now().minusSeconds(10)))
                                        .build(),
                                key)))
                .as("within what clocks may differ")
                .hasSize(1);
    }

    @Test
    void keysMayLieInAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("keys.json"), new JWKSet(key).toString(true));
        try (TestGateway other = TestGateway.over(
                GuardedGateway.config(folder.resolve("lake"), both(folder.resolve("users"), file.toString())))) {
            assertThat(ask(other.url(), "token", signed(claims().build(), key))).hasSize(1);
            RSAKey next = new RSAKeyGenerator(2048).keyID("one").generate();
            Files.writeString(file, new JWKSet(next).toString(true));
            assertThat(ask(other.url(), "token", signed(claims().build(), next)))
                    .hasSize(1);
            assertThatThrownBy(() -> ask(other.url(), "token", signed(claims().build(), key)))
                    .hasMessage(REFUSED);
        }
    }

    @Test
    void everyDoorButHealthAsksWhoComes() throws Exception {
        String open =
                "{\"request\":\"openConnection\",\"connectionId\":\"0123456789abcdef0123456789abcdef\",\"info\":{}}";
        for (String path : List.of("/", "/lakegate/columns", "/lakegate/cancel", "/lakegate/progress")) {
            for (String authorization : List.of("Basic eve", "Basic ZXZl", "Bearer x.y.z", "Digest a", "nonsense")) {
                assertThat(post(gateway, path, authorization, open).statusCode())
                        .as(path + " " + authorization)
                        .isEqualTo(401);
            }
        }
        var stranger = post(gateway, "/", "", open);
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.headers().allValues("WWW-Authenticate"))
                .containsExactly("Basic realm=\"Lakegate\", charset=\"UTF-8\"", "Bearer realm=\"Lakegate\"");
        assertThat(post(gateway, "/lakegate/cancel", "", "connection=a&statement=1")
                        .statusCode())
                .isEqualTo(401);
        assertThat(post(gateway, "/", basic("ann", "annann"), open).statusCode())
                .isEqualTo(200);
        for (String path : List.of("/health/live", "/health/ready")) {
            assertThat(GuardedGateway.send(gateway, path, "", Optional.empty()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aConnectionThatSendsItsPasswordOnceNeedsAnIdThatNobodyGuesses() throws Exception {
        String open =
                "{\"request\":\"openConnection\",\"connectionId\":\"1\",\"info\":{\"user\":\"ann\",\"password\":\"annann\"}}";
        assertThat(post(gateway, "/", "", open).body()).contains("needs an id of at least 32 characters");
    }

    @Test
    void whoTriesManyPasswordsHasToWaitAlsoWithTheRightOne() {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> ask(gateway.url(), "user", "eve", "password", "wrong"))
                    .hasMessage(REFUSED);
        }
        assertThatThrownBy(() -> ask(gateway.url(), "user", "eve", "password", "eveeve"))
                .hasMessageContaining("Too many logins failed. Try again in ")
                .hasFieldOrPropertyWithValue("SQLState", "28000");
    }

    @Test
    void whoIsRemovedFromTheFileIsOutAtOnceAndABadFileChangesNothing() throws Exception {
        Path users = GuardedGateway.users(folder.resolve("changing"), "ann", "bob");
        try (TestGateway changing = TestGateway.over(
                        GuardedGateway.config(folder.resolve("lake"), GuardedGateway.passwords(users)));
                Connection ours = DriverManager.getConnection(changing.url(), "bob", "bobbob");
                Connection stock = DriverManager.getConnection(changing.avaticaUrl("protobuf"), "bob", "bobbob")) {
            TestGateway.query(stock, WHO);
            Files.writeString(users, "bob\n");
            assertThat(TestGateway.query(ours, WHO)).isEqualTo(List.of(List.of("bob", 1L)));
            GuardedGateway.users(users, "ann", "carol");
            assertThatThrownBy(() -> TestGateway.query(ours, WHO)).hasMessage(REFUSED);
            assertThat(catchThrowable(() -> TestGateway.query(stock, WHO))).hasStackTraceContaining("HTTP/401");
            assertThat(ask(changing.url(), "user", "carol", "password", "carolcarol"))
                    .hasSize(1);
            GuardedGateway.users(users, "bob");
        }
    }

    @Test
    void aRefusedRequestLeavesItsConnectionUsable() throws Exception {
        URI address = URI.create(gateway.url().replace("jdbc:lakegate:", "http:"));
        for (String path : List.of("/", "/lakegate/columns", "/nothing")) {
            try (Socket connection = new Socket(address.getHost(), address.getPort())) {
                connection.setSoTimeout(10_000);
                for (int round = 0; round < 3; round++) {
                    String head = "POST " + path + " HTTP/1.1\r\nHost: gateway\r\nContent-Length: 4\r\n";
                    String who = path.equals("/nothing") ? "" : "Authorization: Basic eve\r\n";
                    connection.getOutputStream().write((head + who + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    connection.setSoTimeout(100);
                    assertThatThrownBy(() -> connection.getInputStream().read())
                            .as("the body is awaited")
                            .isInstanceOf(SocketTimeoutException.class);
                    connection.setSoTimeout(10_000);
                    connection.getOutputStream().write("abcd".getBytes(StandardCharsets.US_ASCII));
                    String answer = answer(connection.getInputStream());
                    assertThat(answer)
                            .startsWith(path.equals("/nothing") ? "HTTP/1.1 404" : "HTTP/1.1 401")
                            .doesNotContain("Connection: close");
                }
            }
        }
    }

    /** The head of an answer; its body is read over. */
    private static String answer(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("an answer after " + head).isNotNegative();
            head.append((char) next);
        }
        Matcher length = Pattern.compile("Content-Length: ([0-9]+)").matcher(head);
        in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        return head.toString();
    }
}
