package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.IcebergTableWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Filters on fields of a struct column that older data files lack: whole, or some of its fields. */
class IcebergStructFilterTest extends IcebergTables {
    private static final Schema BEFORE = new Schema(
            Types.NestedField.required(1, "id", Types.IntegerType.get()),
            Types.NestedField.optional(2, "c", Types.StringType.get()));

    @ParameterizedTest
    @EnumSource(
            value = FileFormat.class,
            names = {"PARQUET", "AVRO", "ORC"})
    void rowsOfFilesWithoutTheStructHaveNullsInIt(FileFormat format) throws Exception {
        IcebergTableWriter table =
                IcebergTableWriter.create(lake().resolve("t"), BEFORE, PartitionSpec.unpartitioned(), 2, format);
        execute("USE lake.\"default\"");
        table.append(List.<Object[]>of(new Object[] {1, "a"}, new Object[] {2, "b"}));
        table.append(List.<Object[]>of(new Object[] {3, null}));
        Table library = table.table();
        library.updateSchema()
                .addColumn(
                        "s",
                        Types.StructType.of(
                                Types.NestedField.optional(10, "f1", Types.BooleanType.get()),
                                Types.NestedField.optional(11, "f2", Types.IntegerType.get())))
                .commit();
        table.append(List.<Object[]>of(
                new Object[] {4, "a", struct(library, true, 7)}, new Object[] {5, "b", struct(library, false, null)}));
        table.append(List.<Object[]>of(new Object[] {6, "d", null}, new Object[] {7, null, struct(library, null, 9)}));
        library.updateSchema().addColumn("s", "f3", Types.StringType.get()).commit();
        table.append(List.<Object[]>of(new Object[] {8, "a", struct(library, true, 8, "x")}));

        Map<String, List<Object>> answers = new TreeMap<>();
        answers.put("NOT ((s.f1 IN (false)) AND (c NOT IN ('a')))", List.of(1, 4, 8));
        answers.put("NOT ((s.f1 IN (false)) OR (c NOT IN ('a')))", List.of(4, 8));
        answers.put("(s.f1 IN (false)) AND (c NOT IN ('a'))", List.of(5));
        answers.put("s.f1", List.of(4, 8));
        answers.put("NOT s.f1", List.of(5));
        answers.put("s.f1 = true", List.of(4, 8));
        answers.put("s.f1 <> true", List.of(5));
        answers.put("s.f1 IS NULL", List.of(1, 2, 3, 6, 7));
        answers.put("s.f1 IS NOT NULL", List.of(4, 5, 8));
        answers.put("s.f1 IS NOT TRUE", List.of(1, 2, 3, 5, 6, 7));
        answers.put("s.f1 OR id = 1", List.of(1, 4, 8));
        answers.put("s.f2 > 7", List.of(7, 8));
        answers.put("s.f2 IN (7, 9) OR s.f1 IS NULL", List.of(1, 2, 3, 4, 6, 7));
        answers.put("s.f2 BETWEEN 7 AND 8 AND c = 'a'", List.of(4, 8));
        answers.put("NOT (s.f2 IN (7) AND c IN ('a'))", List.of(2, 5, 6, 7, 8));
        answers.put("s.f3 = 'x'", List.of(8));
        answers.put("s.f3 LIKE 'x%' AND s.f1", List.of(8));
        answers.put("s.f3 IS NULL AND c = 'a'", List.of(1, 4));
        answers.put("s IS NULL", List.of(1, 2, 3, 6));
        answers.put("s IS NOT NULL AND NOT (s.f1 AND s.f2 = 8)", List.of(4, 5, 7));
        for (Map.Entry<String, List<Object>> answer : answers.entrySet()) {
            assertThat(query("SELECT id FROM t WHERE " + answer.getKey() + " ORDER BY id"))
                    .as(answer.getKey())
                    .extracting(row -> row.get(0))
                    .isEqualTo(answer.getValue());
        }
    }

    private static Record struct(Table table, Object... values) {
        GenericRecord record = GenericRecord.create(table.schema().findType("s").asStructType());
        for (int i = 0; i < values.length; i++) {
            record.set(i, values[i]);
        }
        return record;
    }
}
