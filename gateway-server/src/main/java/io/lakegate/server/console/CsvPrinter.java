package io.lakegate.server.console;

import java.io.IOException;
import java.io.Writer;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Rows as comma-separated values by RFC 4180, with a header line. NULL is an empty field, the empty string is {@code ""}.
 *
 * <p>Lines end with a line feed alone, as psql and DuckDB write them: the RFC's carriage return would stick to the last field in cut,
 * awk and the shell, and readers of CSV take both.
 */
final class CsvPrinter implements RowPrinter {
    @Override
    public long print(RowCursor rows, Writer out) throws SQLException, IOException {
        int width = rows.columns().size();
        for (int i = 0; i < width; i++) {
            field(Optional.of(rows.columns().get(i).label()), i, out);
        }
        out.write('\n');
        long count = 0;
        while (rows.next()) {
            for (int i = 0; i < width; i++) {
                field(rows.value(i).map(PlainValue::text), i, out);
            }
            out.write('\n');
            count++;
        }
        return count;
    }

    private static void field(Optional<String> text, int index, Writer out) throws IOException {
        if (index > 0) {
            out.write(',');
        }
        if (text.isPresent()) {
            out.write(needsQuotes(text.get()) ? '"' + text.get().replace("\"", "\"\"") + '"' : text.get());
        }
    }

    private static boolean needsQuotes(String text) {
        return text.isEmpty() || text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    }
}
