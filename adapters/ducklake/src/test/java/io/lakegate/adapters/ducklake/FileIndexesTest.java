package io.lakegate.adapters.ducklake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.ducklake.CatalogAccess.Resolved;
import io.lakegate.adapters.ducklake.database.MetadataDatabase;
import io.lakegate.adapters.ducklake.database.MetadataLocation;
import io.lakegate.adapters.storage.Storage;
import io.lakegate.adapters.testing.DuckLakeDatabase;
import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Filter.Operator;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.model.Version;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files found in an index, against those that the catalog's database lists and each judged alone, from commit to commit. */
class FileIndexesTest {
    private static final TableName NAME = new TableName("lake", "main", "t");
    private static final List<String> TEXTS = List.of("", "a", "ab", "b", "\uD83D\uDE00", "\uFF5E", "z", "x'y");
    private static final List<String> NUMBERS = List.of("-1.5", "-0.0", "0.0", "2.5", "inf", "nan");

    @TempDir
    private Path folder;

    private DuckLakeDatabase database;
    private CatalogAccess access;
    private long partitioning;
    private long nextId = 1;
    private final FileIndexes indexes = new FileIndexes(0);

    @BeforeEach
    void create() throws Exception {
        Path file = folder.resolve("catalog.ducklake");
        database = DuckLakeDatabase.duckDb(file);
        try (DuckLakeWriter writer = DuckLakeWriter.create(database, folder.resolve("data"))) {
            writer.createTable(
                    "t",
                    Map.of("day", "identity"),
                    new DuckLakeWriter.Col("id", "int64"),
                    new DuckLakeWriter.Col("name", "varchar"),
                    new DuckLakeWriter.Col("day", "date"),
                    new DuckLakeWriter.Col("amount", "float64"));
        }
        partitioning = database.change(sql -> sql.number("SELECT partition_id FROM ducklake_partition_info"));
        access = new CatalogAccess(
                "lake",
                new MetadataDatabase(
                        "lake", MetadataLocation.parse("duckdb:" + file, folder, Optional.empty(), Optional.empty())),
                new DataPaths(Optional.empty(), Map.of(), folder),
                Storage.LOCAL);
    }

    @AfterEach
    void close() {
        access.close();
    }

    /** Of each kind of commit some, also such as change what the catalog says of earlier snapshots. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void knowsWhatTheCatalogListsAfterEachCommit(int seed) throws Exception {
        Random random = new Random(seed);
        for (int commit = 0; commit < 8; commit++) {
            commit(random, commit == 0 ? 0 : random.nextInt(4));
            compare(random, 10);
        }
    }

    @Test
    void seesAFileThatTookThePlaceOfAnotherWithinTheSameSnapshotNumbers() throws Exception {
        Random random = new Random(7);
        commit(random, 0);
        compare(random, 1);
        // A compaction: the new file is said to have been there from the first snapshot on, and what it is made of
        // never to have been.
        commit(random, 3);

        compare(random, 1);
    }

    @Test
    void whatWasRestoredFromACopyIsReadAnew() throws Exception {
        Random random = new Random(8);
        commit(random, 0);
        commit(random, 0);
        compare(random, 1);
        long last = access.resolve(Version.LATEST).snapshot().id();
        // Another commit took the number of the last one, with as many files of as many rows.
        database.change(sql -> {
            sql.run(
                    "UPDATE ducklake_snapshot SET snapshot_time = snapshot_time + INTERVAL 1 SECOND WHERE snapshot_id = "
                            + last);
            sql.run("UPDATE ducklake_data_file SET path = 'other-' || path WHERE begin_snapshot = " + last);
            return null;
        });
        commit(random, 0);

        compare(random, 3);
    }

    @Test
    void earlierSnapshotsAreAskedOfTheDatabase() throws Exception {
        commit(new Random(1), 0);
        Resolved before = access.resolve(Version.LATEST);
        commit(new Random(2), 0);

        assertThat(select(before, Filter.ANYTHING)).isEmpty();
        assertThat(select(access.resolve(Version.LATEST), Filter.ANYTHING)).isPresent();
    }

    @Test
    void fewFilesAreAskedOfTheDatabase() throws Exception {
        commit(new Random(1), 0);
        Resolved resolved = access.resolve(Version.LATEST);
        LakeTable table = table(resolved);
        TableSchema schema = access.schema(NAME, table, resolved.snapshot().id());

        Optional<FileIndex.Selected> selected = access.read(
                NAME,
                table,
                List.of(),
                queries -> new FileIndexes().select(queries, table, schema, resolved.snapshot(), Filter.ANYTHING));

        assertThat(selected).isEmpty();
    }

    /** Of the table 1, and of another. */
    private static final List<String> CHANGES = List.of(
            "deleted_from_table:2,inserted_into_table:1",
            "deleted_from_table:1",
            "inserted_into_table:1,deleted_from_table:1",
            "merge_adjacent:1");

    @Test
    void whatDoesNotSayWhatItChangedIsCounted() throws Exception {
        Random random = new Random(9);
        for (String made : List.of("altered_table:1", "created_schema:\"a,b:1\"", "", "NULL")) {
            commit(random, 0);
            compare(random, 1);
            // Files end, and others come, in a commit that says something else or nothing.
            commit(random, 2);
            database.change(sql -> {
                sql.run(
                        "UPDATE ducklake_snapshot_changes SET changes_made = %s WHERE snapshot_id = (SELECT max(snapshot_id) FROM ducklake_snapshot_changes)"
                                .formatted(made.equals("NULL") ? made : "'" + made + "'"));
                return null;
            });
            compare(random, 1);
        }
    }

    private void commit(Random random, int kind) throws SQLException {
        database.change(sql -> {
            long snapshot = sql.number("SELECT max(snapshot_id) FROM ducklake_snapshot") + 1;
            sql.run("INSERT INTO ducklake_snapshot VALUES (%d, TIMESTAMPTZ '2026-01-%02d 00:00:00+00', 1, 100, 1000)"
                    .formatted(snapshot, snapshot));
            // What the commit says of itself; of a compaction nothing is made that was not there.
            sql.run("INSERT INTO ducklake_snapshot_changes (snapshot_id, changes_made) VALUES (%d, '%s')"
                    .formatted(snapshot, CHANGES.get(kind)));
            String some =
                    "table_id = 1 AND end_snapshot IS NULL AND data_file_id %% 3 = %d".formatted(random.nextInt(3));
            if (kind == 1 || kind == 2) {
                sql.run("UPDATE ducklake_data_file SET end_snapshot = %d WHERE %s".formatted(snapshot, some));
            } else if (kind == 3) {
                sql.run("DELETE FROM ducklake_data_file WHERE " + some);
            }
            long begin = kind == 3 ? 1 : snapshot;
            for (int i = 0; i < (kind == 1 ? 0 : 30); i++) {
                file(sql, random, nextId++, begin);
            }
            return 0;
        });
    }

    private void file(DuckLakeDatabase.Sql sql, Random random, long id, long begin) throws SQLException {
        boolean partitioned = random.nextInt(4) > 0;
        LocalDate day = LocalDate.of(2026, 1, 1 + random.nextInt(5));
        sql.run(
                "INSERT INTO ducklake_data_file VALUES (%d, 1, %d, NULL, NULL, 'f%d.parquet', %b, 'parquet', %d, %d, 512, %s, %s, %s, %s, %s)"
                        .formatted(
                                id,
                                begin,
                                id,
                                random.nextInt(5) > 0,
                                10,
                                100 + random.nextInt(1_000),
                                random.nextInt(4) == 0 ? "NULL" : String.valueOf(id * 10),
                                partitioned ? String.valueOf(partitioning) : "NULL",
                                random.nextInt(6) == 0 ? "'a2V5'" : "NULL",
                                random.nextInt(6) == 0 ? "3" : "NULL",
                                random.nextInt(6) == 0 ? String.valueOf(begin) : "NULL"));
        if (partitioned) {
            sql.run("INSERT INTO ducklake_file_partition_value VALUES (%d, 1, 0, %s)"
                    .formatted(id, random.nextInt(6) == 0 ? "NULL" : "'" + day + "'"));
        }
        statistics(sql, random, id, 1, String.valueOf(random.nextInt(10)), String.valueOf(9 + random.nextInt(10)));
        statistics(sql, random, id, 2, text(random), text(random));
        statistics(sql, random, id, 3, day.toString(), day.toString());
        statistics(
                sql,
                random,
                id,
                4,
                NUMBERS.get(random.nextInt(NUMBERS.size())),
                NUMBERS.get(random.nextInt(NUMBERS.size())));
    }

    private static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private static void statistics(
            DuckLakeDatabase.Sql sql, Random random, long file, int column, String least, String greatest)
            throws SQLException {
        if (random.nextInt(8) == 0) {
            return; // nothing is known
        }
        boolean ordered = column == 4 || least.compareTo(greatest) <= 0 || column == 1;
        sql.run("INSERT INTO ducklake_file_column_stats VALUES (%d, 1, %d, 80, 10, %s, %s, %s, %s, NULL)"
                .formatted(
                        file,
                        column,
                        List.of("0", "3", "10", "NULL").get(random.nextInt(4)),
                        random.nextInt(8) == 0 ? "NULL" : DuckLakeDatabase.text(ordered ? least : greatest),
                        random.nextInt(8) == 0 ? "NULL" : DuckLakeDatabase.text(ordered ? greatest : least),
                        column == 4 ? List.of("TRUE", "FALSE", "NULL").get(random.nextInt(3)) : "NULL"));
    }

    private static Filter filter(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 3 : 6)) {
            case 0 -> comparison(random);
            case 1 -> {
                Filter.Compare first = comparison(random);
                yield new Filter.In(first.column(), List.of(first.value()));
            }
            case 2 -> new Filter.IsNull(comparison(random).column());
            case 3 -> new Filter.Not(filter(random, depth - 1));
            case 4 -> new Filter.And(List.of(filter(random, depth - 1), filter(random, depth - 1)));
            default -> new Filter.Or(List.of(filter(random, depth - 1), filter(random, depth - 1)));
        };
    }

    private static Filter.Compare comparison(Random random) {
        Operator operator = List.of(Operator.values()).get(random.nextInt(Operator.values().length));
        return switch (random.nextInt(4)) {
            case 0 -> new Filter.Compare("id", operator, Value.of(Simple.BIGINT, (long) random.nextInt(20)));
            case 1 -> new Filter.Compare("name", operator, Value.of(Simple.VARCHAR, text(random)));
            case 2 ->
                new Filter.Compare(
                        "day", operator, Value.of(Simple.DATE, LocalDate.of(2026, 1, 1 + random.nextInt(6))));
            default ->
                new Filter.Compare(
                        "amount",
                        operator,
                        Value.of(Simple.DOUBLE, List.of(-0.0, 0.0, 1.0, 3.0).get(random.nextInt(4))));
        };
    }

    private void compare(Random random, int filters) throws SQLException {
        Resolved resolved = access.resolve(Version.LATEST);
        LakeTable table = table(resolved);
        long snapshot = resolved.snapshot().id();
        TableSchema schema = access.schema(NAME, table, snapshot);
        List<LiveFile> all =
                access.read(NAME, table, List.of(snapshot), queries -> queries.dataFiles(Life.sql("f", snapshot)));
        assertThat(select(resolved, Filter.ANYTHING).orElseThrow().files()).containsExactlyElementsOf(all);
        for (int i = 0; i < filters; i++) {
            Filter filter = filter(random, i % 3);
            TableFiles files = access.read(
                    NAME, table, List.of(snapshot), queries -> TableFiles.read(queries, schema, snapshot, filter));
            FileJudge judge = new FileJudge(files, schema.fields(), schema.rows(), filter);
            List<LiveFile> kept = files.files().stream()
                    .filter(file -> judge.judge(file) == FileJudge.Verdict.KEPT)
                    .toList();

            FileIndex.Selected selected = select(resolved, filter).orElseThrow();

            assertThat(selected.files()).as(filter.toString()).containsAll(kept);
            assertThat(selected.files().size() + selected.byPartition() + selected.byStatistics())
                    .isEqualTo(all.size());
            if (filter instanceof Filter.Compare compare && compare.column().equals(ColumnPath.of("id"))) {
                assertThat(selected.files()).as(filter.toString()).containsExactlyElementsOf(kept);
            }
        }
    }

    private Optional<FileIndex.Selected> select(Resolved resolved, Filter filter) {
        LakeTable table = table(resolved);
        long snapshot = resolved.snapshot().id();
        TableSchema schema = access.schema(NAME, table, snapshot);
        return access.read(
                NAME,
                table,
                List.of(snapshot),
                queries -> indexes.select(queries, table, schema, resolved.snapshot(), filter));
    }

    private static LakeTable table(Resolved resolved) {
        return resolved.names().table("main", "t").orElseThrow();
    }
}
