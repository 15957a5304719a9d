package io.lakegate.adapters.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.DeletedRows;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each row of the files tells where it stands: its id is the number of its file times a million plus its position. */
@Timeout(120)
class DeletedRowsFunctionTest {
    private static final long FILE = 1_000_000;

    @TempDir
    Path folder;

    private Connection writer;
    private DuckDBConnection database;
    private DeletedRowsFunction function;

    @BeforeEach
    void open() throws SQLException {
        writer = DriverManager.getConnection("jdbc:duckdb:");
        database = FencedDatabase.open(folder);
        function = DeletedRowsFunction.register(database);
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
        writer.close();
    }

    @Test
    void theFirstAndTheLastRowAreHidden() throws SQLException {
        List<DataFile> files = List.of(file(0, 5000, 0, 4999), file(1, 5000, 4999), file(2, 5000, 0));
        assertThat(ids(files, "TRUE"))
                .isEqualTo(expected(3, 5000, id -> id != 0 && id != 4999 && id != FILE + 4999 && id != 2 * FILE));
    }

    @Test
    void allRowsOfAFileCanBeHidden() throws SQLException {
        List<DataFile> files = List.of(
                file(0, 5000, LongStream.range(0, 5000).toArray()),
                file(1, 5000),
                file(2, 5000, LongStream.range(0, 5000).toArray()));
        assertThat(ids(files, "TRUE")).isEqualTo(expected(3, 5000, id -> id / FILE == 1));
    }

    @Test
    void withoutDeletesNothingIsHidden() throws SQLException {
        List<DataFile> files = List.of(file(0, 3000), withoutDeletes(file(1, 3000)));
        assertThat(ids(files, "TRUE")).isEqualTo(expected(2, 3000, id -> true));
    }

    @Test
    void positionsBehindTheEndOfAFileHideNothingOfTheNext() throws SQLException {
        List<DataFile> files = List.of(file(0, 3000, 2999, 3000, 3001, 5000, Integer.MAX_VALUE), file(1, 3000));
        assertThat(ids(files, "TRUE")).isEqualTo(expected(2, 3000, id -> id != 2999));
    }

    @Test
    void filesWithoutRowsDoNotShiftTheOthers() throws SQLException {
        List<DataFile> files = List.of(file(0, 0), file(1, 3000, 7), file(2, 0, 7), file(3, 3000, 8));
        assertThat(ids(files, "TRUE"))
                .isEqualTo(expected(4, 3000, id -> id / FILE % 2 == 1 && id != FILE + 7 && id != 3 * FILE + 8));
    }

    @Test
    void aSingleFileIsNumberedAsWell() throws SQLException {
        assertThat(ids(List.of(file(0, 10, 3)), "TRUE")).isEqualTo(expected(1, 10, id -> id != 3));
    }

    @Test
    void positionsHoldInFilesOfManyRowGroups() throws SQLException {
        long[] atGroupBounds = {0, 2047, 2048, 2049, 4095, 4096, 49_999, 50_000, 99_999};
        List<DataFile> files = List.of(file(0, 100_000, atGroupBounds), file(1, 100_000, atGroupBounds));
        assertThat(ids(files, "TRUE")).isEqualTo(expected(2, 100_000, id -> !contains(atGroupBounds, id % FILE)));
    }

    @Test
    void filtersThatSkipRowGroupsDoNotShiftPositions() throws SQLException {
        long[] deleted = LongStream.range(0, 100_000).filter(p -> p % 7 == 0).toArray();
        List<DataFile> files = List.of(file(0, 100_000, deleted), file(1, 100_000, deleted));
        assertThat(ids(files, "id >= 61000 AND id < 62000"))
                .isEqualTo(expected(2, 100_000, id -> id >= 61_000 && id < 62_000 && id % FILE % 7 != 0));
        assertThat(plan(files, "id >= 61000 AND id < 62000")).contains("Row Groups Scanned: 2 / 98");
        assertThat(ids(files, "id IN (7, 8, 50007, 1099998, 1099999)"))
                .isEqualTo(expected(
                        2,
                        100_000,
                        id -> Set.of(8L, 50_007L, FILE + 99_998, FILE + 99_999).contains(id) && id % FILE % 7 != 0));
    }

    @Test
    void filtersThatLeaveGapsDoNotShiftPositions() throws SQLException {
        long[] deleted = LongStream.range(0, 50_000).filter(p -> p % 10 < 3).toArray();
        List<DataFile> files = List.of(file(0, 50_000, deleted), file(1, 50_000, deleted));
        assertThat(ids(files, "word = 'word 11' AND id % 2 = 1"))
                .isEqualTo(expected(2, 50_000, id -> id % 37 == 11 && id % 2 == 1 && id % FILE % 10 >= 3));
        assertThat(ids(files, "hash(id) % 3 = 0 OR id % 1000000 % 10 = 0")).allMatch(id -> id % FILE % 10 >= 3);
    }

    @Test
    void randomDeletesInManyFilesAreHiddenOnSeveralThreads() throws SQLException {
        Random random = new Random(20260401);
        List<DataFile> files = new ArrayList<>();
        Set<Long> deleted = new TreeSet<>();
        for (int number = 0; number < 80; number++) {
            long[] positions = random.longs(random.nextInt(400), 0, 5000)
                    .sorted()
                    .distinct()
                    .toArray();
            files.add(file(number, 5000, positions));
            for (long position : positions) {
                deleted.add(number * FILE + position);
            }
        }
        assertThat(ids(files, "TRUE")).isEqualTo(expected(80, 5000, id -> !deleted.contains(id)));
    }

    @Test
    void aStatementCanHaveSeveralConditions() throws SQLException {
        List<DataFile> some = List.of(file(0, 3000, 1), file(1, 3000, 2));
        List<DataFile> others = List.of(file(2, 3000, 3));
        try (DeletedRowsCondition one = function.put(some);
                DeletedRowsCondition other = function.put(others)) {
            String both = scan(some, one.sql()) + " UNION ALL " + scan(others, other.sql());
            assertThat(numbers("SELECT id FROM (" + both + ")"))
                    .isEqualTo(expected(3, 3000, id -> id != 1 && id != FILE + 2 && id != 2 * FILE + 3));
            assertThat(numbers("SELECT a.id FROM (%s) a JOIN (%s) b USING (id)".formatted(both, both)))
                    .hasSize(8997);
        }
    }

    @Test
    void statementsRunAtTheSameTime() throws SQLException {
        List<DataFile> files = List.of(file(0, 50_000, 1), file(1, 50_000, 2));
        List<CompletableFuture<List<Long>>> running = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            running.add(CompletableFuture.supplyAsync(() -> idsUnchecked(files)));
        }
        for (CompletableFuture<List<Long>> each : running) {
            assertThat(each.join()).hasSize(99_998);
        }
    }

    @Test
    void aPreparedStatementHidesTheSameRowsEachTime() throws SQLException {
        List<DataFile> files = List.of(file(0, 3000, 5, 6));
        try (DeletedRowsCondition condition = function.put(files);
                Connection connection = database.duplicate();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT count(*) FROM (" + scan(files, condition.sql()) + ") WHERE id < ?")) {
            for (long end : new long[] {6, 7}) {
                statement.setLong(1, end);
                try (ResultSet result = statement.executeQuery()) {
                    result.next();
                    assertThat(result.getLong(1)).isEqualTo(5);
                }
            }
        }
    }

    @Test
    void positionsOfMoreThan31BitsAreRefused() throws SQLException {
        for (long position : new long[] {1L << 31, 1L << 40, -1}) {
            List<DataFile> files = List.of(file(0, 10, position));
            try (DeletedRowsCondition condition = function.put(files)) {
                assertThatThrownBy(() -> runForItsError(files, condition))
                        .hasMessageContaining(
                                "Row " + position + " of file " + files.get(0).location());
                assertThat(condition.failure().orElseThrow())
                        .isInstanceOfSatisfying(
                                GatewayException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_TABLE_FEATURE));
            }
        }
    }

    @Test
    void deletesThatCannotBeLoadedAreTheStatementsErrorAndAreKept() throws SQLException {
        GatewayException cause = new GatewayException(ErrorCode.TABLE_DAMAGED, "Deletion vector v is damaged.");
        List<DataFile> files = List.of(file(0, 10, 1), file(1, 10, positions(1, () -> {
            throw cause;
        })));
        try (DeletedRowsCondition condition = function.put(files)) {
            assertThatThrownBy(() -> runForItsError(files, condition))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Invalid Input Error: Deletion vector v is damaged.")
                    .hasMessageNotContaining("GatewayException");
            assertThat(condition.failure()).containsSame(cause);
        }
    }

    @Test
    void moreOrFewerDeletesThanPromisedAreADefect() throws SQLException {
        List<DataFile> files = List.of(file(0, 10, positions(2, () -> LongStream.of(5))));
        try (DeletedRowsCondition condition = function.put(files)) {
            assertThatThrownBy(() -> runForItsError(files, condition)).isInstanceOf(SQLException.class);
            assertThat(condition.failure()).containsInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void closingEndsAStatementThatWaitsForDeletes() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        List<DataFile> files = List.of(file(0, 10, positions(1, () -> {
            waiting.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return LongStream.of(1);
        })));
        DeletedRowsCondition condition = function.put(files);
        CompletableFuture<Void> running = CompletableFuture.runAsync(() -> {
            try {
                runForItsError(files, condition);
            } catch (SQLException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
        waiting.await();
        condition.close();
        assertThatThrownBy(running::join).hasMessageContaining("Reading was cancelled.");
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(condition.failure()).isEmpty();
    }

    @Test
    void aClosedConditionIsRefused() throws SQLException {
        List<DataFile> files = List.of(file(0, 10, 1));
        DeletedRowsCondition condition = function.put(files);
        condition.close();
        condition.close();
        assertThatThrownBy(() -> runForItsError(files, condition))
                .hasMessageContaining("There are no deleted rows of this token");
    }

    @Test
    void deletesOfFilesThatAreNotReachedAreNotLoaded() throws SQLException {
        Set<Integer> loaded = ConcurrentHashMap.newKeySet();
        List<DataFile> files = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            int each = number;
            files.add(file(number, 10, positions(1, () -> {
                loaded.add(each);
                return LongStream.of(0);
            })));
        }
        try (DeletedRowsCondition condition = function.put(files)) {
            assertThat(numbers("SELECT id FROM (" + scan(files, condition.sql()) + ") WHERE id < 5"))
                    .containsExactly(1L, 2L, 3L, 4L);
        }
        assertThat(loaded).contains(0).doesNotContain(99);
    }

    private static List<Long> expected(int files, long rows, LongPredicate kept) {
        return LongStream.range(0, files)
                .flatMap(file -> LongStream.range(file * FILE, file * FILE + rows))
                .filter(kept)
                .boxed()
                .toList();
    }

    private static boolean contains(long[] positions, long position) {
        return LongStream.of(positions).anyMatch(each -> each == position);
    }

    private DataFile file(int number, long rows, long... deleted) throws SQLException {
        return file(number, rows, positions(deleted.length, () -> LongStream.of(deleted)));
    }

    /** Writes the file in row groups of 2048 rows. */
    private DataFile file(int number, long rows, DeletedRows deleted) throws SQLException {
        Path path = folder.resolve("file " + number + ".parquet");
        try (Connection writer = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = writer.createStatement()) {
            statement.execute(
                    "COPY (SELECT i + %d AS id, 'word ' || ((i + %d) %% 37) AS word FROM range(%d) r(i)) TO %s"
                                    .formatted(number * FILE, number * FILE, rows, SqlQuote.string(path.toString()))
                            + " (FORMAT parquet, ROW_GROUP_SIZE 2048)");
        }
        return new DataFile(path.toString(), 1, OptionalLong.of(rows), Map.of(), Optional.of(deleted));
    }

    private static DataFile withoutDeletes(DataFile file) {
        return new DataFile(file.location(), file.sizeBytes(), file.rowCount(), Map.of(), Optional.empty());
    }

    private static DeletedRows positions(long cardinality, Supplier<LongStream> positions) {
        return new DeletedRows() {
            @Override
            public long cardinality() {
                return cardinality;
            }

            @Override
            public LongStream positions() {
                return positions.get();
            }
        };
    }

    private static String scan(List<DataFile> files, String condition) {
        String names = files.stream()
                .map(file -> SqlQuote.fileName(file.location()))
                .collect(Collectors.joining(", ", "[", "]"));
        return "SELECT id, word FROM read_parquet(" + names
                + ", schema = MAP {'id': {name: 'id', type: 'BIGINT', default_value: NULL}, "
                + "'word': {name: 'word', type: 'VARCHAR', default_value: NULL}}) WHERE " + condition;
    }

    /** The ids that are left, sorted. */
    private List<Long> ids(List<DataFile> files, String filter) throws SQLException {
        try (DeletedRowsCondition condition = function.put(files)) {
            return numbers("SELECT id FROM (" + scan(files, condition.sql()) + ") WHERE " + filter);
        }
    }

    private String plan(List<DataFile> files, String filter) throws SQLException {
        try (DeletedRowsCondition condition = function.put(files);
                Statement statement = database.createStatement();
                ResultSet result = statement.executeQuery(
                        "EXPLAIN ANALYZE SELECT id FROM (" + scan(files, condition.sql()) + ") WHERE " + filter)) {
            result.next();
            return result.getString(2);
        }
    }

    private List<Long> idsUnchecked(List<DataFile> files) {
        try {
            return ids(files, "TRUE");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Long> numbers(String sql) throws SQLException {
        try (Connection connection = database.duplicate();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql + " ORDER BY 1")) {
            List<Long> numbers = new ArrayList<>();
            while (result.next()) {
                numbers.add(result.getLong(1));
            }
            return numbers;
        }
    }

    /** A streamed result that fails before its first row does not say why: the driver's other call does. */
    private void runForItsError(List<DataFile> files, DeletedRowsCondition condition) throws SQLException {
        try (Connection connection = database.duplicate();
                DuckDBPreparedStatement statement = connection
                        .prepareStatement(scan(files, condition.sql()))
                        .unwrap(DuckDBPreparedStatement.class)) {
            statement.query().close();
        }
    }
}
