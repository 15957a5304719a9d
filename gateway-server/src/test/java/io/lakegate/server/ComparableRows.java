package io.lakegate.server;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A result in a form in which those of two drivers can be compared: columns by name, rows in no order, each value as a text that is equal exactly
 * when the values are. Understands our driver and DuckDB's.
 *
 * @param types by column name, in the names of our driver
 * @param rows each as the list of its values, sorted
 */
public record ComparableRows(Map<String, String> types, List<String> rows) {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** The text of a value that is compared in a way of its own. */
    public interface OwnText {
        String of(String value) throws SQLException;
    }

    public static ComparableRows of(Connection connection, String sql) throws SQLException {
        return of(connection, sql, Map.of());
    }

    /** {@code own} says, by column, which values are compared in a way of their own. */
    public static ComparableRows of(Connection connection, String sql, Map<String, OwnText> own) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            ResultSetMetaData columns = rows.getMetaData();
            Map<String, Integer> order = new TreeMap<>();
            Map<String, String> types = new TreeMap<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                order.put(columns.getColumnLabel(i), i);
                types.put(
                        columns.getColumnLabel(i),
                        type(columns.getColumnTypeName(i), columns.getPrecision(i), columns.getScale(i)));
            }
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int column : order.values()) {
                    Object value = value(rows, column, columns.getColumnTypeName(column));
                    OwnText ownText = own.get(columns.getColumnLabel(column));
                    row.add(ownText != null && value instanceof String text ? ownText.of(text) : text(value));
                }
                all.add(row.toString());
            }
            all.sort(null);
            return new ComparableRows(types, all);
        }
    }

    /** One name for one type. An instant that Spark stored as INT96 is a TIMESTAMP to DuckDB, so the two are not told apart. */
    private static String type(String name, int precision, int scale) {
        if (name.startsWith("DECIMAL")) {
            return name.contains("(") || name.contains("[") ? name : "DECIMAL(%d,%d)".formatted(precision, scale);
        }
        return name.replace("BLOB", "VARBINARY")
                .replace("FLOAT", "REAL")
                .replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMP")
                .replace("TIMESTAMP_TZ", "TIMESTAMP")
                .replace("TIMESTAMP_NS", "TIMESTAMP")
                .replace("\"", "")
                .replace(" ", "");
    }

    private static Object value(ResultSet rows, int column, String type) throws SQLException {
        return type.equals("TIMESTAMP") || type.equals("TIMESTAMP_NS")
                ? rows.getObject(column, LocalDateTime.class)
                : rows.getObject(column);
    }

    private static String text(Object value) throws SQLException {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof Float || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? number(new BigDecimal(value.toString())) : value.toString();
        }
        if (value instanceof Number) {
            return number(new BigDecimal(value.toString()));
        }
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        if (value instanceof Blob blob) {
            return Base64.getEncoder().encodeToString(blob.getBytes(1, (int) blob.length()));
        }
        if (value instanceof OffsetDateTime time) {
            return time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime().toString();
        }
        if (value instanceof Array array) {
            List<String> elements = new ArrayList<>();
            for (Object element : (Object[]) array.getArray()) {
                elements.add(text(element));
            }
            return elements.toString();
        }
        if (value instanceof Struct struct) {
            List<String> fields = new ArrayList<>();
            for (Object field : struct.getAttributes()) {
                fields.add(text(field));
            }
            return fields.toString();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, String> entries = new TreeMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                entries.put(text(entry.getKey()), text(entry.getValue()));
            }
            return new ArrayList<>(entries.values()).toString();
        }
        if (value instanceof java.sql.Timestamp timestamp) {
            return timestamp.toLocalDateTime().toString();
        }
        return value instanceof String string ? nestedText(string) : value.toString();
    }

    /** JSON text of a nested value of ours, as the text of the same value of DuckDB's; other texts as they are. */
    private static String nestedText(String string) {
        if (!string.startsWith("[") && !string.startsWith("{")) {
            return string;
        }
        try {
            return nestedText(JSON.readTree(string));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return string;
        }
    }

    private static String nestedText(JsonNode node) {
        if (node.isNull()) {
            return "NULL";
        }
        if (node.isNumber()) {
            return number(node.decimalValue());
        }
        if (node.isContainerNode()) {
            List<String> parts = new ArrayList<>();
            for (Iterator<JsonNode> children = node.elements(); children.hasNext(); ) {
                parts.add(nestedText(children.next()));
            }
            return parts.toString();
        }
        return instantText(node.asText());
    }

    private static String instantText(String text) {
        return text.matches("\\d{4}-\\d\\d-\\d\\dT.*Z")
                ? LocalDateTime.ofInstant(Instant.parse(text), ZoneOffset.UTC).toString()
                : text;
    }

    private static String number(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
