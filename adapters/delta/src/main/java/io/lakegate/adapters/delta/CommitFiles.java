package io.lakegate.adapters.delta;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of the files in a log that commit versions.
 *
 * <p>A checkpoint may be all that is left of a version whose commit was cleaned up. Kernel insists on the commit, though it reads only
 * the checkpoint then, so it is shown one. Should it ever want to read that, the file is missing, which is an error.
 */
final class CommitFiles {
    private static final Pattern COMMIT = Pattern.compile("(\\d{20})\\.json");
    private static final Pattern CHECKPOINT = Pattern.compile("(\\d{20})\\.checkpoint\\.(.+\\.)?(parquet|json)");

    private CommitFiles() {}

    static String folder(String table) {
        return (table.endsWith("/") ? table.substring(0, table.length() - 1) : table) + "/_delta_log";
    }

    /** The path of the commit of a version. */
    static String path(String table, long version) {
        return "%s/%s".formatted(folder(table), name(version));
    }

    /** The name of the commit of a version. */
    static String name(long version) {
        return "%020d.json".formatted(version);
    }

    /** The newest version that a log with files of these names has. */
    static OptionalLong newest(Collection<String> names) {
        return names.stream()
                .flatMap(name -> version(COMMIT, name).or(() -> version(CHECKPOINT, name)).stream())
                .mapToLong(version -> version)
                .max();
    }

    /** The commits that are missing beside checkpoints, by name, each with the first file of its checkpoint. */
    static SortedMap<String, String> missing(Collection<String> names) {
        Set<Long> committed = new HashSet<>();
        names.forEach(name -> version(COMMIT, name).ifPresent(committed::add));
        SortedMap<String, String> missing = new TreeMap<>();
        for (String name : names) {
            version(CHECKPOINT, name)
                    .filter(version -> !committed.contains(version))
                    .ifPresent(version ->
                            missing.merge(name(version), name, (one, other) -> one.compareTo(other) < 0 ? one : other));
        }
        return missing;
    }

    private static Optional<Long> version(Pattern pattern, String name) {
        Matcher matcher = pattern.matcher(name);
        return matcher.matches() ? Optional.of(Long.valueOf(matcher.group(1))) : Optional.empty();
    }
}
