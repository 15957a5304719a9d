package io.lakegate.catalog.registry;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The columns of tables and views as they were last seen, so that listing those of a whole catalog opens no table. Every statement that reads the
 * newest version of a table brings its list up to date. Bounded; for any thread.
 */
public final class ColumnLists {
    private static final int MOST_COLUMNS = 4_000_000;
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    private final Cache<TableName, Seen> lists = Caches.builder()
            .maximumWeight(MOST_COLUMNS)
            .<TableName, Seen>weigher((table, seen) -> 1 + seen.columns().size())
            .build();

    /** A list, and when it was right. */
    private record Seen(List<Column> columns, long nanos) {}

    /** Remembers the columns of a table or view that was just looked at in its newest version. */
    public void seen(TableName name, List<Column> columns) {
        Seen known = lists.getIfPresent(name);
        if (known == null || isOlder(known, A_MOMENT) || !known.columns().equals(columns)) {
            lists.put(name, new Seen(columns, System.nanoTime()));
        }
    }

    /** What is known of a table or view; empty where it was never seen, or not lately enough to be remembered. */
    public Optional<List<Column>> known(TableName name) {
        return Optional.ofNullable(lists.getIfPresent(name)).map(Seen::columns);
    }

    /** Whether what is known is as old as this; true where nothing is. */
    public boolean isOlder(TableName name, Duration age) {
        Seen seen = lists.getIfPresent(name);
        return seen == null || isOlder(seen, age);
    }

    private static boolean isOlder(Seen seen, Duration age) {
        return System.nanoTime() - seen.nanos() > age.toNanos();
    }

    /** Forgets a table that is no more, or cannot be read. */
    public void forget(TableName name) {
        lists.invalidate(name);
    }
}
