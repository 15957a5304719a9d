package io.lakegate.adapters.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What statements of one moment have seen of the folders in a store.
 *
 * @param tables whether folders are tables
 * @param folders whether folders are there
 * @param listings the folders in folders
 */
record SeenFolders(
        Map<Path, Boolean> tables, Map<Path, Boolean> folders, Map<Path, List<Path>> listings, long sinceNanos) {
    /** How long a moment lasts: each look at a folder is a request, and there are some for each name in a statement. */
    private static final Duration LASTS = Duration.ofSeconds(10);

    /** Nothing yet. */
    SeenFolders() {
        this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), System.nanoTime());
    }

    /** What all statements have seen lately. */
    static final class Lately {
        volatile SeenFolders seen = new SeenFolders();

        /** Begins a new moment behind one that is over, unless somebody has begun one. */
        synchronized SeenFolders renew(SeenFolders over) {
            if (seen.sinceNanos() == over.sinceNanos()) {
                seen = new SeenFolders();
            }
            return seen;
        }
    }

    boolean isEmpty() {
        return tables.isEmpty() && folders.isEmpty() && listings.isEmpty();
    }

    boolean isOver() {
        return System.nanoTime() - sinceNanos > LASTS.toNanos();
    }
}
