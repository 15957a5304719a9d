package io.lakegate.adapters.delta;

import static io.lakegate.adapters.delta.HandmadeTable.ID_COLUMN;
import static io.lakegate.adapters.delta.HandmadeTable.add;
import static io.lakegate.adapters.delta.HandmadeTable.field;
import static io.lakegate.adapters.delta.HandmadeTable.metadata;
import static io.lakegate.adapters.delta.HandmadeTable.protocol;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamageTest {
    private static final String CHECKPOINT = "00000000000000000002.checkpoint.parquet";

    @TempDir
    Path root;

    private HandmadeTable table;

    @BeforeEach
    void threeVersions() {
        table = HandmadeTable.plain(root.resolve("t"), ID_COLUMN)
                .commit(1, add("a.parquet"))
                .commit(2, add("b.parquet"));
    }

    @Test
    void theTableIsWholeToBeginWith() {
        assertThat(table.plan().files().toList()).hasSize(2);
    }

    @Test
    void aCommitThatIsCutShortIsNamed() {
        String line = add("b.parquet");
        table.file("00000000000000000002.json", line.substring(0, line.length() / 2));

        assertFails(ErrorCode.TABLE_DAMAGED, table::plan, "00000000000000000002.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "nonsense", "[]", "7", "{\"add\":7}", "{\"add\":{\"path\":\"c.parquet\"}}"})
    void aCommitThatHoldsNoActionsIsNamed(String content) {
        table.file("00000000000000000002.json", content);

        assertFails(ErrorCode.TABLE_DAMAGED, table::plan, "");
    }

    @Test
    void aLineBreakThatWasLostIsNoticed() {
        table.file("00000000000000000002.json", add("b.parquet") + add("c.parquet"));

        assertFails(ErrorCode.TABLE_DAMAGED, table::plan, "00000000000000000002.json");
    }

    @Test
    void bytesThatAreNoTextAreNoticed() throws IOException {
        byte[] bytes = (add("b.parquet") + "\n").getBytes(StandardCharsets.UTF_8);
        bytes[20] = (byte) 0xff;
        Files.write(table.log().resolve("00000000000000000002.json"), bytes);

        assertFails(ErrorCode.TABLE_DAMAGED, table::plan, "00000000000000000002.json");
    }

    @Test
    void whatEarlyWritersLeftBehindEachLineIsNoDamage() {
        table.file("00000000000000000002.json", add("b.parquet") + "x\n\n" + add("c.parquet") + "x\n");

        assertThat(table.plan().files().toList()).hasSize(3);
    }

    @Test
    void anObjectOverSeveralLinesIsNoDamage() {
        table.file(
                "00000000000000000002.json",
                add("b.parquet").replace(",", ",\n  ").replaceFirst("}}$", "}\n}"));

        assertThat(table.plan().files().toList()).hasSize(2);
    }

    @Test
    void aMissingCommitIsNamed() throws IOException {
        Files.delete(table.log().resolve("00000000000000000001.json"));

        assertFails(ErrorCode.TABLE_DAMAGED, table::pin, "[0, 2]");
    }

    @Test
    void aLogWithoutCommitsIsDamaged() throws IOException {
        Files.createDirectories(root.resolve("empty/_delta_log"));
        Files.createDirectories(root.resolve("bare"));

        assertFails(ErrorCode.TABLE_DAMAGED, new HandmadeTable(root.resolve("empty"))::pin, "no commit");
        assertFails(ErrorCode.TABLE_DAMAGED, new HandmadeTable(root.resolve("bare"))::pin, "no commit");
    }

    @Test
    void aFolderThatIsGoneIsUnreadable() {
        assertFails(ErrorCode.STORAGE_UNREADABLE, new HandmadeTable(root.resolve("gone"))::pin, "gone");
    }

    @Test
    void aTableWithoutProtocolOrMetadataIsDamaged() {
        HandmadeTable noProtocol =
                new HandmadeTable(root.resolve("a")).commit(0, metadata(List.of(), Map.of(), ID_COLUMN));
        HandmadeTable noMetadata = new HandmadeTable(root.resolve("b")).commit(0, protocol(1, 2));

        assertFails(ErrorCode.TABLE_DAMAGED, noProtocol::pin, "protocol");
        assertFails(ErrorCode.TABLE_DAMAGED, noMetadata::pin, "metadata");
    }

    @Test
    void aSchemaThatIsNoSchemaIsDamaged() {
        HandmadeTable broken = new HandmadeTable(root.resolve("a"))
                .commit(
                        0,
                        protocol(1, 2),
                        metadata(List.of(), Map.of(), ID_COLUMN).replace("fields", "felds"));

        assertFails(ErrorCode.TABLE_DAMAGED, broken::pin, "schema");
    }

    @Test
    void aPartitionColumnThatTheSchemaLacksIsDamage() {
        HandmadeTable broken = new HandmadeTable(root.resolve("a"))
                .commit(0, protocol(1, 2), metadata(List.of("p"), Map.of(), ID_COLUMN));

        assertFails(ErrorCode.TABLE_DAMAGED, broken::pin, "partitioned by p");
    }

    @Test
    void aPartitionValueThatIsNoneIsNamedWithFileAndColumn() {
        HandmadeTable broken = new HandmadeTable(root.resolve("a"))
                .commit(
                        0,
                        protocol(1, 2),
                        metadata(List.of("day"), Map.of(), ID_COLUMN, field("day", "\"date\"")),
                        add("b.parquet", Map.of("day", "2024-02-30")));

        assertFails(ErrorCode.TABLE_DAMAGED, broken::plan, "b.parquet", "'2024-02-30'", "DATE", "column day");
    }

    @Test
    void aPartitionValueThatIsMissingIsNamed() {
        HandmadeTable broken = new HandmadeTable(root.resolve("a"))
                .commit(
                        0,
                        protocol(1, 2),
                        metadata(List.of("day"), Map.of(), ID_COLUMN, field("day", "\"date\"")),
                        add("b.parquet", Map.of("night", "2024-02-29")));

        assertFails(ErrorCode.TABLE_DAMAGED, broken::plan, "b.parquet", "partition column day");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://bucket/b.parquet", "abfss://c@account/b.parquet", "file://server/b.parquet"})
    void aDataFileElsewhereIsUnreadable(String path) {
        table.commit(3, add(path));

        assertFails(ErrorCode.STORAGE_UNREADABLE, table::plan, path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{\"version\":", "{\"version\":99,\"size\":1}", "{\"version\":-1,\"size\":1}", "nonsense"})
    void aHintThatMisleadsIsPassedOver(String lastCheckpoint) {
        table.file("_last_checkpoint", lastCheckpoint);

        assertThat(table.plan().files().toList()).hasSize(2);
    }

    @Test
    void aCheckpointIsReadWithoutTheCommitsBeforeIt() throws IOException {
        DeltaTableWriter writer = checkpointed();
        HandmadeTable opened = new HandmadeTable(writer.folder());

        assertThat(opened.plan().files().toList()).hasSize(2);
    }

    @Test
    void aCheckpointIsReadWhenNothingElseIsLeft() throws IOException {
        DeltaTableWriter writer = checkpointed();
        HandmadeTable opened = new HandmadeTable(writer.folder());
        Files.delete(opened.log().resolve("00000000000000000002.json"));

        DeltaCatalog catalog = opened.catalog();
        assertThat(catalog.pin(HandmadeTable.NAME, Version.LATEST).version()).isEqualTo(2);
        assertThat(opened.plan().files()).hasSize(2);
        assertThat(catalog.pin(HandmadeTable.NAME, new Version.Numbered(2)).version())
                .isEqualTo(2);
        assertFails(
                ErrorCode.VERSION_NOT_FOUND,
                () -> catalog.pin(HandmadeTable.NAME, new Version.Numbered(1)),
                "versions 2 to 2");

        Files.delete(opened.log().resolve("_last_checkpoint"));
        assertThat(opened.plan().files()).hasSize(2);
        opened.commit(3, add("c.parquet"));
        assertThat(catalog.pin(HandmadeTable.NAME, Version.LATEST).version()).isEqualTo(3);
        assertThat(opened.plan().files()).hasSize(3);
    }

    @Test
    void aMissingPartIsNotMadeUpForByAMissingCommit() throws IOException {
        HandmadeTable broken = new HandmadeTable(checkpointed().folder());
        Files.delete(broken.log().resolve("00000000000000000002.json"));
        Files.move(
                broken.log().resolve(CHECKPOINT),
                broken.log().resolve("00000000000000000002.checkpoint.0000000001.0000000002.parquet"));

        assertFails(ErrorCode.TABLE_DAMAGED, broken::plan, "checkpoint");
        Files.delete(broken.log().resolve("_last_checkpoint"));
        assertFails(ErrorCode.TABLE_DAMAGED, broken::plan, "");
    }

    @Test
    void aCheckpointThatIsCutShortIsNamed() throws IOException {
        HandmadeTable broken = new HandmadeTable(checkpointed().folder());
        Path file = broken.log().resolve(CHECKPOINT);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

        assertFails(ErrorCode.TABLE_DAMAGED, broken::plan, CHECKPOINT);
    }

    @Test
    void aCheckpointThatIsEmptyIsReported() throws IOException {
        HandmadeTable broken = new HandmadeTable(checkpointed().folder());
        Files.write(broken.log().resolve(CHECKPOINT), new byte[0]);

        assertFails(ErrorCode.TABLE_DAMAGED, broken::plan, "checkpoint", "version 2");
    }

    @Test
    void aMissingCheckpointIsReported() throws IOException {
        HandmadeTable broken = new HandmadeTable(checkpointed().folder());
        Files.delete(broken.log().resolve(CHECKPOINT));

        assertFails(ErrorCode.TABLE_DAMAGED, broken::plan, "checkpoint", "version 2");
    }

    @Test
    void aMissingPartOfACheckpointIsReported() throws IOException {
        HandmadeTable broken = new HandmadeTable(checkpointed().folder());
        Files.move(
                broken.log().resolve(CHECKPOINT),
                broken.log().resolve("00000000000000000002.checkpoint.0000000001.0000000002.parquet"));

        assertFails(ErrorCode.TABLE_DAMAGED, broken::plan, "checkpoint", "version 2");
    }

    /** A table whose first commits were cleaned up behind a checkpoint of version 2. */
    private DeltaTableWriter checkpointed() throws IOException {
        DeltaTableWriter writer = DeltaTableWriter.create(
                root.resolve("checkpointed"), List.of(new Column("id", LakeType.Simple.BIGINT)));
        writer.append(List.<Object[]>of(new Object[] {1L}));
        writer.append(List.<Object[]>of(new Object[] {2L}));
        writer.checkpoint();
        Files.delete(writer.folder().resolve("_delta_log/00000000000000000000.json"));
        Files.delete(writer.folder().resolve("_delta_log/00000000000000000001.json"));
        return writer;
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call, String... named) {
        assertThatThrownBy(call).asInstanceOf(type(GatewayException.class)).satisfies(e -> {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
            assertThat(e).hasMessageContaining("able lake.default.t").hasMessageContainingAll(named);
        });
    }
}
