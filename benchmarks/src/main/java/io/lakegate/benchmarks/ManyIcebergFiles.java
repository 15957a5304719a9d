package io.lakegate.benchmarks;

import io.lakegate.adapters.iceberg.IcebergCatalog;
import io.lakegate.adapters.iceberg.IcebergSource;
import io.lakegate.adapters.iceberg.Moved;
import io.lakegate.adapters.iceberg.SingleTable;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.CloseableIterable;

/**
 * What it costs to plan queries of an Iceberg table of 1,000,000 files in 1,000 manifests, against the planning of Iceberg's own library in the same run.
 * Prints a table. Arguments: how many files (1,000,000 and 10,000 where there are none).
 */
public final class ManyIcebergFiles {
    private static final TableName TABLE = new TableName("lake", "default", "t");
    private static final FirstRows LAST_TEN = new FirstRows("id", /* descending= */ true, /* nullsFirst= */ false, 10);
    private static final FirstRows FIRST_NAMES =
            new FirstRows("name", /* descending= */ false, /* nullsFirst= */ false, 10);
    private static final int PLANS = 200;
    private static final int COMMITS = 20;
    private static final int LISTINGS = 5;
    private static final List<String> COLUMNS = List.of("id", "amount", "name");

    private final Path folder;
    private final ManyIcebergFilesTable table;
    private final Figures report = new Figures();

    private ManyIcebergFiles(Path folder, int files) {
        this.folder = folder;
        this.table = new ManyIcebergFilesTable(folder, files);
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        int[] sizes = arguments.length == 0
                ? new int[] {1_000_000, 10_000}
                : Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        for (int files : sizes) {
            Path folder = Files.createTempDirectory("lakegate-iceberg-files");
            try {
                ManyIcebergFiles run = new ManyIcebergFiles(folder, files);
                run.measure();
                System.out.printf("%n%,d files%n%s", files, run.report);
            } finally {
                Figures.delete(folder);
            }
        }
    }

    private void measure() throws IOException, SQLException {
        table.write();
        // The library's code runs in both, so that the second has it warm.
        report.tell("first plan, cold", Figures.millis(() -> plan(catalog(), id(1))));
        report.tell("the library's planFiles, after that", Figures.millis(() -> library(libraryId(1))));
        report.tell("the library's planFiles, warm", Figures.median(LISTINGS, i -> () -> library(libraryId(i))));
        report.tell(
                "the library's planFiles of a day, warm", Figures.median(LISTINGS, i -> () -> library(libraryDay(i))));
        report.tell("first plan in a new catalog, warm", Figures.median(LISTINGS, i -> () -> plan(catalog(), id(i))));
        report.tell("first plan of a day, warm", Figures.median(LISTINGS, i -> () -> plan(catalog(), day(i))));

        long before = Figures.used();
        IcebergCatalog catalog = catalog();
        plan(catalog, new Filter.And(List.of(id(1), name(1), amount(1))));
        report.heap("heap", before, table.files());

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
        catalog.close();
    }

    private IcebergCatalog catalog() {
        SingleTable single = new SingleTable(TABLE.schema(), TABLE.table(), folder);
        return new IcebergCatalog(
                "lake", new IcebergSource(Optional.empty(), Optional.empty(), List.of(single), Moved.NOT));
    }

    private static PinnedTable pin(IcebergCatalog catalog) {
        return catalog.pin(TABLE, Version.LATEST);
    }

    private static long plan(IcebergCatalog catalog, Filter filter) {
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

    private Expression libraryId(int seed) {
        return Expressions.equal("id", new Random(seed).nextLong(table.rows()));
    }

    private LocalDate someDay(int seed) {
        return table.day(new Random(seed).nextInt(table.files()));
    }

    private Filter day(int seed) {
        return new Filter.Compare("day", Operator.EQUAL, Value.of(Simple.DATE, someDay(seed)));
    }

    private Expression libraryDay(int seed) {
        return Expressions.equal("day", (int) someDay(seed).toEpochDay());
    }

    private static Filter amount(int seed) {
        double least = 999.99 + new Random(seed).nextDouble() / 100;
        return new Filter.And(List.of(
                new Filter.Compare("amount", Operator.GREATER, Value.of(Simple.DOUBLE, least)),
                new Filter.Compare("amount", Operator.LESS, Value.of(Simple.DOUBLE, 1_000.0))));
    }

    private Filter name(int seed) {
        String name = ManyIcebergFilesTable.name(new Random(seed).nextLong(table.rows()));
        return new Filter.Compare("name", Operator.EQUAL, Value.of(Simple.VARCHAR, name));
    }

    /** Everything that a query through the library alone does before it reads a file. */
    private long library(Expression expression) throws IOException {
        Table opened = new HadoopTables().load(folder.toString());
        long count = 0;
        try (CloseableIterable<FileScanTask> tasks =
                opened.newScan().filter(expression).planFiles()) {
            for (FileScanTask task : tasks) {
                count += task.file().recordCount();
            }
        }
        return count;
    }
}
