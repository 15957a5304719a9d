package io.lakegate.jdbc;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Lists, structs and maps as JSON text, as the gateway writes them for other clients: a number keeps all its digits, NaN and the infinities
 * are texts, binary is base64, dates and times are ISO texts, the keys of a map are texts.
 */
final class JsonText {
    private JsonText() {}

    static String of(Object value) {
        StringBuilder text = new StringBuilder();
        write(text, value);
        return text.toString();
    }

    private static void write(StringBuilder text, Object value) {
        if (value instanceof ListValue) {
            text.append('[');
            String separator = "";
            for (Object each : ((ListValue) value).values()) {
                text.append(separator);
                write(text, each);
                separator = ",";
            }
            text.append(']');
        } else if (value instanceof StructValue) {
            StructValue struct = (StructValue) value;
            writeFields(text, struct.names(), struct.values());
        } else if (value instanceof Map) {
            Map<?, ?> map = (Map<?, ?>) value;
            writeFields(text, List.copyOf(map.keySet()), new java.util.ArrayList<>(map.values()));
        } else {
            writeScalar(text, value);
        }
    }

    private static void writeFields(StringBuilder text, List<?> names, List<?> values) {
        text.append('{');
        for (int i = 0; i < names.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            writeText(text, key(names.get(i)));
            text.append(':');
            write(text, values.get(i));
        }
        text.append('}');
    }

    private static String key(Object key) {
        boolean nested = key instanceof ListValue || key instanceof StructValue || key instanceof Map;
        return nested ? of(key) : plain(key);
    }

    private static void writeScalar(StringBuilder text, Object value) {
        boolean number = value instanceof Number
                && !(value instanceof Double && !Double.isFinite((Double) value))
                && !(value instanceof Float && !Float.isFinite((Float) value));
        if (value == null || value instanceof Boolean || number) {
            text.append(value == null ? "null" : plain(value));
        } else {
            writeText(text, plain(value));
        }
    }

    private static String plain(Object value) {
        if (value instanceof BigDecimal) {
            return ((BigDecimal) value).toPlainString();
        }
        if (value instanceof byte[]) {
            return Base64.getEncoder().encodeToString((byte[]) value);
        }
        return value instanceof OffsetDateTime
                ? ((OffsetDateTime) value).toInstant().toString()
                : value.toString();
    }

    private static void writeText(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c >= ' ') {
                text.append(c);
            } else {
                int escape = "\b\t\n\f\r".indexOf(c);
                text.append(escape < 0 ? String.format("\\u%04X", (int) c) : "\\" + "btnfr".charAt(escape));
            }
        }
        text.append('"');
    }
}
