package io.lakegate.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges two change feeds of one table by the table itself: the rows before a snapshot, without those that it deletes and with those that it
 * writes, are the rows after it.
 */
final class FeedBalance {
    private static final String REMOVED = "'delete', 'update_preimage'";
    private static final String WRITTEN = "'insert', 'update_postimage'";

    private final JsonNode expected;
    private final JsonNode tables;
    private final boolean cut;
    private final List<JsonNode> feedColumns = new ArrayList<>();

    /** Rows of both in one form. */
    interface Rows {
        List<String> ours(List<JsonNode> columns, long snapshot, String types) throws SQLException;

        List<String> theirs(List<JsonNode> columns, JsonNode rows) throws SQLException;
    }

    /**
     * A feed that differs.
     *
     * @param mostRows of a longer feed the answer has the first ones only
     */
    FeedBalance(JsonNode expected, JsonNode tables, int mostRows) {
        this.expected = expected;
        this.tables = tables;
        this.cut = expected.path("rows").size() == mostRows;
        expected.path("columns").forEach(feedColumns::add);
    }

    /** Why ours cannot be called right; empty where it leads from rows to rows at every snapshot at which theirs does not. */
    Optional<String> difference(Rows rows) throws SQLException {
        boolean contradicted = false;
        JsonNode last =
                expected.path("rows").path(expected.path("rows").size() - 1).path(0);
        for (long snapshot = expected.path("start").asLong();
                snapshot <= expected.path("end").asLong();
                snapshot++) {
            List<JsonNode> all = feedColumns;
            JsonNode theirs = theirs(snapshot, REMOVED + WRITTEN, 0);
            List<String> ours = rows.ours(all, snapshot, REMOVED + ", " + WRITTEN);
            boolean complete = !cut || (last.asLong() != snapshot && theirs.size() > 0);
            if (complete && ours.equals(rows.theirs(all, theirs))) {
                continue;
            }
            Optional<JsonNode> before = state(snapshot - 1);
            Optional<JsonNode> after = state(snapshot);
            List<JsonNode> columns = feedColumns.subList(3, feedColumns.size());
            if (after.isEmpty() || !hasColumns(after, columns) || !hasColumns(before, columns)) {
                return Optional.of("differs at snapshot " + snapshot + ", where nothing is known of the table");
            }
            if (complete && leads(rows, columns, before, after, theirsOf(rows, columns, snapshot))) {
                return Optional.of("differs at snapshot %d, where the extension's may be right: %s"
                        .formatted(snapshot, rows.theirs(all, theirs)));
            }
            contradicted |= complete;
            List<List<String>> own =
                    List.of(rows.ours(columns, snapshot, REMOVED), rows.ours(columns, snapshot, WRITTEN));
            if (!leads(rows, columns, before, after, own)) {
                return Optional.of("does not lead to the rows of snapshot %d: %s".formatted(snapshot, own));
            }
        }
        return contradicted ? Optional.empty() : Optional.of("the extension's does not contradict itself");
    }

    private List<List<String>> theirsOf(Rows rows, List<JsonNode> columns, long snapshot) throws SQLException {
        return List.of(
                rows.theirs(columns, theirs(snapshot, REMOVED, 3)), rows.theirs(columns, theirs(snapshot, WRITTEN, 3)));
    }

    private static boolean leads(
            Rows rows,
            List<JsonNode> columns,
            Optional<JsonNode> before,
            Optional<JsonNode> after,
            List<List<String>> change)
            throws SQLException {
        List<String> state = new ArrayList<>(
                before.isEmpty() ? List.of() : rows.theirs(columns, before.get().path("rows")));
        for (String removed : change.get(0)) {
            if (!state.remove(removed)) {
                return false;
            }
        }
        state.addAll(change.get(1));
        state.sort(null);
        return state.equals(rows.theirs(columns, after.orElseThrow().path("rows")));
    }

    private static boolean hasColumns(Optional<JsonNode> state, List<JsonNode> columns) {
        List<JsonNode> then = new ArrayList<>();
        state.ifPresent(table -> table.path("columns").forEach(then::add));
        return state.isEmpty() || (state.get().has("rows") && then.equals(columns));
    }

    private Optional<JsonNode> state(long snapshot) {
        for (JsonNode table : tables) {
            if (table.path("snapshot").asLong() == snapshot
                    && table.path("schema").equals(expected.path("schema"))
                    && table.path("table").equals(expected.path("table"))) {
                return Optional.of(table);
            }
        }
        return Optional.empty();
    }

    /** The extension's rows of a snapshot and of some types, without their first columns. */
    private JsonNode theirs(long snapshot, String types, int without) {
        ArrayNode found = new ObjectMapper().createArrayNode();
        for (JsonNode row : expected.path("rows")) {
            if (row.path(0).asLong() == snapshot
                    && types.contains("'" + row.path(2).asText() + "'")) {
                ArrayNode part = found.addArray();
                for (int i = without; i < row.size(); i++) {
                    part.add(row.get(i));
                }
            }
        }
        return found;
    }
}
