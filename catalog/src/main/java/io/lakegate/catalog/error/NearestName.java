package io.lakegate.catalog.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The guess behind "did you mean": the known name that is closest to what was written. */
public final class NearestName {
    private NearestName() {}

    /**
     * The known name with the fewest edits from {@code written}, case ignored; empty when none is near enough to be a likely slip
     * (a third of its length, at least one edit).
     */
    public static Optional<String> of(String written, Collection<String> known) {
        record Guess(String name, int distance) {}
        String wanted = written.toLowerCase(Locale.ROOT);
        return known.stream()
                .map(name -> new Guess(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
                .filter(guess -> guess.distance <= Math.max(1, wanted.length() / 3))
                .min(Comparator.comparingInt(Guess::distance).thenComparing(Guess::name))
                .map(Guess::name);
    }

    /** A sentence " Did you mean X?" or nothing, to be put behind another sentence. */
    public static String hint(String written, Collection<String> known) {
        return of(written, known).map(name -> " Did you mean " + name + "?").orElse("");
    }

    /** Levenshtein's distance where a swap of neighbours counts once. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
