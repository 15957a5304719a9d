package io.lakegate.adapters.testing;

import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Operation;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.Transaction;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.defaults.internal.data.DefaultColumnarBatch;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.ScanImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.transaction.CreateTableTransactionBuilder;
import io.delta.kernel.transaction.DataLayoutSpec;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.lakegate.catalog.model.Column;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.local.RawLocalFs;
import org.jspecify.annotations.Nullable;

/**
 * Writes a Delta table with Delta Kernel: one commit for each call. For one thread; several writers may share a table.
 *
 * <p>A row holds one value for each column, null for SQL NULL, of the Java class that {@link io.lakegate.catalog.model.Value} names; a
 * list is a {@code List}, a map a {@code Map}, a struct a {@code Map} from field name to value. Every call groups its rows by partition,
 * in the order of first sight, and writes one file for each partition, or more where {@link #rowsPerFile} says so.
 */
public final class DeltaTableWriter {
    private static final String WRITER = "Lakegate-Tests";

    private final Engine engine;
    private final Path folder;
    private final List<Column> columns;
    private final List<String> partitionColumns;
    private final List<Integer> partitionOrdinals;
    private int rowsPerFile = Integer.MAX_VALUE;

    private DeltaTableWriter(Path folder, List<Column> columns, List<String> partitionColumns) {
        this.engine = DefaultEngine.create(configuration());
        this.folder = folder.toAbsolutePath();
        this.columns = List.copyOf(columns);
        this.partitionColumns = List.copyOf(partitionColumns);
        List<String> names = columns.stream().map(Column::name).toList();
        this.partitionOrdinals = partitionColumns.stream().map(names::indexOf).toList();
        if (partitionOrdinals.contains(-1)) {
            throw new IllegalArgumentException(
                    "%s are not all among the columns %s".formatted(partitionColumns, names));
        }
    }

    /** Makes an empty table: version 0 has no files. */
    public static DeltaTableWriter create(Path folder, List<Column> columns, String... partitionColumns) {
        return create(folder, columns, Arrays.asList(partitionColumns), Map.of());
    }

    /** Makes an empty table with properties, as {@code delta.enableDeletionVectors}: version 0 has no files. */
    public static DeltaTableWriter create(
            Path folder, List<Column> columns, List<String> partitionColumns, Map<String, String> properties) {
        DeltaTableWriter writer = new DeltaTableWriter(folder, columns, partitionColumns);
        CreateTableTransactionBuilder builder = TableManager.buildCreateTableTransaction(
                        writer.folder.toString(), KernelTypes.struct(columns), WRITER)
                .withTableProperties(properties);
        if (!partitionColumns.isEmpty()) {
            builder = builder.withDataLayoutSpec(DataLayoutSpec.partitioned(partitionColumns.stream()
                    .map(io.delta.kernel.expressions.Column::new)
                    .toList()));
        }
        builder.build(writer.engine).commit(writer.engine, CloseableIterable.emptyIterable());
        return writer;
    }

    /** A further writer of the same table. */
    public DeltaTableWriter another() {
        DeltaTableWriter other = new DeltaTableWriter(folder, columns, partitionColumns);
        other.rowsPerFile = rowsPerFile;
        return other;
    }

    /** From the next call on, no file gets more rows than this. */
    public DeltaTableWriter rowsPerFile(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("a file needs at least one row, got: " + rows);
        }
        rowsPerFile = rows;
        return this;
    }

    /** The table's root. */
    public Path folder() {
        return folder;
    }

    /** The newest version. */
    public long version() {
        return snapshot().getVersion();
    }

    /** Adds rows; returns the version made. */
    public long append(List<@Nullable Object[]> rows) {
        return commit(rows, file -> false);
    }

    /** Replaces all rows; returns the version made. */
    public long overwrite(List<@Nullable Object[]> rows) {
        return commit(rows, file -> true);
    }

    /** Removes whole files, named as in the log; returns the version made. */
    public long remove(Predicate<String> path) {
        return commit(List.of(), path);
    }

    /** Writes a checkpoint of the newest version. */
    public void checkpoint() {
        try {
            snapshot().writeCheckpoint(engine);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of the newest version, named as in the log: relative to the folder, percent-encoded. */
    public List<String> files() {
        return addFiles(snapshot()).stream().map(AddFile::getPath).toList();
    }

    private Snapshot snapshot() {
        return TableManager.loadSnapshot(folder.toString()).build(engine);
    }

    private long commit(List<@Nullable Object[]> rows, Predicate<String> remove) {
        Snapshot base = snapshot();
        Transaction transaction =
                base.buildUpdateTableTransaction(WRITER, Operation.WRITE).build(engine);
        List<Row> actions = new ArrayList<>();
        for (AddFile file : addFiles(base)) {
            if (remove.test(file.getPath())) {
                actions.add(SingleAction.createRemoveFileSingleAction(file.toRemoveFileRow(true, Optional.empty())));
            }
        }
        for (List<@Nullable Object[]> part : byPartition(rows)) {
            Map<String, Literal> partition = partition(part.get(0));
            for (int from = 0; from < part.size(); from += Math.min(rowsPerFile, part.size() - from)) {
                List<@Nullable Object[]> file = part.subList(from, from + Math.min(rowsPerFile, part.size() - from));
                actions.addAll(write(transaction.getTransactionState(engine), partition, file));
            }
        }
        return transaction
                .commit(engine, CloseableIterable.inMemoryIterable(Utils.toCloseableIterator(actions.iterator())))
                .getVersion();
    }

    /** Writes one file and returns the actions that add it. */
    private List<Row> write(Row state, Map<String, Literal> partition, List<@Nullable Object[]> rows) {
        ColumnVector[] vectors = new ColumnVector[columns.size()];
        for (int i = 0; i < vectors.length; i++) {
            List<@Nullable Object> values = new ArrayList<>(rows.size());
            for (@Nullable Object[] row : rows) {
                values.add(row[i]);
            }
            vectors[i] = new KernelVector(columns.get(i).type(), values);
        }
        StructType schema = KernelTypes.struct(columns);
        FilteredColumnarBatch batch =
                new FilteredColumnarBatch(new DefaultColumnarBatch(rows.size(), schema, vectors), Optional.empty());
        DataWriteContext context = Transaction.getWriteContext(engine, state, partition);
        List<Row> actions = new ArrayList<>();
        try (CloseableIterator<FilteredColumnarBatch> data = Transaction.transformLogicalData(
                        engine, state, Utils.singletonCloseableIterator(batch), partition);
                CloseableIterator<Row> added = Transaction.generateAppendActions(
                        engine,
                        state,
                        engine.getParquetHandler()
                                .writeParquetFiles(context.getTargetDirectory(), data, context.getStatisticsColumns()),
                        context)) {
            added.forEachRemaining(actions::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return actions;
    }

    /** The rows by the values of the partition columns, in the order of first sight. */
    private Collection<List<@Nullable Object[]>> byPartition(List<@Nullable Object[]> rows) {
        Map<List<@Nullable Object>, List<@Nullable Object[]>> parts = new LinkedHashMap<>();
        for (@Nullable Object[] row : rows) {
            if (row.length != columns.size()) {
                throw new IllegalArgumentException(
                        "a row has %d values for %d columns".formatted(row.length, columns.size()));
            }
            List<@Nullable Object> key = new ArrayList<>();
            for (int ordinal : partitionOrdinals) {
                Object value = row[ordinal];
                key.add(
                        value instanceof byte[] bytes
                                ? ByteBuffer.wrap(bytes)
                                : value); // arrays do not equal each other
            }
            parts.computeIfAbsent(key, p -> new ArrayList<>()).add(row);
        }
        return parts.values();
    }

    private Map<String, Literal> partition(@Nullable Object[] row) {
        Map<String, Literal> partition = new LinkedHashMap<>();
        for (int ordinal : partitionOrdinals) {
            partition.put(columns.get(ordinal).name(), literal(columns.get(ordinal), row[ordinal]));
        }
        return partition;
    }

    private static Literal literal(Column column, @Nullable Object value) {
        KernelVector vector = new KernelVector(column.type(), Arrays.asList(value));
        if (value == null) {
            return Literal.ofNull(vector.getDataType());
        }
        return column.type()
                .match(
                        simple -> switch (simple) {
                            case BOOLEAN -> Literal.ofBoolean(vector.getBoolean(0));
                            case TINYINT -> Literal.ofByte(vector.getByte(0));
                            case SMALLINT -> Literal.ofShort(vector.getShort(0));
                            case INTEGER -> Literal.ofInt(vector.getInt(0));
                            case BIGINT -> Literal.ofLong(vector.getLong(0));
                            case REAL -> Literal.ofFloat(vector.getFloat(0));
                            case DOUBLE -> Literal.ofDouble(vector.getDouble(0));
                            case VARCHAR -> Literal.ofString(vector.getString(0));
                            case VARBINARY -> Literal.ofBinary(vector.getBinary(0));
                            case DATE -> Literal.ofDate(vector.getInt(0));
                            case TIMESTAMP -> Literal.ofTimestampNtz(vector.getLong(0));
                            case TIMESTAMP_TZ -> Literal.ofTimestamp(vector.getLong(0));
                            case TIME, TIMESTAMP_NS, TIMESTAMP_TZ_NS, UUID, INTERVAL, NULL ->
                                throw new IllegalArgumentException("no partition type: " + simple);
                        },
                        decimal -> Literal.ofDecimal(vector.getDecimal(0), decimal.precision(), decimal.scale()),
                        list -> noPartitionType(column),
                        map -> noPartitionType(column),
                        struct -> noPartitionType(column));
    }

    private static Literal noPartitionType(Column column) {
        throw new IllegalArgumentException("no partition type: " + column.type());
    }

    private List<AddFile> addFiles(Snapshot snapshot) {
        ScanImpl scan = (ScanImpl) snapshot.getScanBuilder().build();
        List<AddFile> files = new ArrayList<>();
        try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine, true)) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> rows = batches.next().getRows()) {
                    rows.forEachRemaining(
                            row -> files.add(new AddFile(row.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** Hadoop's local file system without its checksum files, which other writers do not leave either. */
    private static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set("fs.file.impl", RawLocalFileSystem.class.getName());
        configuration.set("fs.AbstractFileSystem.file.impl", RawLocalFs.class.getName());
        // Else a file system that another user of this JVM opened, with checksums, would be handed out.
        configuration.setBoolean("fs.file.impl.disable.cache", true);
        configuration.set("parquet.compression", "SNAPPY");
        return configuration;
    }
}
