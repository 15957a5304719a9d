package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.IcebergTableWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which least and greatest values, and counts of values, Iceberg's manifests prove, on a table whose data files are gone; and that all others are read. */
class IcebergSummariesTest {
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.optional(1, "id", Types.IntegerType.get()),
            Types.NestedField.optional(2, "big", Types.LongType.get()),
            Types.NestedField.optional(3, "day", Types.DateType.get()),
            Types.NestedField.optional(4, "price", Types.DecimalType.of(10, 2)),
            Types.NestedField.optional(5, "ratio", Types.DoubleType.get()),
            Types.NestedField.optional(6, "name", Types.StringType.get()),
            Types.NestedField.required(7, "p", Types.IntegerType.get()));

    @TempDir
    private Path lake;

    private IcebergTableWriter writer;
    private DataFile first;
    private TestGateway gateway;
    private Connection connection;

    @BeforeEach
    void start() throws SQLException {
        writer = IcebergTableWriter.create(
                lake.resolve("t"),
                SCHEMA,
                PartitionSpec.builderFor(SCHEMA).identity("p").build(),
                2);
        first = writer.append(List.<Object[]>of(row(7, "b", 1), row(-2, null, 1)));
        writer.append(List.<Object[]>of(row(null, "x".repeat(50) + "1", 2), row(5, "b", 2)));
        gateway = IcebergConcurrentWriterTest.gateway(lake);
        connection = gateway.connect();
    }

    private static Object[] row(Integer id, String name, int p) {
        return new Object[] {
            id,
            id == null ? null : 1_000_000_000_000_000_000L - id,
            id == null ? null : LocalDate.of(2024, 1, 10).plusDays(id),
            id == null ? null : BigDecimal.valueOf(id, 2),
            id == null ? null : id == 7 ? Double.NaN : id * 1.5,
            name,
            p
        };
    }

    @AfterEach
    void stop() throws SQLException {
        connection.close();
        gateway.close();
    }

    private void loseData() throws IOException {
        try (Stream<Path> files = Files.walk(lake.resolve("t"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".parquet")).toList()) {
                Files.delete(file);
            }
        }
    }

    private String query(String sql) throws SQLException {
        return TestGateway.query(connection, sql).toString();
    }

    private String read(String sql) throws SQLException {
        set("lakegate.reader = engine");
        try {
            return query(sql);
        } finally {
            set("lakegate.reader = auto");
        }
    }

    private void set(String setting) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET " + setting);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT min(id), max(id), count(id), count(*) FROM t | [[-2, 7, 3, 4]]",
                "SELECT min(day), max(day) FROM t | [[2024-01-08, 2024-01-17]]",
                "SELECT min(price), max(price), min(big) FROM t | [[-0.02, 0.07, 999999999999999993]]",
                "SELECT count(name), count(ratio) FROM t | [[3, 3]]",
            })
    void theManifestsKnow(String sql, String answer) throws Exception {
        assertThat(query(sql)).isEqualTo(answer);
        assertThat(read(sql)).as("read").isEqualTo(answer);
        loseData();
        assertThat(query(sql)).as("without data").isEqualTo(answer);
        assertThatThrownBy(() -> read(sql)).isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT min(name) FROM t",
                "SELECT max(name) FROM t",
                "SELECT max(ratio) FROM t",
                "SELECT max(id) FROM t WHERE p = 1",
                "SELECT max(p) FROM t",
                "SELECT max(id + 1) FROM t",
                "SELECT p, max(id) FROM t GROUP BY p ORDER BY p",
            })
    void whatTheManifestsDoNotProveIsRead(String sql) throws Exception {
        assertThat(query(sql)).isEqualTo(read(sql));
        loseData();
        assertThatThrownBy(() -> query(sql)).isInstanceOf(SQLException.class);
    }

    @Test
    void deletedRowsHaveNoValues() throws Exception {
        writer.deletePositions(first, 0);
        assertThat(query("SELECT max(id), count(id) FROM t")).isEqualTo("[[5, 2]]");
    }

    @Test
    void aColumnThatIsNewOrWasOfAnotherTypeIsRead() throws Exception {
        writer.table()
                .updateSchema()
                .addColumn("late", Types.IntegerType.get())
                .updateColumn("id", Types.LongType.get())
                .renameColumn("day", "date_of")
                .commit();
        assertThat(query("SELECT count(late), max(late), max(id) FROM t")).isEqualTo("[[0, null, 7]]");
        assertThat(query("SELECT max(date_of) FROM t")).isEqualTo("[[2024-01-17]]");
        loseData();
        assertThat(query("SELECT max(date_of) FROM t")).isEqualTo("[[2024-01-17]]");
        assertThatThrownBy(() -> query("SELECT count(late) FROM t")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> query("SELECT max(id) FROM t")).isInstanceOf(SQLException.class);
    }

    @Test
    void aFileWithoutMetricsIsRead() throws Exception {
        writer.table()
                .newAppend()
                .appendFile(org.apache.iceberg.DataFiles.builder(writer.table().spec())
                        .copy(first)
                        .withMetrics(new org.apache.iceberg.Metrics(first.recordCount(), null, null, null, null))
                        .build())
                .commit();
        assertThat(query("SELECT max(id), count(id) FROM t")).isEqualTo("[[7, 5]]");
        loseData();
        assertThatThrownBy(() -> query("SELECT count(id) FROM t")).isInstanceOf(SQLException.class);
    }
}
