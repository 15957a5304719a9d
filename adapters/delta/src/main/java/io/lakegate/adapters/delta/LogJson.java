package io.lakegate.adapters.delta;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
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
 * <p>Kernel's own reader takes what it understands of each line and drops the rest without a word. Here a file is a sequence of JSON
 * objects, one to a line or not, and anything else in it is an error that names the file.
 */
final class LogJson implements CloseableIterator<ColumnarBatch> {
    private static final int ROWS_PER_BATCH = 1024;
    private static final ObjectReader OBJECTS =
            new ObjectMapper().readerFor(JsonNode.class).with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final LocalFileIO io;
    private final CloseableIterator<FileStatus> files;
    private final StructType schema;
    private String path = "";
    private @Nullable MappingIterator<JsonNode> objects;

    LogJson(LocalFileIO io, CloseableIterator<FileStatus> files, StructType schema) {
        this.io = io;
        this.files = files;
        this.schema = schema;
    }

    @Override
    public boolean hasNext() {
        return current() != null;
    }

    @Override
    public ColumnarBatch next() {
        MappingIterator<JsonNode> current = current();
        if (current == null) {
            throw new NoSuchElementException();
        }
        List<Row> rows = new ArrayList<>();
        try {
            do {
                rows.add(row(current.nextValue()));
            } while (rows.size() < ROWS_PER_BATCH && current.hasNextValue());
        } catch (IOException | RuntimeException e) {
            throw new LogFileException(path, e);
        }
        return new DefaultRowBasedColumnarBatch(schema, rows);
    }

    private Row row(JsonNode object) {
        if (object instanceof ObjectNode fields) {
            return new DefaultJsonRow(fields, schema);
        }
        throw new IllegalStateException("it holds a JSON value that is not an object");
    }

    /** The rest of the file being read, when there is one with something left. */
    private @Nullable MappingIterator<JsonNode> current() {
        try {
            while (objects == null || !objects.hasNextValue()) {
                closeCurrent();
                if (!files.hasNext()) {
                    return null;
                }
                path = files.next().getPath();
                objects = open();
            }
            return objects;
        } catch (IOException | IllegalStateException e) {
            throw new LogFileException(path, e);
        }
    }

    private MappingIterator<JsonNode> open() throws IOException {
        MappingIterator<JsonNode> opened =
                OBJECTS.readValues(io.newInputFile(path, -1).newStream());
        if (!opened.hasNextValue()) {
            opened.close();
            if (path.endsWith("/_last_checkpoint")) {
                throw new FileNotFoundException(path); // only a hint: Kernel then does without
            }
            throw new IllegalStateException("it is empty");
        }
        return opened;
    }

    private void closeCurrent() throws IOException {
        MappingIterator<JsonNode> closing = objects;
        objects = null;
        if (closing != null) {
            closing.close();
        }
    }

    @Override
    public void close() throws IOException {
        try (files) {
            closeCurrent();
        }
    }
}
