package io.lakegate.benchmarks.comparison;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakegate.adapters.testing.DeletionVectorWriter;
import io.lakegate.adapters.testing.DuckLakeDatabase;
import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.adapters.testing.TpchDelta;
import io.lakegate.catalog.model.Column;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.duckdb.DuckDBConnection;

/**
 * TPC-H in each format, written by DuckDB below one folder: plain Delta, Iceberg over the same files, DuckLake, Delta by month, and copies of which
 * each tenth row is deleted. For one thread.
 */
final class TpchLakes {
    /** Of the tables of which rows are deleted, and which are parted by month: the two large ones. */
    private static final List<String> LARGE = List.of("lineitem", "orders");

    /** In the order in which they are written: some use the files of one before. */
    private static final List<String> LAKES = List.of("plain", "ice", "ducklake", "months", "vectors", "icedeletes");

    /** Those that are written from the generator's rows. */
    private static final List<String> GENERATED = List.of("plain", "months", "vectors");

    private static final int FILES = 8;
    private static final int CROWD = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final Statement sql;

    private TpchLakes(Path root, Statement sql) {
        this.root = root;
        this.sql = sql;
    }

    /**
     * Writes those of them that are not there already, and the plain one always.
     *
     * @param wanted their names: ice, ducklake, months, vectors, icedeletes
     */
    static void write(Path root, double scale, Collection<String> wanted) throws SQLException, IOException {
        Set<String> missing = new LinkedHashSet<>(List.of("plain"));
        LAKES.stream().filter(wanted::contains).forEach(missing::add);
        if (missing.contains("icedeletes")) {
            missing.add("vectors"); // whose files it shares
        }
        missing.removeIf(lake -> Files.exists(root.resolve(lake + ".done")));
        if (missing.isEmpty()) {
            return;
        }
        Files.createDirectories(root);
        try (DuckDBConnection database =
                        DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
                Statement statement = database.createStatement()) {
            if (!Collections.disjoint(missing, GENERATED)) {
                TpchRows.load(database, scale);
            }
            TpchLakes lakes = new TpchLakes(root, statement);
            for (String lake : LAKES) {
                if (missing.contains(lake)) {
                    lakes.write(lake);
                    Files.createFile(root.resolve(lake + ".done"));
                }
            }
        }
    }

    private void write(String lake) throws SQLException, IOException {
        if (lake.equals("ducklake")) {
            duckLake();
            return;
        }
        for (String table : TpchDelta.TABLES) {
            switch (lake) {
                case "plain" -> plain(table);
                case "ice" -> iceberg(table);
                case "months" -> byMonth(table);
                case "vectors" -> withVectors(table);
                default -> withDeleteFiles(table);
            }
        }
    }

    private Path made(String lake, String table) throws IOException {
        return Files.createDirectories(root.resolve(lake).resolve(table));
    }

    private static int files(String table) {
        return LARGE.contains(table) ? FILES : 1;
    }

    private long rows(String table) throws SQLException {
        try (ResultSet row = sql.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Copies the rows of a query into files side by side; returns them. */
    private List<Path> copy(String table, Path folder, String query, int files) throws SQLException {
        List<Column> columns = TpchDelta.columns(table);
        String ids = IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i).name() + ": " + (i + 1))
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
        long rows = rows("(" + query + ")");
        long each = (rows + files - 1) / files;
        List<Path> written = new ArrayList<>();
        for (int file = 0; file < files; file++) {
            Path place = folder.resolve("part-%02d.parquet".formatted(file));
            sql.execute("COPY (%s LIMIT %d OFFSET %d) TO '%s' (FORMAT parquet, COMPRESSION zstd, FIELD_IDS {%s})"
                    .formatted(query, each, each * file, place, ids));
            written.add(place);
        }
        return written;
    }

    private void plain(String table) throws SQLException, IOException {
        Path folder = made("plain", table);
        copy(table, folder, "SELECT * FROM " + table, files(table));
        log(table, folder, List.of());
    }

    private static String icebergType(Column column) {
        return column.type().toString().toUpperCase(Locale.ROOT);
    }

    private static Schema schema(String table) {
        List<Types.NestedField> fields = new ArrayList<>();
        for (Column column : TpchDelta.columns(table)) {
            Type type = switch (icebergType(column)) {
                case "BIGINT" -> Types.LongType.get();
                case "INTEGER" -> Types.IntegerType.get();
                case "DATE" -> Types.DateType.get();
                case "VARCHAR" -> Types.StringType.get();
                default -> Types.DecimalType.of(15, 2);
            };
            fields.add(Types.NestedField.optional(fields.size() + 1, column.name(), type));
        }
        return new Schema(fields);
    }

    private IcebergTableWriter iceberg(String lake, String table, Path folder, List<DataFile> added)
            throws IOException {
        IcebergTableWriter writer = IcebergTableWriter.create(
                root.resolve(lake).resolve(table), schema(table), PartitionSpec.unpartitioned(), 2, FileFormat.PARQUET);
        var append = writer.table().newAppend();
        for (Path file : parquet(folder)) {
            var input = writer.table().io().newInputFile(file.toString());
            DataFile data = DataFiles.builder(PartitionSpec.unpartitioned())
                    .withInputFile(input)
                    .withMetrics(ParquetUtil.fileMetrics(input, MetricsConfig.forTable(writer.table())))
                    .withFormat(FileFormat.PARQUET)
                    .build();
            added.add(data);
            append.appendFile(data);
        }
        append.commit();
        return writer;
    }

    private void iceberg(String table) throws IOException {
        iceberg("ice", table, root.resolve("plain").resolve(table), new ArrayList<>());
    }

    private static List<Path> parquet(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .toList();
        }
    }

    private void byMonth(String table) throws SQLException, IOException {
        Path folder = made("months", table);
        if (!LARGE.contains(table)) {
            copy(table, folder, "SELECT * FROM " + table, 1);
            log(table, folder, List.of());
            return;
        }
        String date = table.equals("lineitem") ? "l_shipdate" : "o_orderdate";
        sql.execute(
                "COPY (SELECT *, strftime(%s, '%%Y-%%m') AS month FROM %s) TO '%s' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (month), OVERWRITE_OR_IGNORE)"
                        .formatted(date, table, folder));
        log(table, folder, List.of("month"));
    }

    /** Among nine rows stands one more, which a vector deletes. */
    private void withVectors(String table) throws SQLException, IOException {
        Path folder = made("vectors", table);
        if (!LARGE.contains(table)) {
            copy(table, folder, "SELECT * FROM " + table, 1);
            log(table, folder, List.of());
            return;
        }
        String columns = TpchDelta.columns(table).stream()
                .map(Column::name)
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
        int whole = CROWD - 1;
        String crowd = """
                SELECT %1$s FROM (SELECT %1$s, rowid + rowid // %2$d AS place FROM %3$s
                UNION ALL SELECT %1$s, rowid // %2$d * %4$d + %2$d FROM %3$s
                    WHERE rowid %% %2$d = 0 AND rowid // %2$d < (SELECT count(*) FROM %3$s) // %2$d)
                ORDER BY place
                """.formatted(columns, whole, table, CROWD);
        // As many rows in each file as make whole crowds.
        long crowds = rows(table) / whole;
        sql.execute("CREATE OR REPLACE TABLE crowd AS " + crowd);
        long each = crowds / FILES * CROWD;
        for (int file = 0; file < FILES; file++) {
            String limit = file == FILES - 1 ? "" : " LIMIT " + each;
            copy(
                    table,
                    Files.createDirectories(folder.resolve("f" + file)),
                    "SELECT * FROM (SELECT * FROM crowd%s OFFSET %d)".formatted(limit, each * file),
                    1);
        }
        log(table, folder, List.of());
        new DeletionVectorWriter(folder).delete(place -> place % CROWD == whole);
    }

    /** The same files in Iceberg, with files of deleted positions. */
    private void withDeleteFiles(String table) throws IOException {
        List<DataFile> added = new ArrayList<>();
        IcebergTableWriter iceberg =
                iceberg("icedeletes", table, root.resolve("vectors").resolve(table), added);
        if (!LARGE.contains(table)) {
            return;
        }
        for (DataFile file : added) {
            iceberg.deletePositions(
                    file,
                    LongStream.range(0, file.recordCount())
                            .filter(place -> place % CROWD == CROWD - 1)
                            .toArray());
        }
    }

    /** Writes the log of a Delta table over the files in its folder, with the least and greatest values that the footers have. */
    private void log(String table, Path folder, List<String> partitions) throws SQLException, IOException {
        ObjectNode schema = JSON.createObjectNode().put("type", "struct");
        ArrayNode fields = schema.putArray("fields");
        for (Column column : TpchDelta.columns(table)) {
            field(fields, column.name(), deltaType(column));
        }
        partitions.forEach(name -> field(fields, name, "string"));
        ObjectNode metadata = JSON.createObjectNode().put("id", table);
        metadata.putObject("format").put("provider", "parquet").putObject("options");
        metadata.put("schemaString", schema.toString());
        ArrayNode by = metadata.putArray("partitionColumns");
        partitions.forEach(by::add);
        metadata.putObject("configuration").put("delta.enableDeletionVectors", "true");
        List<String> lines = new ArrayList<>();
        lines.add(
                "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"deletionVectors\"],\"writerFeatures\":[\"deletionVectors\"]}}");
        lines.add(JSON.createObjectNode().set("metaData", metadata).toString());
        for (Path file : parquet(folder)) {
            ObjectNode add =
                    JSON.createObjectNode().put("path", folder.relativize(file).toString());
            ObjectNode values = add.putObject("partitionValues");
            partitions.forEach(name -> values.put(
                    name, folder.relativize(file).getName(0).toString().substring(name.length() + 1)));
            add.put("size", Files.size(file)).put("modificationTime", 0).put("dataChange", true);
            add.put("stats", statistics(table, file).toString());
            lines.add(JSON.createObjectNode().set("add", add).toString());
        }
        Files.createDirectories(folder.resolve("_delta_log"));
        Files.write(folder.resolve("_delta_log/00000000000000000000.json"), lines);
    }

    private static void field(ArrayNode fields, String name, String type) {
        fields.addObject()
                .put("name", name)
                .put("type", type)
                .put("nullable", true)
                .putObject("metadata");
    }

    private static String deltaType(Column column) {
        return switch (icebergType(column)) {
            case "BIGINT" -> "long";
            case "INTEGER" -> "integer";
            case "DATE" -> "date";
            case "VARCHAR" -> "string";
            default -> "decimal(15,2)";
        };
    }

    private ObjectNode statistics(String table, Path file) throws SQLException {
        ObjectNode statistics = JSON.createObjectNode();
        ObjectNode least = JSON.createObjectNode();
        ObjectNode greatest = JSON.createObjectNode();
        ObjectNode nulls = JSON.createObjectNode();
        List<Column> columns = TpchDelta.columns(table);
        String wanted = columns.stream()
                .map(column -> "min(%1$s)::VARCHAR, max(%1$s)::VARCHAR".formatted(column.name()))
                .reduce((a, b) -> a + ", " + b)
                .orElseThrow();
        try (ResultSet row = sql.executeQuery("SELECT count(*), %s FROM '%s'".formatted(wanted, file))) {
            row.next();
            statistics.put("numRecords", row.getLong(1));
            for (int i = 0; i < columns.size(); i++) {
                Column column = columns.get(i);
                nulls.put(column.name(), 0);
                put(least, column, row.getString(2 + 2 * i));
                put(greatest, column, row.getString(3 + 2 * i));
            }
        }
        statistics.set("minValues", least);
        statistics.set("maxValues", greatest);
        statistics.set("nullCount", nulls);
        return statistics;
    }

    private static void put(ObjectNode bounds, Column column, String value) {
        switch (deltaType(column)) {
            case "long", "integer" -> bounds.put(column.name(), Long.parseLong(value));
            case "date", "string" -> bounds.put(column.name(), value);
            default -> bounds.put(column.name(), new BigDecimal(value));
        }
    }

    private void duckLake() throws SQLException, IOException {
        Path folder = Files.createDirectories(root.resolve("ducklake"));
        try (DuckLakeWriter writer =
                DuckLakeWriter.create(DuckLakeDatabase.duckDb(folder.resolve("catalog.db")), folder.resolve("data"))) {
            for (String table : TpchDelta.TABLES) {
                writer.createTable(
                        table,
                        TpchDelta.columns(table).stream()
                                .map(column -> new DuckLakeWriter.Col(column.name(), duckLakeType(column)))
                                .toArray(DuckLakeWriter.Col[]::new));
                for (Path file : parquet(root.resolve("plain").resolve(table))) {
                    writer.append(table, "SELECT * FROM '%s'".formatted(file));
                }
            }
        }
    }

    private static String duckLakeType(Column column) {
        return switch (deltaType(column)) {
            case "long" -> "int64";
            case "integer" -> "int32";
            case "date" -> "date";
            case "string" -> "varchar";
            default -> "decimal(15,2)";
        };
    }
}
