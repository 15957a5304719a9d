package io.lakegate.adapters.ducklake.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Queries of one read transaction on a metadata database: all see it as it was at the first. For one thread. */
public final class MetadataReader {
    private static final int FETCH_ROWS = 10_000;

    private final Connection connection;
    private final Dialect dialect;
    private final Optional<String> schema;

    MetadataReader(Connection connection, Dialect dialect, Optional<String> schema) {
        this.connection = connection;
        this.dialect = dialect;
        this.schema = schema;
    }

    /** Makes a value of a row. */
    public interface RowMapper<T> {
        T map(Row row) throws SQLException;
    }

    public Dialect dialect() {
        return dialect;
    }

    /** The name of a table of the catalog, for FROM. */
    public String table(String name) {
        String plain = dialect.identifier(name);
        return schema.map(s -> dialect.identifier(s) + "." + plain).orElse(plain);
    }

    /** All rows of a query; {@code parameters} are numbers or texts. */
    public <T> List<T> query(String sql, RowMapper<T> mapper, Object... parameters) throws SQLException {
        List<T> all = new ArrayList<>();
        each(sql, row -> all.add(mapper.map(row)), parameters);
        return all;
    }

    /** Takes a row. */
    public interface RowTaker {
        void take(Row row) throws SQLException;
    }

    /** Gives all rows of a query, of which few are in memory at a time; {@code parameters} are numbers or texts. */
    public void each(String sql, RowTaker taker, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH_ROWS);
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                Row row = new Row(rows);
                while (rows.next()) {
                    taker.take(row);
                }
            }
        }
    }

    public boolean hasTable(String name) throws SQLException {
        return !(dialect == Dialect.SQLITE
                        ? query(dialect.tableQuery(), row -> true, name)
                        : queryInSchema(dialect.tableQuery(), row -> true, name))
                .isEmpty();
    }

    /** The names of the columns of one table, in order. */
    public List<String> columnNames(String table) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT * FROM " + table(table) + " WHERE 1 = 0");
                ResultSet rows = statement.executeQuery()) {
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                names.add(rows.getMetaData().getColumnName(i));
            }
            return names;
        }
    }

    /** The columns of each table that the catalog has, inlined data left out. */
    public Map<String, Set<String>> columns() throws SQLException {
        Map<String, Set<String>> columns = new LinkedHashMap<>();
        RowMapper<Boolean> add = row -> columns.computeIfAbsent(row.requiredText(1), t -> new LinkedHashSet<>())
                .add(row.requiredText(2));
        if (dialect == Dialect.SQLITE) {
            query(dialect.columnsQuery(), add);
        } else {
            queryInSchema(dialect.columnsQuery(), add);
        }
        return columns;
    }

    private <T> List<T> queryInSchema(String sql, RowMapper<T> mapper, Object... more) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, schema.orElse(null));
            for (int i = 0; i < more.length; i++) {
                statement.setObject(i + 2, more[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<T> all = new ArrayList<>();
                Row row = new Row(rows);
                while (rows.next()) {
                    all.add(mapper.map(row));
                }
                return all;
            }
        }
    }
}
