package io.lakegate.server.tls;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.reload.ReloadedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the gateway proves with who it is: private keys with their certificates. Read again when the files have changed. For any thread. */
public final class ServerKeys {
    private static final Logger log = LoggerFactory.getLogger(ServerKeys.class);
    private static final String ADVICE = "Check server.tls: file, format and password.";

    private final ReloadedFiles<Keys> files;

    /**
     * Keys that were read and tried.
     *
     * @param store with at least one key and its certificate
     * @param password of the keys in it
     */
    public record Keys(KeyStore store, String password) {
        public Keys {
            requireNonNull(store, "store");
            requireNonNull(password, "password");
        }

        @Override
        public String toString() {
            return "Keys";
        }
    }

    private ServerKeys(ReloadedFiles<Keys> files) {
        this.files = files;
    }

    /**
     * Keys of a key store, PKCS12 or JKS.
     *
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when it cannot be used
     */
    public static ServerKeys ofStore(Path file, String password) {
        return new ServerKeys(new ReloadedFiles<>("the key store", List.of(file), () -> store(file, password)));
    }

    /**
     * A key and its certificate in PEM format.
     *
     * @param certificate the gateway's, followed by those up to its authority, where clients do not know them
     * @param password of the key; empty where it is not encrypted
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when they cannot be used
     */
    public static ServerKeys ofPem(Path certificate, Path key, String password) {
        return new ServerKeys(new ReloadedFiles<>(
                "the certificate", List.of(certificate, key), () -> pem(certificate, key, password)));
    }

    /** As the files have them now; the same object until they have changed. */
    public Keys current() {
        return files.current();
    }

    /** What is wrong with the files at the moment, if anything is. */
    public Optional<String> trouble() {
        return files.trouble();
    }

    private static Keys store(Path file, String password) {
        String setting = "server.tls.key-store";
        try {
            KeyStore store = KeyStore.getInstance(file.toFile(), password.toCharArray());
            boolean any = false;
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    Key key = store.getKey(alias, password.toCharArray());
                    check(setting, file, (PrivateKey) key, (X509Certificate) store.getCertificate(alias));
                    any = true;
                }
            }
            if (!any) {
                throw new GeneralSecurityException("it holds no private key");
            }
            return new Keys(store, password);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException | ClassCastException e) {
            throw unusable(setting, "key store", file, e);
        }
    }

    private static Keys pem(Path certificate, Path key, String password) {
        String setting = "server.tls.certificate";
        List<X509Certificate> chain;
        try {
            chain = PemFile.read(certificate).certificates();
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(setting, "certificate", certificate, e);
        }
        try {
            PrivateKey read = PemFile.read(key).privateKey(password.toCharArray());
            check(setting, certificate, read, chain.get(0));
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("gateway", read, password.toCharArray(), chain.toArray(Certificate[]::new));
            return new Keys(store, password);
        } catch (IOException | GeneralSecurityException e) {
            throw unusable("server.tls.key", "key", key, e);
        }
    }

    /** Files that are replaced one after the other do not fit for a moment; then the ones of before stay. */
    private static void check(String setting, Path file, PrivateKey key, X509Certificate certificate)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    case "DSA" -> "SHA256withDSA";
                    default -> "EdDSA";
                });
        byte[] text = {1, 2, 3};
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        boolean fits = key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm());
        if (fits) {
            signature.initVerify(certificate.getPublicKey());
            signature.update(text);
            fits = signature.verify(signed);
        }
        if (!fits) {
            throw new GeneralSecurityException(
                    "the key is not that of the certificate for " + certificate.getSubjectX500Principal());
        }
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            log.warn(
                    "{}: clients refuse the certificate of {}: it is valid from {} to {}.",
                    setting,
                    file,
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant());
        }
    }

    private static GatewayException unusable(String setting, String what, Path file, Exception e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new GatewayException(
                ErrorCode.CONFIGURATION,
                "%s: The %s %s cannot be used: %s. %s".formatted(setting, what, file, why, ADVICE),
                e);
    }
}
