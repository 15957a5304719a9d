package io.lakegate.jdbc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import org.apache.calcite.avatica.Meta;

/**
 * A frame whose rows lie in columns, each in one array of the gateway's answer. Values are made when they are asked for. For any thread.
 *
 * <p>The layout is that of {@code docs/wire-protocol.md}. Avatica's part of the frame has no rows.
 */
final class ColumnFrame extends Meta.Frame {
    private static final int VERSION = 1;
    private static final int DONE = 1;
    private static final int HEAD = 1 + 1 + 8 + 4 + 4;
    private static final long MICROS = 1_000_000L;

    private static final VarHandle SHORTS = view(short[].class);
    private static final VarHandle INTS = view(int[].class);
    private static final VarHandle LONGS = view(long[].class);

    /** How the values of a column are laid out, by the numbers that travel. */
    private enum Encoding {
        NULLS(0),
        BOOLEANS(1),
        INT8(1),
        INT16(2),
        INT32(4),
        INT64(8),
        FLOAT32(4),
        FLOAT64(8),
        DECIMAL64(8),
        TEXTS(4),
        BYTES(4),
        DATES(4),
        LOCAL_MICROS(8),
        INSTANT_MICROS(8),
        LISTS(4),
        STRUCTS(0),
        MAPS(4),
        REPEATED(0);

        /** Bytes for each row; of pieces of any length, of the place where each ends. */
        final int width;

        Encoding(int width) {
            this.width = width;
        }

        boolean isWhole() {
            return this == INT8 || this == INT16 || this == INT32 || this == INT64;
        }

        boolean isFloating() {
            return this == FLOAT32 || this == FLOAT64;
        }

        /** Whether other columns follow, which are read as a frame of their own. */
        boolean isNested() {
            return this == LISTS || this == STRUCTS || this == MAPS || this == REPEATED;
        }

        boolean isPieces() {
            return this == TEXTS || this == BYTES;
        }
    }

    private final byte[] bytes;
    private final int rowCount;
    private final Encoding[] encodings;
    /** Where the bits begin that say which rows are NULL; -1 where none is. */
    private final int[] nulls;

    private final ColumnFrame[] inner;
    /** Of a repeated column its texts, as far as they were asked for. */
    private final Object[][] words;

    private final int[] starts;
    private final int[] scales;

    private ColumnFrame(byte[] bytes, long offset, boolean done, int rowCount, int columns) {
        super(offset, done, Collections.emptyList());
        this.bytes = bytes;
        this.rowCount = rowCount;
        this.encodings = new Encoding[columns];
        this.nulls = new int[columns];
        this.inner = new ColumnFrame[columns];
        this.words = new Object[columns][];
        this.starts = new int[columns];
        this.scales = new int[columns];
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads the frame that begins at this place and ends with the bytes. */
    static ColumnFrame read(byte[] bytes, int begin) throws SQLException {
        try {
            if (bytes[begin] != VERSION) {
                throw defect("a frame of the unknown version " + bytes[begin], null);
            }
            int rows = (int) INTS.get(bytes, begin + 10);
            ColumnFrame frame = new ColumnFrame(
                    bytes, (long) LONGS.get(bytes, begin + 2), (bytes[begin + 1] & DONE) != 0, rows, (int)
                            INTS.get(bytes, begin + 14));
            int end = rows == 0 ? begin + HEAD : frame.readColumns(begin + HEAD);
            if (end != bytes.length) {
                throw defect("a frame of " + bytes.length + " bytes that ends at " + end, null);
            }
            return frame;
        } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw defect("a frame that is cut short", e);
        }
    }

    private int readColumns(int begin) throws SQLException {
        int at = begin;
        for (int column = 0; column < encodings.length; column++) {
            int number = bytes[at++];
            if (number < 0 || number >= Encoding.values().length) {
                throw defect("a column of the unknown encoding " + number, null);
            }
            Encoding encoding = Encoding.values()[number];
            encodings[column] = encoding;
            boolean hasNulls = bytes[at++] != 0;
            nulls[column] = hasNulls ? at : -1;
            at += hasNulls ? (rowCount + 7) / 8 : 0;
            if (encoding == Encoding.DECIMAL64) {
                scales[column] = (int) INTS.get(bytes, at);
                at += 4;
            }
            starts[column] = at;
            at += encoding.width * rowCount;
            if (encoding.isPieces()) {
                at += (int) INTS.get(bytes, at - 4);
            }
            if (encoding.isNested()) {
                at = readInner(column, at);
            }
        }
        return at;
    }

    private int readInner(int column, int at) throws SQLException {
        if (encodings[column] == Encoding.REPEATED) {
            return readRepeated(column, at);
        }
        boolean struct = encodings[column] == Encoding.STRUCTS;
        int rows = struct ? rowCount : (int) INTS.get(bytes, at - 4);
        int columns = struct ? (int) INTS.get(bytes, at) : encodings[column] == Encoding.MAPS ? 2 : 1;
        inner[column] = new ColumnFrame(bytes, 0, true, rows, columns);
        return inner[column].readColumns(struct ? at + 4 : at);
    }

    /** The values, as a column of their own, and then a byte for each row that says which it has; none where there is one value. */
    private int readRepeated(int column, int at) throws SQLException {
        int count = (int) INTS.get(bytes, at);
        inner[column] = new ColumnFrame(bytes, 0, true, count, 1);
        words[column] = new Object[count];
        int end = inner[column].readColumns(at + 4);
        starts[column] = end;
        if (count == 1) {
            return end;
        }
        for (int row = 0; row < rowCount; row++) {
            if ((bytes[end + row] & 0xff) >= count) {
                throw defect("a row whose value is not among those of its column", null);
            }
        }
        return end + rowCount;
    }

    /** Which value of a repeated column a row has. */
    private int place(int column, int row) {
        return inner[column].rowCount == 1 ? 0 : bytes[starts[column] + row] & 0xff;
    }

    private Object word(int column, int row) {
        int place = place(column, row);
        Object known = words[column][place];
        if (known != null) {
            return known;
        }
        Object word = inner[column].value(0, place);
        if (word instanceof String) { // an array might be changed by who gets it
            words[column][place] = word;
        }
        return word;
    }

    private static SQLException defect(String what, Throwable cause) {
        return SqlErrors.of(SqlErrors.DEFECT, "The gateway has sent " + what + ", which is a defect of it.", cause);
    }

    int rowCount() {
        return rowCount;
    }

    int columnCount() {
        return encodings.length;
    }

    boolean isNull(int column, int row) {
        int at = nulls[column];
        if (encodings[column] == Encoding.REPEATED) {
            return inner[column].isNull(0, place(column, row));
        }
        return encodings[column] == Encoding.NULLS || (at >= 0 && (bytes[at + (row >> 3)] >> (row & 7) & 1) != 0);
    }

    /** Whether the column is one of whole numbers of at most 64 bits. */
    boolean isWhole(int column) {
        return encodings[column] == Encoding.REPEATED ? inner[column].isWhole(0) : encodings[column].isWhole();
    }

    /** A whole number that is not NULL. */
    long whole(int column, int row) {
        int at = starts[column];
        switch (encodings[column]) {
            case INT8:
                return bytes[at + row];
            case INT16:
                return (short) SHORTS.get(bytes, at + 2 * row);
            case INT32:
                return (int) INTS.get(bytes, at + 4 * row);
            case REPEATED:
                return inner[column].whole(0, place(column, row));
            default:
                return (long) LONGS.get(bytes, at + 8 * row);
        }
    }

    /** Whether the column is one of floating point numbers. */
    boolean isFloating(int column) {
        return encodings[column] == Encoding.REPEATED ? inner[column].isFloating(0) : encodings[column].isFloating();
    }

    /** A floating point number that is not NULL. */
    double floating(int column, int row) {
        int at = starts[column];
        if (encodings[column] == Encoding.REPEATED) {
            return inner[column].floating(0, place(column, row));
        }
        return encodings[column] == Encoding.FLOAT32
                ? Float.intBitsToFloat((int) INTS.get(bytes, at + 4 * row))
                : Double.longBitsToDouble((long) LONGS.get(bytes, at + 8 * row));
    }

    /** A value in one of the classes that {@link ColumnKind} names, or a text or array that is still to be decoded; null for NULL. */
    Object value(int column, int row) {
        if (isNull(column, row)) {
            return null;
        }
        int at = starts[column];
        switch (encodings[column]) {
            case BOOLEANS:
                return bytes[at + row] != 0;
            case INT8:
                return bytes[at + row];
            case INT16:
                return (short) whole(column, row);
            case INT32:
                return (int) whole(column, row);
            case INT64:
                return whole(column, row);
            case FLOAT32:
                return (float) floating(column, row);
            case FLOAT64:
                return floating(column, row);
            case DECIMAL64:
                return BigDecimal.valueOf((long) LONGS.get(bytes, at + 8 * row), scales[column]);
            case DATES:
                return LocalDate.ofEpochDay((int) INTS.get(bytes, at + 4 * row));
            case LOCAL_MICROS:
                return localTime((long) LONGS.get(bytes, at + 8 * row));
            case INSTANT_MICROS:
                return instant((long) LONGS.get(bytes, at + 8 * row)).atOffset(ZoneOffset.UTC);
            case LISTS:
                return elements(column, row);
            case MAPS:
                return elements(column, row);
            case STRUCTS:
                return inner[column].row(row);
            case REPEATED:
                return word(column, row);
            default:
                return piece(column, row);
        }
    }

    /** Of a list its elements, of a map its entries as pairs. */
    private Object[] elements(int column, int row) {
        int at = starts[column];
        int begin = row == 0 ? 0 : (int) INTS.get(bytes, at + 4 * (row - 1));
        Object[] elements = new Object[(int) INTS.get(bytes, at + 4 * row) - begin];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = encodings[column] == Encoding.MAPS
                    ? inner[column].row(begin + i)
                    : inner[column].value(0, begin + i);
        }
        return elements;
    }

    private Object[] row(int row) {
        Object[] values = new Object[encodings.length];
        for (int column = 0; column < values.length; column++) {
            values[column] = value(column, row);
        }
        return values;
    }

    private Object piece(int column, int row) {
        int at = starts[column];
        int first = at + 4 * rowCount;
        int begin = row == 0 ? first : first + (int) INTS.get(bytes, at + 4 * (row - 1));
        int end = first + (int) INTS.get(bytes, at + 4 * row);
        return encodings[column] == Encoding.BYTES
                ? Arrays.copyOfRange(bytes, begin, end)
                : new String(bytes, begin, end - begin, StandardCharsets.UTF_8);
    }

    private static LocalDateTime localTime(long micros) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, MICROS), (int) Math.floorMod(micros, MICROS) * 1_000, ZoneOffset.UTC);
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
    }
}
