package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.scan.ColumnSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A column of a table at one version.
 *
 * @param column what SQL sees
 * @param stored where its values stand in data files; the log names partition values and statistics by the same name
 * @param widenedFromFloat whether old files hold 32-bit floating point numbers where the column has 64 bits now
 * @param collated whether its texts have an order of their own, which their least and greatest values do not follow
 * @param variant whether it holds variants, or has them nested in it, which are JSON texts here but not in files and statistics
 * @param generation the expression by which writers compute it; empty text where they do not
 * @param fields of a struct; none of another type
 */
record DeltaColumn(
        Column column,
        ColumnSource.Stored stored,
        boolean widenedFromFloat,
        boolean collated,
        boolean variant,
        String generation,
        List<DeltaColumn> fields) {
    DeltaColumn {
        requireNonNull(column, "column");
        requireNonNull(stored, "stored");
        requireNonNull(generation, "generation");
        fields = List.copyOf(fields);
    }

    /** A column of which there is nothing else to know. */
    DeltaColumn(Column column, ColumnSource.Stored stored, boolean widenedFromFloat, boolean collated) {
        this(column, stored, widenedFromFloat, collated, false, "", List.of());
    }

    /** What each of the columns keeps when it is renamed, by its name. */
    static Map<String, String> identities(List<DeltaColumn> columns) {
        return columns.stream().collect(Collectors.toMap(DeltaColumn::name, DeltaColumn::physicalName));
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
