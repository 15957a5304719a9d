package io.lakegate.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.security.auth.x500.X500Principal;

/** An authority that makes certificates for tests, of any content, in no time. */
final class TestAuthority {
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final byte[] ECDSA = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));

    /** Kinds of alternative names, as X.509 numbers them. */
    enum Kind {
        EMAIL(1),
        DNS(2),
        URI(6),
        IP(7);

        private final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    /** An alternative name. */
    record Name(Kind kind, String text) {}

    /** A key with its certificate, that of its authority behind it. */
    record Issued(PrivateKey key, List<X509Certificate> chain) {
        X509Certificate certificate() {
            return chain.get(0);
        }

        Path certificateFile(Path file) throws IOException, GeneralSecurityException {
            StringBuilder text = new StringBuilder();
            for (X509Certificate each : chain) {
                text.append(pem("CERTIFICATE", each.getEncoded()));
            }
            return Files.writeString(file, text);
        }

        Path keyFile(Path file) throws IOException {
            return Files.writeString(file, pem("PRIVATE KEY", key.getEncoded()));
        }

        /** As {@code openssl pkcs8 -topk8} writes it. */
        Path encryptedKeyFile(Path file, String password) throws IOException, GeneralSecurityException {
            String algorithm = "PBEWithHmacSHA256AndAES_256";
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())));
            byte[] encrypted = cipher.doFinal(key.getEncoded());
            PBEParameterSpec how = cipher.getParameters().getParameterSpec(PBEParameterSpec.class);
            byte[] vector = ((IvParameterSpec) how.getParameterSpec()).getIV();
            byte[] rounds = BigInteger.valueOf(how.getIterationCount()).toByteArray();
            byte[] hash = sequence(oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x09), tag(0x05, new byte[0]));
            byte[] derivation = sequence(
                    oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c),
                    sequence(tag(0x04, how.getSalt()), tag(0x02, rounds), hash));
            byte[] encryption = sequence(oid(0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2a), tag(0x04, vector));
            byte[] scheme = sequence(
                    oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d), sequence(derivation, encryption));
            return Files.writeString(file, pem("ENCRYPTED PRIVATE KEY", sequence(scheme, tag(0x04, encrypted))));
        }

        Path store(Path file, String password) throws IOException, GeneralSecurityException {
            try (OutputStream out = Files.newOutputStream(file)) {
                store(password).store(out, password.toCharArray());
            }
            return file;
        }

        KeyStore store(String password) throws IOException, GeneralSecurityException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("key", key, password.toCharArray(), chain.toArray(Certificate[]::new));
            return store;
        }
    }

    private final String name;
    private final KeyPair keys;
    private final X509Certificate certificate;

    /** {@code name} as in {@code CN=Authority}. */
    TestAuthority(String name) throws GeneralSecurityException {
        this.name = name;
        this.keys = keyPair();
        Instant now = Instant.now();
        byte[] authority = sequence(
                oid(0x55, 0x1d, 0x13), tag(0x01, new byte[] {-1}), tag(0x04, sequence(tag(0x01, new byte[] {-1}))));
        this.certificate = signed(
                new X500Principal(name).getEncoded(),
                keys.getPublic(),
                now.minus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(2)),
                authority);
    }

    Path certificateFile(Path file) throws IOException, GeneralSecurityException {
        return Files.writeString(file, pem("CERTIFICATE", certificate.getEncoded()));
    }

    X509Certificate certificate() {
        return certificate;
    }

    /** One for a server at 127.0.0.1. */
    Issued server() throws GeneralSecurityException {
        return issue("CN=gateway", List.of(new Name(Kind.IP, "127.0.0.1")));
    }

    /** One that is valid now. */
    Issued issue(String subject, List<Name> names) throws GeneralSecurityException {
        Instant now = Instant.now();
        return issue(subject, names, now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(1)));
    }

    Issued issue(String subject, List<Name> names, Instant from, Instant to) throws GeneralSecurityException {
        KeyPair pair = keyPair();
        List<byte[]> encoded = new ArrayList<>();
        for (Name each : names) {
            byte[] text = each.kind() == Kind.IP
                    ? new byte[] {127, 0, 0, 1}
                    : each.text().getBytes(StandardCharsets.US_ASCII);
            encoded.add(tag(0x80 | each.kind().number, text));
        }
        byte[] alternatives = names.isEmpty()
                ? new byte[0]
                : sequence(oid(0x55, 0x1d, 0x11), tag(0x04, sequence(encoded.toArray(byte[][]::new))));
        X509Certificate made =
                signed(new X500Principal(subject).getEncoded(), pair.getPublic(), from, to, alternatives);
        return new Issued(pair.getPrivate(), List.of(made, certificate));
    }

    private X509Certificate signed(byte[] subject, PublicKey key, Instant from, Instant to, byte[] extension)
            throws GeneralSecurityException {
        byte[] content = sequence(
                tag(0xa0, tag(0x02, new byte[] {2})),
                tag(
                        0x02,
                        new BigInteger(62, new SecureRandom())
                                .add(BigInteger.ONE)
                                .toByteArray()),
                ECDSA,
                new X500Principal(name).getEncoded(),
                sequence(time(from), time(to)),
                subject,
                key.getEncoded(),
                extension.length == 0 ? new byte[0] : tag(0xa3, sequence(extension)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(content);
        byte[] all = sequence(content, ECDSA, tag(0x03, joined(new byte[] {0}, signature.sign())));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(all));
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    static String pem(String label, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), label);
    }

    private static byte[] time(Instant time) {
        return tag(0x17, UTC_TIME.format(time).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] oid(int... bytes) {
        byte[] content = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            content[i] = (byte) bytes[i];
        }
        return tag(0x06, content);
    }

    private static byte[] sequence(byte[]... parts) {
        return tag(0x30, joined(parts));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** DER: a tag, the length, the content. */
    private static byte[] tag(int tag, byte[] content) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tag);
        if (content.length >= 256) {
            all.write(0x82);
            all.write(content.length >> 8);
        } else if (content.length >= 128) {
            all.write(0x81);
        }
        all.write(content.length & 0xff);
        all.writeBytes(content);
        return all.toByteArray();
    }
}
