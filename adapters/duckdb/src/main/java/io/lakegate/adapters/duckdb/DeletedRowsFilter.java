package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.DataFile;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The condition that hides deleted rows in plain SQL, for a text that any DuckDB can run. Long where many rows are deleted; statements that
 * run here use {@link DeletedRowsFunction} instead.
 */
final class DeletedRowsFilter {
    private DeletedRowsFilter() {}

    static String condition(List<DataFile> files) {
        StringBuilder condition = new StringBuilder("CASE file_index");
        for (int i = 0; i < files.size(); i++) {
            String positions = files.get(i).deletes().stream()
                    .flatMap(deletes -> deletes.positions().mapToObj(Long::toString))
                    .collect(Collectors.joining(", "));
            if (!positions.isEmpty()) {
                condition
                        .append(" WHEN ")
                        .append(i)
                        .append(" THEN file_row_number NOT IN (")
                        .append(positions)
                        .append(')');
            }
        }
        return condition.append(" ELSE TRUE END").toString().replace("CASE file_index ELSE TRUE END", "TRUE");
    }
}
