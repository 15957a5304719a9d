package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.PartitionUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of some data files that are not deleted, read with Iceberg's library, one file after the other. For one thread at a time. */
final class LibraryRows implements Rows {
    private static final Logger log = LoggerFactory.getLogger(LibraryRows.class);

    private final TableName name;
    private final OpenTable table;
    private final LibraryReader reader;
    private final LibraryProjection projection;
    private final Iterator<FileScanTask> tasks;
    private @Nullable FileScanTask task;
    private @Nullable CloseableIterable<Record> open;
    private @Nullable Iterator<Record> records;
    private boolean closed;

    LibraryRows(
            TableName name,
            OpenTable table,
            LibraryReader reader,
            LibraryProjection projection,
            List<FileScanTask> tasks) {
        this.name = name;
        this.table = table;
        this.reader = reader;
        this.projection = projection;
        this.tasks = tasks.iterator();
    }

    @Override
    public List<Column> columns() {
        return projection.columns();
    }

    @Override
    public Optional<RowBatch> next(int maxRows) {
        if (maxRows < 1) {
            throw new IllegalArgumentException("maxRows must be at least 1, got: " + maxRows);
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        while (rows.isEmpty()) {
            if (closed) {
                throw new IllegalStateException("the rows are closed");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new GatewayException(ErrorCode.CANCELED, "Reading table %s was cancelled.".formatted(name));
            }
            FileScanTask reading = task;
            if (reading == null) {
                if (!tasks.hasNext()) {
                    return Optional.empty();
                }
                reading = tasks.next();
                task = reading;
            }
            FileScanTask current = reading;
            IcebergErrors.call(name, "reading its file " + current.file().location(), () -> {
                read(current, rows, maxRows);
                return true;
            });
        }
        return Optional.of(RowBatch.of(rows));
    }

    private void read(FileScanTask current, List<@Nullable Object[]> rows, int maxRows) {
        Iterator<Record> reading = records;
        if (reading == null) {
            CloseableIterable<Record> opened = open(current);
            open = opened;
            reading = opened.iterator();
            records = reading;
        }
        while (rows.size() < maxRows && reading.hasNext()) {
            rows.add(row(reading.next()));
        }
        if (!reading.hasNext()) {
            closeFile();
        }
    }

    private @Nullable Object[] row(Record record) {
        @Nullable Object[] values = new @Nullable Object[projection.places().size()];
        for (int i = 0; i < values.length; i++) {
            int place = projection.places().get(i);
            Types.NestedField field = projection.schema().columns().get(place);
            values[i] = RecordValues.of(field.type(), record.get(place));
        }
        return values;
    }

    private CloseableIterable<Record> open(FileScanTask current) {
        LibraryDeletes deletes = new LibraryDeletes(name, table, reader, current, projection.schema());
        Schema needed = deletes.requiredSchema();
        Map<Integer, @Nullable Object> constants =
                new HashMap<>(PartitionUtil.constantsMap(current, IdentityPartitionConverters::convertConstant));
        OrcDefaults defaults = OrcDefaults.of(table, current, needed);
        constants.putAll(defaults.constants());
        ReadBuilder<Record, Object> builder = FormatModelRegistry.<Record, Object>readBuilder(
                        current.file().format(),
                        Record.class,
                        table.files().newInputFile(current.file().location()))
                .project(defaults.schema())
                .idToConstant(constants);
        table.nameMapping().ifPresent(builder::withNameMapping);
        return deletes.filter(builder.build());
    }

    private void closeFile() {
        CloseableIterable<Record> closing = open;
        task = null;
        records = null;
        open = null;
        if (closing != null) {
            try {
                closing.close();
            } catch (IOException e) {
                log.debug("A file of table {} was not closed properly.", name, e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        closeFile();
    }
}
