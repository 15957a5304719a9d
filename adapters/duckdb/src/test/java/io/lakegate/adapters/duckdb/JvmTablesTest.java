package io.lakegate.adapters.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JvmTablesTest {
    private static final List<Column> NUMBERS = List.of(new Column("n", Simple.BIGINT));

    private static final List<Column> PEOPLE = List.of(
            new Column("id", Simple.BIGINT),
            new Column("the \"name\"", Simple.VARCHAR),
            new Column("c0", Simple.DOUBLE));

    @TempDir
    Path folder;

    private DuckDBConnection database;
    private JvmTables tables;

    @BeforeEach
    void open() throws SQLException {
        database = FencedDatabase.open(folder);
        tables = JvmTables.register(database);
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @Test
    void rowsAreATableOnEachConnection() throws SQLException {
        MemoryRows rows = people(10_000, 2048);
        try (JvmTable table = tables.put(PEOPLE, () -> rows)) {
            assertThat(row("SELECT count(*), sum(id), max(\"the \"\"name\"\"\"), sum(\"c0\") FROM " + table.sql()))
                    .containsExactly(10_000L, "49995000", "person 9999", 24_997_500.0);
        }
        assertThat(isClosed(rows)).isTrue();
    }

    @Test
    void batchesOfAnySizeAreTaken() throws SQLException {
        for (int batchRows : new int[] {1, 7, 2047, 2048}) {
            try (JvmTable table = tables.put(PEOPLE, () -> people(5_000, batchRows))) {
                assertThat(row("SELECT count(*), sum(id) FROM " + table.sql())).containsExactly(5_000L, "12497500");
            }
        }
    }

    @Test
    void aBatchWithMoreRowsThanAskedForIsTakenInPieces() throws SQLException {
        try (JvmTable table = tables.put(PEOPLE, () -> new Rows() {
            private final MemoryRows all = people(5_000, 5_000);

            @Override
            public List<Column> columns() {
                return PEOPLE;
            }

            @Override
            public Optional<RowBatch> next(int maxRows) {
                return all.next(5_000);
            }

            @Override
            public void close() {
                all.close();
            }
        })) {
            assertThat(row("SELECT count(*), sum(id) FROM " + table.sql())).containsExactly(5_000L, "12497500");
        }
    }

    @Test
    void noRowsAndNoColumnsAreTablesToo() throws SQLException {
        try (JvmTable table = tables.put(PEOPLE, () -> people(0, 2048))) {
            assertThat(row("SELECT count(*), sum(id) FROM " + table.sql())).containsExactly(0L, null);
        }
        try (JvmTable table = tables.put(List.of(), () -> new MemoryRows(List.of(), 3, 2048, number -> List.of()))) {
            assertThat(row("SELECT count(*) FROM " + table.sql())).containsExactly(3L);
        }
    }

    @Test
    void onlyTheColumnsThatAreWantedAreConverted() throws SQLException {
        Map<Integer, Boolean> asked = new ConcurrentHashMap<>();
        Supplier<Rows> watched = () -> new Watched(people(100, 2048), asked);
        try (JvmTable table = tables.put(PEOPLE, watched)) {
            row("SELECT sum(id) FROM " + table.sql());
            assertThat(asked.keySet()).containsExactly(0);
            asked.clear();
            row("SELECT count(*) FROM " + table.sql());
            assertThat(asked).isEmpty();
            row("SELECT max(id) FROM " + table.sql() + " WHERE \"c0\" > 10");
            assertThat(asked.keySet()).containsExactlyInAnyOrder(0, 2);
        }
    }

    @Test
    void aTableCanBeReadTwiceInAStatementAndJoined() throws SQLException {
        AtomicInteger opened = new AtomicInteger();
        Supplier<Rows> counted = () -> {
            opened.incrementAndGet();
            return people(3_000, 1000);
        };
        try (JvmTable one = tables.put(PEOPLE, 3_000, counted);
                JvmTable other = tables.put(NUMBERS, () -> numbers(500))) {
            assertThat(row("SELECT count(*), sum(a.id) FROM %s a JOIN %s b USING (id) JOIN %s c ON c.n = b.id"
                            .formatted(one.sql(), one.sql(), other.sql())))
                    .containsExactly(500L, "124750");
        }
        assertThat(opened).hasValue(2);
    }

    @Test
    void aPreparedStatementReadsAnewEachTime() throws SQLException {
        try (JvmTable table = tables.put(NUMBERS, () -> numbers(100));
                Connection connection = database.duplicate();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT count(*) FROM " + table.sql() + " WHERE n >= ?")) {
            for (long least : new long[] {0, 40}) {
                statement.setLong(1, least);
                try (ResultSet result = statement.executeQuery()) {
                    result.next();
                    assertThat(result.getLong(1)).isEqualTo(100 - least);
                }
            }
        }
    }

    @Test
    void statementsReadAtTheSameTime() {
        List<CompletableFuture<List<Object>>> running = new ArrayList<>();
        List<JvmTable> open = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            long count = 10_000L + i;
            JvmTable table = tables.put(NUMBERS, () -> numbers(count));
            open.add(table);
            running.add(CompletableFuture.supplyAsync(() -> rowUnchecked("SELECT count(n) FROM " + table.sql())));
        }
        for (int i = 0; i < 8; i++) {
            assertThat(running.get(i).join()).containsExactly(10_000L + i);
        }
        open.forEach(JvmTable::close);
    }

    @Test
    void aFailureOfTheSourceIsTheStatementsErrorAndIsKept() {
        GatewayException cause = new GatewayException(ErrorCode.TABLE_DAMAGED, "File f of table t is damaged.");
        MemoryRows rows = new MemoryRows(NUMBERS, 1_000_000, 2048, number -> {
            if (number == 100_000) {
                throw cause;
            }
            return List.of(number);
        });
        try (JvmTable table = tables.put(NUMBERS, () -> rows)) {
            assertThatThrownBy(() -> runForItsError("SELECT sum(n) FROM " + table.sql()))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Invalid Input Error: File f of table t is damaged.")
                    .hasMessageNotContaining("GatewayException");
            assertThat(table.failure()).containsSame(cause);
            assertThat(isClosed(rows)).isTrue();
        }
    }

    @Test
    void aFailureToOpenTheSourceIsKeptToo() {
        GatewayException cause = new GatewayException(ErrorCode.STORAGE_UNREADABLE, "File f cannot be read.");
        try (JvmTable table = tables.put(NUMBERS, () -> {
            throw cause;
        })) {
            assertThatThrownBy(() -> row("SELECT sum(n) FROM " + table.sql())).isInstanceOf(SQLException.class);
            assertThat(table.failure()).containsSame(cause);
        }
    }

    @Test
    void aDefectOfTheSourceDoesNotReachTheClientButIsKept() {
        try (JvmTable table =
                tables.put(NUMBERS, () -> new MemoryRows(NUMBERS, 10, 10, number -> List.of("no number: " + number)))) {
            assertThatThrownBy(() -> runForItsError("SELECT sum(n) FROM " + table.sql()))
                    .isInstanceOf(SQLException.class)
                    .hasMessageNotContaining("ClassCastException");
            assertThat(table.failure()).containsInstanceOf(ClassCastException.class);
        }
        try (JvmTable table = tables.put(NUMBERS, () -> {
            throw new NoClassDefFoundError("org/example/Codec");
        })) {
            assertThatThrownBy(() -> row("SELECT sum(n) FROM " + table.sql())).isInstanceOf(SQLException.class);
            assertThat(table.failure().orElseThrow()).hasCauseInstanceOf(NoClassDefFoundError.class);
        }
    }

    @Test
    void aStatementThatDoesNotFailLeavesNoFailure() throws SQLException {
        try (JvmTable table = tables.put(NUMBERS, () -> numbers(10))) {
            row("SELECT sum(n) FROM " + table.sql());
            assertThat(table.failure()).isEmpty();
        }
    }

    @Test
    void aSourceThatNeverEndsIsClosedWhenTheStatementIsCancelled() throws Exception {
        MemoryRows rows = numbers(Long.MAX_VALUE);
        try (JvmTable table = tables.put(NUMBERS, () -> rows);
                Connection connection = database.duplicate();
                Statement statement = connection.createStatement()) {
            CompletableFuture<Void> running = CompletableFuture.runAsync(() -> {
                try {
                    statement.executeQuery("SELECT sum(n) FROM " + table.sql()).close();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            while (rows.read.get() < 100_000) {
                Thread.onSpinWait();
            }
            statement.cancel();
            assertThatThrownBy(running::join).hasRootCauseInstanceOf(SQLException.class);
            assertThat(isClosed(rows)).isTrue();
            assertThat(table.failure()).isEmpty();
        }
    }

    @Test
    void aSourceThatWaitsIsInterruptedWhenTheTableIsClosed() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        MemoryRows rows = new MemoryRows(NUMBERS, 100, 10, number -> {
            waiting.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new GatewayException(ErrorCode.STORAGE_UNREADABLE, "Reading was interrupted.", e);
            }
            return List.of(number);
        });
        JvmTable table = tables.put(NUMBERS, () -> rows);
        CompletableFuture<List<Object>> running =
                CompletableFuture.supplyAsync(() -> rowUnchecked("SELECT sum(n) FROM " + table.sql()));
        waiting.await();
        table.close();
        assertThatThrownBy(running::join).hasRootCauseInstanceOf(SQLException.class);
        assertThat(isClosed(rows)).isTrue();
        assertThat(table.failure()).isEmpty();
    }

    @Test
    void cancellingDoesNotWaitForASourceThatCannotBeInterrupted() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch storage = new CountDownLatch(1);
        MemoryRows rows = new MemoryRows(NUMBERS, 100, 10, number -> {
            waiting.countDown();
            while (storage.getCount() > 0) {
                Thread.onSpinWait();
            }
            return List.of(number);
        });
        JvmTable table = tables.put(NUMBERS, () -> rows);
        CompletableFuture<List<Object>> running =
                CompletableFuture.supplyAsync(() -> rowUnchecked("SELECT sum(n) FROM " + table.sql()));
        waiting.await();
        table.close();
        assertThatThrownBy(running::join).hasRootCauseInstanceOf(SQLException.class);
        storage.countDown();
        assertThat(isClosed(rows)).isTrue();
    }

    @Test
    void anAbandonedResultClosesTheSource() throws Exception {
        MemoryRows rows = numbers(Long.MAX_VALUE);
        try (JvmTable table = tables.put(NUMBERS, () -> rows);
                Connection connection = database.duplicate()) {
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("SELECT n FROM " + table.sql())) {
                result.next();
                assertThat(result.getLong(1)).isZero();
            }
            assertThat(isClosed(rows)).isTrue();
            assertThat(table.failure()).isEmpty();
        }
    }

    @Test
    void aLimitClosesTheSourceEarly() throws SQLException {
        MemoryRows rows = numbers(Long.MAX_VALUE);
        try (JvmTable table = tables.put(NUMBERS, () -> rows)) {
            assertThat(row("SELECT n FROM " + table.sql() + " LIMIT 1")).containsExactly(0L);
            assertThat(isClosed(rows)).isTrue();
        }
    }

    @Test
    void aStatementThatIsOnlyPreparedOpensNoSource() throws SQLException {
        AtomicInteger opened = new AtomicInteger();
        Supplier<Rows> counted = () -> {
            opened.incrementAndGet();
            return numbers(1);
        };
        try (JvmTable table = tables.put(NUMBERS, counted);
                Connection connection = database.duplicate();
                PreparedStatement statement = connection.prepareStatement("SELECT n FROM " + table.sql())) {
            assertThat(statement.getMetaData().getColumnTypeName(1)).isEqualTo("BIGINT");
        }
        assertThat(opened).hasValue(0);
    }

    @Test
    void aClosedTableAndAnUnknownTokenAreRefused() {
        JvmTable table = tables.put(NUMBERS, () -> numbers(10));
        String sql = table.sql();
        table.close();
        table.close();
        assertThatThrownBy(() -> row("SELECT * FROM " + sql)).hasMessageContaining("There is no table of this token");
        assertThatThrownBy(() -> row("SELECT * FROM lakegate_rows('x')"))
                .hasMessageContaining("There is no table of this token");
        assertThatThrownBy(() -> row("SELECT * FROM lakegate_rows(NULL)"))
                .hasMessageContaining("There is no table of this token");
    }

    @Test
    void tokensDiffer() {
        try (JvmTable one = tables.put(NUMBERS, () -> numbers(1));
                JvmTable other = tables.put(NUMBERS, () -> numbers(1))) {
            assertThat(one.sql()).isNotEqualTo(other.sql());
        }
    }

    private static MemoryRows numbers(long count) {
        return new MemoryRows(NUMBERS, count, 2048, List::of);
    }

    private static MemoryRows people(long count, int batchRows) {
        return new MemoryRows(PEOPLE, count, batchRows, number -> List.of(number, "person " + number, number / 2.0));
    }

    private static boolean isClosed(MemoryRows rows) {
        try {
            return rows.closed.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Object> rowUnchecked(String sql) {
        try {
            return row(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** A streamed result that fails before its first row does not say why: the driver's other call does. */
    private void runForItsError(String sql) throws SQLException {
        try (Connection connection = database.duplicate();
                DuckDBPreparedStatement statement =
                        connection.prepareStatement(sql).unwrap(DuckDBPreparedStatement.class)) {
            statement.query().close();
        }
    }

    /** The first row of a result, sums as text. */
    private List<Object> row(String sql) throws SQLException {
        try (Connection connection = database.duplicate();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet result = statement.executeQuery()) {
            result.next();
            List<Object> values = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                Object value = result.getObject(i);
                values.add(value instanceof BigInteger sum ? sum.toString() : value);
            }
            return values;
        }
    }

    /** Rows that note which columns are asked for. */
    private record Watched(Rows rows, Map<Integer, Boolean> asked) implements Rows {
        @Override
        public List<Column> columns() {
            return rows.columns();
        }

        @Override
        public Optional<RowBatch> next(int maxRows) {
            return rows.next(maxRows).map(batch -> new RowBatch() {
                @Override
                public int rowCount() {
                    return batch.rowCount();
                }

                @Override
                public Object value(int column, int row) {
                    asked.put(column, true);
                    return batch.value(column, row);
                }
            });
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
