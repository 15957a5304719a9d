package io.lakegate.adapters.delta;

import static io.lakegate.catalog.model.LakeType.Simple.BIGINT;
import static io.lakegate.catalog.model.LakeType.Simple.DATE;
import static io.lakegate.catalog.model.LakeType.Simple.INTEGER;
import static io.lakegate.catalog.model.LakeType.Simple.TIMESTAMP_TZ;
import static io.lakegate.catalog.model.LakeType.Simple.VARCHAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecondReaderTest {
    private static final TableName NAME = new TableName("lake", "default", "t");
    private static final Column ID = new Column("id", BIGINT);
    private static final Column TEXT = new Column("text", VARCHAR);

    @TempDir
    private Path folder;

    @Test
    void aValueOfEachTypeHasTheClassThatItsTypeSays() {
        List<Column> columns = List.of(
                new Column("bool", LakeType.Simple.BOOLEAN),
                new Column("byte", LakeType.Simple.TINYINT),
                new Column("short", LakeType.Simple.SMALLINT),
                new Column("int", INTEGER),
                ID,
                new Column("float", LakeType.Simple.REAL),
                new Column("double", LakeType.Simple.DOUBLE),
                new Column("small", new LakeType.Decimal(9, 2)),
                new Column("big", new LakeType.Decimal(38, 10)),
                TEXT,
                new Column("bytes", LakeType.Simple.VARBINARY),
                new Column("day", DATE),
                new Column("local", LakeType.Simple.TIMESTAMP),
                new Column("instant", TIMESTAMP_TZ));
        @Nullable
        Object[] low = {
            false,
            Byte.MIN_VALUE,
            Short.MIN_VALUE,
            Integer.MIN_VALUE,
            Long.MIN_VALUE,
            Float.NEGATIVE_INFINITY,
            Double.NaN,
            new BigDecimal("-1234567.80"),
            new BigDecimal("-9999999999999999999999999999.0000000001"),
            "",
            new byte[0],
            LocalDate.of(1500, 2, 28),
            LocalDateTime.of(1700, 1, 1, 0, 0, 0, 1_000),
            Instant.parse("1700-01-01T00:00:00.000001Z")
        };
        @Nullable
        Object[] high = {
            true,
            Byte.MAX_VALUE,
            Short.MAX_VALUE,
            Integer.MAX_VALUE,
            Long.MAX_VALUE,
            -0.0f,
            Double.MIN_VALUE,
            new BigDecimal("0.00"),
            new BigDecimal("0E-10"),
            "\uFFFD \uD83E\uDD86",
            new byte[] {0, -1},
            LocalDate.of(9999, 12, 31),
            // Did not exist in the zone that tests run in.
            LocalDateTime.of(2022, 4, 3, 2, 30),
            Instant.parse("2250-12-31T23:59:59.999999Z")
        };
        @Nullable Object[] none = new Object[columns.size()];
        DeltaTableWriter.create(folder, columns).append(rows(low, high, none));

        List<@Nullable Object[]> found = read(names(columns));

        assertThat(found).hasSize(3);
        assertThat(found.get(0)).isEqualTo(low);
        assertThat(found.get(1)).isEqualTo(high);
        assertThat(found.get(2)).isEqualTo(none);
    }

    @Test
    void nestedValuesKeepTheirOrderAndTheirNulls() {
        LakeType struct = new LakeType.StructOf(List.of(new Column("z", INTEGER), new Column("a", DATE)));
        List<Column> columns = List.of(
                new Column("list", new LakeType.ListOf(new LakeType.ListOf(VARCHAR))),
                new Column("map", new LakeType.MapOf(VARCHAR, struct)),
                new Column("struct", struct));
        LocalDate day = LocalDate.of(2024, 2, 29);
        List<@Nullable Object> inner = new ArrayList<>();
        inner.add("x");
        inner.add(null);
        List<@Nullable Object> outer = new ArrayList<>();
        outer.add(inner);
        outer.add(null);
        outer.add(List.of());
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("z", 1);
        fields.put("a", null);
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        entries.put("k2", fields);
        entries.put("k1", null);
        Map<String, @Nullable Object> full = new LinkedHashMap<>();
        full.put("z", null);
        full.put("a", day);
        DeltaTableWriter.create(folder, columns)
                .append(rows(
                        new Object[] {outer, entries, full},
                        new Object[] {List.of(), Map.of(), fields},
                        new Object[] {null, null, null}));

        List<@Nullable Object[]> found = read(names(columns));

        assertThat(found.get(0)).isEqualTo(new Object[] {
            outer, List.copyOf(entries.entrySet().stream().toList()), full
        });
        assertThat(((Map<?, ?>) found.get(0)[2]).keySet().stream().map(Object::toString))
                .containsExactly("z", "a");
        assertThat(found.get(1)).isEqualTo(new Object[] {List.of(), List.of(), fields});
        assertThat(found.get(2)).containsOnlyNulls();
    }

    @Test
    void aPartitionValueStandsInEachRowOfItsFiles() {
        List<Column> columns = List.of(new Column("at", TIMESTAMP_TZ), ID, new Column("p", VARCHAR));
        Instant at = Instant.parse("2022-04-03T08:30:00.123456Z");
        DeltaTableWriter.create(folder, columns, "at", "p")
                .append(rows(
                        new Object[] {at, 1L, "a:b/c %20 \uD83E\uDD86"},
                        new Object[] {at, 2L, "a:b/c %20 \uD83E\uDD86"},
                        new Object[] {null, 3L, null}));

        assertThat(RowText.ofTable(pin(), List.of("p", "id", "at")))
                .containsExactlyInAnyOrder(
                        "a:b/c %20 \uD83E\uDD86 | 1 | " + RowText.of(at),
                        "a:b/c %20 \uD83E\uDD86 | 2 | " + RowText.of(at),
                        "null | 3 | null");
        assertThat(RowText.ofTable(pin(), List.of("p"), equalTo("p", "nobody"))).isEmpty();
    }

    @Test
    void aRowHasItsIdAndTheVersionThatAddedIt() {
        DeltaTableWriter writer =
                DeltaTableWriter.create(folder, List.of(ID), List.of(), Map.of("delta.enableRowTracking", "true"));
        long first = writer.append(rows(new Object[] {10L}, new Object[] {11L}));
        long second = writer.append(rows(new Object[] {12L}));

        assertThat(RowText.ofTable(pin(), List.of("_row_commit_version", "id", "_row_id")))
                .containsExactlyInAnyOrder(first + " | 10 | 0", first + " | 11 | 1", second + " | 12 | 2");
        assertThat(RowText.ofTable(pin(), List.of("_row_id"))).containsExactlyInAnyOrder("0", "1", "2");
    }

    @Test
    void onlyFilesThatMayMatchAreOpened() {
        DeltaTableWriter.create(folder, List.of(ID, TEXT), "text")
                .append(rows(new Object[] {1L, "a"}, new Object[] {2L, "b"}, new Object[] {3L, "c"}));
        CountingFiles files = new CountingFiles();
        PinnedTable table = pin(files);

        assertThat(RowText.ofTable(table, List.of("id"), equalTo("text", "b"))).containsExactly("2");
        assertThat(files.opened).hasValue(1);
        assertThat(files.open).hasValue(0);
    }

    @Test
    void rowsWithoutColumnsAreCounted() {
        DeltaTableWriter.create(folder, List.of(ID)).append(numbered(5_000));

        try (Rows rows = RowText.open(pin(), List.of(), Filter.ANYTHING)) {
            long counted = 0;
            for (Optional<RowBatch> batch = rows.next(700); batch.isPresent(); batch = rows.next(700)) {
                assertThat(batch.get().rowCount()).isBetween(1, 700);
                counted += batch.get().rowCount();
            }
            assertThat(counted).isEqualTo(5_000);
        }
    }

    @Test
    void aBatchStaysValidAfterTheNextOne() {
        DeltaTableWriter.create(folder, List.of(ID)).append(numbered(5_000));

        try (Rows rows = RowText.open(pin(), List.of("id"), Filter.ANYTHING)) {
            RowBatch first = rows.next(10).orElseThrow();
            while (rows.next(1_000).isPresent()) {
                assertThat(first.value(0, 9)).isEqualTo(9L);
            }
        }
    }

    @Test
    void nothingIsOpenedBeforeTheFirstRowIsAskedForAndAllIsClosedEarly() {
        DeltaTableWriter.create(folder, List.of(ID)).rowsPerFile(3_000).append(numbered(9_000));
        CountingFiles files = new CountingFiles();
        Rows rows = RowText.open(pin(files), List.of("id"), Filter.ANYTHING);
        assertThat(files.opened).hasValue(0);
        assertThat(rows.next(1)).isPresent();
        assertThat(files.open).hasValue(1);

        rows.close();
        rows.close();

        assertThat(files.open).hasValue(0);
        assertThatThrownBy(() -> rows.next(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCancelledReadEndsAtTheNextBatch() {
        DeltaTableWriter.create(folder, List.of(ID)).append(numbered(5_000));
        CountingFiles files = new CountingFiles();
        try (Rows rows = RowText.open(pin(files), List.of("id"), Filter.ANYTHING)) {
            rows.next(10_000);
            Thread.currentThread().interrupt();

            Throwable thrown = catchThrowable(() -> rows.next(10_000));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(thrown)
                    .asInstanceOf(type(GatewayException.class))
                    .extracting(GatewayException::code)
                    .isEqualTo(ErrorCode.CANCELED);
        }
        assertThat(files.open).hasValue(0);
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        DeltaTableWriter writer = DeltaTableWriter.create(folder, List.of(ID));
        writer.append(numbered(10));
        Path file = onlyFile(writer);
        Files.delete(file);

        GatewayException error = failure();

        assertThat(error.code()).isEqualTo(ErrorCode.STORAGE_UNREADABLE);
        assertThat(error).hasMessageContainingAll(NAME.toString(), file.toString(), "it is missing");
    }

    @Test
    void aFileThatIsNoParquetOrCutOffIsNamed() throws Exception {
        DeltaTableWriter writer = DeltaTableWriter.create(folder, List.of(ID));
        writer.append(numbered(10));
        Path file = onlyFile(writer);
        byte[] whole = Files.readAllBytes(file);

        for (int length : new int[] {0, 3, 4, 11, 100, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));

            GatewayException error = failure();

            assertThat(error.code()).as("%d bytes", length).isEqualTo(ErrorCode.TABLE_DAMAGED);
            assertThat(error).hasMessageContainingAll(NAME.toString(), file.toString());
        }
    }

    @Test
    void aFlippedBitGivesTheRightRowsOrAnErrorThatNamesTheFile() throws Exception {
        DeltaTableWriter writer =
                DeltaTableWriter.create(folder, List.of(ID, TEXT, new Column("list", new LakeType.ListOf(INTEGER))));
        List<@Nullable Object[]> written = new ArrayList<>();
        for (long i = 0; i < 50; i++) {
            written.add(new Object[] {i, i % 3 == 0 ? null : "text " + i, List.of((int) i, 7)});
        }
        writer.append(written);
        Path file = onlyFile(writer);
        List<String> columns = List.of("id", "text", "list");
        List<String> right = RowText.ofTable(pin(), columns);
        byte[] whole = Files.readAllBytes(file);
        int refused = 0;
        for (int bit = 0; bit < whole.length * 8; bit += 5) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            try {
                assertThat(RowText.ofTable(pin(), columns)).as("bit %d", bit).isEqualTo(right);
            } catch (GatewayException e) {
                refused++;
                assertThat(e).as("bit %d", bit).hasMessageContainingAll(NAME.toString(), file.toString());
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    @Test
    void aFileOutsideTheFoldersOfTheCatalogIsNotRead(@TempDir Path elsewhere) throws Exception {
        DeltaTableWriter.create(elsewhere, List.of(ID)).append(numbered(3));
        Path foreign;
        try (var files = Files.list(elsewhere)) {
            foreign = files.filter(each -> each.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
        }
        HandmadeTable.plain(folder, HandmadeTable.ID_COLUMN)
                .commit(1, HandmadeTable.add(foreign.toUri().toString()));

        assertThat(failure())
                .hasMessageContainingAll(foreign.toString(), "outside the folders")
                .extracting(GatewayException::code)
                .isEqualTo(ErrorCode.STORAGE_UNREADABLE);
    }

    @Test
    void aColumnStoredAsSomethingElseIsRefusedByName() throws Exception {
        DeltaTableWriter writer = DeltaTableWriter.create(folder, List.of(ID));
        writer.append(numbered(3));
        Path log = folder.resolve("_delta_log/%020d.json".formatted(0));
        Files.writeString(log, Files.readString(log).replace("\\\"long\\\"", "\\\"date\\\""));

        assertThat(failure())
                .hasMessageContainingAll(NAME.toString(), onlyFile(writer).toString(), "column id", "DATE")
                .extracting(GatewayException::code)
                .isEqualTo(ErrorCode.UNSUPPORTED_TABLE_FEATURE);
    }

    @Test
    void aDeletionVectorWhoseNameIsDamagedIsDamage() throws Exception {
        DeltaTableWriter writer = DeltaTableWriter.create(folder, List.of(ID));
        writer.append(numbered(3));
        Path log = folder.resolve("_delta_log/%020d.json".formatted(1));
        String vector = "{\"storageType\":\"u\",\"pathOrInlineDv\":\"^jP?.<zvDfIGb{C,FPij\","
                + "\"offset\":1,\"sizeInBytes\":34,\"cardinality\":1}";
        Files.writeString(
                log, Files.readString(log).replace("\"add\":{", "\"add\":{\"deletionVector\":" + vector + ","));

        assertThat(failure())
                .hasMessageContainingAll(NAME.toString(), "deletion vector", "^jP?.<zvDfIGb{C,FPij")
                .extracting(GatewayException::code)
                .isEqualTo(ErrorCode.TABLE_DAMAGED);
    }

    private GatewayException failure() {
        Throwable thrown = catchThrowable(() -> RowText.ofTable(pin(), List.of("id")));
        assertThat(thrown).isInstanceOf(GatewayException.class);
        return (GatewayException) thrown;
    }

    private static Filter equalTo(String column, String text) {
        return new Filter.Compare(column, Filter.Operator.EQUAL, Value.of(VARCHAR, text));
    }

    private static Path onlyFile(DeltaTableWriter writer) {
        return writer.folder().resolve(writer.files().get(0));
    }

    private static List<@Nullable Object[]> numbered(int count) {
        return LongStream.range(0, count)
                .<@Nullable Object[]>mapToObj(number -> new Object[] {number})
                .toList();
    }

    private static List<@Nullable Object[]> rows(@Nullable Object[]... rows) {
        return List.of(rows);
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }

    private List<@Nullable Object[]> read(List<String> columns) {
        List<@Nullable Object[]> found = new ArrayList<>();
        try (Rows rows = RowText.open(pin(), columns, Filter.ANYTHING)) {
            for (Optional<RowBatch> batch = rows.next(2); batch.isPresent(); batch = rows.next(2)) {
                for (int row = 0; row < batch.get().rowCount(); row++) {
                    @Nullable Object[] values = new Object[columns.size()];
                    for (int column = 0; column < values.length; column++) {
                        values[column] = batch.get().value(column, row);
                    }
                    found.add(values);
                }
            }
        }
        return found;
    }

    private PinnedTable pin() {
        return pin(new DeltaFileIO());
    }

    private PinnedTable pin(DeltaFileIO files) {
        SingleTable table = new SingleTable(NAME.schema(), NAME.table(), new Location(folder));
        return new DeltaCatalog("lake", new DeltaSource(Optional.empty(), List.of(table)), files)
                .pin(NAME, Version.LATEST);
    }

    /** Local files; counts the streams of data files. */
    private static final class CountingFiles extends DeltaFileIO {
        private final AtomicInteger opened = new AtomicInteger();
        private final AtomicInteger open = new AtomicInteger();

        @Override
        public InputFile newInputFile(String path, long fileSize) {
            InputFile file = super.newInputFile(path, fileSize);
            return path.endsWith(".parquet") && !path.contains("_delta_log") ? new Counted(file) : file;
        }

        private final class Counted implements InputFile {
            private final InputFile file;

            Counted(InputFile file) {
                this.file = file;
            }

            @Override
            public long length() throws IOException {
                return file.length();
            }

            @Override
            public String path() {
                return file.path();
            }

            @Override
            public SeekableInputStream newStream() throws IOException {
                opened.incrementAndGet();
                open.incrementAndGet();
                return new CountedStream(file.newStream());
            }
        }

        private final class CountedStream extends SeekableInputStream {
            private final SeekableInputStream stream;
            private boolean closed;

            CountedStream(SeekableInputStream stream) {
                this.stream = stream;
            }

            @Override
            public long getPos() throws IOException {
                return stream.getPos();
            }

            @Override
            public void seek(long position) throws IOException {
                stream.seek(position);
            }

            @Override
            public void readFully(byte[] buffer, int offset, int length) throws IOException {
                stream.readFully(buffer, offset, length);
            }

            @Override
            public int read() throws IOException {
                return stream.read();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return stream.read(buffer, offset, length);
            }

            @Override
            public void close() throws IOException {
                if (!closed) {
                    closed = true;
                    open.decrementAndGet();
                }
                stream.close();
            }
        }
    }
}
