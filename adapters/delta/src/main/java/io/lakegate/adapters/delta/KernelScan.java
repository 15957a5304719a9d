package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.delta.kernel.Snapshot;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.ScanImpl;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.data.DelegateRow;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.lang.Lazy;
import io.delta.kernel.internal.replay.LogReplay;
import io.delta.kernel.internal.util.ColumnMapping;
import io.delta.kernel.types.MetadataColumnSpec;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.lakegate.adapters.storage.Storage;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.TableName;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A scan of one snapshot as Kernel plans it: what to ask of each data file, and which files there are.
 *
 * <p>Made without Kernel's own builder, which insists on a schema that it can parse. Partition columns are not asked of Kernel: it reads
 * fewer spellings of timestamps than writers have.
 *
 * @param table for messages
 * @param folder the table's root
 * @param scan gives the files, once
 * @param state what Kernel needs for making rows of what files hold
 * @param physical the columns to be read from files, as these name them
 * @param types the type of each of these
 */
record KernelScan(TableName table, String folder, ScanImpl scan, Row state, StructType physical, List<LakeType> types) {
    private static final Map<String, MetadataColumnSpec> TRACKED =
            Map.of("_row_id", MetadataColumnSpec.ROW_ID, "_row_commit_version", MetadataColumnSpec.ROW_COMMIT_VERSION);
    private static final String ROW_TRACKING = "delta.enableRowTracking";

    /** {@code columns} are those that stand in files, each once, or are row ids of the table. Reads nothing yet. */
    static KernelScan of(TableName table, DeltaSnapshot snapshot, Engine engine, List<Column> columns) {
        SnapshotImpl kernel = (SnapshotImpl) snapshot.kernel();
        StructType schema = KernelSchema.parse(table, kernel.getMetadata().getSchemaString());
        boolean tracked = columns.stream().anyMatch(column -> isTracked(snapshot, column));
        // Else Kernel looks for the names of row id columns, also where nobody wants them.
        Metadata metadata = kernel.getMetadata()
                .withNewSchema(schema)
                .withMergedConfiguration(tracked ? Map.of() : Map.of(ROW_TRACKING, "false"));
        StructType wanted = new StructType();
        Map<String, LakeType> types = new HashMap<>();
        boolean mapped = ColumnMapping.isColumnMappingModeEnabled(
                ColumnMapping.getColumnMappingMode(metadata.getConfiguration()));
        for (Column column : columns) {
            if (isTracked(snapshot, column)) {
                wanted = wanted.add(
                        StructField.createMetadataColumn(column.name(), requireNonNull(TRACKED.get(column.name()))));
            } else {
                StructField field = schema.get(column.name());
                wanted = wanted.add(field);
                types.put(mapped ? ColumnMapping.getPhysicalName(field) : field.getName(), column.type());
            }
        }
        ScanImpl scan = new ScanImpl(
                schema,
                wanted,
                kernel.getProtocol(),
                metadata,
                replay(kernel, engine),
                Optional.empty(),
                kernel.getDataPath(),
                kernel.getSnapshotReport());
        return KernelErrors.call(table, "planning a scan", () -> {
            Row state = scan.getScanState(engine);
            StructType physical = ScanStateRow.getPhysicalDataReadSchema(state);
            List<LakeType> physicalTypes = new ArrayList<>();
            for (StructField field : physical.fields()) {
                // What Kernel adds by itself are positions and ids of rows.
                physicalTypes.add(types.getOrDefault(field.getName(), LakeType.Simple.BIGINT));
            }
            return new KernelScan(table, snapshot.id().folder(), scan, state, physical, physicalTypes);
        });
    }

    private static boolean isTracked(DeltaSnapshot snapshot, Column column) {
        return TRACKED.containsKey(column.name())
                && snapshot.column(column.name()).isEmpty();
    }

    private static LogReplay replay(Snapshot snapshot, Engine engine) {
        return new LogReplay(
                engine, snapshot.getDataPath(), new Lazy<>(snapshot::getLogSegment), new Lazy<>(Optional::empty));
    }

    /** The files of the snapshot. To be called once; reads the log as it is gone through. */
    CloseableIterator<FilteredColumnarBatch> files(Engine engine) {
        return scan.getScanFiles(engine);
    }

    /** Where the data file of a row of {@link #files} lies. */
    String location(Row file) {
        return DataFilePath.resolve(table, folder, add(file).getPath());
    }

    /** The deletion vector of a row of {@link #files}. */
    Optional<DeletionVectorDescriptor> deletionVector(Row file) {
        return add(file).getDeletionVector().filter(vector -> vector.getCardinality() != 0);
    }

    /** How messages call a deletion vector. */
    String name(DeletionVectorDescriptor vector) {
        return vector.isInline() ? "in its log" : path(vector);
    }

    private String path(DeletionVectorDescriptor vector) {
        return vector.getStorageType().equals(DeletionVectorDescriptor.PATH_DV_MARKER)
                ? DataFilePath.resolve(table, folder, vector.getPathOrInlineDv())
                : KernelErrors.call(
                        table,
                        "reading the name of a deletion vector in its log",
                        () -> vector.getAbsolutePath(folder));
    }

    /**
     * The row of a file with its deletion vector in a spelling that Kernel understands, which wants an absolute path as a whole URI.
     * Checks what Kernel trusts: where it lies, and that it has the size it says.
     */
    Row understandable(Row file, KernelReader reader) throws IOException {
        Optional<DeletionVectorDescriptor> deleted = deletionVector(file);
        if (deleted.isEmpty()) {
            return file;
        }
        DeletionVectorDescriptor vector = deleted.get();
        if (vector.isInline()) {
            // Five characters are four bytes.
            checkSize(vector, vector.getPathOrInlineDv().length() / 5L * 4);
            return file;
        }
        InputFile stored = reader.file(table, "deletion vector", path(vector));
        checkSize(vector, stored.length() - vector.getOffset().orElse(0));
        DeletionVectorDescriptor spelled = new DeletionVectorDescriptor(
                DeletionVectorDescriptor.PATH_DV_MARKER,
                uri(stored.path()),
                vector.getOffset(),
                vector.getSizeInBytes(),
                vector.getCardinality());
        Row add = file.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL);
        Row changed = new DelegateRow(add, Map.of(add.getSchema().indexOf("deletionVector"), spelled.toRow()));
        return new DelegateRow(file, Map.of(InternalScanFileUtils.ADD_FILE_ORDINAL, changed));
    }

    private static void checkSize(DeletionVectorDescriptor vector, long available) {
        if (vector.getSizeInBytes() < 0 || vector.getSizeInBytes() > available) {
            throw new IllegalStateException("its size is not the one that the log says");
        }
    }

    private static String uri(String path) {
        try {
            if (Storage.isAddress(path)) {
                int authority = path.indexOf("://");
                int slash = path.indexOf('/', authority + 3);
                return new URI(
                                path.substring(0, authority),
                                path.substring(authority + 3, slash),
                                path.substring(slash),
                                null,
                                null)
                        .toString();
            }
            return new URI("file", "", path, null).toString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    private static AddFile add(Row file) {
        return new AddFile(file.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
    }
}
