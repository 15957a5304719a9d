package io.lakegate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConnectionTest {
    private TestGateway gateway;
    private Connection connection;

    @BeforeEach
    void connect() throws Exception {
        gateway = new TestGateway();
        connection = gateway.connect();
        gateway.meta.answers.put(
                "one",
                Answer.now().column("N", Types.INTEGER, "INTEGER", Rep.INTEGER).row(1));
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        gateway.close();
    }

    private static void assertState(String state, ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(type(SQLException.class))
                .extracting(SQLException::getSQLState)
                .isEqualTo(state);
    }

    @Test
    void introducesItselfWithVersionCatalogAndSchema() throws SQLException {
        gateway.meta.connections.clear();
        Properties properties = new Properties();
        properties.setProperty("password", "sécret");
        try (Connection named = DriverManager.getConnection(gateway.url() + "/my%20lake/sales?user=ann", properties)) {
            Map<String, String> introduction =
                    gateway.meta.connections.values().iterator().next();
            assertThat(introduction)
                    .containsEntry("lakegate.client", new LakegateDriver().getDriverVersion().versionString)
                    .containsEntry("lakegate.catalog", "my lake")
                    .containsEntry("lakegate.schema", "sales")
                    .containsEntry("user", "ann")
                    .containsEntry("lakegate.layouts", "repeated")
                    .containsEntry("lakegate.nested", "values")
                    .hasSize(6);
            assertThat(named.getMetaData().getUserName()).isEqualTo("ann");
        }
        byte[] pair = "ann:sécret".getBytes(StandardCharsets.UTF_8);
        assertThat(gateway.authorizations)
                .contains("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    @Test
    void sendsNoCredentialsUnlessThereAreAny() {
        assertThat(gateway.authorizations).containsOnly("null");
        assertThat(gateway.meta.connections.values().iterator().next())
                .containsOnlyKeys("lakegate.client", "lakegate.layouts", "lakegate.nested");
    }

    @Test
    void isValidAsksTheGateway() throws SQLException {
        assertThat(connection.isValid(0)).isTrue();
        gateway.meta.connections.clear();

        assertThat(connection.isValid(5)).isFalse();
        assertThat(connection.isClosed()).isFalse();
        assertState("22023", () -> connection.isValid(-1));
        assertState("08003", () -> connection.createStatement());
    }

    @Test
    void anInterruptIsKeptAndBreaksNothing() throws SQLException {
        Thread.currentThread().interrupt();

        assertThat(connection.isValid(5)).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void nothingThatPoolsSetBreaksTheConnection() throws SQLException {
        connection.setReadOnly(true);
        connection.setReadOnly(false);
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
        connection.setNetworkTimeout(Runnable::run, 7000);
        connection.setClientInfo("ApplicationName", "pool");
        connection.setTypeMap(Map.of());
        connection.clearWarnings();
        connection.commit();
        connection.rollback();

        assertThat(connection.isReadOnly()).isFalse();
        assertThat(connection.getAutoCommit()).isFalse();
        assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        assertThat(connection.getNetworkTimeout()).isEqualTo(7000);
        assertThat(connection.getClientInfo("ApplicationName")).isEqualTo("pool");
        assertThat(connection.getTypeMap()).isEmpty();
        assertThat(connection.nativeSQL("select {fn now()}")).isEqualTo("select {fn now()}");
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.setPoolable(true);
            statement.setCursorName("c");
            assertThat(statement.executeQuery("one").next()).isTrue();
        }
        assertThat(gateway.meta.calls).contains("commit", "rollback");
    }

    @Test
    void commitInAutoCommitModeIsAnError() {
        assertState("25000", () -> connection.commit());
        assertState("25000", () -> connection.rollback());
    }

    @Test
    void aWrongSchemaFailsWhereItIsSet() throws SQLException {
        assertThatThrownBy(() -> connection.setSchema("sales")).hasMessage("Catalog lake has no schema sales.");
        assertState("3F000", () -> connection.setSchema("sales"));

        assertThat(connection.getSchema()).isEqualTo("default");
        assertThat(connection.getCatalog()).isEqualTo("lake");
        connection.setSchema("default");
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeQuery("one").next()).isTrue();
        }
    }

    @Test
    void whatIsNotOfferedSaysSoWithoutLookingLikeABrokenConnection() {
        assertState("IM001", () -> connection.prepareCall("call x"));
        assertState("IM001", () -> connection.setSavepoint());
        assertState("IM001", () -> connection.createBlob());
        assertState("IM001", () -> connection.prepareStatement("one", Statement.RETURN_GENERATED_KEYS));
        assertThatCode(() -> connection.prepareStatement("one", Statement.NO_GENERATED_KEYS))
                .doesNotThrowAnyException();
        assertState("07005", () -> {
            Statement statement = connection.createStatement();
            statement.addBatch("one");
            statement.executeBatch();
        });
    }

    @Test
    void scrollingIsTurnedIntoReadingForwardWithAWarning() throws SQLException {
        Statement statement = connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);

        assertThat(statement.getResultSetType()).isEqualTo(ResultSet.TYPE_FORWARD_ONLY);
        assertThat(statement.getResultSetConcurrency()).isEqualTo(ResultSet.CONCUR_READ_ONLY);
        assertThat(connection.getWarnings().getSQLState()).isEqualTo("01S02");
        connection.clearWarnings();
        assertThat((Throwable) connection.getWarnings()).isNull();
        ResultSet rows = statement.executeQuery("one");
        assertState("IM001", rows::previous);
    }

    @Test
    void closingClosesEverything() throws SQLException {
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("one");

        connection.close();

        assertThat(rows.isClosed()).isTrue();
        assertThat(statement.isClosed()).isTrue();
        assertThat(gateway.meta.connections).isEmpty();
        assertThat(connection.isValid(1)).isFalse();
        assertState("08003", () -> connection.createStatement());
        connection.close();
    }

    @Test
    void abortClosesWithoutWaiting() throws SQLException {
        Statement statement = connection.createStatement();
        connection.abort(task -> {
            assertThat(gateway.meta.connections).isNotEmpty();
            task.run();
        });

        assertThat(connection.isClosed()).isTrue();
        assertThat(statement.isClosed()).isTrue();
        assertThat(gateway.meta.connections).isEmpty();
    }

    @Test
    void metaDataNamesDriverAndGateway() throws SQLException {
        DatabaseMetaData metaData = connection.getMetaData();

        assertThat(metaData.getDriverName()).isEqualTo("Lakegate JDBC Driver");
        assertThat(metaData.getDriverMajorVersion()).isZero();
        assertThat(metaData.getDatabaseProductName()).isEqualTo("Lakegate of the test");
        assertThat(metaData.getDatabaseProductVersion()).isEqualTo("7.5");
        assertThat(metaData.getDatabaseMajorVersion()).isEqualTo(7);
        assertThat(metaData.getDatabaseMinorVersion()).isEqualTo(1);
        assertThat(metaData.getSQLKeywords()).isEqualTo("QUALIFY");
        assertThat(metaData.getURL()).isEqualTo(gateway.url());
        assertThat(metaData.getJDBCMajorVersion()).isEqualTo(4);
        assertThat(metaData.getIdentifierQuoteString()).isEqualTo("\"");
        assertThat(metaData.storesMixedCaseIdentifiers()).isTrue();
        assertThat(metaData.storesUpperCaseIdentifiers()).isFalse();
        assertThat(metaData.getConnection()).isSameAs(connection);
    }

    @Test
    void everyMethodOfTheMetaDataWithoutArgumentsAnswers() throws Exception {
        DatabaseMetaData metaData = connection.getMetaData();

        for (java.lang.reflect.Method method : DatabaseMetaData.class.getMethods()) {
            boolean asksTheGateway = ResultSet.class.isAssignableFrom(method.getReturnType());
            if (method.getParameterCount() == 0 && !asksTheGateway) {
                assertThatCode(() -> method.invoke(metaData))
                        .as(method.getName())
                        .doesNotThrowAnyException();
            }
            if (method.getParameterCount() == 1 && method.getParameterTypes()[0] == int.class) {
                assertThatCode(() -> method.invoke(metaData, ResultSet.TYPE_FORWARD_ONLY))
                        .as(method.getName())
                        .doesNotThrowAnyException();
            }
        }
        assertThat(metaData.supportsResultSetHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT))
                .isTrue();
    }

    @Test
    void tablesComeFromTheGateway() throws SQLException {
        int before = gateway.meta.openStatements();
        try (ResultSet tables = connection.getMetaData().getTables("lake", null, "ord%", new String[] {"TABLE"})) {
            assertThat(tables.next()).isTrue();
            assertThat(tables.getString("TABLE_NAME")).isEqualTo("orders");
            assertThat(tables.getString("table_cat")).isEqualTo("lake");
            assertThat(tables.getString("REMARKS")).isNull();
            assertThat(tables.next()).isFalse();
        }
        assertThat(gateway.meta.calls).contains("tables lake null ord% [TABLE]");
        assertThat(gateway.meta.openStatements()).isEqualTo(before);
    }

    @Test
    void whatALakeDoesNotHaveIsEmptyWithoutAskingTheGateway() throws SQLException {
        gateway.meta.calls.clear();
        try (ResultSet keys = connection.getMetaData().getPrimaryKeys("lake", "default", "orders")) {
            assertThat(keys.getMetaData().getColumnLabel(4)).isEqualTo("COLUMN_NAME");
            assertThat(keys.next()).isFalse();
        }
        try (ResultSet functions = connection.getMetaData().getFunctions(null, null, "%")) {
            assertThat(functions.next()).isFalse();
        }

        assertThat(gateway.meta.calls).isEmpty();
    }

    @Test
    void metaDataOfALostConnectionFailsAsItShould() {
        gateway.meta.connections.clear();

        assertState("08003", () -> connection.getMetaData().getTables(null, null, "%", null));
        assertState("08003", () -> connection.getMetaData().getSQLKeywords());
    }
}
