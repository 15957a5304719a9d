package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.delta.FileListing.ListedFile;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.FileCheck;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.PruningReport;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A Delta table at one version. */
record PinnedDeltaTable(TableName name, DeltaSnapshot snapshot, FileListings listings) implements PinnedTable {
    PinnedDeltaTable {
        requireNonNull(name, "name");
        requireNonNull(snapshot, "snapshot");
        requireNonNull(listings, "listings");
    }

    @Override
    public long version() {
        return snapshot.id().version();
    }

    @Override
    public List<Column> columns() {
        return snapshot.columns();
    }

    @Override
    public String comment() {
        return snapshot.comment();
    }

    @Override
    public ScanPlan plan(ScanRequest request) {
        List<ListedFile> listed = listings.of(name, snapshot).files();
        // Judged once for each partition, not once for each file.
        IdentityHashMap<Map<String, Value>, Boolean> verdicts = new IdentityHashMap<>();
        List<DataFile> kept = new ArrayList<>();
        for (ListedFile file : listed) {
            if (verdicts.computeIfAbsent(file.partition(), partition -> mayMatch(partition, request.filter()))) {
                kept.add(dataFile(file));
            }
        }
        List<Column> columns = request.columns().stream().map(this::column).toList();
        Set<String> partitionColumns = new LinkedHashSet<>();
        for (Column column : snapshot.partitionColumns()) {
            if (columns.contains(column)) {
                partitionColumns.add(column.name());
            }
        }
        PruningReport report = new PruningReport(listed.size(), listed.size() - kept.size());
        return new ScanPlan(columns, partitionColumns, kept, report);
    }

    private static boolean mayMatch(Map<String, Value> partition, Filter filter) {
        FileCheck check = new FileCheck(column -> {
            Value value = partition.get(column);
            return value == null ? ColumnRange.UNKNOWN : ColumnRange.constant(value);
        });
        return !check.check(filter).never();
    }

    private DataFile dataFile(ListedFile file) {
        if (file.deletionVector()) {
            throw ReaderFeatures.deletionVectors(name);
        }
        String location = DataFilePath.resolve(name, snapshot.id().folder(), file.uri());
        return new DataFile(location, file.sizeBytes(), file.rowCount(), file.partition());
    }

    private Column column(String wanted) {
        return columns().stream()
                .filter(column -> column.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("table %s has no column %s".formatted(name, wanted)));
    }
}
