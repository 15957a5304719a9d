package io.lakegate.server.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Keeps definitions, one for each name in any case. Each change is safe when the call that makes it returns, whatever becomes of the process,
 * and is seen at once by all who use the same file or database. For any thread.
 */
public final class DefinitionStore implements AutoCloseable {
    private static final String COLUMNS = "schema_name, name, kind, body";
    private static final String INSERT = "INSERT INTO " + StoreDatabase.TABLE
            + " (schema_key, name_key, schema_name, name, kind, body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (schema_key, name_key) DO ";
    private static final String NAMED = " WHERE schema_key = ? AND name_key = ?";

    private final StoreDatabase database;

    private DefinitionStore(StoreDatabase database) {
        this.database = database;
    }

    /** Keeps them in a file; makes it with the first definition. */
    public static DefinitionStore in(Path file) {
        return new DefinitionStore(StoreDatabase.file(file));
    }

    /**
     * Keeps them in a PostgreSQL database; connects when something is first asked.
     *
     * @param url {@code postgresql://HOST:PORT/DATABASE}
     */
    public static DefinitionStore shared(String url, Optional<String> user, Optional<String> password) {
        return new DefinitionStore(StoreDatabase.postgreSql(url, user, password));
    }

    /** All definitions in the order of their names. */
    public List<Definition> all() {
        return database.read(List.of(), connection -> {
            List<Definition> all = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT " + COLUMNS + " FROM " + StoreDatabase.TABLE + " ORDER BY schema_key, name_key");
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    all.add(definition(rows));
                }
            }
            return all;
        });
    }

    /** The definition of a name in any case. */
    public Optional<Definition> find(String schema, String name) {
        return database.read(Optional.empty(), connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT " + COLUMNS + " FROM " + StoreDatabase.TABLE + NAMED)) {
                select.setString(1, key(schema));
                select.setString(2, key(name));
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? Optional.of(definition(rows)) : Optional.empty();
                }
            }
        });
    }

    /** Keeps a definition of a new name; false, and nothing kept, where the name has one already. */
    public boolean add(Definition definition) {
        return database.write(connection -> insert(connection, definition, "NOTHING") == 1);
    }

    /** Keeps definitions in the place of those of the same names: all of them, or none. */
    public void put(List<? extends Definition> definitions) {
        int kept = database.write(connection -> {
            int count = 0;
            for (Definition definition : definitions) {
                count += insert(
                        connection,
                        definition,
                        "UPDATE SET schema_name = excluded.schema_name, name = excluded.name, kind = excluded.kind,"
                                + " body = excluded.body");
            }
            return count;
        });
        if (kept != definitions.size()) {
            throw new IllegalStateException("kept %d of %d definitions".formatted(kept, definitions.size()));
        }
    }

    private static int insert(Connection connection, Definition definition, String onConflict) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT + onConflict)) {
            insert.setString(1, key(definition.schema()));
            insert.setString(2, key(definition.name()));
            insert.setString(3, definition.schema());
            insert.setString(4, definition.name());
            insert.setString(5, DefinitionText.kind(definition));
            insert.setString(6, DefinitionText.write(definition));
            return insert.executeUpdate();
        }
    }

    /** Forgets the definition of a name in any case; false where there is none. */
    public boolean remove(String schema, String name) {
        return database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + StoreDatabase.TABLE + NAMED)) {
                delete.setString(1, key(schema));
                delete.setString(2, key(name));
                return delete.executeUpdate() == 1;
            }
        });
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static Definition definition(ResultSet row) throws SQLException {
        try {
            return DefinitionText.read(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
        } catch (JsonProcessingException e) {
            throw new SQLException(
                    "the definition of %s.%s is no JSON".formatted(row.getString(1), row.getString(2)), e);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
