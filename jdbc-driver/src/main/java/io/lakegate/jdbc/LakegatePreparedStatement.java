package io.lakegate.jdbc;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.remote.TypedValue;

/** A statement whose text the gateway has read already. For one thread, except {@link #cancel} and {@link #close}. */
final class LakegatePreparedStatement extends ParameterSetters implements StatementRuns.Owner, QueryProgress {
    private static final String UNBOUND_PARAMETER = "07002";

    private final LakegateMeta meta;
    private final StatementRuns runs;
    /** Of the connection, when it was prepared. */
    private int prepared;

    LakegatePreparedStatement(
            LakegateConnection connection,
            Meta.StatementHandle h,
            Meta.Signature signature,
            int type,
            int concurrency,
            int holdability)
            throws SQLException {
        super(connection, h, signature, type, concurrency, holdability);
        this.meta = connection.meta();
        this.runs = new StatementRuns(connection, this);
        this.prepared = connection.reconnection().generation();
    }

    @Override
    public StatementRuns runs() {
        return runs;
    }

    @Override
    public void forget() throws SQLException {
        closed = true;
        if (openResultSet != null) {
            openResultSet.close();
        }
    }

    @Override
    public boolean execute() throws SQLException {
        checkOpen();
        return execute(values());
    }

    private boolean execute(List<TypedValue> values) throws SQLException {
        closeOpenResult();
        updateCount = -1;
        StatementRuns.Outcome outcome = runs.start(
                () -> meta.execute(known(), values, getFetchSize()).resultSets.get(0));
        openResultSet = outcome.rows;
        updateCount = outcome.updateCount;
        if (openResultSet == null) {
            connection().reconnection().keep(getSignature().sql);
        }
        return openResultSet != null;
    }

    private LakegateConnection connection() {
        return (LakegateConnection) connection;
    }

    /** The statement as the gateway knows it: prepared anew where the connection was opened again since. */
    private Meta.StatementHandle known() {
        int generation = connection().reconnection().generation();
        if (generation != prepared) {
            handle = meta.prepare(connection.handle, getSignature().sql, -1);
            prepared = generation;
        }
        return handle;
    }

    /** Executing anew closes the result before, but never the statement. */
    private void closeOpenResult() throws SQLException {
        if (openResultSet != null) {
            boolean closesWithResult = closeOnCompletion;
            closeOnCompletion = false;
            openResultSet.close();
            closeOnCompletion = closesWithResult;
        }
        openResultSet = null;
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        if (!execute()) {
            throw LakegateStatement.noRows();
        }
        return openResultSet;
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        if (execute()) {
            openResultSet.close();
            throw LakegateStatement.unexpectedRows();
        }
        return updateCount;
    }

    @Override
    public void addBatch() throws SQLException {
        checkOpen();
        parameterValueBatch.add(List.copyOf(values()));
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        checkOpen();
        List<List<TypedValue>> batch = List.copyOf(parameterValueBatch);
        parameterValueBatch.clear();
        return runs.batch(batch, values -> {
            if (execute(values)) {
                openResultSet.close();
                throw LakegateStatement.unexpectedRows();
            }
            return updateCount;
        });
    }

    @Override
    public int[] executeBatch() throws SQLException {
        return LakegateStatement.small(executeLargeBatch());
    }

    private List<TypedValue> values() throws SQLException {
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] == null) {
                throw SqlErrors.of(
                        UNBOUND_PARAMETER,
                        "Parameter " + (i + 1) + " of " + slots.length + " has no value. Set it before executing.");
            }
        }
        return getParameterValues();
    }

    /** An empty result: nothing generates keys. */
    @Override
    public ResultSet getGeneratedKeys() throws SQLException {
        checkOpen();
        return ((LakegateConnection) connection).local(Collections.emptyList(), Collections.emptyList());
    }

    /** Stops what this statement executes, wherever it is. Returns when the gateway knows; takes no lock. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // A lock is what keeps Avatica's own from being of use.
    public void cancel() throws SQLException {
        checkOpen();
        runs.cancel();
    }

    @Override
    public Optional<QueryStatus> queryStatus() throws SQLException {
        checkOpen();
        return runs.status();
    }

    @Override
    public SQLWarning getWarnings() throws SQLException {
        checkOpen();
        return runs.warnings();
    }

    @Override
    public void clearWarnings() throws SQLException {
        checkOpen();
        runs.clearWarnings();
    }

    @Override
    public void setQueryTimeout(int seconds) throws SQLException {
        checkOpen();
        runs.timeoutSeconds(seconds);
    }

    @Override
    public int getQueryTimeout() throws SQLException {
        checkOpen();
        return runs.timeoutSeconds();
    }

    @Override
    public void setFetchSize(int rows) throws SQLException {
        super.setFetchSize(LakegateStatement.checkedFetchSize(rows));
    }

    @Override
    protected void checkOpen() throws SQLException {
        if (closed) {
            throw SqlErrors.of(SqlErrors.BAD_CURSOR_STATE, "The statement is closed.");
        }
    }

    /** Does nothing: escapes are part of the SQL that the gateway reads. */
    @Override
    public void setEscapeProcessing(boolean enable) {}

    /** Does nothing: the driver keeps no pool of statements. */
    @Override
    public void setPoolable(boolean poolable) {}

    /** Does nothing: there are no positioned updates. */
    @Override
    public void setCursorName(String name) {}

    /** The columns of the result; null when the statement gives no rows. */
    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        ResultSetMetaData columns = super.getMetaData();
        return columns.getColumnCount() == 0 ? null : columns;
    }
}
