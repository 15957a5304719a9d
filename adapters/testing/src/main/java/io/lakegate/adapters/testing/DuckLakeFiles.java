package io.lakegate.adapters.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The Parquet files of a DuckLake catalog, which DuckDB writes and reads. For one thread. */
final class DuckLakeFiles implements AutoCloseable {
    private final Connection engine;
    private Optional<String> key = Optional.empty();

    /** What a file's metadata says of a column, as texts; {@code nan} is null where that means nothing. */
    record Statistics(String values, String nulls, String min, String max, String nan) {}

    DuckLakeFiles() throws SQLException {
        engine = DriverManager.getConnection("jdbc:duckdb:");
        run("SET TimeZone = 'UTC'");
    }

    Optional<String> key() {
        return key;
    }

    void encrypt(String base64) throws SQLException {
        run("SET force_mbedtls_unsafe = 'true'"); // a test's files need no strong random numbers
        key = Optional.of(base64);
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = engine.createStatement()) {
            statement.execute(sql);
        }
    }

    <T> List<T> query(String sql, DuckLakeDatabase.Mapper<T> mapper) throws SQLException {
        try (Statement statement = engine.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(mapper.map(rows));
            }
            return all;
        }
    }

    long count(String query) throws SQLException {
        return query("SELECT count(*) FROM " + query, row -> row.getLong(1)).get(0);
    }

    /** Writes the rows of a query, with field ids by column. */
    void write(String query, Path file, Map<String, Long> ids) throws SQLException {
        String fields = ids.entrySet().stream()
                .map(id -> "\"%s\": %d".formatted(id.getKey(), id.getValue()))
                .collect(Collectors.joining(", "));
        run("COPY (%s) TO '%s' (FORMAT parquet%s%s)"
                .formatted(
                        query,
                        file,
                        ids.isEmpty() ? "" : ", FIELD_IDS {" + fields + "}",
                        key.map(k -> ", ENCRYPTION_CONFIG {footer_key_value: '" + k + "'}")
                                .orElse("")));
    }

    /** A file, for FROM. */
    String read(Path file) {
        return "read_parquet('%s'%s)"
                .formatted(
                        file,
                        key.map(k -> ", encryption_config = {footer_key_value: '" + k + "'}")
                                .orElse(""));
    }

    static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Statistics statistics(Path file, String column, boolean floating) throws SQLException {
        String c = '"' + column + '"';
        String value = floating ? "CASE WHEN isnan(%1$s) THEN NULL ELSE %1$s END".formatted(c) : c;
        List<String> values = query(
                        "SELECT count(*), count(*) - count(%1$s), CAST(min(%2$s) AS VARCHAR), CAST(max(%2$s) AS VARCHAR), %3$s FROM %4$s"
                                .formatted(
                                        c,
                                        value,
                                        floating ? "coalesce(bool_or(isnan(%s)), false)".formatted(c) : "NULL",
                                        read(file)),
                        row -> Arrays.asList(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5)))
                .get(0);
        return new Statistics(values.get(0), values.get(1), values.get(2), values.get(3), values.get(4));
    }

    @Override
    public void close() throws SQLException {
        engine.close();
    }
}
