package io.lakegate.adapters.duckdb;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.lakegate.catalog.cache.Caches;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Statements that one DuckDB database has prepared and nobody runs now. Preparing a small statement takes DuckDB longer than running it. Each is on a
 * connection of its own and is lent to one execution at a time. For any thread.
 *
 * <p>A prepared statement keeps its files open, so it is let go when nobody wanted it for a while.
 */
final class ReadyStatements implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReadyStatements.class);
    private static final int MOST_KEPT = 128;
    private static final int MOST_ALIKE = 32;
    private static final Duration KEPT_FOR = Duration.ofSeconds(30);

    private final Cache<Place, Ready> idle = Caches.builder()
            .maximumSize(MOST_KEPT)
            .expireAfterWrite(KEPT_FOR)
            .<Place, Ready>evictionListener(ReadyStatements::evicted)
            .build();

    /** Where an idle statement lies: statements that are alike have numbers. */
    private record Place(Object key, int number) {}

    /** A prepared statement and its connection. */
    record Ready(Object key, DuckDBConnection connection, PreparedStatement statement) {
        void close() {
            try {
                statement.close();
                connection.close();
            } catch (SQLException e) {
                log.warn("a DuckDB connection does not close", e);
            }
        }
    }

    private static void evicted(@Nullable Place place, @Nullable Ready ready, RemovalCause cause) {
        if (ready != null) {
            ready.close();
        }
    }

    /** An idle statement of this key, which is the caller's until it is {@linkplain #keep kept} again or closed. */
    Optional<Ready> take(Object key) {
        for (int number = 0; number < MOST_ALIKE; number++) {
            Ready ready = idle.asMap().remove(new Place(key, number));
            if (ready != null) {
                return Optional.of(ready);
            }
        }
        return Optional.empty();
    }

    /** Takes over a statement that has run to its end and is to run again. */
    void keep(Ready ready) {
        for (int number = 0; number < MOST_ALIKE; number++) {
            if (idle.asMap().putIfAbsent(new Place(ready.key(), number), ready) == null) {
                return;
            }
        }
        ready.close();
    }

    /** How many lie idle. */
    int size() {
        idle.cleanUp();
        return (int) idle.estimatedSize();
    }

    @Override
    public void close() {
        idle.asMap()
                .keySet()
                .forEach(
                        place -> Optional.ofNullable(idle.asMap().remove(place)).ifPresent(Ready::close));
    }
}
