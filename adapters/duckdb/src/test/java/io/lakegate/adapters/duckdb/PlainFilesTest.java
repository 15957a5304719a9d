package io.lakegate.adapters.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.FileGroup;
import io.lakegate.catalog.scan.PruningReport;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.QueryEngine;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import io.lakegate.catalog.spi.Scan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
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

/** Files that have what the plan says, which are read plainly, and their neighbours that do not. */
@Timeout(120)
class PlainFilesTest {
    private static final String SCHEMA = "schema = MAP";

    @TempDir
    Path folder;

    private DuckDbEngine engine;
    private Connection writer;
    private OptionalInt fieldId = OptionalInt.empty();
    private String stored = "a";
    private ColumnSource second = ColumnSource.CONSTANT;

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

    @Test
    void filesThatHaveTheColumnInItsTypeAreReadWithoutBeingToldIt() throws SQLException {
        DataFile one = file("one", "SELECT 1::BIGINT AS a, 'x' AS other");
        DataFile two = file("two", "SELECT 'y' AS other, 2::BIGINT AS a");
        assertThat(text(one, two)).doesNotContain(SCHEMA);
        assertThat(answer(one, two)).isEqualTo("3/14");
    }

    @Test
    void oneFileThatHasItOtherwiseIsEnoughToTellThemAll() throws SQLException {
        DataFile plain = file("plain", "SELECT 1::BIGINT AS a");
        for (String rows : List.of(
                "SELECT 2::INTEGER AS a", "SELECT 2::DECIMAL(18, 0) AS a", "SELECT 2::BIGINT AS A", "SELECT 9 AS b")) {
            DataFile other = file("other", rows);
            assertThat(text(plain, other)).as(rows).contains(SCHEMA);
            assertThat(text(other, plain)).as(rows).contains(SCHEMA);
            assertThat(answer(other, plain)).as(rows).isEqualTo(rows.contains("9") ? "1/14" : "3/14");
        }
    }

    @Test
    void namesThatTheEngineWouldTakeForOthersAreTold() throws SQLException {
        DataFile cases = file("cases", "SELECT 5::BIGINT AS \"A\", 1::BIGINT AS b");
        stored = "b";
        assertThat(text(cases)).doesNotContain(SCHEMA);
        DataFile virtual = file("virtual", "SELECT 1::BIGINT AS b, 7::BIGINT AS \"File_Row_Number\"");
        assertThat(text(virtual)).contains(SCHEMA);
        second = ColumnSource.CONSTANT_PLUS_POSITION;
        assertThat(answer(virtual))
                .as("position 0 in the file, not what its column says")
                .isEqualTo("1/7");
    }

    @Test
    void aColumnThatIsFoundByItsIdIsReadUnderTheNameOfTheFile() throws SQLException {
        fieldId = OptionalInt.of(3);
        stored = "never mind";
        DataFile one = file("one", "SELECT 8::BIGINT AS a, 1::BIGINT AS b", ", FIELD_IDS {a: 1, b: 3}");
        assertThat(text(one)).doesNotContain(SCHEMA);
        assertThat(answer(one)).isEqualTo("1/7");
        DataFile renamed = file("renamed", "SELECT 2::BIGINT AS a, 8::BIGINT AS b", ", FIELD_IDS {a: 3, b: 1}");
        assertThat(text(one, renamed)).contains(SCHEMA);
        assertThat(answer(one, renamed)).isEqualTo("3/14");
        DataFile without = file("without", "SELECT 5::BIGINT AS b");
        assertThat(text(without)).contains(SCHEMA);
        assertThat(answer(without)).isEqualTo("null/7");
    }

    @Test
    void aPathThatLooksLikeAPartitionSaysNothing() throws Exception {
        Files.createDirectories(folder.resolve("a=77"));
        DataFile file = file("a=77/one", "SELECT 1::BIGINT AS a");
        assertThat(text(file)).doesNotContain(SCHEMA);
        assertThat(answer(file)).isEqualTo("1/7");
    }

    @Test
    void aFileThatIsMadeAnewInItsPlaceIsLookedIntoAgain() throws SQLException {
        DataFile file = file("one", "SELECT 1::BIGINT AS a");
        assertThat(answer(file)).isEqualTo("1/7");
        DataFile again = file("one", "SELECT 2::INTEGER AS a, 'longer' AS b");
        assertThat(text(again)).contains(SCHEMA);
        assertThat(answer(again)).isEqualTo("2/7");
    }

    private DataFile file(String name, String rows) throws SQLException {
        return file(name, rows, "");
    }

    private DataFile file(String name, String rows, String options) throws SQLException {
        Path file = folder.resolve(name + ".parquet");
        try (Statement statement = writer.createStatement()) {
            statement.execute(
                    "COPY (" + rows + ") TO " + SqlQuote.string(file.toString()) + " (FORMAT PARQUET" + options + ")");
        }
        return new DataFile(
                file.toString(),
                file.toFile().length(),
                OptionalLong.empty(),
                Map.of("c", new Value(Simple.BIGINT, Optional.of(7L))),
                Optional.empty());
    }

    private String text(DataFile... files) {
        try (QueryEngine.EngineStatement statement = engine.prepare(query(files))) {
            return statement.text();
        }
    }

    private String answer(DataFile... files) {
        try (QueryEngine.EngineStatement statement = engine.prepare(query(files));
                Rows rows = statement.run()) {
            RowBatch batch = rows.next(10).orElseThrow();
            return batch.value(0, 0) + "/" + batch.value(1, 0);
        }
    }

    /** The sum of a stored column and of a column that is 7 in each row. */
    private EngineQuery query(DataFile... files) {
        List<Column> columns = List.of(new Column("x", Simple.BIGINT), new Column("c", Simple.BIGINT));
        List<ColumnSource> sources = List.of(new ColumnSource.Stored(stored, fieldId, Simple.BIGINT), second);
        Scan scan = new Scan.Files(new ScanPlan(
                columns, List.of(new FileGroup(sources, List.of(files))), new PruningReport(files.length, 0, 0)));
        return new EngineQuery(
                List.of(
                        new EngineQuery.Sql("SELECT sum(x)::BIGINT, sum(c)::BIGINT FROM "),
                        new EngineQuery.Table(scan),
                        new EngineQuery.Sql(" AS t")),
                columns,
                List.of());
    }
}
