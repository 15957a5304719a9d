package io.lakegate.adapters.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.adapters.testing.Fixtures.Fixture;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.DeletedRows;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tables that this project did not write: each opens and lists exactly its active files, or is refused with a named reason. */
class DeltaFixturesTest {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final List<ErrorCode> REFUSALS =
            List.of(ErrorCode.UNSUPPORTED_TABLE_FEATURE, ErrorCode.TABLE_DAMAGED, ErrorCode.STORAGE_UNREADABLE);
    private static final Map<String, String> outcomes = new TreeMap<>();

    private final Engine kernel = DefaultEngine.create(new Configuration());

    @TestFactory
    Stream<DynamicTest> eachTableListsItsFilesOrIsRefused() {
        Optional<Fixtures> fixtures = Fixtures.find();
        assumeTrue(fixtures.isPresent(), Fixtures.MISSING);
        return fixtures.get().tables("delta").stream()
                .map(fixture -> dynamicTest(
                        fixture.id(),
                        () -> outcomes.put(fixture.id(), assertTimeoutPreemptively(LONGEST, () -> outcome(fixture)))));
    }

    @Test
    void aFolderOfTablesIsACatalogThoughSomeOfThemAreBroken() {
        Optional<Fixtures> fixtures = Fixtures.find();
        assumeTrue(fixtures.isPresent(), Fixtures.MISSING);
        Location location = new Location(fixtures.get().folder("delta", "delta-golden"));
        try (DeltaCatalog catalog = new DeltaCatalog("golden", new DeltaSource(Optional.of(location), List.of()))) {
            assertThat(catalog.schemas()).containsExactly("default");
            assertThat(catalog.tables("default"))
                    .containsExactlyInAnyOrderElementsOf(fixtures.get().tables("delta").stream()
                            .filter(fixture -> fixture.source().equals("delta-golden"))
                            .map(Fixture::name)
                            .toList());
        }
    }

    @Test
    void statisticsThatACheckpointKeepsAsColumnsAreUsed() {
        Optional<Fixtures> fixtures = Fixtures.find();
        assumeTrue(fixtures.isPresent(), Fixtures.MISSING);
        for (String name : List.of(
                "v1-single-part-struct-stats-only",
                "v2-classic-parquet-struct-stats-only",
                "v2-json-sidecars-struct-stats-only")) {
            HandmadeTable table = new HandmadeTable(
                    fixtures.get().folder("delta", "kernel-rs").resolve(name));
            long files = table.plan().report().listed();
            Column id = table.pin().columns().get(0);
            Filter absent = new Filter.Compare(id.name(), Filter.Operator.EQUAL, Value.of(id.type(), -1L));

            assertThat(files).as(name).isPositive();
            assertThat(table.plan(absent).report().byStatistics()).as(name).isEqualTo(files);
            assertThat(table.plan().files().map(DataFile::rowCount)).as(name).allMatch(OptionalLong::isPresent);
        }
    }

    /** What became of each table, for whoever wants to see it. */
    @AfterAll
    static void report() throws IOException {
        List<String> lines = outcomes.entrySet().stream()
                .map(entry -> entry.getKey() + "\t" + entry.getValue())
                .toList();
        Files.write(Path.of("target", "delta-fixtures.txt"), lines);
    }

    private String outcome(Fixture fixture) {
        SingleTable table = new SingleTable("fixtures", fixture.name(), new Location(fixture.folder()));
        TableName name = new TableName("lake", "fixtures", fixture.name());
        try (DeltaCatalog catalog = new DeltaCatalog("lake", new DeltaSource(Optional.empty(), List.of(table)))) {
            PinnedTable pinned;
            ScanPlan plan;
            try {
                pinned = catalog.pin(name, Version.LATEST);
                List<String> columns =
                        pinned.columns().stream().map(Column::name).toList();
                plan = HandmadeTable.plan(pinned, new ScanRequest(columns, Filter.ANYTHING));
            } catch (GatewayException e) {
                assertThat(e.code()).isIn(REFUSALS);
                if (e.code() == ErrorCode.TABLE_DAMAGED) {
                    assertThat(kernelFiles(fixture.folder()).filter(DeltaFixturesTest::allThere))
                            .as("the files of a whole table, as Kernel lists them")
                            .isEmpty();
                }
                return e.code() + "\t" + e.getMessage();
            }
            checkFiles(fixture, plan);
            checkRows(fixture, pinned, plan);
            for (long earlier : fixture.rowsByVersion().keySet()) {
                checkEarlier(catalog, name, earlier);
            }
            return "OPENED\tversion " + pinned.version() + ", "
                    + plan.files().toList().size() + " files";
        }
    }

    private static void checkEarlier(DeltaCatalog catalog, TableName name, long version) {
        try {
            PinnedTable pinned = catalog.pin(name, new Version.Numbered(version));
            assertThat(pinned.version()).isEqualTo(version);
            HandmadeTable.plan(pinned, new ScanRequest(List.of(), Filter.ANYTHING));
        } catch (GatewayException e) {
            assertThat(e.code()).isIn(REFUSALS);
        }
    }

    private void checkFiles(Fixture fixture, ScanPlan plan) {
        kernelFiles(fixture.folder())
                .ifPresent(expected -> assertThat(plan.files().toList())
                        .extracting(file -> file.location() + " " + file.sizeBytes())
                        .containsExactlyInAnyOrderElementsOf(expected));
    }

    private static void checkRows(Fixture fixture, PinnedTable pinned, ScanPlan plan) {
        // The reference reader passed over files that are missing.
        boolean counted = plan.files().toList().stream()
                .allMatch(file -> file.rowCount().isPresent() && Files.exists(Path.of(file.location())));
        Long expected = fixture.rowsByVersion().get(pinned.version());
        if (counted && expected != null) {
            assertThat(plan.files().mapToLong(DeltaFixturesTest::rowsLeft).sum())
                    .isEqualTo(expected);
        }
    }

    /** Reads the deletion vector, too: what it says must agree with the log. */
    private static long rowsLeft(DataFile file) {
        long deleted = file.deletes().map(rows -> rows.positions().count()).orElse(0L);
        assertThat(deleted)
                .isEqualTo(file.deletes().map(DeletedRows::cardinality).orElse(0L));
        return file.rowCount().orElseThrow() - deleted;
    }

    private static boolean allThere(List<String> files) {
        return files.stream().allMatch(file -> Files.exists(Path.of(file.substring(0, file.lastIndexOf(' ')))));
    }

    /** Path and size of the active files as Kernel lists them over Hadoop's file system; empty where that fails. */
    private Optional<List<String>> kernelFiles(Path folder) {
        List<String> found = new ArrayList<>();
        try {
            Snapshot snapshot = TableManager.loadSnapshot(folder.toString()).build(kernel);
            try (CloseableIterator<FilteredColumnarBatch> batches =
                    snapshot.getScanBuilder().build().getScanFiles(kernel)) {
                while (batches.hasNext()) {
                    try (CloseableIterator<Row> rows = batches.next().getRows()) {
                        while (rows.hasNext()) {
                            FileStatus file = InternalScanFileUtils.getAddFileStatus(rows.next());
                            found.add(file.getPath().replaceFirst("^file:/+", "/") + " " + file.getSize());
                        }
                    }
                }
            }
        } catch (Exception e) {
            return Optional.empty();
        }
        return Optional.of(found);
    }
}
