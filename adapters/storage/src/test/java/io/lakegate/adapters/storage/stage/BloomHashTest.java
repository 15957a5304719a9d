package io.lakegate.adapters.storage.stage;

import static io.lakegate.adapters.storage.stage.OtherWritersFile.GROUPS;
import static io.lakegate.adapters.storage.stage.OtherWritersFile.GROUP_ROWS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.storage.stage.OtherWritersFile.Stored;
import io.lakegate.adapters.storage.stage.ParquetShape.BloomPlace;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.IntFunction;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Of which values of which types the bloom filters that another writer wrote are asked, and how. */
class BloomHashTest {
    @TempDir
    static Path folder;

    private static Path file;
    private static ParquetShape shape;
    private static final Map<BloomPlace, Optional<BlockSplitBloomFilter>> READ = new HashMap<>();

    /** Types of a table over columns of the file that are just those, and how the engine writes their values. */
    @SuppressWarnings("ImmutableEnumChecker") // types and values of the catalog do not change
    enum Same {
        TINY(Stored.TINY, Simple.TINYINT, n -> (byte) n, "%s::TINYINT"),
        SMALL(Stored.SMALL, Simple.SMALLINT, n -> (short) n, "%s::SMALLINT"),
        WHOLE(Stored.WHOLE, Simple.INTEGER, n -> n, "%s"),
        BLIND(Stored.BLIND, Simple.INTEGER, n -> n, "%s"),
        WHOLE_NAMED(Stored.WHOLE_NAMED, Simple.INTEGER, n -> n, "%s"),
        LARGE(Stored.LARGE, Simple.BIGINT, n -> (long) n, "%s::BIGINT"),
        LARGE_NAMED(Stored.LARGE_NAMED, Simple.BIGINT, n -> (long) n, "%s::BIGINT"),
        REAL(Stored.REAL, Simple.DOUBLE, n -> n / 4.0, "%s::DOUBLE"),
        ODD(Stored.ODD, Simple.DOUBLE, n -> (double) n, "%s::DOUBLE"),
        PRICE(Stored.PRICE, new LakeType.Decimal(8, 2), n -> BigDecimal.valueOf(n, 2), "%s::DECIMAL(8, 2)"),
        SUM(Stored.SUM, new LakeType.Decimal(18, 2), n -> BigDecimal.valueOf(n, 2), "%s::DECIMAL(18, 2)"),
        NAME(Stored.NAME, Simple.VARCHAR, n -> "tëxt " + n, "'%s'"),
        DAY(Stored.DAY, Simple.DATE, LocalDate::ofEpochDay, "DATE '%s'"),
        MILLIS(Stored.MILLIS, Simple.TIMESTAMP, n -> local(n * 1_000_000L), "TIMESTAMP '%s'"),
        MICROS(Stored.MICROS, Simple.TIMESTAMP, n -> local(n * 1_000_000L), "TIMESTAMP '%s'"),
        UTC_MILLIS(Stored.UTC_MILLIS, Simple.TIMESTAMP_TZ, n -> instant(n * 1_000_000L), "TIMESTAMPTZ '%s'"),
        UTC_MICROS(Stored.UTC_MICROS, Simple.TIMESTAMP_TZ, n -> instant(n * 1_000_000L), "TIMESTAMPTZ '%s'");

        private final Stored stored;
        private final LakeType type;
        private final IntFunction<Object> value;
        private final String literal;

        Same(Stored stored, LakeType type, IntFunction<Object> value, String literal) {
            this.stored = stored;
            this.type = type;
            this.value = value;
            this.literal = literal;
        }

        private GroupFilter filter(int number) {
            return BloomHashTest.filter(stored, type, value.apply(number));
        }

        private String condition(int number) {
            return stored.name() + " = " + literal.formatted(value.apply(number));
        }
    }

    /** Types of a table over columns of the file that store them in another way, or in one that no engine is known to ask filters for. */
    @SuppressWarnings("ImmutableEnumChecker") // types and values of the catalog do not change
    enum Other {
        WIDENED_TO_BIGINT(Stored.WHOLE, Simple.BIGINT, 40L),
        WIDENED_NAMED_TO_BIGINT(Stored.WHOLE_NAMED, Simple.BIGINT, 40L),
        WIDENED_TO_INTEGER(Stored.SMALL, Simple.INTEGER, 40),
        WIDENED_TO_SMALLINT(Stored.TINY, Simple.SMALLINT, (short) 40),
        WIDENED_TO_DOUBLE(Stored.WHOLE, Simple.DOUBLE, 40.0),
        WIDENED_TO_DECIMAL(Stored.WHOLE, new LakeType.Decimal(10, 0), BigDecimal.valueOf(40)),
        WIDENED_TO_TIMESTAMP(Stored.DAY, Simple.TIMESTAMP, LocalDateTime.of(2000, 1, 1, 0, 0)),
        NARROWED(Stored.LARGE, Simple.INTEGER, 40),
        NARROWED_TINY(Stored.WHOLE, Simple.TINYINT, (byte) 40),
        UNSIGNED(Stored.UNSIGNED, Simple.BIGINT, 40L),
        REAL(Stored.SINGLE, Simple.REAL, 40f),
        REAL_AS_DOUBLE(Stored.SINGLE, Simple.DOUBLE, 40.0),
        DOUBLE_AS_REAL(Stored.REAL, Simple.REAL, 40f),
        ZERO(Stored.ODD, Simple.DOUBLE, 0.0),
        NEGATIVE_ZERO(Stored.ODD, Simple.DOUBLE, -0.0),
        NAN(Stored.ODD, Simple.DOUBLE, Double.NaN),
        MORE_DIGITS(Stored.PRICE, new LakeType.Decimal(9, 2), BigDecimal.valueOf(40, 2)),
        MORE_DIGITS_IN_64_BITS(Stored.PRICE, new LakeType.Decimal(18, 2), BigDecimal.valueOf(40, 2)),
        MORE_DIGITS_IN_BYTES(Stored.SUM, new LakeType.Decimal(20, 2), BigDecimal.valueOf(40, 2)),
        OTHER_SCALE(Stored.SUM, new LakeType.Decimal(18, 1), BigDecimal.valueOf(4, 1)),
        DECIMAL_IN_FIXED_BYTES(Stored.WIDE, new LakeType.Decimal(30, 2), BigDecimal.valueOf(40, 2)),
        DECIMAL_IN_BYTES(Stored.LOOSE, new LakeType.Decimal(18, 2), BigDecimal.valueOf(40, 2)),
        BYTES(Stored.BYTES, Simple.VARBINARY, "bytes 40".getBytes(StandardCharsets.UTF_8)),
        BYTES_AS_TEXT(Stored.BYTES, Simple.VARCHAR, "bytes 40"),
        TEXT_AS_BYTES(Stored.NAME, Simple.VARBINARY, "tëxt 40".getBytes(StandardCharsets.UTF_8)),
        HALF_A_CHARACTER(Stored.NAME, Simple.VARCHAR, "t\ud83d"),
        UNIQUE(Stored.UNIQUE, Simple.UUID, new UUID(77, 40)),
        CLOCK(Stored.CLOCK, Simple.TIME, LocalTime.of(0, 0, 2)),
        DAY_AS_NUMBER(Stored.DAY, Simple.INTEGER, 40),
        NUMBER_AS_DAY(Stored.WHOLE, Simple.DATE, LocalDate.ofEpochDay(40)),
        LOCAL_AS_INSTANT(Stored.MICROS, Simple.TIMESTAMP_TZ, instant(40_000_000)),
        INSTANT_AS_LOCAL(Stored.UTC_MICROS, Simple.TIMESTAMP, local(40_000_000)),
        FINER_THAN_MILLIS(Stored.MILLIS, Simple.TIMESTAMP, local(40_000_000).plusNanos(1000)),
        FINER_THAN_MICROS(Stored.MICROS, Simple.TIMESTAMP, local(40_000_000).plusNanos(1)),
        NANOS(Stored.NANOS, Simple.TIMESTAMP, local(40_000_000)),
        NANOS_AS_SUCH(Stored.NANOS, Simple.TIMESTAMP_NS, local(40_000_000));

        private final Stored stored;
        private final LakeType type;
        private final Object value;

        Other(Stored stored, LakeType type, Object value) {
            this.stored = stored;
            this.type = type;
            this.value = value;
        }
    }

    @BeforeAll
    static void write() throws Exception {
        file = folder.resolve("written.parquet");
        OtherWritersFile.write(file);
        byte[] bytes = Files.readAllBytes(file);
        int tail = bytes.length - ParquetShape.TAIL_BYTES;
        int length = ParquetShape.footerLength(Arrays.copyOfRange(bytes, tail, bytes.length))
                .orElseThrow();
        shape = ParquetShape.parse(Arrays.copyOfRange(bytes, tail - length, tail), bytes.length)
                .orElseThrow();
        assertThat(shape.groups()).hasSize(GROUPS).allMatch(group -> group.rows() == GROUP_ROWS);
    }

    @ParameterizedTest
    @EnumSource
    void aGroupThatHasTheValueIsNeverExcluded(Same column) {
        for (int group = 0; group < GROUPS; group++) {
            int wronglyKept = 0;
            for (int row = GROUP_ROWS / 2 + 1; row < GROUP_ROWS; row++) {
                int number = OtherWritersFile.number(group, row);
                int negative = OtherWritersFile.number(group, GROUP_ROWS - row);
                assertThat(excluded(column.filter(number))[group])
                        .as("%d", number)
                        .isFalse();
                assertThat(excluded(column.filter(negative))[group])
                        .as("%d", negative)
                        .isFalse();
                wronglyKept += excluded(column.filter(number))[(group + 1) % GROUPS] ? 0 : 1;
            }
            assertThat(wronglyKept).isLessThan(GROUP_ROWS / 20);
        }
    }

    /** The engine leaves out what we do: it reads a file in which the excluded groups are gone. */
    @ParameterizedTest
    @EnumSource
    void theEngineLeavesOutTheSameGroups(Same column) throws Exception {
        for (int number : new int[] {
            OtherWritersFile.number(0, 510), OtherWritersFile.number(1, 520), OtherWritersFile.number(3, 490)
        }) {
            boolean[] excluded = excluded(column.filter(number));
            assertThat(excluded).as("%d", number).contains(true).contains(false);
            Path holes = withoutGroups(excluded);
            String condition = column.condition(number);
            assertThat(rows(holes, condition)).as(condition).isPositive().isEqualTo(rows(file, condition));
        }
    }

    @Test
    void theEngineTellsThatAGroupIsGone() throws Exception {
        int number = OtherWritersFile.number(1, 520);
        Path holes = withoutGroups(new boolean[] {false, true, false, false});
        assertThatThrownBy(() -> rows(holes, Same.WHOLE.condition(number))).isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsStoredInAnotherWayIsAskedOfNoFilter(Other column) {
        GroupFilter filter = filter(column.stored, column.type, column.value);
        shape.groups()
                .forEach(group -> assertThat(filter.bloomFilters(shape, group)).isEmpty());
        assertThat(excluded(filter)).containsOnly(false);
    }

    /** Which groups bloom filters exclude. */
    private static boolean[] excluded(GroupFilter filter) {
        boolean[] excluded = new boolean[GROUPS];
        for (int group = 0; group < GROUPS; group++) {
            excluded[group] = filter.isExcluded(shape, shape.groups().get(group), BloomHashTest::read);
        }
        return excluded;
    }

    private static GroupFilter filter(Stored stored, LakeType type, Object value) {
        return GroupFilter.of(
                new Filter.Compare("c", Filter.Operator.EQUAL, Value.of(type, value)),
                List.of(new Column("c", type)),
                List.of(new ColumnSource.Stored(stored.name(), OptionalInt.empty(), type)));
    }

    private static Optional<BlockSplitBloomFilter> read(BloomPlace place) {
        return READ.computeIfAbsent(place, known -> {
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                byte[] bytes = new byte[Math.toIntExact(known.bytes().length())];
                in.seek(known.bytes().from());
                in.readFully(bytes);
                Optional<BlockSplitBloomFilter> filter = BloomFilters.parse(bytes, known.isExact());
                assertThat(filter).isPresent();
                return filter;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** The file with zeros in place of the groups, as a sparse file has them. */
    private static Path withoutGroups(boolean[] gone) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int group = 0; group < GROUPS; group++) {
            if (gone[group]) {
                shape.groups()
                        .get(group)
                        .chunks()
                        .forEach(chunk -> Arrays.fill(
                                bytes,
                                (int) chunk.bytes().from(),
                                (int) chunk.bytes().to(),
                                (byte) 0));
            }
        }
        return Files.write(folder.resolve("holes.parquet"), bytes);
    }

    private static long rows(Path of, String condition) throws SQLException {
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT count(WHOLE) FROM '%s' WHERE %s".formatted(of, condition))) {
            row.next();
            return row.getLong(1);
        }
    }

    private static LocalDateTime local(long nanosSince1970) {
        return LocalDateTime.ofInstant(instant(nanosSince1970), ZoneOffset.UTC);
    }

    private static Instant instant(long nanosSince1970) {
        return Instant.EPOCH.plusNanos(nanosSince1970);
    }
}
