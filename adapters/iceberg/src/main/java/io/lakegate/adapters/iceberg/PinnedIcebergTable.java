package io.lakegate.adapters.iceberg;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.iceberg.IcebergCatalog.Reading;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSummary;
import io.lakegate.catalog.scan.FileVerdict;
import io.lakegate.catalog.scan.FirstRows;
import io.lakegate.catalog.scan.PruningReport;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.FileStage;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.types.Types;

/** An Iceberg table at one snapshot. */
record PinnedIcebergTable(TableName name, OpenTable table, SnapshotChoice choice, Reading reading)
        implements PinnedTable {
    private static final int FIRST_WITH_LINEAGE = 3;

    PinnedIcebergTable {
        requireNonNull(name, "name");
        requireNonNull(table, "table");
        requireNonNull(choice, "choice");
        requireNonNull(reading, "reading");
    }

    @Override
    public long version() {
        return choice.id();
    }

    @Override
    public String identity() {
        return table.identity();
    }

    @Override
    public List<Column> columns() {
        return IcebergTypes.columns(name, choice.schema());
    }

    @Override
    public Map<String, String> identities() {
        return IcebergTypes.identities(choice.schema());
    }

    @Override
    public List<Column> hiddenColumns() {
        if (table.metadata().formatVersion() < FIRST_WITH_LINEAGE) {
            return List.of();
        }
        List<Column> hidden = new ArrayList<>(List.of(Sources.ROW_ID, Sources.ROW_VERSION));
        hidden.removeIf(column -> choice.schema().caseInsensitiveFindField(column.name()) != null);
        return hidden;
    }

    @Override
    public String comment() {
        return table.metadata().properties().getOrDefault("comment", "");
    }

    /** Of one state of the metadata: each has a file of its own. */
    private record ContentKey(
            String uuid,
            String metadata,
            long written,
            String moved,
            long snapshot,
            Types.StructType read,
            Types.StructType listed) {}

    /** What a commit leaves as it is, also counts: the schema by which rows are read, and the names of fields in files without ids. */
    @Override
    public Optional<Object> contentKey() {
        TableMetadata metadata = table.metadata();
        return metadata.uuid() == null || metadata.metadataFileLocation() == null
                ? Optional.empty()
                : Optional.of(new ContentKey(
                        metadata.uuid(),
                        metadata.metadataFileLocation(),
                        metadata.lastUpdatedMillis(),
                        table.files().toString(),
                        choice.id(),
                        choice.schema().asStruct(),
                        choice.listed().asStruct()));
    }

    /** The files that a request leaves, with the counts of those that it does not. */
    private record Kept(List<FileScanTask> tasks, PruningReport report) {}

    @Override
    public Scan scan(ScanRequest request, Reader reader) {
        List<Column> columns = request.columns().stream().map(this::column).toList();
        Kept kept = kept(request.filter());
        if (reader == Reader.FORMAT) {
            return reading.library().scan(name, table, choice, kept.tasks(), columns, "it was asked for");
        }
        ScanPlanner.Sorted sorted = new ScanPlanner(name, table, choice, reading.footers(), reading.positionDeletes())
                .sort(kept.tasks(), columns);
        if (!sorted.library().isEmpty() && reader == Reader.ENGINE) {
            throw CatalogErrors.unsupportedFeature(name, "that the engine lacks, since " + sorted.why());
        }
        int engine = kept.tasks().size() - sorted.library().size();
        // Files that the library reads are none that the engine drops.
        PruningReport report = new PruningReport(
                kept.report().listed() - sorted.library().size(),
                kept.report().byPartition(),
                kept.report().byStatistics());
        if (sorted.library().isEmpty()) {
            return files(new ScanPlan(columns, sorted.groups(), report), request);
        }
        Scan library = reading.library().scan(name, table, choice, sorted.library(), columns, sorted.why());
        return engine == 0
                ? library
                : new Scan.Parts(List.of(files(new ScanPlan(columns, sorted.groups(), report), request), library));
    }

    private Scan files(ScanPlan plan, ScanRequest request) {
        FileStage stage = table.files().stage();
        return new Scan.Files(
                plan,
                request.filter(),
                Optional.ofNullable(table.metadata().uuid()).map(stage::of).orElse(stage));
    }

    @Override
    public OptionalLong countRows(Filter filter) {
        FileJudge judge = new FileJudge(choice, filter, expression(filter));
        OptionalLong known = reading.listings().countRows(name, table, choice, filter, judge);
        if (known.isPresent() || !filter.equals(Filter.ANYTHING)) {
            return known;
        }
        long rows = 0;
        for (FileScanTask task : kept(filter).tasks()) {
            if (!task.deletes().isEmpty()) {
                return OptionalLong.empty(); // two delete files may delete the same row
            }
            rows += task.file().recordCount();
        }
        return OptionalLong.of(rows);
    }

    /** Only of the whole table, as rows are counted. */
    @Override
    public Optional<ColumnSummary> summarize(String column, Filter filter) {
        return filter.equals(Filter.ANYTHING)
                ? FieldBounds.of(table.metadata(), choice.schema(), column)
                        .flatMap(field -> reading.listings()
                                .summarize(name, table, choice, field)
                                .orElseGet(() -> new ColumnListing.Summed(new FileSummaries(field)
                                        .sum(kept(filter).tasks())))
                                .known())
                : Optional.empty();
    }

    @Override
    public Optional<Value> lastOf(FirstRows rows, Filter filter) {
        return reading.listings()
                .lastOf(name, table, choice, rows, filter, new FileJudge(choice, filter, expression(filter)));
    }

    private Column column(String wanted) {
        List<Column> all = new ArrayList<>(columns());
        all.addAll(hiddenColumns());
        return all.stream()
                .filter(column -> column.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("table %s has no column %s".formatted(name, wanted)));
    }

    private Expression expression(Filter filter) {
        return FilterExpressions.of(filter, choice.schema(), choice.listed());
    }

    private Kept kept(Filter filter) {
        Expression expression = expression(filter);
        FileJudge judge = new FileJudge(choice, filter, expression);
        Listing listing = reading.listings().of(name, table, choice, expression, judge);
        List<FileScanTask> kept = new ArrayList<>();
        long byPartition = 0;
        long byStatistics = 0;
        for (FileScanTask task : listing.tasks()) {
            switch (judge.judge(task)) {
                case KEPT -> kept.add(task);
                case BY_PARTITION -> byPartition++;
                case BY_STATISTICS -> byStatistics++;
            }
        }
        long total = listing.whole()
                ? listing.tasks().size()
                : Math.max(listing.total().orElse(0), listing.tasks().size() + listing.byStatistics());
        byPartition += total - listing.tasks().size() - listing.byStatistics();
        byStatistics += listing.byStatistics();
        return new Kept(kept, new PruningReport(total, byPartition, byStatistics));
    }

    @Override
    public List<FileVerdict> verdicts(ScanRequest request) {
        Expression expression = expression(request.filter());
        Listing listing = reading.listings().of(name, table, choice);
        FileJudge judge = new FileJudge(choice, request.filter(), expression);
        List<FileVerdict> verdicts = new ArrayList<>();
        for (FileScanTask task : listing.tasks()) {
            FileJudge.Verdict verdict = judge.judge(task);
            verdicts.add(new FileVerdict(
                    location(task),
                    task.file().fileSizeInBytes(),
                    verdict == FileJudge.Verdict.KEPT,
                    judge.reason(task, verdict)));
        }
        return verdicts;
    }

    private String location(FileScanTask task) {
        return IcebergErrors.call(
                name,
                "finding its files",
                () -> table.files().path(task.file().location()).toString());
    }

    @Override
    public Optional<PinnedTable> metadata(String kind) {
        return IcebergMetadata.of(this, kind);
    }

    @Override
    public List<String> metadataKinds() {
        return IcebergMetadata.KINDS;
    }
}
