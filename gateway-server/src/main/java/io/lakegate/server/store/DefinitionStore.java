package io.lakegate.server.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps definitions in one file, a SQLite database: each change is on the disk when the call that makes it returns, whatever becomes of the
 * process. For any thread, and for several processes on one machine.
 */
public final class DefinitionStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    /** Opens nothing: the file is made with the first definition. */
    public DefinitionStore(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** All definitions in the order of their names. */
    public synchronized List<Definition> all() {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<Definition> all = new ArrayList<>();
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT schema_name, name, kind, body FROM definitions ORDER BY schema_name, name")) {
            while (rows.next()) {
                all.add(read(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4)));
            }
            return all;
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    /** The definition of a name in any case. */
    public Optional<Definition> find(String schema, String name) {
        return all().stream()
                .filter(known ->
                        known.schema().equalsIgnoreCase(schema) && known.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** Keeps a definition, in the place of one of the same name. */
    public synchronized void put(Definition definition) {
        try (Connection connection = open()) {
            connection.setAutoCommit(false);
            delete(connection, definition.schema(), definition.name());
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO definitions (schema_name, name, kind, body) VALUES (?, ?, ?, ?)")) {
                insert.setString(1, definition.schema());
                insert.setString(2, definition.name());
                insert.setString(3, definition instanceof Definition.View ? "view" : "table");
                insert.setString(4, body(definition));
                insert.executeUpdate();
            }
            connection.commit();
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    /** Forgets a definition, given in any case. */
    public synchronized void remove(String schema, String name) {
        try (Connection connection = open()) {
            delete(connection, schema, name);
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private static void delete(Connection connection, String schema, String name) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM definitions WHERE lower(schema_name) = lower(?) AND lower(name) = lower(?)")) {
            delete.setString(1, schema);
            delete.setString(2, name);
            delete.executeUpdate();
        }
    }

    private Connection open() throws SQLException {
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
        } catch (IOException e) {
            throw unusable(e);
        }
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS definitions (schema_name TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,"
                            + " body TEXT NOT NULL, PRIMARY KEY (schema_name, name))");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private GatewayException unusable(Exception e) {
        return new GatewayException(
                ErrorCode.CONFIGURATION,
                "The store of external tables and views, %s, cannot be used: %s. Check the file and the setting store.file."
                        .formatted(file, e.getMessage()),
                e);
    }

    private static String body(Definition definition) {
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

    private Definition read(String schema, String name, String kind, String body) {
        try {
            JsonNode json = JSON.readTree(body);
            if (kind.equals("view")) {
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
                    .forEach(option ->
                            options.put(option.getKey(), option.getValue().asText()));
            return new Definition.ExternalTable(
                    schema,
                    name,
                    json.path("format").asText(),
                    json.path("location").asText(),
                    options);
        } catch (JsonProcessingException e) {
            throw unusable(e);
        }
    }
}
