package io.lakegate.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares what the gateway answers with what DuckLake's own extension answered: types, rows, and counts where rows were too many. */
final class DuckLakeAnswers implements AutoCloseable {
    private static final int MOST_ROWS = 300;

    private final Connection client;
    private final Connection duckDb;

    DuckLakeAnswers(Connection client, Connection duckDb) throws SQLException {
        this.client = client;
        this.duckDb = duckDb;
        try (Statement statement = duckDb.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
        }
    }

    /** What differs about a table or view at a snapshot, if anything does. */
    Optional<String> ofTable(String catalog, JsonNode expected) throws SQLException {
        String table = "\"%s\".%s.%s VERSION AS OF %d"
                .formatted(
                        catalog,
                        quoted(expected.path("schema").asText()),
                        quoted(expected.path("table").asText()),
                        expected.path("snapshot").asLong());
        List<JsonNode> columns = new ArrayList<>();
        expected.path("columns").forEach(columns::add);
        if (expected.has("error")) {
            count("SELECT count(*) FROM " + table);
            return Optional.empty(); // a better answer than an error
        }
        String select = "SELECT * FROM " + table;
        return expected.has("digest")
                ? digestDifference(select, expected.path("digest"))
                : rowsDifference(select, columns, expected.path("rows"));
    }

    /**
     * What differs about a change feed, if anything does.
     *
     * <p>The extension's own feed is wrong where it contradicts the extension's own readings of the table: what a snapshot deletes and writes
     * must lead from the rows before it to those after it. There ours has to lead to them, and to be the extension's at all other snapshots.
     *
     * @param tables the extension's readings of the catalog's tables
     */
    Optional<String> ofChanges(String catalog, JsonNode expected, JsonNode tables) throws SQLException {
        String name = "\"%s\".%s.%s"
                .formatted(
                        catalog,
                        quoted(expected.path("schema").asText()),
                        quoted(expected.path("table").asText()));
        List<JsonNode> columns = new ArrayList<>();
        List<String> items = new ArrayList<>();
        for (JsonNode column : expected.path("columns")) {
            String own = column.path(0).asText();
            String ours = switch (columns.size()) {
                case 0 -> "\"_commit_version\"";
                case 1 -> "\"rowid\"";
                case 2 -> "\"_change_type\"";
                default -> quoted(own);
            };
            items.add(ours + " AS " + quoted(own));
            columns.add(column);
        }
        String from = " FROM TABLE(table_changes('%s', %d, %d))"
                .formatted(
                        name.replace("'", "''"),
                        expected.path("start").asLong(),
                        expected.path("end").asLong());
        String select = "SELECT " + String.join(", ", items) + from;
        Optional<String> difference = rowsDifference(select, columns, expected.path("rows"));
        if (difference.isEmpty() || expected.has("error")) {
            return difference;
        }
        String own = select;
        return new FeedBalance(expected, tables, MOST_ROWS).difference(new FeedBalance.Rows() {
            @Override
            public List<String> ours(List<JsonNode> shown, long snapshot, String types) throws SQLException {
                List<String> names =
                        shown.stream().map(c -> quoted(c.path(0).asText())).toList();
                return DuckLakeAnswers.this
                        .ours(
                                "SELECT %s FROM (%s) AS f WHERE %s = %d AND %s IN (%s)"
                                        .formatted(
                                                String.join(", ", names),
                                                own,
                                                quoted(columns.get(0).path(0).asText()),
                                                snapshot,
                                                quoted(columns.get(2).path(0).asText()),
                                                types),
                                shown)
                        .rows();
            }

            @Override
            public List<String> theirs(List<JsonNode> shown, JsonNode rows) throws SQLException {
                return DuckLakeAnswers.this.theirs(shown, rows).rows();
            }
        });
    }

    private long count(String sql) throws SQLException {
        return ((Number) TestGateway.query(client, sql).get(0).get(0)).longValue();
    }

    private Optional<String> rowsDifference(String select, List<JsonNode> columns, JsonNode rows) throws SQLException {
        ComparableRows actual = ours(select, columns);
        ComparableRows wanted = theirs(columns, rows);
        Map<String, String> types = new TreeMap<>(wanted.types());
        if (!actual.types().equals(types)) {
            return Optional.of("types %s instead of %s".formatted(actual.types(), types));
        }
        // Of a long change feed the answer has the first rows only.
        boolean cut = rows.size() == MOST_ROWS && actual.rows().size() > MOST_ROWS;
        return cut
                ? cutDifference(actual.rows(), wanted.rows())
                : actual.rows().equals(wanted.rows())
                        ? Optional.empty()
                        : Optional.of("rows %s instead of %s".formatted(cut(actual.rows()), cut(wanted.rows())));
    }

    private ComparableRows ours(String select, List<JsonNode> columns) throws SQLException {
        return ComparableRows.of(
                client, select, variants(columns, "CAST(CAST(CAST(? AS JSON) AS VARIANT) AS VARCHAR)"));
    }

    private ComparableRows theirs(List<JsonNode> columns, JsonNode rows) throws SQLException {
        return ComparableRows.of(duckDb, expectedQuery(columns, rows), variants(columns, "CAST(? AS VARCHAR)"));
    }

    /** Variants are compared as DuckDB writes them; ours come as JSON, and whatever that says DuckDB makes of it. */
    private Map<String, ComparableRows.OwnText> variants(List<JsonNode> columns, String expression) {
        Map<String, ComparableRows.OwnText> texts = new TreeMap<>();
        for (JsonNode column : columns) {
            if (column.path(1).asText().equals("VARIANT")) {
                texts.put(column.path(0).asText(), value -> inDuckDb(expression, value));
            }
        }
        return texts;
    }

    private String inDuckDb(String expression, String value) throws SQLException {
        try (PreparedStatement statement = duckDb.prepareStatement("SELECT " + expression)) {
            statement.setString(1, value);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return String.valueOf(row.getString(1));
            }
        }
    }

    private static Optional<String> cutDifference(List<String> actual, List<String> wanted) {
        List<String> missing = new ArrayList<>(wanted);
        actual.forEach(missing::remove);
        return missing.isEmpty() ? Optional.empty() : Optional.of("lacks the rows " + cut(missing));
    }

    private static String cut(List<String> rows) {
        String text = rows.toString();
        return text.length() > 600 ? text.substring(0, 600) + "…" : text;
    }

    /** The expected rows, made of their texts, in the types that we have for those of the extension. */
    private static String expectedQuery(List<JsonNode> columns, JsonNode rows) {
        List<String> items = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            items.add(ours("c" + i, columns.get(i).path(1).asText()) + " AS "
                    + quoted(columns.get(i).path(0).asText()));
        }
        List<String> values = new ArrayList<>();
        for (JsonNode row : rows) {
            List<String> cells = new ArrayList<>();
            for (JsonNode cell : row) {
                cells.add(cell.isNull() ? "NULL" : literal(cell.asText()));
            }
            values.add("(" + String.join(", ", cells) + ")");
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            names.add("c" + i);
        }
        String from = values.isEmpty()
                ? "(SELECT "
                        + String.join(
                                ", ",
                                names.stream().map(n -> "NULL::VARCHAR AS " + n).toList()) + " WHERE false)"
                : "(VALUES " + String.join(", ", values) + ")";
        return "SELECT %s FROM %s AS t(%s)".formatted(String.join(", ", items), from, String.join(", ", names));
    }

    private static String literal(String text) {
        return text.indexOf('\0') < 0
                ? "'" + text.replace("'", "''") + "'"
                : "concat('" + text.replace("'", "''").replace("\0", "', chr(0), '") + "')";
    }

    private static String ours(String value, String type) {
        return switch (type) {
            case "VARIANT" -> "CAST(%s AS VARCHAR)".formatted(value);
            case "JSON" -> "CAST(%s AS VARCHAR)".formatted(value);
            case "GEOMETRY" -> "ST_AsWKB(CAST(%s AS GEOMETRY))".formatted(value);
            default -> "CAST(%s AS %s)".formatted(value, ourType(type));
        };
    }

    private static String ourType(String type) {
        return type.replaceAll("\\bUTINYINT\\b", "SMALLINT")
                .replaceAll("\\bUSMALLINT\\b", "INTEGER")
                .replaceAll("\\bUINTEGER\\b", "BIGINT")
                .replaceAll("\\bUBIGINT\\b", "DECIMAL(20,0)")
                .replaceAll("\\bU?HUGEINT\\b", "DECIMAL(38,0)")
                .replaceAll("\\bTIMESTAMP_M?S\\b", "TIMESTAMP");
    }

    private Optional<String> digestDifference(String select, JsonNode digest) throws SQLException {
        Map<String, List<Object>> values = new LinkedHashMap<>();
        try (Statement statement = client.createStatement();
                ResultSet rows = statement.executeQuery(select)) {
            int count = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int i = 1; i <= count; i++) {
                    // java.sql.Timestamp would pass through a zone, in which some times do not exist.
                    boolean time = rows.getMetaData().getColumnTypeName(i).equals("TIMESTAMP");
                    Object value = time ? rows.getObject(i, LocalDateTime.class) : rows.getObject(i);
                    List<Object> all =
                            values.computeIfAbsent(rows.getMetaData().getColumnLabel(i), c -> new ArrayList<>());
                    if (value != null) {
                        all.add(value);
                    }
                }
            }
        }
        List<String> differences = new ArrayList<>();
        digest.properties().forEach(column -> {
            List<Object> all = values.getOrDefault(column.getKey(), List.of());
            TreeSet<Object> distinct = new TreeSet<>(all);
            List<String> actual = List.of(
                    String.valueOf(all.size()),
                    String.valueOf(distinct.size()),
                    distinct.isEmpty() ? "null" : text(distinct.first()),
                    distinct.isEmpty() ? "null" : text(distinct.last()));
            List<String> wanted = new ArrayList<>();
            column.getValue().forEach(node -> wanted.add(node.isNull() ? "null" : node.asText()));
            if (!actual.equals(wanted)) {
                differences.add("%s: %s instead of %s".formatted(column.getKey(), actual, wanted));
            }
        });
        return differences.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", differences));
    }

    private static String text(Object value) {
        return value instanceof LocalDateTime time
                ? time.toString().replace('T', ' ') + (time.toString().length() == 16 ? ":00" : "")
                : value.toString();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() throws SQLException {
        client.close();
        duckDb.close();
    }
}
