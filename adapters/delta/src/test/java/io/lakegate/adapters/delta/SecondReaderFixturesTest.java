package io.lakegate.adapters.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.adapters.testing.Fixtures.Fixture;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.PinnedTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Tables that this project did not write, read by Kernel: each gives the rows that are known, or is refused with a named reason. */
class SecondReaderFixturesTest {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final List<ErrorCode> REFUSALS =
            List.of(ErrorCode.UNSUPPORTED_TABLE_FEATURE, ErrorCode.TABLE_DAMAGED, ErrorCode.STORAGE_UNREADABLE);

    /** Its partition values are timestamps in the time zone of whoever wrote the answer, which no reader can know. */
    private static final String LOCAL_TIME = "delta-golden/data-reader-partition-values";

    private static final String LOCAL_TIME_COLUMN = "as_timestamp";
    private static final Map<String, String> outcomes = new TreeMap<>();

    @TestFactory
    Stream<DynamicTest> eachTableGivesItsRowsOrIsRefused() {
        Optional<Fixtures> fixtures = Fixtures.find();
        assumeTrue(fixtures.isPresent(), Fixtures.MISSING);
        return fixtures.get().tables("delta").stream()
                .map(fixture ->
                        dynamicTest(fixture.id(), () -> assertTimeoutPreemptively(LONGEST, () -> check(fixture))));
    }

    /** What became of each table, for whoever wants to see it. */
    @AfterAll
    static void report() throws IOException {
        List<String> lines = outcomes.entrySet().stream()
                .map(entry -> entry.getKey() + "\t" + entry.getValue())
                .toList();
        Files.write(Path.of("target", "delta-second-reader.txt"), lines);
    }

    private static void check(Fixture fixture) throws Exception {
        SingleTable table = new SingleTable("fixtures", fixture.name(), new Location(fixture.folder()));
        TableName name = new TableName("lake", "fixtures", fixture.name());
        try (DeltaCatalog catalog = new DeltaCatalog("lake", new DeltaSource(Optional.empty(), List.of(table)))) {
            outcomes.put(fixture.id(), "FAILED");
            List<Version> versions = new ArrayList<>();
            versions.add(Version.LATEST);
            fixture.rowsByVersion().keySet().forEach(number -> versions.add(new Version.Numbered(number)));
            for (Version version : versions) {
                String outcome = check(fixture, catalog, name, version);
                if (version.equals(Version.LATEST)) {
                    outcomes.put(fixture.id(), outcome);
                } else if (!outcome.startsWith("READ")) {
                    outcomes.merge(fixture.id(), version + " " + outcome, (a, b) -> a + "; " + b);
                }
            }
        }
    }

    private static String check(Fixture fixture, DeltaCatalog catalog, TableName name, Version version)
            throws Exception {
        PinnedTable pinned;
        List<String> rows;
        List<String> columns;
        try {
            pinned = catalog.pin(name, version);
            columns = pinned.columns().stream().map(Column::name).toList();
            rows = RowText.ofTable(pinned, columns);
        } catch (GatewayException e) {
            assertThat(e.code()).as(e.getMessage()).isIn(REFUSALS);
            assertThat(e.getMessage()).contains(name.toString());
            return e.code() + "\t" + e.getMessage();
        }
        Long count = fixture.rowsByVersion().get(pinned.version());
        if (count != null) {
            assertThat(rows).as("rows of version %d", pinned.version()).hasSize(count.intValue());
        }
        List<Path> expected = expected(fixture, pinned.version(), version.equals(Version.LATEST));
        if (!expected.isEmpty()) {
            List<String> compared = columns.stream()
                    .filter(column -> !(fixture.id().equals(LOCAL_TIME) && column.equals(LOCAL_TIME_COLUMN)))
                    .toList();
            assertThat(sorted(RowText.ofTable(pinned, compared)))
                    .isEqualTo(sorted(RowText.ofFiles(expected, compared)));
        }
        return "READ\tversion %d, %d rows, %s, %s"
                .formatted(
                        pinned.version(),
                        rows.size(),
                        count == null ? "count unknown" : "count known",
                        expected.isEmpty() ? "values unknown" : "values known");
    }

    private static List<String> sorted(List<String> rows) {
        return rows.stream().sorted().toList();
    }

    /** The files with the known answer; none when it is not known. */
    private static List<Path> expected(Fixture fixture, long version, boolean latest) throws IOException {
        for (String folder : latest ? List.of("latest", "v" + version) : List.of("v" + version)) {
            Optional<Path> found =
                    fixture.expected().map(root -> root.resolve(folder)).filter(Files::isDirectory);
            if (found.isPresent()) {
                try (Stream<Path> files = Files.walk(found.get())) {
                    return files.filter(file -> file.toString().endsWith(".parquet") && Files.isRegularFile(file))
                            .sorted()
                            .toList();
                }
            }
        }
        return List.of();
    }
}
