package io.lakegate.adapters.delta;

import static io.lakegate.adapters.delta.HandmadeTable.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.utils.CloseableIterator;
import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.FileCheck;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Filter.Operator;
import io.lakegate.catalog.filter.FilterColumns;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.FileVerdict;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files judged column by column, against each judged alone and against what its statistics say by themselves. */
class FileSelectionTest {
    private static final String LONG_TEXT = "x".repeat(32);
    private static final LakeType PRICE = new LakeType.Decimal(10, 2);
    private static final LakeType SUM = new LakeType.Decimal(30, 5);

    /** A column, the texts that statistics may have for its least and greatest values, and values to compare with. */
    private record Judged(String name, String deltaType, LakeType type, List<String> texts, List<Object> values) {}

    private static final List<Judged> COLUMNS = List.of(
            new Judged(
                    "l",
                    "\"long\"",
                    Simple.BIGINT,
                    List.of(
                            "5",
                            "-3",
                            "7",
                            "9223372036854775807",
                            "-9223372036854775808",
                            "99999999999999999999",
                            "1.5"),
                    List.of(5L, -3L, 0L, 7L, 8L, Long.MAX_VALUE, Long.MIN_VALUE)),
            new Judged(
                    "i",
                    "\"integer\"",
                    Simple.INTEGER,
                    List.of("5", "-3", "7", "\"7\"", "2147483648"),
                    List.of(5, -3, 6, 7)),
            new Judged(
                    "d",
                    "\"double\"",
                    Simple.DOUBLE,
                    List.of("0.0", "-0.0", "1.5", "-7.25", "1e400", "\"NaN\"", "\"Infinity\"", "-1E-300", "3"),
                    List.of(0.0, -0.0, 1.5, -7.25, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, 2.0)),
            new Judged(
                    "f",
                    "\"float\"",
                    Simple.REAL,
                    List.of("0.1", "-0.0", "1.5", "\"-Infinity\"", "16777217"),
                    List.of(0.1f, 0.0f, 1.5f, Float.NaN, Float.NEGATIVE_INFINITY)),
            new Judged(
                    "s",
                    "\"string\"",
                    Simple.VARCHAR,
                    List.of(
                            "\"\"",
                            "\"customer-1\"",
                            "\"customer-2\"",
                            "\"customer-20\"",
                            "\"\\u00e9\"",
                            "\"\\ud83d\\ude00\"",
                            "\"\\uffee\"",
                            "\"" + LONG_TEXT + "\""),
                    List.of(
                            "",
                            "customer-1",
                            "customer-2",
                            "customer-15",
                            "d",
                            "\u00e9",
                            "\ud83d\ude00",
                            "\uffee",
                            LONG_TEXT + "y")),
            new Judged(
                    "odd",
                    "\"string\"",
                    Simple.VARCHAR,
                    List.of("\"a\"", "\"\\ud83d\"", "\"b\\udc00\"", "\"\\uffee\"", "7"),
                    List.of("a", "b", "\ud83d", "\ud83d\ude00", "\uffee")),
            new Judged(
                    "day",
                    "\"date\"",
                    Simple.DATE,
                    List.of("\"2020-01-01\"", "\"2020-01-05\"", "\"1500-01-01\"", "\"2020-13-01\"", "18262"),
                    List.of(LocalDate.of(2020, 1, 1), LocalDate.of(2020, 1, 4), LocalDate.of(1400, 1, 1))),
            new Judged(
                    "at",
                    "\"timestamp\"",
                    Simple.TIMESTAMP_TZ,
                    List.of(
                            "\"2020-01-01T00:00:00.000Z\"",
                            "\"2020-01-01T00:00:00.001Z\"",
                            "\"2020-01-03T12:00:00.000+02:00\"",
                            "\"2020-01-01 00:00:00\""),
                    List.of(
                            Instant.parse("2020-01-01T00:00:00Z"),
                            Instant.parse("2020-01-01T00:00:00.000999Z"),
                            Instant.parse("2020-01-01T00:00:00.001Z"),
                            Instant.parse("2020-01-01T00:00:00.000000500Z"),
                            Instant.parse("+900000-01-01T00:00:00Z"),
                            Instant.parse("2020-01-04T00:00:00Z"))),
            new Judged(
                    "local",
                    "\"timestamp_ntz\"",
                    Simple.TIMESTAMP,
                    List.of("\"2020-01-01T00:00:00.000\"", "\"2020-01-02T00:00:00.123\""),
                    List.of(
                            LocalDateTime.parse("2020-01-01T00:00:00.001"),
                            LocalDateTime.parse("2020-01-01T00:00:00.001000001"),
                            LocalDateTime.parse("2020-01-02T00:00:00"))),
            new Judged(
                    "price",
                    "\"decimal(10,2)\"",
                    PRICE,
                    List.of("1.25", "-1.255", "0", "99999999.99", "\"1.25\""),
                    List.of(
                            new BigDecimal("1.25"),
                            new BigDecimal("-1.26"),
                            new BigDecimal("0.00"),
                            new BigDecimal("1.26"))),
            new Judged(
                    "sum",
                    "\"decimal(30,5)\"",
                    SUM,
                    List.of("1.25", "12345678901234567890.5", "-3"),
                    List.of(
                            new BigDecimal("1.25000"),
                            new BigDecimal("12345678901234567890.50000"),
                            new BigDecimal("0.00000"))),
            new Judged("b", "\"boolean\"", Simple.BOOLEAN, List.of("true", "false", "0"), List.of(true, false)),
            new Judged(
                    "bin", "\"binary\"", Simple.VARBINARY, List.of("\"a\""), List.of(new byte[] {1}, new byte[] {97})));

    /** What a test wrote about a column of a file; an empty text for what it left out. */
    private record Written(String rows, String nulls, String least, String greatest) {}

    private record MadeFile(Map<String, Value> partition, Map<String, Written> columns) {}

    @TempDir
    Path folder;

    private final Map<String, MadeFile> made = new HashMap<>();
    private int paths;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void filesAreJudgedByColumnsAsEachAlone(long seed) {
        Random random = new Random(seed);
        List<String> fields = new ArrayList<>();
        COLUMNS.forEach(column -> fields.add(field(column.name(), column.deltaType())));
        fields.add(field("p", "\"string\""));
        fields.add(field("on", "\"date\"", "{\"delta.generationExpression\":\"CAST(at AS DATE)\"}"));
        HandmadeTable table = new HandmadeTable(folder)
                .commit(
                        0,
                        HandmadeTable.protocolWith("timestampNtz"),
                        HandmadeTable.metadata(List.of("p", "on"), Map.of(), fields.toArray(String[]::new)))
                .commit(1, adds(random, 1_100));
        DeltaCatalog catalog = table.catalog();
        int kept = 0;
        int judged = 0;
        for (int version = 2; version < 5; version++) {
            PinnedTable pinned = catalog.pin(HandmadeTable.NAME, Version.LATEST);
            for (int i = 0; i < 50; i++) {
                Filter filter = filter(random, 3);
                List<String> selected = selected(pinned, filter);
                assertThat(selected).as(() -> "by columns: " + filter).isEqualTo(keptAlone(pinned, filter));
                assertThat(selected).as(() -> "by statistics: " + filter).isEqualTo(expected(filter));
                kept += selected.size();
                judged += made.size();
            }
            table.commit(version, adds(random, 50)); // another chunk
        }
        assertThat(kept).isBetween(judged / 10, judged * 9 / 10); // or the filters say little
    }

    @Test
    void kernelKeepsTheSameFilesOfAPlainTable() {
        Random random = new Random(7);
        List<String> adds = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int least = random.nextInt(1_000);
            adds.add(HandmadeTable.addWithStats(
                    "f" + i,
                    "{\"numRecords\":9,\"minValues\":{\"id\":%1$d,\"s\":\"n%1$04d\"},\"maxValues\":{\"id\":%2$d,\"s\":\"n%2$04d\"},\"nullCount\":{\"id\":0,\"s\":0}}"
                            .formatted(least, least + random.nextInt(50))));
        }
        HandmadeTable table = HandmadeTable.plain(folder, HandmadeTable.ID_COLUMN, field("s", "\"string\""))
                .commit(1, adds.toArray(String[]::new));
        for (int i = 0; i < 50; i++) {
            long id = random.nextInt(1_100);
            String name = "n%04d".formatted(id);
            for (Operator operator : List.of(Operator.EQUAL, Operator.LESS, Operator.GREATER_OR_EQUAL)) {
                assertThat(selected(table.pin(), new Filter.Compare("id", operator, Value.of(Simple.BIGINT, id))))
                        .isEqualTo(kernel(operator, "id", Literal.ofLong(id)));
                assertThat(selected(table.pin(), new Filter.Compare("s", operator, Value.of(Simple.VARCHAR, name))))
                        .isEqualTo(kernel(operator, "s", Literal.ofString(name)));
            }
        }
    }

    @Test
    void filesInTheOrderOfAColumnAreJudgedAsOthers() {
        int files = 5_000; // several blocks
        List<String> adds = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            // In the third block, nothing is known of one file; in the last one, of no file how many NULLs there are.
            String nulls = i < 4_096 ? ",\"nullCount\":{\"id\":0,\"d\":0}" : "";
            String stats =
                    "{\"numRecords\":9,\"minValues\":{\"id\":%1$d,\"d\":%1$d.5},\"maxValues\":{\"id\":%2$d,\"d\":%2$d.5}%3$s}"
                            .formatted(10 * i, 10 * i + 9, nulls);
            adds.add(i == 3_000 ? HandmadeTable.add("f" + i) : HandmadeTable.addWithStats("f" + i, stats));
        }
        PinnedTable table = HandmadeTable.plain(folder, HandmadeTable.ID_COLUMN, field("d", "\"double\""))
                .commit(1, adds.toArray(String[]::new))
                .pin();
        for (long value : List.of(-1L, 5L, 10_239L, 10_240L, 25_000L, 30_005L, 45_678L, 50_001L)) {
            for (Operator operator : Operator.values()) {
                Filter id = new Filter.Compare("id", operator, Value.of(Simple.BIGINT, value));
                Filter d = new Filter.Compare("d", operator, Value.of(Simple.DOUBLE, value + 0.25));
                for (Filter filter : List.of(id, d, new Filter.Not(d), new Filter.And(List.of(id, d)))) {
                    assertThat(selected(table, filter)).as(filter::toString).isEqualTo(keptAlone(table, filter));
                }
            }
        }
        Filter one = new Filter.Compare("id", Operator.EQUAL, Value.of(Simple.BIGINT, 45_678L));
        assertThat(selected(table, one)).containsExactly("f3000", "f4567");
        assertThat(selected(table, new Filter.IsNull("id"))).hasSize(1 + files - 4_096);
    }

    private List<String> kernel(Operator operator, String column, Literal value) {
        String sign = Map.of(Operator.EQUAL, "=", Operator.LESS, "<", Operator.GREATER_OR_EQUAL, ">=")
                .get(operator);
        Engine engine = new KernelEngine(new DeltaFileIO());
        List<String> paths = new ArrayList<>();
        try (CloseableIterator<FilteredColumnarBatch> batches = TableManager.loadSnapshot(folder.toString())
                .build(engine)
                .getScanBuilder()
                .withFilter(new Predicate(sign, new io.delta.kernel.expressions.Column(column), value))
                .build()
                .getScanFiles(engine)) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> rows = batches.next().getRows()) {
                    while (rows.hasNext()) {
                        paths.add(new AddFile(rows.next().getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL)).getPath());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Collections.sort(paths);
        return paths;
    }

    private List<String> selected(PinnedTable table, Filter filter) {
        return HandmadeTable.plan(table, new ScanRequest(List.of(), filter))
                .files()
                .map(file -> name(file.location()))
                .sorted()
                .toList();
    }

    private List<String> keptAlone(PinnedTable table, Filter filter) {
        return table.verdicts(new ScanRequest(List.of(), filter)).stream()
                .filter(FileVerdict::kept)
                .map(verdict -> name(verdict.location()))
                .sorted()
                .toList();
    }

    private String name(String location) {
        return location.substring(folder.toString().length() + 1);
    }

    /** The files that the statistics, as they were written, do not exclude. */
    private List<String> expected(Filter filter) {
        return made.entrySet().stream()
                .filter(file -> mayMatch(file.getValue(), filter))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static boolean mayMatch(MadeFile file, Filter filter) {
        MadeFile withoutStatistics = new MadeFile(file.partition(), Map.of());
        if (new FileCheck(column -> range(withoutStatistics, column.column()))
                .check(filter)
                .never()) {
            return false;
        }
        List<ColumnPath> floating = FilterColumns.of(filter).stream()
                .filter(column -> column.column().equals("d") || column.column().equals("f"))
                .toList();
        for (int nans = 0; nans < 1 << floating.size(); nans++) {
            int each = nans;
            FileCheck check = new FileCheck(column -> {
                ColumnRange range = range(file, column.column());
                int place = floating.indexOf(column);
                if (place < 0 || (each >> place & 1) == 0 || !range.mayHoldValue()) {
                    return range;
                }
                Optional<Value> nan = Optional.of(
                        column.column().equals("f")
                                ? Value.of(Simple.REAL, Float.NaN)
                                : Value.of(Simple.DOUBLE, Double.NaN));
                return new ColumnRange(nan, nan, range.mayHoldNull(), true);
            });
            if (!check.check(filter).never()) {
                return true;
            }
        }
        return false;
    }

    private static ColumnRange range(MadeFile file, String name) {
        Value constant = file.partition().get(name);
        if (constant != null) {
            return ColumnRange.constant(constant);
        }
        Written written = file.columns().get(name);
        ColumnRange range = written == null ? ColumnRange.UNKNOWN : range(name, written);
        Optional<Object> on = file.partition().get("on").content();
        if (!range.equals(ColumnRange.UNKNOWN) || !name.equals("at") || on.isEmpty()) {
            return range;
        }
        LocalDate day = (LocalDate) on.get();
        return new ColumnRange(
                Optional.of(Value.of(Simple.TIMESTAMP_TZ, Instant.parse(day.minusDays(1) + "T00:00:00Z"))),
                Optional.of(Value.of(Simple.TIMESTAMP_TZ, Instant.parse(day.plusDays(2) + "T00:00:00Z"))),
                true,
                true);
    }

    private static ColumnRange range(String name, Written written) {
        DeltaColumn column = column(name);
        Optional<Value> lower = scalar(written.least()).flatMap(value -> value.lower(column));
        Optional<Value> upper = scalar(written.greatest()).flatMap(value -> value.upper(column));
        long rows = count(written.rows());
        long nulls = count(written.nulls());
        boolean onlyNull = rows > 0
                && nulls == rows
                && scalar(written.least()).isEmpty()
                && scalar(written.greatest()).isEmpty();
        if (lower.isPresent() && upper.isPresent()) {
            ColumnRange least = ColumnRange.constant(lower.get());
            Filter above = new Filter.Compare(name, Operator.GREATER, upper.get());
            if (!new FileCheck(each -> least).check(above).never()) {
                lower = Optional.empty();
                upper = Optional.empty();
            }
        }
        return new ColumnRange(lower, upper, !(rows > 0 && nulls == 0), !onlyNull);
    }

    private static long count(String text) {
        return text.matches("\\d{1,9}") ? Long.parseLong(text) : -1;
    }

    private static Optional<StatisticsValue> scalar(String json) {
        if (json.isEmpty()) {
            return Optional.empty();
        }
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            JsonToken token = parser.nextToken();
            return token.isScalarValue() && token != JsonToken.VALUE_NULL
                    ? Optional.of(new StatisticsValue(token, parser.getText()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DeltaColumn column(String name) {
        LakeType type = judged(name).type();
        return new DeltaColumn(
                new Column(name, type), new ColumnSource.Stored(name, OptionalInt.empty(), type), false, false);
    }

    private static Judged judged(String name) {
        return COLUMNS.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String[] adds(Random random, int count) {
        String[] adds = new String[count];
        for (int i = 0; i < count; i++) {
            String path = "f" + paths++;
            Map<String, @Nullable String> partition = new LinkedHashMap<>();
            partition.put("p", pick(random, Arrays.asList("x", "y", null)));
            partition.put("on", pick(random, Arrays.asList("2020-01-01", "2020-01-09", null)));
            Map<String, Written> columns = new LinkedHashMap<>();
            String rows = pick(random, List.of("10", "10", "10", "", "0", "\"10\""));
            for (Judged column : COLUMNS) {
                if (random.nextInt(4) > 0) {
                    columns.put(column.name(), written(random, rows, column));
                }
            }
            made.put(path, new MadeFile(values(partition), columns));
            adds[i] = HandmadeTable.add(path, partition, Map.of("stats", stats(rows, columns)));
        }
        return adds;
    }

    private static Map<String, Value> values(Map<String, @Nullable String> partition) {
        String p = partition.get("p");
        String on = partition.get("on");
        return Map.of(
                "p",
                p == null ? Value.nullOf(Simple.VARCHAR) : Value.of(Simple.VARCHAR, p),
                "on",
                on == null ? Value.nullOf(Simple.DATE) : Value.of(Simple.DATE, LocalDate.parse(on)));
    }

    private static Written written(Random random, String rows, Judged column) {
        List<String> texts = new ArrayList<>(column.texts());
        texts.addAll(column.texts());
        texts.addAll(List.of("", "null", "[]", "{}"));
        boolean bounded = random.nextInt(5) > 0;
        return new Written(
                rows,
                pick(random, List.of("0", "0", "3", "10", "11", "", "\"0\"")),
                bounded ? pick(random, texts) : "",
                bounded ? pick(random, texts) : "");
    }

    private static String stats(String rows, Map<String, Written> columns) {
        List<String> least = new ArrayList<>();
        List<String> greatest = new ArrayList<>();
        List<String> nulls = new ArrayList<>();
        columns.forEach((name, written) -> {
            put(least, name, written.least());
            put(greatest, name, written.greatest());
            put(nulls, name, written.nulls());
        });
        String counted = rows.isEmpty() ? "" : "\"numRecords\":" + rows + ",";
        return "{%s\"minValues\":{%s},\"maxValues\":{%s},\"nullCount\":{%s}}"
                .formatted(counted, String.join(",", least), String.join(",", greatest), String.join(",", nulls));
    }

    private static void put(List<String> fields, String name, String value) {
        if (!value.isEmpty()) {
            fields.add("\"%s\":%s".formatted(name, value));
        }
    }

    private Filter filter(Random random, int depth) {
        int kind = depth == 0 ? random.nextInt(4) : random.nextInt(8);
        return switch (kind) {
            case 4, 5 -> new Filter.And(List.of(filter(random, depth - 1), filter(random, depth - 1)));
            case 6 -> new Filter.Or(List.of(filter(random, depth - 1), filter(random, depth - 1)));
            case 7 -> new Filter.Not(filter(random, depth - 1));
            default -> comparison(random, kind);
        };
    }

    private static Filter comparison(Random random, int kind) {
        if (random.nextInt(12) == 0) {
            return new Filter.Compare("p", pick(random, List.of(Operator.values())), Value.of(Simple.VARCHAR, "x"));
        }
        Judged column = pick(random, COLUMNS);
        return switch (kind) {
            case 0 -> new Filter.IsNull(column.name());
            case 1 -> {
                List<Value> values = new ArrayList<>();
                for (int i = 0; i < 1 + random.nextInt(4); i++) {
                    values.add(Value.of(column.type(), pick(random, column.values())));
                }
                if (random.nextInt(8) == 0) {
                    values.add(Value.of(Simple.SMALLINT, (short) 5));
                }
                yield new Filter.In(column.name(), values);
            }
            default ->
                new Filter.Compare(
                        column.name(),
                        pick(random, List.of(Operator.values())),
                        random.nextInt(10) == 0
                                ? Value.of(Simple.SMALLINT, (short) 5)
                                : Value.of(column.type(), pick(random, column.values())));
        };
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
