package io.lakegate.server.session;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.DefaultNames;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.registry.MadeSchemas;
import io.lakegate.catalog.registry.TransactionPins;
import io.lakegate.server.auth.Identity;
import io.lakegate.server.query.QueryOwner;
import io.lakegate.server.query.QueryService;
import io.lakegate.server.query.SessionState;
import io.lakegate.server.rows.Layouts;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** One connection of a client: its defaults and its statements. Nothing in it can be reached from another connection. For any thread. */
public final class Session {
    /** How a client wants values: see {@code docs/decisions/0003-wire-values.md}. */
    public enum Dialect {
        /** Any Avatica client: only what its protocol and accessors can carry. */
        AVATICA,
        /** Our own driver: types as they are, times as text without loss; lists, structs and maps as JSON text. */
        LAKEGATE,
        /** Our own driver, which takes lists, structs and maps as what they are. */
        LAKEGATE_NESTED;

        /** Whether it is our own driver. */
        public boolean isOurs() {
            return this != AVATICA;
        }

        /** Whether lists, structs and maps go as JSON text. */
        public boolean nestedAsText() {
            return this != LAKEGATE_NESTED;
        }
    }

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String id;
    /** Others may speak of the connection by it; the id is the right to use it, and never shown. */
    private final String name = HexFormat.of().toHexDigits(RANDOM.nextInt());

    private final Instant opened = Instant.now();
    private final Introduction introduction;
    private final Origin origin;
    private final QueryService queries;
    private final Map<Integer, SessionStatement> statements = new ConcurrentHashMap<>();
    private volatile SessionState state;
    private volatile Instant lastUsed = Instant.now();
    private volatile boolean closed;

    Session(String id, Introduction introduction, Origin origin, QueryService queries) {
        this.id = requireNonNull(id, "id");
        this.introduction = requireNonNull(introduction, "introduction");
        this.origin = requireNonNull(origin, "origin");
        this.state = SessionState.of(introduction.names(), origin.identity());
        this.queries = requireNonNull(queries, "queries");
    }

    public String id() {
        return id;
    }

    public Dialect dialect() {
        return introduction.dialect();
    }

    /** The layouts of columns that the client reads. */
    Layouts layouts() {
        return new Layouts(!dialect().nestedAsText(), introduction.repeated());
    }

    /** Who has its statements run, as known by now. */
    QueryOwner owner() {
        return new QueryOwner(name, state.asker(), origin.address(), introduction.client());
    }

    /** Where it comes from. */
    Origin origin() {
        return origin;
    }

    Instant opened() {
        return opened;
    }

    /** How many statements its client has not closed. */
    int statementCount() {
        return statements.size();
    }

    /** How many of them are at work, or have something that the client has not fetched yet. */
    int openStatements() {
        return (int)
                statements.values().stream().filter(SessionStatement::isOpen).count();
    }

    /** Whether one of them is being planned and started: its client can do nothing but wait. */
    boolean isStarting() {
        return statements.values().stream().anyMatch(SessionStatement::isStarting);
    }

    /** What the session has chosen for its statements. */
    public SessionState state() {
        return state;
    }

    /** Holds from the next statement on. */
    public void become(SessionState newState) {
        state = requireNonNull(newState, "newState");
    }

    /**
     * Takes over the names that are there.
     *
     * @throws GatewayException {@link ErrorCode#CATALOG_NOT_FOUND} or {@link ErrorCode#SCHEMA_NOT_FOUND}; the session stays as it was then
     */
    public void use(Optional<String> catalog, Optional<String> schema) {
        DefaultNames now = state.names();
        Optional<String> newCatalog = catalog.or(now::catalog);
        // Avatica's driver says again what it was told, which need not be there.
        Optional<String> asked = schema.filter(name -> MadeSchemas.schema(name).isEmpty())
                .filter(name -> !Optional.of(name).equals(now.schema()));
        newCatalog
                .map(queries.catalogs(state.asker())::require)
                .ifPresent(found -> asked.filter(name -> found.schema(name).isEmpty())
                        .ifPresent(name -> {
                            throw CatalogErrors.schemaNotFound(found.name(), name, found.schemas());
                        }));
        become(state.with(now.at(newCatalog, schema.or(now::schema))));
    }

    /**
     * Lets every statement stand alone, or all until the next {@link #endTransaction} read each table as the first of them does. Leaving
     * transactions ends the present one; asking for what is so already changes nothing.
     */
    public synchronized void autoCommit(boolean alone) {
        if (alone) {
            state = state.within(Optional.empty());
        } else if (state.transaction().isEmpty()) {
            state = state.within(Optional.of(new TransactionPins()));
        }
    }

    /** Statements from here on read the tables anew; does nothing where every statement stands alone. */
    public synchronized void endTransaction() {
        if (state.transaction().isPresent()) {
            state = state.within(Optional.of(new TransactionPins()));
        }
    }

    /** What the client should know of what its transaction reads, a sentence each. */
    public List<String> warnings() {
        return state.transaction()
                .map(pins -> pins.newerVersions(queries.catalogs(state.asker())))
                .orElse(List.of());
    }

    /** Who asks is known anew with each request: groups may be others by now. */
    synchronized void renew(Identity asker) {
        if (!asker.equals(state.asker())) {
            state = state.with(asker);
        }
    }

    Instant lastUsed() {
        return lastUsed;
    }

    void touch() {
        lastUsed = Instant.now();
    }

    /** A new statement under a random id. */
    public SessionStatement createStatement() {
        while (true) {
            int statementId = RANDOM.nextInt(Integer.MAX_VALUE);
            SessionStatement statement = new SessionStatement(statementId, this, queries);
            if (statements.putIfAbsent(statementId, statement) == null) {
                return kept(statement);
            }
        }
    }

    /** The statement of this id, which a client has chosen: a new one unless it was used before. */
    public SessionStatement statementOrNew(int statementId) {
        return kept(statements.computeIfAbsent(statementId, id -> new SessionStatement(id, this, queries)));
    }

    /** A connection that is closed while a request of its is on the way keeps no statement. */
    private SessionStatement kept(SessionStatement statement) {
        if (closed) {
            closeStatement(statement.id());
        }
        return statement;
    }

    /**
     * The statement of this id.
     *
     * @throws GatewayException {@link ErrorCode#NO_SUCH_STATEMENT} also when it belongs to another connection
     */
    public SessionStatement statement(int statementId) {
        SessionStatement statement = statements.get(statementId);
        if (statement == null) {
            throw SessionStatement.closed();
        }
        return statement;
    }

    /** Ends and forgets the statement; one that is unknown is closed already. */
    public void closeStatement(int statementId) {
        SessionStatement statement = statements.remove(statementId);
        if (statement != null) {
            statement.close();
        }
    }

    void close() {
        closed = true;
        statements.keySet().forEach(this::closeStatement);
    }
}
