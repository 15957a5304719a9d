package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.database.MetadataReader;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What was written about tables, views and columns: the comment first, then each tag on a line of its own, as {@code key = value}. */
final class Remarks {
    private static final String COMMENT = "comment";

    private Remarks() {}

    /** Of tables and views, by their ids. */
    static Map<Long, String> ofObjects(MetadataReader reader, long snapshot) throws SQLException {
        return read(reader, "ducklake_tag", "object_id", Life.sql("t", snapshot));
    }

    /** Of the columns of a table, by their ids. */
    static Map<Long, String> ofColumns(MetadataReader reader, long table, long snapshot) throws SQLException {
        return read(
                reader,
                "ducklake_column_tag",
                "column_id",
                "t.table_id = %d AND %s".formatted(table, Life.sql("t", snapshot)));
    }

    private static Map<Long, String> read(MetadataReader reader, String from, String id, String condition)
            throws SQLException {
        Map<Long, Map<String, String>> tags = new TreeMap<>();
        reader.query(
                "SELECT t.%s, t.%s, t.%s FROM %s t WHERE %s"
                        .formatted(
                                id,
                                reader.dialect().identifier("key"),
                                reader.dialect().identifier("value"),
                                reader.table(from),
                                condition),
                row -> tags.computeIfAbsent(row.number(1), i -> new TreeMap<>())
                        .put(row.requiredText(2), row.text(3).orElse("")));
        Map<Long, String> remarks = new HashMap<>();
        tags.forEach((object, all) -> {
            StringBuilder text = new StringBuilder(all.getOrDefault(COMMENT, ""));
            all.forEach((key, value) -> {
                if (!key.equals(COMMENT)) {
                    text.append(text.isEmpty() ? "" : "\n")
                            .append(key)
                            .append(" = ")
                            .append(value);
                }
            });
            if (!text.isEmpty()) {
                remarks.put(object, text.toString());
            }
        });
        return remarks;
    }
}
