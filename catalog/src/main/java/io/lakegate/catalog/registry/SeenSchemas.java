package io.lakegate.catalog.registry;

import io.lakegate.catalog.metadata.SchemaChange;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.spi.PinnedTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The columns that tables had when they were last read at their newest state: when they are others, the log says so. For any thread. */
final class SeenSchemas {
    private static final Logger log = LoggerFactory.getLogger(SeenSchemas.class);
    private static final int MOST = 10_000;

    private record Seen(long version, List<Column> columns) {}

    private final Map<TableName, Seen> last = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TableName, Seen> eldest) {
            return size() > MOST;
        }
    };

    void see(TableName name, PinnedTable table) {
        Seen now = new Seen(table.version(), table.columns());
        Seen before;
        synchronized (last) {
            before = last.put(name, now);
        }
        if (before != null && !before.columns.equals(now.columns)) {
            SchemaChange.between(before.columns, now.columns)
                    .ifPresent(change -> log.info(
                            "The schema of table {} has changed between version {} and version {}: {}",
                            name,
                            before.version,
                            now.version,
                            change));
        }
    }
}
