package io.lakegate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * The log of a Delta table of many files, partitioned by day, with statistics of four columns: a checkpoint and the commits that came after
 * it. The data files are listed, not there.
 */
final class ManyDeltaFilesTable {
    private static final int ROWS_PER_FILE = 100;
    private static final int FILES_PER_DAY = 1_000;
    private static final int CHECKPOINT = 10;
    private static final int LATER_COMMITS = 5;
    private static final long SCRAMBLE = 7_919;
    private static final long SCRAMBLED = 1_000_003;
    private static final LocalDate FIRST_DAY = LocalDate.of(2020, 1, 1);
    private static final String SCHEMA = """
            {"type":"struct","fields":[{"name":"id","type":"long","nullable":true,"metadata":{}},\
            {"name":"amount","type":"double","nullable":true,"metadata":{}},\
            {"name":"at","type":"timestamp","nullable":true,"metadata":{}},\
            {"name":"name","type":"string","nullable":true,"metadata":{}},\
            {"name":"day","type":"date","nullable":true,"metadata":{}}]}""";

    private final Path log;
    private final int files;
    private long version = CHECKPOINT;
    private int written;

    ManyDeltaFilesTable(Path folder, int files) {
        this.log = folder.resolve("_delta_log");
        this.files = files;
        this.written = files;
    }

    int files() {
        return files;
    }

    long rows() {
        return (long) files * ROWS_PER_FILE;
    }

    LocalDate day(int file) {
        return FIRST_DAY.plusDays(file / FILES_PER_DAY);
    }

    /** Names are in another order than ids, but alike in a file. */
    static String name(long row) {
        return "customer-%09d".formatted(row / ROWS_PER_FILE * SCRAMBLE % SCRAMBLED);
    }

    void write() throws IOException, SQLException {
        Files.createDirectories(log);
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute(checkpoint());
        }
        Files.writeString(
                log.resolve("_last_checkpoint"), "{\"version\":%d,\"size\":%d}".formatted(CHECKPOINT, files + 2));
        Files.writeString(
                log.resolve("%020d.json".formatted(CHECKPOINT)),
                "{\"commitInfo\":{\"timestamp\":1700000000000,\"operation\":\"WRITE\"}}\n");
        for (int i = 0; i < LATER_COMMITS; i++) {
            commit();
        }
    }

    private String checkpoint() {
        String days = "DATE '%s' + (i // %d)::INT".formatted(FIRST_DAY, FILES_PER_DAY);
        String instants = "TIMESTAMP '%s 00:00:00' + to_seconds(i * 86)".formatted(FIRST_DAY);
        String stats =
                "'{\"numRecords\":%d,\"minValues\":{\"id\":' || i * %1$d || ',\"amount\":' || (hash(i) %% 1000) / 1000.0 || ',\"at\":\"'"
                                .formatted(ROWS_PER_FILE)
                        + " || strftime(%s, '%%Y-%%m-%%dT%%H:%%M:%%S.000Z') || '\",\"name\":\"' || names || '\"},\"maxValues\":{\"id\":' || (i * %d + %d)"
                                .formatted(instants, ROWS_PER_FILE, ROWS_PER_FILE - 1)
                        + " || ',\"amount\":' || 999 + (hash(i) % 1000) / 1000.0 || ',\"at\":\"' || strftime("
                        + instants
                        + " + INTERVAL 85 SECOND, '%Y-%m-%dT%H:%M:%S.000Z') || '\",\"name\":\"' || names"
                        + " || '\"},\"nullCount\":{\"id\":0,\"amount\":3,\"at\":0,\"name\":0}}'";
        return """
                COPY (
                  SELECT {minReaderVersion: 1, minWriterVersion: 2} AS protocol, NULL AS metaData, NULL AS add
                  UNION ALL
                  SELECT NULL, {id: '%s', format: {provider: 'parquet', options: MAP {'a': 'b'}}, schemaString: '%s', partitionColumns: ['day'],
                    createdTime: 1700000000000, configuration: MAP {'delta.checkpointInterval': '1000'}}, NULL
                  UNION ALL
                  SELECT NULL, NULL, {
                    path: 'day=' || (%s) || '/part-' || printf('%%05d', i %% %d) || '-' || uuid() || '.c000.snappy.parquet',
                    partitionValues: MAP {'day': (%s)::VARCHAR}, size: 1000000 + hash(i) %% 1000000, modificationTime: 1700000000000 + i,
                    dataChange: false, stats: %s}
                  FROM (SELECT i, printf('customer-%%09d', i * %d %% %d) AS names FROM range(%d) AS r(i))
                ) TO '%s' (FORMAT parquet, COMPRESSION snappy)""".formatted(
                        UUID.randomUUID(),
                        SCHEMA,
                        days,
                        FILES_PER_DAY,
                        days,
                        stats,
                        SCRAMBLE,
                        SCRAMBLED,
                        files,
                        log.resolve("%020d.checkpoint.parquet".formatted(CHECKPOINT)));
    }

    /** Adds the next file. */
    void commit() throws IOException {
        int file = written++;
        List<String> lines = new ArrayList<>();
        lines.add("{\"commitInfo\":{\"timestamp\":%d,\"operation\":\"WRITE\"}}".formatted(1_700_000_000_000L + file));
        long id = (long) file * ROWS_PER_FILE;
        String stats = String.format(
                        Locale.ROOT,
                        "{\"numRecords\":%d,\"minValues\":{\"id\":%d,\"amount\":0.5,\"at\":\"2030-01-01T00:00:00.000Z\",\"name\":\"%s\"},"
                                + "\"maxValues\":{\"id\":%d,\"amount\":999.5,\"at\":\"2030-01-01T00:00:00.000Z\",\"name\":\"%4$s\"},"
                                + "\"nullCount\":{\"id\":0,\"amount\":3,\"at\":0,\"name\":0}}",
                        ROWS_PER_FILE,
                        id,
                        name(id),
                        id + ROWS_PER_FILE - 1)
                .replace("\"", "\\\"");
        lines.add(
                ("{\"add\":{\"path\":\"day=%s/part-%s.snappy.parquet\",\"partitionValues\":{\"day\":\"%1$s\"},\"size\":1000,"
                                + "\"modificationTime\":0,\"dataChange\":true,\"stats\":\"%3$s\"}}")
                        .formatted(day(file), UUID.randomUUID(), stats));
        version++;
        Files.writeString(log.resolve("%020d.json".formatted(version)), String.join("\n", lines) + "\n");
    }
}
