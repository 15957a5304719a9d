package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.delta.FileListing.ListedFile;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The hidden columns by which a table tells its rows: what identifies a row, and the version that last changed it.
 *
 * <p>A row that was never moved between files has neither value in its file: both follow from the log.
 *
 * @param columns those that this table offers, by name
 * @see "Delta protocol: Row Tracking"
 */
record RowTracking(List<Hidden> columns) {
    /** That of a table which does not track its rows. */
    static final RowTracking NONE = new RowTracking(List.of());

    private static final String ENABLED = "delta.enableRowTracking";

    /**
     * One hidden column.
     *
     * @param base what its constant is for a file
     */
    record Hidden(Column column, ColumnSource source, Function<ListedFile, OptionalLong> base) {
        Hidden {
            requireNonNull(column, "column");
            requireNonNull(source, "source");
            requireNonNull(base, "base");
        }

        /** The file with the constant that the source refers to. */
        DataFile complete(DataFile file, ListedFile listed) {
            OptionalLong known = base.apply(listed);
            LakeType type = column.type();
            return file.with(column.name(), known.isPresent() ? Value.of(type, known.getAsLong()) : Value.nullOf(type));
        }
    }

    RowTracking {
        columns = List.copyOf(columns);
    }

    /** {@code taken} tells the names that the table's own columns have: a hidden column never stands in their way. */
    static RowTracking of(Map<String, String> configuration, Predicate<String> taken) {
        if (!Boolean.parseBoolean(configuration.get(ENABLED))) {
            return NONE;
        }
        List<Hidden> columns = new ArrayList<>();
        columns.add(hidden(
                "_row_id",
                Optional.ofNullable(configuration.get("delta.rowTracking.materializedRowIdColumnName")),
                ColumnSource.CONSTANT_PLUS_POSITION,
                ListedFile::firstRowId));
        columns.add(hidden(
                "_row_commit_version",
                Optional.ofNullable(configuration.get("delta.rowTracking.materializedRowCommitVersionColumnName")),
                ColumnSource.CONSTANT,
                ListedFile::rowsVersion));
        columns.removeIf(hidden -> taken.test(hidden.column().name()));
        return new RowTracking(columns);
    }

    private static Hidden hidden(
            String name, Optional<String> stored, ColumnSource otherwise, Function<ListedFile, OptionalLong> base) {
        Column column = new Column(name, LakeType.Simple.BIGINT);
        ColumnSource source = stored.<ColumnSource>map(in -> new ColumnSource.StoredElse(
                        new ColumnSource.Stored(in, OptionalInt.empty(), column.type()), otherwise))
                .orElse(otherwise);
        return new Hidden(column, source, base);
    }
}
