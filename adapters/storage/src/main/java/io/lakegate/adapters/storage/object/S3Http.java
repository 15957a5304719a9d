package io.lakegate.adapters.storage.object;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;

/** Connections to stores, shared by all who reach them in the same way, whoever they are. For any thread. */
public final class S3Http implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 64;
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Without a byte in so long a transfer has failed. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private final Map<Way, SdkHttpClient> clients = new HashMap<>(); // guarded by this

    private record Way(Optional<URI> proxy, Optional<Path> certificates) {}

    synchronized SdkHttpClient client(S3Settings settings) {
        return clients.computeIfAbsent(new Way(settings.proxy(), settings.certificates()), S3Http::create);
    }

    private static SdkHttpClient create(Way way) {
        Apache5HttpClient.Builder builder = Apache5HttpClient.builder()
                .maxConnections(MOST_CONNECTIONS)
                .connectionTimeout(CONNECT)
                .connectionAcquisitionTimeout(SILENCE)
                .socketTimeout(SILENCE)
                .tcpKeepAlive(true);
        way.proxy()
                .ifPresent(proxy -> builder.proxyConfiguration(ProxyConfiguration.builder()
                        .endpoint(URI.create(proxy.getScheme() + "://" + proxy.getHost() + ":" + proxy.getPort()))
                        .build()));
        way.certificates()
                .map(S3Http::trusted)
                .ifPresent(trusted -> builder.tlsTrustManagersProvider(() -> trusted));
        return builder.build();
    }

    private static TrustManager[] trusted(Path certificates) {
        try (InputStream in = Files.newInputStream(certificates)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("store-" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new GatewayException(
                    ErrorCode.CONFIGURATION,
                    "The certificates in %s cannot be used: %s. Write the path of a file in the form PEM."
                            .formatted(certificates, e.getMessage()),
                    e);
        }
    }

    @Override
    public synchronized void close() {
        clients.values().forEach(SdkHttpClient::close);
        clients.clear();
    }
}
