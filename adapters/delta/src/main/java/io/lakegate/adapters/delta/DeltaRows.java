package io.lakegate.adapters.delta;

import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.utils.CloseableIterator;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of some files of a snapshot, read with Kernel: it lists the files, says what to read of each, leaves deleted rows out and
 * finds row ids. One file is open at a time, one row group of it in memory.
 */
final class DeltaRows implements Rows {
    private static final Logger log = LoggerFactory.getLogger(DeltaRows.class);

    private final TableName table;
    private final List<Column> columns;
    private final KernelReader reader;
    private final KernelScan scan;
    private final List<Output> outputs;

    /** The files that are wanted and not read yet, by location. */
    private final Map<String, DataFile> wanted = new HashMap<>();

    private @Nullable CloseableIterator<FilteredColumnarBatch> listing;
    private @Nullable CloseableIterator<Row> listed;
    private @Nullable DeltaFileRows file;
    private List<@Nullable Object[]> pending = List.of();
    private boolean closed;

    /**
     * Where the values of a column come from.
     *
     * @param column its place among those that Kernel reads; negative for one with the same value in all rows of a file
     */
    record Output(String name, int column) {
        static final int CONSTANT = -1;
    }

    DeltaRows(TableName table, DeltaSnapshot snapshot, ScanPlan plan, KernelReader reader) {
        this.table = table;
        this.columns = plan.columns();
        this.reader = reader;
        plan.files().forEach(each -> wanted.put(each.location(), each));
        List<Column> read = new ArrayList<>();
        List<Output> all = new ArrayList<>();
        for (Column column : columns) {
            boolean constant = column.type() == LakeType.Simple.NULL
                    || snapshot.partitionColumns().stream()
                            .anyMatch(partition -> partition.name().equals(column.name()));
            if (!constant && !read.contains(column)) {
                read.add(column);
            }
            all.add(new Output(column.name(), constant ? Output.CONSTANT : read.indexOf(column)));
        }
        this.outputs = List.copyOf(all);
        this.scan = KernelScan.of(table, snapshot, reader.engine(), read);
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public Optional<RowBatch> next(int maxRows) {
        if (maxRows < 1) {
            throw new IllegalArgumentException("maxRows must be at least 1, got: " + maxRows);
        }
        while (pending.isEmpty()) {
            if (closed) {
                throw new IllegalStateException("the rows are closed");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new GatewayException(ErrorCode.CANCELED, "Reading table %s was cancelled.".formatted(table));
            }
            Optional<List<@Nullable Object[]>> more = nextOfFile();
            if (more.isPresent()) {
                pending = more.get();
            } else if (!nextFile()) {
                return Optional.empty();
            }
        }
        int count = Math.min(maxRows, pending.size());
        RowBatch batch = RowBatch.of(Collections.unmodifiableList(pending.subList(0, count)));
        pending = pending.subList(count, pending.size());
        return Optional.of(batch);
    }

    private Optional<List<@Nullable Object[]>> nextOfFile() {
        DeltaFileRows open = file;
        return open == null ? Optional.empty() : open.next();
    }

    /** Opens the next wanted file; false when there is none. */
    private boolean nextFile() {
        closeFile();
        if (wanted.isEmpty()) {
            return false;
        }
        Row row = KernelErrors.call(table, "listing its files", this::nextListed);
        String location = scan.location(row);
        DataFile data = wanted.remove(location);
        if (data != null) {
            file = DeltaFileRows.open(scan, row, data, outputs, reader);
        }
        return true;
    }

    private Row nextListed() {
        CloseableIterator<FilteredColumnarBatch> batches = listing;
        if (batches == null) {
            batches = scan.files(reader.engine());
            listing = batches;
        }
        while (listed == null || !listed.hasNext()) {
            close(listed);
            listed = null;
            if (!batches.hasNext()) {
                throw CatalogErrors.storageUnreadable(
                        "Table " + table,
                        "it was replaced or cleaned up while it was being read",
                        new IllegalStateException("not listed any more: "
                                + wanted.keySet().iterator().next()));
            }
            listed = batches.next().getRows();
        }
        return listed.next();
    }

    private void closeFile() {
        DeltaFileRows finished = file;
        file = null;
        if (finished != null) {
            finished.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        pending = List.of();
        closeFile();
        CloseableIterator<Row> rows = listed;
        listed = null;
        close(rows);
        CloseableIterator<FilteredColumnarBatch> batches = listing;
        listing = null;
        close(batches);
    }

    /** What cannot be closed has nothing to say any more to whoever reads. */
    private void close(@Nullable AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception e) {
            log.debug("The log of table {} was not closed properly.", table, e);
        }
    }
}
