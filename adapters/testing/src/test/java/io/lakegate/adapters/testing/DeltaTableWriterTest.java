package io.lakegate.adapters.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaTableWriterTest {
    private static final List<Column> COLUMNS =
            List.of(new Column("id", LakeType.Simple.BIGINT), new Column("name", LakeType.Simple.VARCHAR));

    @TempDir
    Path folder;

    @Test
    void aNewTableIsEmpty() {
        DeltaTableWriter writer = DeltaTableWriter.create(folder.resolve("t"), COLUMNS);

        assertThat(writer.version()).isZero();
        assertThat(writer.files()).isEmpty();
    }

    @Test
    void rowsAreCutIntoFiles() {
        DeltaTableWriter writer = DeltaTableWriter.create(folder.resolve("t"), COLUMNS);

        assertThat(writer.rowsPerFile(2).append(rows(5))).isEqualTo(1);

        assertThat(writer.files()).hasSize(3);
    }

    @Test
    void eachPartitionGetsItsOwnFiles() {
        DeltaTableWriter writer = DeltaTableWriter.create(folder.resolve("t"), COLUMNS, "name");

        writer.append(List.of(new Object[] {1L, "a"}, new Object[] {2L, null}, new Object[] {3L, "a"}));

        assertThat(writer.files()).hasSize(2).anyMatch(path -> path.startsWith("name=a/"));
    }

    @Test
    void overwritingAndRemovingLeaveTheOthers() {
        DeltaTableWriter writer = DeltaTableWriter.create(folder.resolve("t"), COLUMNS);
        writer.append(rows(1));
        writer.overwrite(rows(1));
        String kept = writer.files().get(0);
        writer.append(rows(1));

        assertThat(writer.files()).hasSize(2);
        assertThat(writer.remove(path -> !path.equals(kept))).isEqualTo(4);
        assertThat(writer.files()).containsExactly(kept);
    }

    @Test
    void twoWritersShareATable() {
        DeltaTableWriter first = DeltaTableWriter.create(folder.resolve("t"), COLUMNS);
        DeltaTableWriter second = first.another();
        first.append(rows(1));
        second.append(rows(1));

        assertThat(first.version()).isEqualTo(2);
        assertThat(first.files()).hasSize(2);
    }

    @Test
    void aCheckpointIsWrittenAndNoChecksumFilesAreLeft() throws IOException {
        DeltaTableWriter writer = DeltaTableWriter.create(folder.resolve("t"), COLUMNS);
        writer.append(rows(1));
        writer.checkpoint();

        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("00000000000000000001.checkpoint.parquet", "_last_checkpoint")
                    .noneMatch(name -> name.endsWith(".crc"));
        }
        assertThat(writer.files()).hasSize(1);
    }

    private static List<Object[]> rows(int count) {
        return Stream.iterate(1L, id -> id + 1)
                .limit(count)
                .map(id -> new Object[] {id, "name " + id})
                .toList();
    }
}
