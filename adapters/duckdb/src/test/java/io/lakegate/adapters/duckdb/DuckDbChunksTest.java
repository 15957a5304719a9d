package io.lakegate.adapters.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.spi.ColumnVector;
import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.QueryEngine;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Results read from column vectors, against the same read row by row, which happens where a list is among the columns. */
@Timeout(120)
class DuckDbChunksTest {
    private static final List<Column> TYPES = List.of(
            new Column("bool", Simple.BOOLEAN),
            new Column("i8", Simple.TINYINT),
            new Column("i16", Simple.SMALLINT),
            new Column("i32", Simple.INTEGER),
            new Column("i64", Simple.BIGINT),
            new Column("f32", Simple.REAL),
            new Column("f64", Simple.DOUBLE),
            new Column("d9", new LakeType.Decimal(9, 2)),
            new Column("d38", new LakeType.Decimal(38, 10)),
            new Column("text", Simple.VARCHAR),
            new Column("day", Simple.DATE),
            new Column("time", Simple.TIMESTAMP),
            new Column("instant", Simple.TIMESTAMP_TZ));

    private static final String ROWS = "SELECT r % 3 = 0, (r % 200 - 100)::TINYINT, (r - 3000)::SMALLINT,"
            + " (r * -65537)::INTEGER, r * 1844674407370955 - 9223372036854775807 + r,"
            + " CASE r % 5 WHEN 0 THEN 'NaN'::FLOAT WHEN 1 THEN '-inf'::FLOAT ELSE (r / 7)::FLOAT END,"
            + " CASE r % 5 WHEN 0 THEN 'NaN'::DOUBLE WHEN 1 THEN 'inf'::DOUBLE ELSE -r / 7 END,"
            + " ((r - 2500) / 100)::DECIMAL(9, 2), (r * 12345678901234567890.0123456789)::DECIMAL(38, 10),"
            + " repeat('é😀' || chr(0) || 'x', (r % 4)::INTEGER), DATE '1582-10-04' + (r - 2000)::INTEGER,"
            + " TIMESTAMP '0044-03-15 (BC) 01:02:03.123456' + to_days(r::INTEGER) + to_microseconds(r),"
            + " TIMESTAMPTZ '1919-03-30 01:59:59.999999+00' + to_hours(r::INTEGER * 37)"
            + " FROM range(5000) AS n(r) WHERE r % 2 = 0"
            + " UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM range(700)"
            + " UNION ALL SELECT TRUE, 0::TINYINT, 0::SMALLINT, 0, 0, 0::FLOAT, 0::DOUBLE, 0::DECIMAL(9, 2), 0::DECIMAL(38, 10), '', DATE '9999-12-31', TIMESTAMP '290000-01-01 00:00:00',"
            + " TIMESTAMPTZ '1970-01-01 00:00:00+00'";

    @TempDir
    Path folder;

    private DuckDbEngine engine;

    @BeforeEach
    void open() {
        engine = DuckDbEngine.start(new EngineSettings(OptionalLong.empty(), 2, folder, List.of(folder)));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void valuesOfEveryTypeAreThoseThatAreReadRowByRow() {
        List<Column> withList = new ArrayList<>(TYPES);
        withList.add(new Column("list", new LakeType.ListOf(Simple.INTEGER)));
        List<List<Object>> byRow = read("SELECT *, [1] FROM (" + ROWS + ")", withList, 1000);
        byRow.forEach(row -> row.remove(TYPES.size()));
        for (int size : new int[] {1, 7, 2048, 100_000}) {
            assertThat(read(ROWS, TYPES, size)).as("in batches of %d", size).isEqualTo(byRow);
        }
    }

    @Test
    void numbersComeAsArrays() {
        try (QueryEngine.EngineStatement statement = engine.prepare(query(ROWS, TYPES));
                Rows rows = statement.run()) {
            RowBatch batch = rows.next(100).orElseThrow();
            assertThat(batch.column(4)).isInstanceOf(ColumnVector.Integers.class);
            assertThat(batch.column(6)).isInstanceOf(ColumnVector.Doubles.class);
        }
    }

    @Test
    void anEmptyResultEnds() {
        assertThat(read("SELECT 1 WHERE FALSE", List.of(new Column("x", Simple.INTEGER)), 10))
                .isEmpty();
    }

    @Test
    void whatDuckDbDeliversInAnotherTypeIsConvertedOrRefused() {
        List<Column> number = List.of(new Column("x", Simple.BIGINT));
        assertThat(read("SELECT sum(r) FROM range(10) AS n(r)", number, 10)).isEqualTo(List.of(List.of(45L)));
        assertThatThrownBy(() -> read("SELECT 9223372036854775808::HUGEINT", number, 10))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NUMBER_OUT_OF_RANGE));
        assertThat(read("SELECT 'b'::ENUM('a', 'b')", List.of(new Column("x", Simple.VARCHAR)), 10))
                .isEqualTo(List.of(List.of("b")));
    }

    @Test
    void numbersInWiderTypesAreThoseThatAreReadRowByRow() {
        List<Column> types = new ArrayList<>(List.of(
                new Column("i8", Simple.TINYINT),
                new Column("i16", Simple.SMALLINT),
                new Column("i32", Simple.INTEGER),
                new Column("i64", Simple.BIGINT),
                new Column("rounded", Simple.INTEGER),
                new Column("total", new LakeType.Decimal(38, 0)),
                new Column("money", new LakeType.Decimal(19, 2)),
                new Column("mean", new LakeType.Decimal(10, 1)),
                new Column("scaled", new LakeType.Decimal(20, 3))));
        String sums = "SELECT (r - 100)::HUGEINT, r::INTEGER, (r * 9 - 600)::DECIMAL(12, 0), (r * -1)::SMALLINT,"
                + " ((r - 60) / 4)::DECIMAL(9, 2), (r * 12345678901234567890)::HUGEINT, (r / 100)::DECIMAL(38, 2),"
                + " ((r - 60) / 20)::DECIMAL(38, 2), r::TINYINT FROM range(120) AS n(r) UNION ALL"
                + " SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL";
        List<List<Object>> fast = read(sums, types, 50);
        types.add(new Column("list", new LakeType.ListOf(Simple.INTEGER)));
        List<List<Object>> byRow = read("SELECT *, [1] FROM (" + sums + ")", types, 50);
        byRow.forEach(row -> row.remove(types.size() - 1));
        assertThat(fast).hasSize(121).isEqualTo(byRow);
    }

    @Test
    void numbersThatDoNotFitAreRefused() {
        for (Map.Entry<String, LakeType> wrong : Map.of(
                        "128::SMALLINT", Simple.TINYINT,
                        "(-32769)::INTEGER", Simple.SMALLINT,
                        "2147483648::BIGINT", Simple.INTEGER,
                        "2147483647.5::DECIMAL(12, 1)", Simple.INTEGER,
                        "100::SMALLINT", new LakeType.Decimal(2, 0),
                        "99.95::DECIMAL(38, 2)", new LakeType.Decimal(3, 1))
                .entrySet()) {
            assertThatThrownBy(() -> read("SELECT " + wrong.getKey(), List.of(new Column("x", wrong.getValue())), 10))
                    .as(wrong.getKey())
                    .isInstanceOfSatisfying(
                            GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NUMBER_OUT_OF_RANGE));
        }
    }

    @Test
    void aResultThatFailsHalfwayFailsWithItsReason() {
        String sql =
                "SELECT CASE WHEN r = 3000000 THEN CAST('x' || r AS BIGINT) ELSE r END FROM range(4000000) AS n(r)";
        assertThatThrownBy(() -> read(sql, List.of(new Column("x", Simple.BIGINT)), 10_000))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE))
                .hasMessageContaining("x3000000");
    }

    @Test
    void aResultThatIsCancelledHalfwayDoesNotEndAsIfComplete() {
        try (QueryEngine.EngineStatement statement =
                        engine.prepare(query("SELECT r FROM range(2000000000) AS n(r)", List.of(TYPES.get(4))));
                Rows rows = statement.run()) {
            assertThat(rows.next(100)).isPresent();
            statement.cancel();
            assertThatThrownBy(() -> {
                        while (rows.next(100_000).isPresent()) {
                            Thread.onSpinWait();
                        }
                    })
                    .isInstanceOfSatisfying(
                            GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELED));
        }
    }

    @Test
    void rowsKeepTheirOrder() {
        String sql = "SELECT r FROM (SELECT (r * 7919) % 300007 AS r FROM range(300007) AS n(r)) ORDER BY r DESC";
        List<List<Object>> rows = read(sql, List.of(TYPES.get(4)), 50_000);
        assertThat(rows).hasSize(300_007);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i)).containsExactly(300_006L - i);
        }
    }

    private List<List<Object>> read(String sql, List<Column> columns, int batchSize) {
        try (QueryEngine.EngineStatement statement = engine.prepare(query(sql, columns));
                Rows rows = statement.run()) {
            List<List<Object>> read = new ArrayList<>();
            for (Optional<RowBatch> next = rows.next(batchSize); next.isPresent(); next = rows.next(batchSize)) {
                RowBatch batch = next.get();
                for (int row = 0; row < batch.rowCount(); row++) {
                    Object[] values = new Object[columns.size()];
                    for (int column = 0; column < values.length; column++) {
                        values[column] = batch.value(column, row);
                    }
                    read.add(new ArrayList<>(Arrays.asList(values)));
                }
            }
            return read;
        }
    }

    private static EngineQuery query(String sql, List<Column> columns) {
        return new EngineQuery(List.of(new EngineQuery.Sql(sql)), columns, List.of());
    }
}
