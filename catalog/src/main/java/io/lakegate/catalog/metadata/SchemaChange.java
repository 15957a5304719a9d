package io.lakegate.catalog.metadata;

import io.lakegate.catalog.model.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the columns of a table differ between two of its states, in words. */
public final class SchemaChange {
    private SchemaChange() {}

    /**
     * For columns that are the same when they have the same key, whatever they are called; empty where nothing changed.
     *
     * @param before the older columns, each by what it keeps when it is renamed
     */
    public static Optional<String> between(Map<String, Column> before, Map<String, Column> after) {
        List<String> changes = new ArrayList<>();
        before.forEach((key, old) -> {
            Column now = after.get(key);
            if (now == null) {
                changes.add("dropped " + old.name());
            } else {
                describe(old, now, changes);
            }
        });
        after.forEach((key, now) -> {
            if (!before.containsKey(key)) {
                changes.add("added " + now.name() + " " + now.type());
            }
        });
        return changes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", changes));
    }

    private static void describe(Column old, Column now, List<String> changes) {
        if (!old.name().equals(now.name())) {
            changes.add("renamed %s to %s".formatted(old.name(), now.name()));
        }
        if (!old.type().equals(now.type())) {
            changes.add("%s from %s to %s".formatted(now.name(), old.type(), now.type()));
        }
        if (old.nullable() != now.nullable()) {
            changes.add(now.name() + (now.nullable() ? " may be NULL" : " is never NULL"));
        }
    }

    /** For columns that are known by their names only. */
    public static Optional<String> between(List<Column> before, List<Column> after) {
        return between(byName(before), byName(after));
    }

    private static Map<String, Column> byName(List<Column> columns) {
        Map<String, Column> byName = new LinkedHashMap<>();
        columns.forEach(column -> byName.put(column.name(), column));
        return byName;
    }
}
