package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.scan.FileVerdict;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Scan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The changes of a range of snapshots as a table, whose rows the JVM makes. */
record ChangesTable(IcebergChanges changes) implements PinnedTable {
    static final Column CHANGE_TYPE = new Column(
            "_change_type",
            Simple.VARCHAR,
            false,
            Optional.of("What was done to the row: insert, delete, update_preimage or update_postimage."));
    static final Column COMMIT_VERSION =
            new Column("_commit_version", Simple.BIGINT, false, Optional.of("The snapshot that did it."));
    static final Column COMMIT_TIMESTAMP =
            new Column("_commit_timestamp", Simple.TIMESTAMP_TZ, false, Optional.of("When that was committed."));

    @Override
    public TableName name() {
        return changes.name();
    }

    /** The last snapshot of the range. */
    @Override
    public long version() {
        return changes.to().id();
    }

    @Override
    public String identity() {
        return changes.table().identity();
    }

    @Override
    public List<Column> columns() {
        return Stream.concat(
                        tableColumns().stream()
                                .map(column -> new Column(column.name(), column.type(), true, column.comment())),
                        Stream.of(CHANGE_TYPE, COMMIT_VERSION, COMMIT_TIMESTAMP))
                .toList();
    }

    @Override
    public Map<String, String> identities() {
        return IcebergTypes.identities(changes.to().schema());
    }

    List<Column> tableColumns() {
        return IcebergTypes.columns(name(), changes.to().schema());
    }

    @Override
    public String comment() {
        return changes.table().metadata().properties().getOrDefault("comment", "");
    }

    @Override
    public Scan scan(ScanRequest request, Reader reader) {
        List<Column> wanted = request.columns().stream().map(this::column).toList();
        return new Scan.FromJvm(
                wanted,
                () -> new ChangeRows(this, wanted),
                "changes are found by comparing the files of each snapshot with those of the one before");
    }

    private Column column(String wanted) {
        return columns().stream()
                .filter(column -> column.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the changes of table %s have no column %s".formatted(name(), wanted)));
    }

    @Override
    public List<FileVerdict> verdicts(ScanRequest request) {
        return List.of();
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
