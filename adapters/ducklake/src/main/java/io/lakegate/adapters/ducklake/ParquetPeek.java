package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.storage.Storage;
import io.lakegate.adapters.storage.stage.LocalParts;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.FileKey;
import io.lakegate.catalog.spi.FileStage.Part;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks into Parquet files for what planning needs: footers, delete files, and the columns that DuckLake adds of its own. A small DuckDB of
 * its own reads them, apart from the engine, since the engine asks for deletes while it runs. For any thread.
 */
final class ParquetPeek implements AutoCloseable {
    static final String ROW_ID = "_ducklake_internal_row_id";
    static final String SNAPSHOT_ID = "_ducklake_internal_snapshot_id";

    private final String url = "jdbc:duckdb::memory:lakegate_peek_" + UUID.randomUUID();
    private final Storage storage;
    private final LocalParts parts = new LocalParts();
    private @Nullable Connection database; // guarded by this

    ParquetPeek(Storage storage) {
        this.storage = storage;
    }

    /** A column of a file, or what is in one. */
    record Node(String name, int children, OptionalLong fieldId) {}

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    /** The schema of a file as a flat tree: each node before those in it; the root is the first. */
    List<Node> footer(String file) {
        return read(file, Part.FOOTER, Optional.empty(), List.of(), local -> nodes(file, local));
    }

    private List<Node> nodes(String file, String local) {
        List<Node> nodes = new ArrayList<>();
        query(file, "SELECT name, num_children, field_id FROM parquet_schema(" + quote(glob(local)) + ")", row -> {
            int children = row.getInt(2);
            long id = row.getLong(3);
            OptionalLong fieldId = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(id);
            nodes.add(new Node(row.getString(1), children, fieldId));
        });
        return nodes;
    }

    /**
     * The rows of a delete file: for each position the snapshot that deleted it.
     *
     * @param begin the snapshot of positions for which the file names none
     */
    SortedMap<Long, Long> deletes(String file, Optional<FileKey> key, long begin) {
        return read(file, Part.WHOLE, key, List.of(), local -> deletes(file, local, key, begin));
    }

    private SortedMap<Long, Long> deletes(String file, String local, Optional<FileKey> key, long begin) {
        SortedMap<Long, Long> snapshots = new TreeMap<>();
        query(file, "SELECT * FROM " + readParquet(local, key), row -> {
            boolean own = row.getMetaData().getColumnCount() > 2
                    && row.getMetaData().getColumnName(3).equals(SNAPSHOT_ID);
            snapshots.put(row.getLong("pos"), own ? row.getLong(3) : begin);
        });
        return snapshots;
    }

    /** A column of numbers of a file, in the order of its rows; empty where the file has no such column. */
    Optional<long[]> column(String file, Optional<FileKey> key, String column) {
        return read(file, Part.SCANNED, key, List.of(column), local -> column(file, local, key, column));
    }

    private Optional<long[]> column(String file, String local, Optional<FileKey> key, String column) {
        LongList values = new LongList();
        boolean[] found = {false};
        query(
                file,
                "DESCRIBE SELECT * FROM " + readParquet(local, key),
                row -> found[0] |= row.getString(1).equals(column));
        if (!found[0]) {
            return Optional.empty();
        }
        query(
                file,
                "SELECT \"" + column + "\" FROM " + readParquet(local, key) + " ORDER BY file_row_number",
                row -> values.add(row.getLong(1)));
        return Optional.of(values.toArray());
    }

    /** What DuckDB calls the column of an expression, see {@link UnnamedColumns.Names}. */
    Optional<String> columnName(String expression) {
        String ask = """
                SELECT CASE WHEN json ->> '$.error' = 'false' AND json_array_length(json, '$.statements[0].node.select_list') = 1
                  AND json ->> '$.statements[0].node.select_list[0].alias' = ''
                  AND json ->> '$.statements[0].node.select_list[0].class' NOT IN ('COLUMN_REF', 'STAR')
                THEN json_deserialize_sql(json) END FROM (SELECT json_serialize_sql(CAST(? AS VARCHAR)) AS json)
                """;
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(ask)) {
            statement.setString(1, "SELECT " + expression);
            try (ResultSet row = statement.executeQuery()) {
                String select = row.next() ? row.getString(1) : null;
                return Optional.ofNullable(select)
                        .filter(text -> text.startsWith("SELECT "))
                        .map(text -> text.substring("SELECT ".length()));
            }
        } catch (SQLException e) {
            return Optional.empty(); // not DuckDB's SQL: whoever reads the view says so
        }
    }

    private static String readParquet(String file, Optional<FileKey> key) {
        return "read_parquet(" + quote(glob(file))
                + key.map(k -> ", encryption_config = {footer_key_value: " + quote(k.base64()) + "}")
                        .orElse("")
                + ")";
    }

    /** Reads a file with the parts of it at hand that are needed. */
    private <R> R read(
            String file, Part part, Optional<FileKey> key, List<String> columns, Function<String, R> reader) {
        return parts.read(storage.path(file), new LocalParts.Needed(part, key.isPresent(), columns), reader);
    }

    private void query(String file, String sql, RowReader reader) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                reader.read(rows);
            }
        } catch (SQLException e) {
            String message = String.valueOf(e.getMessage());
            int end = message.indexOf('\n'); // behind it stands the SQL, which may hold a key
            String line = end < 0 ? message : message.substring(0, end);
            throw CatalogErrors.storageUnreadable("The file " + file, line, new SQLException(line));
        }
    }

    private Connection connect() throws SQLException {
        synchronized (this) {
            if (database == null) {
                database = DriverManager.getConnection(url, settings());
            }
        }
        return DriverManager.getConnection(url, settings());
    }

    private static Properties settings() {
        Properties properties = new Properties();
        properties.setProperty("threads", "1");
        properties.setProperty("autoinstall_known_extensions", "false");
        properties.setProperty("autoload_known_extensions", "false");
        return properties;
    }

    private static String quote(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    /** A file name in which the characters of patterns stand for themselves. */
    private static String glob(String file) {
        return file.replaceAll("([*?\\[])", "[$1]");
    }

    @Override
    public synchronized void close() {
        if (database != null) {
            try {
                database.close();
            } catch (SQLException e) {
                throw new GatewayException(ErrorCode.INTERNAL, "a DuckDB for footers does not close", e);
            }
        }
    }

    /** Numbers, as many as come. */
    private static final class LongList {
        private long[] values = new long[1024];
        private int size;

        void add(long value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
        }

        long[] toArray() {
            return Arrays.copyOf(values, size);
        }
    }
}
