package io.lakegate.adapters.delta;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The JSON objects of one file of a log, read one after the other. For one thread.
 *
 * <p>A second object in a line, text that is not UTF-8 and an object without its end are errors: each of them is an action lost. Two
 * oddities of real tables are read: a letter behind the object of each line, as early versions of Databricks left it, and objects
 * that a person has spread over several lines.
 */
final class LogObjects implements Closeable {
    private static final ObjectReader JSON =
            new ObjectMapper().readerFor(JsonNode.class).with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final BufferedReader lines;

    LogObjects(DeltaFileIO io, String path) throws IOException {
        lines = new BufferedReader(
                new InputStreamReader(io.newestInputFile(path).newStream(), StandardCharsets.UTF_8.newDecoder()));
    }

    /** The next object, or null at the end of the file. */
    @Nullable
    ObjectNode next() throws IOException {
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
            return parse(line + restOfObject(e));
        }
    }

    /** The lines up to one that starts with a brace, which is where an object ends that was laid out by a program. */
    private String restOfObject(JsonProcessingException incomplete) throws IOException {
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

    private static ObjectNode parse(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            if (!(JSON.readTree(parser) instanceof ObjectNode object)) {
                throw new IllegalStateException("it holds something that is not an object");
            }
            int end = Math.toIntExact(parser.currentLocation().getCharOffset());
            if (text.substring(end).chars().anyMatch(c -> c == '{' || c == '}' || c == '"')) {
                throw new IllegalStateException("one of its lines goes on behind its object");
            }
            return object;
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
