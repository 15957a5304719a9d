package io.lakegate.server.tls;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.reload.ReloadedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.X509TrustManager;

/** The authorities whose certificates of clients are believed. Read again when their file has changed. For any thread. */
public final class ClientAuthorities {
    private static final int MOST_KNOWN = 10_000;
    private static final Duration KNOWN_FOR = Duration.ofMinutes(1);

    private final ReloadedFiles<Trusted> file;

    /** @param known certificates that were found to be of theirs, since each request asks */
    private record Trusted(X509TrustManager manager, Cache<X509Certificate, Boolean> known) {}

    private ClientAuthorities(ReloadedFiles<Trusted> file) {
        this.file = file;
    }

    /**
     * Reads the file.
     *
     * @param authorities certificates in PEM format, or a key store, PKCS12 or JKS, with them
     * @param password of the key store
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when it cannot be used
     */
    public static ClientAuthorities of(Path authorities, Optional<String> password) {
        return new ClientAuthorities(new ReloadedFiles<>(
                "the authorities of clients", List.of(authorities), () -> read(authorities, password)));
    }

    /** Certificates of theirs, for clients that have several of their own to choose from. */
    public X509Certificate[] issuers() {
        return file.current().manager().getAcceptedIssuers();
    }

    /**
     * Whether the certificate, the first of these, comes from one of them and is valid now.
     *
     * @throws CertificateException with the reason, when it is not
     */
    public void check(X509Certificate... chain) throws CertificateException {
        chain[0].checkValidity(); // one that is an authority itself is believed by the JVM whatever its dates
        Trusted now = file.current();
        if (now.known().getIfPresent(chain[0]) == null) {
            now.manager().checkClientTrusted(chain, "UNKNOWN");
            now.known().put(chain[0], true);
        }
    }

    /** What is wrong with the file at the moment, if anything is. */
    public Optional<String> trouble() {
        return file.trouble();
    }

    private static Trusted read(Path authorities, Optional<String> password) {
        try {
            KeyStore store = password.isPresent()
                    ? KeyStore.getInstance(authorities.toFile(), password.get().toCharArray())
                    : TrustedCertificates.store(authorities);
            X509TrustManager manager = Stream.of(
                            TrustedCertificates.managers(store).getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow(() -> new GeneralSecurityException("this JVM checks no certificates"));
            if (manager.getAcceptedIssuers().length == 0) {
                throw new GeneralSecurityException("it holds no certificate of an authority");
            }
            return new Trusted(
                    manager,
                    Caches.builder()
                            .maximumSize(MOST_KNOWN)
                            .expireAfterWrite(KNOWN_FOR)
                            .build());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new GatewayException(
                    ErrorCode.CONFIGURATION,
                    "authentication.certificates.authorities: The file %s cannot be used: %s. Check its format, and the password, which a key store has and a PEM file has not."
                            .formatted(authorities, e.getMessage()),
                    e);
        }
    }
}
