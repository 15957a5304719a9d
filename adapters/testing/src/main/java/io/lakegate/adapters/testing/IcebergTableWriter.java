package io.lakegate.adapters.testing;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.jspecify.annotations.Nullable;

/**
 * A real Iceberg table in a folder, written with Iceberg's own library: one file for each append. For one thread.
 */
public final class IcebergTableWriter {
    private final Table table;
    private final FileFormat format;

    private IcebergTableWriter(Table table, FileFormat format) {
        this.table = table;
        this.format = format;
    }

    /** Makes an empty table of Parquet files. */
    public static IcebergTableWriter create(Path folder, Schema schema, PartitionSpec spec, int formatVersion) {
        return create(folder, schema, spec, formatVersion, FileFormat.PARQUET);
    }

    /** Makes an empty table, whose data and delete files are of one format. */
    public static IcebergTableWriter create(
            Path folder, Schema schema, PartitionSpec spec, int formatVersion, FileFormat format) {
        Configuration configuration = new Configuration(false);
        configuration.set("fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
        configuration.set("fs.defaultFS", "file:///");
        Table table = new HadoopTables(configuration)
                .create(
                        schema,
                        spec,
                        Map.of(TableProperties.FORMAT_VERSION, String.valueOf(formatVersion)),
                        folder.toString());
        return new IcebergTableWriter(table, format);
    }

    /** The table as the library knows it, for whatever this class does not do. */
    public Table table() {
        return table;
    }

    /** The newest snapshot; -1 when there is none. */
    public long snapshot() {
        return table.currentSnapshot() == null ? -1 : table.currentSnapshot().snapshotId();
    }

    /** Commits rows, which have a value for each column in the library's own classes, and belong to one partition. */
    public DataFile append(List<@Nullable Object[]> rows) {
        DataFile file = write(rows);
        table.newAppend().appendFile(file).commit();
        return file;
    }

    /** Writes a data file and does not commit it. */
    public DataFile write(List<@Nullable Object[]> rows) {
        List<Record> records = rows.stream().map(this::record).toList();
        PartitionKey key = new PartitionKey(table.spec(), table.schema());
        if (!records.isEmpty()) {
            key.partition(new InternalRecordWrapper(table.schema().asStruct()).wrap(records.get(0)));
        }
        DataWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .dataFileFormat(format)
                .dataSchema(table.schema())
                .build()
                .newDataWriter(output("data"), table.spec(), key);
        try (writer) {
            records.forEach(writer::write);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.toDataFile();
    }

    private Record record(@Nullable Object[] values) {
        GenericRecord record = GenericRecord.create(table.schema());
        for (int i = 0; i < values.length; i++) {
            record.set(i, values[i]);
        }
        return record;
    }

    private EncryptedOutputFile output(String kind) {
        String name = "%s/data/%s-%s.%s"
                .formatted(
                        table.location(), kind, UUID.randomUUID(), format.name().toLowerCase(Locale.ROOT));
        return EncryptedFiles.plainAsEncryptedOutput(table.io().newOutputFile(name));
    }

    /** Commits deletes of rows of a file: as a deletion vector from format version 3 on, else as a position delete file. */
    public DeleteFile deletePositions(DataFile file, long... positions) {
        DeleteFile deletes = isV3() ? vector(file, positions) : positionDeletes(file, positions);
        RowDelta delta = table.newRowDelta().validateFromSnapshot(snapshot()).addDeletes(deletes);
        if (isV3()) {
            deletesOf(file).forEach(delta::removeDeletes);
        }
        delta.commit();
        return deletes;
    }

    private boolean isV3() {
        return ((HasTableOperations) table).operations().current().formatVersion() >= 3;
    }

    private DeleteFile positionDeletes(DataFile file, long... positions) {
        PositionDeleteWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .deleteFileFormat(format)
                .build()
                .newPositionDeleteWriter(output("deletes"), specOf(file), file.partition());
        try (writer) {
            PositionDelete<Record> delete = PositionDelete.create();
            for (long position : positions) {
                writer.write(delete.set(file.location(), position));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.toDeleteFile();
    }

    private DeleteFile vector(DataFile file, long... positions) {
        OutputFileFactory files = OutputFileFactory.builderFor(table, 1, 1)
                .format(FileFormat.PUFFIN)
                .build();
        BaseDVFileWriter writer = new BaseDVFileWriter(files, location -> null);
        try (writer) {
            for (long position : positions) {
                writer.delete(file.location(), position, specOf(file), file.partition());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.result().deleteFiles().get(0);
    }

    private List<DeleteFile> deletesOf(DataFile file) {
        List<DeleteFile> found = new ArrayList<>();
        for (FileScanTask task : tasks()) {
            if (task.file().location().equals(file.location())) {
                found.addAll(task.deletes());
            }
        }
        return found;
    }

    private PartitionSpec specOf(DataFile file) {
        return requireNonNull(table.specs().get(file.specId()), "spec");
    }

    /** Commits the deletion of all older rows that have one of these values in some columns. */
    public DeleteFile deleteValues(List<String> columns, StructLike partition, List<@Nullable Object[]> values) {
        Schema keys = table.schema().select(columns);
        int[] ids = columns.stream()
                .mapToInt(name -> table.schema().findField(name).fieldId())
                .toArray();
        EqualityDeleteWriter<Record> writer = new GenericFileWriterFactory.Builder(table)
                .deleteFileFormat(format)
                .equalityFieldIds(ids)
                .equalityDeleteRowSchema(keys)
                .build()
                .newEqualityDeleteWriter(output("keys"), table.spec(), partition);
        try (writer) {
            for (@Nullable Object[] row : values) {
                GenericRecord record = GenericRecord.create(keys);
                for (int i = 0; i < row.length; i++) {
                    record.setField(columns.get(i), row[i]);
                }
                writer.write(record);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DeleteFile deletes = writer.toDeleteFile();
        table.newRowDelta().addDeletes(deletes).commit();
        return deletes;
    }

    /** Commits other files in place of all that the table has. */
    public void overwrite(List<@Nullable Object[]> rows) {
        OverwriteFiles overwrite = table.newOverwrite();
        tasks().forEach(task -> overwrite.deleteFile(task.file()));
        if (!rows.isEmpty()) {
            overwrite.addFile(write(rows));
        }
        overwrite.commit();
    }

    /** The data files of the newest snapshot, with the deletes of each. */
    public List<FileScanTask> tasks() {
        table.refresh();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            List<FileScanTask> found = new ArrayList<>();
            tasks.forEach(found::add);
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
