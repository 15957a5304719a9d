package io.lakegate.server;

import static org.apache.iceberg.expressions.Expressions.bucket;
import static org.apache.iceberg.expressions.Expressions.day;
import static org.apache.iceberg.expressions.Expressions.hour;
import static org.apache.iceberg.expressions.Expressions.month;
import static org.apache.iceberg.expressions.Expressions.truncate;
import static org.apache.iceberg.expressions.Expressions.year;
import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.IcebergTableWriter;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.expressions.Term;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Files of a table whose partition spec changed again and again are skipped by each transform, and never one that holds a wanted row. The number of random
 * filters is {@code -Dlakegate.skipping.filters}.
 */
class IcebergSkippingTest extends IcebergTables {
    private static final int FILTERS = Integer.getInteger("lakegate.skipping.filters", 150);
    private static final Schema SCHEMA = new Schema(
            required(1, "id", Types.IntegerType.get()),
            optional(2, "n", Types.IntegerType.get()),
            optional(3, "s", Types.StringType.get()),
            optional(4, "amount", Types.DecimalType.of(9, 2)),
            optional(5, "at", Types.TimestampType.withoutZone()),
            optional(6, "inst", Types.TimestampType.withZone()),
            optional(7, "dated", Types.DateType.get()));
    private static final LocalDateTime START = LocalDateTime.parse("1969-12-30T22:30:00");
    private static final String[] TEXTS = {"", "a", "ab", "abc", "abd", "b", "ba", "é", "日本", "z"};

    private final Random random = new Random(11);
    private IcebergTableWriter table;
    private int lastId;

    @BeforeEach
    void write() throws SQLException {
        table = IcebergTableWriter.create(lake().resolve("t"), SCHEMA, PartitionSpec.unpartitioned(), 2);
        // Without bounds of columns only partitions can tell which files do not matter.
        table.table()
                .updateProperties()
                .set(TableProperties.DEFAULT_WRITE_METRICS_MODE, "none")
                .commit();
        execute("USE lake.\"default\"");
        execute("SET TIME ZONE 'UTC'");
        append();
        evolve(bucket("n", 4));
        evolve(truncate("s", 2), day("at"));
        evolve(hour("inst"), truncate("amount", 500));
        evolve(month("dated"), bucket("s", 3));
        evolve(year("at"), truncate("n", 10));
        table.table()
                .updateProperties()
                .set(TableProperties.DEFAULT_WRITE_METRICS_MODE, "truncate(2)")
                .commit();
        evolve(hour("at"), bucket("inst", 2), day("dated"));
    }

    private void evolve(Term... fields) {
        UpdatePartitionSpec update = table.table().updateSpec();
        for (PartitionField field : table.table().spec().fields()) {
            update.removeField(field.name());
        }
        for (Term field : fields) {
            update.addField(field);
        }
        update.commit();
        append();
    }

    /** Random rows, in one file for each partition that they belong to. */
    private void append() {
        Map<String, List<Object[]>> byPartition = new TreeMap<>();
        PartitionKey key = new PartitionKey(table.table().spec(), SCHEMA);
        InternalRecordWrapper wrapper = new InternalRecordWrapper(SCHEMA.asStruct());
        for (int i = 0; i < 12; i++) {
            Object[] row = row();
            GenericRecord record = GenericRecord.create(SCHEMA);
            for (int column = 0; column < row.length; column++) {
                record.set(column, row[column]);
            }
            key.partition(wrapper.wrap(record));
            byPartition.computeIfAbsent(key.toPath(), path -> new ArrayList<>()).add(row);
        }
        byPartition.values().forEach(table::append);
    }

    private Object[] row() {
        LocalDateTime at = START.plusMinutes(random.nextInt(6000));
        return new Object[] {
            ++lastId,
            maybe(random.nextInt(60) - 30),
            maybe(TEXTS[random.nextInt(TEXTS.length)]),
            maybe(BigDecimal.valueOf(random.nextInt(4000) - 2000, 2)),
            maybe(at),
            maybe(at.plusMinutes(random.nextInt(100)).atOffset(ZoneOffset.UTC)),
            maybe(at.toLocalDate().plusDays(random.nextInt(70)))
        };
    }

    private Object maybe(Object value) {
        return random.nextInt(8) == 0 ? null : value;
    }

    private List<Object> ids(String condition) throws SQLException {
        return query("SELECT id FROM t WHERE " + condition + " ORDER BY id").stream()
                .map(row -> row.get(0))
                .toList();
    }

    /** By a condition that is computed for every row, so that no file can be skipped. */
    private List<Object> idsOfAll(String condition) throws SQLException {
        return TestGateway.query(
                        client(), "SELECT id, CASE WHEN " + condition + " THEN 1 ELSE 0 END FROM t ORDER BY id")
                .stream()
                .filter(row -> row.get(1).equals(1))
                .map(row -> row.get(0))
                .toList();
    }

    private List<List<Object>> skipped(String condition) throws SQLException {
        return TestGateway.query(client(), "EXPLAIN (FILES) SELECT id FROM t WHERE " + condition).stream()
                .filter(file -> file.get(4).equals(false))
                .toList();
    }

    @Test
    void eachTransformSkipsFiles() throws Exception {
        Map<String, String> conditions = Map.of(
                "n = 7", "n_bucket_4=",
                "n IN (-30, -29)", "n_trunc_10=",
                "s = 'zz'", "s_trunc_2=",
                "s LIKE 'ab%'", "s_trunc_2=",
                "\"at\" < TIMESTAMP '1969-12-31 00:00:00'", "at_day=",
                "inst >= TIMESTAMP '1970-01-03 00:00:00'", "inst_hour=",
                "amount > 15", "amount_trunc_500=",
                "dated >= DATE '1970-03-01'", "dated_month=",
                "\"at\" >= TIMESTAMP '1970-01-01 00:00:00'", "at_year=",
                "\"at\" = TIMESTAMP '1970-01-01 12:34:00'", "at_hour=");
        for (Map.Entry<String, String> condition : conditions.entrySet()) {
            assertThat(skipped(condition.getKey()))
                    .as(condition.toString())
                    .extracting(file -> file.get(5).toString())
                    .anyMatch(reason -> reason.contains(condition.getValue()));
            assertThat(ids(condition.getKey())).as(condition.getKey()).isEqualTo(idsOfAll(condition.getKey()));
        }
    }

    @Test
    void randomFiltersLoseNoRow() throws Exception {
        long skipped = 0;
        for (int i = 0; i < FILTERS; i++) {
            String condition = condition(3);
            assertThat(ids(condition)).as(condition).isEqualTo(idsOfAll(condition));
            skipped += skipped(condition).size();
        }
        assertThat(skipped).isGreaterThan(FILTERS);
    }

    private String condition(int depth) {
        int die = depth == 0 ? 9 : random.nextInt(10);
        if (die < 2) {
            return "NOT (" + condition(depth - 1) + ")";
        }
        if (die < 6) {
            return "(" + condition(depth - 1) + (random.nextBoolean() ? " AND " : " OR ") + condition(depth - 1) + ")";
        }
        String column = List.of("n", "s", "amount", "\"at\"", "inst", "dated").get(random.nextInt(6));
        return switch (random.nextInt(7)) {
            case 0 -> column + " IS NULL";
            case 1 -> column + " IS NOT NULL";
            case 2 ->
                column + (random.nextBoolean() ? " IN (" : " NOT IN (")
                        + java.util.stream.Stream.generate(() -> literal(column))
                                .limit(1 + random.nextInt(4))
                                .collect(Collectors.joining(", "))
                        + ")";
            case 3 -> column + " BETWEEN " + literal(column) + " AND " + literal(column);
            case 4 ->
                column.equals("s")
                        ? "s LIKE '" + TEXTS[random.nextInt(TEXTS.length)] + "%'"
                        : column + " = " + literal(column);
            default ->
                column + List.of(" = ", " <> ", " < ", " <= ", " > ", " >= ").get(random.nextInt(6)) + literal(column);
        };
    }

    private String literal(String column) {
        LocalDateTime at = START.plusMinutes(random.nextInt(100) * 60L);
        LocalDate date = at.toLocalDate().plusDays(random.nextInt(70));
        String time = at.toString().replace('T', ' ') + ":00";
        return switch (column) {
            case "n" -> String.valueOf(random.nextInt(60) - 30);
            case "s" -> "'" + TEXTS[random.nextInt(TEXTS.length)] + "'";
            case "amount" -> BigDecimal.valueOf(random.nextInt(4000) - 2000, 2).toPlainString();
            case "inst" ->
                random.nextBoolean()
                        ? "TIMESTAMP '" + time + "'"
                        : "CAST('" + time + "+00:00' AS TIMESTAMP WITH TIME ZONE)";
            case "dated" -> "DATE '" + date + "'";
            default -> "TIMESTAMP '" + time + "'";
        };
    }
}
