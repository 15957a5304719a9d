package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.scan.ColumnSource;

/**
 * A column of a table at one version.
 *
 * @param column what SQL sees
 * @param stored where its values stand in data files; the log names partition values and statistics by the same name
 * @param widenedFromFloat whether old files hold 32-bit floating point numbers where the column has 64 bits now
 * @param collated whether its texts have an order of their own, which their least and greatest values do not follow
 * @param variant whether it holds variants, or has them nested in it, which are JSON texts here but not in files and statistics
 */
record DeltaColumn(
        Column column, ColumnSource.Stored stored, boolean widenedFromFloat, boolean collated, boolean variant) {
    DeltaColumn {
        requireNonNull(column, "column");
        requireNonNull(stored, "stored");
    }

    /** A column without variants. */
    DeltaColumn(Column column, ColumnSource.Stored stored, boolean widenedFromFloat, boolean collated) {
        this(column, stored, widenedFromFloat, collated, false);
    }

    String name() {
        return column.name();
    }

    LakeType type() {
        return column.type();
    }

    String physicalName() {
        return stored.name();
    }
}
