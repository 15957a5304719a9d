package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.delta.kernel.Snapshot;
import io.delta.kernel.internal.actions.Metadata;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One version of one table, found readable. Immutable, for any thread; its files are listed elsewhere, on demand.
 *
 * @param id what tells it from any other snapshot, also from one of a table made anew in the same folder
 * @param kernel gives the files
 * @param columns in schema order
 * @param partitionColumns those of {@code columns} by whose values the files are parted, in partition order
 * @param rowTracking its hidden columns
 * @param zone of the system that wrote partition values without a zone
 * @param comment the table's description; empty text when there is none
 */
record DeltaSnapshot(
        Id id,
        Snapshot kernel,
        List<DeltaColumn> columns,
        List<DeltaColumn> partitionColumns,
        RowTracking rowTracking,
        ZoneId zone,
        String comment) {
    /**
     * A version of the table that lies in a folder.
     *
     * @param stamp the state of the file that committed the version
     */
    record Id(String folder, long version, FileStamp stamp) {}

    DeltaSnapshot {
        requireNonNull(id, "id");
        requireNonNull(kernel, "kernel");
        columns = List.copyOf(columns);
        partitionColumns = List.copyOf(partitionColumns);
        requireNonNull(rowTracking, "rowTracking");
        requireNonNull(zone, "zone");
        requireNonNull(comment, "comment");
    }

    /**
     * Judges what Kernel has opened.
     *
     * @param zone of the system that wrote partition values without a zone
     * @throws GatewayException {@link ErrorCode#UNSUPPORTED_TABLE_FEATURE} by the name of the feature or type; {@link
     *     ErrorCode#TABLE_DAMAGED} when the schema makes no sense
     */
    static DeltaSnapshot judge(TableName table, Id id, Snapshot kernel, ZoneId zone) {
        Metadata metadata = kernel.getMetadata();
        ReaderFeatures.check(table, kernel.getProtocol(), metadata);
        Map<String, String> configuration = metadata.getConfiguration();
        List<DeltaColumn> columns =
                DeltaTypes.columns(table, metadata.getSchemaString(), ColumnMapping.of(table, configuration));
        List<DeltaColumn> partitionColumns = new ArrayList<>();
        for (String name : kernel.getPartitionColumnNames()) {
            partitionColumns.add(partitionColumn(table, columns, name));
        }
        return new DeltaSnapshot(
                id,
                kernel,
                columns,
                partitionColumns,
                RowTracking.of(
                        configuration, name -> findIgnoringCase(columns, name).isPresent()),
                zone,
                metadata.getDescription().orElse(""));
    }

    /** What no other table has, also none that is made anew in its folder. */
    String tableId() {
        return id.folder() + "#" + kernel.getMetadata().getId();
    }

    /** The column of exactly this name. */
    Optional<DeltaColumn> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    boolean isPartitionColumn(DeltaColumn column) {
        return partitionColumns.stream().anyMatch(each -> each.name().equals(column.name()));
    }

    private static DeltaColumn partitionColumn(TableName table, List<DeltaColumn> columns, String name) {
        // Column names are case-insensitive in Delta; some writers spell a partition column in two ways.
        return findIgnoringCase(columns, name)
                .filter(column -> !column.type().isNested())
                .orElseThrow(() -> CatalogErrors.tableDamaged(
                        table,
                        "it is partitioned by %s, which its schema does not have as a plain column".formatted(name),
                        new IllegalArgumentException(name)));
    }

    private static Optional<DeltaColumn> findIgnoringCase(List<DeltaColumn> columns, String name) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
