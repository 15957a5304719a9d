package io.lakegate.adapters.testing;

import io.lakegate.adapters.testing.DuckLakeWriter.Col;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A table that a test writes. Its columns' ids are their places, from 1 on. */
record DuckLakeTable(long id, String name, Path folder, List<Col> columns) {
    Path file(String path) {
        return folder.resolve(path);
    }

    long columnId(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(column)) {
                return i + 1L;
            }
        }
        throw new IllegalArgumentException("no column " + column);
    }

    String columnList() {
        return columns.stream().map(column -> '"' + column.name() + '"').collect(Collectors.joining(", "));
    }

    /** The table of the catalog that holds its rows. */
    String inlined() {
        return "ducklake_inlined_data_%d_1".formatted(id);
    }
}
