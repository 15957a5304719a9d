package io.lakegate.adapters.delta;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.TableName;
import java.util.Locale;
import java.util.Map;

/**
 * How the columns of a table are found in its data files.
 *
 * @see "Delta protocol: Column Mapping"
 */
enum ColumnMapping {
    /** By the names that SQL uses. */
    NONE,
    /** By physical names, which stay when a column is renamed. */
    NAME,
    /** By Parquet field ids. */
    ID;

    private static final String MODE = "delta.columnMapping.mode";

    /** Refuses a mode from the future with {@link ErrorCode#UNSUPPORTED_TABLE_FEATURE}. */
    static ColumnMapping of(TableName table, Map<String, String> configuration) {
        String mode = configuration.getOrDefault(MODE, "none");
        return switch (mode.toLowerCase(Locale.ROOT)) {
            case "none" -> NONE;
            case "name" -> NAME;
            case "id" -> ID;
            default -> throw CatalogErrors.unsupportedFeature(table, "columnMapping in the mode " + mode);
        };
    }
}
