package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.DefaultNames;
import io.lakegate.adapters.calcite.ParameterSource;
import io.lakegate.adapters.calcite.SqlFrontEnd;
import io.lakegate.adapters.calcite.Statement;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.registry.Catalogs;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.spi.CheckStep;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.QueryEngine;
import io.lakegate.server.access.AccessControl;
import io.lakegate.server.access.Rights;
import io.lakegate.server.auth.Identity;
import io.lakegate.server.check.LiveCheck;
import io.lakegate.server.store.DefinitionStore;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs statements: plans them against tables pinned anew, and hands them to the engine. For any thread. */
public final class QueryService implements AutoCloseable {
    private static final Set<ErrorCode> MISSING = EnumSet.of(ErrorCode.TABLE_NOT_FOUND, ErrorCode.SCHEMA_NOT_FOUND);

    private static final Logger log = LoggerFactory.getLogger(QueryService.class);
    private static final long INSISTENCE_MILLIS = 100;

    private final SqlFrontEnd frontEnd = new SqlFrontEnd();
    private final PlanCache plans = new PlanCache();
    private final ResultCache results;
    private final Catalogs catalogs;
    private final QueryEngine engine;
    private final QueryLimits limits;
    private final Optional<DefinitionStore> store;
    private final QueryListener listener;
    private final LiveCheck checks;
    private final AccessControl access;
    private final Workers workers;
    private final ScheduledExecutorService clock;
    private final Admission admission;
    private final QueryLog statements = new QueryLog();
    private volatile boolean draining;
    private volatile boolean closing;

    /** Does not own {@code catalogs} and {@code engine}: they are closed after it, by whoever made them. */
    public QueryService(
            Catalogs catalogs,
            QueryEngine engine,
            QueryLimits limits,
            Optional<DefinitionStore> store,
            QueryListener listener,
            LiveCheck checks,
            AccessControl access) {
        this.access = requireNonNull(access, "access");
        this.checks = requireNonNull(checks, "checks");
        this.listener = requireNonNull(listener, "listener");
        this.store = requireNonNull(store, "store");
        this.catalogs = requireNonNull(catalogs, "catalogs");
        this.engine = requireNonNull(engine, "engine");
        this.limits = requireNonNull(limits, "limits");
        this.results = new ResultCache(limits.kept().size(), limits.kept().largest());
        this.workers = new Workers(limits.maxRunning(), NamedThreads.of("lakegate-query-"));
        this.clock = Executors.newSingleThreadScheduledExecutor(NamedThreads.of("lakegate-clock-"));
        this.admission = new Admission(clock);
        ScheduledFuture<?> unused = clock.scheduleWithFixedDelay(
                () -> statements.running().forEach(Query::insist),
                INSISTENCE_MILLIS,
                INSISTENCE_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** All of them, with everything in them. */
    public Catalogs catalogs() {
        return catalogs;
    }

    /** What somebody may see of them now. */
    public Catalogs catalogs(Identity viewer) {
        return seen(viewer, access.of(viewer));
    }

    private Catalogs seen(Identity viewer, Rights rights) {
        return catalogs.seenBy(viewer, rights.sight());
    }

    /**
     * Makes a statement ready to run: parses, validates and translates it, with its tables pinned as they are now.
     *
     * @param values of parameters that say at which version or time a table is read, when they are known
     */
    public Prepared prepare(String sql, SessionState state, ParameterSource values) {
        try {
            return prepareOnce(sql, state, values);
        } catch (GatewayException e) {
            // What is new in a store, earlier statements may not have seen.
            if (MISSING.contains(e.code()) && catalogs.lookAnew()) {
                return prepareOnce(sql, state, values);
            }
            throw e;
        }
    }

    private Prepared prepareOnce(String sql, SessionState state, ParameterSource values) {
        Rights rights = access.of(state.asker());
        Catalogs seen = seen(state.asker(), rights);
        Answering answering = new Answering(engine, results, Optional.of(StatementKey.of(sql, state, rights)));
        Optional<PlanCache.Ready> known = plans.find(sql, state, seen, rights);
        if (known.isPresent()) {
            TablePins pins = known.get().pins();
            return Prepared.of(known.get().plan(), pins, answering, state.reading())
                    .from(sql, state, pins);
        }
        StatementPlanner planner = planner(state, values, seen, rights, answering);
        Prepared prepared = frontEnd.parse(sql).match(planner);
        planner.planned().ifPresent(plan -> plans.keep(sql, state, rights, plan));
        return planner.read().map(pins -> prepared.from(sql, state, pins)).orElse(prepared);
    }

    /** Answers nothing with what is kept. */
    private StatementPlanner planner(SessionState state, ParameterSource values, Catalogs seen, Rights rights) {
        return planner(state, values, seen, rights, new Answering(engine, results, Optional.empty()));
    }

    private StatementPlanner planner(
            SessionState state, ParameterSource values, Catalogs seen, Rights rights, Answering answering) {
        return new StatementPlanner(
                frontEnd,
                seen,
                answering,
                state,
                values,
                new DefinitionPlanner(frontEnd, catalogs, seen, rights, state, store),
                new StatementPlanner.Steward() {
                    @Override
                    public void kill(String id, Identity asker) {
                        QueryService.this.kill(id, asker);
                    }

                    @Override
                    public List<CheckStep> check(String catalog, Identity asker) {
                        return checks.of(catalog, asker);
                    }

                    @Override
                    public Prepared replay(String id, Identity asker) {
                        return QueryService.this.replay(id, asker);
                    }
                });
    }

    /**
     * The columns of a table or view as it is now, as somebody sees it. Cost: opens the table, or those that the view reads.
     *
     * @param table as {@link LakeCatalog#tables} spells it
     */
    public List<Column> columns(TableName table, Identity viewer) {
        Rights rights = access.of(viewer);
        Catalogs seen = seen(viewer, rights);
        LakeCatalog catalog = seen.require(table.catalog()).atOneMoment();
        return catalog.view(table.schema(), table.table(), Version.LATEST).isEmpty()
                ? catalog.pin(table, Version.LATEST).columns()
                : planner(SessionState.of(viewer), ParameterSource.NONE, seen, rights)
                        .columns(List.of(table.catalog(), table.schema(), table.table()), DefaultNames.NONE);
    }

    /**
     * Somebody asks for a statement: from here on it has an id.
     *
     * @throws GatewayException {@link ErrorCode#SHUTTING_DOWN} when nothing new is taken any more
     */
    public Asked asked(String sql, QueryOwner owner) {
        requireOpen();
        return Asked.now(sql, owner);
    }

    /** What was asked for did not come to run. */
    public void failed(Asked asked, RuntimeException why) {
        ErrorCode code = why instanceof GatewayException known ? known.code() : ErrorCode.INTERNAL;
        listener.ends(asked.info(), QueryFigures.withoutRows(asked.since(), asked.since()), Optional.of(code));
    }

    /**
     * Starts a prepared statement and returns at once; its rows and its failure come through {@link Query#poll}.
     *
     * @param values one for each parameter
     * @param maxRows after which the result ends; {@link Long#MAX_VALUE} for all
     */
    public Query start(Asked asked, Prepared prepared, List<Value> values, long maxRows) {
        Prepared.Reads reads = prepared.reads();
        QueryTrack track = new QueryTrack(
                asked,
                asked.info().reading(reads.tables(), reads.policies()),
                reads.rerun().map(rerun -> values.isEmpty() ? rerun : rerun.with(values)));
        listener.starts(track.info());
        Query query;
        try {
            query = run(track, prepared, values, maxRows);
        } catch (GatewayException e) {
            failed(new Asked(track.info(), asked.nanos()), e);
            throw e;
        }
        query.onEnd(() -> listener.ends(track.info(), track.figures(), track.error()));
        return query;
    }

    private Query run(QueryTrack track, Prepared prepared, List<Value> values, long maxRows) {
        if (closing) {
            throw new GatewayException(ErrorCode.SHUTTING_DOWN, "The gateway is stopping. Connect again in a moment.");
        }
        Query query = new Query(track, () -> prepared.open().apply(values), limits, maxRows, workers);
        admission.enter(query);
        statements.add(query);
        limitTime(query);
        log.debug("query {}: {}", query.id(), track.info().sql());
        query.produce();
        return query;
    }

    /** Does what a statement does that gives no rows. */
    public void change(Asked asked, Prepared prepared) {
        Duration planning = asked.since();
        listener.starts(asked.info());
        try {
            prepared.effect().run();
        } catch (RuntimeException e) {
            failed(asked, e);
            throw e;
        }
        listener.ends(asked.info(), QueryFigures.withoutRows(planning, asked.since()), Optional.empty());
    }

    /** Rows that are known already, as a statement's: for results that are too long for one answer. Nobody hears of it. */
    public Query list(QueryOwner owner, List<Column> columns, ListedTable rows) {
        Prepared listed = Prepared.rows(columns, bound -> ListedRows.of(columns, () -> rows));
        Asked asked = Asked.now("-- a listing of DatabaseMetaData", owner);
        return run(new QueryTrack(asked, asked.info(), Optional.empty()), listed, List.of(), Long.MAX_VALUE);
    }

    /** The statements that run and the last that ran, the latest first. */
    public List<QueryStatus> statements() {
        return statements.all();
    }

    /**
     * Ends a statement that runs, for somebody who may.
     *
     * @throws GatewayException {@link ErrorCode#NO_SUCH_QUERY}, also when it is another user's
     */
    private void kill(String id, Identity asker) {
        statements
                .running(id)
                .filter(query -> asker.mayEnd(query.track().info().owner().identity()))
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.NO_SUCH_QUERY,
                        "No statement of yours runs under the id %s: it has ended, or is another user's. SELECT query_id, state FROM system.queries shows what runs."
                                .formatted(id)))
                .end(ErrorCode.CANCELED, "The statement was ended by KILL QUERY.");
    }

    /**
     * A statement that ran or runs, to be run once more over the same versions of its tables, by the rights that somebody has now.
     *
     * @throws GatewayException {@link ErrorCode#NO_SUCH_QUERY}, also when it is another user's; {@link ErrorCode#UNSUPPORTED_SQL} when it cannot be run
     *     again; {@link ErrorCode#VERSION_NOT_FOUND} when what it read is there no longer
     */
    private Prepared replay(String id, Identity asker) {
        QueryTrack track = statements
                .find(id)
                .filter(known -> asker.mayEnd(known.info().owner().identity()))
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.NO_SUCH_QUERY,
                        "No statement of yours is known under the id %s: it was long ago, or is another user's. SELECT query_id, sql FROM system.queries shows those that are."
                                .formatted(id)));
        Rerun rerun = track.rerun();
        SessionState state = rerun.state().with(asker);
        Rights rights = access.of(asker);
        Catalogs seen = seen(asker, rights);
        TablePins pins = TablePins.again(rerun.pins(), seen, state.asOf());
        ParameterSource values = (index, type) ->
                index < rerun.values().size() ? Optional.of(rerun.values().get(index)) : Optional.empty();
        return planner(state, values, seen, rights)
                .query((Statement.Query) frontEnd.parse(rerun.sql()), pins)
                .from(rerun.sql(), state, pins)
                .with(rerun.values());
    }

    private void limitTime(Query query) {
        Duration timeout = query.own().timeout();
        if (timeout.isZero()) {
            return;
        }
        ScheduledFuture<?> deadline = clock.schedule(
                () -> query.end(ErrorCode.TIMEOUT, "The statement ran longer than the limit of %s.".formatted(timeout)),
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
        query.onEnd(() -> deadline.cancel(false));
    }

    /** How much memory answers take that are kept for the next that ask the same. */
    public long resultCacheBytes() {
        return results.bytes();
    }

    /** How many statements have not delivered their last row yet. */
    public int runningCount() {
        return statements.runningCount();
    }

    /** Takes nothing new from here on; what runs goes on. */
    public void drain() {
        draining = true;
    }

    /** Whether nothing new is taken any more. */
    public boolean isDraining() {
        return draining;
    }

    /**
     * Lets nothing new in any more when the gateway is being stopped.
     *
     * @throws GatewayException {@link ErrorCode#SHUTTING_DOWN}
     */
    public void requireOpen() {
        if (draining) {
            throw new GatewayException(
                    ErrorCode.SHUTTING_DOWN,
                    "The gateway is being stopped and takes nothing new. Connect again in a moment.");
        }
    }

    /** Ends all that runs, and what is about to. */
    public void endAll(String why) {
        draining = true;
        closing = true;
        statements.running().forEach(query -> query.end(ErrorCode.SHUTTING_DOWN, why));
    }

    /** Takes no new statement and ends those that run. */
    @Override
    public void close() {
        endAll("The gateway is stopping; the statement was ended. Connect again in a moment and run it again.");
        clock.shutdownNow();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("{} statements do not end; the engine is closed under them", runningCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
