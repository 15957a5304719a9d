package io.lakegate.server.stores;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** A Delta table whose files DuckDB writes, with several row groups in each and no statistics in its log. */
final class StoredTable {
    private StoredTable() {}

    /** Columns a, b (numbers) and c (texts that do not compress): as many files, each with as many rows; {@code a} counts through all of them. */
    static void write(Path table, int files, int rows) {
        String[] selects = new String[files];
        for (int file = 0; file < files; file++) {
            selects[file] =
                    "SELECT range AS a, hash(range) %% 1000003 AS b, md5(range::VARCHAR) || sha256(range::VARCHAR) AS c FROM range(%d, %d)"
                            .formatted((long) file * rows, (file + 1L) * rows);
        }
        write(table, 4096, selects);
    }

    /** A table with one file for each of DuckDB's queries, which have the same columns. */
    static void write(Path table, int groupRows, String... selects) {
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            Files.createDirectories(table.resolve("_delta_log"));
            StringBuilder log = new StringBuilder(
                    "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"timestampNtz\"],\"writerFeatures\":[\"timestampNtz\"]}}\n");
            log.append("{\"metaData\":").append(metadata(statement, selects[0])).append("}\n");
            for (int file = 0; file < selects.length; file++) {
                String name = "part-%05d.parquet".formatted(file);
                Path place = table.resolve(name).toAbsolutePath();
                statement.execute("COPY (%s) TO '%s' (ROW_GROUP_SIZE %d)".formatted(selects[file], place, groupRows));
                log.append(
                        "{\"add\":{\"path\":\"%s\",\"partitionValues\":{},\"size\":%d,\"modificationTime\":0,\"dataChange\":true}}\n"
                                .formatted(name, Files.size(place)));
            }
            Files.writeString(table.resolve("_delta_log/00000000000000000000.json"), log);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode metadata(Statement statement, String select) throws SQLException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode schema = json.createObjectNode().put("type", "struct");
        ArrayNode fields = schema.putArray("fields");
        try (ResultSet columns = statement.executeQuery("DESCRIBE " + select)) {
            while (columns.next()) {
                fields.addObject()
                        .put("name", columns.getString("column_name"))
                        .put("type", deltaType(columns.getString("column_type")))
                        .put("nullable", true)
                        .putObject("metadata");
            }
        }
        ObjectNode metadata = json.createObjectNode();
        metadata.put("id", "t");
        metadata.putObject("format").put("provider", "parquet").putObject("options");
        metadata.put("schemaString", schema.toString());
        metadata.putArray("partitionColumns");
        metadata.putObject("configuration");
        return metadata;
    }

    private static String deltaType(String type) {
        return switch (type) {
            case "BIGINT", "UBIGINT" -> "long";
            case "INTEGER" -> "integer";
            case "SMALLINT" -> "short";
            case "TINYINT" -> "byte";
            case "BLOB" -> "binary";
            case "VARCHAR" -> "string";
            case "TIMESTAMP" -> "timestamp_ntz";
            case "TIMESTAMP WITH TIME ZONE" -> "timestamp";
            default -> type.toLowerCase(Locale.ROOT);
        };
    }
}
