package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.adapters.testing.TpchDelta;
import io.lakegate.adapters.testing.TpchStatements;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.StoreConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The 22 statements of TPC-H, as their templates have them and as the engine ships them, over each format, against DuckDB's own answers. */
class TpchFormatsTest {
    @TempDir
    private static Path folder;

    private static TestGateway gateway;
    private static Connection client;
    private static Connection duckDb;

    @BeforeAll
    static void writeTables() throws Exception {
        Path delta = folder.resolve("delta");
        TpchDelta.write(delta, 0.005);
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
        try (DuckLakeWriter duckLake = DuckLakeLake.inDuckDb(folder)) {
            for (String table : TpchDelta.TABLES) {
                String rows = "SELECT * FROM read_parquet('%s/%s/*.parquet')".formatted(delta, table);
                try (Statement statement = duckDb.createStatement()) {
                    statement.execute("CREATE TABLE %s AS %s".formatted(table, rows));
                }
                writeIceberg(table);
                duckLake.createTable(
                        table,
                        TpchDelta.columns(table).stream()
                                .map(column -> new DuckLakeWriter.Col(column.name(), duckLakeType(column.type())))
                                .toArray(DuckLakeWriter.Col[]::new));
                duckLake.append(table, rows);
            }
        }
        GatewayConfig defaults = GatewayConfig.defaults();
        gateway = TestGateway.over(new GatewayConfig(
                defaults.server(),
                defaults.engine(),
                defaults.limits(),
                List.of(
                        new CatalogConfig.Delta(
                                "delta", Optional.of(delta.toString()), List.of(), Path.of("delta.yaml")),
                        new CatalogConfig.Iceberg(
                                "ice",
                                "directory",
                                Optional.of(folder.resolve("ice").toString()),
                                List.of(),
                                Map.of(),
                                new CatalogConfig.Moved(false, Map.of()),
                                Path.of("ice.yaml")),
                        DuckLakeLake.duckDb(folder)),
                Optional.of(new StoreConfig.Embedded(folder.resolve("store/lakegate.db")))));
        client = gateway.connect();
    }

    @AfterAll
    static void stop() throws SQLException {
        duckDb.close();
        client.close();
        gateway.close();
    }

    private static void writeIceberg(String table) throws SQLException {
        List<Types.NestedField> fields = new ArrayList<>();
        for (Column column : TpchDelta.columns(table)) {
            fields.add(Types.NestedField.optional(fields.size() + 1, column.name(), icebergType(column.type())));
        }
        IcebergTableWriter writer = IcebergTableWriter.create(
                folder.resolve("ice").resolve(table),
                new Schema(fields),
                PartitionSpec.unpartitioned(),
                2,
                FileFormat.PARQUET);
        List<Object[]> rows = new ArrayList<>();
        for (List<Object> row : TestGateway.query(duckDb, "SELECT * FROM " + table)) {
            rows.add(row.stream()
                    .map(value -> value instanceof Date date ? date.toLocalDate() : value)
                    .toArray());
        }
        writer.append(rows);
    }

    private static Type icebergType(LakeType type) {
        return switch (type.toString().toUpperCase(Locale.ROOT)) {
            case "BIGINT" -> Types.LongType.get();
            case "INTEGER" -> Types.IntegerType.get();
            case "DATE" -> Types.DateType.get();
            case "VARCHAR" -> Types.StringType.get();
            default -> Types.DecimalType.of(15, 2);
        };
    }

    private static String duckLakeType(LakeType type) {
        return switch (type.toString().toUpperCase(Locale.ROOT)) {
            case "BIGINT" -> "int64";
            case "INTEGER" -> "int32";
            case "DATE" -> "date";
            case "VARCHAR" -> "varchar";
            default -> "decimal(15,2)";
        };
    }

    static Stream<Arguments> statements() {
        return Stream.of("delta.\"default\"", "ice.\"default\"", "lake.main")
                .flatMap(schema -> IntStream.rangeClosed(1, 22).mapToObj(number -> Arguments.of(schema, number)));
    }

    @ParameterizedTest
    @MethodSource("statements")
    void answersAsDuckDbItself(String schema, int number) throws Exception {
        String sql = TpchStatements.text(number);
        List<List<Object>> expected = TestGateway.query(duckDb, sql);

        use(schema);
        assertThat(TpchTest.normal(TestGateway.query(client, sql))).isEqualTo(TpchTest.normal(expected));
        assertThat(TpchTest.normal(TestGateway.query(client, TpchStatements.computed(number))))
                .isEqualTo(TpchTest.normal(expected));
    }

    @ParameterizedTest
    @MethodSource("statements")
    void answersToTheTemplates(String schema, int number) throws Exception {
        List<List<Object>> expected = TestGateway.query(duckDb, TpchStatements.text(number));
        List<List<Object>> actual = new ArrayList<>();

        use(schema);
        try (Statement statement = client.createStatement()) {
            for (String sql : TpchStatements.template(number)) {
                if (statement.execute(sql)) {
                    actual.addAll(TestGateway.rows(statement.getResultSet()));
                }
            }
        }

        assertThat(TpchTest.normal(actual)).isEqualTo(TpchTest.normal(expected));
    }

    private static void use(String schema) throws SQLException {
        try (Statement statement = client.createStatement()) {
            statement.execute("USE " + schema);
        }
    }
}
