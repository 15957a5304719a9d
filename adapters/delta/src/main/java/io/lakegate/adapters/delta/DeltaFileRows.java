package io.lakegate.adapters.delta;

import io.delta.kernel.Scan;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.utils.CloseableIterator;
import io.lakegate.adapters.delta.DeltaRows.Output;
import io.lakegate.adapters.delta.parquet.ParquetBatches;
import io.lakegate.adapters.delta.parquet.ValueVector;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of one data file that are not deleted. For one thread. */
final class DeltaFileRows implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeltaFileRows.class);

    private final TableName table;
    private final DataFile data;
    private final String doing;
    private final long toDelete;
    private final List<Output> outputs;
    private final CloseableIterator<FilteredColumnarBatch> batches;
    private long deleted;

    private DeltaFileRows(
            KernelScan scan, Row row, DataFile data, List<Output> outputs, KernelReader reader, Physical physical) {
        this.table = scan.table();
        this.data = data;
        this.outputs = outputs;
        Optional<DeletionVectorDescriptor> vector = scan.deletionVector(row);
        this.toDelete = vector.map(DeletionVectorDescriptor::getCardinality).orElse(0L);
        // What fails beyond the data file itself, which names itself, is Kernel's work on it.
        this.doing = vector.map(deleting -> "reading the deletion vector %s for its file %s"
                        .formatted(scan.name(deleting), data.location()))
                .orElse("reading its file " + data.location());
        this.batches = call(() ->
                Scan.transformPhysicalData(reader.engine(), scan.state(), scan.understandable(row, reader), physical));
    }

    /** Opens a file; {@code row} is what Kernel knows of it. */
    static DeltaFileRows open(KernelScan scan, Row row, DataFile data, List<Output> outputs, KernelReader reader) {
        TableName table = scan.table();
        InputFile input = reader.file(table, "data file", data.location());
        Physical physical = new Physical(
                table,
                data.location(),
                KernelErrors.dataFile(
                        table, data.location(), () -> ParquetBatches.open(input, scan.physical(), scan.types())));
        try {
            return new DeltaFileRows(scan, row, data, outputs, reader, physical);
        } catch (RuntimeException e) {
            physical.close();
            throw e;
        }
    }

    private <T> T call(Callable<T> step) {
        return KernelErrors.call(table, doing, step);
    }

    /** Some more rows, each with a value for each output; empty when there are no more. */
    Optional<List<@Nullable Object[]>> next() {
        return call(() -> {
            List<@Nullable Object[]> rows = new ArrayList<>();
            while (rows.isEmpty() && batches.hasNext()) {
                add(batches.next(), rows);
            }
            if (rows.isEmpty() && deleted != toDelete) {
                throw new IllegalStateException(
                        "it deletes %d rows of the file, the log says %d".formatted(deleted, toDelete));
            }
            return rows.isEmpty() ? Optional.empty() : Optional.of(rows);
        });
    }

    private void add(FilteredColumnarBatch batch, List<@Nullable Object[]> rows) {
        ColumnarBatch values = batch.getData();
        Optional<ColumnVector> selected = batch.getSelectionVector();
        List<ColumnVector> vectors = new ArrayList<>();
        for (int i = 0; i < values.getSchema().length(); i++) {
            vectors.add(values.getColumnVector(i));
        }
        @Nullable Object[] constants = outputs.stream().map(this::constant).toArray();
        for (int row = 0; row < values.getSize(); row++) {
            if (selected.isPresent() && !selected.get().getBoolean(row)) {
                deleted++;
                continue;
            }
            @Nullable Object[] found = constants.clone();
            for (int i = 0; i < found.length; i++) {
                int column = outputs.get(i).column();
                if (column != Output.CONSTANT) {
                    found[i] = value(vectors.get(column), row);
                }
            }
            rows.add(found);
        }
    }

    private @Nullable Object constant(Output output) {
        Value value = data.constants().get(output.name());
        return output.column() != Output.CONSTANT || value == null
                ? null
                : value.content().orElse(null);
    }

    private static @Nullable Object value(ColumnVector vector, int row) {
        if (vector instanceof ValueVector values) {
            return values.value(row);
        }
        // Computed by Kernel: a row id or the version of a row's commit.
        return vector.isNullAt(row) ? null : (Object) vector.getLong(row);
    }

    @Override
    public void close() {
        try {
            batches.close();
        } catch (IOException e) {
            log.debug("The file {} was not closed properly.", data.location(), e);
        }
    }

    /** What a data file holds; puts the name of the file on a failure. */
    private record Physical(TableName table, String location, ParquetBatches batches)
            implements CloseableIterator<ColumnarBatch> {
        @Override
        public boolean hasNext() {
            return KernelErrors.dataFile(table, location, batches::hasNext);
        }

        @Override
        public ColumnarBatch next() {
            return KernelErrors.dataFile(table, location, batches::next);
        }

        @Override
        public void close() {
            try {
                batches.close();
            } catch (IOException e) {
                log.debug("The file {} was not closed properly.", location, e);
            }
        }
    }
}
