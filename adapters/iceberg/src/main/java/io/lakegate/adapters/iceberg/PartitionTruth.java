package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.FileCheck;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.FilterColumns;
import io.lakegate.catalog.filter.Truth;
import io.lakegate.catalog.model.Value;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** What a filter is for all rows of a partition, by the columns that files are parted by as they are: whatever a file holds, it has those values. */
record PartitionTruth(Schema schema, PartitionSpec spec, Filter filter) {
    /** Whether partitions say all about the filter's columns. */
    boolean isDecided() {
        return FilterColumns.of(filter).stream().allMatch(path -> place(path).isPresent());
    }

    Truth of(StructLike partition) {
        if (filter.equals(Filter.ANYTHING)) {
            return Truth.ALWAYS;
        }
        return new FileCheck(path -> says(path) ? ColumnRange.constant(value(path, partition)) : ColumnRange.UNKNOWN)
                .check(filter);
    }

    /** Whether partitions say what value a column has. */
    boolean says(ColumnPath path) {
        return place(path).isPresent();
    }

    /** Whether files are parted by a column as it is, also where its type was another then: what bounds in files say of it is not what it is. */
    boolean isParted(ColumnPath path) {
        return field(path).stream()
                .anyMatch(field -> spec.fields().stream()
                        .anyMatch(part -> part.sourceId() == field.fieldId()
                                && part.transform().isIdentity()));
    }

    /** The value of a column that partitions {@linkplain #says say}. */
    Value value(ColumnPath path, StructLike partition) {
        Type type = field(path).orElseThrow().type();
        return InternalValues.of(
                IcebergTypes.ofPrimitive(type), type, partition.get(place(path).orElseThrow(), Object.class));
    }

    private Optional<Types.NestedField> field(ColumnPath path) {
        return path.isNested()
                ? Optional.empty()
                : Optional.ofNullable(schema.asStruct().field(path.column()));
    }

    private Optional<Integer> place(ColumnPath path) {
        return field(path).flatMap(field -> {
            List<PartitionField> parts = spec.fields();
            for (int i = 0; i < parts.size(); i++) {
                Type stored = spec.partitionType().fields().get(i).type();
                if (parts.get(i).sourceId() == field.fieldId()
                        && parts.get(i).transform().isIdentity()
                        && stored.equals(field.type())) {
                    return Optional.of(i);
                }
            }
            return Optional.empty();
        });
    }
}
