package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.LakeType;
import java.util.stream.Collectors;

/** The names of types in DuckDB's SQL. */
final class DuckDbTypes {
    private DuckDbTypes() {}

    static String name(LakeType type) {
        return type.match(
                DuckDbTypes::simpleName,
                decimal -> "DECIMAL(" + decimal.precision() + ", " + decimal.scale() + ")",
                list -> name(list.element()) + "[]",
                map -> "MAP(" + name(map.key()) + ", " + name(map.value()) + ")",
                struct -> struct.fields().stream()
                        .map(field -> SqlQuote.identifier(field.name()) + " " + name(field.type()))
                        .collect(Collectors.joining(", ", "STRUCT(", ")")));
    }

    private static String simpleName(LakeType.Simple type) {
        return switch (type) {
            case VARBINARY -> "BLOB";
            case TIMESTAMP_TZ -> "TIMESTAMP WITH TIME ZONE";
            case TIMESTAMP_TZ_NS -> "TIMESTAMPTZ_NS";
            case NULL -> "INTEGER"; // a column that only holds NULL: any type will do
            default -> type.name();
        };
    }
}
