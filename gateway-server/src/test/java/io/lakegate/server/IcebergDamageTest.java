package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A table of which one file is cut or has one bit turned gives its rows or an error that names what is wrong: never other rows, never a defect
 * of ours, never a hang. Bits of data pages that carry no checksum may change a value in them, so that values are not compared after such a flip. The number of
 * mutations of each table is {@code -Dlakegate.damage.mutations}.
 */
class IcebergDamageTest {
    private static final int MUTATIONS = Integer.getInteger("lakegate.damage.mutations", 60);
    private static final Set<Integer> NAMED = Set.of(
            ErrorCode.TABLE_DAMAGED.number(),
            ErrorCode.STORAGE_UNREADABLE.number(),
            ErrorCode.UNSUPPORTED_TABLE_FEATURE.number(),
            ErrorCode.TABLE_NOT_FOUND.number(),
            ErrorCode.COLUMN_NOT_FOUND.number(),
            ErrorCode.INVALID_STATEMENT.number(),
            ErrorCode.INVALID_VALUE.number(),
            ErrorCode.OUT_OF_MEMORY.number());
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "name", Types.StringType.get()));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aDamagedFileIsAnErrorThatNamesIt(int version) throws Exception {
        Path original = folder.resolve("original");
        IcebergTableWriter writer =
                IcebergTableWriter.create(folder.resolve("lake/t"), SCHEMA, PartitionSpec.unpartitioned(), version);
        DataFile file = writer.append(rows(0, 50));
        writer.append(rows(50, 60));
        writer.deletePositions(file, 3, 4, 5);
        writer.deleteValues(
                List.of("id"),
                new PartitionData(PartitionSpec.unpartitioned().partitionType()),
                List.<Object[]>of(new Object[] {7L}));
        copy(folder.resolve("lake/t"), original);
        Random random = new Random(version);
        List<Path> files = filesOf(original);
        try (TestGateway gateway = IcebergConcurrentWriterTest.gateway(folder.resolve("lake"));
                Connection connection = gateway.connect()) {
            List<List<Object>> right = read(connection, "auto");
            assertThat(right).hasSize(56);
            for (int i = 0; i < MUTATIONS; i++) {
                Path damaged = files.get(random.nextInt(files.size()));
                byte[] bytes = Files.readAllBytes(damaged);
                boolean cut = bytes.length > 0 && random.nextInt(3) == 0;
                byte[] changed = cut ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : flipped(bytes, random);
                Path place = folder.resolve("lake/t").resolve(original.relativize(damaged));
                Files.write(place, changed);
                String what = "%s of %s (mutation %d)".formatted(cut ? "cut" : "flip", place.getFileName(), i);
                for (String reader : List.of("auto", "format")) {
                    check(connection, reader, what, right, cut);
                }
                Files.write(place, bytes);
            }
            assertThat(read(connection, "auto")).isEqualTo(right);
        }
    }

    private static void check(
            Connection connection, String reader, String what, List<List<Object>> right, boolean cut) {
        try {
            List<List<Object>> rows = read(connection, reader);
            if (cut) {
                assertThat(rows).as(what).isEqualTo(right);
            }
        } catch (SQLException e) {
            assertThat(e.getErrorCode()).as("%s, %s: %s", what, reader, e.getMessage()).isIn(NAMED);
        }
    }

    private static List<List<Object>> read(Connection connection, String reader) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lakegate.reader = " + reader);
        }
        return TestGateway.query(connection, "SELECT id, name FROM t ORDER BY id");
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        if (changed.length > 0) {
            int bit = random.nextInt(changed.length * 8);
            changed[bit / 8] ^= (byte) (1 << bit % 8);
        }
        return changed;
    }

    private static List<Object[]> rows(int from, int to) {
        List<Object[]> rows = new ArrayList<>();
        for (long id = from; id < to; id++) {
            rows.add(new Object[] {id, "name " + id});
        }
        return rows;
    }

    private static List<Path> filesOf(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : filesOf(from)) {
            Path target = to.resolve(from.relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
    }
}
