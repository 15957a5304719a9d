package io.lakegate.adapters.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** The 22 statements of TPC-H, with the substitution values of their validation. */
public final class TpchStatements {
    public static final int COUNT = 22;

    private TpchStatements() {}

    /** The text of one statement, counted from 1. */
    public static String text(int number) {
        try (InputStream in = TpchStatements.class.getResourceAsStream("tpch/q%02d.sql".formatted(number))) {
            if (in == null) {
                throw new IllegalArgumentException("TPC-H has no statement " + number);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of them, in order. */
    public static List<String> all() {
        return IntStream.rangeClosed(1, COUNT).mapToObj(TpchStatements::text).toList();
    }
}
