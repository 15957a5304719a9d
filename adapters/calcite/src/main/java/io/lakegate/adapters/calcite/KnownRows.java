package io.lakegate.adapters.calcite;

import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.FileCheck;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Truth;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.DeletedRows;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.FileGroup;
import io.lakegate.catalog.scan.ScanPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What metadata tells of the rows of a scan without a look into its files: how many there are, and which files have enough of them. */
final class KnownRows {
    private KnownRows() {}

    /**
     * How many rows fulfil a filter; empty where metadata does not prove it.
     *
     * @param filter of which the plan may have more rows, and never fewer
     */
    static OptionalLong count(ScanPlan plan, Filter filter) {
        long count = 0;
        for (FileGroup group : plan.groups()) {
            for (DataFile file : group.files()) {
                Truth truth = new FileCheck(column -> range(plan, group, file, column)).check(filter);
                if (truth.never()) {
                    continue;
                }
                OptionalLong rows = rows(group, file);
                if (rows.isEmpty() || truth.canBeFalse() || truth.canBeUnknown()) {
                    return OptionalLong.empty();
                }
                count += rows.getAsLong();
            }
        }
        return OptionalLong.of(count);
    }

    /** A column that has one value in all of a file, as partition columns have; of others nothing is said. */
    private static ColumnRange range(ScanPlan plan, FileGroup group, DataFile file, ColumnPath column) {
        for (int i = 0; i < plan.columns().size(); i++) {
            Value value = file.constants().get(plan.columns().get(i).name());
            if (!column.isNested()
                    && plan.columns().get(i).name().equals(column.column())
                    && group.sources().get(i).equals(ColumnSource.CONSTANT)
                    && value != null) {
                return ColumnRange.constant(value);
            }
        }
        return ColumnRange.UNKNOWN;
    }

    private static OptionalLong rows(FileGroup group, DataFile file) {
        long deleted = file.deletes().map(DeletedRows::cardinality).orElse(0L);
        return group.keyDeletes().isEmpty() && file.rowCount().isPresent() && deleted != DeletedRows.UNKNOWN
                ? OptionalLong.of(file.rowCount().getAsLong() - deleted)
                : OptionalLong.empty();
    }

    /** The plan without the files that are not needed for so many rows, whichever they are. */
    static ScanPlan enough(ScanPlan plan, long rows) {
        long left = rows;
        List<FileGroup> groups = new ArrayList<>();
        for (FileGroup group : plan.groups()) {
            List<DataFile> files = new ArrayList<>();
            for (DataFile file : group.files()) {
                if (left <= 0) {
                    break;
                }
                files.add(file);
                left -= rows(group, file).orElse(0);
            }
            if (!files.isEmpty()) {
                groups.add(group.only(files));
            }
        }
        return plan.only(groups);
    }
}
