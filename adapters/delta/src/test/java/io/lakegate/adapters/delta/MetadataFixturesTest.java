package io.lakegate.adapters.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.adapters.testing.Fixtures.Fixture;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The metadata tables of tables that this project did not write: those of each table that opens can be read, whole. */
class MetadataFixturesTest {
    @TestFactory
    Stream<DynamicTest> theMetadataTablesOfEachTableThatOpensCanBeRead() {
        Optional<Fixtures> fixtures = Fixtures.find();
        assumeTrue(fixtures.isPresent(), Fixtures.MISSING);
        return fixtures.get().tables("delta").stream().map(fixture -> dynamicTest(fixture.id(), () -> read(fixture)));
    }

    private static void read(Fixture fixture) {
        SingleTable single = new SingleTable("fixtures", fixture.name(), new Location(fixture.folder()));
        TableName name = new TableName("lake", "fixtures", fixture.name());
        try (DeltaCatalog catalog = new DeltaCatalog("lake", new DeltaSource(Optional.empty(), List.of(single)))) {
            PinnedTable table;
            long files;
            try {
                table = catalog.pin(name, Version.LATEST);
                files = table.verdicts(new ScanRequest(List.of(), Filter.ANYTHING))
                        .size();
            } catch (GatewayException e) {
                return; // such tables have a test of their own
            }
            for (String kind : table.metadataKinds()) {
                PinnedTable metadata = table.metadata(kind).orElseThrow();
                String[] columns = Stream.concat(metadata.columns().stream(), metadata.hiddenColumns().stream())
                        .map(Column::name)
                        .toArray(String[]::new);
                List<List<Object>> rows = MetadataOf.rows(table, kind, columns);
                switch (kind) {
                    case "files" -> assertThat(rows).hasSize(Math.toIntExact(files));
                    case "detail" -> assertThat(rows).hasSize(1);
                    case "partitions" -> assertThat(rows).hasSizeLessThanOrEqualTo(Math.toIntExact(files));
                    default -> assertThat(rows).doesNotHaveDuplicates();
                }
            }
        }
    }
}
