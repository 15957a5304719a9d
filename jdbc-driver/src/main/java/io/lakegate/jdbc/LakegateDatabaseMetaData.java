package io.lakegate.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.apache.calcite.avatica.AvaticaDatabaseMetaData;
import org.apache.calcite.avatica.Meta.DatabaseProperty;

/**
 * What the gateway is and can do.
 *
 * <p>Catalogs, schemas, tables, columns and types are the gateway's answers. Keys, indexes, privileges, procedures and the like do not
 * exist in a lake: their results are empty.
 */
final class LakegateDatabaseMetaData extends AvaticaDatabaseMetaData {
    private final LakegateConnection connection;

    LakegateDatabaseMetaData(LakegateConnection connection) {
        super(connection);
        this.connection = connection;
    }

    private Map<DatabaseProperty, Object> ofGateway() throws SQLException {
        connection.checkOpen();
        return connection.meta().getDatabaseProperties(connection.handle);
    }

    private String ofGateway(DatabaseProperty property, String otherwise) throws SQLException {
        Object value = ofGateway().get(property);
        return value == null || value.toString().isEmpty() ? otherwise : value.toString();
    }

    private int ofGateway(DatabaseProperty property, int otherwise) throws SQLException {
        Object value = ofGateway().get(property);
        return value instanceof Number && ((Number) value).intValue() >= 0 ? ((Number) value).intValue() : otherwise;
    }

    /** The URL without its options, which may hold a password. */
    @Override
    public String getURL() {
        return connection.settings().shownUrl();
    }

    /** Who connected; empty where nobody was named. */
    @Override
    public String getUserName() {
        return connection.settings().user().orElse("");
    }

    @Override
    public String getDatabaseProductName() throws SQLException {
        return ofGateway(DatabaseProperty.GET_DATABASE_PRODUCT_NAME, super.getDatabaseProductName());
    }

    @Override
    public String getDatabaseProductVersion() throws SQLException {
        return ofGateway(DatabaseProperty.GET_DATABASE_PRODUCT_VERSION, super.getDatabaseProductVersion());
    }

    @Override
    public int getDatabaseMajorVersion() throws SQLException {
        return ofGateway(DatabaseProperty.GET_DATABASE_MAJOR_VERSION, super.getDatabaseMajorVersion());
    }

    @Override
    public int getDatabaseMinorVersion() throws SQLException {
        return ofGateway(DatabaseProperty.GET_DATABASE_MINOR_VERSION, super.getDatabaseMinorVersion());
    }

    @Override
    public String getSQLKeywords() throws SQLException {
        return ofGateway(DatabaseProperty.GET_S_Q_L_KEYWORDS, "");
    }

    @Override
    public String getNumericFunctions() throws SQLException {
        return ofGateway(DatabaseProperty.GET_NUMERIC_FUNCTIONS, "");
    }

    @Override
    public String getStringFunctions() throws SQLException {
        return ofGateway(DatabaseProperty.GET_STRING_FUNCTIONS, "");
    }

    @Override
    public String getSystemFunctions() throws SQLException {
        return ofGateway(DatabaseProperty.GET_SYSTEM_FUNCTIONS, "");
    }

    @Override
    public String getTimeDateFunctions() throws SQLException {
        return ofGateway(DatabaseProperty.GET_TIME_DATE_FUNCTIONS, "");
    }

    /** The functions that statements can call, each once, with a call and its value as remark; none of a server that is no Lakegate. */
    @Override
    public ResultSet getFunctions(String catalog, String schemaPattern, String functionNamePattern)
            throws SQLException {
        connection.checkOpen();
        if (!connection.wire().isColumnar()) {
            return super.getFunctions(catalog, schemaPattern, functionNamePattern);
        }
        return new FunctionMetaData(connection).functions(catalog, schemaPattern, functionNamePattern);
    }

    /** Results and parameters of functions, of the types of the call in their remarks; most take others too. */
    @Override
    public ResultSet getFunctionColumns(
            String catalog, String schemaPattern, String functionNamePattern, String columnNamePattern)
            throws SQLException {
        connection.checkOpen();
        if (!connection.wire().isColumnar()) {
            return super.getFunctionColumns(catalog, schemaPattern, functionNamePattern, columnNamePattern);
        }
        return new FunctionMetaData(connection).columns(catalog, schemaPattern, functionNamePattern, columnNamePattern);
    }

    @Override
    public int getDefaultTransactionIsolation() throws SQLException {
        return ofGateway(DatabaseProperty.GET_DEFAULT_TRANSACTION_ISOLATION, Connection.TRANSACTION_REPEATABLE_READ);
    }

    /** Of reading: the statements of one read the same versions. */
    @Override
    public boolean supportsTransactions() {
        return true;
    }

    @Override
    public boolean supportsTransactionIsolationLevel(int level) {
        return level == Connection.TRANSACTION_READ_UNCOMMITTED
                || level == Connection.TRANSACTION_READ_COMMITTED
                || level == Connection.TRANSACTION_REPEATABLE_READ;
    }

    @Override
    public boolean supportsSavepoints() {
        return false;
    }

    @Override
    public boolean supportsResultSetHoldability(int holdability) {
        return holdability == ResultSet.HOLD_CURSORS_OVER_COMMIT;
    }

    /** A commit does nothing, so it closes nothing. */
    @Override
    public boolean supportsOpenCursorsAcrossCommit() {
        return true;
    }

    @Override
    public boolean supportsOpenCursorsAcrossRollback() {
        return true;
    }

    @Override
    public boolean supportsOpenStatementsAcrossCommit() {
        return true;
    }

    @Override
    public boolean supportsOpenStatementsAcrossRollback() {
        return true;
    }

    /** False like the next eight: a result is a snapshot, which nobody changes. */
    @Override
    public boolean ownUpdatesAreVisible(int type) {
        return false;
    }

    @Override
    public boolean ownDeletesAreVisible(int type) {
        return false;
    }

    @Override
    public boolean ownInsertsAreVisible(int type) {
        return false;
    }

    @Override
    public boolean othersUpdatesAreVisible(int type) {
        return false;
    }

    @Override
    public boolean othersDeletesAreVisible(int type) {
        return false;
    }

    @Override
    public boolean othersInsertsAreVisible(int type) {
        return false;
    }

    @Override
    public boolean updatesAreDetected(int type) {
        return false;
    }

    @Override
    public boolean deletesAreDetected(int type) {
        return false;
    }

    @Override
    public boolean insertsAreDetected(int type) {
        return false;
    }

    @Override
    public boolean allProceduresAreCallable() {
        return false;
    }

    @Override
    public boolean supportsStoredFunctionsUsingCallSyntax() {
        return false;
    }

    @Override
    public boolean supportsConvert() {
        return false;
    }

    @Override
    public boolean supportsANSI92FullSQL() {
        return false;
    }

    /** Of statements that give no rows: definitions and settings. */
    @Override
    public boolean supportsBatchUpdates() {
        return true;
    }

    @Override
    public boolean supportsDataManipulationTransactionsOnly() {
        return false;
    }
}
