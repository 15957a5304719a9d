package io.lakegate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RunsTest {
    private final ExecutorService otherThread = Executors.newSingleThreadExecutor();
    private TestGateway gateway;
    private Connection connection;
    private Statement statement;

    @BeforeEach
    void connect() throws Exception {
        gateway = new TestGateway();
        connection = gateway.connect();
        statement = connection.createStatement();
        gateway.meta.answers.put("five", numbers(Answer.now(), 5));
    }

    @AfterEach
    void close() throws Exception {
        otherThread.shutdownNow();
        connection.close();
        gateway.close();
    }

    private static Answer numbers(Answer answer, int count) {
        answer.column("N", Types.INTEGER, "INTEGER", Rep.INTEGER);
        for (int i = 1; i <= count; i++) {
            answer.row(i);
        }
        return answer;
    }

    private static List<Integer> read(ResultSet rows) throws SQLException {
        List<Integer> numbers = new ArrayList<>();
        while (rows.next()) {
            numbers.add(rows.getInt(1));
        }
        return numbers;
    }

    private static void assertCanceled(Future<?> future) {
        assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .asInstanceOf(type(SQLException.class))
                .extracting(SQLException::getSQLState)
                .isEqualTo("57014");
    }

    @Test
    void readsAllRowsWhateverTheSizeOfTheFrames() throws SQLException {
        assertThat(read(statement.executeQuery("five"))).containsExactly(1, 2, 3, 4, 5);
        assertThat(gateway.meta.calls)
                .containsSubsequence("fetch from 0, at most 0", "fetch from 2, at most 0", "fetch from 4, at most 0");
        statement.setFetchSize(4);
        gateway.meta.calls.clear();
        assertThat(read(statement.executeQuery("five"))).containsExactly(1, 2, 3, 4, 5);
        assertThat(gateway.meta.calls)
                .containsExactly(
                        "execute, at most -1 rows, first 4", "fetch from 0, at most 4", "fetch from 4, at most 4");
    }

    @Test
    void anEmptyResultHasNoRow() throws SQLException {
        gateway.meta.answers.put("none", numbers(Answer.now(), 0));
        ResultSet rows = statement.executeQuery("none");

        assertThat(rows.isBeforeFirst()).isFalse();
        assertThat(rows.next()).isFalse();
        assertThat(rows.next()).isFalse();
        assertThat(rows.isAfterLast()).isFalse();
    }

    @Test
    void knowsWhereItStands() throws SQLException {
        ResultSet rows = statement.executeQuery("five");

        assertThat(rows.isBeforeFirst()).isTrue();
        rows.next();
        assertThat(rows.isFirst()).isTrue();
        assertThat(rows.getRow()).isEqualTo(1);
        rows.next();
        assertThat(rows.isLast()).isFalse();
        rows.next();
        rows.next();
        rows.next();
        assertThat(rows.isLast()).isTrue();
        assertThat(rows.next()).isFalse();
        assertThat(rows.isAfterLast()).isTrue();
        assertThat(rows.getRow()).isZero();
    }

    @Test
    void asksAgainWhileTheGatewayIsAtWork() throws Exception {
        Answer slow = numbers(Answer.later(), 3);
        gateway.meta.answers.put("slow", slow);
        Future<List<Integer>> rows = otherThread.submit(() -> read(statement.executeQuery("slow")));
        gateway.meta.executed.await();
        while (gateway.meta.calls.stream()
                        .filter(call -> call.startsWith("fetch"))
                        .count()
                < 3) {
            Thread.onSpinWait();
        }

        slow.ready.countDown();

        assertThat(rows.get()).containsExactly(1, 2, 3);
    }

    @Test
    void maxRowsHoldsForPlainAndPreparedStatements() throws SQLException {
        statement.setMaxRows(3);
        assertThat(read(statement.executeQuery("five"))).containsExactly(1, 2, 3);
        assertThat(gateway.meta.calls).contains("execute, at most 3 rows, first -1");
        try (PreparedStatement prepared = connection.prepareStatement("five")) {
            prepared.setMaxRows(3);
            assertThat(read(prepared.executeQuery())).containsExactly(1, 2, 3);
            prepared.setMaxRows(0);
            assertThat(read(prepared.executeQuery())).hasSize(5);
        }
    }

    @Test
    void cancelStopsExecuteQueryInAnotherThread() throws Exception {
        gateway.meta.answers.put("slow", numbers(Answer.later(), 3));
        Future<ResultSet> running = otherThread.submit(() -> statement.executeQuery("slow"));
        gateway.meta.executed.await();

        statement.cancel();

        assertCanceled(running);
        assertThat(gateway.cancels)
                .first()
                .asString()
                .matches("application/x-www-form-urlencoded connection=[0-9a-f-]{36}&statement=\\d+");
        assertThat(read(statement.executeQuery("five"))).hasSize(5);
    }

    @Test
    void cancelStopsAPreparedStatementInAnotherThread() throws Exception {
        gateway.meta.answers.put("slow", numbers(Answer.later(), 3));
        PreparedStatement prepared = connection.prepareStatement("slow");
        Future<ResultSet> running = otherThread.submit((Callable<ResultSet>) prepared::executeQuery);
        gateway.meta.executed.await();

        prepared.cancel();

        assertCanceled(running);
    }

    @Test
    void cancelStopsTheReadingOfRows() throws SQLException {
        ResultSet rows = statement.executeQuery("five");
        rows.next();

        statement.cancel();

        assertThatThrownBy(rows::next)
                .asInstanceOf(type(SQLException.class))
                .extracting(SQLException::getSQLState)
                .isEqualTo("57014");
        assertThat(rows.next()).isFalse();
        assertThat(read(statement.executeQuery("five"))).hasSize(5);
    }

    @Test
    void cancelOfAnIdleStatementDoesNothing() throws SQLException {
        statement.cancel();
        assertThat(read(statement.executeQuery("five"))).hasSize(5);
        statement.cancel();

        assertThat(gateway.cancels).isEmpty();
        assertThat(read(statement.executeQuery("five"))).hasSize(5);
    }

    @Test
    void theQueryTimeoutStopsALongStatement() throws SQLException {
        gateway.meta.answers.put("slow", numbers(Answer.later(), 3));
        statement.setQueryTimeout(1);

        assertThatThrownBy(() -> statement.executeQuery("slow"))
                .isInstanceOf(SQLTimeoutException.class)
                .hasMessage("The statement ran longer than its query timeout of 1 s and was cancelled.")
                .asInstanceOf(type(SQLException.class))
                .extracting(SQLException::getSQLState)
                .isEqualTo("57014");
        assertThat(gateway.cancels).isNotEmpty();
        assertThat(statement.getQueryTimeout()).isEqualTo(1);
        assertThat(read(statement.executeQuery("five"))).hasSize(5);
    }

    @Test
    void aResultThatIsClosedEarlyFreesTheGateway() throws SQLException {
        ResultSet rows = statement.executeQuery("five");
        rows.next();
        rows.close();
        assertThat(gateway.cancels).hasSize(1);

        read(statement.executeQuery("five"));
        statement.getResultSet().close();
        assertThat(gateway.cancels).hasSize(1);

        statement.setFetchSize(5);
        rows = statement.executeQuery("five");
        rows.next();
        rows.close();
        assertThat(gateway.cancels).hasSize(1);
    }

    @Test
    void closingAStatementClosesItOnTheGateway() throws SQLException {
        int before = gateway.meta.openStatements();
        Statement other = connection.createStatement();
        ResultSet rows = other.executeQuery("five");
        other.close();

        assertThat(rows.isClosed()).isTrue();
        assertThat(other.isClosed()).isTrue();
        assertThat(gateway.meta.openStatements()).isEqualTo(before);
        assertThat(gateway.cancels).isEmpty();
        other.close();
        assertThatThrownBy(() -> other.executeQuery("five")).hasMessage("The statement is closed.");
    }

    @Test
    void aStatementClosesItselfWithItsResultWhenAskedTo() throws SQLException {
        statement.closeOnCompletion();
        statement.executeQuery("five").close();

        assertThat(statement.isClosed()).isTrue();
    }

    @Test
    void executeTellsRowsFromCounts() throws SQLException {
        gateway.meta.answers.put("use", Answer.now());

        assertThat(statement.execute("use")).isFalse();
        assertThat(statement.getUpdateCount()).isZero();
        assertThat(statement.getResultSet()).isNull();
        assertThat(statement.executeUpdate("use")).isZero();
        assertThat(statement.execute("five")).isTrue();
        assertThat(statement.getUpdateCount()).isEqualTo(-1);
        assertThat(statement.getMoreResults()).isFalse();
        assertThatThrownBy(() -> statement.executeQuery("use")).hasMessageContaining("gives no rows");
        assertThatThrownBy(() -> statement.executeUpdate("five")).hasMessageContaining("gives rows");
    }

    @Test
    void aStatementThatTheGatewayHasDroppedIsAnErrorAndNotRepeated() throws SQLException {
        PreparedStatement prepared = connection.prepareStatement("five");
        gateway.meta.closeStatement(((LakegatePreparedStatement) prepared).handle);

        assertThatThrownBy(prepared::executeQuery)
                .hasMessageContaining("does not know this statement any more")
                .asInstanceOf(type(SQLException.class))
                .extracting(SQLException::getSQLState)
                .isEqualTo("26000");
        prepared.close();
    }
}
