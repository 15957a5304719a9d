package io.lakegate.adapters.delta;

import static io.lakegate.adapters.delta.HandmadeTable.field;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.delta.FileListing.ListedFile;
import io.lakegate.adapters.delta.FileListing.Part;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings made from those of earlier versions, against the same read from the whole log. */
class ListingUpdateTest {
    private static final List<Column> COLUMNS =
            List.of(new Column("id", LakeType.Simple.BIGINT), new Column("part", LakeType.Simple.VARCHAR));

    @TempDir
    Path root;

    private final DeltaFileIO files = new DeltaFileIO();
    private final KernelEngine engine = new KernelEngine(files);
    private final FileListings listings = new FileListings(engine, files);

    @Test
    void filesThatWereAddedRemovedAndAddedAgain() {
        HandmadeTable table = table().commit(1, add("a"), add("b"), add("c"));
        FileListing first = checked();

        table.commit(2, remove("b"), add("d"));
        FileListing second = checked();
        assertThat(paths(second)).containsExactlyInAnyOrder("a", "c", "d");
        assertThat(isShared(first, second)).isTrue();
        table.commit(3, add("b", 7)).commit(4, remove("a")).commit(5, add("a", 9), remove("unheard"));
        FileListing third = checked();
        assertThat(paths(third)).containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(isShared(second, third)).isTrue();
        table.commit(6, add("c", 1_000)); // without a removal: the later action counts
        assertThat(isShared(third, checked())).isTrue();
    }

    @Test
    void pathsThatAreTheSameToKernelAreTheSameFile() {
        HandmadeTable table = table().commit(1, add("x%2Fy"), add("z"), add("s3://Bucket/q"));
        FileListing first = checked();

        table.commit(2, remove("x%2fy"), remove("S3://Bucket/q"), add("z%20"));
        FileListing second = checked();

        assertThat(paths(second)).containsExactlyInAnyOrder("z", "z%20");
        assertThat(isShared(first, second)).isTrue();
    }

    @Test
    void aFileIsAPathWithADeletionVector() {
        HandmadeTable table = new HandmadeTable(root)
                .commit(
                        0,
                        HandmadeTable.protocolWith("deletionVectors"),
                        HandmadeTable.metadata(List.of(), Map.of(), HandmadeTable.ID_COLUMN))
                .commit(1, add("a"), add("b"));
        FileListing first = checked();

        table.commit(2, remove("a"), addDeleted("a", "one", 1));
        FileListing second = checked();
        assertThat(isShared(first, second)).isTrue();
        assertThat(listed(second))
                .filteredOn(file -> file.deletionVector().isPresent())
                .hasSize(1);
        table.commit(3, removeDeleted("a", "one", 1), addDeleted("a", "two", 2));
        table.commit(4, removeDeleted("b", "never", 1)); // another file than b without one
        assertThat(paths(checked())).containsExactlyInAnyOrder("a", "b");
        table.commit(5, removeDeleted("a", "two", 2), addDeleted("a", "none", 0));
        table.commit(6, remove("b"), addDeleted("b", "all", 3));
        FileListing last = checked();
        assertThat(isShared(first, last)).isFalse(); // none of its files is left
        assertThat(listed(last))
                .filteredOn(file -> file.deletionVector().isPresent())
                .hasSize(1);
        table.commit(7, removeDeleted("a", "none", 0));
        assertThat(paths(checked())).containsExactly("b");
    }

    @Test
    void aCommitThatSpeaksTwiceOfAFileIsLeftToKernel() {
        HandmadeTable table = table().commit(1, add("a"), add("b"));
        FileListing first = checked();

        table.commit(2, add("c"), remove("c"));
        FileListing second = checked();
        assertThat(isShared(first, second)).isFalse();
        table.commit(3, remove("b"), add("b", 5));
        assertThat(isShared(second, checked())).isFalse();
    }

    @Test
    void aSchemaThatWasChangedIsReadAnew() {
        HandmadeTable table = table().commit(1, add("a"));
        FileListing first = checked();

        table.commit(2, HandmadeTable.metadata(List.of(), Map.of("x", "y"), HandmadeTable.ID_COLUMN), add("b"));
        FileListing second = checked();
        assertThat(isShared(first, second)).isTrue(); // its properties were
        table.commit(
                3,
                HandmadeTable.metadata(List.of(), Map.of(), HandmadeTable.ID_COLUMN, field("more", "\"string\"")),
                add("c"));
        FileListing third = checked();
        assertThat(isShared(second, third)).isFalse();
        assertThat(paths(third)).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void manyCommitsAtOnceAreReadAnew() {
        HandmadeTable table = table().commit(1, add("a"));
        FileListing first = checked();
        for (int version = 2; version < 2 + 101; version++) {
            table.commit(version, add("f" + version));
        }

        FileListing second = checked();
        assertThat(isShared(first, second)).isFalse();
        for (int version = 103; version < 103 + 100; version++) {
            table.commit(version, add("f" + version));
        }
        assertThat(isShared(second, checked())).isTrue();
    }

    @Test
    void aTableThatWasMadeAnewIsReadAnew() throws IOException {
        DeltaTableWriter writer = DeltaTableWriter.create(root, COLUMNS);
        writer.append(rows(0, 3));
        FileListing first = checked();
        delete(root);
        DeltaTableWriter other = DeltaTableWriter.create(root, COLUMNS);
        other.append(rows(3, 6));
        other.append(rows(6, 9));

        FileListing second = checked();

        assertThat(second.size()).isEqualTo(2);
        assertThat(isShared(first, second)).isFalse();
    }

    @Test
    void commitsThatWereCleanedUpAreNotMissed() throws IOException {
        DeltaTableWriter writer = DeltaTableWriter.create(root, COLUMNS);
        writer.append(rows(0, 3));
        checked();
        writer.append(rows(3, 6));
        writer.append(rows(6, 9));
        writer.checkpoint();
        long version = writer.version();
        for (long cleaned = 0; cleaned < version; cleaned++) {
            Files.delete(Path.of(CommitFiles.path(root.toString(), cleaned)));
        }

        assertThat(checked().size()).isEqualTo(3);
    }

    @Test
    void checkpointsBetweenListings() {
        DeltaTableWriter writer = DeltaTableWriter.create(root, COLUMNS, "part").rowsPerFile(2);
        writer.append(rows(0, 6));
        FileListing first = checked();
        writer.append(rows(6, 9));
        writer.checkpoint();
        writer.append(rows(9, 10));
        FileListing second = checked();
        assertThat(isShared(first, second)).isTrue();
        writer.remove(path -> path.contains("p1"));
        writer.checkpoint();
        FileListing third = checked();
        assertThat(isShared(second, third)).isTrue();
        writer.overwrite(rows(0, 1));

        assertThat(checked().size()).isOne();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aListingIsTheSameHoweverItWasMade(long seed) {
        Random random = new Random(seed);
        HandmadeTable table = table();
        Set<String> there = new HashSet<>();
        FileListing before = checked();
        int shared = 0;
        int updates = 80;
        int version = 1;
        for (int i = 0; i < updates; i++) {
            for (int commits = 0; commits <= random.nextInt(3); commits++) {
                table.commit(version++, commit(random, there));
            }
            FileListing next = checked();
            assertThat(paths(next)).containsExactlyInAnyOrderElementsOf(there);
            shared += isShared(before, next) ? 1 : 0;
            before = next;
        }
        assertThat(shared).isGreaterThan(updates / 2); // or nothing was updated
        assertThat(before.parts()).hasSizeLessThan(40);
    }

    /** Adds some files, removes some, and now and then all. */
    private static String[] commit(Random random, Set<String> there) {
        int removed = random.nextInt(30) == 0 ? 1 : 2 + random.nextInt(20); // one of so many
        List<String> lines = new ArrayList<>();
        Set<String> gone = new HashSet<>();
        for (String path : there) {
            if (random.nextInt(removed) == 0) {
                lines.add(remove(path));
                gone.add(path);
            }
        }
        there.removeAll(gone);
        for (int i = 0; i < random.nextInt(10); i++) {
            String path = "f" + random.nextInt(500);
            if (!gone.contains(path) && there.add(path)) {
                lines.add(add(path, 1 + random.nextInt(100)));
            }
        }
        lines.add("{\"commitInfo\":{\"timestamp\":1}}");
        Collections.shuffle(lines, random);
        return lines.toArray(String[]::new);
    }

    private HandmadeTable table() {
        return HandmadeTable.plain(root, HandmadeTable.ID_COLUMN);
    }

    /** The listing of the newest version, found equal to the one that is read from the whole log. */
    private FileListing checked() {
        DeltaSnapshot snapshot = new DeltaTable(root.toString(), files, engine, ZoneOffset.UTC)
                .snapshot(HandmadeTable.NAME, Version.LATEST);
        FileListing listing = listings.of(HandmadeTable.NAME, snapshot);
        FileListing whole = ListingReader.load(HandmadeTable.NAME, snapshot, engine);

        assertThat(listing.size()).isEqualTo(whole.size());
        assertThat(facts(listing, snapshot)).containsExactlyInAnyOrderElementsOf(facts(whole, snapshot));
        return listing;
    }

    private record Fact(ListedFile file, List<ColumnRange> ranges) {}

    private static List<Fact> facts(FileListing listing, DeltaSnapshot snapshot) {
        List<JudgedColumn> columns = snapshot.columns().stream()
                .map(column -> JudgedColumn.find(snapshot.columns(), ColumnPath.of(column.name()))
                        .orElseThrow())
                .toList();
        List<Fact> facts = new ArrayList<>();
        for (Part part : listing.parts()) {
            FileChunk chunk = part.chunk();
            for (int i = 0; i < chunk.size(); i++) {
                int file = i;
                if (part.has(i)) {
                    facts.add(new Fact(
                            chunk.file(i),
                            columns.stream()
                                    .map(column -> chunk.statistics().of(column).range(file))
                                    .toList()));
                }
            }
        }
        return facts;
    }

    private static List<ListedFile> listed(FileListing listing) {
        List<ListedFile> listed = new ArrayList<>();
        for (Part part : listing.parts()) {
            for (int file = 0; file < part.chunk().size(); file++) {
                if (part.has(file)) {
                    listed.add(part.chunk().file(file));
                }
            }
        }
        return listed;
    }

    private static List<String> paths(FileListing listing) {
        return listed(listing).stream().map(ListedFile::uri).toList();
    }

    /** Whether one of the listings was made from the other. */
    private static boolean isShared(FileListing one, FileListing other) {
        Set<FileChunk> chunks = Collections.newSetFromMap(new IdentityHashMap<>());
        one.parts().forEach(part -> chunks.add(part.chunk()));
        return other.parts().stream().map(Part::chunk).anyMatch(chunks::contains);
    }

    private static String add(String path) {
        return add(path, 3);
    }

    private static String add(String path, int rows) {
        return HandmadeTable.add(
                path,
                Map.of(),
                Map.of(
                        "stats",
                        "{\"minValues\":{\"id\":%1$d},\"maxValues\":{\"id\":%1$d},\"numRecords\":%1$d}"
                                .formatted(rows)));
    }

    private static String addDeleted(String path, String vector, int rows) {
        return HandmadeTable.add(path, Map.of(), Map.of("deletionVector", vector(vector, rows)));
    }

    private static String remove(String path) {
        return "{\"remove\":{\"path\":\"%s\",\"deletionTimestamp\":1,\"dataChange\":false}}".formatted(path);
    }

    private static String removeDeleted(String path, String vector, int rows) {
        return "{\"remove\":{\"path\":\"%s\",\"deletionTimestamp\":1,\"dataChange\":true,\"deletionVector\":{\"storageType\":\"p\",\"pathOrInlineDv\":\"/%s\",\"offset\":1,\"sizeInBytes\":10,\"cardinality\":%d}}}"
                .formatted(path, vector, rows);
    }

    private static Map<String, Object> vector(String name, int rows) {
        return Map.of(
                "storageType", "p", "pathOrInlineDv", "/" + name, "offset", 1, "sizeInBytes", 10, "cardinality", rows);
    }

    private static List<Object[]> rows(long from, long to) {
        List<Object[]> rows = new ArrayList<>();
        for (long id = from; id < to; id++) {
            rows.add(new Object[] {id, "p" + id % 3});
        }
        return rows;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder())
                    .filter(path -> !path.equals(folder))
                    .toList()) {
                Files.delete(path);
            }
        }
    }
}
