package io.lakegate.spark.differential;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** How names and values are spelled in the SQL of Spark and of the gateway. */
enum Dialect {
    SPARK,
    LAKEGATE;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    /** A column, or a field of one by its path. */
    String name(List<String> path) {
        return path.stream().map(this::name).collect(joining("."));
    }

    String name(String name) {
        return this == SPARK ? "`" + name.replace("`", "``") + "`" : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** A text literal. */
    String text(String text) {
        String doubled = text.replace("'", "''");
        return this == SPARK ? "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'" : "'" + doubled + "'";
    }

    /** A literal of the value's own type. */
    String literal(Object value) {
        if (value instanceof String text) {
            return text(text);
        }
        if (value instanceof Float number) {
            return "CAST('" + number + "' AS " + (this == SPARK ? "FLOAT)" : "REAL)");
        }
        if (value instanceof Double number) {
            return "CAST('" + number + "' AS DOUBLE)";
        }
        if (value instanceof BigDecimal number) {
            return "CAST('%s' AS DECIMAL(%d, %d))"
                    .formatted(number.toPlainString(), Math.max(number.precision(), number.scale()), number.scale());
        }
        if (value instanceof Long number && number == Long.MIN_VALUE) {
            return "CAST('" + number + "' AS BIGINT)";
        }
        if (value instanceof byte[] bytes) {
            return "X'" + HexFormat.of().formatHex(bytes) + "'";
        }
        if (value instanceof LocalDate day) {
            return "DATE '" + day + "'";
        }
        if (value instanceof LocalDateTime time) {
            return (this == SPARK ? "TIMESTAMP_NTZ '" : "TIMESTAMP '") + TIME.format(time) + "'";
        }
        if (value instanceof Instant instant) {
            String time = TIME.format(RandomValues.utc(instant));
            return this == SPARK
                    ? "TIMESTAMP_LTZ '" + time + " UTC'"
                    : "CAST('" + time + " UTC' AS TIMESTAMP WITH TIME ZONE)";
        }
        return String.valueOf(value);
    }

    /** Literals in brackets. */
    String literals(List<Object> values) {
        return values.stream().map(this::literal).collect(joining(", ", "(", ")"));
    }

    /** The first characters of a text that mean only themselves in a LIKE pattern; at most {@code length} of them. */
    static String plainPrefix(String text, int length) {
        int[] plain = text.codePoints()
                .limit(length)
                .takeWhile(c -> "%_\\".indexOf(c) < 0)
                .toArray();
        return Arrays.stream(plain).mapToObj(Character::toString).collect(joining());
    }
}
