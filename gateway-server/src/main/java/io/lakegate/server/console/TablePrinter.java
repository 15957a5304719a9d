package io.lakegate.server.console;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.Writer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.jline.utils.WCWidth;

/**
 * Rows as an aligned table. The first rows decide how wide the columns are; a later value that is wider sticks out. Numbers stand to
 * the right, NULL is shown as {@code NULL}, and what would control the terminal is shown as an escape.
 */
final class TablePrinter implements RowPrinter {
    /** Enough to find good widths, few enough to be shown soon. */
    static final int SAMPLE_ROWS = 1000;

    private static final String NULL = "NULL";
    private static final int LAST_BYTE = 0xff;

    @Override
    public long print(RowCursor rows, Writer out) throws SQLException, IOException {
        List<ResultColumn> columns = rows.columns();
        List<String> header =
                columns.stream().map(column -> shown(column.label())).toList();
        List<List<String>> sample = new ArrayList<>();
        boolean more = rows.next();
        while (more && sample.size() < SAMPLE_ROWS) {
            sample.add(cells(rows));
            more = rows.next();
        }
        int[] widths = widths(header, sample);
        writeLine(header, columns, widths, out);
        out.write(IntStream.of(widths).mapToObj(width -> "-".repeat(width + 2)).collect(joining("+")));
        out.write('\n');
        for (List<String> cells : sample) {
            writeLine(cells, columns, widths, out);
        }
        long count = sample.size();
        for (; more; more = rows.next()) {
            writeLine(cells(rows), columns, widths, out);
            count++;
        }
        return count;
    }

    private static List<String> cells(RowCursor rows) throws SQLException {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < rows.columns().size(); i++) {
            cells.add(rows.value(i).map(value -> shown(PlainValue.text(value))).orElse(NULL));
        }
        return cells;
    }

    private static int[] widths(List<String> header, List<List<String>> sample) {
        return IntStream.range(0, header.size())
                .map(i -> Math.max(
                        width(header.get(i)),
                        sample.stream()
                                .mapToInt(cells -> width(cells.get(i)))
                                .max()
                                .orElse(0)))
                .toArray();
    }

    private static void writeLine(List<String> cells, List<ResultColumn> columns, int[] widths, Writer out)
            throws IOException {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            String padding = " ".repeat(Math.max(0, widths[i] - width(cell)));
            line.append(i == 0 ? " " : " | ");
            line.append(columns.get(i).isNumber() ? padding + cell : cell + padding);
        }
        out.write(line.toString().stripTrailing());
        out.write('\n');
    }

    /** The places that a text takes in a terminal: two for each wide character, none for a combining one. */
    private static int width(String shown) {
        return shown.codePoints()
                .map(point -> Math.max(0, WCWidth.wcwidth(point)))
                .sum();
    }

    private static String shown(String text) {
        if (text.codePoints().noneMatch(TablePrinter::controls)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (controls(point)) {
                escaped.append(escape(point));
            } else {
                escaped.appendCodePoint(point);
            }
        });
        return escaped.toString();
    }

    /** Whether a character moves the cursor, breaks the line, turns the direction of its neighbours or is half a character. */
    private static boolean controls(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT ->
                switch (Character.getDirectionality(point)) {
                    case Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
                            Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
                            Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
                            Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                            Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                            Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                            Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
                            Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
                            Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE -> true;
                    default -> false;
                };
            default -> false;
        };
    }

    private static String escape(int point) {
        return switch (point) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default ->
                point > LAST_BYTE
                        ? "\\u" + HexFormat.of().toHexDigits((char) point)
                        : "\\x" + HexFormat.of().toHexDigits((byte) point);
        };
    }
}
