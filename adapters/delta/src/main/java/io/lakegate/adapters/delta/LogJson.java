package io.lakegate.adapters.delta;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The JSON files of a log, one after the other, as batches of rows. For one thread.
 *
 * <p>Kernel's own reader takes the first object of each line and drops what follows. Here a second object in a line, text that is not
 * UTF-8, an object without its end and a file without any object are errors that name the file: each of them is an action lost. Two
 * oddities of real tables are read: a letter behind the object of each line, as early versions of Databricks left it, and objects
 * that a person has spread over several lines.
 */
final class LogJson implements CloseableIterator<ColumnarBatch> {
    private static final int ROWS_PER_BATCH = 1024;
    private static final ObjectReader JSON =
            new ObjectMapper().readerFor(JsonNode.class).with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final LocalFileIO io;
    private final CloseableIterator<FileStatus> files;
    private final StructType schema;
    private String path = "";
    private @Nullable BufferedReader lines;
    private @Nullable Row ahead;

    LogJson(LocalFileIO io, CloseableIterator<FileStatus> files, StructType schema) {
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
        Row row = lines == null ? null : row(lines);
        while (row == null && files.hasNext()) {
            closeFile();
            path = files.next().getPath();
            lines = new BufferedReader(
                    new InputStreamReader(io.newInputFile(path, -1).newStream(), StandardCharsets.UTF_8.newDecoder()));
            row = row(lines);
            if (row == null && path.endsWith("/_last_checkpoint")) {
                throw new FileNotFoundException(path); // only a hint: Kernel then does without, and at once
            }
            if (row == null) {
                throw new IllegalStateException("it is empty");
            }
        }
        return row;
    }

    private @Nullable Row row(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && line.isBlank()) {
            line = lines.readLine();
        }
        if (line == null) {
            return null;
        }
        try {
            return parse(line);
        } catch (JsonProcessingException e) {
            boolean goesOn = e.getLocation().getCharOffset() >= line.length();
            if (!goesOn) {
                throw e;
            }
            return parse(line + restOfObject(lines, e));
        }
    }

    /** The lines up to one that starts with a brace, which is where an object ends that was laid out by a program. */
    private static String restOfObject(BufferedReader lines, JsonProcessingException incomplete) throws IOException {
        StringBuilder rest = new StringBuilder();
        String line;
        do {
            line = lines.readLine();
            if (line == null) {
                throw incomplete;
            }
            rest.append('\n').append(line);
        } while (!line.startsWith("}"));
        return rest.toString();
    }

    private Row parse(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            if (!(JSON.readTree(parser) instanceof ObjectNode object)) {
                throw new IllegalStateException("it holds something that is not an object");
            }
            int end = Math.toIntExact(parser.currentLocation().getCharOffset());
            if (text.substring(end).chars().anyMatch(c -> c == '{' || c == '}' || c == '"')) {
                throw new IllegalStateException("one of its lines goes on behind its object");
            }
            return new DefaultJsonRow(object, schema);
        }
    }

    private void closeFile() throws IOException {
        BufferedReader closing = lines;
        lines = null;
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
