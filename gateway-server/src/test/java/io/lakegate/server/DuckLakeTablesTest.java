package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.DuckLakeWriter.Col;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DuckLake tables that a test writes, read through the driver. */
class DuckLakeTablesTest {
    @TempDir
    private Path folder;

    private DuckLakeWriter writer;

    @BeforeEach
    void create() throws Exception {
        writer = DuckLakeLake.inDuckDb(folder);
        writer.createTable("t", new Col("id", "int32"), new Col("name", "varchar"));
    }

    @AfterEach
    void close() throws SQLException {
        writer.close();
    }

    private TestGateway lake() {
        return DuckLakeLake.gateway(DuckLakeLake.duckDb(folder));
    }

    private void run(String sql) throws SQLException {
        writer.database().change(change -> {
            change.run(sql);
            return 0;
        });
    }

    private long append(int from, int to) throws SQLException {
        return writer.append(
                "t", "SELECT range::INTEGER AS id, 'n' || range AS name FROM range(%d, %d)".formatted(from, to));
    }

    @Test
    void aCatalogAsOfASnapshotOrATimeDoesNotSeeLaterOnes() throws Exception {
        long first = append(0, 3);
        long second = append(3, 5);
        writer.createTable("later", new Col("id", "int32"));
        Version pinned = new Version.Numbered(second);
        try (TestGateway gateway = DuckLakeLake.gateway(
                DuckLakeLake.config(folder, "duckdb:" + folder.resolve("lake.db"), Optional.empty(), pinned))) {
            long third = append(5, 9);
            assertThat(gateway.query("SELECT count(*) FROM lake.main.t")).isEqualTo(List.of(List.of(5L)));
            assertThat(gateway.query("SELECT count(*) FROM lake.main.t VERSION AS OF " + first))
                    .isEqualTo(List.of(List.of(3L)));
            assertThat(gateway.query("SHOW TABLES FROM lake.main").toString())
                    .contains("t")
                    .doesNotContain("later");
            assertThat(gateway.query("SELECT max(version) FROM lake.main.t$snapshots"))
                    .isEqualTo(List.of(List.of(second)));
            assertThatThrownBy(() -> gateway.query("SELECT count(*) FROM lake.main.t VERSION AS OF " + third))
                    .hasMessageContaining("Catalog lake is read as of its snapshot " + second)
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getErrorCode()).isEqualTo(ErrorCode.VERSION_NOT_FOUND.number()));
            assertThat(gateway.query(
                            "SELECT count(*) FROM lake.main.t FOR SYSTEM_TIME AS OF TIMESTAMP '2999-01-01 00:00:00'"))
                    .as("what was committed until then and can be seen")
                    .isEqualTo(List.of(List.of(5L)));
        }
        run("UPDATE ducklake_snapshot SET snapshot_time = '2020-01-01 00:00:00+00' WHERE snapshot_id <= " + first);
        try (TestGateway gateway = DuckLakeLake.gateway(DuckLakeLake.config(
                folder,
                "duckdb:" + folder.resolve("lake.db"),
                Optional.empty(),
                new Version.AtTime(java.time.Instant.parse("2021-01-01T00:00:00Z"))))) {
            assertThat(gateway.query("SELECT count(*) FROM lake.main.t")).isEqualTo(List.of(List.of(3L)));
        }
    }

    @Test
    void snapshotsAndHistoryTellWhoDidWhat() throws Exception {
        writer.createTable("other", new Col("id", "int32"));
        long appended = append(0, 3);
        writer.append("other", "SELECT 1 AS id");
        long deleted = writer.delete("t", "id = 1");
        try (TestGateway gateway = lake()) {
            assertThat(gateway.query(
                            "SELECT version, parent_version, operation, user_name, commit_message, summary['commit_extra_info']"
                                    + " FROM lake.main.t$history"))
                    .isEqualTo(List.of(
                            List.of(deleted, deleted - 1, "deleted_from_table:1", "writer", "a test", "extra"),
                            List.of(appended, appended - 1, "inserted_into_table:1", "writer", "a test", "extra"),
                            List.of(1L, 0L, "created_table:\"main\".\"t\"", "writer", "a test", "extra")));
            assertThat(gateway.query("SELECT version FROM lake.main.t$snapshots"))
                    .isEqualTo(Stream.of(5L, 4L, 3L, 2L, 1L, 0L)
                            .map(List::<Object>of)
                            .toList());
            assertThat(gateway.query("SELECT version FROM \"t$history\" FOR VERSION AS OF %d"
                            .formatted(appended)
                            .replace("\"t$", "lake.main.\"t$")))
                    .as("as of a version its own past only")
                    .isEqualTo(List.of(List.of(appended), List.of(1L)));
            assertThat(
                            gateway.query(
                                    "SELECT count(*) FROM lake.main.t$history WHERE committed_at > TIMESTAMP '2020-01-01 00:00:00'"))
                    .isEqualTo(List.of(List.of(3L)));
        }
    }

    @Test
    void filesPartitionsAndPropertiesTellWhatATableConsistsOf() throws Exception {
        writer.createTable("p", Map.of("country", "identity"), new Col("id", "int32"), new Col("country", "varchar"));
        writer.append("p", "SELECT range::INTEGER AS id, 'mx' AS country FROM range(4)", List.of("mx"));
        long second = writer.append("p", "SELECT 9 AS id, 'fr' AS country", List.of("fr"));
        List<String> nothing = new ArrayList<>();
        nothing.add(null);
        writer.append("p", "SELECT 8 AS id, NULL::VARCHAR AS country", nothing);
        writer.delete("p", "id IN (1, 2)");
        run(
                "INSERT INTO ducklake_metadata VALUES ('parquet_compression', 'zstd', 'table', %d), ('target_file_size', '1', 'table', 77)"
                        .formatted(writer.tableId("p")));
        try (TestGateway gateway = lake()) {
            assertThat(
                            gateway.query(
                                    "SELECT row_count, deleted_row_count, partition_values['country'], null_counts['country'],"
                                            + " lower_bounds['id'], upper_bounds['id'], first_row_id FROM lake.main.p$files ORDER BY first_row_id"))
                    .isEqualTo(List.of(
                            List.of(4L, 2L, "mx", 0L, "0", "3", 0L),
                            List.of(1L, 0L, "fr", 0L, "9", "9", 4L),
                            java.util.Arrays.asList(1L, 0L, null, 1L, "8", "8", 5L)));
            assertThat(gateway.query(
                            "SELECT added_version FROM lake.main.p$files WHERE partition_values['country'] = 'fr'"))
                    .isEqualTo(List.of(List.of(second)));
            assertThat(gateway.query("SELECT partition_values['country'], file_count, row_count, deleted_row_count FROM"
                            + " lake.main.p$partitions ORDER BY row_count DESC, 1"))
                    .isEqualTo(List.of(
                            List.of("mx", 1L, 4L, 2L),
                            List.of("fr", 1L, 1L, 0L),
                            java.util.Arrays.asList(null, 1L, 1L, 0L)));
            assertThat(gateway.query(
                            "SELECT \"value\" FROM lake.main.p$properties WHERE \"key\" = 'parquet_compression'"))
                    .isEqualTo(List.of(List.of("zstd")));
            assertThat(gateway.query("SELECT count(*) FROM lake.main.p$properties WHERE \"key\" = 'target_file_size'"))
                    .as("set for another table")
                    .isEqualTo(List.of(List.of(0L)));
        }
    }

    /** 34 is in the bucket 3 of 16 by the Iceberg specification. Bounds alone would keep both files. */
    @Test
    void filesOfOtherBucketsAreNotRead() throws Exception {
        writer.createTable("b", Map.of("id", "bucket(16)"), new Col("id", "int64"));
        writer.append("b", "SELECT unnest([1, 99])::BIGINT AS id", List.of("8"));
        Path other;
        try (Stream<Path> files = Files.list(writer.folder("b"))) {
            other = files.toList().get(0);
        }
        writer.append("b", "SELECT 34::BIGINT AS id", List.of("3"));
        Files.delete(other);
        try (TestGateway gateway = lake()) {
            assertThat(gateway.query("SELECT id FROM lake.main.b WHERE id = 34"))
                    .isEqualTo(List.of(List.of(34L)));
            assertThat(gateway.query("SELECT id FROM lake.main.b WHERE id IN (34)"))
                    .isEqualTo(List.of(List.of(34L)));
            assertThatThrownBy(() -> gateway.query("SELECT id FROM lake.main.b WHERE id <= 34"))
                    .hasMessageContaining(other.getFileName().toString());
        }
    }

    /** What the database drops by bounds is not listed, and nothing that may match is dropped. */
    @Test
    void conditionsOnNumbersDatesAndTimesAreJudgedByTheDatabase() throws Exception {
        writer.createTable("e", new Col("id", "int64"), new Col("d", "date"), new Col("t", "timestamp"));
        for (int month = 1; month <= 3; month++) {
            writer.append(
                    "e",
                    ("SELECT range AS id, make_date(2024, %1$d, 1) + CAST(range AS INTEGER) AS d,"
                                    + " make_timestamp(2024, %1$d, 1, 0, 0, 0.5) + to_hours(range) AS t FROM range(%1$d * 10, %1$d * 10 + 10)")
                            .formatted(month));
        }
        writer.delete("e", "id = 25");
        try (TestGateway gateway = lake()) {
            assertThat(gateway.query("SELECT count(*) FROM lake.main.e WHERE id BETWEEN 9 AND 20"))
                    .isEqualTo(List.of(List.of(11L)));
            assertThat(gateway.query("SELECT count(*) FROM lake.main.e WHERE id >= 20 AND id < 30"))
                    .isEqualTo(List.of(List.of(9L)));
            assertThat(gateway.query("SELECT id FROM lake.main.e WHERE d = DATE '2024-02-21'"))
                    .isEqualTo(List.of(List.of(20L)));
            assertThat(gateway.query("SELECT id FROM lake.main.e WHERE t = TIMESTAMP '2024-02-01 20:00:00.5'"))
                    .isEqualTo(List.of(List.of(20L)));
            assertThat(gateway.query("SELECT count(*) FROM lake.main.e WHERE id > 100"))
                    .isEqualTo(List.of(List.of(0L)));
            assertThat(gateway.query("SELECT count(*) FROM lake.main.e WHERE id <> 10 OR id = 10"))
                    .isEqualTo(List.of(List.of(29L)));
        }
    }

    @Test
    void encryptedFilesAreReadWithTheirKeysWhichAreShownNowhere() throws Exception {
        String key = "MDEyMzQ1Njc4OTAxMjM0NQ==";
        writer.encrypt(key);
        append(0, 10);
        writer.delete("t", "id < 4");
        writer.update("t", Map.of("name", "'new'"), "id = 7");
        try (TestGateway gateway = lake()) {
            assertThat(gateway.query("SELECT count(*), sum(id), max(name) FROM lake.main.t"))
                    .isEqualTo(List.of(List.of(6L, 39L, "new")));
            assertThat(gateway.query("SELECT count(*) FROM TABLE(table_changes('lake.main.t', 2, 4))"))
                    .isEqualTo(List.of(List.of(16L)));
            assertThat(gateway.query("SELECT * FROM lake.main.t$files").toString())
                    .doesNotContain(key);
            run("UPDATE ducklake_data_file SET encryption_key = 'd3JvbmcgLSB3cm9uZyAtIQ=='");
            assertThatThrownBy(() -> gateway.query("SELECT * FROM lake.main.t"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageNotContaining("d3JvbmcgLSB3cm9uZyAtIQ");
        }
    }

    @Test
    void aFileThatIsGoneIsAnErrorThatNamesItAndTheNextStatementWorks() throws Exception {
        append(0, 3);
        Path file = onlyFile();
        append(3, 5);
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(file, elsewhere);
        try (TestGateway gateway = lake()) {
            for (int i = 0; i < 12; i++) {
                assertThatThrownBy(() -> gateway.query("SELECT count(DISTINCT name) FROM lake.main.t"))
                        .hasMessageContaining(file.getFileName().toString())
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getErrorCode()).isEqualTo(ErrorCode.STORAGE_UNREADABLE.number()));
            }
            assertThat(gateway.query("SELECT name FROM lake.main.t WHERE id = 4"))
                    .as("the other file is enough")
                    .isEqualTo(List.of(List.of("n4")));
            Files.move(elsewhere, file);
            assertThat(gateway.query("SELECT count(DISTINCT name) FROM lake.main.t"))
                    .isEqualTo(List.of(List.of(5L)));
        }
    }

    private Path onlyFile() throws Exception {
        try (Stream<Path> files = Files.list(writer.folder("t"))) {
            return files.toList().get(0);
        }
    }

    @Test
    void aTableOfTheCatalogThatIsGoneIsAnErrorThatNamesIt() throws Exception {
        append(0, 3);
        run("DROP TABLE ducklake_delete_file");
        try (TestGateway gateway = lake()) {
            assertThatThrownBy(() -> gateway.query("SELECT * FROM lake.main.t"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("The metadata of catalog lake")
                    .hasMessageContaining("ducklake_delete_file");
        }
    }

    private void view(String name, String sql, String aliases) throws SQLException {
        run("INSERT INTO ducklake_view VALUES (%d, NULL, 1, NULL, 0, '%s', 'duckdb', '%s', '%s')"
                .formatted(name.hashCode() & Integer.MAX_VALUE, name, sql.replace("'", "''"), aliases));
    }

    @Test
    void columnsOfViewsAreCalledAsDuckDbCallsThem() throws Exception {
        append(0, 3);
        view("v", "SELECT count(*), 42, id+1, t.id, upper(name) FROM t GROUP BY ALL", "");
        view(
                "u",
                "SELECT 'a, (b' , id + 1 AS other, max(id) OVER (PARTITION BY name), (SELECT 7), id IS DISTINCT FROM 1 FROM t",
                "");
        view("w", "SELECT * FROM (SELECT id * 2 FROM t) AS s", "");
        view("x", "SELECT id + 1, name FROM t", "\"a\", \"b\"");
        try (TestGateway gateway = lake();
                Connection client = gateway.connect()) {
            assertThat(columns(client, "u"))
                    .isEqualTo(List.of(
                            "'a, (b'",
                            "other",
                            "max(id) OVER (PARTITION BY \"name\")",
                            "(SELECT 7)",
                            "(id IS DISTINCT FROM 1)"));
            assertThat(columns(client, "w")).isEqualTo(List.of("(id * 2)"));
            assertThat(columns(client, "x")).isEqualTo(List.of("a", "b"));
            assertThat(TestGateway.query(client, "SELECT \"(id * 2)\" FROM lake.main.w ORDER BY 1"))
                    .isEqualTo(List.of(List.of(0), List.of(2), List.of(4)));
        }
    }

    private static List<String> columns(Connection client, String view) throws SQLException {
        try (var statement = client.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM lake.main." + view)) {
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                names.add(rows.getMetaData().getColumnLabel(i));
            }
            return names;
        }
    }

    @Test
    void macrosAreRefusedByNameWithWhatTheyStandFor() throws Exception {
        append(0, 3);
        run(
                "INSERT INTO ducklake_macro VALUES (0, 50, 'plus_one', 1, NULL), (0, 51, 'pair', 1, NULL), (0, 52, 'gone', 1, 2)");
        run("INSERT INTO ducklake_macro_impl VALUES (50, 0, 'duckdb', '(a + 1)', 'scalar'),"
                + " (51, 0, 'duckdb', 'SELECT * FROM t', 'table'), (52, 0, 'duckdb', '7', 'scalar')");
        try (TestGateway gateway = lake();
                Connection client = gateway.connect()) {
            for (String sql : List.of(
                    "SELECT plus_one(id) FROM lake.main.t",
                    "SELECT lake.main.plus_one(id) FROM lake.main.t",
                    "SELECT PLUS_ONE(1)")) {
                assertThatThrownBy(() -> TestGateway.query(client, sql))
                        .as(sql)
                        .hasMessageContaining("is a macro of the catalog lake, and macros are not run here")
                        .hasMessageContaining("(a + 1)")
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getErrorCode()).isEqualTo(ErrorCode.UNSUPPORTED_SQL.number()));
            }
            assertThatThrownBy(() -> TestGateway.query(client, "SELECT * FROM TABLE(pair(1))"))
                    .hasMessageContaining("pair is a macro of the catalog lake");
            assertThatThrownBy(() -> TestGateway.query(client, "SELECT gone(1)"))
                    .as("one that was dropped")
                    .hasMessageContaining("There is no function");
        }
    }

    @Test
    void commentsAreRemarks() throws Exception {
        run("INSERT INTO ducklake_tag VALUES (1, 1, NULL, 'comment', 'All of them.'), (1, 1, NULL, 'owner', 'sales'),"
                + " (1, 0, 1, 'comment', 'An older one.')");
        run(
                "INSERT INTO ducklake_column_tag VALUES (1, 2, 1, NULL, 'comment', 'What it is called.'), (1, 2, 1, NULL, 'pii', 'yes')");
        try (TestGateway gateway = lake();
                Connection client = gateway.connect()) {
            try (ResultSet tables = client.getMetaData().getTables("lake", "main", "t", null)) {
                assertThat(tables.next()).isTrue();
                assertThat(tables.getString("REMARKS"))
                        .startsWith("All of them.")
                        .contains("owner = sales");
            }
            try (ResultSet columns = client.getMetaData().getColumns("lake", "main", "t", "name")) {
                assertThat(columns.next()).isTrue();
                assertThat(columns.getString("REMARKS"))
                        .startsWith("What it is called.")
                        .contains("pii = yes");
            }
            try (ResultSet columns = client.getMetaData().getColumns("lake", "main", "t", "id")) {
                assertThat(columns.next()).isTrue();
                assertThat(columns.getString("REMARKS")).isNullOrEmpty();
            }
        }
    }
}
