package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.FileCheck;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.FilterText;
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
import io.lakegate.catalog.spi.FileStage;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Scan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The changes of a range of versions as a table. The commits are read when it is first scanned. */
final class ChangesTable implements PinnedTable {
    private static final Column CHANGE_TYPE = new Column(
            "_change_type",
            LakeType.Simple.VARCHAR,
            false,
            Optional.of("What was done to the row: insert, delete, update_preimage or update_postimage."));
    private static final Column COMMIT_VERSION =
            new Column("_commit_version", LakeType.Simple.BIGINT, false, Optional.of("The version that did it."));
    private static final Column COMMIT_TIMESTAMP = new Column(
            "_commit_timestamp", LakeType.Simple.TIMESTAMP_TZ, false, Optional.of("When that was committed."));
    private static final List<Column> CHANGE = List.of(CHANGE_TYPE, COMMIT_VERSION, COMMIT_TIMESTAMP);

    private final ChangeFeed feed;
    private final DeletionVectors deletionVectors;
    private final FileStage stage;
    private final boolean byFieldId;
    private volatile @Nullable List<ChangedFile> read;

    private ChangesTable(ChangeFeed feed, DeletionVectors deletionVectors, FileStage stage) {
        this.stage = requireNonNull(stage, "stage");
        this.feed = requireNonNull(feed, "feed");
        this.deletionVectors = requireNonNull(deletionVectors, "deletionVectors");
        this.byFieldId = feed.mapping() == ColumnMapping.ID;
    }

    /**
     * Opens it. Cost: nothing, unless changes were not recorded: then the commits are read to say where they were.
     *
     * @throws GatewayException {@link ErrorCode#UNSUPPORTED_TABLE_FEATURE} when the table did not record its changes where the range begins
     */
    static ChangesTable of(ChangeFeed feed, DeletionVectors deletionVectors, FileStage stage) {
        for (Column column : CHANGE) {
            if (feed.end().columns().stream().anyMatch(c -> c.name().equalsIgnoreCase(column.name()))) {
                throw CatalogErrors.unsupportedFeature(
                        feed.table(), "changes of a table that has a column %s of its own".formatted(column.name()));
            }
        }
        ChangesTable changes = new ChangesTable(feed, deletionVectors, stage);
        if (!feed.startsEnabled()) {
            changes.files();
        }
        return changes;
    }

    @Override
    public TableName name() {
        return feed.table();
    }

    /** The last version of the range. */
    @Override
    public long version() {
        return feed.end().id().version();
    }

    @Override
    public String identity() {
        return feed.end().tableId();
    }

    @Override
    public List<Column> columns() {
        return Stream.concat(feed.end().columns().stream().map(ChangesTable::nullable), CHANGE.stream())
                .toList();
    }

    @Override
    public Map<String, String> identities() {
        return DeltaColumn.identities(feed.end().columns());
    }

    /** A column may have been added, or allowed to be NULL and then not any more, since the first of the changes. */
    private static Column nullable(DeltaColumn column) {
        return new Column(column.name(), column.type(), true, column.column().comment());
    }

    @Override
    public String comment() {
        return feed.end().comment();
    }

    @Override
    public Scan scan(ScanRequest request, Reader reader) {
        if (reader == Reader.FORMAT) {
            throw DeltaErrors.notOffered("Reading the changes of table %s with Delta's own reader".formatted(name()));
        }
        return new Scan.Files(plan(request), request.filter(), stage);
    }

    private ScanPlan plan(ScanRequest request) {
        List<Column> columns = request.columns().stream().map(this::column).toList();
        List<DataFile> recorded = new ArrayList<>();
        List<DataFile> derived = new ArrayList<>();
        long byPartition = 0;
        long byStatistics = 0;
        for (ChangedFile file : files()) {
            if (isExcluded(file, request.filter())) {
                byPartition++;
                continue;
            }
            Optional<DataFile> changed = dataFile(file);
            byStatistics += changed.isPresent() ? 0 : 1;
            changed.ifPresent((file.changeType().isPresent() ? derived : recorded)::add);
        }
        List<FileGroup> groups = new ArrayList<>();
        if (!recorded.isEmpty()) {
            groups.add(new FileGroup(
                    columns.stream().map(column -> source(column, true)).toList(), recorded));
        }
        if (!derived.isEmpty()) {
            groups.add(new FileGroup(
                    columns.stream().map(column -> source(column, false)).toList(), derived));
        }
        return new ScanPlan(columns, groups, new PruningReport(files().size(), byPartition, byStatistics));
    }

    private Column column(String wanted) {
        return columns().stream()
                .filter(column -> column.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the changes of table %s have no column %s".formatted(name(), wanted)));
    }

    private ColumnSource source(Column column, boolean recorded) {
        if (column.equals(CHANGE_TYPE) && recorded) {
            return new ColumnSource.Stored(column.name(), OptionalInt.empty(), column.type());
        }
        Optional<DeltaColumn> stored = feed.end()
                .column(column.name())
                .filter(own -> !feed.end().isPartitionColumn(own))
                .filter(own -> own.type() != LakeType.Simple.NULL);
        if (stored.isEmpty()) {
            return ColumnSource.CONSTANT;
        }
        ColumnSource.Stored source = stored.get().stored();
        // The type of the change has no field id, and an engine finds all columns of a group in one way: here by the
        // physical names, which a change file has as every file that Delta writes.
        return recorded && byFieldId
                ? new ColumnSource.Stored(source.name(), OptionalInt.empty(), source.type())
                : source;
    }

    /** Cost: the first time, reads the commits. */
    private List<ChangedFile> files() {
        List<ChangedFile> known = read;
        if (known == null) {
            known = List.copyOf(feed.read());
            read = known;
        }
        return known;
    }

    private boolean isExcluded(ChangedFile file, Filter filter) {
        Map<String, Value> constants = constants(file);
        return new FileCheck(column -> {
                    Value value = column.isNested() ? null : constants.get(column.column());
                    return value == null ? ColumnRange.UNKNOWN : ColumnRange.constant(value);
                })
                .check(filter)
                .never();
    }

    private Map<String, Value> constants(ChangedFile file) {
        Map<String, Value> constants =
                new LinkedHashMap<>(file.content().listed().partition());
        feed.end().columns().stream()
                .filter(column -> column.type() == LakeType.Simple.NULL)
                .forEach(column -> constants.put(column.name(), Value.nullOf(column.type())));
        file.changeType().ifPresent(type -> constants.put(CHANGE_TYPE.name(), Value.of(CHANGE_TYPE.type(), type)));
        constants.put(
                COMMIT_VERSION.name(),
                Value.of(COMMIT_VERSION.type(), file.commit().version()));
        constants.put(
                COMMIT_TIMESTAMP.name(),
                Value.of(COMMIT_TIMESTAMP.type(), file.commit().time()));
        return constants;
    }

    /** The file as it is to be read; empty when none of its rows changed in this way. */
    private Optional<DataFile> dataFile(ChangedFile file) {
        Optional<DeletedRows> deletes =
                file.without().flatMap(vector -> deleted(file, vector)).filter(rows -> rows.cardinality() > 0);
        if (file.only().isPresent()) {
            Optional<DeletedRows> only = deleted(file, file.only().get());
            long[] changed = difference(only, deletes);
            if (changed.length == 0) {
                return Optional.empty();
            }
            deletes = Optional.of(new RowsBut(changed, mostRows(file)));
        }
        return Optional.of(new DataFile(
                file.content().location(),
                file.content().listed().sizeBytes(),
                file.content().listed().rowCount(),
                constants(file),
                deletes));
    }

    private Optional<DeletedRows> deleted(ChangedFile file, DeletionVectorDescriptor vector) {
        return deletionVectors.of(
                name(), feed.end().id().folder(), file.content().with(vector));
    }

    private static long[] difference(Optional<DeletedRows> rows, Optional<DeletedRows> without) {
        Set<Long> left = new HashSet<>();
        without.ifPresent(deleted -> deleted.positions().forEach(left::add));
        return rows.map(DeletedRows::positions)
                .orElseGet(LongStream::empty)
                .filter(row -> !left.contains(row))
                .toArray();
    }

    /**
     * No fewer rows than the file has. Some writers have put the count of the rows that a deletion vector leaves in the place of all: with those that it deletes
     * these are all, too.
     */
    private long mostRows(ChangedFile file) {
        return rowCount(file)
                + Stream.of(file.only(), file.without())
                        .flatMap(Optional::stream)
                        .mapToLong(DeletionVectorDescriptor::getCardinality)
                        .max()
                        .orElse(0);
    }

    private long rowCount(ChangedFile file) {
        return file.content()
                .listed()
                .rowCount()
                .orElseThrow(() -> CatalogErrors.tableDamaged(
                        name(),
                        "its version %d has a deletion vector for the file %s, but not the number of its rows"
                                .formatted(
                                        file.commit().version(),
                                        file.content().listed().uri()),
                        new IllegalStateException("no numRecords")));
    }

    @Override
    public List<FileVerdict> verdicts(ScanRequest request) {
        return files().stream().map(file -> verdict(file, request.filter())).toList();
    }

    private FileVerdict verdict(ChangedFile file, Filter filter) {
        String holds = "it holds %s of version %d"
                .formatted(
                        file.changeType().map(type -> type + "s").orElse("changes"),
                        file.commit().version());
        boolean excluded = isExcluded(file, filter);
        boolean kept = !excluded && dataFile(file).isPresent();
        String reason = kept
                ? holds
                : excluded
                        ? "%s, so no row has %s".formatted(holds, FilterText.of(filter))
                        : "none of its rows became one of the %ss of version %d"
                                .formatted(
                                        file.changeType().orElse("change"),
                                        file.commit().version());
        return new FileVerdict(
                file.content().location(), file.content().listed().sizeBytes(), kept, reason);
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
