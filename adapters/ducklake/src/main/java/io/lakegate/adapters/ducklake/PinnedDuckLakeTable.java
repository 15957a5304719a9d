package io.lakegate.adapters.ducklake;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.ducklake.database.FileStamp;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.DeletedRows;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.packed.EnoughRows;
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
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A DuckLake table at one snapshot. Its files are listed when it is scanned, with the rows that the catalog holds itself.
 *
 * @param stamp how the catalog's database looked before the snapshot was found in it, as of {@link CatalogAccess.Resolved}
 */
record PinnedDuckLakeTable(
        TableName name,
        LakeTable table,
        LakeSnapshot snapshot,
        TableSchema schema,
        Optional<FileStamp> stamp,
        CatalogAccess access)
        implements PinnedTable {
    PinnedDuckLakeTable {
        requireNonNull(name, "name");
        requireNonNull(table, "table");
        requireNonNull(snapshot, "snapshot");
        requireNonNull(schema, "schema");
        requireNonNull(stamp, "stamp");
        requireNonNull(access, "access");
    }

    @Override
    public long version() {
        return snapshot.id();
    }

    @Override
    public String identity() {
        return table.identity();
    }

    @Override
    public List<Column> columns() {
        return schema.fields().stream().map(Field::column).toList();
    }

    @Override
    public Map<String, String> identities() {
        return Field.identities(schema.fields());
    }

    @Override
    public List<Column> hiddenColumns() {
        return Wanted.hidden(schema.fields()).stream().map(Wanted::column).toList();
    }

    @Override
    public String comment() {
        return schema.comment();
    }

    private record ContentKey(String catalog, FileStamp stamp, long table, long snapshot) {}

    /**
     * Of a database that is a file, while that is as it was when the table was pinned: what is read of another that was put in its place belongs to other rows under
     * the same numbers. Of a database that is no file nobody knows whether that was done.
     */
    @Override
    public Optional<Object> contentKey() {
        return stamp.filter(pinned -> access.stamp().equals(stamp))
                .map(pinned -> new ContentKey(access.name(), pinned, table.id(), snapshot.id()));
    }

    /** Ids of tables are never given again in a catalog, and names of files by no writer. */
    private FileStage stage() {
        return access.stage().of(String.valueOf(table.id()));
    }

    private record Listing(TableFiles files, Map<Long, List<FileField>> mappings, List<Scan> inlined) {}

    @Override
    public Scan scan(ScanRequest request, Reader reader) {
        if (reader == Reader.FORMAT) {
            throw noReader(name);
        }
        Optional<FileStamp> stamp = access.stamp();
        KnownPlans.Question question = new KnownPlans.Question(table.id(), snapshot.id(), request);
        Optional<ScanPlan> known = stamp.flatMap(now -> access.plans().find(question, now));
        if (known.isPresent()) {
            return new Scan.Files(known.get(), request.filter(), stage());
        }
        List<Wanted> wanted = request.columns().stream().map(this::wanted).toList();
        Listing listing = access.read(name, table, List.of(snapshot.id()), queries -> {
            Optional<FileIndex.Selected> selected =
                    access.indexes().select(queries, table, schema, snapshot, request.filter());
            TableFiles files = selected.isPresent()
                    ? TableFiles.of(queries, snapshot.id(), selected.get())
                    : TableFiles.matching(queries, schema, snapshot.id(), request.filter());
            boolean mapped =
                    files.files().stream().anyMatch(file -> file.mapping().isPresent());
            InlinedRows rows = new InlinedRows(name, schema.rows(), wanted);
            List<Scan> inlined = new ArrayList<>();
            for (TableQueries.InlinedTable inlinedTable : queries.inlinedTables(snapshot)) {
                rows.scan(queries, inlinedTable, snapshot.id()).ifPresent(inlined::add);
            }
            return new Listing(files, mapped ? queries.nameMappings() : Map.of(), inlined);
        });
        Scan.Files files = new Scan.Files(plan(request, wanted, listing), request.filter(), stage());
        if (listing.inlined.isEmpty()) {
            stamp.ifPresent(before -> access.plans().keep(question, before, files.plan()));
            return files;
        }
        if (files.plan().groups().isEmpty() && listing.inlined.size() == 1) {
            return listing.inlined.get(0);
        }
        return new Scan.Parts(
                Stream.concat(Stream.of(files), listing.inlined.stream()).toList());
    }

    /** Only of the whole table, where no rows are deleted and the catalog holds none itself. */
    @Override
    public OptionalLong countRows(Filter filter) {
        return filter.equals(Filter.ANYTHING)
                ? access.plans()
                        .counts()
                        .of(
                                new KnownPlans.SumQuestion(table.id(), snapshot.id(), Optional.empty()),
                                access.stamp(),
                                () -> access.read(name, table, List.of(snapshot.id()), this::allRows))
                : OptionalLong.empty();
    }

    /** Rows that the catalog holds itself are read always: they neither prove anything nor are left out. */
    @Override
    public Optional<Value> lastOf(FirstRows rows, Filter filter) {
        Optional<Field> column = schema.field(rows.column())
                .filter(field -> !field.lakeType().isNested() && !field.isVariant())
                .filter(field -> new EnoughRows(rows, field.lakeType()).isPossible());
        return column.flatMap(field -> access.plans()
                .lasts()
                .of(
                        new KnownPlans.FirstQuestion(table.id(), snapshot.id(), rows, filter),
                        access.stamp(),
                        () -> access.read(
                                name, table, List.of(snapshot.id()), queries -> lastOf(queries, rows, filter, field))));
    }

    private Optional<Value> lastOf(TableQueries queries, FirstRows rows, Filter filter, Field column)
            throws SQLException {
        if (!Snapshots.has(queries.reader(), snapshot)) {
            return Optional.empty();
        }
        Optional<FileIndexes.Last> known = access.indexes().last(queries, table, schema, snapshot, rows, filter);
        return known.isPresent()
                ? known.get().value()
                : ProvenRows.last(queries, schema, snapshot.id(), rows, filter, column);
    }

    /** Of the whole table, as rows are counted; of a column that had one type all its life. */
    @Override
    public Optional<ColumnSummary> summarize(String column, Filter filter) {
        return schema.field(column)
                .filter(field -> filter.equals(Filter.ANYTHING)
                        && !field.lakeType().isNested()
                        && !field.isVariant()
                        && !FileJudge.isChanged(field, schema.rows()))
                .flatMap(field -> access.plans()
                        .summaries()
                        .of(
                                new KnownPlans.SumQuestion(table.id(), snapshot.id(), Optional.of(column)),
                                access.stamp(),
                                () -> access.read(
                                        name, table, List.of(snapshot.id()), queries -> allValues(queries, field))));
    }

    private Optional<ColumnSummary> allValues(TableQueries queries, Field column) throws SQLException {
        if (!isInFilesAsTheyAre(queries)) {
            return Optional.empty();
        }
        Optional<FileIndexes.Summed> known = access.indexes().summarize(queries, table, schema, snapshot, column);
        return known.isPresent() ? known.get().known() : FileSummaries.of(queries, schema, snapshot.id(), column);
    }

    /** Whether no rows are deleted, and the catalog holds none itself. */
    private boolean isInFilesAsTheyAre(TableQueries queries) throws SQLException {
        return queries.inlinedTables(snapshot).isEmpty()
                && !queries.hasDeleteFiles(Life.sql("d", snapshot.id()))
                && queries.inlinedDeletes(snapshot.id()).isEmpty();
    }

    private OptionalLong allRows(TableQueries queries) throws SQLException {
        long at = snapshot.id();
        if (!isInFilesAsTheyAre(queries)) {
            return OptionalLong.empty();
        }
        OptionalLong known = access.indexes().countRows(queries, table, snapshot);
        if (known.isPresent()) {
            return known;
        }
        long rows = 0;
        for (LiveFile file : queries.dataFiles(Life.sql("f", at))) {
            if (file.outlives(at)) {
                return OptionalLong.empty();
            }
            rows += file.rowsUntil(at);
        }
        return OptionalLong.of(rows);
    }

    static GatewayException noReader(TableName name) {
        return new GatewayException(
                ErrorCode.UNSUPPORTED_TABLE_FEATURE,
                "Table %s cannot be read by a reader of DuckLake's own: there is none for Java. Read it with the engine."
                        .formatted(name));
    }

    private Wanted wanted(String column) {
        return Stream.concat(schema.fields().stream().map(Wanted::of), Wanted.hidden(schema.fields()).stream())
                .filter(wanted -> wanted.name().equals(column))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("table %s has no column %s".formatted(name, column)));
    }

    private ScanPlan plan(ScanRequest request, List<Wanted> wanted, Listing listing) {
        FileJudge judge = new FileJudge(listing.files, schema.fields(), schema.rows(), request.filter());
        ColumnReads reads = new ColumnReads(name, schema.fields(), wanted, listing.mappings, access.footers());
        long byPartition = listing.files.droppedByPartition();
        long byStatistics = listing.files.dropped();
        Map<List<ColumnSource>, List<DataFile>> groups = new LinkedHashMap<>();
        for (LiveFile file : listing.files.files()) {
            switch (judge.judge(file)) {
                case BY_PARTITION -> byPartition++;
                case BY_STATISTICS -> byStatistics++;
                case KEPT -> {
                    ColumnReads.Read read = reads.of(file);
                    groups.computeIfAbsent(read.sources(), sources -> new ArrayList<>())
                            .add(dataFile(file, read, listing.files));
                }
            }
        }
        return new ScanPlan(
                wanted.stream().map(Wanted::column).toList(),
                groups.entrySet().stream()
                        .map(group -> new FileGroup(group.getKey(), group.getValue()))
                        .toList(),
                new PruningReport(
                        listing.files.files().size() + listing.files.dropped() + listing.files.droppedByPartition(),
                        byPartition,
                        byStatistics));
    }

    private DataFile dataFile(LiveFile file, ColumnReads.Read read, TableFiles files) {
        return new DataFile(
                file.location(),
                file.place().sizeBytes(),
                OptionalLong.of(file.recordCount()),
                read.constants(),
                deletedFrom(file, files),
                file.place().key());
    }

    /** What is deleted from a file at this snapshot. */
    Optional<DeletedRows> deletedFrom(LiveFile file, TableFiles files) {
        return access.deletes()
                .of(
                        file,
                        files.deletes().getOrDefault(file.id(), List.of()),
                        files.inlinedDeletes().getOrDefault(file.id(), List.of()),
                        snapshot.id());
    }

    @Override
    public List<FileVerdict> verdicts(ScanRequest request) {
        TableFiles files = access.read(
                name,
                table,
                List.of(snapshot.id()),
                queries -> TableFiles.read(queries, schema, snapshot.id(), request.filter()));
        FileJudge judge = new FileJudge(files, schema.fields(), schema.rows(), request.filter());
        return files.files().stream()
                .map(file -> {
                    FileJudge.Verdict verdict = judge.judge(file);
                    return new FileVerdict(
                            file.location(),
                            file.place().sizeBytes(),
                            verdict == FileJudge.Verdict.KEPT,
                            judge.reason(file, verdict));
                })
                .toList();
    }

    @Override
    public Optional<PinnedTable> metadata(String kind) {
        return new DuckLakeMetadata(this).table(kind);
    }

    @Override
    public List<String> metadataKinds() {
        return DuckLakeMetadata.KINDS;
    }
}
