package io.lakegate.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ConnectionConfig;
import org.apache.calcite.avatica.ConnectionPropertiesImpl;
import org.apache.calcite.avatica.InternalProperty;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.QueryState;
import org.apache.calcite.avatica.UnregisteredDriver;
import org.apache.calcite.avatica.util.Casing;

/**
 * A session on a gateway. Catalog and schema are sent to it as soon as they are set, so that a wrong name fails there.
 */
final class LakegateConnection extends ReadOnlyConnection {
    private static final String SETTINGS = "io.lakegate.jdbc.settings";
    private static final String OPTION_VALUE_CHANGED = "01S02";

    private final Reconnection reconnection;
    private SQLWarning warnings;
    private volatile boolean aborted;

    LakegateConnection(UnregisteredDriver driver, AvaticaFactory factory, String url, Properties info) {
        super(driver, factory, url, info);
        // Names are found in any case and keep the case in which their tables spell them.
        properties.put(InternalProperty.CASE_SENSITIVE, false);
        properties.put(InternalProperty.UNQUOTED_CASING, Casing.UNCHANGED);
        properties.put(InternalProperty.QUOTED_CASING, Casing.UNCHANGED);
        reconnection = new Reconnection(this, settings().reconnects());
    }

    /**
     * Settings in the form in which they get past Avatica's constructor: it asks the driver for the Meta before this class has any
     * field of its own, but after it has kept the properties.
     */
    static Properties carry(ConnectionSettings settings) {
        Properties info = new Properties();
        info.put(SETTINGS, settings);
        settings.user().ifPresent(user -> info.setProperty("user", user));
        return info;
    }

    ConnectionSettings settings() {
        return (ConnectionSettings) info.get(SETTINGS);
    }

    @Override
    public ConnectionConfig config() {
        return new ShellConfig(settings());
    }

    LakegateMeta meta() {
        return (LakegateMeta) meta;
    }

    Wire wire() {
        return meta().wire();
    }

    /** Introduces this driver to the gateway, which then sends values in the form that {@link ColumnKind} reads. */
    @Override
    public void openConnection() {
        Map<String, String> introduction = new HashMap<>();
        introduction.put("lakegate.client", driver.getDriverVersion().versionString);
        introduction.put("lakegate.layouts", "repeated");
        if (!settings().nestedAsText()) {
            introduction.put("lakegate.nested", "values");
        }
        settings()
                .given(ConnectionOption.APPLICATION_NAME)
                .ifPresent(name -> introduction.put("lakegate.application", name));
        settings().given(ConnectionOption.TIME_ZONE).ifPresent(zone -> introduction.put("lakegate.time_zone", zone));
        settings().given(ConnectionOption.AS_OF).ifPresent(time -> introduction.put("lakegate.as_of", time));
        settings().given(ConnectionOption.READER).ifPresent(reader -> introduction.put("lakegate.reader", reader));
        settings().catalog().ifPresent(catalog -> introduction.put("lakegate.catalog", catalog));
        settings().schema().ifPresent(schema -> introduction.put("lakegate.schema", schema));
        settings().user().ifPresent(user -> introduction.put("user", user));
        meta.openConnection(handle, introduction);
    }

    /** Opens this connection again where the gateway has lost it. */
    Reconnection reconnection() {
        return reconnection;
    }

    /** Whether results call their instants TIMESTAMP. */
    boolean instantsAsTimestamps() {
        return settings().instantsAsTimestamps();
    }

    LakegateResultSet resultSet(AvaticaStatement statement, Meta.Signature signature, Meta.Frame first, Run run)
            throws SQLException {
        FrameCursor rows = new FrameCursor(
                meta(), statement.handle, first, statement.getFetchSize(), statement.getLargeMaxRows(), run);
        LakegateResultSetMetaData description =
                new LakegateResultSetMetaData(signature.columns, instantsAsTimestamps());
        return new LakegateResultSet(statement, signature, rows, run, description);
    }

    /** A result that is here already, of no statement of the gateway's. */
    ResultSet local(List<ColumnMetaData> columns, List<Object> rows) throws SQLException {
        Meta.Signature signature = Meta.Signature.create(
                columns, "", Collections.emptyList(), Meta.CursorFactory.ARRAY, Meta.StatementType.SELECT);
        return createResultSet(
                Meta.MetaResultSet.create(
                        id, LakegateMeta.LOCAL_STATEMENT, false, signature, new Meta.Frame(0, true, rows)),
                null);
    }

    /** Shows an answer of {@code DatabaseMetaData}. */
    @Override
    protected ResultSet createResultSet(Meta.MetaResultSet answer, QueryState state) throws SQLException {
        // An answer that is complete and has no statement of its own leaves nothing to close.
        boolean onGateway = answer.ownStatement || !answer.firstFrame.done;
        int id = onGateway ? answer.statementId : LakegateMeta.LOCAL_STATEMENT;
        LakegateStatement statement = new LakegateStatement(
                this,
                new Meta.StatementHandle(answer.connectionId, id, null),
                ResultSet.TYPE_FORWARD_ONLY,
                ResultSet.CONCUR_READ_ONLY,
                getHoldability());
        return statement.show(answer);
    }

    @Override
    public AvaticaStatement createStatement(int type, int concurrency, int holdability) throws SQLException {
        warnUnlessForwardOnly(type, concurrency);
        return super.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, holdability);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        warnUnlessForwardOnly(type, concurrency);
        if (sql == null) {
            throw SqlErrors.of(SqlErrors.BAD_ARGUMENT, "The text of the statement is missing.");
        }
        return super.prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, holdability);
    }

    private void warnUnlessForwardOnly(int type, int concurrency) {
        if (type == ResultSet.TYPE_FORWARD_ONLY && concurrency == ResultSet.CONCUR_READ_ONLY) {
            return;
        }
        warn("Results can only be read, and only forward.");
    }

    @Override
    void warn(String sentence) {
        SQLWarning warning = new SQLWarning(sentence, OPTION_VALUE_CHANGED);
        if (warnings == null) {
            warnings = warning;
        } else {
            warnings.setNextWarning(warning);
        }
    }

    @Override
    public void close() throws SQLException {
        if (isClosed()) {
            return;
        }
        forgetStatements();
        super.close();
    }

    /** Closing the connection on the gateway closes its statements there. */
    private void forgetStatements() throws SQLException {
        for (AvaticaStatement statement : statementMap.values()) {
            ((StatementRuns.Owner) statement).forget();
        }
        statementMap.clear();
    }

    /** Counts as closed at once; the gateway is told by {@code executor}. */
    @Override
    public void abort(Executor executor) throws SQLException {
        if (executor == null) {
            throw SqlErrors.of(SqlErrors.BAD_ARGUMENT, "The executor is missing.");
        }
        if (isClosed()) {
            return;
        }
        aborted = true;
        forgetStatements();
        executor.execute(this::closeUnattended);
    }

    private void closeUnattended() {
        try {
            super.close();
        } catch (SQLException e) {
            // Nobody waits for the outcome, and the gateway forgets idle connections by itself.
        }
    }

    @Override
    public boolean isClosed() throws SQLException {
        return aborted || super.isClosed();
    }

    @Override
    protected void checkOpen() throws SQLException {
        if (isClosed()) {
            throw SqlErrors.of(SqlErrors.CONNECTION_GONE, "The connection is closed.");
        }
    }

    /** Asks the gateway whether it still knows the connection. */
    @Override
    public boolean isValid(int timeout) throws SQLException {
        if (timeout < 0) {
            throw SqlErrors.of(SqlErrors.BAD_ARGUMENT, "A timeout cannot be negative: " + timeout + ".");
        }
        if (isClosed()) {
            return false;
        }
        try {
            meta().ping(timeout == 0 ? wire().responseTimeout() : Duration.ofSeconds(timeout));
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
        checkOpen();
        if (milliseconds < 0) {
            throw SqlErrors.of(SqlErrors.BAD_ARGUMENT, "A timeout cannot be negative: " + milliseconds + ".");
        }
        wire().responseTimeout(Duration.ofMillis(milliseconds));
    }

    @Override
    public int getNetworkTimeout() throws SQLException {
        checkOpen();
        return (int) Math.min(Integer.MAX_VALUE, wire().responseTimeout().toMillis());
    }

    @Override
    public void setCatalog(String catalog) throws SQLException {
        checkOpen();
        if (catalog != null) {
            meta.connectionSync(handle, new ConnectionPropertiesImpl().setCatalog(catalog));
        }
    }

    @Override
    public void setSchema(String schema) throws SQLException {
        checkOpen();
        if (schema != null) {
            meta.connectionSync(handle, new ConnectionPropertiesImpl().setSchema(schema));
        }
    }

    @Override
    public SQLWarning getWarnings() throws SQLException {
        checkOpen();
        return warnings;
    }

    @Override
    public void clearWarnings() throws SQLException {
        checkOpen();
        warnings = null;
    }
}
