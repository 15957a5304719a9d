package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.delta.kernel.Snapshot;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.types.StructType;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import java.util.ArrayList;
import java.util.List;

/**
 * One version of one table, found readable. Immutable, for any thread; its files are listed elsewhere, on demand.
 *
 * @param id what tells it from any other snapshot, also from one of a table made anew in the same folder
 * @param kernel gives the files
 * @param columns in schema order
 * @param partitionColumns those of {@code columns} by whose values the files are parted, in partition order
 * @param comment the table's description; empty text when there is none
 */
record DeltaSnapshot(Id id, Snapshot kernel, List<Column> columns, List<Column> partitionColumns, String comment) {
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
        requireNonNull(comment, "comment");
    }

    /**
     * Judges what Kernel has opened.
     *
     * @throws GatewayException {@link ErrorCode#UNSUPPORTED_TABLE_FEATURE} by the name of the feature or type; {@link
     *     ErrorCode#TABLE_DAMAGED} when the schema makes no sense
     */
    static DeltaSnapshot judge(TableName table, Id id, Snapshot kernel) {
        Metadata metadata = kernel.getMetadata();
        ReaderFeatures.check(table, kernel.getProtocol(), metadata);
        StructType schema = schema(table, metadata);
        ReaderFeatures.checkTypeChanges(table, metadata);
        List<Column> columns = DeltaTypes.columns(table, schema);
        List<Column> partitionColumns = new ArrayList<>();
        for (String name : kernel.getPartitionColumnNames()) {
            partitionColumns.add(column(table, columns, name));
        }
        return new DeltaSnapshot(
                id, kernel, columns, partitionColumns, metadata.getDescription().orElse(""));
    }

    private static StructType schema(TableName table, Metadata metadata) {
        try {
            return KernelErrors.call(table, "reading its schema", metadata::getSchema);
        } catch (GatewayException e) {
            throw DeltaTypes.unknownType(table, metadata.getSchemaString()).orElse(e);
        }
    }

    private static Column column(TableName table, List<Column> columns, String name) {
        return columns.stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                // Column names are case-insensitive in Delta; some writers spell a partition column in two ways.
                .or(() -> columns.stream()
                        .filter(column -> column.name().equalsIgnoreCase(name))
                        .findFirst())
                .filter(column -> !column.type().isNested())
                .orElseThrow(() -> CatalogErrors.tableDamaged(
                        table,
                        "it is partitioned by %s, which its schema does not have as a plain column".formatted(name),
                        new IllegalArgumentException(name)));
    }
}
