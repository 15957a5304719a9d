package io.lakegate.adapters.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.FileGroup;
import io.lakegate.catalog.scan.PruningReport;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import io.lakegate.catalog.spi.Scan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That a statement which DuckDB has prepared before answers like one that is prepared anew, and what is not used again. */
@Timeout(120)
class ReadyStatementsTest {
    private static final List<Column> NUMBER = List.of(new Column("x", Simple.BIGINT));

    @TempDir
    private Path folder;

    private EngineDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = EngineDatabase.open(new EngineSettings(OptionalLong.empty(), 2, folder, List.of(folder)));
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    private DuckDbStatement statement(EngineQuery query) throws SQLException {
        return new DuckDbStatement(query, database, new FileLayouts());
    }

    private List<Object> read(EngineQuery query) throws SQLException {
        try (DuckDbStatement statement = statement(query);
                Rows rows = statement.run()) {
            List<Object> values = new ArrayList<>();
            for (Optional<RowBatch> batch = rows.next(1000); batch.isPresent(); batch = rows.next(1000)) {
                for (int row = 0; row < batch.get().rowCount(); row++) {
                    values.add(batch.get().value(0, row));
                }
            }
            return values;
        }
    }

    private static EngineQuery query(String sql, Value... values) {
        return new EngineQuery(List.of(new EngineQuery.Sql(sql)), NUMBER, List.of(values));
    }

    private static EngineQuery scan(Path file) {
        DataFile data =
                new DataFile(file.toString(), file.toFile().length(), OptionalLong.empty(), Map.of(), Optional.empty());
        ScanPlan plan = new ScanPlan(
                NUMBER,
                List.of(new FileGroup(
                        List.of(new ColumnSource.Stored("x", OptionalInt.empty(), Simple.BIGINT)), List.of(data))),
                new PruningReport(1, 0, 0));
        return new EngineQuery(
                List.of(
                        new EngineQuery.Sql("SELECT x FROM "),
                        new EngineQuery.Table(new Scan.Files(plan)),
                        new EngineQuery.Sql(" AS t ORDER BY x")),
                NUMBER,
                List.of());
    }

    private Path write(String name, String query) throws SQLException, IOException {
        Path file = folder.resolve(name);
        Files.deleteIfExists(file);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(query, file));
        }
        return file;
    }

    @Test
    void oneIsUsedAgainWithItsOwnValues() throws SQLException {
        for (long value = 1; value <= 5; value++) {
            EngineQuery query = query("SELECT $1::BIGINT * 2", Value.of(Simple.BIGINT, value));
            assertThat(read(query)).isEqualTo(List.of(value * 2));
            assertThat(database.ready().size()).isEqualTo(1);
        }
        assertThat(read(query("SELECT $1::BIGINT * 2", Value.nullOf(Simple.BIGINT))))
                .containsExactly((Object) null);
        assertThat(read(query("SELECT $1::BIGINT * 2", Value.of(Simple.BIGINT, 21L))))
                .isEqualTo(List.of(42L));
    }

    @Test
    void aFileThatWasWrittenAnewIsReadAnew() throws Exception {
        Path file = write("a.parquet", "SELECT 1::BIGINT AS x");
        assertThat(read(scan(file))).isEqualTo(List.of(1L));
        assertThat(read(scan(file))).isEqualTo(List.of(1L));
        write("a.parquet", "SELECT 2::BIGINT AS x");
        assertThat(read(scan(file))).isEqualTo(List.of(2L));
        Files.delete(file);
        assertThatThrownBy(() -> read(scan(file))).isInstanceOf(GatewayException.class);
    }

    @Test
    void whatFailsOrIsNotReadToItsEndIsNotKept() throws SQLException {
        EngineQuery failing =
                query("SELECT CAST($1::VARCHAR AS BIGINT) FROM range(3)", Value.of(Simple.VARCHAR, "no number"));
        assertThatThrownBy(() -> read(failing)).isInstanceOf(GatewayException.class);
        try (DuckDbStatement statement = statement(query("SELECT r FROM range(1000000) AS n(r)"));
                Rows rows = statement.run()) {
            assertThat(rows.next(10)).isPresent();
        }
        try (DuckDbStatement statement = statement(query("SELECT r FROM range(10) AS n(r)"));
                Rows rows = statement.run()) {
            assertThat(rows.next(100)).isPresent();
            statement.cancel();
        }
        assertThat(database.ready().size()).isZero();
        assertThat(read(query("SELECT r FROM range(3) AS n(r)"))).isEqualTo(List.of(0L, 1L, 2L));
    }

    @Test
    void aLateCancelDoesNotReachWhoHasItNext() throws SQLException {
        EngineQuery query = query("SELECT r FROM range(5) AS n(r)");
        DuckDbStatement first = statement(query);
        first.run().next(100);
        first.close();
        try (DuckDbStatement second = statement(query);
                Rows rows = second.run()) {
            first.cancel();
            assertThat(rows.next(100)).isPresent();
            assertThat(rows.next(100)).isEmpty();
        }
    }

    @Test
    void statementsThatRunSideBySideHaveOneEach() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Boolean>> runs = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                long own = thread;
                runs.add(pool.submit(() -> {
                    start.await();
                    for (long i = 0; i < 50; i++) {
                        List<Object> rows = read(
                                query("SELECT $1::BIGINT + r FROM range(3000) AS n(r)", Value.of(Simple.BIGINT, own)));
                        if (rows.size() != 3000
                                || !rows.get(0).equals(own)
                                || !rows.get(2999).equals(own + 2999)) {
                            return false;
                        }
                    }
                    return true;
                }));
            }
            start.countDown();
            for (Future<Boolean> run : runs) {
                assertThat(run.get()).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(database.ready().size()).isBetween(1, 4);
    }
}
