package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.sql.SQLException;
import java.util.List;

/** Turns DuckDB's errors, which carry no SQLSTATE, into ours by the words they begin with. */
final class DuckDbErrors {
    /** Words that the Parquet reader uses of damaged files; it has no kind of error for them. */
    private static final List<String> DAMAGE = List.of(
            "TProtocolException",
            "don't know what type", // of a footer's field
            "magic bytes",
            ".parquet",
            "Parquet",
            "parquet",
            "Snappy",
            "ZSTD",
            "decompress",
            "Out of buffer",
            "out of buffer",
            "Invalid string encoding",
            "corrupt",
            "varint",
            "metadata");

    private DuckDbErrors() {}

    /** An error that no data file can be the cause of. */
    static GatewayException translate(SQLException error) {
        return translate(error, List.of());
    }

    /** An error of a statement that reads these data files. */
    static GatewayException translate(SQLException error, List<String> files) {
        String message = firstParagraph(String.valueOf(error.getMessage()));
        int colon = message.indexOf(": ");
        String kind = colon < 0 ? "" : message.substring(0, colon);
        String detail = message.substring(colon < 0 ? 0 : colon + 2);
        if (isOutOfRoom(kind, detail)) {
            return new GatewayException(
                    ErrorCode.OUT_OF_MEMORY,
                    "The statement needs more memory than the engine may use, and there is no room for the rest in engine.temp-directory: "
                            + detail.lines().findFirst().orElse("")
                            + " Make room there, read fewer columns or rows, or raise engine.memory-limit.",
                    error);
        }
        return switch (kind) {
            case "INTERRUPT Error" -> canceled();
            case "Out of Memory Error" ->
                new GatewayException(
                        ErrorCode.OUT_OF_MEMORY,
                        "The statement needs more memory than the engine may use: " + detail
                                + " Read fewer columns or rows, or raise engine.memory-limit.",
                        error);
            case "IO Error", "HTTP Error" ->
                new GatewayException(
                        ErrorCode.STORAGE_UNREADABLE, "A file of the table cannot be read: " + detail, error);
            case "Permission Error" ->
                new GatewayException(
                        ErrorCode.STORAGE_UNREADABLE,
                        "A file of the table lies outside of the folders that catalogs name: " + detail
                                + ". Add a catalog whose location holds the file.",
                        error);
            case "Conversion Error" -> new GatewayException(ErrorCode.INVALID_VALUE, detail, error);
            case "Out of Range Error" -> new GatewayException(ErrorCode.NUMBER_OUT_OF_RANGE, detail, error);
            case "Invalid Input Error", "Invalid Error" -> invalidInput(detail, error, files);
            case "Catalog Error", "Binder Error", "Parser Error", "Not implemented Error", "Syntax Error" ->
                new GatewayException(
                        ErrorCode.UNSUPPORTED_SQL,
                        "The engine cannot run this statement: " + detail + " Write it with other functions or types.",
                        error);
            default -> new GatewayException(ErrorCode.INTERNAL, message, error);
        };
    }

    /** Whether the disk for what does not fit into memory is full. Nothing else is written by the engine. */
    private static boolean isOutOfRoom(String kind, String detail) {
        return (kind.equals("Out of Memory Error") && detail.contains("'max_temp_directory_size'"))
                || (kind.equals("IO Error") && detail.contains("No space left on device"));
    }

    /** Whether the error is of the kind after which DuckDB runs nothing any more in the same database. */
    static boolean endedDatabase(SQLException error) {
        String message = String.valueOf(error.getMessage());
        return message.startsWith("INTERNAL Error")
                || message.startsWith("FATAL Error")
                || message.contains("database has been invalidated");
    }

    /** For the statement that met the defect. */
    static GatewayException defect(SQLException error) {
        String message = String.valueOf(error.getMessage());
        int original = message.indexOf("Original error: ");
        return new GatewayException(
                ErrorCode.INTERNAL,
                "the engine failed: " + firstParagraph(original < 0 ? message : message.substring(original + 16)),
                error);
    }

    /** For statements that ran, or began to, in a database that another one ended. */
    static GatewayException restarted(SQLException error) {
        return new GatewayException(
                ErrorCode.ENGINE_RESTARTED,
                "The engine failed in another statement and was started anew, which ended this one. Run it again.",
                error);
    }

    static GatewayException canceled() {
        return new GatewayException(ErrorCode.CANCELED, "The statement was cancelled.");
    }

    private static GatewayException invalidInput(String detail, SQLException error, List<String> files) {
        if (detail.startsWith("Division by zero")) {
            return new GatewayException(
                    ErrorCode.DIVISION_BY_ZERO,
                    "A number was divided by zero. Guard the divisor, for example with NULLIF(divisor, 0).",
                    error);
        }
        if (files.isEmpty() || DAMAGE.stream().noneMatch(detail::contains)) {
            return new GatewayException(ErrorCode.INVALID_VALUE, detail, error);
        }
        boolean named = files.stream().anyMatch(detail::contains);
        String which = files.size() == 1
                ? "The file " + files.get(0)
                : "One of the %d files read, of which %s is the first,".formatted(files.size(), files.get(0));
        return new GatewayException(
                ErrorCode.STORAGE_UNREADABLE,
                "%s is damaged: %s".formatted(named ? "A file of the table" : which, detail),
                error);
    }

    /** Without the echo of the generated SQL and the list of candidate functions, which nobody wrote who reads this. */
    private static String firstParagraph(String message) {
        String text = message;
        int end = text.indexOf("\n\n");
        text = end < 0 ? text : text.substring(0, end);
        int candidates = text.indexOf("\n\tCandidate");
        text = candidates < 0 ? text : text.substring(0, candidates);
        int hint = text.indexOf("\nDid you mean");
        return (hint < 0 ? text : text.substring(0, hint)).strip();
    }
}
