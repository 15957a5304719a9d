package io.lakegate.server;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.DuckLakeWriter.Col;
import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** The same files, whose rows a test says, in a table of each format: {@code d.s.t}, {@code i.s.t} and {@code lake.main.t}. */
final class OrderedLake implements AutoCloseable {
    static final List<String> TABLES = List.of("d.s.t", "i.s.t", "lake.main.t");

    private final DuckLakeWriter duckLake;
    private final IcebergTableWriter iceberg;
    private final DeltaTableWriter delta;
    private final List<DataFile> icebergFiles = new ArrayList<>();
    private final Path folder;
    private TestGateway gateway;
    private Connection connection;

    /** A row; all but the id may be null. */
    record Row(int id, Integer k, Integer n, Integer tie, String name, Double ratio) {
        private Object[] values() {
            return new Object[] {id, k, n, tie, name, ratio};
        }

        private String sql() {
            return "(%d, %s, %s, %s, %s, %s::DOUBLE)"
                    .formatted(
                            id,
                            k,
                            n,
                            tie,
                            name == null ? "NULL" : "'" + name + "'",
                            ratio == null ? "NULL" : "'" + ratio + "'");
        }
    }

    private OrderedLake(Path folder) throws Exception {
        this.folder = folder;
        this.delta = DeltaTableWriter.create(
                folder.resolve("delta/s/t"),
                List.of(
                        new Column("id", Simple.INTEGER),
                        new Column("k", Simple.INTEGER),
                        new Column("n", Simple.INTEGER),
                        new Column("tie", Simple.INTEGER),
                        new Column("name", Simple.VARCHAR),
                        new Column("ratio", Simple.DOUBLE)),
                List.of(),
                Map.of("delta.enableDeletionVectors", "true"));
        Schema schema = new Schema(
                Types.NestedField.optional(1, "id", Types.IntegerType.get()),
                Types.NestedField.optional(2, "k", Types.IntegerType.get()),
                Types.NestedField.optional(3, "n", Types.IntegerType.get()),
                Types.NestedField.optional(4, "tie", Types.IntegerType.get()),
                Types.NestedField.optional(5, "name", Types.StringType.get()),
                Types.NestedField.optional(6, "ratio", Types.DoubleType.get()));
        this.iceberg =
                IcebergTableWriter.create(folder.resolve("iceberg/s/t"), schema, PartitionSpec.unpartitioned(), 2);
        Path lake = Files.createDirectories(folder.resolve("ducklake"));
        this.duckLake = DuckLakeLake.inDuckDb(lake);
        duckLake.createTable(
                "t",
                new Col("id", "int32"),
                new Col("k", "int32"),
                new Col("n", "int32"),
                new Col("tie", "int32"),
                new Col("name", "varchar"),
                new Col("ratio", "float64"));
    }

    /** Writes each list of rows as a file. */
    static OrderedLake write(Path folder, List<List<Row>> files) throws Exception {
        OrderedLake lake = new OrderedLake(folder);
        for (List<Row> rows : files) {
            lake.append(rows);
        }
        lake.gateway = TestGateway.over(ThreeLakes.config(folder));
        lake.connection = lake.gateway.connect();
        return lake;
    }

    void append(List<Row> rows) throws SQLException {
        delta.append(rows.stream().map(Row::values).toList());
        icebergFiles.add(iceberg.append(rows.stream().map(Row::values).toList()));
        duckLake.append(
                "t",
                rows.stream()
                        .map(Row::sql)
                        .collect(Collectors.joining(
                                ", ", "SELECT * FROM (VALUES ", ") AS v(id, k, n, tie, name, ratio) ORDER BY id")));
    }

    DuckLakeWriter duckLake() {
        return duckLake;
    }

    IcebergTableWriter iceberg() {
        return iceberg;
    }

    DataFile icebergFile(int number) {
        return icebergFiles.get(number);
    }

    Path deltaFolder() {
        return folder.resolve("delta/s/t");
    }

    Connection connection() {
        return connection;
    }

    String query(String sql) throws SQLException {
        return TestGateway.query(connection, sql).toString();
    }

    /** How many files a statement reads. */
    long filesRead(String sql) throws SQLException {
        return TestGateway.query(connection, "EXPLAIN (FILES) " + sql).stream()
                .filter(file -> file.get(4).equals(true))
                .count();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        gateway.close();
        duckLake.close();
    }
}
