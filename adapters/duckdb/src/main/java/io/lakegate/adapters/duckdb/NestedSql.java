package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * SQL that makes nested values of what {@link NestedJson} wrote: DuckDB reads the JSON as a type of the same shape, then what JSON cannot say
 * is converted where it stands.
 */
final class NestedSql {
    private NestedSql() {}

    /** From JSON text to {@link #jsonType}. */
    static UnaryOperator<String> parse(LakeType type) {
        return json -> "CAST(CAST(" + json + " AS JSON) AS " + jsonType(type) + ")";
    }

    /** From {@link #jsonType} to the type. */
    static UnaryOperator<String> convert(LakeType type) {
        return parsed -> "CAST(" + converted(parsed, type, 0) + " AS " + DuckDbTypes.name(type) + ")";
    }

    /** The type as DuckDB can read it from JSON. */
    private static String jsonType(LakeType type) {
        return type.match(
                simple -> switch (simple) {
                    case VARBINARY -> "VARCHAR";
                    case TIMESTAMP, TIMESTAMP_TZ, TIMESTAMP_NS, TIMESTAMP_TZ_NS -> "BIGINT";
                    default -> DuckDbTypes.name(simple);
                },
                DuckDbTypes::name,
                list -> jsonType(list.element()) + "[]",
                map -> "STRUCT(%s %s, %s %s)[]"
                        .formatted(NestedJson.KEY, jsonType(map.key()), NestedJson.VALUE, jsonType(map.value())),
                struct -> struct.fields().stream()
                        .map(field -> SqlQuote.identifier(field.name()) + " " + jsonType(field.type()))
                        .collect(Collectors.joining(", ", "STRUCT(", ")")));
    }

    /** Whether the two types differ. */
    private static boolean differs(LakeType type) {
        return !jsonType(type).equals(DuckDbTypes.name(type));
    }

    /**
     * An expression of the type.
     *
     * @param value an expression of {@link #jsonType}; written more than once, so a name or a path
     * @param depth how many lambdas are around it
     */
    private static String converted(String value, LakeType type, int depth) {
        if (!differs(type)) {
            return value;
        }
        return type.match(
                simple -> convertedSimple(value, simple),
                decimal -> value,
                list -> convertedList(value, list.element(), depth),
                map -> convertedMap(value, map, depth),
                struct -> convertedStruct(value, struct, depth));
    }

    private static String convertedSimple(String value, LakeType.Simple type) {
        return switch (type) {
            case VARBINARY -> "from_base64(" + value + ")";
            case TIMESTAMP -> "make_timestamp(" + value + ")";
            case TIMESTAMP_TZ -> "make_timestamptz(" + value + ")";
            case TIMESTAMP_NS -> "make_timestamp_ns(" + value + ")";
            case TIMESTAMP_TZ_NS -> "timezone('UTC', make_timestamp_ns(" + value + "))";
            default -> value;
        };
    }

    private static String convertedList(String value, LakeType element, int depth) {
        String name = "e" + depth;
        return "list_transform(" + value + ", lambda " + name + ": " + converted(name, element, depth + 1) + ")";
    }

    private static String convertedMap(String value, LakeType.MapOf type, int depth) {
        LakeType entry = new LakeType.StructOf(
                List.of(new Column(NestedJson.KEY, type.key()), new Column(NestedJson.VALUE, type.value())));
        return "map_from_entries(" + (differs(entry) ? convertedList(value, entry, depth) : value) + ")";
    }

    private static String convertedStruct(String value, LakeType.StructOf type, int depth) {
        List<String> fields = new ArrayList<>();
        for (Column field : type.fields()) {
            String path = "struct_extract(" + value + ", " + SqlQuote.string(field.name()) + ")";
            fields.add(SqlQuote.identifier(field.name()) + " := " + converted(path, field.type(), depth));
        }
        return "CASE WHEN " + value + " IS NOT NULL THEN struct_pack(" + String.join(", ", fields) + ") END";
    }
}
