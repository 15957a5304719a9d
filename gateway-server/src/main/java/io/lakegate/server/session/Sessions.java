package io.lakegate.server.session;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.DefaultNames;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.auth.Identity;
import io.lakegate.server.query.LimitRules;
import io.lakegate.server.query.NamedThreads;
import io.lakegate.server.query.QueryService;
import io.lakegate.server.store.StoredCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All open connections. Those that are idle for too long are closed, with all that runs on them: a client that waits for rows asks for them
 * all the time, so one that does not is gone. For any thread.
 */
public final class Sessions implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    private final QueryService queries;
    private final LimitRules rules;
    private final int maxSessions;
    private final Map<String, Session> byId = new ConcurrentHashMap<>();
    private final ScheduledExecutorService sweeper;

    /**
     * @param rules how many of them a user may have, and after what time an unused one is closed
     * @param maxSessions connections that may be open at the same time
     */
    public Sessions(QueryService queries, LimitRules rules, int maxSessions) {
        this.queries = requireNonNull(queries, "queries");
        this.rules = requireNonNull(rules, "rules");
        this.maxSessions = maxSessions;
        this.sweeper = Executors.newSingleThreadScheduledExecutor(NamedThreads.of("lakegate-sessions-"));
        Duration shortest = rules.shortestIdle();
        if (!shortest.isZero()) {
            long period = Math.max(1, shortest.toMillis() / 10);
            ScheduledFuture<?> unused =
                    sweeper.scheduleWithFixedDelay(this::closeIdle, period, period, TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Opens a connection under an id that the client chose, as the protocol wants it.
     *
     * @throws GatewayException {@link ErrorCode#INVALID_REQUEST} when the id is taken; {@link ErrorCode#TOO_MANY_CONNECTIONS}; {@link
     *     ErrorCode#SHUTTING_DOWN}
     */
    synchronized Session open(String id, Introduction introduction, Origin origin) {
        queries.requireOpen();
        int perUser = rules.of(origin.identity()).connections();
        long own = perUser == 0
                ? 0
                : all().filter(session -> session.origin()
                                .identity()
                                .user()
                                .equals(origin.identity().user()))
                        .count();
        if (perUser > 0 && own >= perUser) {
            throw new GatewayException(
                    ErrorCode.TOO_MANY_CONNECTIONS,
                    "This user has %d connections open, which is the limit (limits.max-connections-per-user). Close some."
                            .formatted(own));
        }
        if (byId.size() >= maxSessions) {
            throw new GatewayException(
                    ErrorCode.TOO_MANY_CONNECTIONS,
                    "The gateway has %d connections open, which is its limit. Close some, or raise limits.max-connections."
                            .formatted(maxSessions));
        }
        Session session = new Session(
                id, introduction.withNames(completed(introduction.names(), origin.identity())), origin, queries);
        if (byId.putIfAbsent(id, session) != null) {
            throw new GatewayException(ErrorCode.INVALID_REQUEST, "A connection of this id is open already.");
        }
        return session;
    }

    /** Where one catalog is configured, nobody has to name it; the one of what statements make is beside it, or alone. */
    private DefaultNames completed(DefaultNames names, Identity opener) {
        List<String> all = queries.catalogs(opener).names();
        List<String> configured =
                all.stream().filter(name -> !name.equals(StoredCatalog.NAME)).toList();
        List<String> catalogs = configured.isEmpty() ? all : configured;
        return names.catalog().isEmpty() && catalogs.size() == 1
                ? names.at(Optional.of(catalogs.get(0)), names.schema().or(() -> Optional.of("default")))
                : names;
    }

    /** The open connection of this id, whosever it is. */
    Optional<Session> find(@Nullable String id) {
        return id == null ? Optional.empty() : Optional.ofNullable(byId.get(id));
    }

    /** What is said of a connection that is not there. */
    GatewayException unknown() {
        return new GatewayException(
                ErrorCode.NO_SUCH_CONNECTION,
                "The connection is not known here: it was closed, was idle for longer than it may (limits.connection-idle: %s), or the gateway was started anew. Connect again."
                        .formatted(rules.everybody().idle()));
    }

    /** Closes the connection with all its statements; one that is unknown is closed already. */
    void close(String id) {
        Session session = byId.remove(id);
        if (session != null) {
            session.close();
        }
    }

    /** All that are open, in no order. */
    Stream<Session> all() {
        return byId.values().stream();
    }

    /** How many are open. */
    public int count() {
        return byId.size();
    }

    /** How many statements are at work, or have something that their clients have not fetched yet. */
    public int openStatements() {
        return all().mapToInt(Session::openStatements).sum();
    }

    private void closeIdle() {
        Instant now = Instant.now();
        for (Session session : byId.values()) {
            Duration idle = rules.of(session.state().asker()).idle();
            if (!idle.isZero() && session.lastUsed().isBefore(now.minus(idle)) && !session.isStarting()) {
                log.info("connection closed after {} without use", idle);
                close(session.id());
            }
        }
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
        byId.keySet().forEach(this::close);
    }
}
