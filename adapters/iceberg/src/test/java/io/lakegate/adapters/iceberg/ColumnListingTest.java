package io.lakegate.adapters.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Filter.Operator;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.model.Version;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files found in the columns of manifests, against those that Iceberg's library plans. */
class ColumnListingTest {
    private static final TableName NAME = new TableName("lake", "default", "t");
    private static final int FILTERS = 25;
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.optional(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "amount", Types.DoubleType.get()),
            Types.NestedField.optional(3, "name", Types.StringType.get()),
            Types.NestedField.optional(4, "day", Types.DateType.get()),
            Types.NestedField.optional(5, "small", Types.IntegerType.get()),
            Types.NestedField.optional(6, "single", Types.FloatType.get()));
    private static final List<String> TEXTS =
            List.of("", "a", "ab", "abc", "b", "bcdefghi", "\uD83D\uDE00", "\uFF5E", "zz", "12345678");
    private static final double[] NUMBERS = {-1, -0.0, 0.0, 0.5, 2, Double.NaN, Double.POSITIVE_INFINITY};

    @TempDir
    private Path lake;

    private final Set<String> deleted = new HashSet<>();
    private final Manifests manifests = new Manifests();
    private final ColumnListing columns = new ColumnListing(manifests);

    /** Random tables through appends, other partitions, wider types, deletes by position and removed files. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void keepsWhatTheLibraryKeeps(int seed) {
        Random random = new Random(seed);
        int format = 2 + random.nextInt(2);
        Table table = IcebergTableWriter.create(
                        lake,
                        SCHEMA,
                        PartitionSpec.builderFor(SCHEMA).identity("day").build(),
                        format)
                .table();
        List<DataFile> alive = new ArrayList<>();
        for (int commit = 0; commit < 8; commit++) {
            change(table, random, alive, format);
            compare(table, random);
        }
        for (org.apache.iceberg.Snapshot old : table.snapshots()) {
            compare(table, random, new Version.Numbered(old.snapshotId()), 3);
        }
    }

    private void change(Table table, Random random, List<DataFile> alive, int format) {
        switch (random.nextInt(6)) {
            case 0 -> {
                if (table.spec().isPartitioned()) {
                    table.updateSpec()
                            .removeField(table.spec().fields().get(0).name())
                            .commit();
                } else {
                    table.updateSpec()
                            .addField(List.of("day", "id", "small").get(random.nextInt(3)))
                            .commit();
                }
            }
            case 1 -> {
                if (table.schema().findType("small").typeId() == Type.TypeID.INTEGER) {
                    table.updateSchema()
                            .updateColumn("small", Types.LongType.get())
                            .updateColumn("single", Types.DoubleType.get())
                            .commit();
                }
            }
            case 2 -> {
                if (alive.size() > 3) {
                    DataFile removed = alive.remove(random.nextInt(alive.size()));
                    table.newDelete().deleteFile(removed).commit();
                }
            }
            case 3 -> {
                // A file has one deletion vector at most.
                DataFile file = alive.isEmpty() ? null : alive.get(random.nextInt(alive.size()));
                if (file != null && (format == 2 || deleted.add(file.location()))) {
                    delete(table, random, file, format);
                }
            }
            default -> {}
        }
        var append = table.newFastAppend();
        for (int i = 0; i < 12; i++) {
            DataFile file = file(table, random, alive.size() + "-" + random.nextLong());
            alive.add(file);
            append.appendFile(file);
        }
        append.commit();
    }

    private static void delete(Table table, Random random, DataFile file, int format) {
        PartitionSpec spec = table.specs().get(file.specId());
        FileMetadata.Builder delete = FileMetadata.deleteFileBuilder(spec)
                .ofPositionDeletes()
                .withFileSizeInBytes(100)
                .withRecordCount(1);
        if (spec.isPartitioned()) {
            PartitionData partition = new PartitionData(spec.partitionType());
            Number value = file.partition().get(0, Number.class);
            if (value != null) {
                partition.set(0, partitionValue(spec, value.intValue()));
            }
            delete.withPartition(partition);
        }
        if (format == 3) {
            delete.withFormat(FileFormat.PUFFIN)
                    .withPath("/gone/" + random.nextLong() + ".puffin")
                    .withReferencedDataFile(file.location())
                    .withContentOffset(4)
                    .withContentSizeInBytes(40);
        } else {
            delete.withPath("/gone/" + random.nextLong() + ".parquet").withFormat(FileFormat.PARQUET);
            if (random.nextBoolean()) {
                delete.withReferencedDataFile(file.location());
            }
        }
        RowDelta delta = table.newRowDelta().addDeletes(delete.build());
        delta.commit();
    }

    private static DataFile file(Table table, Random random, String name) {
        PartitionSpec spec = table.spec();
        DataFiles.Builder file = DataFiles.builder(spec)
                .withPath("/gone/" + name + ".parquet")
                .withFormat(FileFormat.PARQUET)
                .withFileSizeInBytes(100 + random.nextInt(1_000_000));
        int day = random.nextInt(4);
        if (spec.isPartitioned()) {
            PartitionData partition = new PartitionData(spec.partitionType());
            if (random.nextInt(6) > 0) {
                partition.set(0, partitionValue(spec, day));
            }
            file.withPartition(partition);
        }
        return file.withMetrics(metrics(table, random, day)).build();
    }

    /** In the type that the column has now. */
    private static Object partitionValue(PartitionSpec spec, int value) {
        return spec.partitionType().fields().get(0).type().typeId() == Type.TypeID.LONG ? (Object) (long) value : value;
    }

    private static Metrics metrics(Table table, Random random, int day) {
        Map<Integer, Long> values = new HashMap<>();
        Map<Integer, Long> nulls = new HashMap<>();
        Map<Integer, Long> nans = new HashMap<>();
        Map<Integer, ByteBuffer> lowers = new HashMap<>();
        Map<Integer, ByteBuffer> uppers = new HashMap<>();
        for (Types.NestedField field : table.schema().columns()) {
            if (random.nextInt(8) == 0) {
                continue; // nothing is known
            }
            boolean onlyNull = random.nextInt(8) == 0;
            values.put(field.fieldId(), 10L);
            nulls.put(field.fieldId(), onlyNull ? 10L : random.nextInt(3));
            if (field.type().typeId() == Type.TypeID.DOUBLE || field.type().typeId() == Type.TypeID.FLOAT) {
                nans.put(field.fieldId(), (long) random.nextInt(2));
            }
            List<Object> bounds = Stream.generate(() -> value(field, random, day))
                    .limit(2)
                    .sorted(compared())
                    .toList();
            if (!onlyNull && random.nextInt(8) > 0) {
                lowers.put(field.fieldId(), Conversions.toByteBuffer(field.type(), bounds.get(0)));
            }
            if (!onlyNull && random.nextInt(8) > 0) {
                uppers.put(field.fieldId(), Conversions.toByteBuffer(field.type(), bounds.get(1)));
            }
        }
        return new Metrics(10L, null, values, nulls, nans, lowers, uppers);
    }

    @SuppressWarnings("unchecked") // two of one type
    private static java.util.Comparator<Object> compared() {
        return (left, right) -> left instanceof CharSequence text
                ? org.apache.iceberg.types.Comparators.charSequences().compare(text, (CharSequence) right)
                : ((Comparable<Object>) left).compareTo(right);
    }

    private static Object value(Types.NestedField field, Random random, int day) {
        return switch (field.type().typeId()) {
            case LONG -> (long) random.nextInt(20) - 5;
            case INTEGER -> random.nextInt(20) - 5;
            case DOUBLE -> NUMBERS[random.nextInt(NUMBERS.length)];
            case FLOAT -> (float) NUMBERS[random.nextInt(NUMBERS.length)];
            case DATE -> day;
            default -> TEXTS.get(random.nextInt(TEXTS.size()));
        };
    }

    private Filter filter(Table table, Random random, int depth) {
        int kind = random.nextInt(depth == 0 ? 4 : 7);
        String column =
                List.of("id", "amount", "name", "day", "small", "single").get(random.nextInt(6));
        return switch (kind) {
            case 0, 1 ->
                new Filter.Compare(
                        column,
                        List.of(Operator.values()).get(random.nextInt(Operator.values().length)),
                        wanted(table, column, random));
            case 2 ->
                new Filter.In(
                        column,
                        Stream.generate(() -> wanted(table, column, random))
                                .limit(1 + random.nextInt(3))
                                .toList());
            case 3 -> new Filter.IsNull(column);
            case 4 -> new Filter.Not(filter(table, random, depth - 1));
            case 5 -> new Filter.And(List.of(filter(table, random, depth - 1), filter(table, random, depth - 1)));
            default -> new Filter.Or(List.of(filter(table, random, depth - 1), filter(table, random, depth - 1)));
        };
    }

    private static Value wanted(Table table, String column, Random random) {
        Object value = value(table.schema().findField(column), random, random.nextInt(4));
        return switch (table.schema().findField(column).type().typeId()) {
            case LONG -> Value.of(Simple.BIGINT, value);
            case INTEGER -> Value.of(Simple.INTEGER, value);
            case DOUBLE -> Value.of(Simple.DOUBLE, value);
            case FLOAT -> Value.of(Simple.REAL, value);
            case DATE -> Value.of(Simple.DATE, LocalDate.ofEpochDay((Integer) value));
            default -> Value.of(Simple.VARCHAR, value);
        };
    }

    private void compare(Table table, Random random) {
        compare(table, random, Version.LATEST, FILTERS);
    }

    private void compare(Table table, Random random, Version version, int filters) {
        TableMetadata metadata = ((BaseTable) table).operations().refresh();
        OpenTable open = new OpenTable(metadata, new LakeFiles());
        SnapshotChoice choice = SnapshotChoice.of(NAME, metadata, version);
        List<FileScanTask> whole = ScanTasks.plan(NAME, open, choice.snapshot(), Expressions.alwaysTrue());
        assertThat(listed(open, choice, FileJudge.ofAll(choice))).isEqualTo(texts(whole));
        for (int i = 0; i < filters; i++) {
            Filter filter = filter(table, random, 2);
            Expression expression = FilterExpressions.of(filter, choice.schema(), choice.listed());
            FileJudge judge = new FileJudge(choice, filter, expression);
            // With all that is deleted of them: under a filter the library leaves out deletes of partitions that it
            // excludes.
            Set<String> kept = ScanTasks.plan(NAME, open, choice.snapshot(), expression).stream()
                    .filter(task -> judge.judge(task) == FileJudge.Verdict.KEPT)
                    .map(task -> task.file().location())
                    .collect(Collectors.toSet());
            assertThat(listed(open, choice, judge))
                    .as(filter.toString())
                    .isEqualTo(texts(whole.stream()
                            .filter(task -> kept.contains(task.file().location()))
                            .toList()));
        }
    }

    private Map<String, String> listed(OpenTable open, SnapshotChoice choice, FileJudge judge) {
        Optional<Listing> listing = columns.of(NAME, open, choice.snapshot().orElseThrow(), judge);
        return texts(listing.orElseThrow().tasks().stream()
                .filter(task -> judge.judge(task) == FileJudge.Verdict.KEPT)
                .toList());
    }

    /** All that is known of files, by their locations. */
    private static Map<String, String> texts(List<FileScanTask> tasks) {
        Map<String, String> texts = new TreeMap<>();
        for (FileScanTask task : tasks) {
            DataFile file = task.file();
            texts.put(
                    file.location(),
                    List.of(
                                    file.format(),
                                    file.recordCount(),
                                    file.fileSizeInBytes(),
                                    file.specId(),
                                    file.partition(),
                                    String.valueOf(file.pos()),
                                    String.valueOf(file.dataSequenceNumber()),
                                    String.valueOf(file.fileSequenceNumber()),
                                    String.valueOf(file.firstRowId()),
                                    file.manifestLocation(),
                                    String.valueOf(file.sortOrderId()),
                                    sorted(file.valueCounts()),
                                    sorted(file.nullValueCounts()),
                                    sorted(file.nanValueCounts()),
                                    sorted(file.lowerBounds()),
                                    sorted(file.upperBounds()),
                                    task.deletes().stream()
                                            .map(DeleteFile::location)
                                            .toList())
                            .toString());
        }
        return texts;
    }

    private static String sorted(Map<Integer, ?> map) {
        Map<Integer, Object> sorted = new TreeMap<>();
        if (map != null) {
            map.forEach(
                    (key, value) -> sorted.put(key, value instanceof ByteBuffer bytes ? List.of(hex(bytes)) : value));
        }
        return sorted.toString();
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return java.util.HexFormat.of().formatHex(copy);
    }

    @Test
    void bothZerosAreTheSame() {
        Table table = IcebergTableWriter.create(lake, SCHEMA, PartitionSpec.unpartitioned(), 2)
                .table();
        for (double zero : new double[] {0.0, -0.0}) {
            Map<Integer, ByteBuffer> bound = Map.of(2, Conversions.toByteBuffer(Types.DoubleType.get(), zero));
            Map<Integer, Long> ten = Map.of(2, 10L);
            Map<Integer, Long> none = Map.of(2, 0L);
            table.newFastAppend()
                    .appendFile(DataFiles.builder(table.spec())
                            .withPath("/gone/zero" + zero + ".parquet")
                            .withFormat(FileFormat.PARQUET)
                            .withFileSizeInBytes(100)
                            .withMetrics(new Metrics(10L, null, ten, none, none, bound, bound))
                            .build())
                    .commit();
        }

        for (double zero : new double[] {0.0, -0.0}) {
            for (Operator operator : List.of(Operator.EQUAL, Operator.GREATER_OR_EQUAL, Operator.LESS_OR_EQUAL)) {
                assertThat(kept(table, amount(operator, zero))).isEqualTo(2);
            }
            assertThat(kept(table, new Filter.In("amount", List.of(Value.of(Simple.DOUBLE, zero)))))
                    .isEqualTo(2);
        }
        assertThat(kept(table, amount(Operator.EQUAL, 1.0))).isZero();
        assertThat(kept(table, amount(Operator.LESS, -1.0))).isZero();
    }

    private static Filter amount(Operator operator, double value) {
        return new Filter.Compare("amount", operator, Value.of(Simple.DOUBLE, value));
    }

    private int kept(Table table, Filter filter) {
        TableMetadata metadata = ((BaseTable) table).operations().refresh();
        return listed(
                        new OpenTable(metadata, new LakeFiles()),
                        SnapshotChoice.of(NAME, metadata, Version.LATEST),
                        judge(metadata, filter))
                .size();
    }

    @Test
    void countsRowsOfPartitionsOnly() {
        PartitionSpec byDay = PartitionSpec.builderFor(SCHEMA).identity("day").build();
        Table table = IcebergTableWriter.create(lake, SCHEMA, byDay, 2).table();
        var append = table.newFastAppend();
        for (int day : new int[] {1, 1, 2}) {
            PartitionData partition = new PartitionData(byDay.partitionType());
            partition.set(0, day);
            append.appendFile(DataFiles.builder(byDay)
                    .withPath("/gone/" + new Random().nextLong() + ".parquet")
                    .withFormat(FileFormat.PARQUET)
                    .withFileSizeInBytes(100)
                    .withPartition(partition)
                    .withRecordCount(10L * day)
                    .build());
        }
        append.commit();

        assertThat(rows(table, day(1))).hasValue(20);
        assertThat(rows(table, day(2))).hasValue(20);
        assertThat(rows(table, new Filter.Not(day(2)))).hasValue(20);
        assertThat(rows(table, day(3))).hasValue(0);
        assertThat(rows(table, Filter.ANYTHING)).hasValue(40);
        Filter id = new Filter.Compare("id", Operator.EQUAL, Value.of(Simple.BIGINT, 1L));
        assertThat(rows(table, id)).isEmpty();
        assertThat(rows(table, new Filter.Or(List.of(day(1), id)))).isEmpty();

        table.updateSpec().removeField("day").commit();
        table.newFastAppend().appendFile(file(table, new Random(1), "one")).commit();
        assertThat(rows(table, day(1))).isEmpty();
    }

    private static Filter day(int day) {
        return new Filter.Compare("day", Operator.EQUAL, Value.of(Simple.DATE, LocalDate.ofEpochDay(day)));
    }

    @Test
    void deletesByValueAreLeftToTheLibrary() {
        Table table = IcebergTableWriter.create(lake, SCHEMA, PartitionSpec.unpartitioned(), 2)
                .table();
        table.newAppend().appendFile(file(table, new Random(1), "one")).commit();
        assertThat(rows(table, Filter.ANYTHING)).hasValue(10);

        table.newRowDelta()
                .addDeletes(FileMetadata.deleteFileBuilder(table.spec())
                        .ofEqualityDeletes(1)
                        .withPath("/gone/values.parquet")
                        .withFormat(FileFormat.PARQUET)
                        .withFileSizeInBytes(100)
                        .withRecordCount(1)
                        .build())
                .commit();

        TableMetadata metadata = ((BaseTable) table).operations().refresh();
        SnapshotChoice choice = SnapshotChoice.of(NAME, metadata, Version.LATEST);
        OpenTable open = new OpenTable(metadata, new LakeFiles());
        assertThat(columns.of(NAME, open, choice.snapshot().orElseThrow(), FileJudge.ofAll(choice)))
                .isEmpty();
        assertThat(rows(table, Filter.ANYTHING)).isEmpty();
        List<FileScanTask> tasks = new Listings().of(NAME, open, choice).tasks();
        assertThat(tasks).hasSize(1);
        assertThat(tasks.get(0).deletes()).hasSize(1);
    }

    private static FileJudge judge(TableMetadata metadata, Filter filter) {
        SnapshotChoice choice = SnapshotChoice.of(NAME, metadata, Version.LATEST);
        return new FileJudge(choice, filter, FilterExpressions.of(filter, choice.schema(), choice.listed()));
    }

    private static OptionalLong rows(Table table, Filter filter) {
        TableMetadata metadata = ((BaseTable) table).operations().refresh();
        return new Listings()
                .countRows(
                        NAME,
                        new OpenTable(metadata, new LakeFiles()),
                        SnapshotChoice.of(NAME, metadata, Version.LATEST),
                        filter,
                        judge(metadata, filter));
    }
}
