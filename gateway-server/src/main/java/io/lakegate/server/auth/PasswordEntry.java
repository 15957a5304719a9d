package io.lakegate.server.auth;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the password file: {@code name:hash} or {@code name:hash:group,group}.
 *
 * @param hash of bcrypt
 */
public record PasswordEntry(String user, String hash, List<String> groups) {
    private static final Pattern NAME = Pattern.compile("(?!\\s)[^\\p{Cntrl}:#,][^\\p{Cntrl}:,]{0,127}(?<!\\s)");
    private static final Pattern HASH = Pattern.compile("\\$2[abxy]?\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
    private static final int CHEAPEST = 4;
    private static final int DEAREST = 16;

    public PasswordEntry {
        groups = List.copyOf(groups);
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return "PasswordEntry[" + user + "]";
    }

    /** Whether somebody, or a group, can be called so. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** What a line says; empty where it is none. */
    static Optional<PasswordEntry> parse(String line) {
        String[] parts = line.split(":", -1);
        if (parts.length < 2 || parts.length > 3 || !isName(parts[0]) || cost(parts[1]) < 0) {
            return Optional.empty();
        }
        List<String> groups = parts.length == 2 || parts[2].isEmpty() ? List.of() : List.of(parts[2].split(",", -1));
        return groups.stream().allMatch(PasswordEntry::isName)
                ? Optional.of(new PasswordEntry(parts[0], parts[1], groups))
                : Optional.empty();
    }

    String line() {
        return user + ":" + hash + (groups.isEmpty() ? "" : ":" + String.join(",", groups));
    }

    /** How dear the hash is to check: the logarithm of its rounds. */
    int cost() {
        return cost(hash);
    }

    private static int cost(String hash) {
        Matcher matcher = HASH.matcher(hash);
        int cost = matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
        return cost >= CHEAPEST && cost <= DEAREST ? cost : -1;
    }
}
