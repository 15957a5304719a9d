package io.lakegate.adapters.ducklake;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;

/** The values of columns in rows that are older than they. */
final class Defaults {
    private Defaults() {}

    /** The initial default of a column as a value. */
    static Value of(TableName table, Field field) {
        if (field.initialDefault().isEmpty()) {
            return Value.nullOf(field.lakeType());
        }
        try {
            return Value.of(
                    field.lakeType(),
                    TextValues.parse(field.lakeType(), field.initialDefault().get()));
        } catch (IllegalArgumentException e) {
            throw CatalogErrors.unsupportedFeature(
                    table,
                    "an initial default of column %s that cannot be read as %s"
                            .formatted(field.name(), field.lakeType()));
        }
    }
}
