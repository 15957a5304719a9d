package io.lakegate.adapters.ducklake;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.ducklake.ChangeEvents.TypedChange;
import io.lakegate.adapters.ducklake.InlinedRows.RowChange;
import io.lakegate.adapters.ducklake.TableQueries.InlinedTable;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.DeletedRows;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.FileGroup;
import io.lakegate.catalog.scan.FileVerdict;
import io.lakegate.catalog.scan.PruningReport;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Scan;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The changes of a range of snapshots as a table, with the columns of the last of them. */
record ChangesTable(TableName name, LakeTable table, ChangeRange range, TableSchema schema, CatalogAccess access)
        implements PinnedTable {
    ChangesTable {
        requireNonNull(name, "name");
        for (Wanted change : Wanted.CHANGE) {
            if (schema.fields().stream().anyMatch(f -> f.name().equalsIgnoreCase(change.name()))) {
                throw CatalogErrors.unsupportedFeature(
                        name, "changes of a table that has a column %s of its own".formatted(change.name()));
            }
        }
    }

    /** The last snapshot of the range. */
    @Override
    public long version() {
        return range.to().id();
    }

    @Override
    public String identity() {
        return table.identity();
    }

    @Override
    public List<Column> columns() {
        return wanted().map(Wanted::column).toList();
    }

    @Override
    public Map<String, String> identities() {
        return Field.identities(schema.fields());
    }

    /** A column may have been added, or allowed to be NULL and then not any more, since the first of the changes. */
    private Stream<Wanted> wanted() {
        return Stream.concat(
                schema.fields().stream()
                        .map(field -> new Wanted(
                                new Column(field.name(), field.lakeType(), true, field.comment()), Optional.of(field))),
                Wanted.CHANGE.stream());
    }

    private List<Wanted> hidden() {
        return Wanted.hidden(schema.fields()).stream()
                .filter(Wanted.ROW_ID::equals)
                .toList();
    }

    @Override
    public List<Column> hiddenColumns() {
        return hidden().stream().map(Wanted::column).toList();
    }

    @Override
    public String comment() {
        return schema.comment();
    }

    private record Found(ChangeEvents events, Map<Long, List<FileField>> mappings, List<Scan> inlined) {}

    @Override
    public Scan scan(ScanRequest request, Reader reader) {
        if (reader == Reader.FORMAT) {
            throw PinnedDuckLakeTable.noReader(name);
        }
        List<Wanted> wanted = request.columns().stream().map(this::wanted).toList();
        Found found = access.read(name, table, snapshots(), queries -> find(queries, wanted));
        Scan.Files files = new Scan.Files(plan(wanted, found), request.filter(), access.stage());
        return found.inlined.isEmpty()
                ? files
                : new Scan.Parts(
                        Stream.concat(Stream.of(files), found.inlined.stream()).toList());
    }

    private List<Long> snapshots() {
        return List.of(range.from(), range.to().id());
    }

    private Found find(TableQueries queries, List<Wanted> wanted) throws SQLException {
        ChangeEvents events = ChangeEvents.read(queries, range, access.deletes(), access.peek());
        InlinedRows rows = new InlinedRows(name, schema.rows(), wanted);
        List<Scan> inlined = new ArrayList<>();
        for (InlinedTable inlinedTable : queries.inlinedTables(range.to())) {
            rows.scan(
                            queries,
                            inlinedTable,
                            range.sql("i.begin_snapshot"),
                            InlinedRows.BEGIN,
                            (id, snapshot, column) -> text(events, new RowChange(id, snapshot), false, column))
                    .ifPresent(inlined::add);
            rows.scan(
                            queries,
                            inlinedTable,
                            range.sql("i.end_snapshot"),
                            InlinedRows.END,
                            (id, snapshot, column) -> text(events, new RowChange(id, snapshot), true, column))
                    .ifPresent(inlined::add);
        }
        return new Found(events, queries.nameMappings(), inlined);
    }

    private @Nullable String text(ChangeEvents events, RowChange row, boolean deletion, Wanted column) {
        if (column.equals(Wanted.CHANGE_TYPE)) {
            return events.type(row, deletion);
        }
        if (column.equals(Wanted.COMMIT_VERSION)) {
            return String.valueOf(row.snapshot());
        }
        Instant time = range.times().get(row.snapshot());
        return time == null ? null : time.toString();
    }

    private Wanted wanted(String column) {
        return Stream.concat(wanted(), hidden().stream())
                .filter(wanted -> wanted.name().equals(column))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the changes of table %s have no column %s".formatted(name, column)));
    }

    private ScanPlan plan(List<Wanted> wanted, Found found) {
        ColumnReads reads = new ColumnReads(name, schema.fields(), wanted, found.mappings, access.footers());
        Map<List<ColumnSource>, List<DataFile>> groups = new LinkedHashMap<>();
        List<TypedChange> changes = found.events.files();
        for (TypedChange change : changes) {
            ColumnReads.Read read = reads.of(change.file());
            groups.computeIfAbsent(read.sources(), sources -> new ArrayList<>()).add(dataFile(change, read));
        }
        return new ScanPlan(
                wanted.stream().map(Wanted::column).toList(),
                groups.entrySet().stream()
                        .map(group -> new FileGroup(group.getKey(), group.getValue()))
                        .toList(),
                new PruningReport(changes.size(), 0, 0));
    }

    private DataFile dataFile(TypedChange change, ColumnReads.Read read) {
        LiveFile file = change.file();
        Map<String, Value> constants = new LinkedHashMap<>(read.constants());
        constants.put(Wanted.CHANGE_TYPE.name(), Value.of(LakeType.Simple.VARCHAR, change.type()));
        constants.put(Wanted.COMMIT_VERSION.name(), Value.of(LakeType.Simple.BIGINT, change.snapshot()));
        constants.put(
                Wanted.COMMIT_TIMESTAMP.name(),
                new Value(
                        LakeType.Simple.TIMESTAMP_TZ,
                        Optional.ofNullable(range.times().get(change.snapshot()))));
        long[] positions =
                change.positions().stream().mapToLong(Long::longValue).toArray();
        Optional<DeletedRows> others = positions.length == file.recordCount()
                ? Optional.empty()
                : Optional.of(new RowsBut(positions, file.recordCount()));
        return new DataFile(
                file.location(),
                file.place().sizeBytes(),
                OptionalLong.of(file.recordCount()),
                constants,
                others,
                file.place().key());
    }

    @Override
    public List<FileVerdict> verdicts(ScanRequest request) {
        return access
                .read(
                        name,
                        table,
                        snapshots(),
                        queries -> ChangeEvents.read(queries, range, access.deletes(), access.peek()))
                .files()
                .stream()
                .map(change -> new FileVerdict(
                        change.file().location(),
                        change.file().place().sizeBytes(),
                        true,
                        "%d of its rows are changes of the type %s of snapshot %d"
                                .formatted(change.positions().size(), change.type(), change.snapshot())))
                .toList();
    }

    @Override
    public Optional<PinnedTable> metadata(String kind) {
        return Optional.empty();
    }

    @Override
    public List<String> metadataKinds() {
        return List.of();
    }
}
