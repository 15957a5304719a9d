package io.lakegate.jdbc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.calcite.avatica.AvaticaSeverity;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ConnectionPropertiesImpl;
import org.apache.calcite.avatica.MetaImpl;
import org.apache.calcite.avatica.NoSuchStatementException;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.remote.AvaticaRuntimeException;
import org.apache.calcite.avatica.remote.TypedValue;

/** The test gateway behind the protocol: keeps connections and statements, and answers the texts that the test has given it. */
final class TestMeta extends MetaImpl {
    final Map<String, Answer> answers = new ConcurrentHashMap<>();
    final Map<String, AvaticaRuntimeException> failures = new ConcurrentHashMap<>();
    final Map<String, Map<String, String>> connections = new ConcurrentHashMap<>();
    final List<List<Object>> parameterValues = new CopyOnWriteArrayList<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    /** Opens as soon as some statement is executed. */
    final CountDownLatch executed = new CountDownLatch(1);

    private final Map<Integer, Running> statements = new ConcurrentHashMap<>();
    private final AtomicInteger lastStatement = new AtomicInteger(1000);
    private final ConnectionPropertiesImpl session = new ConnectionPropertiesImpl();

    private static final class Running {
        volatile String sql;
        volatile boolean canceled;
        volatile boolean executing;
    }

    TestMeta() {
        super(null);
        session.setCatalog("lake");
        session.setSchema("default");
    }

    static AvaticaRuntimeException failure(int code, String state, String message) {
        AvaticaRuntimeException failure = new AvaticaRuntimeException(message, code, state, AvaticaSeverity.ERROR);
        failure.setStackTrace(new StackTraceElement[0]);
        return failure;
    }

    /** What the gateway does at {@code /lakegate/cancel}: nothing when nothing runs. */
    void cancel(int statement) {
        calls.add("cancel");
        Running running = statements.get(statement);
        if (running != null && running.executing) {
            running.canceled = true;
        }
    }

    int openStatements() {
        return statements.size();
    }

    @Override
    public void openConnection(ConnectionHandle ch, Map<String, String> info) {
        connections.put(ch.id, info);
    }

    @Override
    public void closeConnection(ConnectionHandle ch) {
        check(ch);
        connections.remove(ch.id);
        statements.clear();
    }

    private void check(ConnectionHandle ch) {
        if (!connections.containsKey(ch.id)) {
            throw failure(4001, "08003", "The connection is unknown here. Connect again.");
        }
    }

    @Override
    public ConnectionProperties connectionSync(ConnectionHandle ch, ConnectionProperties connProps) {
        check(ch);
        calls.add("sync");
        if (connProps.getSchema() != null && !connProps.getSchema().equals("default")) {
            throw failure(1012, "3F000", "Catalog lake has no schema " + connProps.getSchema() + ".");
        }
        return session.merge(connProps);
    }

    @Override
    public StatementHandle createStatement(ConnectionHandle ch) {
        check(ch);
        int id = lastStatement.incrementAndGet();
        statements.put(id, new Running());
        return new StatementHandle(ch.id, id, null);
    }

    @Override
    public void closeStatement(StatementHandle h) {
        calls.add("close");
        statements.remove(h.id);
    }

    @Override
    public StatementHandle prepare(ConnectionHandle ch, String sql, long maxRowCount) {
        StatementHandle handle = createStatement(ch);
        statements.get(handle.id).sql = sql;
        handle.signature = answer(sql).signature(sql);
        return handle;
    }

    private Answer answer(String sql) {
        AvaticaRuntimeException failure = failures.get(sql);
        if (failure != null) {
            throw failure;
        }
        Answer answer = answers.get(sql);
        if (answer == null) {
            throw failure(1001, "42601", "The text '" + sql + "' is not a statement (line 1, column 1).");
        }
        return answer;
    }

    @Override
    @SuppressWarnings("deprecation")
    public ExecuteResult prepareAndExecute(StatementHandle h, String sql, long maxRowCount, PrepareCallback callback)
            throws NoSuchStatementException {
        return prepareAndExecute(h, sql, maxRowCount, 0, callback);
    }

    @Override
    public ExecuteResult prepareAndExecute(
            StatementHandle h, String sql, long maxRowCount, int maxRowsInFirstFrame, PrepareCallback callback)
            throws NoSuchStatementException {
        statement(h).sql = sql;
        calls.add("execute, at most " + maxRowCount + " rows, first " + maxRowsInFirstFrame);
        return start(h);
    }

    @Override
    @SuppressWarnings("deprecation")
    public ExecuteResult execute(StatementHandle h, List<TypedValue> values, long maxRowCount)
            throws NoSuchStatementException {
        return execute(h, values, 0);
    }

    @Override
    public ExecuteResult execute(StatementHandle h, List<TypedValue> values, int maxRowsInFirstFrame)
            throws NoSuchStatementException {
        parameterValues.add(TypedValue.values(values));
        return start(h);
    }

    private ExecuteResult start(StatementHandle h) throws NoSuchStatementException {
        Running running = statement(h);
        Answer answer = answer(running.sql);
        running.canceled = false;
        running.executing = true;
        executed.countDown();
        return new ExecuteResult(Collections.singletonList(
                answer.columns.isEmpty()
                        ? MetaResultSet.count(h.connectionId, h.id, 0)
                        : MetaResultSet.create(
                                h.connectionId, h.id, false, answer.signature(running.sql), Frame.MORE)));
    }

    private Running statement(StatementHandle h) throws NoSuchStatementException {
        check(new ConnectionHandle(h.connectionId));
        Running running = statements.get(h.id);
        if (running == null) {
            throw new NoSuchStatementException(h);
        }
        return running;
    }

    @Override
    public Frame fetch(StatementHandle h, long offset, int fetchMaxRowCount) throws NoSuchStatementException {
        Running running = statement(h);
        calls.add("fetch from " + offset + ", at most " + fetchMaxRowCount);
        try {
            Frame frame = answer(running.sql).frame(offset, fetchMaxRowCount);
            if (running.canceled) {
                running.executing = false;
                throw failure(3001, "57014", "The statement was cancelled by its user.");
            }
            running.executing = !frame.done;
            return frame;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean syncResults(StatementHandle sh, QueryState state, long offset) {
        throw new IllegalStateException("The driver must not ask for a replay.");
    }

    @Override
    public ExecuteBatchResult prepareAndExecuteBatch(StatementHandle h, List<String> sqlCommands) {
        throw failure(1014, "42000", "Lakegate does not write.");
    }

    @Override
    public ExecuteBatchResult executeBatch(StatementHandle h, List<List<TypedValue>> values) {
        throw failure(1014, "42000", "Lakegate does not write.");
    }

    @Override
    public void commit(ConnectionHandle ch) {
        calls.add("commit");
    }

    @Override
    public void rollback(ConnectionHandle ch) {
        calls.add("rollback");
    }

    @Override
    public Map<DatabaseProperty, Object> getDatabaseProperties(ConnectionHandle ch) {
        check(ch);
        Map<DatabaseProperty, Object> properties = new EnumMap<>(DatabaseProperty.class);
        properties.put(DatabaseProperty.GET_DATABASE_PRODUCT_NAME, "Lakegate of the test");
        properties.put(DatabaseProperty.GET_DATABASE_PRODUCT_VERSION, "7.5");
        properties.put(DatabaseProperty.GET_DATABASE_MAJOR_VERSION, 7);
        properties.put(DatabaseProperty.GET_S_Q_L_KEYWORDS, "QUALIFY");
        return properties;
    }

    @Override
    public MetaResultSet getTables(
            ConnectionHandle ch, String catalog, Pat schemaPattern, Pat tableNamePattern, List<String> typeList) {
        check(ch);
        calls.add("tables " + catalog + " " + schemaPattern.s + " " + tableNamePattern.s + " " + typeList);
        StatementHandle handle = createStatement(ch);
        List<Object> rows = new ArrayList<>();
        rows.add(new Object[] {"lake", "default", "orders", "TABLE", null, null, null, null, null, null});
        List<ColumnMetaData> columns = fieldMetaData(MetaTable.class).columns;
        Signature signature = new Signature(
                columns,
                "",
                Collections.emptyList(),
                Collections.emptyMap(),
                CursorFactory.ARRAY,
                StatementType.SELECT);
        return MetaResultSet.create(ch.id, handle.id, true, signature, new Frame(0, true, rows));
    }
}
