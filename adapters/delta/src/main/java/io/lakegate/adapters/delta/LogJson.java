package io.lakegate.adapters.delta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.internal.data.DefaultJsonRow;
import io.delta.kernel.defaults.internal.data.DefaultRowBasedColumnarBatch;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The JSON files of a log, one after the other, as batches of rows. For one thread.
 *
 * <p>Kernel's own reader takes the first object of each line and drops what follows. Here that, whatever else {@link LogObjects} does not
 * accept, and a file without any object are errors that name the file.
 */
final class LogJson implements CloseableIterator<ColumnarBatch> {
    private static final int ROWS_PER_BATCH = 1024;

    private final DeltaFileIO io;
    private final CloseableIterator<FileStatus> files;
    private final StructType schema;
    private String path = "";
    private @Nullable LogObjects objects;
    private @Nullable Row ahead;

    LogJson(DeltaFileIO io, CloseableIterator<FileStatus> files, StructType schema) {
        this.io = io;
        this.files = files;
        this.schema = schema;
    }

    @Override
    public boolean hasNext() {
        if (ahead == null) {
            try {
                ahead = read();
            } catch (IOException | RuntimeException e) {
                throw new LogFileException(path, e);
            }
        }
        return ahead != null;
    }

    @Override
    public ColumnarBatch next() {
        List<Row> rows = new ArrayList<>();
        while (rows.size() < ROWS_PER_BATCH && hasNext()) {
            rows.add(ahead);
            ahead = null;
        }
        if (rows.isEmpty()) {
            throw new NoSuchElementException();
        }
        return new DefaultRowBasedColumnarBatch(schema, rows);
    }

    /** The next row of this file or the following ones. */
    private @Nullable Row read() throws IOException {
        Row row = objects == null ? null : row(objects);
        while (row == null && files.hasNext()) {
            closeFile();
            path = files.next().getPath();
            objects = new LogObjects(io, path);
            row = row(objects);
            if (row == null && path.endsWith("/_last_checkpoint")) {
                throw new FileNotFoundException(path); // only a hint: Kernel then does without, and at once
            }
            if (row == null) {
                throw new IllegalStateException("it is empty");
            }
        }
        return row;
    }

    private @Nullable Row row(LogObjects objects) throws IOException {
        ObjectNode object = objects.next();
        return object == null ? null : new DefaultJsonRow(object, schema);
    }

    private void closeFile() throws IOException {
        LogObjects closing = objects;
        objects = null;
        if (closing != null) {
            closing.close();
        }
    }

    @Override
    public void close() throws IOException {
        try (files) {
            closeFile();
        }
    }
}
