package io.lakegate.adapters.delta;

import static io.lakegate.adapters.delta.HandmadeTable.ID_COLUMN;
import static io.lakegate.adapters.delta.HandmadeTable.add;
import static io.lakegate.adapters.delta.HandmadeTable.metadata;
import static io.lakegate.adapters.delta.HandmadeTable.protocolWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.DeletedRows;
import io.lakegate.catalog.scan.FileVerdict;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.roaringbitmap.RoaringBitmap;

class DeletionVectorsTest {
    private static final int ROWS = 10;

    @TempDir
    Path folder;

    @Test
    void aVectorInTheLogIsRead() {
        assertThat(deleted(DeletionVectorFile.inline(1, 3, 9))).containsExactly(1L, 3L, 9L);
    }

    @Test
    void aVectorBesideTheTableIsRead() {
        assertThat(deleted(DeletionVectorFile.relative(folder, 0, 2))).containsExactly(0L, 2L);
    }

    @Test
    void aVectorInAFolderOfAnyNameIsRead() {
        assertThat(deleted(DeletionVectorFile.relative(folder, "a%20 b&c", 4))).containsExactly(4L);
    }

    @Test
    void aVectorWithAnAbsolutePathIsRead() {
        assertThat(deleted(DeletionVectorFile.absolute(folder.resolve("50% off/v 1.bin"), 5, 6)))
                .containsExactly(5L, 6L);
    }

    @Test
    void theRowsOfTheFileAreCountedWithTheDeletedOnes() {
        DataFile file = table(DeletionVectorFile.inline(1, 3))
                .plan()
                .files()
                .findFirst()
                .orElseThrow();

        assertThat(file.rowCount()).hasValue(ROWS);
        assertThat(file.deletes().map(DeletedRows::cardinality)).contains(2L);
    }

    @Test
    void aPlanReadsNoVectorAndItsRowsAreReadOnce() throws IOException {
        HandmadeTable table = table(DeletionVectorFile.relative(folder, 7));
        byte[] bytes = Files.readAllBytes(path());
        Files.delete(path());

        PinnedTable pinned = table.pin();
        DeletedRows rows = rows(HandmadeTable.plan(pinned, all()));
        assertThat(rows.cardinality()).isEqualTo(1);
        assertFails(rows, ErrorCode.STORAGE_UNREADABLE, path().toString());

        Files.write(path(), bytes);
        assertThat(rows.positions()).containsExactly(7L);
        Files.delete(path());
        assertThat(rows.positions()).containsExactly(7L);
        assertThat(rows(HandmadeTable.plan(pinned, all())).positions()).containsExactly(7L);
    }

    @Test
    void aFileOfWhichTheLogSaysThatAllRowsAreDeletedIsReadSinceItsCountMayBeOfThoseLeft() {
        HandmadeTable table =
                table(DeletionVectorFile.inline(LongStream.range(0, ROWS).toArray()));

        assertThat(table.plan().files()).hasSize(1);
        assertThat(table.plan().report().byStatistics()).isZero();
        assertThat(table.pin().verdicts(all())).extracting(FileVerdict::kept).containsExactly(true);
    }

    @Test
    void aVectorThatDeletesNothingIsNone() {
        Map<String, Object> none = DeletionVectorFile.inline();

        assertThat(table(none).plan().files().findFirst().orElseThrow().deletes())
                .isEmpty();
    }

    @Test
    void eachBitOfAStoredVectorMatters() throws IOException {
        Map<String, Object> vector = DeletionVectorFile.relative(folder, 1, 3, 9);
        byte[] bytes = Files.readAllBytes(path());
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(path(), flipped);

            assertFails(rows(table(vector).plan()), ErrorCode.TABLE_DAMAGED, path().toString());
        }
    }

    @Test
    void aStoredVectorThatIsCutShortIsDamage() throws IOException {
        Map<String, Object> vector = DeletionVectorFile.relative(folder, 1, 3, 9);
        byte[] bytes = Files.readAllBytes(path());
        for (int length = 0; length < bytes.length; length++) {
            Files.write(path(), Arrays.copyOf(bytes, length));

            assertFails(rows(table(vector).plan()), ErrorCode.TABLE_DAMAGED, path().toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "ab^-aqEH.-t@S}K{vb[*k^", "00000000000000000000", "~~~~~~~~~~", "äöü€€"})
    void aVectorInTheLogThatIsNoneIsDamage(String text) {
        Map<String, Object> vector = DeletionVectorFile.inline(1, 3);
        vector.put("pathOrInlineDv", text);

        assertFails(rows(table(vector).plan()), ErrorCode.TABLE_DAMAGED, "part.parquet");
        vector.put("sizeInBytes", text.length() / 5 * 4);
        assertFails(rows(table(vector).plan()), ErrorCode.TABLE_DAMAGED, "part.parquet");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 33, Integer.MAX_VALUE})
    void aSizeThatIsNotTheVectorsIsDamage(int size) {
        for (Map<String, Object> vector :
                List.of(DeletionVectorFile.inline(1, 3), DeletionVectorFile.relative(folder, 1, 3))) {
            vector.put("sizeInBytes", size);

            assertFails(rows(table(vector).plan()), ErrorCode.TABLE_DAMAGED, "deletion vector");
        }
    }

    @Test
    void anotherNumberOfRowsThanTheLogSaysIsDamage() {
        for (Map<String, Object> vector :
                List.of(DeletionVectorFile.inline(1, 3), DeletionVectorFile.relative(folder, 1, 3))) {
            vector.put("cardinality", 3);

            assertFails(rows(table(vector).plan()), ErrorCode.TABLE_DAMAGED, "holds 2 rows", "says 3");
        }
    }

    @Test
    void aRowThatTheFileDoesNotHaveIsDamage() {
        assertThat(deleted(DeletionVectorFile.inline(ROWS - 1))).containsExactly(ROWS - 1L);
        assertFails(
                rows(table(DeletionVectorFile.inline(1, ROWS)).plan()), ErrorCode.TABLE_DAMAGED, "row 10", "10 rows");
    }

    @Test
    void aVectorOutsideOfTheCatalogIsNotRead(@TempDir Path elsewhere) {
        assertFails(
                rows(table(DeletionVectorFile.absolute(elsewhere.resolve("v.bin"), 1))
                        .plan()),
                ErrorCode.STORAGE_UNREADABLE,
                elsewhere.toString());
        Map<String, Object> sneaky = DeletionVectorFile.absolute(elsewhere.resolve("v.bin"), 1);
        sneaky.put("pathOrInlineDv", "file:" + folder + "/../" + elsewhere.getFileName() + "/v.bin");
        assertFails(rows(table(sneaky).plan()), ErrorCode.STORAGE_UNREADABLE, "outside");
    }

    @Test
    void aVectorOnAnotherStorageIsUnreadable() {
        Map<String, Object> vector = DeletionVectorFile.absolute(folder.resolve("v.bin"), 1);
        vector.put("pathOrInlineDv", "s3://bucket/v.bin");

        assertFails(rows(table(vector).plan()), ErrorCode.STORAGE_UNREADABLE, "s3://bucket/v.bin");
    }

    @Test
    void aStorageFromTheFutureIsRefused() {
        Map<String, Object> vector = DeletionVectorFile.inline(1);
        vector.put("storageType", "x");

        assertFails(rows(table(vector).plan()), ErrorCode.UNSUPPORTED_TABLE_FEATURE, "deletionVectors");
    }

    @Test
    void positionsMayNeedMoreThan32Bits() throws IOException {
        long[] positions = {0, 1L << 31, (1L << 32) - 1, 1L << 32, (3L << 32) + 5};

        RowPositions parsed = RowPositions.parse(ByteBuffer.wrap(DeletionVectorFile.serialized(positions)));

        assertThat(parsed.stream())
                .containsExactly(Arrays.stream(positions).boxed().toArray(Long[]::new));
        assertThat(parsed.count()).isEqualTo(5);
        assertThat(parsed.last()).isEqualTo((3L << 32) + 5);
    }

    @Test
    void theFormatOfTheFirstWritersIsRead() throws IOException {
        RoaringBitmap bitmap = RoaringBitmap.bitmapOf(2, 70_000);
        ByteBuffer buffer =
                ByteBuffer.allocate(12 + 4 + 8 + bitmap.serializedSizeInBytes()).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(1_681_511_376).putInt(2);
        buffer.putInt(8);
        new RoaringBitmap().serialize(buffer);
        buffer.putInt(bitmap.serializedSizeInBytes());
        bitmap.serialize(buffer);

        assertThat(RowPositions.parse(buffer.flip()).stream()).containsExactly((1L << 32) + 2, (1L << 32) + 70_000);
    }

    private Path path() {
        return DeletionVectorFile.relativePath(folder, "");
    }

    private LongStream deleted(Map<String, Object> vector) {
        return rows(table(vector).plan()).positions();
    }

    private static DeletedRows rows(ScanPlan plan) {
        return plan.files().findFirst().orElseThrow().deletes().orElseThrow();
    }

    private HandmadeTable table(Map<String, Object> vector) {
        return new HandmadeTable(folder)
                .commit(
                        0,
                        protocolWith("deletionVectors"),
                        metadata(List.of(), Map.of(), ID_COLUMN),
                        add(
                                "part.parquet",
                                Map.of(),
                                Map.of("deletionVector", vector, "stats", "{\"numRecords\":%d}".formatted(ROWS))));
    }

    private static ScanRequest all() {
        return new ScanRequest(List.of("id"), Filter.ANYTHING);
    }

    private static void assertFails(DeletedRows rows, ErrorCode code, String... named) {
        assertThatThrownBy(() -> rows.positions().sum())
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> {
                    assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
                    assertThat(e).hasMessageContaining("able lake.default.t").hasMessageContainingAll(named);
                });
    }
}
