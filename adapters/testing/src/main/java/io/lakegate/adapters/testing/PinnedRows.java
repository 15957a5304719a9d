package io.lakegate.adapters.testing;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import io.lakegate.catalog.spi.Scan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The rows of a table as the second reader gives them. */
public final class PinnedRows {
    private PinnedRows() {}

    /** Each row as its values in order, sorted by their texts. */
    public static List<List<Object>> of(PinnedTable table) {
        List<String> names = table.columns().stream().map(Column::name).toList();
        Scan scan = table.scan(new ScanRequest(names, Filter.ANYTHING), Reader.FORMAT);
        List<List<Object>> all = new ArrayList<>();
        try (Rows rows = ((Scan.FromJvm) scan).rows().get()) {
            for (Optional<RowBatch> batch = rows.next(100); batch.isPresent(); batch = rows.next(100)) {
                for (int row = 0; row < batch.get().rowCount(); row++) {
                    List<Object> values = new ArrayList<>();
                    for (int column = 0; column < names.size(); column++) {
                        values.add(batch.get().value(column, row));
                    }
                    all.add(values);
                }
            }
        }
        all.sort(Comparator.comparing(String::valueOf));
        return all;
    }
}
