package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables of which one file was cut or has a flipped bit: both readers give the rows of the undamaged table, because nothing needed was hit, or an
 * error that names the file or the table. {@code lakegate.damage.mutations} says how many mutations there are in all.
 *
 * <p>No reader can tell every damage. Two answers with other rows are therefore let pass. One is that of a flip after which the commit is still
 * JSON on every line, as one that turns the letter of a partition value into another letter: there is no checksum over a commit's text. The other
 * is that of a data file of which DuckDB reads the same other rows when it is given the file alone, with columns that the footer no longer names
 * being NULL, as the format has it of a column that the file lacks.
 */
class DamageTest {
    private static final int MUTATIONS = Integer.getInteger("lakegate.damage.mutations", 60);
    private static final int TARGETS = 5;
    private static final List<String> READERS = List.of("engine", "format");
    private static final Set<Integer> REFUSALS = Set.of(
            ErrorCode.UNSUPPORTED_TABLE_FEATURE.number(),
            ErrorCode.TABLE_DAMAGED.number(),
            ErrorCode.STORAGE_UNREADABLE.number());
    private static final List<Column> COLUMNS = List.of(
            new Column("id", Simple.BIGINT), new Column("name", Simple.VARCHAR), new Column("part", Simple.VARCHAR));
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @TempDir
    private Path folder;

    private TestGateway gateway;
    private Connection client;
    private int copies;

    @BeforeEach
    void start() throws Exception {
        gateway = TestGateway.over(Files.createDirectory(folder.resolve("lake")));
        client = gateway.connect();
    }

    @AfterEach
    void stop() throws SQLException {
        client.close();
        gateway.close();
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aDamagedCommitIsNeverMisread() throws Exception {
        List<Path> tables = new ArrayList<>(List.of(partitionedTable()));
        tables.addAll(fixtures("delta-kernel-defaults/basic-dv-no-checkpoint", "delta-golden/log-replay-dv-key-cases"));

        check(1, tables, file -> file.matches("_delta_log/\\d+\\.json"));
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aDamagedCheckpointIsNeverMisread() throws Exception {
        List<Path> tables = new ArrayList<>(List.of(partitionedTable()));
        tables.addAll(fixtures("delta-rs/checkpoint-v2-table", "kernel-rs/v2-json-sidecars-struct-stats-only"));

        check(2, tables, file -> file.matches("_delta_log/.*checkpoint.*\\.(parquet|json)|_delta_log/_sidecars/.*"));
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aDamagedHintAtTheLastCheckpointIsNeverMisread() throws Exception {
        check(3, List.of(partitionedTable()), "_delta_log/_last_checkpoint"::equals);
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aDamagedDeletionVectorIsNeverMisread() throws Exception {
        List<Path> tables = fixtures(
                "delta-kernel-defaults/basic-dv-no-checkpoint",
                "delta-golden/log-replay-dv-key-cases",
                "kernel-rs/with-short-dv");
        assumeTrue(!tables.isEmpty(), Fixtures.MISSING);

        check(4, tables, file -> file.matches("deletion_vector_.*\\.bin"));
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aDamagedDataFileIsNeverMisread() throws Exception {
        check(5, List.of(tableOfOneFile()), file -> file.matches("[^/]*\\.parquet"));
    }

    /** Some partitions, a checkpoint, and commits before and after it. */
    private Path partitionedTable() {
        DeltaTableWriter writer = DeltaTableWriter.create(folder.resolve("partitioned"), COLUMNS, "part");
        for (int from = 0; from < 40; from += 10) {
            List<Object[]> rows = new ArrayList<>();
            for (long id = from; id < from + 10; id++) {
                rows.add(new Object[] {id, "name " + id, id % 3 == 0 ? null : "part " + id % 3});
            }
            writer.append(rows);
            if (from == 10) {
                writer.checkpoint();
            }
        }
        String removed = writer.files().get(0);
        writer.remove(removed::equals);
        return writer.folder();
    }

    private Path tableOfOneFile() {
        DeltaTableWriter writer = DeltaTableWriter.create(folder.resolve("one_file"), COLUMNS);
        List<Object[]> rows = new ArrayList<>();
        for (long id = 0; id < 500; id++) {
            rows.add(new Object[] {id, "name " + id * id, id % 5 == 0 ? null : "part " + id % 5});
        }
        writer.append(rows);
        return writer.folder();
    }

    private static List<Path> fixtures(String... ids) {
        List<String> wanted = List.of(ids);
        return Fixtures.find().stream()
                .flatMap(found -> found.tables("delta").stream())
                .filter(table -> wanted.contains(table.id()))
                .map(Fixtures.Fixture::folder)
                .toList();
    }

    private void check(int seed, List<Path> tables, Predicate<String> damaged) throws Exception {
        Random random = new Random(seed);
        List<String> misread = new ArrayList<>();
        for (int i = 0; i < Math.max(1, MUTATIONS / TARGETS); i++) {
            Path table = tables.get(i % tables.size());
            List<Path> files = files(table).stream()
                    .filter(file -> damaged.test(relative(table, file)))
                    .toList();
            Path file = files.get(random.nextInt(files.size()));
            check(table, file, Mutation.random(random, (int) Files.size(file))).ifPresent(misread::add);
        }
        assertThat(misread).isEmpty();
    }

    /** What is wrong with the answers when this file is damaged, if anything is. */
    private Optional<String> check(Path table, Path file, Mutation mutation) throws Exception {
        List<String> problems = new ArrayList<>();
        Path whole = copy(table);
        Path copy = copy(table);
        Path damaged = copy.resolve(relative(table, file));
        mutation.apply(damaged);
        for (String reader : READERS) {
            try (Statement statement = client.createStatement()) {
                statement.execute("SET lakegate.reader = " + reader);
            }
            List<String> wanted = ComparableRows.of(client, "SELECT * FROM " + whole.getFileName())
                    .rows();
            try {
                List<String> rows = rows(copy);
                if (!rows.equals(wanted) && !undetectable(damaged, mutation, rows)) {
                    problems.add("%s: other rows: %s".formatted(reader, difference(rows, wanted)));
                }
            } catch (SQLException e) {
                boolean named = Stream.of(copy, damaged)
                        .anyMatch(path ->
                                e.getMessage().contains(path.getFileName().toString()));
                if (!REFUSALS.contains(e.getErrorCode()) || !named) {
                    problems.add("%s: error %d: %s".formatted(reader, e.getErrorCode(), e.getMessage()));
                }
            }
        }
        String where = "%s of %s, %s".formatted(relative(table, file), table.getFileName(), mutation.describe(file));
        delete(whole);
        delete(copy);
        return problems.isEmpty() ? Optional.empty() : Optional.of(where + ": " + problems);
    }

    private List<String> rows(Path table) throws SQLException {
        return ComparableRows.of(client, "SELECT * FROM " + table.getFileName()).rows();
    }

    /** Whether this is a damage that no reader can tell: see above. */
    private static boolean undetectable(Path damaged, Mutation mutation, List<String> rows) throws Exception {
        if (mutation.cuts()) {
            return false;
        }
        if (damaged.toString().endsWith(".json")) {
            return isJson(Files.readAllBytes(damaged));
        }
        return !damaged.toString().contains("_delta_log") && rows.equals(rowsAlone(damaged));
    }

    private static boolean isJson(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            for (String line : text.lines().toList()) {
                if (!JSON.readTree(line).isObject()) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> rowsAlone(Path file) throws SQLException {
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
            String source = " FROM read_parquet('%s')".formatted(file);
            List<Object> names =
                    TestGateway.query(duckDb, "SELECT column_name FROM (DESCRIBE SELECT *" + source + ")").stream()
                            .map(row -> row.get(0))
                            .toList();
            return ComparableRows.of(
                            duckDb,
                            COLUMNS.stream()
                                    .map(column -> "%s AS \"%s\""
                                            .formatted(
                                                    names.contains(column.name())
                                                            ? "\"" + column.name() + "\""
                                                            : "NULL",
                                                    column.name()))
                                    .collect(Collectors.joining(", ", "SELECT ", source)))
                    .rows();
        } catch (SQLException e) {
            return List.of("DuckDB: " + e.getMessage());
        }
    }

    private static String difference(List<String> rows, List<String> wanted) {
        List<String> more = new ArrayList<>(rows);
        wanted.forEach(more::remove);
        List<String> missing = new ArrayList<>(wanted);
        rows.forEach(missing::remove);
        return "%d rows too many, as %s, %d missing, as %s"
                .formatted(
                        more.size(),
                        more.stream().findFirst(),
                        missing.size(),
                        missing.stream().findFirst());
    }

    /** A table of the lake that nobody has read yet. */
    private Path copy(Path table) throws IOException {
        Path copy = folder.resolve("lake").resolve("t%05d".formatted(copies++));
        try (Stream<Path> files = Files.walk(table)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, copy.resolve(relative(table, file)));
            }
        }
        return copy;
    }

    private static void delete(Path table) throws IOException {
        try (Stream<Path> files = Files.walk(table)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static List<Path> files(Path table) throws IOException {
        try (Stream<Path> files = Files.walk(table)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static String relative(Path table, Path file) {
        return table.relativize(file).toString().replace('\\', '/');
    }

    /**
     * One change of a file.
     *
     * @param cuts whether the file ends at the position, or has a bit of the byte there flipped
     */
    private record Mutation(boolean cuts, int position, int bit) {
        /** A cut is as often at an edge as anywhere. */
        static Mutation random(Random random, int size) {
            int anywhere = random.nextInt(size);
            if (random.nextInt(4) > 0) {
                return new Mutation(false, anywhere, random.nextInt(8));
            }
            int[] edges = {0, 1, size / 2, size - 1, size - Math.min(size, 4), size - Math.min(size, 8)};
            return new Mutation(true, random.nextBoolean() ? anywhere : edges[random.nextInt(edges.length)], 0);
        }

        void apply(Path file) throws IOException {
            byte[] bytes = Files.readAllBytes(file);
            if (cuts) {
                bytes = Arrays.copyOf(bytes, position);
            } else {
                bytes[position] ^= (byte) (1 << bit);
            }
            Files.write(file, bytes);
        }

        /** In words, with the text around it. */
        String describe(Path file) throws IOException {
            byte[] bytes = Files.readAllBytes(file);
            byte[] around =
                    Arrays.copyOfRange(bytes, Math.max(0, position - 20), Math.min(bytes.length, position + 20));
            return "%s at byte %d of %d, within %s"
                    .formatted(
                            cuts ? "cut" : "bit %d flipped".formatted(bit),
                            position,
                            bytes.length,
                            new String(around, StandardCharsets.ISO_8859_1).replaceAll("\\P{Print}", "."));
        }
    }
}
