package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the statements of a transaction read the same versions of the tables, and those of auto-commit mode the newest. */
class TransactionsTest {
    private static final String COUNT = "SELECT count(*) FROM t";

    @TempDir
    private Path folder;

    private TestGateway gateway;
    private DeltaTableWriter table;

    @BeforeEach
    void start() {
        table = DeltaTableWriter.create(folder.resolve("t"), List.of(new Column("id", Simple.INTEGER)));
        append();
        gateway = TestGateway.over(folder);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void append() {
        table.append(List.<Object[]>of(new Object[] {1}));
    }

    private static long count(Connection connection) throws SQLException {
        return (Long) TestGateway.query(connection, COUNT).get(0).get(0);
    }

    private Connection connect(String driver) throws SQLException {
        return driver.equals("lakegate") ? gateway.connect() : DriverManager.getConnection(gateway.avaticaUrl(driver));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lakegate", "protobuf", "json"})
    void aTransactionReadsWhatItsFirstStatementRead(String driver) throws SQLException {
        try (Connection connection = connect(driver);
                PreparedStatement prepared = connection.prepareStatement(COUNT)) {
            assertThat(count(connection)).isEqualTo(1);
            append();
            assertThat(count(connection)).isEqualTo(2);

            connection.setAutoCommit(false);
            append();
            assertThat(count(connection)).isEqualTo(3); // pinned here, not when the transaction began
            append();
            assertThat(count(connection)).isEqualTo(3);
            assertThat(TestGateway.rows(prepared.executeQuery())).isEqualTo(List.of(List.of(3L)));
            assertThat(TestGateway.query(connection, "SELECT count(*) FROM t VERSION AS OF 1"))
                    .isEqualTo(List.of(List.of(1L)));

            connection.commit();
            assertThat(count(connection)).isEqualTo(4);
            append();
            assertThat(count(connection)).isEqualTo(4);

            connection.rollback();
            assertThat(count(connection)).isEqualTo(5);
            append();

            connection.setAutoCommit(true);
            assertThat(count(connection)).isEqualTo(6);
        }
    }

    @Test
    void transactionsOfTwoConnectionsHaveNothingInCommon() throws SQLException {
        try (Connection first = gateway.connect();
                Connection second = gateway.connect()) {
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            assertThat(count(first)).isEqualTo(1);
            append();
            assertThat(count(second)).isEqualTo(2);
            assertThat(count(first)).isEqualTo(1);
            second.commit();
            assertThat(count(first)).isEqualTo(1);
        }
    }

    @Test
    void aStatementWarnsOfTablesThatHaveANewerVersion() throws SQLException {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeQuery(COUNT);
            assertThat((Throwable) statement.getWarnings()).isNull();
            append();
            statement.executeQuery(COUNT);
            assertThat((Throwable) statement.getWarnings())
                    .hasMessage(
                            "The transaction reads table lake.default.t at version 1; version 2 is the newest. Commit to read that.")
                    .satisfies(warning ->
                            assertThat(((SQLException) warning).getSQLState()).isEqualTo("01L01"));
            statement.clearWarnings();
            assertThat((Throwable) statement.getWarnings()).isNull();
            connection.commit();
            statement.executeQuery(COUNT);
            assertThat((Throwable) statement.getWarnings()).isNull();
        }
    }

    @Test
    void whatIsNoPartOfATransactionIsRefused() throws SQLException {
        try (Connection connection = gateway.connect()) {
            assertThatThrownBy(connection::commit)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25000"));
            connection.setAutoCommit(false);
            assertThatThrownBy(connection::setSavepoint).isInstanceOf(SQLFeatureNotSupportedException.class);
            assertThatThrownBy(() -> connection.setSavepoint("here"))
                    .isInstanceOf(SQLFeatureNotSupportedException.class)
                    .hasMessageContaining("There are no savepoints");
            assertThat(connection.getMetaData().supportsTransactions()).isTrue();
            assertThat(connection.getMetaData().supportsSavepoints()).isFalse();
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            assertThat((Throwable) connection.getWarnings()).isNull();
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            assertThat((Throwable) connection.getWarnings()).hasMessageContaining("REPEATABLE READ");
        }
    }

    @Test
    void nothingGeneratesKeys() throws SQLException {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET lakegate.reader = auto", Statement.NO_GENERATED_KEYS);
            try (ResultSet keys = statement.getGeneratedKeys()) {
                assertThat(keys.next()).isFalse();
            }
            assertThatThrownBy(() -> statement.execute(COUNT, Statement.RETURN_GENERATED_KEYS))
                    .isInstanceOf(SQLFeatureNotSupportedException.class);
            assertThat(connection.getMetaData().supportsGetGeneratedKeys()).isFalse();
        }
    }
}
