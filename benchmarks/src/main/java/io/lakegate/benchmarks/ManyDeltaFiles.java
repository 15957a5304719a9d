package io.lakegate.benchmarks;

import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.utils.CloseableIterator;
import io.lakegate.adapters.delta.DeltaCatalog;
import io.lakegate.adapters.delta.DeltaSource;
import io.lakegate.adapters.delta.SingleTable;
import io.lakegate.adapters.storage.Location;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Filter.Operator;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.scan.FirstRows;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Scan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;

/**
 * What it costs to plan queries of a Delta table of 1,000,000 files, against Delta Kernel's own filtered listing in the same run. Prints a
 * table. Arguments: how many files (1,000,000 and 10,000 where there are none).
 */
public final class ManyDeltaFiles {
    private static final TableName TABLE = new TableName("lake", "default", "t");
    private static final FirstRows LAST_TEN = new FirstRows("id", /* descending= */ true, /* nullsFirst= */ false, 10);
    private static final FirstRows FIRST_NAMES =
            new FirstRows("name", /* descending= */ false, /* nullsFirst= */ false, 10);
    private static final int PLANS = 200;
    private static final int COMMITS = 20;
    private static final int LISTINGS = 5;
    private static final List<String> COLUMNS = List.of("id", "amount", "name");

    private final Path folder;
    private final ManyDeltaFilesTable table;
    private final Engine engine = DefaultEngine.create(new Configuration());
    private final Figures report = new Figures();

    private ManyDeltaFiles(Path folder, int files) {
        this.folder = folder;
        this.table = new ManyDeltaFilesTable(folder, files);
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        int[] sizes = arguments.length == 0
                ? new int[] {1_000_000, 10_000}
                : Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        for (int files : sizes) {
            Path folder = Files.createTempDirectory("lakegate-delta-files");
            try {
                ManyDeltaFiles run = new ManyDeltaFiles(folder, files);
                run.measure();
                System.out.printf("%n%,d files%n%s", files, run.report);
            } finally {
                Figures.delete(folder);
            }
        }
    }

    private void measure() throws IOException, SQLException {
        table.write();
        // Kernel's code runs in both, so that the second has it warm.
        report.tell("first plan, cold", Figures.millis(() -> plan(catalog(), id(1))));
        report.tell("Kernel's filtered listing, after that", Figures.millis(() -> kernel(kernelId(1))));
        report.tell("Kernel's filtered listing, warm", Figures.median(LISTINGS, i -> () -> kernel(kernelId(i))));
        report.tell("first plan in a new catalog, warm", Figures.median(LISTINGS, i -> () -> plan(catalog(), id(i))));
        report.tell(
                "first plan without a condition's columns, warm",
                Figures.median(LISTINGS, i -> () -> plan(catalog(), day(i))));

        long before = Figures.used();
        DeltaCatalog catalog = catalog();
        plan(catalog, new Filter.And(List.of(id(1), day(1))));
        report.heap("heap, id's bounds read", before, table.files());
        plan(catalog, new Filter.And(List.of(amount(1), name(1))));
        report.heap("heap, three columns' bounds read", before, table.files());

        report.tell("next plan, by id: p50", Figures.median(PLANS, i -> () -> plan(catalog, id(i))));
        report.tell("next plan, by day: p50", Figures.median(PLANS, i -> () -> plan(catalog, day(i))));
        report.tell(
                "next plan, by both: p50",
                Figures.median(PLANS, i -> () -> plan(catalog, new Filter.And(List.of(day(i), id(i))))));
        report.tell("next plan, by name: p50", Figures.median(PLANS / 4, i -> () -> plan(catalog, name(i))));
        report.tell("next plan, by amount: p50", Figures.median(PLANS / 4, i -> () -> plan(catalog, amount(i))));
        report.tell(
                "count(*): p50", Figures.median(PLANS, i -> () -> pin(catalog).countRows(Filter.ANYTHING)));
        report.tell(
                "count(*) of a day: p50",
                Figures.median(PLANS, i -> () -> pin(catalog).countRows(day(i))));
        report.tell("min(id), first", Figures.millis(() -> pin(catalog).summarize("id", Filter.ANYTHING)));
        report.tell(
                "min(id), next: p50",
                Figures.median(LISTINGS, i -> () -> pin(catalog).summarize("id", Filter.ANYTHING)));
        report.tell(
                "least id of the last ten rows, first",
                Figures.millis(() -> pin(catalog).lastOf(LAST_TEN, Filter.ANYTHING)));
        report.tell(
                "least id of the last ten rows, next: p50",
                Figures.median(PLANS, i -> () -> pin(catalog).lastOf(LAST_TEN, Filter.ANYTHING)));
        report.tell(
                "first name of ten rows, next: p50",
                Figures.median(PLANS / 4, i -> () -> pin(catalog).lastOf(FIRST_NAMES, Filter.ANYTHING)));
        report.tell(
                "least id of the last ten rows of a condition, next: p50",
                Figures.median(PLANS / 4, i -> () -> pin(catalog).lastOf(LAST_TEN, upTo(i))));
        report.tell("refresh after a commit of one file: p50", Figures.median(COMMITS, i -> {
            table.commit();
            return () -> plan(catalog, id(i));
        }));
        report.tell("Kernel's snapshot after a commit: p50", Figures.median(LISTINGS, i -> {
            table.commit();
            return this::open;
        }));
        catalog.close();
    }

    private DeltaCatalog catalog() {
        SingleTable single = new SingleTable(TABLE.schema(), TABLE.table(), new Location(folder));
        return new DeltaCatalog("lake", new DeltaSource(Optional.empty(), List.of(single)));
    }

    private static PinnedTable pin(DeltaCatalog catalog) {
        return catalog.pin(TABLE, Version.LATEST);
    }

    private static long plan(DeltaCatalog catalog, Filter filter) {
        Scan scan = pin(catalog).scan(new ScanRequest(COLUMNS, filter), Reader.AUTO);
        return ((Scan.Files) scan).plan().report().kept();
    }

    private Filter upTo(int seed) {
        long id = new Random(seed).nextLong(table.rows());
        return new Filter.Compare("id", Operator.LESS_OR_EQUAL, Value.of(Simple.BIGINT, id));
    }

    private Filter id(int seed) {
        long id = new Random(seed).nextLong(table.rows());
        return new Filter.Compare("id", Operator.EQUAL, Value.of(Simple.BIGINT, id));
    }

    private Predicate kernelId(int seed) {
        long id = new Random(seed).nextLong(table.rows());
        return new Predicate("=", new io.delta.kernel.expressions.Column("id"), Literal.ofLong(id));
    }

    private Filter day(int seed) {
        LocalDate day = table.day(new Random(seed).nextInt(table.files()));
        return new Filter.Compare("day", Operator.EQUAL, Value.of(Simple.DATE, day));
    }

    private static Filter amount(int seed) {
        double least = 999.9 + new Random(seed).nextDouble() / 10;
        return new Filter.And(List.of(
                new Filter.Compare("amount", Operator.GREATER, Value.of(Simple.DOUBLE, least)),
                new Filter.Compare("amount", Operator.LESS, Value.of(Simple.DOUBLE, 1_000.0))));
    }

    private Filter name(int seed) {
        String name = ManyDeltaFilesTable.name(new Random(seed).nextLong(table.rows()));
        return new Filter.Compare("name", Operator.EQUAL, Value.of(Simple.VARCHAR, name));
    }

    private Snapshot open() {
        return TableManager.loadSnapshot(folder.toString()).build(engine);
    }

    /** Everything that a query through Kernel alone does before it reads a file. */
    private long kernel(Predicate predicate) {
        long count = 0;
        try (CloseableIterator<FilteredColumnarBatch> batches =
                open().getScanBuilder().withFilter(predicate).build().getScanFiles(engine)) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> rows = batches.next().getRows()) {
                    while (rows.hasNext()) {
                        rows.next();
                        count++;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return count;
    }
}
