package io.lakegate.benchmarks;

import io.lakegate.adapters.testing.IcebergTableWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestWriter;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/**
 * The metadata of an Iceberg table of many files, partitioned by day, a manifest for each day, with metrics of four columns. All data files are the same
 * one: their locations, which differ, lead there.
 */
final class ManyIcebergFilesTable {
    private static final int ROWS_PER_FILE = 100;
    private static final int FILES_PER_DAY = 1_000;
    private static final int FORMAT_VERSION = 2;
    private static final long SCRAMBLE = 7_919;
    private static final long SCRAMBLED = 1_000_003;
    private static final LocalDate FIRST_DAY = LocalDate.of(2020, 1, 1);
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.optional(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "amount", Types.DoubleType.get()),
            Types.NestedField.optional(3, "name", Types.StringType.get()),
            Types.NestedField.optional(4, "day", Types.DateType.get()));
    private static final PartitionSpec BY_DAY =
            PartitionSpec.builderFor(SCHEMA).identity("day").build();

    private final Path folder;
    private final int files;
    private final Table table;
    private final Path dataFile;
    private int written;

    ManyIcebergFilesTable(Path folder, int files) {
        this.folder = folder;
        this.files = files;
        IcebergTableWriter writer = IcebergTableWriter.create(folder, SCHEMA, BY_DAY, FORMAT_VERSION);
        this.table = writer.table();
        DataFile real = writer.write(List.<Object[]>of(new Object[] {1L, 1.0, "tea", FIRST_DAY}));
        this.dataFile = Path.of(real.location().replaceFirst("^file:(//)?", ""));
    }

    Table table() {
        return table;
    }

    int files() {
        return files;
    }

    long rows() {
        return (long) files * ROWS_PER_FILE;
    }

    LocalDate day(int file) {
        return FIRST_DAY.plusDays(file / FILES_PER_DAY);
    }

    /** Names are in another order than ids, but alike in a file. */
    static String name(long row) {
        return "customer-%09d".formatted(row / ROWS_PER_FILE * SCRAMBLE % SCRAMBLED);
    }

    void write() {
        AppendFiles append = table.newFastAppend();
        int manifest = 0;
        while (written < files) {
            Path path = folder.resolve("metadata/%s-m%d.avro".formatted(UUID.randomUUID(), manifest++));
            ManifestWriter<DataFile> writer =
                    ManifestFiles.write(FORMAT_VERSION, table.spec(), table.io().newOutputFile(path.toString()), null);
            try (writer) {
                for (int i = 0; i < FILES_PER_DAY && written < files; i++) {
                    writer.add(next());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            append.appendManifest(writer.toManifestFile());
        }
        append.commit();
    }

    /** Commits one more file. */
    void commit() {
        table.newFastAppend().appendFile(next()).commit();
    }

    private DataFile next() {
        long first = (long) written * ROWS_PER_FILE;
        String unique =
                "data/day=%s/%05d-%d-%s".formatted(day(written), written % FILES_PER_DAY, written, UUID.randomUUID());
        PartitionData partition = new PartitionData(table.spec().partitionType());
        partition.set(0, (int) day(written).toEpochDay());
        double amount = (written * SCRAMBLE % 1_000) / 1_000.0;
        DataFile file = DataFiles.builder(table.spec())
                .withFormat(FileFormat.PARQUET)
                .withPath(folder + "/" + unique + "/../../"
                        + folder.resolve("data").relativize(dataFile))
                .withFileSizeInBytes(4_096)
                .withPartition(partition)
                .withMetrics(new Metrics(
                        (long) ROWS_PER_FILE,
                        all(512L + written % 100),
                        all((long) ROWS_PER_FILE),
                        all(0L),
                        Map.of(2, 0L),
                        bounds(first, amount, name(first), written),
                        bounds(first + ROWS_PER_FILE - 1, 999 + amount, name(first + ROWS_PER_FILE - 1), written)))
                .build();
        written++;
        return file;
    }

    private static Map<Integer, Long> all(long count) {
        return Map.of(1, count, 2, count, 3, count, 4, count);
    }

    private Map<Integer, ByteBuffer> bounds(long id, double amount, String name, int file) {
        return Map.of(
                1, Conversions.toByteBuffer(Types.LongType.get(), id),
                2, Conversions.toByteBuffer(Types.DoubleType.get(), amount),
                3, Conversions.toByteBuffer(Types.StringType.get(), name),
                4,
                        Conversions.toByteBuffer(
                                Types.DateType.get(), (int) day(file).toEpochDay()));
    }
}
