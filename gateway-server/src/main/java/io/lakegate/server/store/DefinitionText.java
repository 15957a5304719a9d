package io.lakegate.server.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of a definition is not its name, as JSON text: so that a store needs no new column for what a later version keeps. */
final class DefinitionText {
    private static final String VIEW = "view";
    private static final ObjectMapper JSON = new ObjectMapper();

    private DefinitionText() {}

    static String kind(Definition definition) {
        return definition instanceof Definition.View ? VIEW : "table";
    }

    static String write(Definition definition) {
        ObjectNode body = JSON.createObjectNode();
        if (definition instanceof Definition.ExternalTable table) {
            body.put("format", table.format()).put("location", table.location());
            ObjectNode options = body.putObject("options");
            table.options().forEach(options::put);
        } else if (definition instanceof Definition.View view) {
            body.put("sql", view.sql()).put("catalog", view.fromCatalog());
            view.fromSchema().ifPresent(schema -> body.put("schema", schema));
            ArrayNode columns = body.putArray("columns");
            view.columns().forEach(columns::add);
        }
        return body.toString();
    }

    static Definition read(String schema, String name, String kind, String body) throws JsonProcessingException {
        JsonNode json = JSON.readTree(body);
        if (kind.equals(VIEW)) {
            List<String> columns = new ArrayList<>();
            json.path("columns").forEach(column -> columns.add(column.asText()));
            return new Definition.View(
                    schema,
                    name,
                    json.path("sql").asText(),
                    columns,
                    json.path("catalog").asText(),
                    Optional.ofNullable(json.get("schema")).map(JsonNode::asText));
        }
        Map<String, String> options = new LinkedHashMap<>();
        json.path("options")
                .properties()
                .forEach(
                        option -> options.put(option.getKey(), option.getValue().asText()));
        return new Definition.ExternalTable(
                schema,
                name,
                json.path("format").asText(),
                json.path("location").asText(),
                options);
    }
}
