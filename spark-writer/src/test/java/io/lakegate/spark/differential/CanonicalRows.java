package io.lakegate.spark.differential;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.JDBCType;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Rows as texts that are equal exactly when the values are, sorted. What a value is follows from the type that Spark states,
 * for both sides. Before the rows stand the types of the columns.
 */
final class CanonicalRows {
    private static final JsonFactory JSON = new JsonFactory();

    private CanonicalRows() {}

    static List<String> ofSpark(StructType schema, List<Row> rows) {
        List<String> all =
                new ArrayList<>(rows.stream().map(row -> text(row, schema)).toList());
        all.add(Arrays.stream(schema.fields())
                .map(field -> columnType(field.dataType()))
                .toList()
                .toString());
        all.sort(null);
        return all;
    }

    /** The answer of the gateway to a query whose columns Spark types as {@code schema} says; names are compared too. */
    static List<String> ofLakegate(Connection connection, String sql, StructType schema) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            all.add(columnTypes(rows.getMetaData()));
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    DataType type = i <= schema.length() ? schema.fields()[i - 1].dataType() : schema;
                    values.add(rows.getMetaData().getColumnLabel(i) + ": " + column(rows, i, type));
                }
                all.add("{" + String.join(", ", values) + "}");
            }
            all.sort(null);
            return all;
        }
    }

    private static String columnTypes(ResultSetMetaData columns) throws SQLException {
        List<String> types = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            JDBCType type = JDBCType.valueOf(columns.getColumnType(i));
            types.add(
                    type == JDBCType.DECIMAL
                            ? "DECIMAL(%d,%d)".formatted(columns.getPrecision(i), columns.getScale(i))
                            : type.getName());
        }
        return types.toString();
    }

    private static String columnType(DataType type) {
        return switch (type.typeName()) {
            case "byte" -> "TINYINT";
            case "short" -> "SMALLINT";
            case "long" -> "BIGINT";
            case "float" -> "REAL";
            case "timestamp" -> "TIMESTAMP_WITH_TIMEZONE";
            case "timestamp_ntz" -> "TIMESTAMP";
            case "binary" -> "VARBINARY";
            case "boolean", "integer", "double", "date" -> type.typeName().toUpperCase(Locale.ROOT);
            // Nested values travel as JSON text.
            default -> type instanceof DecimalType ? type.sql() : "VARCHAR";
        };
    }

    private static String column(ResultSet rows, int column, DataType type) throws SQLException {
        if (type instanceof StructType || type instanceof ArrayType || type instanceof MapType) {
            String json = rows.getString(column);
            return json == null ? "NULL" : text(json(json), type);
        }
        Object value = switch (type.typeName()) {
            case "date" -> rows.getObject(column, LocalDate.class);
            case "timestamp_ntz" -> rows.getObject(column, LocalDateTime.class);
            default -> rows.getObject(column);
        };
        return text(value, type);
    }

    /** A value of Spark, of the gateway or of a JSON text, where numbers are texts and objects are maps. */
    private static String text(@Nullable Object value, DataType type) {
        if (value == null) {
            return "NULL";
        }
        if (type instanceof StructType struct) {
            return fields(value, struct);
        }
        if (type instanceof ArrayType array && value instanceof List<?> elements) {
            return elements.stream()
                    .map(element -> text(element, array.elementType()))
                    .toList()
                    .toString();
        }
        if (type instanceof ArrayType && value instanceof scala.collection.Seq<?> elements) {
            return text(scala.jdk.javaapi.CollectionConverters.asJava(elements), type);
        }
        if (type instanceof MapType && value instanceof scala.collection.Map<?, ?> map) {
            return text(scala.jdk.javaapi.CollectionConverters.asJava(map), type);
        }
        if (type instanceof MapType mapType && value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry ->
                            text(entry.getKey(), mapType.keyType()) + "=" + text(entry.getValue(), mapType.valueType()))
                    .sorted()
                    .toList()
                    .toString();
        }
        return type instanceof DecimalType ? decimal(value) : simple(value, type.typeName());
    }

    private static String fields(Object value, StructType struct) {
        StructField[] fields = struct.fields();
        if (value instanceof Row row) {
            return IntStream.range(0, fields.length)
                    .mapToObj(i -> fields[i].name() + ": " + text(row.get(i), fields[i].dataType()))
                    .collect(java.util.stream.Collectors.joining(", ", "{", "}"));
        }
        Map<?, ?> object = (Map<?, ?>) value;
        List<String> known = Arrays.stream(fields)
                .map(field -> field.name() + ": "
                        + (object.containsKey(field.name())
                                ? text(object.get(field.name()), field.dataType())
                                : "absent"))
                .toList();
        String extra = object.size() == fields.length ? "" : " of " + object.keySet();
        return "{" + String.join(", ", known) + "}" + extra;
    }

    private static String decimal(Object value) {
        BigDecimal number = new BigDecimal(value.toString());
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static String simple(Object value, String type) {
        return switch (type) {
            case "float" -> Float.toString(Float.parseFloat(value.toString()));
            case "double" -> Double.toString(Double.parseDouble(value.toString()));
            case "timestamp" -> instant(value).toString();
            case "timestamp_ntz" ->
                LocalDateTime.parse(value.toString().replace(' ', 'T')).toString();
            case "binary" ->
                value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : value.toString();
            case "string" -> "'" + value + "'";
            default -> value.toString();
        };
    }

    private static Instant instant(Object value) {
        if (value instanceof Instant instant) {
            return instant;
        }
        return value instanceof OffsetDateTime time
                ? time.toInstant()
                : OffsetDateTime.parse(value.toString().replace(' ', 'T')).toInstant();
    }

    private static @Nullable Object json(String text) {
        try (JsonParser parser = JSON.createParser(text.getBytes(StandardCharsets.UTF_8))) {
            parser.nextToken();
            return json(parser);
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + text, e);
        }
    }

    /** Numbers stay texts: neither BigDecimal nor double keeps all of -0.0 and 38 digits. */
    private static @Nullable Object json(JsonParser parser) throws IOException {
        JsonToken token = requireNonNull(parser.currentToken(), "end of the JSON text");
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(json(parser));
            }
            return elements;
        }
        if (token == JsonToken.START_OBJECT) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, json(parser));
            }
            return fields;
        }
        return token == JsonToken.VALUE_NULL ? null : parser.getText();
    }

    /** How two sorted lists differ, shortly; empty when they do not. */
    static String difference(List<String> spark, List<String> lakegate) {
        if (spark.equals(lakegate)) {
            return "";
        }
        List<String> missing = new ArrayList<>(spark);
        lakegate.forEach(missing::remove);
        List<String> surplus = new ArrayList<>(lakegate);
        spark.forEach(surplus::remove);
        return "Spark has %d rows, Lakegate %d%n  only Spark:    %s%n  only Lakegate: %s"
                .formatted(spark.size(), lakegate.size(), first(missing), first(surplus));
    }

    private static String first(List<String> rows) {
        return rows.isEmpty() ? "nothing" : rows.size() + " rows, first " + rows.get(0);
    }
}
