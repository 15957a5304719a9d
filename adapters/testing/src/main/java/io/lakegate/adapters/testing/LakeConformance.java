package io.lakegate.adapters.testing;

import static io.lakegate.catalog.model.LakeType.Simple.BIGINT;
import static io.lakegate.catalog.model.LakeType.Simple.DATE;
import static io.lakegate.catalog.model.LakeType.Simple.VARCHAR;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Filter.Operator;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Scan;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A lake of one format for the tests of the conformance, and what they share. */
abstract class LakeConformance {
    static final List<Column> ORDERS = List.of(
            new Column("id", BIGINT, false, Optional.of("key of the order")),
            new Column("country", VARCHAR),
            new Column("day", DATE),
            new Column("amount", new LakeType.Decimal(15, 2)));
    static final LocalDate MONDAY = LocalDate.of(2024, 1, 1);
    static final TableName NAME = new TableName("lake", "sales", "Orders");

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

    final TestLake lake() {
        return lake;
    }

    final PinnedTable pin() {
        return lake.catalog().pin(NAME, Version.LATEST);
    }

    final ScanPlan plan(Filter filter) {
        return plan(pin(), new ScanRequest(List.of("id", "country", "day"), filter));
    }

    /** The plan of a scan that the engine reads: what every format has to offer for a table without peculiarities. */
    static ScanPlan plan(PinnedTable table, ScanRequest request) {
        return table.scan(request, Reader.AUTO)
                .match(Scan.Files::plan, jvm -> fail(jvm.reason()), parts -> fail("in parts"));
    }

    static ScanRequest all() {
        return new ScanRequest(List.of("id"), Filter.ANYTHING);
    }

    static Filter compare(String column, Operator operator, LakeType type, Object value) {
        return new Filter.Compare(column, operator, Value.of(type, value));
    }

    static @Nullable Object[] order(long id, String country, LocalDate day) {
        return row(id, country, day, new BigDecimal("1.50"));
    }

    static @Nullable Object[] row(@Nullable Object... values) {
        return values;
    }

    static List<@Nullable Object[]> rows(@Nullable Object[]... rows) {
        return Arrays.asList(rows);
    }
}
