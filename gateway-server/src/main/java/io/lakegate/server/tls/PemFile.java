package io.lakegate.server.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A file in PEM format: blocks of BASE64 between lines that say what each is. */
final class PemFile {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ");

    /** Kinds of keys that TLS knows. */
    private static final List<String> KEYS = List.of("RSA", "EC", "EdDSA");

    /** Encrypted with what the block itself names. */
    private static final String PBES2 = "1.2.840.113549.1.5.13";

    private record Block(String label, String base64) {
        byte[] content() throws GeneralSecurityException {
            try {
                return Base64.getMimeDecoder().decode(base64);
            } catch (IllegalArgumentException e) {
                throw new GeneralSecurityException("a block of it is no BASE64", e);
            }
        }
    }

    private final List<Block> blocks;

    private PemFile(List<Block> blocks) {
        this.blocks = blocks;
    }

    static PemFile read(Path file) throws IOException {
        // What stands between the blocks may be in any encoding.
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        if (BEGIN.matcher(text).results().count() != blocks.size()) {
            // As of one that is being written, or that a full disk has cut off.
            throw new IOException("a block of " + file + " is not whole");
        }
        return new PemFile(blocks);
    }

    /** All certificates, in their order. */
    List<X509Certificate> certificates() throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks) {
            if (block.label().equals("CERTIFICATE")) {
                certificates.add(
                        (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.content())));
            }
        }
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("it holds no certificate (BEGIN CERTIFICATE)");
        }
        return certificates;
    }

    /** The one private key. */
    PrivateKey privateKey(char[] password) throws GeneralSecurityException, IOException {
        List<Block> keys = blocks.stream()
                .filter(block -> block.label().endsWith("PRIVATE KEY"))
                .toList();
        if (keys.size() != 1) {
            throw new GeneralSecurityException(
                    keys.isEmpty()
                            ? "it holds no private key (BEGIN PRIVATE KEY)"
                            : "it holds %d private keys".formatted(keys.size()));
        }
        Block key = keys.get(0);
        return switch (key.label()) {
            case "PRIVATE KEY" -> privateKey(new PKCS8EncodedKeySpec(key.content()));
            case "ENCRYPTED PRIVATE KEY" -> privateKey(decrypted(key.content(), password));
            default ->
                throw new GeneralSecurityException(
                        "it is of the older form BEGIN %s; openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW makes one that can be read"
                                .formatted(key.label()));
        };
    }

    private static PrivateKey privateKey(KeySpec spec) throws GeneralSecurityException {
        for (String algorithm : KEYS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // The key is of another kind.
            }
        }
        throw new GeneralSecurityException("its key is none of the kinds " + String.join(", ", KEYS));
    }

    private static KeySpec decrypted(byte[] content, char[] password) throws GeneralSecurityException, IOException {
        if (password.length == 0) {
            throw new GeneralSecurityException("it is encrypted, and no password is given");
        }
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(content);
        String named = info.getAlgName();
        String algorithm = named.equals("PBES2") || named.equals(PBES2)
                ? info.getAlgParameters().toString()
                : named;
        Key key = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password));
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
        try {
            return info.getKeySpec(cipher);
        } catch (InvalidKeySpecException e) {
            throw new GeneralSecurityException("it cannot be decrypted with the password that is given", e);
        }
    }
}
