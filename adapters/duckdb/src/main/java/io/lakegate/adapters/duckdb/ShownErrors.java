package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.spi.EngineQuery;
import java.sql.SQLException;
import java.util.stream.Collectors;

/**
 * The errors of one statement as users may see them: files by the names that they know, and no key of an encrypted one.
 *
 * @param staged the scans of the statement
 */
record ShownErrors(StagedScans staged) {
    /** An error of the engine in our words. */
    RuntimeException translate(SQLException error) {
        return DuckDbErrors.translate(
                withUsersNames(withoutKeys(error)),
                staged.dataFiles().map(DataFile::location).toList());
    }

    private SQLException withUsersNames(SQLException error) {
        String message = String.valueOf(error.getMessage());
        String named = staged.named(message);
        return named.equals(message) ? error : new SQLException(named);
    }

    /** DuckDB shows a piece of the statement beside some errors, and the log shows causes. */
    SQLException withoutKeys(SQLException error) {
        boolean keys = staged.dataFiles().anyMatch(file -> file.key().isPresent());
        String message = String.valueOf(error.getMessage());
        int end = message.indexOf("\n\n");
        return keys ? new SQLException(end < 0 ? message : message.substring(0, end)) : error;
    }

    /** The text of a statement without what it reads, for the log. */
    static String withoutTables(EngineQuery query) {
        return query.text().stream()
                .map(piece -> piece.match(EngineQuery.Sql::sql, table -> "(...)"))
                .collect(Collectors.joining());
    }
}
