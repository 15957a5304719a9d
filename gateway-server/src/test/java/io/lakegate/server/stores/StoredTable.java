package io.lakegate.server.stores;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A Delta table of columns a, b (numbers) and c (texts that do not compress), written by DuckDB: several row groups in each file. */
final class StoredTable {
    private StoredTable() {}

    /** Writes a table of as many files, each with as many rows; {@code a} counts through all of them. */
    static void write(Path table, int files, int rows) {
        ObjectMapper json = new ObjectMapper();
        StringBuilder log = new StringBuilder("{\"protocol\":{\"minReaderVersion\":1,\"minWriterVersion\":2}}\n");
        ObjectNode metadata = json.createObjectNode();
        metadata.put("id", "t");
        metadata.putObject("format").put("provider", "parquet").putObject("options");
        metadata.put(
                "schemaString",
                "{\"type\":\"struct\",\"fields\":["
                        + "{\"name\":\"a\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}},"
                        + "{\"name\":\"b\",\"type\":\"long\",\"nullable\":true,\"metadata\":{}},"
                        + "{\"name\":\"c\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}}]}");
        metadata.putArray("partitionColumns");
        metadata.putObject("configuration");
        log.append("{\"metaData\":").append(metadata).append("}\n");
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            Files.createDirectories(table.resolve("_delta_log"));
            for (int file = 0; file < files; file++) {
                String name = "part-%05d.parquet".formatted(file);
                Path place = table.resolve(name).toAbsolutePath();
                statement.execute(
                        ("COPY (SELECT range AS a, hash(range) %% 1000003 AS b, md5(range::VARCHAR) || sha256(range::VARCHAR) AS c"
                                        + " FROM range(%d, %d)) TO '%s' (ROW_GROUP_SIZE 4096)")
                                .formatted((long) file * rows, (file + 1L) * rows, place));
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
}
