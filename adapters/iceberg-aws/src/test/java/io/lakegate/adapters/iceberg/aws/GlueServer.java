package io.lakegate.adapters.iceberg.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The part of AWS Glue's Data Catalog that Iceberg asks for, on this machine: databases and tables by names without upper case, a version of
 * each table that a writer may name, answers in pages of two.
 *
 * @see "AWS Glue web API reference: Catalog API"
 */
final class GlueServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 2;

    private final String key;
    private final HttpServer server;
    private final NavigableMap<String, ObjectNode> databases = new TreeMap<>();
    private final NavigableMap<String, NavigableMap<String, ObjectNode>> tables = new TreeMap<>();

    /** {@code key} is the id of the only key that may sign requests. */
    GlueServer(String key) throws IOException {
        this.key = key;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** An answer that is no success; {@code type} is the exception's name in Glue's API. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String type;

        Refusal(String type, String message) {
            super(message);
            this.type = type;
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        int status = 200;
        ObjectNode body;
        try {
            if (authorization == null || !authorization.contains("Credential=" + key + "/")) {
                throw new Refusal(
                        "UnrecognizedClientException", "The security token included in the request is invalid.");
            }
            body = answer(target.replaceFirst("^AWSGlue\\.", ""), request);
        } catch (Refusal e) {
            status = 400;
            body = JSON.createObjectNode().put("__type", e.type).put("message", e.getMessage());
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private synchronized ObjectNode answer(String action, JsonNode request) {
        return switch (action) {
            case "CreateDatabase" -> createDatabase((ObjectNode) request.get("DatabaseInput"));
            case "GetDatabase" ->
                JSON.createObjectNode()
                        .set("Database", database(request.get("Name").textValue()));
            case "GetDatabases" -> page("DatabaseList", databases, request);
            case "CreateTable" -> createTable(databaseName(request), (ObjectNode) request.get("TableInput"));
            case "GetTable" -> JSON.createObjectNode().set("Table", table(request, "Name"));
            case "GetTables" -> {
                database(databaseName(request));
                yield page("TableList", tables.get(databaseName(request)), request);
            }
            case "UpdateTable" -> updateTable(request);
            case "DeleteTable" -> {
                table(request, "Name");
                tables.get(databaseName(request)).remove(request.get("Name").textValue());
                yield JSON.createObjectNode();
            }
            default -> throw new Refusal("InvalidInputException", "This server does not know " + action + ".");
        };
    }

    private static String databaseName(JsonNode request) {
        return request.get("DatabaseName").textValue();
    }

    private ObjectNode createDatabase(ObjectNode input) {
        String name = input.get("Name").textValue();
        if (databases.putIfAbsent(name, input) != null) {
            throw new Refusal("AlreadyExistsException", "Database already exists.");
        }
        tables.put(name, new TreeMap<>());
        return JSON.createObjectNode();
    }

    private ObjectNode database(String name) {
        return Optional.ofNullable(databases.get(name))
                .orElseThrow(() -> new Refusal("EntityNotFoundException", "Database " + name + " not found."));
    }

    private ObjectNode createTable(String database, ObjectNode input) {
        database(database);
        String name = input.get("Name").textValue();
        if (tables.get(database).containsKey(name)) {
            throw new Refusal("AlreadyExistsException", "Table already exists.");
        }
        tables.get(database).put(name, input.put("DatabaseName", database).put("VersionId", "0"));
        return JSON.createObjectNode();
    }

    private ObjectNode table(JsonNode request, String field) {
        String database = databaseName(request);
        database(database);
        String name = request.get(field).textValue();
        return Optional.ofNullable(tables.get(database).get(name))
                .orElseThrow(() -> new Refusal("EntityNotFoundException", "Entity Not Found: " + name));
    }

    private ObjectNode updateTable(JsonNode request) {
        ObjectNode input = (ObjectNode) request.get("TableInput");
        String name = input.get("Name").textValue();
        ObjectNode known = table(((ObjectNode) request).put("Name", name), "Name");
        String version = known.get("VersionId").textValue();
        if (request.hasNonNull("VersionId")
                && !request.get("VersionId").textValue().equals(version)) {
            throw new Refusal("ConcurrentModificationException", "The table is at version " + version + ".");
        }
        String next = String.valueOf(Long.parseLong(version) + 1);
        String database = databaseName(request);
        tables.get(database).put(name, input.put("DatabaseName", database).put("VersionId", next));
        return JSON.createObjectNode();
    }

    private static ObjectNode page(String field, NavigableMap<String, ObjectNode> all, JsonNode request) {
        String after =
                request.hasNonNull("NextToken") ? request.get("NextToken").textValue() : "";
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode items = answer.putArray(field);
        String last = after;
        for (String name : all.tailMap(after, false).keySet()) {
            if (items.size() == PAGE) {
                answer.put("NextToken", last);
                break;
            }
            items.add(all.get(name));
            last = name;
        }
        return answer;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
