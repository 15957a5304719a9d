package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.DataFile;
import java.util.stream.Collectors;

/** The WHERE clause that hides the deleted rows of one file. */
final class DeletedRowsFilter {
    static final String NONE = "";

    private DeletedRowsFilter() {}

    static String of(DataFile file) {
        String positions = file.deletes()
                .orElseThrow()
                .positions()
                .mapToObj(Long::toString)
                .collect(Collectors.joining(", "));
        return positions.isEmpty() ? NONE : " WHERE file_row_number NOT IN (" + positions + ")";
    }
}
