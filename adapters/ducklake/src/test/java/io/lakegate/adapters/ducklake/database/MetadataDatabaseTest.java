package io.lakegate.adapters.ducklake.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DuckLakeDatabase;
import io.lakegate.catalog.error.GatewayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of DuckDB and SQLite, read beside those who write them. */
class MetadataDatabaseTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws SQLException {
        file = folder.resolve("lake.db");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file)) {
            run(connection, "CREATE TABLE n (i BIGINT, b BOOLEAN, t TIMESTAMPTZ, x BLOB)");
            run(connection, "INSERT INTO n VALUES (1, true, '2024-01-31 12:00:00.5+02', '\\xAAb')");
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private MetadataDatabase open(String address) {
        return new MetadataDatabase(
                "lake", MetadataLocation.parse(address, folder, Optional.empty(), Optional.empty()));
    }

    private static long sum(MetadataDatabase database) {
        return database.read(reader ->
                reader.query("SELECT sum(i) FROM n", row -> row.number(1)).get(0));
    }

    @Test
    void whatIsWrittenBetweenReadingsIsSeen() throws Exception {
        try (MetadataDatabase database = open("duckdb:lake.db")) {
            long expected = 1;
            for (int i = 2; i < 12; i++) {
                assertThat(sum(database)).isEqualTo(expected);
                try (Connection writer = DuckLakeDatabase.openDuckDb(file)) {
                    run(writer, "INSERT INTO n VALUES (%d, NULL, NULL, NULL)".formatted(i));
                }
                expected += i;
            }
            assertThat(sum(database)).isEqualTo(expected);
        }
    }

    @Test
    void aFileThatWasReplacedIsReadAnew() throws Exception {
        Path other = folder.resolve("other.db");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + other)) {
            run(connection, "CREATE TABLE n AS SELECT 77 AS i");
        }
        try (MetadataDatabase database = open("duckdb:lake.db")) {
            assertThat(sum(database)).isEqualTo(1);
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            assertThat(sum(database)).isEqualTo(77);
        }
    }

    /** Readings that never end must not keep a writer out: there is a pause now and then. */
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aWriterHasItsTurnWhileOthersRead() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(4);
        List<Future<Long>> counts = new ArrayList<>();
        try (MetadataDatabase database = open("duckdb:lake.db")) {
            for (int i = 0; i < 4; i++) {
                counts.add(readers.submit(() -> {
                    long count = 0;
                    while (!stop.get()) {
                        sum(database);
                        count++;
                    }
                    return count;
                }));
            }
            for (int i = 0; i < 3; i++) {
                try (Connection writer = DuckLakeDatabase.openDuckDb(file)) {
                    run(writer, "INSERT INTO n VALUES (10, NULL, NULL, NULL)");
                }
            }
            stop.set(true);
            for (Future<Long> count : counts) {
                assertThat(count.get()).isPositive();
            }
            assertThat(sum(database)).isEqualTo(31);
        } finally {
            stop.set(true);
            readers.shutdownNow();
        }
    }

    @Test
    void valuesAreReadInTheEncodingsOfEachDatabase() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("lake.sqlite"))) {
            run(connection, "CREATE TABLE n (i BIGINT, b BOOLEAN, t VARCHAR, x BLOB)");
            run(connection, "INSERT INTO n VALUES (1, 1, '2024-01-31 12:00:00.5+02', x'AA62')");
        }
        for (String address : List.of("duckdb:lake.db", "sqlite:lake.sqlite")) {
            try (MetadataDatabase database = open(address)) {
                database.read(reader -> reader.query(
                        "SELECT i, b, %s, x, NULL FROM n"
                                .formatted(reader.dialect().instant("t")),
                        row -> {
                            assertThat(row.number(1)).isEqualTo(1);
                            assertThat(row.flag(2)).isTrue();
                            assertThat(row.instant(3)).isEqualTo(Instant.parse("2024-01-31T10:00:00.5Z"));
                            assertThat(row.notation(4, false)).contains("\\xAA\\x62");
                            assertThat(row.optionalNumber(5)).isEmpty();
                            assertThatThrownBy(() -> row.number(5)).isInstanceOf(SQLException.class);
                            return 0;
                        }));
            }
        }
    }

    @Test
    void aReadingThatFailsLosesNoConnection() {
        try (MetadataDatabase database = open("duckdb:lake.db")) {
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> database.read(reader -> reader.query("SELECT * FROM nothing", row -> 0)))
                        .isInstanceOf(GatewayException.class)
                        .hasMessageContaining("The metadata of catalog lake")
                        .hasMessageContaining("nothing");
            }
            assertThat(sum(database)).isEqualTo(1);
        }
    }

    @Test
    void addressesAreReadAndPasswordsAreHidden() {
        MetadataLocation location = MetadataLocation.parse(
                "postgresql://me:secret@host:5432/lake?password=secret", folder, Optional.empty(), Optional.empty());
        assertThat(location.toString()).isEqualTo("postgresql://host:5432/lake");
        for (String wrong : List.of("lake.db", "oracle://host/x", "postgresql:lake", "duckdb:")) {
            assertThatThrownBy(() -> MetadataLocation.parse(wrong, folder, Optional.empty(), Optional.empty()))
                    .isInstanceOf(GatewayException.class)
                    .hasMessageContaining("names no database");
        }
    }
}
