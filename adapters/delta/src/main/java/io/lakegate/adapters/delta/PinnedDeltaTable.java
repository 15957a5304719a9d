package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.delta.FileListing.ListedFile;
import io.lakegate.adapters.delta.FileListing.Part;
import io.lakegate.adapters.delta.RowTracking.Hidden;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.FilterColumns;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.ColumnSummary;
import io.lakegate.catalog.scan.FileGroup;
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
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/** A Delta table at one version. */
record PinnedDeltaTable(
        TableName name,
        DeltaSnapshot snapshot,
        FileListings listings,
        DeletionVectors deletionVectors,
        KernelReader formatReader,
        FileStage stage)
        implements PinnedTable {
    PinnedDeltaTable {
        requireNonNull(name, "name");
        requireNonNull(snapshot, "snapshot");
        requireNonNull(listings, "listings");
        requireNonNull(deletionVectors, "deletionVectors");
        requireNonNull(formatReader, "formatReader");
        requireNonNull(stage, "stage");
    }

    @Override
    public long version() {
        return snapshot.id().version();
    }

    @Override
    public String identity() {
        return snapshot.tableId();
    }

    @Override
    public List<Column> columns() {
        return snapshot.columns().stream().map(DeltaColumn::column).toList();
    }

    @Override
    public Map<String, String> identities() {
        return DeltaColumn.identities(snapshot.columns());
    }

    @Override
    public List<Column> hiddenColumns() {
        return snapshot.rowTracking().columns().stream().map(Hidden::column).toList();
    }

    @Override
    public String comment() {
        return snapshot.comment();
    }

    /** The folder, its table, the version and the file that committed it; and the zone in which partition values are read. */
    @Override
    public Optional<Object> contentKey() {
        return Optional.of(List.of(snapshot.tableId(), snapshot.id(), snapshot.zone()));
    }

    @Override
    public Scan scan(ScanRequest request, Reader reader) {
        ScanPlan plan = plan(request);
        if (reader == Reader.FORMAT) {
            return formatReader.scan(name, snapshot, plan, "it was asked for");
        }
        Optional<Column> variant = plan.columns().stream()
                .filter(column -> snapshot.column(column.name())
                        .filter(DeltaColumn::variant)
                        .isPresent())
                .findFirst();
        if (variant.isEmpty()) {
            return new Scan.Files(plan, request.filter(), stage);
        }
        String column = variant.get().name();
        if (reader == Reader.ENGINE) {
            throw CatalogErrors.unsupportedType(name, column, "variant");
        }
        return formatReader.scan(
                name, snapshot, plan, "column %s holds variants, which the engine cannot read".formatted(column));
    }

    private ScanPlan plan(ScanRequest request) {
        List<Wanted> wanted = request.columns().stream().map(this::wanted).toList();
        FileListing listing = listings.of(name, snapshot);
        long before = listing.sizeBytes();
        List<DataFile> kept = new ArrayList<>();
        PruningReport report = FileSelection.of(
                listing,
                new JudgedFilter(snapshot, request.filter()),
                (chunk, file) -> kept.add(dataFile(chunk.file(file), wanted)));
        if (listing.sizeBytes() != before) {
            listings.weigh(snapshot, listing);
        }
        List<ColumnSource> sources =
                inOneWay(wanted.stream().map(Wanted::source).toList());
        return new ScanPlan(
                wanted.stream().map(Wanted::column).toList(),
                kept.isEmpty() ? List.of() : List.of(new FileGroup(sources, kept)),
                report);
    }

    /**
     * An engine finds all columns of a file in one way. Row ids have no field id, so that beside them all columns are found by their
     * physical names, which every file has that is written by the protocol.
     */
    private static List<ColumnSource> inOneWay(List<ColumnSource> sources) {
        return sources.stream().noneMatch(ColumnSource.StoredElse.class::isInstance)
                ? sources
                : sources.stream().map(PinnedDeltaTable::byName).toList();
    }

    private static ColumnSource byName(ColumnSource source) {
        return source instanceof ColumnSource.Stored stored
                ? new ColumnSource.Stored(stored.name(), OptionalInt.empty(), stored.type())
                : source;
    }

    @Override
    public List<FileVerdict> verdicts(ScanRequest request) {
        FileListing listing = listings.of(name, snapshot);
        JudgedFilter judged = new JudgedFilter(snapshot, request.filter());
        List<FileVerdict> verdicts = new ArrayList<>();
        for (Part part : listing.parts()) {
            FileJudge judge = new FileJudge(judged, part.chunk());
            for (int i = 0; i < part.chunk().size(); i++) {
                if (part.has(i)) {
                    ListedFile file = part.chunk().file(i);
                    FileJudge.Verdict verdict = judge.judge(i);
                    verdicts.add(new FileVerdict(
                            location(file),
                            file.sizeBytes(),
                            verdict == FileJudge.Verdict.KEPT,
                            judge.reason(i, verdict)));
                }
            }
        }
        return verdicts;
    }

    @Override
    public OptionalLong countRows(Filter filter) {
        return isOfPartitions(filter) ? FileRows.count(listings.of(name, snapshot), filter) : OptionalLong.empty();
    }

    @Override
    public Optional<ColumnSummary> summarize(String column, Filter filter) {
        return snapshot.column(column)
                .filter(known -> isOfPartitions(filter)
                        && !known.type().isNested()
                        && !known.variant()
                        && known.type() != LakeType.Simple.NULL)
                .flatMap(known -> {
                    FileListing listing = listings.of(name, snapshot);
                    return snapshot.isPartitionColumn(known)
                            ? FileSummaries.ofPartitions(listing, filter, known)
                            : FileSummaries.ofStatistics(listing, filter, known);
                });
    }

    @Override
    public Optional<Value> lastOf(FirstRows rows, Filter filter) {
        return snapshot.column(rows.column())
                .filter(known -> !known.type().isNested() && !known.variant())
                .flatMap(known -> {
                    FileListing listing = listings.of(name, snapshot);
                    long before = listing.sizeBytes();
                    Optional<Value> last = ProvenRows.last(
                            listing,
                            rows,
                            new JudgedFilter(snapshot, filter),
                            known,
                            snapshot.isPartitionColumn(known));
                    if (listing.sizeBytes() != before) {
                        listings.weigh(snapshot, listing);
                    }
                    return last;
                });
    }

    private boolean isOfPartitions(Filter filter) {
        return FilterColumns.of(filter).stream()
                .allMatch(path -> !path.isNested()
                        && snapshot.column(path.column())
                                .filter(snapshot::isPartitionColumn)
                                .isPresent());
    }

    /** A column of the plan: how its values are had, and what a file has to carry for that. */
    private record Wanted(Column column, ColumnSource source, BiFunction<DataFile, ListedFile, DataFile> complete) {}

    private Wanted wanted(String name) {
        return snapshot.column(name)
                .map(this::wanted)
                .or(() -> snapshot.rowTracking().columns().stream()
                        .filter(hidden -> hidden.column().name().equals(name))
                        .map(hidden -> new Wanted(hidden.column(), hidden.source(), hidden::complete))
                        .findFirst())
                .orElseThrow(
                        () -> new IllegalArgumentException("table %s has no column %s".formatted(this.name, name)));
    }

    private Wanted wanted(DeltaColumn column) {
        if (snapshot.isPartitionColumn(column)) {
            return new Wanted(column.column(), ColumnSource.CONSTANT, (file, listed) -> file);
        }
        if (column.type() == LakeType.Simple.NULL) {
            // Writers leave such a column out of their files.
            Value none = Value.nullOf(column.type());
            return new Wanted(column.column(), ColumnSource.CONSTANT, (file, listed) -> file.with(column.name(), none));
        }
        return new Wanted(column.column(), column.stored(), (file, listed) -> file);
    }

    private DataFile dataFile(ListedFile listed, List<Wanted> wanted) {
        DataFile file = new DataFile(
                location(listed),
                listed.sizeBytes(),
                listed.rowCount(),
                listed.partition(),
                deletionVectors.of(name, snapshot.id().folder(), listed));
        for (Wanted column : wanted) {
            file = column.complete().apply(file, listed);
        }
        return file;
    }

    private String location(ListedFile file) {
        return DataFilePath.resolve(name, snapshot.id().folder(), file.uri());
    }

    @Override
    public Optional<PinnedTable> metadata(String kind) {
        return listings.metadata(this, snapshot).table(kind);
    }

    @Override
    public List<String> metadataKinds() {
        return DeltaMetadata.KINDS;
    }
}
