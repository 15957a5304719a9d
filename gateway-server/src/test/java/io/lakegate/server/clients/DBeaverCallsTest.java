package io.lakegate.server.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls that DBeaver's generic driver makes (JDBCDataSourceInfo, GenericMetaModel), in an order in which it may make them: when it
 * connects, when a tree is opened down to a table, and when a table's rows are shown. Names go as patterns with their underscores escaped.
 */
class DBeaverCallsTest {
    @TempDir
    private static Path folder;

    private static ClientsLake lake;

    @BeforeAll
    static void start() {
        lake = new ClientsLake(folder);
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    private static Connection connect(String driver) throws SQLException {
        return DriverManager.getConnection(
                driver.equals("lakegate") ? lake.url() : lake.gateway().avaticaUrl(driver));
    }

    private static List<String> values(ResultSet rows, String column) throws SQLException {
        List<String> values = new ArrayList<>();
        try (rows) {
            while (rows.next()) {
                values.add(rows.getString(column));
            }
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {"lakegate", "protobuf", "json"})
    void itConnectsAndBrowsesAndShowsRows(String driver) throws SQLException {
        try (Connection connection = connect(driver)) {
            DatabaseMetaData metaData = connection.getMetaData();
            connects(connection, metaData, driver.equals("lakegate"));
            browses(metaData, driver.equals("lakegate"));
            showsRows(connection);
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    private static void connects(Connection connection, DatabaseMetaData metaData, boolean ours) throws SQLException {
        // Avatica's driver names itself, whatever the gateway says.
        assertThat(metaData.getDatabaseProductName()).isEqualTo(ours ? "Lakegate" : "Avatica");
        assertThat(metaData.getDriverName()).isNotBlank();
        assertThat(metaData.getDriverVersion()).isNotBlank();
        assertThat(metaData.getDatabaseMajorVersion()).isNotNegative();
        for (String term : List.of(metaData.getSchemaTerm(), metaData.getCatalogTerm())) {
            assertThat(term).isNotBlank();
        }
        metaData.getProcedureTerm();
        metaData.supportsBatchUpdates();
        if (metaData.supportsTransactions()) {
            assertThat(metaData.supportsTransactionIsolationLevel(Connection.TRANSACTION_REPEATABLE_READ))
                    .isTrue();
        }
        assertThat(metaData.getIdentifierQuoteString()).isEqualTo("\"");
        assertThat(metaData.getSearchStringEscape()).isEqualTo("\\");
        assertThat(metaData.getCatalogSeparator()).isEqualTo(".");
        assertThat(metaData.isCatalogAtStart()).isTrue();
        for (String list : List.of(
                metaData.getSQLKeywords(),
                metaData.getNumericFunctions(),
                metaData.getStringFunctions(),
                metaData.getTimeDateFunctions(),
                metaData.getSystemFunctions())) {
            assertThat(list).contains(",");
        }
        metaData.getExtraNameCharacters();
        metaData.storesUpperCaseIdentifiers();
        metaData.storesLowerCaseIdentifiers();
        metaData.supportsMixedCaseIdentifiers();
        metaData.supportsMixedCaseQuotedIdentifiers();
        metaData.supportsCatalogsInDataManipulation();
        metaData.supportsSchemasInDataManipulation();
        metaData.supportsCatalogsInTableDefinitions();
        metaData.supportsSubqueriesInIns();
        connection.setReadOnly(true);
        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(values(metaData.getTypeInfo(), "TYPE_NAME")).contains("INTEGER", "DECIMAL", "VARCHAR", "DATE");
        assertThat(values(metaData.getTableTypes(), "TABLE_TYPE")).contains("TABLE", "VIEW", "SYSTEM TABLE");
    }

    private static void browses(DatabaseMetaData metaData, boolean ours) throws SQLException {
        assertThat(values(metaData.getCatalogs(), "TABLE_CAT")).containsExactly("lake", "lakegate");
        assertThat(values(metaData.getSchemas("lake", "%"), "TABLE_SCHEM"))
                .containsExactly("information_schema", "shop", "system");
        assertThat(values(metaData.getTables("lake", "information\\_schema", "%", null), "TABLE_NAME"))
                .contains("columns");
        assertThat(values(metaData.getTables("lake", "shop", "%", null), "TABLE_NAME"))
                .containsExactly("orders", "regions");
        assertThat(values(metaData.getColumns("lake", "shop", "orders", "%"), "COLUMN_NAME"))
                .contains("id", "region", "amount", "ordered_on");
        assertThat(values(metaData.getPrimaryKeys("lake", "shop", "orders"), "PK_NAME"))
                .isEmpty();
        assertThat(values(metaData.getIndexInfo("lake", "shop", "orders", false, true), "INDEX_NAME"))
                .isEmpty();
        assertThat(values(metaData.getImportedKeys("lake", "shop", "orders"), "FK_NAME"))
                .isEmpty();
        assertThat(values(metaData.getExportedKeys("lake", "shop", "orders"), "FK_NAME"))
                .isEmpty();
        assertThat(values(metaData.getFunctions("lake", "shop", "%"), "FUNCTION_NAME"))
                .isEmpty();
        if (ours) {
            assertThat(values(metaData.getFunctions("lake", "system", "%"), "FUNCTION_NAME"))
                    .contains("ABS", "UPPER")
                    .doesNotHaveDuplicates();
            assertThat(values(metaData.getFunctionColumns("lake", "system", "UPPER", "%"), "TYPE_NAME"))
                    .containsExactly("VARCHAR", "VARCHAR");
        }
        assertThat(values(metaData.getProcedures("lake", "shop", "%"), "PROCEDURE_NAME"))
                .isEmpty();
    }

    private static void showsRows(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setMaxRows(200);
            statement.setFetchSize(200);
            assertThat(statement.execute("SELECT * FROM lake.shop.orders o")).isTrue();
            int count = 0;
            try (ResultSet rows = statement.getResultSet()) {
                ResultSetMetaData columns = rows.getMetaData();
                assertThat(columns.getTableName(1)).isEqualTo("orders");
                assertThat(columns.getSchemaName(1)).isEqualTo("shop");
                assertThat(columns.getCatalogName(1)).isEqualTo("lake");
                while (rows.next()) {
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        rows.getObject(i);
                    }
                    count++;
                }
            }
            assertThat(count).isEqualTo(200);
            assertThat(statement.getMoreResults()).isFalse();
            assertThat(statement.getUpdateCount()).isEqualTo(-1);
        }
    }
}
