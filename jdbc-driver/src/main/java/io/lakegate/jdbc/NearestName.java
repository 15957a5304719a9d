package io.lakegate.jdbc;

import java.util.Collection;
import java.util.Locale;

/** The guess behind "did you mean": the known name that is closest to what was written. */
final class NearestName {
    private NearestName() {}

    /** A sentence " Did you mean X?", or nothing when no known name is near; to be put behind another sentence. */
    static String hint(String written, Collection<String> known) {
        String wanted = written.toLowerCase(Locale.ROOT);
        int limit = Math.max(1, wanted.length() / 3);
        String nearest = null;
        for (String name : known) {
            int distance = distance(wanted, name.toLowerCase(Locale.ROOT));
            if (distance <= limit && (nearest == null || distance < limit)) {
                nearest = name;
                limit = distance;
            }
        }
        return nearest == null ? "" : " Did you mean " + nearest + "?";
    }

    /** Levenshtein's distance, one row of its table at a time. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(above[j], row[j - 1]) + 1, above[j - 1] + change);
            }
            above = row;
        }
        return above[b.length()];
    }
}
