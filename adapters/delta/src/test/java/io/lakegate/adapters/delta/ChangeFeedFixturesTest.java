package io.lakegate.adapters.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.adapters.testing.Fixtures.Fixture;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Scan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Change feeds that others wrote, against the answers that they state. */
class ChangeFeedFixturesTest {
    private static final TableName NAME = new TableName("lake", "fixtures", "t");

    @TempDir
    Path root;

    @ParameterizedTest
    @CsvSource({
        "cdf-table, 0, 3, 0",
        "cdf-table-non-partitioned, 0, 4, 0",
        "cdf-table-simple, 0, 0, 0",
        "cdf-table-simple, 1, 1, 1",
        "cdf-table-simple, 2, 2, 2",
        "cdf-table-simple, 0, 2, 3",
        "cdf-table-delete-unconditional, 0, 1, 0",
        "cdf-table-delete-conditional-all-rows, 0, 1, 0",
        "cdf-column-mapping-name-mode, 1, 4, 0",
        "cdf-column-mapping-name-mode-3-7, 1, 4, 0",
        "cdf-column-mapping-id-mode, 1, 4, 0"
    })
    void aFeedHasTheRowsThatItsSourceStates(String name, long from, long to, int answer) throws IOException {
        Fixture fixture = fixture("kernel-rs", name);
        List<List<String>> stated = table(fixture, answer);

        PinnedTable changes = changes(fixture.folder(), from, to);

        assertThat(rows(changes, stated.get(0))).containsExactlyInAnyOrderElementsOf(stated.subList(1, stated.size()));
    }

    @Test
    void aTableOfWhichNoCommitWasRecordedIsRefused() {
        Fixture fixture = fixture("kernel-rs", "cdf-column-mapping-name-mode");

        assertThatThrownBy(() -> changes(fixture.folder(), 0, 4))
                .hasMessageContaining(
                        "did not record its changes over all of the versions 0 to 4: delta.enableChangeDataFeed was on only from version 1 to version 4");
    }

    @Test
    void aCommitThatHidesRowsOfAFileGivesThoseRowsWithoutChangeFilesAsWithThem() throws IOException {
        Path original = fixture("trino", "deltalake__deletion_vector_pages").folder();
        copy(original);
        Path commit = root.resolve("_delta_log").resolve("%020d.json".formatted(2));
        Files.write(
                commit,
                Files.readAllLines(commit).stream()
                        .filter(line -> !line.startsWith("{\"cdc\""))
                        .toList());
        List<String> columns = List.of("id", "_change_type", "_commit_version");

        assertThat(rows(changes(original, 2, 2), columns))
                .containsExactlyInAnyOrder(
                        List.of("20001", "update_preimage", "2"), List.of("99999", "update_postimage", "2"));
        assertThat(rows(changes(root, 2, 2), columns))
                .containsExactlyInAnyOrder(List.of("20001", "delete", "2"), List.of("99999", "insert", "2"));
        assertThat(rows(changes(root, 1, 1), columns))
                .hasSize(20001)
                .allMatch(row -> row.get(1).equals("insert"));
    }

    private void copy(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = root.resolve(folder.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    private static Fixture fixture(String source, String name) {
        Optional<Fixtures> fixtures = Fixtures.find();
        assumeTrue(fixtures.isPresent(), Fixtures.MISSING);
        return fixtures.get().tables("delta").stream()
                .filter(each -> each.source().equals(source) && each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static PinnedTable changes(Path folder, long from, long to) {
        SingleTable table = new SingleTable(NAME.schema(), NAME.table(), new Location(folder));
        return new DeltaCatalog("lake", new DeltaSource(Optional.empty(), List.of(table)))
                .changes(NAME, new Version.Numbered(from), new Version.Numbered(to));
    }

    private static List<List<String>> rows(PinnedTable changes, List<String> columns) {
        Scan scan = changes.scan(new ScanRequest(columns, Filter.ANYTHING), Reader.AUTO);
        ScanPlan plan = scan.match(
                Scan.Files::plan,
                fromJvm -> {
                    throw new AssertionError("rows from the JVM");
                },
                parts -> {
                    throw new AssertionError("rows in parts");
                });
        return PlanRows.of(plan);
    }

    /** Header and rows of a stated answer, which is drawn as a table. */
    private static List<List<String>> table(Fixture fixture, int answer) throws IOException {
        String line = Files.readAllLines(fixture.expected().orElseThrow().resolve("upstream.jsonl"))
                .get(answer);
        JsonNode drawn = new ObjectMapper().readTree(line).path("ascii");
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode row : drawn) {
            if (row.asText().startsWith("|")) {
                rows.add(Arrays.stream(row.asText().substring(1).split("\\|"))
                        .map(String::strip)
                        .toList());
            }
        }
        return rows;
    }
}
