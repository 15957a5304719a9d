package io.lakegate.adapters.testing;

import static io.lakegate.catalog.model.LakeType.Simple.DATE;
import static io.lakegate.catalog.model.LakeType.Simple.INTEGER;
import static io.lakegate.catalog.model.LakeType.Simple.VARCHAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.PinnedTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What the catalog of every table format has to do, as a test to be inherited: the subclass says how its tables are written and opened,
 * and overrides no test.
 */
public abstract class FormatReaderConformance extends PlanConformance {
    @Test
    void schemasAndTablesAreListedInOrder() {
        lake().create("sales", "Orders", ORDERS, List.of());
        lake().create("sales", "returns", ORDERS, List.of());
        lake().create("hr", "people", ORDERS, List.of());

        assertThat(lake().catalog().name()).isEqualTo("lake");
        assertThat(lake().catalog().schemas()).contains("hr", "sales").isSorted();
        assertThat(lake().catalog().tables("sales")).containsExactly("Orders", "returns");
        assertThat(lake().catalog().tables("nothing")).isEmpty();
    }

    @Test
    void aTableIsFoundInAnyCase() {
        lake().create("sales", "Orders", ORDERS, List.of());

        assertThat(lake().catalog().find("sales", "Orders")).contains(NAME);
        assertThat(lake().catalog().find("SALES", "orders")).contains(NAME);
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        lake().create("sales", "Orders", ORDERS, List.of());

        for (String name : List.of("missing", "", ".", "..", "sales/Orders", "../sales", "Ord%", "'", "\"", "\0")) {
            assertThat(lake().catalog().find("sales", name)).as(name).isEmpty();
            assertThat(lake().catalog().find(name, "Orders")).as(name).isEmpty();
        }
    }

    @Test
    void columnsKeepOrderTypeAndComment() {
        lake().create("sales", "Orders", ORDERS, List.of("day"));

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
        lake().create("sales", "Orders", columns, List.of());

        assertThat(pin().columns()).isEqualTo(columns);
    }

    @Test
    void aPinnedTableStaysAsItIsAndTheNextPinSeesTheCommit() {
        lake().create("sales", "Orders", ORDERS, List.of());
        long first = lake().append("sales", "Orders", rows(order(1, "DE", MONDAY)));
        PinnedTable before = pin();
        long second = lake().append("sales", "Orders", rows(order(2, "DE", MONDAY)));
        PinnedTable after = pin();

        assertThat(before.version()).isEqualTo(first);
        assertThat(plan(before, all()).files().toList()).hasSize(1);
        assertThat(after.version()).isEqualTo(second);
        assertThat(plan(after, all()).files().toList()).hasSize(2);
    }

    @Test
    void anEarlierVersionIsReadByItsNumber() {
        lake().create("sales", "Orders", ORDERS, List.of());
        long first = lake().append("sales", "Orders", rows(order(1, "DE", MONDAY)));
        lake().append("sales", "Orders", rows(order(2, "DE", MONDAY)));

        PinnedTable table = lake().catalog().pin(NAME, new Version.Numbered(first));

        assertThat(table.version()).isEqualTo(first);
        assertThat(plan(table, all()).files().toList()).hasSize(1);
    }

    @Test
    void aVersionOrTimeOutsideTheHistoryIsRefused() {
        lake().create("sales", "Orders", ORDERS, List.of());
        lake().append("sales", "Orders", rows(order(1, "DE", MONDAY)));

        for (Version version : List.of(
                new Version.Numbered(123_456),
                new Version.Numbered(-1),
                new Version.AtTime(Instant.parse("1999-12-31T23:59:59Z")),
                new Version.AtTime(Instant.now().plusSeconds(3600)))) {
            assertThatThrownBy(() -> lake().catalog().pin(NAME, version))
                    .asInstanceOf(type(GatewayException.class))
                    .extracting(GatewayException::code)
                    .as(version.toString())
                    .isEqualTo(ErrorCode.VERSION_NOT_FOUND);
        }
    }

    @Test
    void threadsThatPinWhileAWriterCommitsSeeOneVersionEach() throws Exception {
        lake().create("sales", "Orders", ORDERS, List.of());
        List<Long> versions = new ArrayList<>(List.of(pin().version()));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            // Each thread's answers: how many files the table had, and at which version.
            Callable<List<Map.Entry<Integer, Long>>> reader = () -> {
                List<Map.Entry<Integer, Long>> seen = new ArrayList<>();
                int files = 0;
                while (files < 10) {
                    PinnedTable table = pin();
                    int found = plan(table, all()).files().toList().size();
                    assertThat(found).isGreaterThanOrEqualTo(files);
                    files = found;
                    seen.add(Map.entry(files, table.version()));
                }
                return seen;
            };
            List<Future<List<Map.Entry<Integer, Long>>>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readers.add(threads.submit(reader));
            }
            for (int i = 0; i < 10; i++) {
                versions.add(lake().append("sales", "Orders", rows(order(i, "DE", MONDAY))));
                assertThat(plan(pin(), all()).files().toList()).hasSize(i + 1);
            }
            for (Future<List<Map.Entry<Integer, Long>>> each : readers) {
                assertThat(each.get())
                        .isNotEmpty()
                        .allSatisfy(seen -> assertThat(seen.getValue()).isEqualTo(versions.get(seen.getKey())));
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
