package io.lakegate.adapters.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshnessTest {
    private static final List<Column> COLUMNS = List.of(new Column("id", LakeType.Simple.BIGINT));

    @TempDir
    Path root;

    private final CountingFiles files = new CountingFiles();

    @Test
    void anUnchangedTableIsNotReadAgain() {
        DeltaTableWriter writer = DeltaTableWriter.create(root.resolve("t"), COLUMNS);
        writer.append(rows(1));
        DeltaCatalog catalog = catalog();
        planned(pin(catalog));
        int accesses = files.accesses.get();

        planned(pin(catalog));
        planned(pin(catalog));

        assertThat(files.accesses).hasValue(accesses);
    }

    @Test
    void theCommitOfASecondWriterIsSeenByTheNextPin() {
        DeltaTableWriter first = DeltaTableWriter.create(root.resolve("t"), COLUMNS);
        DeltaTableWriter second = first.another();
        DeltaCatalog catalog = catalog();
        assertThat(planned(pin(catalog))).isZero();

        second.append(rows(1));
        assertThat(planned(pin(catalog))).isOne();
        first.append(rows(1));
        second.append(rows(1));
        assertThat(planned(pin(catalog))).isEqualTo(3);
        second.overwrite(rows(1));
        assertThat(planned(pin(catalog))).isOne();
    }

    @Test
    void aCheckpointChangesNothing() {
        DeltaTableWriter writer = DeltaTableWriter.create(root.resolve("t"), COLUMNS);
        writer.append(rows(2));
        DeltaCatalog catalog = catalog();
        long version = pin(catalog).version();
        writer.checkpoint();

        assertThat(pin(catalog).version()).isEqualTo(version);
        assertThat(planned(pin(catalog()))).isOne();
    }

    @Test
    void aCheckpointIsNotReadAgainAfterACommit() {
        DeltaTableWriter writer = DeltaTableWriter.create(root.resolve("t"), COLUMNS);
        writer.append(rows(2));
        writer.checkpoint();
        DeltaCatalog catalog = catalog();
        planned(pin(catalog));
        assertThat(files.opened).anyMatch(path -> path.endsWith(".checkpoint.parquet"));
        files.opened.clear();

        writer.append(rows(2));

        assertThat(planned(pin(catalog))).isEqualTo(2);
        assertThat(files.opened)
                .isNotEmpty()
                .noneMatch(path -> path.endsWith(".checkpoint.parquet"))
                .allMatch(path -> path.endsWith("/_last_checkpoint") || path.endsWith("2.json"));
    }

    @Test
    void aCommitThatChangesTheColumnsIsSeen() {
        HandmadeTable table = HandmadeTable.plain(root.resolve("t"), HandmadeTable.ID_COLUMN)
                .commit(1, HandmadeTable.add("a.parquet"));
        DeltaCatalog catalog = table.catalog(files);
        planned(pin(catalog));

        table.commit(2, HandmadeTable.add("b.parquet"))
                .commit(
                        3,
                        HandmadeTable.metadata(
                                List.of(),
                                Map.of(),
                                HandmadeTable.ID_COLUMN,
                                HandmadeTable.field("more", "\"string\"")),
                        HandmadeTable.add("c.parquet"));

        PinnedTable pinned = pin(catalog);
        assertThat(pinned.version()).isEqualTo(3);
        assertThat(pinned.columns()).extracting(Column::name).containsExactly("id", "more");
        assertThat(planned(pinned)).isEqualTo(3);
    }

    @Test
    void aCommitThatAsksMoreOfReadersIsRefused() {
        HandmadeTable table = HandmadeTable.plain(root.resolve("t"), HandmadeTable.ID_COLUMN)
                .commit(1, HandmadeTable.add("a.parquet"));
        DeltaCatalog catalog = table.catalog(files);
        planned(pin(catalog));

        table.commit(2, HandmadeTable.protocolWith("unheardOf"));

        assertThatThrownBy(() -> pin(catalog))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_TABLE_FEATURE));
    }

    @Test
    void aDamagedCommitIsAnErrorAfterAGoodOne() {
        HandmadeTable table = HandmadeTable.plain(root.resolve("t"), HandmadeTable.ID_COLUMN)
                .commit(1, HandmadeTable.add("a.parquet"));
        DeltaCatalog catalog = table.catalog(files);
        planned(pin(catalog));

        table.commit(2, "{\"add\":{\"path\":");

        assertThatThrownBy(() -> planned(pin(catalog)))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_DAMAGED));
    }

    @Test
    void aTableThatWasMadeAnewIsNoticedThoughItsVersionIsTheSame() throws IOException {
        DeltaTableWriter.create(root.resolve("t"), COLUMNS).append(rows(1));
        DeltaCatalog catalog = catalog();
        PinnedTable old = pin(catalog);
        planned(old);
        assertThat(catalog.pin(HandmadeTable.NAME, new Version.Numbered(1)).columns())
                .isEqualTo(COLUMNS);

        delete(root.resolve("t"));
        List<Column> others = List.of(new Column("name", LakeType.Simple.VARCHAR));
        DeltaTableWriter.create(root.resolve("t"), others).append(List.<Object[]>of(new Object[] {"x"}));

        assertThat(pin(catalog).version()).isEqualTo(old.version());
        assertThat(pin(catalog).columns()).isEqualTo(others);
        assertThat(catalog.pin(HandmadeTable.NAME, new Version.Numbered(1)).columns())
                .isEqualTo(others);
        assertThat(old.columns()).isEqualTo(COLUMNS);
    }

    @Test
    void aCommitThatWasReplacedByOneOfTheSameSizeIsNoticed() throws IOException {
        HandmadeTable table = HandmadeTable.plain(root.resolve("t"), HandmadeTable.ID_COLUMN)
                .commit(1, HandmadeTable.add("a.parquet"));
        DeltaCatalog catalog = table.catalog(files);
        planned(pin(catalog));
        Path commit = table.log().resolve("00000000000000000001.json");
        FileTime time = Files.getLastModifiedTime(commit);
        Files.move(commit, root.resolve("keeps its file id")); // a file system may give a freed one to the new commit
        table.commit(1, HandmadeTable.add("b.parquet"));
        Files.setLastModifiedTime(commit, time);

        assertThat(HandmadeTable.plan(pin(catalog), all()).files())
                .extracting(file -> file.location())
                .allMatch(path -> path.endsWith("/b.parquet"));
    }

    @Test
    void aSnapshotThatWasReplacedBeforeItsFilesWereListedIsAnError() throws IOException {
        DeltaTableWriter.create(root.resolve("t"), COLUMNS).append(rows(1));
        PinnedTable pinned = pin(catalog());
        delete(root.resolve("t"));
        DeltaTableWriter.create(root.resolve("t"), COLUMNS).append(rows(1));

        assertThatThrownBy(() -> HandmadeTable.plan(pinned, all()))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNREADABLE));
    }

    @Test
    void aTableThatWentAwayIsAnErrorAndComesBack() throws IOException {
        DeltaTableWriter.create(root.resolve("t"), COLUMNS).append(rows(1));
        DeltaCatalog catalog = catalog();
        pin(catalog);
        delete(root.resolve("t"));

        assertThatThrownBy(() -> pin(catalog))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNREADABLE));
        DeltaTableWriter.create(root.resolve("t"), COLUMNS);
        assertThat(pin(catalog).version()).isZero();
    }

    @Test
    void manyThreadsReadAListingOnce() throws Exception {
        DeltaTableWriter writer =
                DeltaTableWriter.create(root.resolve("t"), COLUMNS).rowsPerFile(1);
        writer.append(rows(20));
        DeltaCatalog catalog = catalog();
        PinnedTable pinned = pin(catalog);
        planned(pinned);

        writer.append(rows(20));
        PinnedTable next = pin(catalog);
        int second = files.accesses.get();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> counts =
                    threads.invokeAll(Stream.<Callable<Integer>>generate(() -> () -> planned(next))
                            .limit(32)
                            .toList());
            for (Future<Integer> count : counts) {
                assertThat(count.get()).isEqualTo(40);
            }
        } finally {
            threads.shutdownNow();
        }
        // The new commit, however many threads.
        assertThat(files.accesses.get() - second).isOne();
    }

    private DeltaCatalog catalog() {
        return new HandmadeTable(root.resolve("t")).catalog(files);
    }

    private static PinnedTable pin(DeltaCatalog catalog) {
        return catalog.pin(HandmadeTable.NAME, Version.LATEST);
    }

    private static int planned(PinnedTable table) {
        return (int) HandmadeTable.plan(table, all()).report().kept();
    }

    private static ScanRequest all() {
        return new ScanRequest(List.of(), Filter.ANYTHING);
    }

    private static List<Object[]> rows(int count) {
        List<Object[]> rows = new ArrayList<>();
        for (long id = 0; id < count; id++) {
            rows.add(new Object[] {id});
        }
        return rows;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Counts listings and opened files. Looks at single files are not counted: they are what an unchanged table may cost. */
    private static final class CountingFiles extends DeltaFileIO {
        private final AtomicInteger accesses = new AtomicInteger();
        private final List<String> opened = new CopyOnWriteArrayList<>();

        @Override
        public CloseableIterator<FileStatus> listFrom(String path) throws IOException {
            accesses.incrementAndGet();
            return super.listFrom(path);
        }

        @Override
        public InputFile newInputFile(String path, long size) {
            accesses.incrementAndGet();
            opened.add(path);
            return super.newInputFile(path, size);
        }
    }
}
