package io.lakegate.jdbc;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The HTTP clients of all connections, one for connections that are made alike. Shared, because each has a thread of its own and the JDK
 * before 21 cannot close it.
 */
final class HttpClients {
    private static final Map<List<Object>, HttpClient> CLIENTS = new ConcurrentHashMap<>();

    private HttpClients() {}

    static HttpClient of(ConnectionSettings settings) throws SQLException {
        Duration connectTimeout = settings.connectTimeout();
        List<Object> likeness = Arrays.asList(
                connectTimeout,
                settings.tls(),
                settings.given(ConnectionOption.TRUST_CERTIFICATE),
                settings.given(ConnectionOption.TRUST_STORE),
                settings.given(ConnectionOption.TRUST_STORE_PASSWORD));
        HttpClient known = CLIENTS.get(likeness);
        if (known != null) {
            return known;
        }
        // A database is not reached through the proxy for web pages. HTTP/2 would put all statements on one connection.
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).proxy(HttpClient.Builder.NO_PROXY);
        if (!connectTimeout.isZero()) {
            builder.connectTimeout(connectTimeout);
        }
        if (settings.tls()) {
            trust(settings).ifPresent(builder::sslContext);
        }
        HttpClient made = builder.build();
        return Optional.ofNullable(CLIENTS.putIfAbsent(likeness, made)).orElse(made);
    }

    /** Empty where the JVM's own certificates are trusted. */
    private static Optional<SSLContext> trust(ConnectionSettings settings) throws SQLException {
        Optional<String> certificate = settings.given(ConnectionOption.TRUST_CERTIFICATE);
        Optional<String> store = settings.given(ConnectionOption.TRUST_STORE);
        if (certificate.isEmpty() && store.isEmpty()) {
            return Optional.empty();
        }
        try {
            KeyStore trusted = certificate.isPresent()
                    ? certificates(Path.of(certificate.get()))
                    : KeyStore.getInstance(
                            Path.of(store.get()).toFile(),
                            settings.given(ConnectionOption.TRUST_STORE_PASSWORD)
                                    .map(String::toCharArray)
                                    .orElse(null));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return Optional.of(context);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            ConnectionOption option =
                    certificate.isPresent() ? ConnectionOption.TRUST_CERTIFICATE : ConnectionOption.TRUST_STORE;
            throw SqlErrors.of(
                    SqlErrors.CANNOT_CONNECT,
                    "The file of the connection option " + option.key() + " cannot be used: " + e.getMessage()
                            + ". Check its path, its format and its password.",
                    e);
        }
    }

    private static KeyStore certificates(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("trusted" + store.size(), each);
            }
        }
        if (store.size() == 0) {
            throw new IllegalArgumentException("it holds no certificate");
        }
        return store;
    }
}
