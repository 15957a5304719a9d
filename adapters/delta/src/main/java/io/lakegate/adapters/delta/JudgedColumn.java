package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.filter.ColumnPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A column, or a field of structs, about whose values statistics may say something.
 *
 * @param path as filters name it
 * @param physicalNames as statistics name it, from the column inwards
 * @param column what is there
 */
record JudgedColumn(ColumnPath path, List<String> physicalNames, DeltaColumn column) {
    JudgedColumn {
        requireNonNull(path, "path");
        physicalNames = List.copyOf(physicalNames);
        requireNonNull(column, "column");
    }

    /** What is at a path; empty when there is nothing. */
    static Optional<JudgedColumn> find(List<DeltaColumn> columns, ColumnPath path) {
        List<String> physicalNames = new ArrayList<>();
        List<DeltaColumn> level = columns;
        Optional<DeltaColumn> found = Optional.empty();
        for (String name : path.names()) {
            found = level.stream().filter(column -> column.name().equals(name)).findFirst();
            if (found.isEmpty()) {
                return Optional.empty();
            }
            physicalNames.add(found.get().physicalName());
            level = found.get().fields();
        }
        return found.map(column -> new JudgedColumn(path, physicalNames, column));
    }
}
