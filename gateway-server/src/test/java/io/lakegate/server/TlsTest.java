package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.TestAuthority.Issued;
import io.lakegate.server.config.AuthenticationConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.Secret;
import io.lakegate.server.config.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With what the gateway proves who it is, also when that changes while it runs. */
class TlsTest {
    private static final List<List<Object>> ONE = List.of(List.of(1L));
    private static final String COUNT = "SELECT count(*) FROM lake.\"default\".t";

    @TempDir
    private Path folder;

    private TestAuthority authority;
    private Path certificate;
    private Path key;

    @BeforeEach
    void make() throws Exception {
        DeltaTableWriter.create(folder.resolve("lake/t"), List.of(new Column("id", Simple.BIGINT)))
                .append(List.<Object[]>of(new Object[] {7L}));
        authority = new TestAuthority("CN=Authority");
        authority.certificateFile(folder.resolve("ca.pem"));
        certificate = folder.resolve("certificate.pem");
        key = folder.resolve("key.pem");
    }

    private Issued replace() throws Exception {
        Issued made = authority.server();
        made.certificateFile(certificate);
        made.keyFile(key);
        return made;
    }

    private TestGateway gateway(ServerConfig.Tls tls) {
        GatewayConfig config = GuardedGateway.config(folder.resolve("lake"), AuthenticationConfig.OFF);
        return TestGateway.over(new GatewayConfig(
                new ServerConfig("127.0.0.1", 0, Optional.of(tls)),
                config.engine(),
                config.limits(),
                config.catalogs()));
    }

    private Connection connect(TestGateway gateway) throws Exception {
        return DriverManager.getConnection(gateway.url() + "&trustCertificate=" + folder.resolve("ca.pem"));
    }

    private SSLContext trusting() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.certificate());
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static URI address(TestGateway gateway, String path) {
        return URI.create(gateway.url().replace("jdbc:lakegate:", "https:").replace("?tls=true", "") + path);
    }

    /** Which certificate a new network connection sees. */
    private BigInteger seen(TestGateway gateway, String... protocols) throws Exception {
        URI address = address(gateway, "");
        try (SSLSocket socket =
                (SSLSocket) trusting().getSocketFactory().createSocket(address.getHost(), address.getPort())) {
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    private String get(TestGateway gateway, String path) throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build();
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(address(gateway, path)).build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    @Test
    void aNewCertificateIsShownWithoutARestart() throws Exception {
        Issued first = replace();
        try (TestGateway gateway = gateway(new ServerConfig.Tls(certificate, key));
                Connection open = connect(gateway)) {
            assertThat(seen(gateway)).isEqualTo(first.certificate().getSerialNumber());
            Issued second = replace();
            assertThat(seen(gateway)).isEqualTo(second.certificate().getSerialNumber());
            assertThat(seen(gateway, "TLSv1.2")).isEqualTo(second.certificate().getSerialNumber());
            assertThat(seen(gateway, "TLSv1.3")).isEqualTo(second.certificate().getSerialNumber());
            assertThat(TestGateway.query(open, COUNT))
                    .as("what was open goes on")
                    .isEqualTo(ONE);
            try (Connection other = connect(gateway)) {
                assertThat(TestGateway.query(other, COUNT)).isEqualTo(ONE);
            }
        }
    }

    @Test
    void aKeyStoreIsReadAnewToo() throws Exception {
        Path store = folder.resolve("key.p12");
        authority.server().store(store, "secret1");
        try (TestGateway gateway = gateway(new ServerConfig.Tls(store, new Secret("secret1")))) {
            Issued second = authority.server();
            second.store(store, "secret1");
            assertThat(seen(gateway)).isEqualTo(second.certificate().getSerialNumber());
            authority.server().store(store, "another");
            assertThat(seen(gateway)).isEqualTo(second.certificate().getSerialNumber());
            assertThat(get(gateway, "/health/ready")).startsWith("200 ok\ntls: ");
        }
    }

    @Test
    void filesThatCannotBeUsedLeaveWhatWasThere() throws Exception {
        Issued first = replace();
        try (TestGateway gateway = gateway(new ServerConfig.Tls(certificate, key))) {
            assertThat(get(gateway, "/health/ready")).isEqualTo("200 ok\n");
            Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
            assertThat(seen(gateway)).isEqualTo(first.certificate().getSerialNumber());
            assertThat(get(gateway, "/health/ready"))
                    .isEqualTo(
                            "200 ok\ntls: a file of keys or certificates cannot be used and what was read before stays; the log says why\n");
            assertThat(get(gateway, "/metrics")).contains("lakegate_tls_failing 1.0");

            Issued second = authority.server();
            second.certificateFile(certificate);
            assertThat(seen(gateway))
                    .as("the key is still that of the first")
                    .isEqualTo(first.certificate().getSerialNumber());
            assertThat(get(gateway, "/health/ready")).startsWith("200 ok\ntls: ");
            Files.delete(key);
            assertThat(seen(gateway)).isEqualTo(first.certificate().getSerialNumber());

            second.keyFile(key);
            assertThat(seen(gateway)).isEqualTo(second.certificate().getSerialNumber());
            assertThat(get(gateway, "/health/ready")).isEqualTo("200 ok\n");
            assertThat(get(gateway, "/metrics")).contains("lakegate_tls_failing 0.0");
        }
    }

    /** The version stands in the client's first message: 3.3 is TLS 1.2, which it must be at least. */
    @ParameterizedTest
    @CsvSource({"1, 21", "2, 21", "3, 22"})
    void tlsBefore12IsRefused(int version, int answer) throws Exception {
        replace();
        try (TestGateway gateway = gateway(new ServerConfig.Tls(certificate, key));
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), address(gateway, "").getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(clientHello(version));
            InputStream in = socket.getInputStream();
            assertThat(in.read())
                    .as("21 is an alert, 22 the server's half of the handshake")
                    .isEqualTo(answer);
            byte[] rest = in.readNBytes(6);
            if (answer == 21) {
                assertThat(rest[5]).as("protocol_version").isEqualTo((byte) 70);
            }
        }
    }

    private static byte[] clientHello(int version) {
        byte[] extensions = {
            0,
            10,
            0,
            4,
            0,
            2,
            0,
            23, // supported groups: secp256r1
            0,
            11,
            0,
            2,
            1,
            0, // points are not compressed
            0,
            13,
            0,
            4,
            0,
            2,
            4,
            3 // signatures: ecdsa_secp256r1_sha256
        };
        byte[] ciphers = {(byte) 0xc0, 0x2b, (byte) 0xc0, 0x09}; // ECDHE with ECDSA, of TLS 1.2 and of 1.0
        int length = 2 + 32 + 1 + 2 + ciphers.length + 2 + 2 + extensions.length;
        return ByteBuffer.allocate(9 + length)
                .put(new byte[] {22, 3, 1})
                .putShort((short) (length + 4))
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) length)
                .put(new byte[] {3, (byte) version})
                .put(new byte[32])
                .put((byte) 0)
                .putShort((short) ciphers.length)
                .put(ciphers)
                .put(new byte[] {1, 0})
                .putShort((short) extensions.length)
                .put(extensions)
                .array();
    }

    @Test
    void anEncryptedKeyTakesItsPasswordAndNoOther() throws Exception {
        Issued made = replace();
        made.encryptedKeyFile(key, "letmein");
        try (TestGateway gateway = gateway(pem("letmein"))) {
            assertThat(seen(gateway)).isEqualTo(made.certificate().getSerialNumber());
        }
        refused(pem("guessed"), "it cannot be decrypted with the password that is given");
        refused(pem(""), "it is encrypted, and no password is given");
    }

    private ServerConfig.Tls pem(String password) {
        return new ServerConfig.Tls(
                Optional.empty(), Optional.of(new ServerConfig.Pem(certificate, key)), new Secret(password));
    }

    private void refused(ServerConfig.Tls tls, String why) {
        assertThatThrownBy(() -> gateway(tls).close())
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageStartingWith("server.tls.")
                .hasMessageContaining(why)
                .hasMessageContaining("Check server.tls")
                .hasMessageNotContaining("guessed");
    }

    @Test
    void whatCannotBeUsedStopsTheStartAndSaysWhy() throws Exception {
        ServerConfig.Tls tls = new ServerConfig.Tls(certificate, key);
        replace();
        authority.server().keyFile(key);
        refused(tls, "the key is not that of the certificate for CN=gateway");
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        Files.writeString(
                key,
                TestAuthority.pem(
                        "PRIVATE KEY", rsa.generateKeyPair().getPrivate().getEncoded()));
        refused(tls, "the key is not that of the certificate for CN=gateway");
        Files.writeString(key, TestAuthority.pem("EC PRIVATE KEY", new byte[] {1, 2, 3}));
        refused(tls, "it is of the older form BEGIN EC PRIVATE KEY; openssl pkcs8 -topk8");
        Files.writeString(key, TestAuthority.pem("PRIVATE KEY", new byte[] {1, 2, 3}));
        refused(tls, "its key is none of the kinds RSA, EC, EdDSA");
        Files.writeString(key, "nothing");
        refused(tls, "it holds no private key");
        Files.writeString(certificate, "nothing");
        refused(tls, "it holds no certificate");
        Path store = authority.server().store(folder.resolve("key.p12"), "secret1");
        refused(new ServerConfig.Tls(store, new Secret("guessed")), "server.tls.key-store");
        refused(new ServerConfig.Tls(key, new Secret("guessed")), "server.tls.key-store");
    }
}
