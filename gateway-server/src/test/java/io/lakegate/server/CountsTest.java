package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeletionVectorWriter;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which statements that count rows are answered by a table's metadata, on a table whose data files are gone; and that the others read them. */
class CountsTest {
    @TempDir
    private Path lake;

    private TestGateway gateway;
    private Connection connection;

    @BeforeEach
    void start() throws SQLException {
        DeltaTableWriter writer = DeltaTableWriter.create(
                lake.resolve("t"), List.of(new Column("id", Simple.INTEGER), new Column("p", Simple.VARCHAR)), "p");
        writer.append(List.<Object[]>of(new Object[] {1, "a"}, new Object[] {2, "a"}, new Object[] {3, "b"}));
        writer.append(List.<Object[]>of(new Object[] {4, "a"}, new Object[] {5, null}));
        gateway = TestGateway.over(lake);
        connection = gateway.connect();
    }

    @AfterEach
    void stop() throws SQLException {
        connection.close();
        gateway.close();
    }

    private void loseData() throws IOException {
        try (Stream<Path> files = Files.walk(lake.resolve("t"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".parquet"))
                    .filter(each -> !each.toString().contains("_delta_log"))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    private String query(String sql) throws SQLException {
        return TestGateway.query(connection, sql).toString();
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
                "SELECT count(*) FROM t | [[5]]",
                "SELECT count(*) AS a, count(1) AS b FROM t | [[5, 5]]",
                "SELECT count(id) FROM t | [[5]]",
                "SELECT count(*) FROM t VERSION AS OF 1 | [[3]]",
                "SELECT count(*) FROM t WHERE p = 'a' | [[3]]",
                "SELECT count(*) FROM t WHERE p <> 'a' | [[1]]",
                "SELECT count(*) FROM t WHERE p IS NULL | [[1]]",
                "SELECT count(*) FROM t WHERE p IN ('b', 'z') OR p IS NULL | [[2]]",
                "SELECT count(*) FROM t WHERE NOT (p = 'a' AND p IS NOT NULL) | [[2]]",
                "SELECT count(*) FROM t WHERE p > 'a' AND p < 'c' | [[1]]",
                "SELECT count(*) FROM (SELECT id + 1 AS n FROM t) AS s | [[5]]",
            })
    void theLogCounts(String sql, String answer) throws Exception {
        assertThat(query(sql)).isEqualTo(answer);
        set("lakegate.reader = engine");
        assertThat(query(sql)).as("read").isEqualTo(answer);
        set("lakegate.reader = auto");
        loseData();
        assertThat(query(sql)).as("without data").isEqualTo(answer);
        set("lakegate.reader = engine");
        assertThatThrownBy(() -> query(sql)).isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT count(*) FROM t WHERE id > 2 | [[3]]",
                "SELECT count(*) FROM t WHERE p = 'a' AND id = 1 | [[1]]",
                "SELECT count(*) FROM t WHERE upper(p) = 'A' | [[3]]",
                "SELECT count(*) FROM t WHERE CAST(p AS VARCHAR(1)) = 'a' | [[3]]",
                "SELECT count(DISTINCT p) FROM t | [[2]]",
                "SELECT count(*) FILTER (WHERE p = 'a') FROM t | [[3]]",
                "SELECT count(*) + 1 FROM t | [[6]]",
                "SELECT p, count(*) FROM t WHERE p = 'b' GROUP BY p | [[b, 1]]",
                "SELECT count(*) FROM t AS x JOIN t AS y ON x.id = y.id | [[5]]",
                "SELECT count(*) FROM (SELECT id FROM t LIMIT 2) AS s | [[2]]",
            })
    void whatTheLogDoesNotProveIsRead(String sql, String answer) throws Exception {
        assertThat(query(sql)).isEqualTo(answer);
        loseData();
        assertThatThrownBy(() -> query(sql)).isInstanceOf(SQLException.class);
    }

    @Test
    void valuesOfParametersAreBoundEachTime() throws Exception {
        loseData();
        try (PreparedStatement statement = connection.prepareStatement("SELECT count(*) FROM t WHERE p = ?")) {
            for (String p : List.of("a", "b", "c", "a")) {
                statement.setString(1, p);
                try (ResultSet rows = statement.executeQuery()) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getLong(1)).as(p).isEqualTo(p.equals("a") ? 3 : p.equals("b") ? 1 : 0);
                    assertThat(rows.next()).isFalse();
                }
            }
        }
    }

    @Test
    void deletedRowsDoNotCount() throws Exception {
        new DeletionVectorWriter(lake.resolve("t")).delete(position -> position == 0);
        assertThat(query("SELECT count(*) FROM t")).isEqualTo("[[1]]");
        loseData();
        // What the log says of such files is not believed.
        assertThatThrownBy(() -> query("SELECT count(*) FROM t")).isInstanceOf(SQLException.class);
    }

    /** As by an ANALYZE that counts what is left: trinodb/trino#30343. */
    @Test
    void aFileWhoseCountIsOfTheRowsThatAreLeftIsReadAlsoWhereAsManyAreDeleted() throws Exception {
        DeltaTableWriter writer = DeltaTableWriter.create(
                lake.resolve("half"),
                List.of(new Column("id", Simple.INTEGER)),
                List.of(),
                Map.of("delta.enableChangeDataFeed", "true", "delta.enableDeletionVectors", "true"));
        writer.append(List.<Object[]>of(new Object[] {1}, new Object[] {2}, new Object[] {3}, new Object[] {4}));
        new DeletionVectorWriter(lake.resolve("half")).delete(position -> position < 2);
        Path log = lake.resolve("half/_delta_log/00000000000000000002.json");
        String analyzed = Files.readString(log).replace("\\\"numRecords\\\":4", "\\\"numRecords\\\":2");
        assertThat(analyzed).isNotEqualTo(Files.readString(log));
        Files.writeString(log, analyzed);
        for (String reader : List.of("auto", "engine", "format")) {
            set("lakegate.reader = " + reader);
            assertThat(query("SELECT id FROM half ORDER BY id")).as(reader).isEqualTo("[[3], [4]]");
            assertThat(query("SELECT id FROM half WHERE id > 2 ORDER BY id"))
                    .as(reader)
                    .isEqualTo("[[3], [4]]");
            assertThat(query("SELECT count(*) FROM half")).as(reader).isEqualTo("[[2]]");
        }
        for (String reader : List.of("auto", "engine")) {
            set("lakegate.reader = " + reader);
            assertThat(query("SELECT id, _change_type FROM TABLE(table_changes('lake.default.half', 2)) ORDER BY id"))
                    .as(reader)
                    .isEqualTo("[[1, delete], [2, delete]]");
        }
    }

    @Test
    void ofAFileOfWhichAllRowsAreDeletedNoneIsShown() throws Exception {
        DeltaTableWriter.create(
                        lake.resolve("none"),
                        List.of(new Column("id", Simple.INTEGER)),
                        List.of(),
                        Map.of("delta.enableDeletionVectors", "true"))
                .append(List.<Object[]>of(new Object[] {1}, new Object[] {2}));
        new DeletionVectorWriter(lake.resolve("none")).delete(position -> true);
        for (String reader : List.of("auto", "engine", "format")) {
            set("lakegate.reader = " + reader);
            assertThat(query("SELECT id FROM none")).as(reader).isEqualTo("[]");
            assertThat(query("SELECT count(*) FROM none")).as(reader).isEqualTo("[[0]]");
        }
    }

    @Test
    void aFileOfWhichTheLogDoesNotSayHowManyRowsItHasIsRead() throws Exception {
        Path log = lake.resolve("t/_delta_log/00000000000000000002.json");
        String without = Files.readString(log).replaceAll("\\\\\"numRecords\\\\\":\\d+,?", "");
        assertThat(without).isNotEqualTo(Files.readString(log));
        Files.writeString(log, without);
        assertThat(query("SELECT count(*) FROM t")).isEqualTo("[[5]]");
        assertThat(query("SELECT count(*) FROM t WHERE p = 'b'")).isEqualTo("[[1]]");
        loseData();
        assertThatThrownBy(() -> query("SELECT count(*) FROM t")).isInstanceOf(SQLException.class);
        assertThat(query("SELECT count(*) FROM t WHERE p = 'b'")).isEqualTo("[[1]]");
    }
}
