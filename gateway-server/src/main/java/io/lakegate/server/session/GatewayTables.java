package io.lakegate.server.session;

import static io.lakegate.catalog.metadata.MetadataColumn.optional;
import static io.lakegate.catalog.metadata.MetadataColumn.required;
import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.metadata.MetadataColumn;
import io.lakegate.catalog.metadata.MetadataTable;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.SystemTables;
import io.lakegate.server.auth.Identity;
import io.lakegate.server.query.FunctionList;
import io.lakegate.server.query.FunctionList.Function;
import io.lakegate.server.query.FunctionList.FunctionColumn;
import io.lakegate.server.query.QueryService;
import io.lakegate.server.query.QueryStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What runs, who is connected and which functions there are, as tables. For any thread.
 *
 * <p>None shows the ids of connections and statements that the protocol uses: whoever knows those can use them.
 */
public final class GatewayTables implements SystemTables {
    private static final List<MetadataColumn<QueryStatus>> QUERIES = List.of(
            required(
                    "query_id",
                    Simple.VARCHAR,
                    "As in the gateway's log; KILL QUERY takes it.",
                    query -> query.info().id()),
            required(
                    "session_id",
                    Simple.VARCHAR,
                    "That of system.sessions.",
                    query -> query.info().owner().session()),
            optional(
                    "user_name",
                    Simple.VARCHAR,
                    "Who connected, as proven, or as said where no proof is asked for.",
                    query -> query.info().owner().user().orElse(null)),
            required(
                    "client",
                    Simple.VARCHAR,
                    "The program, as the connection said.",
                    query -> query.info().owner().client()),
            required(
                    "state",
                    Simple.VARCHAR,
                    "QUEUED, RUNNING, FINISHED, CANCELED or FAILED.",
                    query -> query.state().name()),
            required(
                    "sql",
                    Simple.VARCHAR,
                    "Its text; cut where it is very long.",
                    query -> query.info().sql()),
            required(
                    "started",
                    Simple.TIMESTAMP_TZ,
                    "",
                    query -> wholeMicros(query.info().started())),
            required(
                    "elapsed_ms",
                    Simple.BIGINT,
                    "Until now, or until its last row was made.",
                    query -> query.elapsed().toMillis()),
            optional(
                    "progress",
                    Simple.DOUBLE,
                    "0 to 100, as the engine estimates it; NULL where it cannot tell.",
                    query -> query.progress().isPresent() ? query.progress().getAsDouble() : null),
            required("rows_sent", Simple.BIGINT, "Rows that the client has taken.", QueryStatus::rowsSent),
            required(
                    "tables",
                    MetadataColumn.NAMES,
                    "What it reads, with versions: lake.shop.orders@3.",
                    query -> MetadataColumn.items(query.info().tables())),
            optional(
                    "error_code",
                    Simple.INTEGER,
                    "Why it ended, as on the page of errors.",
                    query -> query.error().map(ErrorCode::number).orElse(null)),
            required(
                    "from_cache",
                    Simple.BOOLEAN,
                    "Whether its rows were kept from an earlier statement (engine.result-cache).",
                    QueryStatus::fromCache));

    private static final List<MetadataColumn<Session>> SESSIONS = List.of(
            required(
                    "session_id", Simple.VARCHAR, "", session -> session.owner().session()),
            optional(
                    "user_name",
                    Simple.VARCHAR,
                    "Who connected, as proven, or as said where no proof is asked for.",
                    session -> session.owner().user().orElse(null)),
            required(
                    "client",
                    Simple.VARCHAR,
                    "The program, as the connection said.",
                    session -> session.owner().client()),
            optional(
                    "catalog_name",
                    Simple.VARCHAR,
                    "Where names are looked up.",
                    session -> session.state().names().catalog().orElse(null)),
            optional(
                    "schema_name",
                    Simple.VARCHAR,
                    "",
                    session -> session.state().names().schema().orElse(null)),
            required("opened", Simple.TIMESTAMP_TZ, "", session -> wholeMicros(session.opened())),
            required(
                    "idle_ms",
                    Simple.BIGINT,
                    "Since it was used last.",
                    session ->
                            Duration.between(session.lastUsed(), Instant.now()).toMillis()),
            required(
                    "in_transaction",
                    Simple.BOOLEAN,
                    "Whether its statements read the same versions.",
                    session -> session.state().transaction().isPresent()),
            required("statements", Simple.INTEGER, "Those that its client has not closed.", Session::statementCount));

    private static final List<MetadataColumn<Function>> FUNCTIONS = List.of(
            required("function_name", Simple.VARCHAR, "", Function::name),
            required(
                    "kind",
                    Simple.VARCHAR,
                    "SCALAR, AGGREGATE or WINDOW.",
                    function -> function.kind().name()),
            required("example", Simple.VARCHAR, "A call of it.", Function::example),
            required("example_value", Simple.VARCHAR, "What the example gives.", Function::value),
            required("result_type", Simple.VARCHAR, "The type of that.", Function::result));

    private static final List<MetadataColumn<FunctionColumn>> FUNCTION_COLUMNS = List.of(
            required(
                    "function_name",
                    Simple.VARCHAR,
                    "",
                    column -> column.function().name()),
            required("ordinal_position", Simple.INTEGER, "0 for the result.", FunctionColumn::position),
            required(
                    "data_type",
                    Simple.VARCHAR,
                    "As in the example of system.functions; most take other types too.",
                    FunctionColumn::type));

    private static Instant wholeMicros(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    private final QueryService queries;
    private final Sessions sessions;
    private final Predicate<Identity> visible;

    /** Shows all. */
    public GatewayTables(QueryService queries, Sessions sessions) {
        this(queries, sessions, other -> true);
    }

    private GatewayTables(QueryService queries, Sessions sessions, Predicate<Identity> visible) {
        this.queries = requireNonNull(queries, "queries");
        this.sessions = requireNonNull(sessions, "sessions");
        this.visible = visible;
    }

    /** To whom has proven who they are, their own; all to operators, and where nobody proves anything. */
    @Override
    public SystemTables seenBy(Viewer viewer) {
        return new GatewayTables(queries, sessions, other -> viewer instanceof Identity known && known.maySee(other));
    }

    @Override
    public List<String> names() {
        return List.of("function_columns", "functions", "queries", "sessions");
    }

    @Override
    public Optional<PinnedTable> table(TableName name) {
        return switch (name.table()) {
            case "queries" ->
                Optional.of(new MetadataTable<>(
                        name,
                        0,
                        QUERIES,
                        List.of(),
                        () -> queries.statements().stream()
                                .filter(query ->
                                        visible.test(query.info().owner().identity()))));
            case "sessions" ->
                Optional.of(new MetadataTable<>(
                        name,
                        0,
                        SESSIONS,
                        List.of(),
                        () -> sessions.all()
                                .filter(session -> visible.test(session.origin().identity()))
                                .sorted(Comparator.comparing(Session::opened))));
            case "functions" ->
                Optional.of(new MetadataTable<>(name, 0, FUNCTIONS, List.of(), () -> FunctionList.all().stream()));
            case "function_columns" ->
                Optional.of(new MetadataTable<>(
                        name, 0, FUNCTION_COLUMNS, List.of(), () -> FunctionList.columns().stream()));
            default -> Optional.empty();
        };
    }
}
