package io.lakegate.adapters.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.kernel.internal.types.DataTypeJsonSerDe;
import io.delta.kernel.types.StructType;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.TableName;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A table's schema in a form that Kernel can parse: it refuses columns without any value, texts of a length and types of a program, and
 * is strict about what else stands in the JSON text.
 *
 * <p>What is left out is not needed for reading, save that a column without values is a text here: nothing is to be read for it.
 */
final class KernelSchema {
    private static final Pattern TEXT = Pattern.compile("void|null|(var)?char\\(.*\\)", Pattern.CASE_INSENSITIVE);
    private static final Set<String> NEEDED = Set.of("delta.columnMapping.id", "delta.columnMapping.physicalName");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private KernelSchema() {}

    /** The schema from its JSON text, which has been found good. */
    static StructType parse(TableName table, String schemaJson) {
        JsonNode schema;
        try {
            schema = new ObjectMapper().readTree(schemaJson);
        } catch (JsonProcessingException e) {
            throw CatalogErrors.tableDamaged(table, "its schema is not JSON", e);
        }
        return KernelErrors.call(
                table,
                "reading its schema",
                () -> DataTypeJsonSerDe.deserializeStructType(type(schema).toString()));
    }

    private static JsonNode type(JsonNode type) {
        if (type.isTextual()) {
            return TEXT.matcher(type.asText()).matches() ? NODES.textNode("string") : type;
        }
        ObjectNode plain = NODES.objectNode();
        String kind = type.path("type").asText();
        switch (kind) {
            case "struct" -> {
                ArrayNode fields = NODES.arrayNode();
                type.path("fields").forEach(field -> fields.add(field(field)));
                plain.set("fields", fields);
            }
            case "array" -> {
                plain.set("elementType", type(type.path("elementType")));
                plain.put("containsNull", true);
            }
            case "map" -> {
                plain.set("keyType", type(type.path("keyType")));
                plain.set("valueType", type(type.path("valueType")));
                plain.put("valueContainsNull", true);
            }
            case "udt" -> {
                return type(type.path("sqlType"));
            }
            default -> {
                return type;
            }
        }
        return plain.put("type", kind);
    }

    private static JsonNode field(JsonNode field) {
        ObjectNode metadata = NODES.objectNode();
        for (String key : NEEDED) {
            if (field.path("metadata").has(key)) {
                metadata.set(key, field.path("metadata").path(key));
            }
        }
        ObjectNode plain = NODES.objectNode();
        plain.set("name", field.path("name"));
        plain.set("type", type(field.path("type")));
        plain.put("nullable", true);
        plain.set("metadata", metadata);
        return plain;
    }
}
