package io.lakegate.adapters.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.FileGroup;
import io.lakegate.catalog.scan.PruningReport;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.QueryEngine;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import io.lakegate.catalog.spi.Scan;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of several ages, whose structs have their fields in several orders; and the engine after a defect of its own. */
@Timeout(120)
class StructFieldsTest {
    private static final LakeType INNER =
            new LakeType.StructOf(List.of(new Column("p", Simple.BIGINT), new Column("q", Simple.VARCHAR)));
    private static final LakeType STRUCT = new LakeType.StructOf(
            List.of(new Column("a", Simple.BIGINT), new Column("b", Simple.BIGINT), new Column("n", INNER)));
    private static final String ALL = "{'a': id, 'b': 100 + id, 'n': {'p': 200 + id, 'q': 'q' || id}}";

    @TempDir
    Path folder;

    private DuckDbEngine engine;
    private Connection writer;

    @BeforeEach
    void open() throws SQLException {
        engine = DuckDbEngine.start(new EngineSettings(OptionalLong.empty(), 2, folder, List.of(folder)));
        writer = DriverManager.getConnection("jdbc:duckdb:");
    }

    @AfterEach
    void close() throws SQLException {
        engine.close();
        writer.close();
    }

    /** What each file holds of the struct, and the same in the order of the table: what a reader by names makes of it. */
    private static final Map<String, String> AGES = Map.of(
            ALL,
            ALL,
            "{'b': 100 + id, 'a': id, 'n': {'q': 'q' || id, 'p': 200 + id}}",
            ALL,
            "{'x': -1, 'a': id, 'n': {'o': -1, 'p': 200 + id, 'q': 'q' || id}, 'b': 100 + id, 'z': 'z'}",
            ALL,
            "{'a': id::SMALLINT, 'b': (100 + id)::INTEGER, 'n': {'p': 200 + id, 'q': 'q' || id, 'r': 1}, 'z': 0}",
            ALL,
            "{'a': id}",
            "{'a': id, 'b': NULL::BIGINT, 'n': NULL::STRUCT(p BIGINT, q VARCHAR)}",
            "{'n': {'q': 'q' || id}, 'a': id}",
            "{'a': id, 'b': NULL::BIGINT, 'n': {'p': NULL::BIGINT, 'q': 'q' || id}}",
            "NULL",
            "NULL::STRUCT(a BIGINT, b BIGINT, n STRUCT(p BIGINT, q VARCHAR))",
            "CASE WHEN id % 3 = 0 THEN NULL ELSE " + ALL + " END",
            "CASE WHEN id % 3 = 0 THEN NULL ELSE " + ALL + " END");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT sum(s.a) FROM t",
                "SELECT sum(s.b) FROM t",
                "SELECT sum(s.n.p) FROM t",
                "SELECT min(s.n.q) FROM t",
                "SELECT count(*) FROM t WHERE s.a >= 3",
                "SELECT count(*) FROM t WHERE s.b >= 103 OR id = 2",
                "SELECT count(*) FROM t WHERE NOT (s.a IN (2) AND s.n.q NOT IN ('q1'))",
                "SELECT count(*) FROM t WHERE s.n.p IS NULL",
                "SELECT count(*) FROM t WHERE s IS NULL",
                "SELECT count(*) FROM t WHERE s.n IS NOT NULL AND s.n.p > 203",
                "SELECT count(*) FROM t AS l JOIN t AS r ON l.s.a = r.s.n.p - 200 WHERE l.s.b > 101",
                "SELECT s.n.q FROM t WHERE s.n.p = 204 AND s.a = 4 LIMIT 1",
                "SELECT s.a FROM t ORDER BY s.n.p DESC NULLS LAST, s.a LIMIT 1",
                "SELECT string_agg(s::VARCHAR, ',' ORDER BY s::VARCHAR) FROM t"
            })
    void aFieldIsFoundByItsNameInFilesOfEveryAge(String sql) throws SQLException {
        List<DataFile> files = new ArrayList<>();
        StringBuilder expected = new StringBuilder();
        for (Map.Entry<String, String> age : AGES.entrySet()) {
            String rows = "SELECT id::INTEGER AS id, %s AS s FROM range(6) AS r(id)";
            files.add(file(
                    "age-" + files.size(),
                    age.getKey().equals("NULL")
                            ? "SELECT id::INTEGER AS id FROM range(6) AS r(id)"
                            : rows.formatted(age.getKey())));
            expected.append(expected.isEmpty() ? "" : " UNION ALL ").append(rows.formatted(age.getValue()));
        }
        assertThat(answer(sql, files)).isEqualTo(expected(sql, expected.toString()));
        assertThat(answer(sql, files))
                .as("with the layouts of the files known")
                .isEqualTo(expected(sql, expected.toString()));
    }

    @Test
    void oneFieldOfAStructIsReadAloneWhereAllFilesHaveTheOrderOfTheTable() throws SQLException {
        List<DataFile> files = List.of(file("same", "SELECT id, " + ALL + " AS s FROM range(6) AS r(id)"));
        assertThat(text("SELECT sum(s.a) FROM t", files)).doesNotContain("CASE WHEN");
        List<DataFile> more =
                List.of(files.get(0), file("other", "SELECT id, {'b': 1, 'a': 2} AS s FROM range(6) AS r(id)"));
        assertThat(text("SELECT sum(s.a) FROM t", more)).containsOnlyOnce("CASE WHEN");
    }

    @Test
    void aFileThatTookThePlaceOfAnotherIsLookedIntoAgain() throws SQLException {
        List<DataFile> files = List.of(file("same", "SELECT id, " + ALL + " AS s FROM range(6) AS r(id)"));
        assertThat(answer("SELECT sum(s.a) FROM t", files)).isEqualTo("15");
        file("same", "SELECT id, {'b': 7, 'a': 1} AS s FROM range(6) AS r(id)");
        assertThat(answer("SELECT sum(s.a) FROM t", files)).isEqualTo("6");
    }

    @Test
    void anEngineThatADefectHasEndedIsReplaced() throws SQLException {
        DataFile old = file("old", "SELECT id FROM range(6) AS r(id)");
        String broken = "SELECT s.a FROM read_parquet(" + SqlQuote.fileName(old.location())
                + ", schema = MAP {'s': {name: 's', type: 'STRUCT(a BIGINT)', default_value: NULL}})";
        try (QueryEngine.EngineStatement waiting = engine.prepare(query(List.of(sql("SELECT 1"))))) {
            assertThatThrownBy(() -> run(List.of(sql(broken))))
                    .isInstanceOfSatisfying(
                            GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
            assertThatThrownBy(waiting::run)
                    .isInstanceOfSatisfying(
                            GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_RESTARTED))
                    .hasMessageContaining("Run it again");
        }
        assertThat(run(List.of(sql("SELECT 42")))).isEqualTo("42");
        assertThat(answer("SELECT count(*) FROM t", List.of(old))).isEqualTo("6");
        assertThatThrownBy(() -> run(List.of(sql("SELECT count(*) FROM '/etc/passwd'"))))
                .as("the new database has the fences of the first")
                .isInstanceOf(GatewayException.class);
    }

    private DataFile file(String name, String rows) throws SQLException {
        Path file = folder.resolve(name + ".parquet");
        try (Statement statement = writer.createStatement()) {
            statement.execute("COPY (" + rows + ") TO " + SqlQuote.string(file.toString()));
        }
        return new DataFile(file.toString(), file.toFile().length(), OptionalLong.empty(), Map.of(), Optional.empty());
    }

    private String expected(String sql, String table) throws SQLException {
        try (Statement statement = writer.createStatement();
                var rows = statement.executeQuery("WITH t AS (" + table + ") " + sql)) {
            assertThat(rows.next()).isTrue();
            return String.valueOf(rows.getString(1));
        }
    }

    private String answer(String sql, List<DataFile> files) {
        return run(pieces(sql, files));
    }

    private String run(List<EngineQuery.Piece> pieces) {
        try (QueryEngine.EngineStatement statement = engine.prepare(query(pieces));
                Rows rows = statement.run()) {
            RowBatch batch = rows.next(10).orElseThrow();
            return String.valueOf(batch.value(0, 0));
        }
    }

    private String text(String sql, List<DataFile> files) {
        try (QueryEngine.EngineStatement statement = engine.prepare(query(pieces(sql, files)))) {
            return statement.text();
        }
    }

    private static EngineQuery query(List<EngineQuery.Piece> pieces) {
        List<EngineQuery.Piece> all = new ArrayList<>(List.of(sql("SELECT x::VARCHAR FROM (")));
        all.addAll(pieces);
        all.add(sql(") AS result(x)"));
        return new EngineQuery(all, List.of(new Column("x", Simple.VARCHAR)), List.of());
    }

    private static EngineQuery.Sql sql(String text) {
        return new EngineQuery.Sql(text);
    }

    private static List<EngineQuery.Piece> pieces(String sql, List<DataFile> files) {
        List<Column> columns = List.of(new Column("id", Simple.INTEGER), new Column("s", STRUCT));
        List<ColumnSource> sources = columns.stream()
                .<ColumnSource>map(column -> new ColumnSource.Stored(column.name(), OptionalInt.empty(), column.type()))
                .toList();
        Scan scan = new Scan.Files(
                new ScanPlan(columns, List.of(new FileGroup(sources, files)), new PruningReport(files.size(), 0, 0)));
        return List.of(sql("WITH t AS (SELECT * FROM "), new EngineQuery.Table(scan), sql(") " + sql));
    }
}
