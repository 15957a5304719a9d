package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.HexFormat;

/** The one place where names and values become SQL text. */
final class SqlQuote {
    private SqlQuote() {}

    static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String string(String text) {
        if (text.indexOf('\0') >= 0) {
            // DuckDB's parser reads C strings: text behind the zero would be lost.
            throw new IllegalArgumentException("a zero character cannot be written into SQL text");
        }
        return '\'' + text.replace("'", "''") + '\'';
    }

    /** A file name as {@code read_parquet} takes it: the characters of glob patterns stand for themselves. */
    static String fileName(String location) {
        StringBuilder escaped = new StringBuilder(location.length());
        for (int i = 0; i < location.length(); i++) {
            char c = location.charAt(i);
            if (c == '*' || c == '?' || c == '[') {
                escaped.append('[').append(c).append(']');
            } else {
                escaped.append(c);
            }
        }
        return string(escaped.toString());
    }

    /** A constant of exactly the value's type. */
    static String value(Value value) {
        String type = DuckDbTypes.name(value.type());
        return value.content()
                .map(content -> "CAST(" + text(content) + " AS " + type + ")")
                .orElse("CAST(NULL AS " + type + ")");
    }

    private static String text(Object content) {
        if (content instanceof byte[] bytes) {
            return "from_hex('" + HexFormat.of().formatHex(bytes) + "')";
        }
        if (content instanceof BigDecimal number) {
            return string(number.toPlainString());
        }
        if (content instanceof Instant instant) {
            return string(EngineTime.text(instant));
        }
        if (content instanceof LocalDateTime dateTime) {
            return string(EngineTime.text(dateTime));
        }
        if (content instanceof LocalDate date) {
            return string(EngineTime.text(date));
        }
        if (content instanceof LocalTime || content instanceof String || content instanceof java.util.UUID) {
            return string(content.toString());
        }
        if (content instanceof Boolean || content instanceof Number) {
            return string(content.toString()); // NaN and Infinity are words that DuckDB casts as well
        }
        throw new IllegalStateException(
                "no SQL text for a " + content.getClass().getName());
    }
}
