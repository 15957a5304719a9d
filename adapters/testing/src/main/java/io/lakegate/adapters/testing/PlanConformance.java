package io.lakegate.adapters.testing;

import static io.lakegate.catalog.model.LakeType.Simple.BIGINT;
import static io.lakegate.catalog.model.LakeType.Simple.DATE;
import static io.lakegate.catalog.model.LakeType.Simple.VARCHAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Filter.Operator;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.FileGroup;
import io.lakegate.catalog.scan.FileVerdict;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which files a scan reads, what they carry, and which of them a filter leaves out. */
abstract class PlanConformance extends LakeConformance {
    @Test
    void aPlanListsEachFileWithItsSizeAndRows() throws Exception {
        lake().create("sales", "Orders", ORDERS, List.of());
        lake().append("sales", "Orders", rows(order(1, "DE", MONDAY), order(2, "FR", MONDAY)));
        lake().append("sales", "Orders", rows(order(3, "DE", MONDAY)));

        ScanPlan plan = plan(Filter.ANYTHING);

        assertThat(plan.files().toList()).hasSize(2);
        assertThat(plan.report().listed()).isEqualTo(2);
        assertThat(plan.files().mapToLong(f -> f.rowCount().orElseThrow())).containsExactlyInAnyOrder(1L, 2L);
        for (DataFile file : plan.files().toList()) {
            Path path = Path.of(file.location());
            assertThat(path).isAbsolute().isRegularFile();
            assertThat(Files.size(path)).isEqualTo(file.sizeBytes());
            assertThat(lake().catalog().localRoots()).anyMatch(path::startsWith);
            assertThat(file.constants()).isEmpty();
        }
    }

    @Test
    void aPlanKeepsTheOrderOfTheColumnsAskedFor() {
        lake().create("sales", "Orders", ORDERS, List.of("day"));
        lake().append("sales", "Orders", rows(order(1, "DE", MONDAY)));

        ScanPlan plan = plan(pin(), new ScanRequest(List.of("amount", "day", "id"), Filter.ANYTHING));

        assertThat(plan.columns()).containsExactly(ORDERS.get(3), ORDERS.get(2), ORDERS.get(0));
        for (FileGroup group : plan.groups()) {
            assertThat(group.sources().get(1)).isEqualTo(ColumnSource.CONSTANT);
            assertThat(group.files()).allMatch(file -> file.constants().containsKey("day"));
            assertThat(stored(group, 0).type()).isEqualTo(ORDERS.get(3).type());
            assertThat(stored(group, 2).type()).isEqualTo(ORDERS.get(0).type());
        }
    }

    private static ColumnSource.Stored stored(FileGroup group, int column) {
        return group.sources()
                .get(column)
                .match(
                        stored -> stored,
                        () -> fail("a constant"),
                        () -> fail("a position"),
                        ColumnSource.StoredElse::stored);
    }

    @Test
    void verdictsAgreeWithThePlan() {
        lake().create("sales", "Orders", ORDERS, List.of("day"));
        for (int day = 0; day < 3; day++) {
            lake().append("sales", "Orders", rows(order(day, "DE", MONDAY.plusDays(day))));
        }
        ScanRequest request = new ScanRequest(List.of("id"), compare("day", Operator.GREATER, DATE, MONDAY));

        List<FileVerdict> verdicts = pin().verdicts(request);

        assertThat(verdicts)
                .hasSize(3)
                .allSatisfy(verdict -> assertThat(verdict.reason()).isNotBlank());
        assertThat(verdicts.stream().filter(FileVerdict::kept).map(FileVerdict::location))
                .containsExactlyElementsOf(
                        plan(pin(), request).files().map(DataFile::location).toList());
        assertThat(verdicts.stream().filter(verdict -> !verdict.kept())).hasSize(1);
    }

    @Test
    void aPlanMayAskForNoColumn() {
        lake().create("sales", "Orders", ORDERS, List.of());
        lake().append("sales", "Orders", rows(order(1, "DE", MONDAY)));

        ScanPlan plan = plan(pin(), new ScanRequest(List.of(), Filter.ANYTHING));

        assertThat(plan.columns()).isEmpty();
        assertThat(plan.files().toList()).hasSize(1);
    }

    @Test
    void anEmptyTableHasNoFiles() {
        lake().create("sales", "Orders", ORDERS, List.of("day"));

        assertThat(plan(Filter.ANYTHING).files().toList()).isEmpty();
        assertThat(plan(Filter.ANYTHING).report().listed()).isZero();
    }

    @Test
    void filesCarryTypedPartitionValues() {
        lake().create("sales", "Orders", ORDERS, List.of("day", "country"));
        lake().append("sales", "Orders", rows(order(1, "DE", MONDAY)));

        assertThat(plan(Filter.ANYTHING).files().toList().get(0).constants())
                .containsOnly(Map.entry("day", Value.of(DATE, MONDAY)), Map.entry("country", Value.of(VARCHAR, "DE")));
    }

    @Test
    void everyScalarTypeCanPartition() {
        for (LakeType scalar : SampleValues.types()) {
            String table = "by_" + scalar.toString().replaceAll("\\W", "_");
            lake().create("types", table, List.of(new Column("id", BIGINT), new Column("p", scalar)), List.of("p"));
            Object low = SampleValues.low(scalar);
            Object high = SampleValues.high(scalar);
            lake().append("types", table, rows(row(1L, low), row(2L, high), row(3L, null)));
            PinnedTable pinned =
                    lake().catalog().pin(lake().catalog().find("types", table).orElseThrow(), Version.LATEST);

            assertThat(kept(pinned, compare("p", Operator.EQUAL, scalar, low)))
                    .as("%s = low", scalar)
                    .containsExactly(SampleValues.text(low));
            assertThat(kept(pinned, compare("p", Operator.GREATER, scalar, low)))
                    .as("%s > low", scalar)
                    .containsExactly(SampleValues.text(high));
            assertThat(kept(pinned, new Filter.IsNull("p")))
                    .as("%s is null", scalar)
                    .containsExactly("NULL");
            assertThat(kept(pinned, new Filter.Not(new Filter.IsNull("p"))))
                    .as("%s not null", scalar)
                    .containsExactlyInAnyOrder(SampleValues.text(low), SampleValues.text(high));
        }
    }

    @Test
    void textsOfAnyKindCanPartition() {
        List<String> texts =
                List.of(("a b|50%|%41|a+b|a:b|a#b|a?b|a=b|a/b|a\\b|\"quoted\"|it's|{x}|[y]|*|null|straße|日本|🦆"
                                + "|a\tb|a\nb|.|..|__HIVE_DEFAULT_PARTITION__")
                        .split("\\|"));
        lake().create("sales", "Orders", ORDERS, List.of("country"));
        lake().append(
                        "sales",
                        "Orders",
                        texts.stream().map(text -> order(1, text, MONDAY)).toList());

        for (String text : texts) {
            List<DataFile> files = plan(compare("country", Operator.EQUAL, VARCHAR, text))
                    .files()
                    .toList();
            assertThat(files).as(text).hasSize(1);
            assertThat(files.get(0).constants()).containsExactly(Map.entry("country", Value.of(VARCHAR, text)));
            assertThat(Path.of(files.get(0).location())).isRegularFile();
        }
    }

    @Test
    void aPartitionFilterDropsFilesAndCountsThem() {
        lake().create("sales", "Orders", ORDERS, List.of("day"));
        for (int day = 0; day < 5; day++) {
            lake().append("sales", "Orders", rows(order(day, "DE", MONDAY.plusDays(day))));
        }

        ScanPlan plan = plan(new Filter.And(List.of(
                compare("day", Operator.GREATER_OR_EQUAL, DATE, MONDAY.plusDays(1)),
                new Filter.In("day", List.of(Value.of(DATE, MONDAY), Value.of(DATE, MONDAY.plusDays(3)))))));

        assertThat(plan.files())
                .extracting(f -> f.constants().get("day"))
                .containsExactly(Value.of(DATE, MONDAY.plusDays(3)));
        assertThat(plan.report().listed()).isEqualTo(5);
        assertThat(plan.report().kept()).isEqualTo(1);
    }

    @Test
    void aFilterNeverDropsAFileThatHoldsAWantedRow() {
        lake().create("sales", "Orders", ORDERS, List.of("day"));
        lake().append("sales", "Orders", rows(order(1, "DE", MONDAY), order(2, "FR", MONDAY.plusDays(1))));

        assertThat(plan(compare("country", Operator.EQUAL, VARCHAR, "DE"))
                        .files()
                        .toList())
                .extracting(f -> f.constants().get("day"))
                .contains(Value.of(DATE, MONDAY));
        assertThat(plan(new Filter.Or(List.of(
                                compare("country", Operator.EQUAL, VARCHAR, "FR"),
                                compare("day", Operator.EQUAL, DATE, MONDAY))))
                        .files()
                        .toList())
                .hasSize(2);
    }

    /** The partition values, as text, of the files that a filter on the column p keeps. */
    private static List<String> kept(PinnedTable table, Filter filter) {
        return plan(table, new ScanRequest(List.of("p"), filter))
                .files()
                .flatMap(file -> Stream.ofNullable(file.constants().get("p")))
                .map(value -> value.content().map(SampleValues::text).orElse("NULL"))
                .toList();
    }
}
