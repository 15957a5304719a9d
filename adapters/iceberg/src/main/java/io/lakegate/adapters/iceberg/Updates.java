package io.lakegate.adapters.iceberg;

import io.lakegate.adapters.iceberg.SnapshotChanges.Change;
import io.lakegate.catalog.model.Column;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

/** Tells updates from deletes and inserts by the identifier fields of a schema: where it has none, there are no updates. */
final class Updates {
    private final List<Integer> identifiers = new ArrayList<>();

    Updates(Schema schema, List<Column> columns) {
        for (int i = 0; i < columns.size(); i++) {
            if (schema.identifierFieldNames().contains(columns.get(i).name())) {
                identifiers.add(i);
            }
        }
        if (identifiers.size() < schema.identifierFieldIds().size()) {
            identifiers.clear(); // some are nested
        }
    }

    /** The changes that rows which went and rows which came make: deletes first, each update as a pair. */
    List<Change> of(List<@Nullable Object[]> gone, List<@Nullable Object[]> come) {
        List<Change> changes = new ArrayList<>();
        Map<RowIdentity, Deque<@Nullable Object[]>> coming = new HashMap<>();
        if (!identifiers.isEmpty()) {
            come.forEach(row -> coming.computeIfAbsent(RowIdentity.of(row, identifiers), id -> new ArrayDeque<>())
                    .add(row));
        }
        Set<@Nullable Object[]> updated = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Change> updates = new ArrayList<>();
        for (@Nullable Object[] row : gone) {
            Deque<@Nullable Object[]> same =
                    identifiers.isEmpty() ? null : coming.get(RowIdentity.of(row, identifiers));
            if (same == null || same.isEmpty()) {
                changes.add(Change.of("delete", row));
            } else {
                @Nullable Object[] now = same.remove();
                updated.add(now);
                updates.add(Change.of("update_preimage", row));
                updates.add(Change.of("update_postimage", now));
            }
        }
        changes.addAll(updates);
        come.stream().filter(row -> !updated.contains(row)).forEach(row -> changes.add(Change.of("insert", row)));
        return changes;
    }
}
