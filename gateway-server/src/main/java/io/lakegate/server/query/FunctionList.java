package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The functions that statements can call, as the tests have called them: the file {@code functions.tsv} is written from their examples, so that
 * nothing is listed that does not work. Immutable, for any thread.
 */
public final class FunctionList {
    /** What a function computes its value from. */
    public enum Kind {
        SCALAR,
        AGGREGATE,
        WINDOW
    }

    /**
     * A function.
     *
     * @param example a call of it
     * @param value what the example gives, as text
     * @param result the type of that
     * @param parameters types of the arguments of the example; most functions take others too
     */
    public record Function(
            String name, Kind kind, String example, String value, String result, List<String> parameters) {
        public Function {
            requireNonNull(name, "name");
            requireNonNull(kind, "kind");
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * The result of a function, or one of its parameters.
     *
     * @param position 0 for the result, from 1 for parameters
     */
    public record FunctionColumn(Function function, int position) {
        public FunctionColumn {
            requireNonNull(function, "function");
        }

        public String type() {
            return position == 0 ? function.result() : function.parameters().get(position - 1);
        }
    }

    private static final List<Function> ALL = read();

    private FunctionList() {}

    /** All of them, by name. */
    public static List<Function> all() {
        return ALL;
    }

    /** For each function its result and then its parameters. */
    public static List<FunctionColumn> columns() {
        List<FunctionColumn> columns = new ArrayList<>();
        for (Function function : ALL) {
            for (int i = 0; i <= function.parameters().size(); i++) {
                columns.add(new FunctionColumn(function, i));
            }
        }
        return columns;
    }

    private static List<Function> read() {
        try (InputStream in =
                requireNonNull(FunctionList.class.getResourceAsStream("functions.tsv"), "functions.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split("\t", -1))
                    .map(parts -> new Function(
                            parts[0],
                            Kind.valueOf(parts[1]),
                            parts[2],
                            parts[3],
                            parts[4],
                            parts[5].isEmpty() ? List.of() : List.of(parts[5].split(";", -1))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("functions.tsv cannot be read", e);
        }
    }
}
