package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.calcite.BoundStatement;
import io.lakegate.adapters.calcite.CutText;
import io.lakegate.adapters.calcite.DefaultNames;
import io.lakegate.adapters.calcite.ParameterSource;
import io.lakegate.adapters.calcite.PlannedStatement;
import io.lakegate.adapters.calcite.SqlFrontEnd;
import io.lakegate.adapters.calcite.Statement;
import io.lakegate.adapters.delta.DeltaCatalog;
import io.lakegate.adapters.delta.DeltaSource;
import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.registry.Catalogs;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Scan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a filter on a partition column keeps files from being opened: rows, plan and the exact files. */
class PartitionPruningTest {
    private static final DefaultNames NAMES = DefaultNames.NONE;

    @TempDir
    private Path lake;

    private Path table;
    private TestGateway gateway;

    @BeforeEach
    void writeSales() {
        table = lake.resolve("sales");
        DeltaTableWriter writer = DeltaTableWriter.create(
                table,
                List.of(
                        new Column("id", Simple.INTEGER),
                        new Column("region", Simple.VARCHAR),
                        new Column("sold", Simple.DATE),
                        new Column("amount", Simple.DOUBLE)),
                "region",
                "sold");
        writer.append(List.of(
                new Object[] {1, "north", LocalDate.of(2024, 1, 1), 10.0},
                new Object[] {2, "north", LocalDate.of(2024, 2, 1), 20.0},
                new Object[] {3, "south", LocalDate.of(2024, 1, 1), 30.0},
                new Object[] {4, "süd west/1", LocalDate.of(2024, 3, 1), 40.0},
                new Object[] {5, null, LocalDate.of(2024, 1, 1), 50.0},
                new Object[] {6, "north", null, 60.0}));
        gateway = TestGateway.over(lake);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void filterOnTwoPartitionColumnsOpensOneFile() throws Exception {
        String sql =
                "SELECT id, amount FROM lake.\"default\".sales WHERE region = 'north' AND sold < DATE '2024-02-01'";

        assertThat(opened(sql)).containsExactly("region=north/sold=2024-01-01");
        assertThat(plan(sql))
                .contains("LakeScan(table=[lake.default.sales], version=[1], columns=[[id, region, sold, amount]])")
                .contains("LogicalFilter(");
        onlyTheseAreRead(sql, List.of(List.of(1, 10.0)));
    }

    @Test
    void nullIsAPartitionOfItsOwn() throws Exception {
        assertThat(opened("SELECT id FROM lake.\"default\".sales WHERE region IS NULL"))
                .containsExactly("region=__HIVE_DEFAULT_PARTITION__/sold=2024-01-01");
        assertThat(opened("SELECT id FROM lake.\"default\".sales WHERE sold IS NULL"))
                .containsExactly("region=north/sold=__HIVE_DEFAULT_PARTITION__");
        onlyTheseAreRead("SELECT id FROM lake.\"default\".sales WHERE region IS NULL", List.of(List.of(5)));
    }

    @Test
    void negationKeepsWhatMayBeUnknown() throws Exception {
        String sql =
                "SELECT id FROM lake.\"default\".sales WHERE NOT (region = 'north' OR region = 'south') ORDER BY id";

        assertThat(opened(sql)).hasSize(1);
        onlyTheseAreRead(sql, List.of(List.of(4)));
    }

    @Test
    void conditionsReachThroughJoinsSubqueriesAggregatesAndUnions() throws Exception {
        assertThat(opened("""
                        SELECT s.region, sum(s.amount) FROM lake."default".sales s
                        JOIN (VALUES ('north'), ('south')) AS r(name) ON s.region = r.name
                        WHERE s.sold = DATE '2024-02-01' GROUP BY s.region""")).containsExactly("region=north/sold=2024-02-01");
        assertThat(opened("""
                        SELECT * FROM (SELECT region, sold, count(*) AS n FROM lake."default".sales GROUP BY region, sold) t
                        WHERE region = 'south'""")).containsExactly("region=south/sold=2024-01-01");
        assertThat(opened("""
                        SELECT 1 FROM (VALUES (1)) AS v(x) WHERE EXISTS (
                          SELECT * FROM lake."default".sales WHERE region = 'south')""")).containsExactly("region=south/sold=2024-01-01");
        assertThat(opened("""
                        SELECT * FROM (SELECT id, region FROM lake."default".sales UNION ALL
                          SELECT 0, 'x' FROM lake."default".sales WHERE sold > DATE '2024-02-15') t WHERE region = 'south'"""))
                .containsExactly("region=south/sold=2024-01-01", "region=süd%20west%252F1/sold=2024-03-01");
    }

    @Test
    void outerJoinsDoNotPruneTheSideThatKeepsItsRows() {
        assertThat(opened("""
                        SELECT * FROM lake."default".sales s LEFT JOIN (VALUES (1)) AS v(x)
                        ON s.id = v.x AND s.region = 'south'""")).hasSize(6);
    }

    @Test
    void aParameterPrunesWithItsValue() throws Exception {
        String sql = "SELECT id FROM lake.\"default\".sales WHERE sold >= ?";

        assertThat(opened(sql, Value.of(Simple.DATE, LocalDate.of(2024, 2, 15))))
                .containsExactly("region=süd%20west%252F1/sold=2024-03-01");
        try (Connection connection = gateway.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, "2024-02-15");
            assertThat(TestGateway.rows(statement.executeQuery())).isEqualTo(List.of(List.of(4)));
            statement.setString(1, "2024-02-01");
            assertThat(TestGateway.rows(statement.executeQuery())).containsExactlyInAnyOrder(List.of(2), List.of(4));
        }
    }

    @Test
    void whatCannotBeDecidedReadsEverything() {
        assertThat(opened("SELECT id FROM lake.\"default\".sales WHERE upper(region) = 'NORTH'"))
                .hasSize(6);
        assertThat(opened("SELECT id FROM lake.\"default\".sales WHERE region = 'north' OR id * 2 = 6"))
                .hasSize(6);
    }

    /** The partition folders of the files that the statement's plan names. */
    private Set<String> opened(String sql, Value... parameters) {
        return bound(sql, parameters).scans().stream()
                .flatMap(scan -> ((Scan.Files) scan.scan()).plan().files())
                .map(DataFile::location)
                .map(location -> table.relativize(Path.of(location).getParent()).toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String plan(String sql) {
        CutText text = new CutText(Integer.MAX_VALUE);
        planned(sql).explain(text);
        return text.toString();
    }

    private PlannedStatement planned(String sql) {
        DeltaCatalog catalog =
                new DeltaCatalog("lake", new DeltaSource(Optional.of(Location.parse(lake.toString())), List.of()));
        SqlFrontEnd frontEnd = new SqlFrontEnd();
        return frontEnd.plan(
                (Statement.Query) frontEnd.parse(sql),
                NAMES,
                new TablePins(new Catalogs(List.of(catalog))),
                ParameterSource.NONE);
    }

    private BoundStatement bound(String sql, Value... parameters) {
        return planned(sql).bind(List.of(parameters), Reader.AUTO);
    }

    /** Runs the statement with only its files left on disk, and then without each of these. */
    private void onlyTheseAreRead(String sql, List<List<Object>> expected) throws SQLException, IOException {
        Set<Path> needed = bound(sql).scans().stream()
                .flatMap(scan -> ((Scan.Files) scan.scan()).plan().files())
                .map(file -> Path.of(file.location()))
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.walk(table)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
                if (!needed.contains(file)) {
                    Files.delete(file);
                }
            }
        }
        assertThat(gateway.query(sql)).isEqualTo(expected);
        for (Path file : needed) {
            Files.delete(file);
            assertThatThrownBy(() -> gateway.query(sql)).isInstanceOf(SQLException.class);
        }
    }
}
