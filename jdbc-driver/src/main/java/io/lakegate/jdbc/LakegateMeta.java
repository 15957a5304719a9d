package io.lakegate.jdbc;

import static io.lakegate.jdbc.SqlErrors.undeclared;

import com.google.protobuf.Message;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.ConnectionPropertiesImpl;
import org.apache.calcite.avatica.MetaImpl;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.proto.Requests;
import org.apache.calcite.avatica.proto.Responses;
import org.apache.calcite.avatica.remote.TypedValue;

/**
 * The gateway as a connection sees it: each call of Avatica's protocol as a method. For any thread.
 *
 * <p>Avatica's shells call it as their {@code Meta}, and so do the driver's own classes. Its methods throw SQLException although they
 * cannot declare it; see {@link SqlErrors#undeclared}. Nothing is ever executed twice: a statement that the gateway does not know any
 * more is an error, not a reason to run it again.
 */
final class LakegateMeta extends MetaImpl {
    /** The id of statements that exist only here, to hold an empty result. */
    static final int LOCAL_STATEMENT = -1;

    private final Wire wire;
    private final RowRequests rows;
    /** Statements that the gateway has closed with their last row, so that it need not be told. */
    private final Set<Integer> closedAlready = ConcurrentHashMap.newKeySet();

    private Map<DatabaseProperty, Object> databaseProperties;

    LakegateMeta(AvaticaConnection connection, Wire wire) {
        super(connection);
        this.wire = wire;
        this.rows = new RowRequests(wire);
    }

    LakegateConnection connection() {
        return (LakegateConnection) connection;
    }

    Wire wire() {
        return wire;
    }

    @Override
    public void openConnection(ConnectionHandle ch, Map<String, String> info) {
        undeclared(() -> wire.open(
                Requests.OpenConnectionRequest.newBuilder()
                        .setConnectionId(ch.id)
                        .putAllInfo(info)
                        .build(),
                Responses.OpenConnectionResponse.getDefaultInstance()));
    }

    @Override
    public void closeConnection(ConnectionHandle ch) {
        undeclared(() -> unlessGone(
                Requests.CloseConnectionRequest.newBuilder()
                        .setConnectionId(ch.id)
                        .build(),
                Responses.CloseConnectionResponse.getDefaultInstance()));
    }

    /** Sends what is set in {@code connProps} at once, so that a wrong name fails here and not in some later statement. */
    @Override
    public ConnectionProperties connectionSync(ConnectionHandle ch, ConnectionProperties connProps) {
        return undeclared(() -> {
            ConnectionProperties now =
                    connection().reconnection().run(() -> sync(ch, connProps, wire.responseTimeout()));
            if (connProps.getCatalog() != null || connProps.getSchema() != null) {
                connection().reconnection().keep(() -> sync(ch, connProps, wire.responseTimeout()));
            }
            return now;
        });
    }

    /** Whether the gateway still knows the connection: throws when it does not, or does not answer in time. */
    void ping(Duration timeout) throws SQLException {
        sync(connection.handle, new ConnectionPropertiesImpl(), timeout);
    }

    private ConnectionProperties sync(ConnectionHandle ch, ConnectionProperties connProps, Duration timeout)
            throws SQLException {
        Responses.ConnectionSyncResponse response = wire.call(
                Requests.ConnectionSyncRequest.newBuilder()
                        .setConnectionId(ch.id)
                        .setConnProps(connProps.toProto())
                        .build(),
                Responses.ConnectionSyncResponse.getDefaultInstance(),
                timeout);
        return ConnectionPropertiesImpl.fromProto(response.getConnProps());
    }

    @Override
    public void commit(ConnectionHandle ch) {
        undeclared(() -> wire.call(
                Requests.CommitRequest.newBuilder().setConnectionId(ch.id).build(),
                Responses.CommitResponse.getDefaultInstance()));
    }

    @Override
    public void rollback(ConnectionHandle ch) {
        undeclared(() -> wire.call(
                Requests.RollbackRequest.newBuilder().setConnectionId(ch.id).build(),
                Responses.RollbackResponse.getDefaultInstance()));
    }

    /** Asks nobody where the gateway leaves the ids to its clients. */
    @Override
    public StatementHandle createStatement(ConnectionHandle ch) {
        if (wire.isColumnar()) {
            return new StatementHandle(ch.id, ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE), null);
        }
        return undeclared(() -> {
            Responses.CreateStatementResponse response = wire.call(
                    Requests.CreateStatementRequest.newBuilder()
                            .setConnectionId(ch.id)
                            .build(),
                    Responses.CreateStatementResponse.getDefaultInstance());
            return new StatementHandle(ch.id, response.getStatementId(), null);
        });
    }

    @Override
    public void closeStatement(StatementHandle h) {
        if (h.id == LOCAL_STATEMENT || closedAlready.remove(h.id)) {
            return;
        }
        Requests.CloseStatementRequest request = Requests.CloseStatementRequest.newBuilder()
                .setConnectionId(h.connectionId)
                .setStatementId(h.id)
                .build();
        if (wire.isColumnar()) {
            wire.tell(request); // nobody has to wait: it is closed here
            return;
        }
        undeclared(() -> unlessGone(request, Responses.CloseStatementResponse.getDefaultInstance()));
    }

    /** Closes something. That the gateway has it no longer, or is gone itself, is as good as closed. */
    private <M extends Message> M unlessGone(Message request, M answer) throws SQLException {
        try {
            return wire.call(request, answer);
        } catch (SQLException e) {
            if (SqlErrors.NO_SUCH_STATEMENT.equals(e.getSQLState())
                    || e.getSQLState().startsWith("08")) {
                return answer;
            }
            throw e;
        }
    }

    @Override
    public StatementHandle prepare(ConnectionHandle ch, String sql, long maxRowCount) {
        return undeclared(() -> connection().reconnection().run(() -> {
            Responses.PrepareResponse response = wire.call(
                    Requests.PrepareRequest.newBuilder()
                            .setConnectionId(ch.id)
                            .setSql(sql)
                            .setMaxRowsTotal(maxRowCount)
                            .build(),
                    Responses.PrepareResponse.getDefaultInstance());
            return new StatementHandle(
                    ch.id,
                    response.getStatement().getId(),
                    Signature.fromProto(response.getStatement().getSignature()));
        }));
    }

    /** Executes a statement that gives no rows, by itself. */
    Void execute(String sql) {
        StatementHandle handle = createStatement(connection.handle);
        prepareAndExecute(handle, sql, -1, 0, null);
        closeStatement(handle);
        return null;
    }

    @Override
    @SuppressWarnings("deprecation") // Avatica still asks its implementors for it.
    public ExecuteResult prepareAndExecute(StatementHandle h, String sql, long maxRowCount, PrepareCallback callback) {
        return prepareAndExecute(h, sql, maxRowCount, 0, callback);
    }

    /** Executes; showing the result in the statement is the caller's part, so {@code callback} is not called. */
    @Override
    public ExecuteResult prepareAndExecute(
            StatementHandle h, String sql, long maxRowCount, int maxRowsInFirstFrame, PrepareCallback callback) {
        return undeclared(() -> result(
                h,
                wire.exchange(
                        Requests.PrepareAndExecuteRequest.newBuilder()
                                .setConnectionId(h.connectionId)
                                .setStatementId(h.id)
                                .setSql(sql)
                                .setMaxRowsTotal(maxRowCount)
                                // Zero would be read as not set, and then as the limit of the whole result.
                                .setFirstFrameMaxSize(maxRowsInFirstFrame == 0 ? -1 : maxRowsInFirstFrame)
                                .build(),
                        Responses.ExecuteResponse.getDefaultInstance(),
                        wire.responseTimeout())));
    }

    @Override
    @SuppressWarnings("deprecation") // Avatica still asks its implementors for it.
    public ExecuteResult execute(StatementHandle h, List<TypedValue> parameterValues, long maxRowCount) {
        return execute(h, parameterValues, 0);
    }

    /** Executes a prepared statement. The gateway knows its signature, so that is not sent back. */
    @Override
    public ExecuteResult execute(StatementHandle h, List<TypedValue> parameterValues, int maxRowsInFirstFrame) {
        return undeclared(() -> {
            Requests.ExecuteRequest.Builder request = Requests.ExecuteRequest.newBuilder()
                    .setStatementHandle(new StatementHandle(h.connectionId, h.id, null).toProto())
                    .setHasParameterValues(true)
                    .setFirstFrameMaxSize(maxRowsInFirstFrame);
            for (TypedValue value : parameterValues) {
                request.addParameterValues(value.toProto());
            }
            return result(
                    h,
                    wire.exchange(
                            request.build(), Responses.ExecuteResponse.getDefaultInstance(), wire.responseTimeout()));
        });
    }

    private ExecuteResult result(StatementHandle h, Wire.Answer<Responses.ExecuteResponse> answer) throws SQLException {
        if (answer.closed) {
            closedAlready.add(h.id);
        } else {
            closedAlready.remove(h.id);
        }
        Responses.ExecuteResponse response = answer.message;
        if (response.getMissingStatement()) {
            throw RowRequests.missingStatement();
        }
        List<MetaResultSet> results = new ArrayList<>();
        for (Responses.ResultSetResponse each : response.getResultsList()) {
            results.add(result(h, each, answer.rows));
        }
        return new ExecuteResult(
                results.isEmpty() ? Collections.singletonList(MetaResultSet.count(h.connectionId, h.id, 0)) : results);
    }

    private static MetaResultSet result(StatementHandle h, Responses.ResultSetResponse response, ColumnFrame rows) {
        if (response.getUpdateCount() != -1) {
            return MetaResultSet.count(h.connectionId, h.id, response.getUpdateCount());
        }
        return MetaResultSet.create(
                h.connectionId,
                h.id,
                response.getOwnStatement(),
                Signature.fromProto(response.getSignature()),
                rows != null
                        ? rows
                        : response.hasFirstFrame() ? Frame.fromProto(response.getFirstFrame()) : Frame.MORE);
    }

    @Override
    public ExecuteBatchResult prepareAndExecuteBatch(StatementHandle h, List<String> sqlCommands) {
        return undeclared(() -> counts(wire.call(
                Requests.PrepareAndExecuteBatchRequest.newBuilder()
                        .setConnectionId(h.connectionId)
                        .setStatementId(h.id)
                        .addAllSqlCommands(sqlCommands)
                        .build(),
                Responses.ExecuteBatchResponse.getDefaultInstance())));
    }

    @Override
    public ExecuteBatchResult executeBatch(StatementHandle h, List<List<TypedValue>> parameterValues) {
        return undeclared(() -> {
            Requests.ExecuteBatchRequest.Builder request = Requests.ExecuteBatchRequest.newBuilder()
                    .setConnectionId(h.connectionId)
                    .setStatementId(h.id);
            for (List<TypedValue> row : parameterValues) {
                Requests.UpdateBatch.Builder batch = Requests.UpdateBatch.newBuilder();
                for (TypedValue value : row) {
                    batch.addParameterValues(value.toProto());
                }
                request.addUpdates(batch);
            }
            return counts(wire.call(request.build(), Responses.ExecuteBatchResponse.getDefaultInstance()));
        });
    }

    private static ExecuteBatchResult counts(Responses.ExecuteBatchResponse response) throws SQLException {
        if (response.getMissingStatement()) {
            throw RowRequests.missingStatement();
        }
        return new ExecuteBatchResult(response.getUpdateCountsList().stream()
                .mapToLong(Long::longValue)
                .toArray());
    }

    /**
     * The next rows of a result. May have none and yet not be the last: then the gateway is still at work and wants to be asked again.
     *
     * @param offset how many rows were read so far
     * @param fetchMaxRowCount how many rows to send at most; 0 leaves it to the gateway
     */
    @Override
    public Frame fetch(StatementHandle h, long offset, int fetchMaxRowCount) {
        return undeclared(() -> rows.fetch(h, offset, fetchMaxRowCount));
    }

    /** The rows of results on their way here. */
    RowRequests rows() {
        return rows;
    }

    /** Says that there is nothing more: rows are never brought back by running their statement again. */
    @Override
    public boolean syncResults(StatementHandle sh, QueryState state, long offset) {
        return false;
    }

    @Override
    public synchronized Map<DatabaseProperty, Object> getDatabaseProperties(ConnectionHandle ch) {
        if (databaseProperties == null) {
            databaseProperties = undeclared(() -> properties(connection()
                    .reconnection()
                    .run(() -> wire.call(
                            Requests.DatabasePropertyRequest.newBuilder()
                                    .setConnectionId(ch.id)
                                    .build(),
                            Responses.DatabasePropertyResponse.getDefaultInstance()))));
        }
        return databaseProperties;
    }

    private static Map<DatabaseProperty, Object> properties(Responses.DatabasePropertyResponse response) {
        Map<DatabaseProperty, Object> properties = new EnumMap<>(DatabaseProperty.class);
        for (Responses.DatabasePropertyElement element : response.getPropsList()) {
            for (DatabaseProperty known : DatabaseProperty.values()) {
                if (known.name().equals(element.getKey().getName())) {
                    properties.put(known, TypedValue.fromProto(element.getValue()).value);
                }
            }
        }
        return Collections.unmodifiableMap(properties);
    }

    @Override
    public MetaResultSet getCatalogs(ConnectionHandle ch) {
        return metadata(MetadataRequests.catalogs(ch));
    }

    @Override
    public MetaResultSet getSchemas(ConnectionHandle ch, String catalog, Pat schemaPattern) {
        return metadata(MetadataRequests.schemas(ch, catalog, schemaPattern.s));
    }

    @Override
    public MetaResultSet getTables(
            ConnectionHandle ch, String catalog, Pat schemaPattern, Pat tableNamePattern, List<String> typeList) {
        return metadata(MetadataRequests.tables(ch, catalog, schemaPattern.s, tableNamePattern.s, typeList));
    }

    @Override
    public MetaResultSet getTableTypes(ConnectionHandle ch) {
        return metadata(MetadataRequests.tableTypes(ch));
    }

    @Override
    public MetaResultSet getTypeInfo(ConnectionHandle ch) {
        return metadata(MetadataRequests.typeInfo(ch));
    }

    @Override
    public MetaResultSet getColumns(
            ConnectionHandle ch, String catalog, Pat schemaPattern, Pat tableNamePattern, Pat columnNamePattern) {
        return metadata(
                MetadataRequests.columns(ch, catalog, schemaPattern.s, tableNamePattern.s, columnNamePattern.s));
    }

    private MetaResultSet metadata(Message request) {
        return undeclared(() -> {
            Responses.ResultSetResponse response = connection()
                    .reconnection()
                    .run(() -> wire.call(request, Responses.ResultSetResponse.getDefaultInstance()));
            return result(new StatementHandle(connection.id, response.getStatementId(), null), response, null);
        });
    }

    /** An empty result, for metadata that the protocol has no request for. Made here, without asking the gateway. */
    @Override
    protected <E> MetaResultSet createEmptyResultSet(Class<E> clazz) {
        Signature signature = new Signature(
                fieldMetaData(clazz).columns,
                "",
                Collections.emptyList(),
                Collections.emptyMap(),
                CursorFactory.LIST,
                StatementType.SELECT);
        return MetaResultSet.create(connection.id, LOCAL_STATEMENT, false, signature, Frame.EMPTY);
    }
}
