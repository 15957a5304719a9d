package io.lakegate.server.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.store.Definition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The JSON by which MySQL HeatWave Lakehouse is told about external tables. Keys that it or we do not know are named. */
final class HeatWave {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The options of a load; {@code mode} is one of normal, dryrun and validation. */
    record Load(List<Definition.ExternalTable> tables, String mode) {}

    private HeatWave() {}

    /** A table as {@code ENGINE_ATTRIBUTE} describes it. */
    static Definition.ExternalTable table(String schema, String name, String engineAttribute) {
        return table(schema, name, json("ENGINE_ATTRIBUTE", engineAttribute));
    }

    /**
     * The tables of {@code HEATWAVE_LOAD(input_list, options)}. A database that names no tables stands for all that are kept of it, and a
     * table without a place for the one that is kept.
     *
     * @param kept the external tables of a schema
     */
    static Load load(
            String inputList, Optional<String> options, Function<String, List<Definition.ExternalTable>> kept) {
        JsonNode list = json("The input list", inputList);
        if (!list.isArray() || list.isEmpty()) {
            throw wrong("The input list is an array of databases: [{\"db_name\": …, \"tables\": […]}].");
        }
        List<Definition.ExternalTable> tables = new ArrayList<>();
        for (JsonNode database : list) {
            if (database.isTextual()) {
                tables.addAll(all(database.asText(), kept));
                continue;
            }
            if (!database.isObject()) {
                throw wrong(
                        "A database is a name, or {\"db_name\": …, \"tables\": […]}, and not %s.".formatted(database));
            }
            known("a database", database, Set.of("db_name", "tables", "exclude_tables"));
            String schema = text(database, "db_name");
            List<Definition.ExternalTable> chosen = new ArrayList<>();
            if (database.has("tables")) {
                for (JsonNode table : array(database, "tables")) {
                    chosen.add(chosen(schema, table, kept));
                }
            } else {
                chosen.addAll(all(schema, kept));
            }
            for (JsonNode excluded : array(database, "exclude_tables")) {
                if (!excluded.isTextual()) {
                    throw wrong("The key exclude_tables holds names of tables, and not %s.".formatted(excluded));
                }
                if (!chosen.removeIf(table -> table.name().equalsIgnoreCase(excluded.asText()))) {
                    throw wrong("The key exclude_tables names %s, which is none of the tables of %s that are loaded."
                            .formatted(excluded.asText(), schema));
                }
            }
            tables.addAll(chosen);
        }
        return new Load(tables, mode(options));
    }

    private static Definition.ExternalTable chosen(
            String schema, JsonNode table, Function<String, List<Definition.ExternalTable>> kept) {
        if (table.isObject()) {
            known("a table", table, Set.of("table_name", "engine_attribute", "columns"));
        }
        if (table.isObject() && table.has("engine_attribute")) {
            return table(schema, text(table, "table_name"), table.path("engine_attribute"));
        }
        String name = table.isTextual() ? table.asText() : text(table, "table_name");
        return kept.apply(schema).stream()
                .filter(known -> known.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(
                        () -> wrong("The table %s needs an engine_attribute that says where it lies.".formatted(name)));
    }

    private static List<Definition.ExternalTable> all(
            String schema, Function<String, List<Definition.ExternalTable>> kept) {
        List<Definition.ExternalTable> tables = kept.apply(schema);
        if (tables.isEmpty()) {
            throw wrong(
                    "The database %s has no external tables yet. Name them with \"tables\" and their engine_attribute."
                            .formatted(schema));
        }
        return tables;
    }

    private static JsonNode array(JsonNode object, String key) {
        JsonNode array = object.path(key);
        if (!array.isMissingNode() && !array.isArray()) {
            throw wrong("The key %s is an array, and not %s.".formatted(key, array));
        }
        return array;
    }

    private static String mode(Optional<String> options) {
        if (options.isEmpty()) {
            return "normal";
        }
        JsonNode given = json("The options", options.get());
        known(
                "the options",
                given,
                Set.of(
                        "mode",
                        "output",
                        "sql_mode",
                        "policy",
                        "set_load_parallelism",
                        "auto_enc",
                        "refresh_external_tables"));
        String mode = given.path("mode").asText("normal");
        if (!Set.of("normal", "dryrun", "validation").contains(mode)) {
            throw wrong("The mode %s is none of normal, dryrun and validation.".formatted(mode));
        }
        return mode;
    }

    private static Definition.ExternalTable table(String schema, String name, JsonNode attribute) {
        JsonNode engine = attribute.isTextual() ? json("engine_attribute", attribute.asText()) : attribute;
        known("engine_attribute", engine, Set.of("file", "dialect"));
        JsonNode files = engine.path("file");
        if (!files.isArray() || files.size() != 1) {
            throw wrong(
                    "The engine_attribute of %s.%s needs \"file\": [{\"uri\": …}] with one entry: a table is one folder."
                            .formatted(schema, name));
        }
        known("file", files.get(0), Set.of("uri", "is_strict_mode", "allow_missing_files"));
        JsonNode dialect = engine.path("dialect");
        known("dialect", dialect, Set.of("format", "schema", "table"));
        Map<String, String> options = new LinkedHashMap<>();
        for (String key : List.of("schema", "table")) {
            if (dialect.has(key)) {
                options.put(key, dialect.path(key).asText());
            }
        }
        return new Definition.ExternalTable(schema, name, text(dialect, "format"), text(files.get(0), "uri"), options);
    }

    private static void known(String where, JsonNode object, Set<String> keys) {
        object.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                throw wrong("%s has the key %s, which is not known here. Known are %s."
                        .formatted(
                                where,
                                key,
                                String.join(", ", keys.stream().sorted().toList())));
            }
        });
    }

    private static String text(JsonNode object, String key) {
        if (!object.path(key).isTextual()) {
            throw wrong("The key %s is missing, or is no text, in %s.".formatted(key, object));
        }
        return object.path(key).asText();
    }

    private static JsonNode json(String what, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new GatewayException(
                    ErrorCode.INVALID_STATEMENT, "%s is no JSON: %s.".formatted(what, e.getOriginalMessage()), e);
        }
    }

    private static GatewayException wrong(String message) {
        return new GatewayException(ErrorCode.INVALID_STATEMENT, message);
    }
}
