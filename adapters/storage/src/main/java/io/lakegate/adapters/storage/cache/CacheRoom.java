package io.lakegate.adapters.storage.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room that a cache takes, and the dropping of what was longest not used. Counts again on disk before it drops, because other processes
 * write there too. For any thread.
 */
final class CacheRoom {
    private static final Logger log = LoggerFactory.getLogger(CacheRoom.class);

    /** More is dropped than is needed at the moment, since looking for what to drop reads every file's list. */
    private static final double FULL = 0.95;

    /** What nobody knows of may be about to be known. */
    private static final Duration YOUNG = Duration.ofMinutes(10);

    private final Path objects;
    private final CacheSettings settings;
    private long used = -1; // guarded by this; unknown at first
    private long reserved; // guarded by this: of used, what is not in the lists on disk yet

    CacheRoom(Path objects, CacheSettings settings) {
        this.objects = objects;
        this.settings = settings;
    }

    /** An object in the cache. */
    private record Entry(Path have, Path data, long bytes, FileTime lastUse) {}

    /** Says that an object is used now. */
    static void touch(Path have) throws IOException {
        Files.setLastModifiedTime(have, FileTime.from(Instant.now()));
    }

    /** Takes room, and drops what is in the way. Returns whether there is room. */
    synchronized boolean reserve(long bytes) throws IOException {
        long most = settings.mostBytes();
        if (used < 0 || used + bytes > most) {
            List<Entry> entries = entries();
            used = reserved + entries.stream().mapToLong(Entry::bytes).sum();
            if (used + bytes > most) {
                drop(entries, Math.max(0, Math.min(most - bytes, (long) (most * FULL))));
            }
            if (used + bytes > most) {
                return false;
            }
        }
        used += bytes;
        reserved += bytes;
        return true;
    }

    /** Says that bytes are written and in their list. */
    synchronized void settle(long bytes) {
        reserved -= bytes;
    }

    /** Says that bytes will not be written. */
    synchronized void giveBack(long bytes) {
        used -= bytes;
        reserved -= bytes;
    }

    private void drop(List<Entry> entries, long target) {
        entries.sort(Comparator.comparing(Entry::lastUse));
        for (Entry entry : entries) {
            if (used <= target) {
                return;
            }
            if (!ProcessLinks.isLinked(entry.data())) {
                try {
                    Files.deleteIfExists(entry.have());
                    Files.deleteIfExists(entry.data());
                    used -= entry.bytes();
                } catch (IOException e) {
                    log.warn("{} cannot be dropped from the cache: {}", entry.data(), e.getMessage());
                }
            }
        }
    }

    /** All objects on disk. Removes files that no list names any more. */
    private List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        Map<Path, BasicFileAttributes> files = new HashMap<>();
        try (Stream<Path> tree = Files.walk(objects, 2)) {
            for (Path path : tree.toList()) {
                attributes(path).ifPresent(found -> files.put(path, found));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Set<Path> named = new HashSet<>();
        for (Map.Entry<Path, BasicFileAttributes> file : files.entrySet()) {
            Path have = file.getKey();
            if (file.getValue().isRegularFile() && have.toString().endsWith(HaveFile.ENDING)) {
                Ranges ranges = new Ranges();
                Path data = data(have, ranges);
                named.add(data);
                entries.add(
                        new Entry(have, data, ranges.total(), file.getValue().lastModifiedTime()));
            }
        }
        Instant old = Instant.now().minus(YOUNG);
        for (Map.Entry<Path, BasicFileAttributes> file : files.entrySet()) {
            if (file.getValue().isRegularFile()
                    && !named.contains(file.getKey())
                    && !file.getKey().toString().endsWith(HaveFile.ENDING)
                    && file.getValue().lastModifiedTime().toInstant().isBefore(old)) {
                Files.deleteIfExists(file.getKey());
            }
        }
        return entries;
    }

    private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // dropped by another process
        }
    }

    /** The sparse file of a list, and what the list says is in it. */
    private static Path data(Path have, Ranges into) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(have, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return have;
        }
        String[] header = lines.isEmpty() ? new String[0] : lines.get(0).split(" ", -1);
        if (header.length != 4 || !header[1].matches("\\d{1,18}")) {
            return have;
        }
        HaveFile file = new HaveFile(have, Long.parseLong(header[1]));
        return file.read()
                .map(content -> {
                    content.lines().forEach(line -> into.add(line.range()));
                    return file.data(content);
                })
                .orElse(have);
    }
}
