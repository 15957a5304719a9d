package io.lakegate.server.query;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The names of statements in logs and messages: short, and not to be guessed. */
final class QueryId {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 8;

    private QueryId() {}

    static String next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
