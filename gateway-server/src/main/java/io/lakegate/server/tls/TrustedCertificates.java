package io.lakegate.server.tls;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Certificates of others in a PEM file, which are believed in place of those that the JVM knows. */
public final class TrustedCertificates {
    private TrustedCertificates() {}

    /**
     * Makes connections with TLS to servers that have one of these certificates, or one of these authorities'.
     *
     * @param setting that names the file, for messages
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when it cannot be used
     */
    public static SSLSocketFactory sockets(String setting, Path pem) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(store(pem)).getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new GatewayException(
                    ErrorCode.CONFIGURATION,
                    "%s: The file %s cannot be used: %s. It has to hold certificates in PEM format."
                            .formatted(setting, pem, e.getMessage()),
                    e);
        }
    }

    static KeyStore store(Path pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate certificate : PemFile.read(pem).certificates()) {
            store.setCertificateEntry("trusted" + store.size(), certificate);
        }
        return store;
    }

    static TrustManagerFactory managers(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }
}
