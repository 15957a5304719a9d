package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.Secret;
import io.lakegate.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client can choose in URL and properties: TLS, compression, the session's settings, a data source. */
class ConnectionOptionsTest {
    private static final String COUNT = "SELECT count(*) FROM t";

    @TempDir
    private static Path folder;

    private static TestGateway plain;
    private static TestGateway secure;
    private static Path certificate;

    @BeforeAll
    static void start() throws Exception {
        DeltaTableWriter.create(folder.resolve("lake/t"), List.of(new Column("id", Simple.INTEGER)))
                .append(IntStream.range(0, 20_000)
                        .mapToObj(id -> new Object[] {id})
                        .toList());
        Path store = folder.resolve("key.p12");
        certificate = folder.resolve("certificate.pem");
        keytool(
                "-genkeypair",
                "-alias",
                "lakegate",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret1",
                "-validity",
                "2");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "lakegate",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret1",
                "-file",
                certificate.toString());
        plain = TestGateway.over(folder.resolve("lake"));
        GatewayConfig defaults = GatewayConfig.defaults();
        ServerConfig tls =
                new ServerConfig("127.0.0.1", 0, Optional.of(new ServerConfig.Tls(store, new Secret("secret1"))));
        secure = TestGateway.over(new GatewayConfig(tls, defaults.engine(), defaults.limits(), List.of(lake())));
    }

    private static CatalogConfig lake() {
        return new CatalogConfig.Delta(
                "lake", Optional.of(folder.resolve("lake").toString()), List.of(), Path.of("lake.yaml"));
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(output).isZero();
    }

    @AfterAll
    static void stop() {
        plain.close();
        secure.close();
    }

    private static List<List<Object>> query(String url, String sql, String... options) throws SQLException {
        Properties properties = new Properties();
        for (int i = 0; i < options.length; i += 2) {
            properties.setProperty(options[i], options[i + 1]);
        }
        try (Connection connection = DriverManager.getConnection(url, properties)) {
            return TestGateway.query(connection, sql);
        }
    }

    @Test
    void tlsWorksWithACertificateThatIsTrusted() throws SQLException {
        assertThat(secure.url()).endsWith("?tls=true");
        assertThat(query(secure.url(), COUNT, "trustCertificate", certificate.toString()))
                .isEqualTo(List.of(List.of(20_000L)));
        assertThat(query(
                        secure.url(),
                        COUNT,
                        "trustStore",
                        folder.resolve("key.p12").toString(),
                        "trustStorePassword",
                        "secret1"))
                .isEqualTo(List.of(List.of(20_000L)));
    }

    @Test
    void tlsRefusesWhatIsNotTrustedAndWhatIsNoTls() {
        assertThatThrownBy(() -> query(secure.url(), COUNT))
                .hasMessageContaining("its certificate is not trusted")
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
        assertThatThrownBy(() -> query(plain.url() + "?tls=true", COUNT))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
        assertThatThrownBy(() -> query(secure.url().replace("?tls=true", ""), COUNT))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
        assertThatThrownBy(() -> query(secure.url(), COUNT, "trustCertificate", folder + "/nowhere.pem"))
                .hasMessageContaining("The file of the connection option trustCertificate cannot be used")
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
    }

    @Test
    void aKeyStoreThatCannotBeUsedIsAnErrorOfTheConfiguration() {
        GatewayConfig defaults = GatewayConfig.defaults();
        ServerConfig wrong = new ServerConfig(
                "127.0.0.1", 0, Optional.of(new ServerConfig.Tls(folder.resolve("key.p12"), new Secret("other"))));
        assertThatThrownBy(() -> TestGateway.over(
                                new GatewayConfig(wrong, defaults.engine(), defaults.limits(), List.of(lake())))
                        .close())
                .hasMessageContaining("Check server.tls")
                .hasMessageNotContaining("other");
    }

    @Test
    void compressedRowsAreTheSame() throws SQLException {
        String sql = "SELECT id, 'a text that repeats' FROM t ORDER BY id";
        List<List<Object>> rows = query(plain.url() + "?compression=gzip", sql);
        assertThat(rows).hasSize(20_000).isEqualTo(query(plain.url(), sql));
    }

    @Test
    void theSessionBeginsWithTheSettingsThatAreGiven() throws SQLException {
        String hour = "SELECT EXTRACT(HOUR FROM CAST('2024-01-01 12:00:00+00:00' AS TIMESTAMP WITH TIME ZONE))";
        assertThat(query(plain.url(), hour)).isEqualTo(List.of(List.of(12L)));
        assertThat(query(plain.url(), hour, "timeZone", "America/Los_Angeles")).isEqualTo(List.of(List.of(4L)));
        assertThatThrownBy(() -> query(plain.url(), COUNT, "asOf", "2001-01-01"))
                .hasMessageContaining("has no state at 2001-01-01T00:00:00Z");
        assertThat(query(plain.url(), COUNT, "reader", "format")).isEqualTo(List.of(List.of(20_000L)));
        assertThatThrownBy(() -> query(plain.url(), COUNT, "timeZone", "America/Los_Angles"))
                .hasMessageContaining("There is no time zone America/Los_Angles.");
        assertThatThrownBy(() -> query(plain.url(), COUNT, "compression", "zip"))
                .hasMessageContaining("must be none or gzip");
    }

    @Test
    void aPoolTakesTheDataSource() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setDataSourceClassName("io.lakegate.jdbc.LakegateDataSource");
        config.addDataSourceProperty("url", plain.url() + "/lake/default");
        config.addDataSourceProperty("user", "ann");
        config.setMaximumPoolSize(2);
        try (HikariDataSource pool = new HikariDataSource(config);
                Connection connection = pool.getConnection()) {
            assertThat(TestGateway.query(connection, COUNT)).isEqualTo(List.of(List.of(20_000L)));
            assertThat(connection.getMetaData().getUserName()).isEqualTo("ann");
        }
    }
}
