package io.lakegate.adapters.testing;

import static io.lakegate.catalog.model.LakeType.Simple.BIGINT;
import static io.lakegate.catalog.model.LakeType.Simple.DATE;
import static io.lakegate.catalog.model.LakeType.Simple.INTEGER;
import static io.lakegate.catalog.model.LakeType.Simple.VARCHAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Filter.Operator;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.FileGroup;
import io.lakegate.catalog.scan.FileVerdict;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Scan;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the catalog of every table format has to do, as a test to be inherited: the subclass says how its tables are written and opened,
 * and overrides no test.
 */
public abstract class FormatReaderConformance {
    private static final List<Column> ORDERS = List.of(
            new Column("id", BIGINT, false, Optional.of("key of the order")),
            new Column("country", VARCHAR),
            new Column("day", DATE),
            new Column("amount", new LakeType.Decimal(15, 2)));
    private static final LocalDate MONDAY = LocalDate.of(2024, 1, 1);
    private static final TableName NAME = new TableName("lake", "sales", "Orders");

    @TempDir
    protected Path folder;

    private TestLake lake;

    /** Makes an empty lake below {@link #folder}. */
    protected abstract TestLake openLake();

    @BeforeEach
    void open() {
        lake = openLake();
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void schemasAndTablesAreListedInOrder() {
        lake.create("sales", "Orders", ORDERS, List.of());
        lake.create("sales", "returns", ORDERS, List.of());
        lake.create("hr", "people", ORDERS, List.of());

        assertThat(lake.catalog().name()).isEqualTo("lake");
        assertThat(lake.catalog().schemas()).contains("hr", "sales").isSorted();
        assertThat(lake.catalog().tables("sales")).containsExactly("Orders", "returns");
        assertThat(lake.catalog().tables("nothing")).isEmpty();
    }

    @Test
    void aTableIsFoundInAnyCase() {
        lake.create("sales", "Orders", ORDERS, List.of());

        assertThat(lake.catalog().find("sales", "Orders")).contains(NAME);
        assertThat(lake.catalog().find("SALES", "orders")).contains(NAME);
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        lake.create("sales", "Orders", ORDERS, List.of());

        for (String name : List.of("missing", "", ".", "..", "sales/Orders", "../sales", "Ord%", "'", "\"", "\0")) {
            assertThat(lake.catalog().find("sales", name)).as(name).isEmpty();
            assertThat(lake.catalog().find(name, "Orders")).as(name).isEmpty();
        }
    }

    @Test
    void columnsKeepOrderTypeAndComment() {
        lake.create("sales", "Orders", ORDERS, List.of("day"));

        PinnedTable table = pin();

        assertThat(table.name()).isEqualTo(NAME);
        assertThat(table.comment()).isEmpty();
        assertThat(table.columns()).isEqualTo(ORDERS);
    }

    @Test
    void everyTypeIsKept() {
        List<Column> columns = new ArrayList<>();
        for (LakeType scalar : SampleValues.types()) {
            columns.add(new Column("c" + columns.size(), scalar));
        }
        columns.add(new Column("list", new LakeType.ListOf(INTEGER)));
        columns.add(new Column("map", new LakeType.MapOf(VARCHAR, new LakeType.ListOf(DATE))));
        columns.add(new Column(
                "struct",
                new LakeType.StructOf(
                        List.of(new Column("a", INTEGER, true, Optional.of("inner")), new Column("b", VARCHAR)))));
        lake.create("sales", "Orders", columns, List.of());

        assertThat(pin().columns()).isEqualTo(columns);
    }

    @Test
    void aPlanListsEachFileWithItsSizeAndRows() throws Exception {
        lake.create("sales", "Orders", ORDERS, List.of());
        lake.append("sales", "Orders", rows(order(1, "DE", MONDAY), order(2, "FR", MONDAY)));
        lake.append("sales", "Orders", rows(order(3, "DE", MONDAY)));

        ScanPlan plan = plan(Filter.ANYTHING);

        assertThat(plan.files().toList()).hasSize(2);
        assertThat(plan.report().listed()).isEqualTo(2);
        assertThat(plan.files().mapToLong(f -> f.rowCount().orElseThrow())).containsExactlyInAnyOrder(1L, 2L);
        for (DataFile file : plan.files().toList()) {
            Path path = Path.of(file.location());
            assertThat(path).isAbsolute().isRegularFile();
            assertThat(Files.size(path)).isEqualTo(file.sizeBytes());
            assertThat(lake.catalog().localRoots()).anyMatch(path::startsWith);
            assertThat(file.constants()).isEmpty();
        }
    }

    @Test
    void aPlanKeepsTheOrderOfTheColumnsAskedFor() {
        lake.create("sales", "Orders", ORDERS, List.of("day"));
        lake.append("sales", "Orders", rows(order(1, "DE", MONDAY)));

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
        lake.create("sales", "Orders", ORDERS, List.of("day"));
        for (int day = 0; day < 3; day++) {
            lake.append("sales", "Orders", rows(order(day, "DE", MONDAY.plusDays(day))));
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
        lake.create("sales", "Orders", ORDERS, List.of());
        lake.append("sales", "Orders", rows(order(1, "DE", MONDAY)));

        ScanPlan plan = plan(pin(), new ScanRequest(List.of(), Filter.ANYTHING));

        assertThat(plan.columns()).isEmpty();
        assertThat(plan.files().toList()).hasSize(1);
    }

    @Test
    void anEmptyTableHasNoFiles() {
        lake.create("sales", "Orders", ORDERS, List.of("day"));

        assertThat(plan(Filter.ANYTHING).files().toList()).isEmpty();
        assertThat(plan(Filter.ANYTHING).report().listed()).isZero();
    }

    @Test
    void filesCarryTypedPartitionValuesInPartitionOrder() {
        lake.create("sales", "Orders", ORDERS, List.of("day", "country"));
        lake.append("sales", "Orders", rows(order(1, "DE", MONDAY)));

        assertThat(plan(Filter.ANYTHING).files().toList().get(0).constants())
                .containsExactly(
                        Map.entry("day", Value.of(DATE, MONDAY)), Map.entry("country", Value.of(VARCHAR, "DE")));
    }

    @Test
    void everyScalarTypeCanPartition() {
        for (LakeType scalar : SampleValues.types()) {
            String table = "by_" + scalar.toString().replaceAll("\\W", "_");
            lake.create("types", table, List.of(new Column("id", BIGINT), new Column("p", scalar)), List.of("p"));
            Object low = SampleValues.low(scalar);
            Object high = SampleValues.high(scalar);
            lake.append("types", table, rows(row(1L, low), row(2L, high), row(3L, null)));
            PinnedTable pinned =
                    lake.catalog().pin(lake.catalog().find("types", table).orElseThrow(), Version.LATEST);

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
        lake.create("sales", "Orders", ORDERS, List.of("country"));
        lake.append(
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
        lake.create("sales", "Orders", ORDERS, List.of("day"));
        for (int day = 0; day < 5; day++) {
            lake.append("sales", "Orders", rows(order(day, "DE", MONDAY.plusDays(day))));
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
        lake.create("sales", "Orders", ORDERS, List.of("day"));
        lake.append("sales", "Orders", rows(order(1, "DE", MONDAY), order(2, "FR", MONDAY.plusDays(1))));

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

    @Test
    void aPinnedTableStaysAsItIsAndTheNextPinSeesTheCommit() {
        lake.create("sales", "Orders", ORDERS, List.of());
        long first = lake.append("sales", "Orders", rows(order(1, "DE", MONDAY)));
        PinnedTable before = pin();
        long second = lake.append("sales", "Orders", rows(order(2, "DE", MONDAY)));
        PinnedTable after = pin();

        assertThat(before.version()).isEqualTo(first);
        assertThat(plan(before, all()).files().toList()).hasSize(1);
        assertThat(after.version()).isEqualTo(second);
        assertThat(plan(after, all()).files().toList()).hasSize(2);
    }

    @Test
    void anEarlierVersionIsReadByItsNumber() {
        lake.create("sales", "Orders", ORDERS, List.of());
        long first = lake.append("sales", "Orders", rows(order(1, "DE", MONDAY)));
        lake.append("sales", "Orders", rows(order(2, "DE", MONDAY)));

        PinnedTable table = lake.catalog().pin(NAME, new Version.Numbered(first));

        assertThat(table.version()).isEqualTo(first);
        assertThat(plan(table, all()).files().toList()).hasSize(1);
    }

    @Test
    void aVersionOrTimeOutsideTheHistoryIsRefused() {
        lake.create("sales", "Orders", ORDERS, List.of());
        lake.append("sales", "Orders", rows(order(1, "DE", MONDAY)));

        for (Version version : List.of(
                new Version.Numbered(123_456),
                new Version.Numbered(-1),
                new Version.AtTime(Instant.parse("1999-12-31T23:59:59Z")),
                new Version.AtTime(Instant.now().plusSeconds(3600)))) {
            assertThatThrownBy(() -> lake.catalog().pin(NAME, version))
                    .asInstanceOf(type(GatewayException.class))
                    .extracting(GatewayException::code)
                    .as(version.toString())
                    .isEqualTo(ErrorCode.VERSION_NOT_FOUND);
        }
    }

    @Test
    void threadsThatPinWhileAWriterCommitsSeeOneVersionEach() throws Exception {
        lake.create("sales", "Orders", ORDERS, List.of());
        long empty = pin().version();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Boolean> reader = () -> {
                long last = empty;
                while (last < empty + 10) {
                    PinnedTable table = pin();
                    assertThat(table.version()).isGreaterThanOrEqualTo(last);
                    assertThat(plan(table, all()).files().toList()).hasSize((int) (table.version() - empty));
                    last = table.version();
                }
                return true;
            };
            List<Future<Boolean>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readers.add(threads.submit(reader));
            }
            for (int i = 0; i < 10; i++) {
                long version = lake.append("sales", "Orders", rows(order(i, "DE", MONDAY)));
                assertThat(pin().version()).isGreaterThanOrEqualTo(version);
            }
            for (Future<Boolean> each : readers) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private PinnedTable pin() {
        return lake.catalog().pin(NAME, Version.LATEST);
    }

    private ScanPlan plan(Filter filter) {
        return plan(pin(), new ScanRequest(List.of("id"), filter));
    }

    /** The plan of a scan that the engine reads: what every format has to offer for a table without peculiarities. */
    private static ScanPlan plan(PinnedTable table, ScanRequest request) {
        return table.scan(request, Reader.AUTO)
                .match(Scan.Files::plan, jvm -> fail(jvm.reason()), parts -> fail("in parts"));
    }

    private static ScanRequest all() {
        return new ScanRequest(List.of("id"), Filter.ANYTHING);
    }

    /** The partition values, as text, of the files that a filter on the column p keeps. */
    private static List<String> kept(PinnedTable table, Filter filter) {
        return plan(table, new ScanRequest(List.of("p"), filter))
                .files()
                .flatMap(file -> Stream.ofNullable(file.constants().get("p")))
                .map(value -> value.content().map(SampleValues::text).orElse("NULL"))
                .toList();
    }

    private static Filter compare(String column, Operator operator, LakeType type, Object value) {
        return new Filter.Compare(column, operator, Value.of(type, value));
    }

    private static @Nullable Object[] order(long id, String country, LocalDate day) {
        return row(id, country, day, new BigDecimal("1.50"));
    }

    private static @Nullable Object[] row(@Nullable Object... values) {
        return values;
    }

    private static List<@Nullable Object[]> rows(@Nullable Object[]... rows) {
        return Arrays.asList(rows);
    }
}
