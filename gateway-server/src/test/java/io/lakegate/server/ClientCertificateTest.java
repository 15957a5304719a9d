package io.lakegate.server;

import static io.lakegate.server.GuardedGateway.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.TestAuthority.Issued;
import io.lakegate.server.TestAuthority.Kind;
import io.lakegate.server.TestAuthority.Name;
import io.lakegate.server.config.AuthenticationConfig;
import io.lakegate.server.config.AuthenticationConfig.Certificates;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.Secret;
import io.lakegate.server.config.SecurityConfig;
import io.lakegate.server.config.ServerConfig;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in by a certificate of theirs, and who is not. */
class ClientCertificateTest {
    private static final String WHO =
            "SELECT CURRENT_USER, IS_MEMBER('staff'), IS_MEMBER('dba') FROM lake.\"default\".t";
    private static final String REFUSED =
            "The login is refused: the certificate comes from no authority that the gateway trusts, is not valid now, or names no user.";
    private static final String PASSWORD = "secret1";

    @TempDir
    private Path folder;

    private TestAuthority clients;
    private TestAuthority servers;
    private Path authorities;

    @BeforeEach
    void make() throws Exception {
        DeltaTableWriter.create(folder.resolve("lake/t"), List.of(new Column("id", Simple.BIGINT)))
                .append(List.<Object[]>of(new Object[] {7L}));
        clients = new TestAuthority("CN=Clients");
        servers = new TestAuthority("CN=Servers");
        servers.certificateFile(folder.resolve("servers.pem"));
        authorities = clients.certificateFile(folder.resolve("clients.pem"));
        Issued server = servers.server();
        server.certificateFile(folder.resolve("certificate.pem"));
        server.keyFile(folder.resolve("key.pem"));
    }

    private TestGateway gateway() throws Exception {
        return gateway(new Certificates(authorities, Optional.empty(), "cn", Optional.empty(), true));
    }

    private TestGateway gateway(Certificates certificates) throws Exception {
        AuthenticationConfig passwords =
                GuardedGateway.passwords(GuardedGateway.users(folder.resolve("users"), "bob:dba"));
        GatewayConfig config = GuardedGateway.config(folder.resolve("lake"), AuthenticationConfig.OFF);
        ServerConfig.Tls tls = new ServerConfig.Tls(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
        return TestGateway.over(new GatewayConfig(
                        new ServerConfig("127.0.0.1", 0, Optional.of(tls)),
                        config.engine(),
                        config.limits(),
                        config.catalogs())
                .withSecurity(new SecurityConfig(passwords.withCertificates(certificates))));
    }

    private Connection connect(TestGateway gateway, Optional<Issued> certificate, String... options) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("trustCertificate", folder.resolve("servers.pem").toString());
        if (certificate.isPresent()) {
            Path store = certificate
                    .get()
                    .store(folder.resolve(certificate.get().certificate().getSerialNumber() + ".p12"), PASSWORD);
            properties.setProperty("keyStore", store.toString());
            properties.setProperty("keyStorePassword", PASSWORD);
        }
        for (int i = 0; i < options.length; i += 2) {
            properties.setProperty(options[i], options[i + 1]);
        }
        return DriverManager.getConnection(gateway.url(), properties);
    }

    private List<List<Object>> ask(TestGateway gateway, Optional<Issued> certificate, String... options)
            throws Exception {
        try (Connection connection = connect(gateway, certificate, options)) {
            return TestGateway.query(connection, WHO);
        }
    }

    private void refused(TestGateway gateway, Issued certificate) {
        assertThatThrownBy(() -> ask(gateway, Optional.of(certificate)))
                .isInstanceOf(SQLInvalidAuthorizationSpecException.class)
                .hasMessage(REFUSED)
                .hasFieldOrPropertyWithValue("SQLState", "28000");
    }

    /** One that shows its certificate whatever the gateway has asked for. */
    private HttpClient shameless(Issued certificate) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", servers.certificate());
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new Always(certificate)}, managers.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static HttpResponse<String> post(HttpClient client, TestGateway gateway, String authorization, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        gateway.url().replace("jdbc:lakegate:", "https:").replace("?tls=true", "") + "/"))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aCertificateOfTheAuthoritySaysWhoItIs() throws Exception {
        try (TestGateway gateway = gateway()) {
            Issued ann = clients.issue("CN=ann, OU=staff, O=Example", List.of());
            assertThat(ask(gateway, Optional.of(ann))).isEqualTo(List.of(List.of("ann", true, false)));
            assertThat(ask(gateway, Optional.of(ann), "user", "bob"))
                    .as("a name that is only said counts for nothing")
                    .isEqualTo(List.of(List.of("ann", true, false)));
        }
    }

    @Test
    void otherWaysInStayAndMayNotNameAnotherThanTheCertificate() throws Exception {
        try (TestGateway gateway = gateway()) {
            Issued ann = clients.issue("CN=ann, OU=staff", List.of());
            assertThat(ask(gateway, Optional.empty(), "user", "bob", "password", "bobbob"))
                    .isEqualTo(List.of(List.of("bob", false, true)));
            assertThatThrownBy(() -> ask(gateway, Optional.of(ann), "user", "bob", "password", "bobbob"))
                    .isInstanceOf(SQLInvalidAuthorizationSpecException.class)
                    .hasMessageContaining("the certificate names one user, and the password or token another")
                    .hasFieldOrPropertyWithValue("SQLState", "28000");
            Issued bob = clients.issue("CN=bob, OU=staff", List.of());
            assertThat(ask(gateway, Optional.of(bob), "user", "bob", "password", "bobbob"))
                    .as("the groups are those of the password file")
                    .isEqualTo(List.of(List.of("bob", false, true)));
            for (Issued certificate : List.of(ann, bob)) {
                assertThatThrownBy(() -> ask(gateway, Optional.of(certificate), "user", "bob", "password", "guessed"))
                        .hasMessageNotContaining("names one user")
                        .hasFieldOrPropertyWithValue("SQLState", "28000");
            }
            for (Issued says : List.of(
                    clients.issue("O=a machine", List.of()),
                    clients.issue(
                            "CN=ann",
                            List.of(),
                            Instant.now().minus(Duration.ofHours(2)),
                            Instant.now().minus(Duration.ofHours(1))),
                    new TestAuthority("CN=Clients").issue("CN=ann", List.of()))) {
                assertThat(post(shameless(says), gateway, basic("bob", "bobbob"), "{}")
                                .statusCode())
                        .as("a certificate that names nobody contradicts nobody")
                        .isNotEqualTo(401);
            }
            assertThatThrownBy(() -> ask(gateway, Optional.empty()))
                    .hasMessageContaining("or with a certificate whose authority it trusts")
                    .hasFieldOrPropertyWithValue("SQLState", "28000");
        }
    }

    /** As tools send it that have Avatica's driver: once, and in the request. */
    @Test
    void aPasswordInAConnectionHasToBeThatOfTheUserOfTheCertificate() throws Exception {
        try (TestGateway gateway = gateway()) {
            HttpClient ann = shameless(clients.issue("CN=ann", List.of()));
            HttpClient bob = shameless(clients.issue("CN=bob", List.of()));
            String open =
                    "{\"request\":\"openConnection\",\"connectionId\":\"%s\",\"info\":{\"user\":\"bob\",\"password\":\"%s\"}}";
            assertThat(post(ann, gateway, "", open.formatted("1", "bobbob")).body())
                    .contains("the certificate names one user, and the password or token another");
            assertThat(post(bob, gateway, "", open.formatted("2", "guessed")).body())
                    .contains("The login is refused: the user, the password or the token is wrong");
            assertThat(post(bob, gateway, "", open.formatted("3", "bobbob")).statusCode())
                    .isEqualTo(200);
            assertThat(post(bob, gateway, "", open.formatted("4", "")).statusCode())
                    .as("none is said")
                    .isEqualTo(200);
        }
    }

    @Test
    void certificatesOfOthersAndOfOtherTimesAreRefused() throws Exception {
        try (TestGateway gateway = gateway()) {
            TestAuthority impostor = new TestAuthority("CN=Clients");
            refused(gateway, impostor.issue("CN=ann", List.of()));
            Instant now = Instant.now();
            refused(
                    gateway,
                    clients.issue("CN=ann", List.of(), now.minus(Duration.ofHours(2)), now.minus(Duration.ofHours(1))));
            refused(
                    gateway,
                    clients.issue("CN=ann", List.of(), now.plus(Duration.ofHours(1)), now.plus(Duration.ofHours(2))));

            Issued foreign = new TestAuthority("CN=Others").issue("CN=ann", List.of());
            assertThatThrownBy(() -> ask(gateway, Optional.of(foreign)))
                    .as("the gateway has not asked for such a one, so the driver does not show it")
                    .hasMessageContaining("or with a certificate whose authority it trusts")
                    .hasFieldOrPropertyWithValue("SQLState", "28000");
            HttpResponse<String> shown = post(shameless(foreign), gateway, "", "{}");
            assertThat(shown.statusCode()).isEqualTo(401);
            assertThat(shown.body()).isEqualTo(REFUSED + "\n");
            assertThat(post(shameless(clients.issue("CN=ann", List.of())), gateway, "", "{}")
                            .statusCode())
                    .as("the twin comes in")
                    .isNotEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"O=ann", "CN=bob, CN=ann", "CN=bob + CN=ann", "CN=\"ann,bob\"", "CN=\"ann:x\""})
    void aSubjectThatNamesNobodyOrSeveralIsRefused(String subject) throws Exception {
        try (TestGateway gateway = gateway()) {
            refused(gateway, clients.issue(subject, List.of()));
        }
    }

    @Test
    void aSubjectCannotHoldAnother() throws Exception {
        try (TestGateway gateway = gateway()) {
            Issued ann = clients.issue("CN=\"ann=1\", OU=\"x\\, OU=staff\"", List.of());
            assertThat(ask(gateway, Optional.of(ann))).isEqualTo(List.of(List.of("ann=1", false, false)));
        }
    }

    @Test
    void alternativeNamesAreReadByThePattern() throws Exception {
        Pattern pattern = Pattern.compile("(.+)@example[.]com");
        try (TestGateway gateway =
                gateway(new Certificates(authorities, Optional.empty(), "email", Optional.of(pattern), false))) {
            Issued ann = clients.issue(
                    "CN=root, OU=staff",
                    List.of(
                            new Name(Kind.EMAIL, "ann@example.com"),
                            new Name(Kind.EMAIL, "ann@other.com"),
                            new Name(Kind.DNS, "bob@example.com")));
            assertThat(ask(gateway, Optional.of(ann))).isEqualTo(List.of(List.of("ann", false, false)));
            refused(gateway, clients.issue("CN=ann", List.of(new Name(Kind.EMAIL, "ann@example.com.other.com"))));
            refused(
                    gateway,
                    clients.issue(
                            "CN=ann",
                            List.of(new Name(Kind.EMAIL, "ann@example.com"), new Name(Kind.EMAIL, "bob@example.com"))));
            refused(gateway, clients.issue("CN=ann", List.of()));
        }
        Pattern workload = Pattern.compile("spiffe://example[.]com/(.+)");
        try (TestGateway gateway =
                gateway(new Certificates(authorities, Optional.empty(), "uri", Optional.of(workload), false))) {
            Issued ann = clients.issue("O=x", List.of(new Name(Kind.URI, "spiffe://example.com/ann")));
            assertThat(ask(gateway, Optional.of(ann))).isEqualTo(List.of(List.of("ann", false, false)));
        }
    }

    @Test
    void aConnectionBelongsToTheUserOfTheCertificate() throws Exception {
        try (TestGateway gateway = gateway()) {
            String id = "0123456789abcdef0123456789abcdef";
            String open = "{\"request\":\"openConnection\",\"connectionId\":\"%s\",\"info\":{}}".formatted(id);
            String use = "{\"request\":\"createStatement\",\"connectionId\":\"%s\"}".formatted(id);
            HttpClient ann = shameless(clients.issue("CN=ann", List.of()));
            HttpClient annAgain = shameless(clients.issue("CN=ann", List.of()));
            HttpClient eve = shameless(clients.issue("CN=eve", List.of()));
            assertThat(post(ann, gateway, "", open).statusCode()).isEqualTo(200);
            assertThat(post(ann, gateway, "", use).statusCode()).isEqualTo(200);
            assertThat(post(annAgain, gateway, "", use).statusCode())
                    .as("a renewed certificate is the same user")
                    .isEqualTo(200);
            assertThat(post(eve, gateway, "", use).body()).contains("The connection is not known here");
            HttpClient bob = shameless(clients.issue("CN=bob", List.of()));
            assertThat(post(bob, gateway, basic("bob", "bobbob"), use).body())
                    .contains("The connection is not known here");
        }
    }

    @Test
    void anAuthorityThatIsTakenAwayCountsNoMoreAlsoForOpenConnections() throws Exception {
        try (TestGateway gateway = gateway();
                Connection ann = connect(gateway, Optional.of(clients.issue("CN=ann", List.of())))) {
            assertThat(TestGateway.query(ann, WHO)).hasSize(1);
            String before = Files.readString(authorities);
            Files.writeString(authorities, "nothing");
            assertThat(TestGateway.query(ann, WHO))
                    .as("a bad file changes nothing")
                    .hasSize(1);
            new TestAuthority("CN=Others").certificateFile(authorities);
            assertThatThrownBy(() -> TestGateway.query(ann, WHO))
                    .hasMessage(REFUSED)
                    .hasFieldOrPropertyWithValue("SQLState", "28000");
            Files.writeString(authorities, before);
            assertThat(TestGateway.query(ann, WHO)).hasSize(1);
        }
    }

    @Test
    void authoritiesMayLieInAKeyStore() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("clients", clients.certificate());
        Path file = folder.resolve("clients.p12");
        try (var out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        Certificates right = new Certificates(file, Optional.of(new Secret(PASSWORD)), "cn", Optional.empty(), false);
        try (TestGateway gateway = gateway(right)) {
            assertThat(ask(gateway, Optional.of(clients.issue("CN=ann", List.of()))))
                    .isEqualTo(List.of(List.of("ann", false, false)));
        }
        Certificates wrong = new Certificates(file, Optional.of(new Secret("guessed")), "cn", Optional.empty(), false);
        assertThatThrownBy(() -> gateway(wrong).close())
                .hasMessageStartingWith("authentication.certificates.authorities: The file ")
                .hasMessageNotContaining("guessed");
        Certificates none = new Certificates(file, Optional.empty(), "cn", Optional.empty(), false);
        assertThatThrownBy(() -> gateway(none).close()).hasMessageContaining("it holds no certificate");
    }

    @Test
    void theDriverSaysWhenItsKeyStoreCannotBeUsed() throws Exception {
        try (TestGateway gateway = gateway()) {
            Issued ann = clients.issue("CN=ann", List.of());
            assertThatThrownBy(() -> ask(gateway, Optional.of(ann), "keyStorePassword", "guessed"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("The file of the connection option keyStore cannot be used")
                    .hasFieldOrPropertyWithValue("SQLState", "08001");
            assertThatThrownBy(() -> ask(gateway, Optional.empty(), "keyStore", folder + "/nowhere.p12"))
                    .hasMessageContaining("The file of the connection option keyStore cannot be used");
        }
    }

    private static final class Always extends X509ExtendedKeyManager {
        private final Issued certificate;

        Always(Issued certificate) {
            this.certificate = certificate;
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return "key";
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "key";
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"key"};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return certificate.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return certificate.key();
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            throw new UnsupportedOperationException("this is a client");
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException("this is a client");
        }
    }
}
