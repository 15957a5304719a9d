package io.lakegate.server.endpoint;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.DefaultNames;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.server.query.NamePattern;
import io.lakegate.server.query.Prepared;
import io.lakegate.server.rows.RowFrame;
import io.lakegate.server.session.CallerSessions;
import io.lakegate.server.session.Introduction;
import io.lakegate.server.session.Session;
import io.lakegate.server.session.Session.Dialect;
import io.lakegate.server.session.SessionStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ConnectionPropertiesImpl;
import org.apache.calcite.avatica.MetaImpl;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.remote.TypedValue;
import org.jspecify.annotations.Nullable;

/**
 * Avatica's calls as calls on sessions. Keeps nothing itself. For any thread.
 *
 * <p>Executing returns as soon as the statement is planned, with the first rows if they are quick. The rest is fetched; a fetch that finds nothing
 * ready answers without rows after a moment. So no request lasts long, and a client can cancel and time out.
 */
final class GatewayMeta extends MetaImpl {
    /** The driver says with this property that it is ours; its value is its version. */
    static final String CLIENT_PROPERTY = "lakegate.client";

    /** {@code values} when our driver takes lists, structs and maps as what they are; else they go as text. */
    static final String NESTED_PROPERTY = "lakegate.nested";

    static final String LAYOUTS_PROPERTY = "lakegate.layouts";

    /** What the program calls itself, for people who look at what runs. */
    static final String APPLICATION_PROPERTY = "lakegate.application";

    static final String CATALOG_PROPERTY = "lakegate.catalog";
    static final String SCHEMA_PROPERTY = "lakegate.schema";
    private static final String USER_PROPERTY = "user"; // JDBC's own name
    private static final String PASSWORD_PROPERTY = "password"; // likewise

    static final Duration FIRST_FRAME_PATIENCE = Duration.ofMillis(200);
    static final Duration FETCH_PATIENCE = Duration.ofMillis(500);

    /** Rows of a listing that go into its answer; more are fetched as those of a statement. */
    private static final int LISTED_AT_ONCE = 2_000;

    private static final Frame NOTHING_YET = Frame.MORE;

    private final CallerSessions sessions;
    private final JdbcMetadata metadata;
    private final boolean rowsApart;

    /**
     * @param rowsApart whether the rows of statements go another way, and clients choose the ids of their statements themselves: see {@link
     *     ColumnsHandler}
     */
    @SuppressWarnings("NullAway") // there is no local connection behind it: MetaImpl is made to be a server's too
    GatewayMeta(CallerSessions sessions, JdbcMetadata metadata, boolean rowsApart) {
        super(null);
        this.sessions = requireNonNull(sessions, "sessions");
        this.metadata = requireNonNull(metadata, "metadata");
        this.rowsApart = rowsApart;
    }

    private static <T> T answer(Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException | Error e) {
            throw ErrorTranslator.translate(e);
        }
    }

    @Override
    public void openConnection(ConnectionHandle handle, @Nullable Map<String, String> info) {
        Map<String, String> properties = info == null ? Map.of() : info;
        answer(() -> {
            DefaultNames names = new DefaultNames(
                    Optional.ofNullable(properties.get(CATALOG_PROPERTY)),
                    Optional.ofNullable(properties.get(SCHEMA_PROPERTY)),
                    Optional.ofNullable(properties.get(USER_PROPERTY)));
            Session session = sessions.open(
                    handle.id,
                    new Introduction(dialect(properties), readsRepeated(properties), client(properties), names),
                    Optional.ofNullable(properties.get(PASSWORD_PROPERTY)));
            try {
                session.become(session.state().withSettings(properties));
            } catch (GatewayException e) {
                sessions.close(handle.id);
                throw e;
            }
            return session;
        });
    }

    private static String client(Map<String, String> properties) {
        String version = properties.get(CLIENT_PROPERTY);
        String driver = version == null ? "Avatica" : "Lakegate JDBC Driver " + version;
        String application = properties.getOrDefault(APPLICATION_PROPERTY, "").strip();
        return application.isEmpty() ? driver : application + " (" + driver + ")";
    }

    private static boolean readsRepeated(Map<String, String> properties) {
        return "repeated".equals(properties.get(LAYOUTS_PROPERTY));
    }

    private Dialect dialect(Map<String, String> properties) {
        if (!properties.containsKey(CLIENT_PROPERTY)) {
            return Dialect.AVATICA;
        }
        return rowsApart && "values".equals(properties.get(NESTED_PROPERTY))
                ? Dialect.LAKEGATE_NESTED
                : Dialect.LAKEGATE;
    }

    @Override
    public void closeConnection(ConnectionHandle handle) {
        sessions.close(handle.id);
    }

    /** Takes catalog, schema and auto-commit over; everything else a client may set is true already or means nothing here. */
    @Override
    public ConnectionProperties connectionSync(ConnectionHandle handle, ConnectionProperties wanted) {
        return answer(() -> {
            Session session = sessions.session(handle.id);
            if (wanted.getCatalog() != null || wanted.getSchema() != null) {
                session.use(Optional.ofNullable(wanted.getCatalog()), Optional.ofNullable(wanted.getSchema()));
            }
            DefaultNames now = session.state().names();
            if (wanted.isAutoCommit() != null) {
                session.autoCommit(wanted.isAutoCommit());
            }
            ConnectionPropertiesImpl answer = new ConnectionPropertiesImpl();
            answer.setAutoCommit(session.state().transaction().isEmpty());
            answer.setReadOnly(true);
            answer.setTransactionIsolation(java.sql.Connection.TRANSACTION_REPEATABLE_READ);
            now.catalog().ifPresent(answer::setCatalog);
            now.schema().ifPresent(answer::setSchema);
            return answer;
        });
    }

    @Override
    public StatementHandle createStatement(ConnectionHandle handle) {
        return answer(() -> new StatementHandle(
                handle.id, sessions.session(handle.id).createStatement().id(), null));
    }

    @Override
    public void closeStatement(StatementHandle handle) {
        answer(() -> {
            sessions.session(handle.connectionId).closeStatement(handle.id);
            return handle;
        });
    }

    @Override
    public StatementHandle prepare(ConnectionHandle handle, String sql, long maxRowCount) {
        return answer(() -> {
            Session session = sessions.session(handle.id);
            SessionStatement statement = session.createStatement();
            try {
                Prepared planned = statement.prepare(sql);
                return new StatementHandle(handle.id, statement.id(), signature(sql, planned, session.dialect()));
            } catch (RuntimeException e) {
                session.closeStatement(statement.id());
                throw e;
            }
        });
    }

    @Override
    @SuppressWarnings("deprecation") // the older form, which Meta still asks for
    public ExecuteResult prepareAndExecute(
            StatementHandle handle, String sql, long maxRowCount, PrepareCallback callback) {
        return prepareAndExecute(handle, sql, maxRowCount, 0, callback);
    }

    @Override
    public ExecuteResult prepareAndExecute(
            StatementHandle handle, String sql, long maxRowCount, int maxRowsInFirstFrame, PrepareCallback callback) {
        return answer(() -> {
            Session session = sessions.session(handle.connectionId);
            SessionStatement statement = rowsApart ? session.statementOrNew(handle.id) : session.statement(handle.id);
            Prepared planned = statement.execute(sql, limit(maxRowCount));
            return result(handle, sql, planned, statement, session.dialect());
        });
    }

    @Override
    @SuppressWarnings("deprecation") // the older form, which Meta still asks for
    public ExecuteResult execute(StatementHandle handle, List<TypedValue> values, long maxRowCount) {
        return execute(handle, values, 0);
    }

    /** The count that Avatica hands over is the client's fetch size, which limits no result: frames are of the gateway's size. */
    @Override
    public ExecuteResult execute(StatementHandle handle, List<TypedValue> values, int maxRowsInFirstFrame) {
        return answer(() -> {
            Session session = sessions.session(handle.connectionId);
            SessionStatement statement = session.statement(handle.id);
            Prepared planned = statement.executePrepared(values(values, session), Long.MAX_VALUE);
            return result(handle, "", planned, statement, session.dialect());
        });
    }

    private static ParameterReader values(@Nullable List<TypedValue> values, Session session) {
        return new ParameterReader(
                values == null ? List.of() : values, session.state().zone());
    }

    private ExecuteResult result(
            StatementHandle handle, String sql, Prepared planned, SessionStatement statement, Dialect dialect) {
        if (planned.newState().isPresent()) {
            return new ExecuteResult(List.of(MetaResultSet.count(handle.connectionId, handle.id, 0)));
        }
        if (rowsApart) {
            return new ExecuteResult(List.of(MetaResultSet.create(
                    handle.connectionId, handle.id, false, signature("", planned, dialect), NOTHING_YET)));
        }
        RowFrame first = statement.fetch(0, FIRST_FRAME_PATIENCE);
        Frame frame = first.rowCount() == 0 && !first.done() ? NOTHING_YET : frame(first, statement.columns(), dialect);
        return new ExecuteResult(List.of(
                MetaResultSet.create(handle.connectionId, handle.id, false, signature(sql, planned, dialect), frame)));
    }

    /** The protocol says "no limit" with -1 and with 0. */
    private static long limit(long maxRowCount) {
        return maxRowCount <= 0 ? Long.MAX_VALUE : maxRowCount;
    }

    @Override
    public Frame fetch(StatementHandle handle, long offset, int fetchMaxRowCount) {
        return answer(() -> {
            Session session = sessions.session(handle.connectionId);
            SessionStatement statement = session.statement(handle.id);
            RowFrame frame = statement.fetch(offset, FETCH_PATIENCE);
            return frame(frame, statement.columns(), session.dialect());
        });
    }

    private static Frame frame(RowFrame frame, List<Column> columns, Dialect dialect) {
        List<LakeType> types = columns.stream().map(Column::type).toList();
        List<Object> rows = new ArrayList<>(frame.rowCount());
        frame.rows().ifPresent(batch -> {
            for (int row = 0; row < batch.rowCount(); row++) {
                @Nullable Object[] values = new @Nullable Object[types.size()];
                for (int column = 0; column < values.length; column++) {
                    values[column] = WireTypes.value(types.get(column), batch.value(column, row), dialect);
                }
                rows.add(values);
            }
        });
        return new Frame(frame.offset(), frame.done(), rows);
    }

    private static Signature signature(String sql, Prepared planned, Dialect dialect) {
        List<ColumnMetaData> columns = new ArrayList<>();
        for (Column column : planned.columns()) {
            int index = columns.size();
            columns.add(
                    WireTypes.column(index, column, planned.shape().origins().get(index), dialect));
        }
        List<AvaticaParameter> parameters = new ArrayList<>();
        for (LakeType type : planned.parameters()) {
            parameters.add(WireTypes.parameter(parameters.size(), type));
        }
        return Signature.create(columns, sql, parameters, CursorFactory.ARRAY, StatementType.SELECT);
    }

    /** A lost result is never made again by running the statement twice: rows of two runs would be mixed. */
    @Override
    public boolean syncResults(StatementHandle handle, QueryState state, long offset) {
        throw ErrorTranslator.translate(new GatewayException(
                ErrorCode.INVALID_REQUEST, "The result is no longer here. Execute the statement again."));
    }

    @Override
    public void commit(ConnectionHandle handle) {
        answer(() -> {
            sessions.session(handle.id).endTransaction();
            return handle;
        });
    }

    /** As {@link #commit}: nothing was written that could be taken back. */
    @Override
    public void rollback(ConnectionHandle handle) {
        commit(handle);
    }

    @Override
    public ExecuteBatchResult prepareAndExecuteBatch(StatementHandle handle, List<String> sqlCommands) {
        return answer(() -> {
            Session session = sessions.session(handle.connectionId);
            SessionStatement statement = rowsApart ? session.statementOrNew(handle.id) : session.statement(handle.id);
            sqlCommands.forEach(statement::update);
            return new ExecuteBatchResult(new long[sqlCommands.size()]);
        });
    }

    @Override
    public ExecuteBatchResult executeBatch(StatementHandle handle, List<List<TypedValue>> parameterValues) {
        return answer(() -> {
            Session session = sessions.session(handle.connectionId);
            SessionStatement statement = session.statement(handle.id);
            parameterValues.forEach(values -> statement.updatePrepared(values(values, session)));
            return new ExecuteBatchResult(new long[parameterValues.size()]);
        });
    }

    @Override
    public Map<DatabaseProperty, Object> getDatabaseProperties(ConnectionHandle handle) {
        return answer(() -> {
            sessions.session(handle.id);
            return metadata.databaseProperties();
        });
    }

    @Override
    public MetaResultSet getCatalogs(ConnectionHandle handle) {
        return listing(handle, JdbcMetadata::catalogs);
    }

    @Override
    public MetaResultSet getSchemas(ConnectionHandle handle, @Nullable String catalog, Pat schemaPattern) {
        return listing(handle, seen -> seen.schemas(catalog, NamePattern.of(schemaPattern.s)));
    }

    @Override
    public MetaResultSet getTableTypes(ConnectionHandle handle) {
        return listing(handle, JdbcMetadata::tableTypes);
    }

    @Override
    public MetaResultSet getTypeInfo(ConnectionHandle handle) {
        return listing(handle, JdbcMetadata::typeInfo);
    }

    @Override
    public MetaResultSet getTables(
            ConnectionHandle handle,
            @Nullable String catalog,
            Pat schemaPattern,
            Pat tableNamePattern,
            @Nullable List<String> typeList) {
        return listing(
                handle,
                seen -> seen.tables(
                        catalog, NamePattern.of(schemaPattern.s), NamePattern.of(tableNamePattern.s), typeList));
    }

    @Override
    public MetaResultSet getColumns(
            ConnectionHandle handle,
            @Nullable String catalog,
            Pat schemaPattern,
            Pat tableNamePattern,
            Pat columnNamePattern) {
        return listing(
                handle,
                seen -> seen.columns(
                        sessions.session(handle.id).dialect(),
                        catalog,
                        NamePattern.of(schemaPattern.s),
                        NamePattern.of(tableNamePattern.s),
                        NamePattern.of(columnNamePattern.s)));
    }

    private MetaResultSet listing(ConnectionHandle handle, Function<JdbcMetadata, MetadataRows> rows) {
        return answer(() -> {
            Session session = sessions.session(handle.id);
            MetadataRows found = rows.apply(metadata.seenBy(session.state().asker()));
            List<ColumnMetaData> columns = new ArrayList<>();
            for (Column column : found.columns()) {
                columns.add(WireTypes.column(columns.size(), column, session.dialect()));
            }
            Signature signature = Signature.create(columns, "", List.of(), CursorFactory.ARRAY, StatementType.SELECT);
            // The client wants a statement to hang the rows on; it closes it with them.
            SessionStatement statement = session.createStatement();
            Frame first = NOTHING_YET;
            if (found.rows().size() > LISTED_AT_ONCE) {
                statement.list(found.columns(), found.rows());
            } else {
                first = new Frame(0, true, new ArrayList<>(found.rows().arrays(columns.size())));
            }
            return MetaResultSet.create(handle.id, statement.id(), true, signature, first);
        });
    }
}
