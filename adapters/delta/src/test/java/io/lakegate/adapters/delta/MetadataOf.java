package io.lakegate.adapters.delta;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import io.lakegate.catalog.spi.Scan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads metadata tables whole: each row as its values, a map as a map. */
final class MetadataOf {
    private MetadataOf() {}

    static List<List<Object>> rows(PinnedTable table, String kind, String... columns) {
        try (Rows rows = open(table, kind, columns)) {
            List<List<Object>> found = new ArrayList<>();
            for (Optional<RowBatch> batch = rows.next(100); batch.isPresent(); batch = rows.next(100)) {
                for (int row = 0; row < batch.get().rowCount(); row++) {
                    List<Object> values = new ArrayList<>();
                    for (int column = 0; column < columns.length; column++) {
                        values.add(plain(batch.get().value(column, row)));
                    }
                    found.add(values);
                }
            }
            return found;
        }
    }

    /** The values of one column. */
    static List<Object> column(PinnedTable table, String kind, String column) {
        return rows(table, kind, column).stream().map(row -> row.get(0)).toList();
    }

    static Rows open(PinnedTable table, String kind, String... columns) {
        Scan scan = table.metadata(kind)
                .orElseThrow()
                .scan(new ScanRequest(List.of(columns), Filter.ANYTHING), Reader.AUTO);
        return scan.match(
                        files -> {
                            throw new AssertionError("rows from files");
                        },
                        fromJvm -> fromJvm.rows(),
                        parts -> {
                            throw new AssertionError("rows in parts");
                        })
                .get();
    }

    static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }

    private static Object plain(Object value) {
        if (value instanceof List<?> items && items.stream().anyMatch(Map.Entry.class::isInstance)) {
            Map<Object, Object> map = new LinkedHashMap<>();
            items.forEach(item -> map.put(((Map.Entry<?, ?>) item).getKey(), ((Map.Entry<?, ?>) item).getValue()));
            return map;
        }
        return value;
    }
}
