package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Iceberg tables that Iceberg's own library writes, read through the driver by both readers. */
class IcebergTablesTest extends IcebergTables {
    private static final Schema ORDERS = new Schema(
            Types.NestedField.required(1, "id", Types.IntegerType.get()),
            Types.NestedField.optional(2, "country", Types.StringType.get()),
            Types.NestedField.optional(3, "day", Types.DateType.get()));
    private static final LocalDate MONDAY = LocalDate.of(2024, 1, 1);

    private IcebergTableWriter orders(int version) throws SQLException {
        return orders(ORDERS, PartitionSpec.unpartitioned(), version, FileFormat.PARQUET);
    }

    private IcebergTableWriter orders(Schema schema, PartitionSpec spec, int version, FileFormat format)
            throws SQLException {
        IcebergTableWriter orders = IcebergTableWriter.create(lake().resolve("orders"), schema, spec, version, format);
        execute("USE lake.\"default\"");
        return orders;
    }

    private List<Object> ids(String rest) throws SQLException {
        return query("SELECT id FROM orders " + rest + " ORDER BY id").stream()
                .map(row -> row.get(0))
                .toList();
    }

    private static Object[] order(int id, String country) {
        return new Object[] {id, country, MONDAY.plusDays(id)};
    }

    private static List<Object[]> orders(int first, int last) {
        List<Object[]> rows = new ArrayList<>();
        for (int id = first; id <= last; id++) {
            rows.add(order(id, id % 2 == 0 ? "DE" : "FR"));
        }
        return rows;
    }

    @Test
    void aCommitIsSeenByTheNextStatement() throws Exception {
        IcebergTableWriter orders = orders(2);
        assertThat(ids("")).isEmpty();

        orders.append(orders(1, 2));
        assertThat(ids("")).containsExactly(1, 2);

        orders.append(orders(3, 3));
        assertThat(ids("")).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource(
            value = FileFormat.class,
            names = {"PARQUET", "AVRO", "ORC"})
    void deletesByPositionAndByValueHideRowsInEveryFileFormat(FileFormat format) throws Exception {
        IcebergTableWriter orders = orders(ORDERS, PartitionSpec.unpartitioned(), 2, format);
        DataFile first = orders.append(orders(1, 6));
        orders.deletePositions(first, 0, 5);
        orders.deleteValues(
                List.of("country"),
                new PartitionData(PartitionSpec.unpartitioned().partitionType()),
                row("FR"));
        orders.append(List.<Object[]>of(order(7, "FR"), new Object[] {8, null, null}));

        assertThat(ids("")).containsExactly(2, 4, 7, 8);
        assertThat(query("SELECT count(*) FROM orders")).containsExactly(List.of(4L));
    }

    private static List<Object[]> row(Object... values) {
        return List.<Object[]>of(values);
    }

    @Test
    void deletesByValueHoldForOlderRowsOnlyAndTakeNullForNull() throws Exception {
        IcebergTableWriter orders = orders(2);
        PartitionData nowhere = new PartitionData(PartitionSpec.unpartitioned().partitionType());
        orders.append(List.<Object[]>of(order(1, "DE"), new Object[] {2, null, null}, order(3, "FR")));
        orders.deleteValues(List.of("country"), nowhere, row(new Object[] {null}));
        orders.append(List.<Object[]>of(new Object[] {4, null, null}, order(5, "DE")));
        orders.deleteValues(List.of("id", "country"), nowhere, row(1, "DE"));
        orders.deleteValues(List.of("id"), nowhere, row(5));
        orders.append(List.<Object[]>of(order(5, "DE")));

        assertThat(ids("")).containsExactly(3, 4, 5);
    }

    @Test
    void deletionVectorsAndRowIdsOfTheThirdVersionAreRead() throws Exception {
        IcebergTableWriter orders = orders(3);
        DataFile first = orders.append(orders(1, 4));
        orders.deletePositions(first, 1);
        orders.append(orders(5, 6));

        assertThat(query("SELECT id, _row_id, _last_updated_sequence_number FROM orders ORDER BY id"))
                .containsExactly(
                        List.of(1, 0L, 1L),
                        List.of(3, 2L, 1L),
                        List.of(4, 3L, 1L),
                        List.of(5, 4L, 3L),
                        List.of(6, 5L, 3L));
        assertThat(TestGateway.query(client(), "SELECT * FROM orders WHERE id = 1")
                        .get(0))
                .hasSize(3);
    }

    @Test
    void columnsThatWereRenamedDroppedAddedAgainMovedAndWidenedAreFoundById() throws Exception {
        Schema schema = new Schema(
                Types.NestedField.required(1, "id", Types.IntegerType.get()),
                Types.NestedField.optional(2, "name", Types.StringType.get()),
                Types.NestedField.optional(
                        3,
                        "s",
                        Types.StructType.of(
                                Types.NestedField.optional(4, "a", Types.IntegerType.get()),
                                Types.NestedField.optional(5, "b", Types.StringType.get()))),
                Types.NestedField.optional(
                        6,
                        "l",
                        Types.ListType.ofOptional(
                                7, Types.StructType.of(Types.NestedField.optional(8, "x", Types.FloatType.get())))));
        IcebergTableWriter writer = orders(schema, PartitionSpec.unpartitioned(), 2, FileFormat.PARQUET);
        org.apache.iceberg.data.Record struct = org.apache.iceberg.data.GenericRecord.create(
                        schema.findType("s").asStructType())
                .copy("a", 10, "b", "old");
        org.apache.iceberg.data.Record element = org.apache.iceberg.data.GenericRecord.create(
                        schema.findType("l.element").asStructType())
                .copy("x", 1.5f);
        writer.append(List.<Object[]>of(new Object[] {1, "one", struct, List.of(element)}));
        long before = writer.snapshot();
        writer.table()
                .updateSchema()
                .renameColumn("name", "title")
                .updateColumn("id", Types.LongType.get())
                .renameColumn("s.a", "aa")
                .updateColumn("s.a", Types.LongType.get())
                .deleteColumn("s.b")
                .updateColumn("l.element.x", Types.DoubleType.get())
                .moveFirst("l")
                .commit();
        writer.table()
                .updateSchema()
                .addColumn("s", "b", Types.StringType.get())
                .addColumn("name", Types.IntegerType.get())
                .commit();

        assertThat(query("SELECT * FROM orders"))
                .containsExactly(Arrays.asList("[{\"x\":1.5}]", 1L, "one", "{\"aa\":10,\"b\":null}", null));
        assertThat(query("SELECT * FROM orders FOR VERSION AS OF " + before))
                .containsExactly(List.of(1, "one", "{\"a\":10,\"b\":\"old\"}", "[{\"x\":1.5}]"));
    }

    @Test
    void partitionsOfOldAndNewSpecsArePrunedAndExplained() throws Exception {
        IcebergTableWriter orders = IcebergTableWriter.create(
                lake().resolve("orders"),
                ORDERS,
                PartitionSpec.builderFor(ORDERS).identity("country").build(),
                2);
        orders.append(List.<Object[]>of(order(1, "DE"), order(2, "DE")));
        orders.append(List.<Object[]>of(order(3, "FR")));
        orders.table()
                .updateSpec()
                .removeField("country")
                .addField(Expressions.bucket("id", 4))
                .addField(Expressions.month("day"))
                .commit();
        orders.append(List.<Object[]>of(order(40, "DE")));

        assertThat(ids("WHERE country = 'DE'")).containsExactly(1, 2, 40);
        assertThat(ids("WHERE \"day\" >= DATE '2024-02-01'")).containsExactly(40);
        assertThat(ids("WHERE id IN (3, 40)")).containsExactly(3, 40);
        List<List<Object>> files = TestGateway.query(
                client(), "EXPLAIN (FILES) SELECT id FROM orders WHERE \"day\" < DATE '2024-01-03' AND country = 'DE'");
        assertThat(files).hasSize(3);
        assertThat(files.stream().filter(file -> file.get(4).equals(true))).hasSize(1);
        assertThat(files.stream().map(file -> file.get(5).toString()))
                .anyMatch(reason -> reason.contains("country=FR"))
                .anyMatch(reason -> reason.contains("id_bucket_4=") || reason.contains("is between"));
    }

    @Test
    void branchesTagsSnapshotsAndTimesAreReadInEverySpelling() throws Exception {
        IcebergTableWriter orders = orders(2);
        orders.append(orders(1, 1));
        long first = orders.snapshot();
        orders.table()
                .manageSnapshots()
                .createTag("monday", first)
                .createBranch("audit", first)
                .commit();
        orders.append(orders(2, 2));

        for (String point : List.of(
                "FOR VERSION AS OF " + first,
                "VERSION AS OF " + first,
                "FOR VERSION AS OF 'monday'",
                "VERSION AS OF 'audit'")) {
            assertThat(ids(point)).as(point).containsExactly(1);
        }
        assertThat(query("SELECT id FROM TABLE(table_at('orders', VERSION => 'monday'))"))
                .hasSize(1);
        assertThat(ids("FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP")).containsExactly(1, 2);
        try (PreparedStatement prepared =
                client().prepareStatement("SELECT count(*) FROM orders FOR VERSION AS OF ?")) {
            prepared.setLong(1, first);
            assertThat(TestGateway.rows(prepared.executeQuery())).containsExactly(List.of(1L));
        }
        assertThat(TestGateway.query(client(), "SELECT name, \"type\" FROM \"orders$refs\" ORDER BY name"))
                .containsExactly(List.of("audit", "branch"), List.of("main", "branch"), List.of("monday", "tag"));
        assertRefused(
                "SELECT * FROM orders FOR VERSION AS OF 'munday'", ErrorCode.VERSION_NOT_FOUND, "Did you mean monday?");
        assertRefused(
                "SELECT * FROM orders FOR VERSION AS OF 5",
                ErrorCode.VERSION_NOT_FOUND,
                "has no snapshot 5",
                "2 snapshots");
        assertRefused(
                "SELECT * FROM orders FOR TIMESTAMP AS OF TIMESTAMP '1999-01-01 00:00:00'",
                ErrorCode.VERSION_NOT_FOUND,
                "has no state at");
    }

    private void assertRefused(String sql, ErrorCode code, String... parts) {
        assertThatThrownBy(() -> TestGateway.query(client(), sql))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(code.number()))
                .hasMessageContainingAll(parts);
    }

    @Test
    void changesAreInsertsDeletesAndUpdatesOfEachSnapshot() throws Exception {
        Schema schema = new Schema(ORDERS.columns(), java.util.Set.of(1));
        IcebergTableWriter orders = orders(schema, PartitionSpec.unpartitioned(), 2, FileFormat.PARQUET);
        DataFile file = orders.append(orders(1, 3));
        long first = orders.snapshot();
        orders.deletePositions(file, 0);
        long second = orders.snapshot();
        orders.overwrite(List.<Object[]>of(order(2, "IT"), order(3, "FR"), order(4, "DE")));
        long third = orders.snapshot();

        String columns =
                "SELECT id, country, _change_type, _commit_version FROM TABLE(table_changes('orders', %s, %s)) ORDER BY 4, 3, 1";
        assertThat(TestGateway.query(client(), columns.formatted(first, first)))
                .containsExactly(
                        List.of(1, "FR", "insert", first),
                        List.of(2, "DE", "insert", first),
                        List.of(3, "FR", "insert", first));
        assertThat(TestGateway.query(client(), columns.formatted(second, second)))
                .containsExactly(List.of(1, "FR", "delete", second));
        assertThat(TestGateway.query(client(), columns.formatted(third, third)))
                .containsExactly(
                        List.of(4, "DE", "insert", third),
                        List.of(2, "IT", "update_postimage", third),
                        List.of(2, "DE", "update_preimage", third));
        assertThat(TestGateway.query(client(), "SELECT * FROM TABLE(table_changes('orders', %d))".formatted(first)))
                .hasSize(7);
        assertRefused(columns.formatted(third, first), ErrorCode.INVALID_STATEMENT, "does not come from the first");
        assertRefused(columns.formatted(12345, third), ErrorCode.VERSION_NOT_FOUND, "has no snapshot 12345");
    }

    @Test
    void metadataTablesTellOfSnapshotsFilesManifestsAndPartitions() throws Exception {
        IcebergTableWriter orders = IcebergTableWriter.create(
                lake().resolve("orders"),
                ORDERS,
                PartitionSpec.builderFor(ORDERS).identity("country").build(),
                2);
        DataFile file = orders.append(List.<Object[]>of(order(1, "DE"), order(2, "DE")));
        orders.deletePositions(file, 1);

        assertThat(TestGateway.query(client(), "SELECT operation, parent_version IS NULL FROM \"orders$snapshots\""))
                .containsExactly(List.of("delete", false), List.of("append", true));
        assertThat(
                        TestGateway.query(
                                client(),
                                "SELECT content, row_count, deleted_row_count, partition_values['country'], lower_bounds['id'] FROM \"orders$files\" WHERE content = 'data'"))
                .containsExactly(List.of("data", 2L, 1L, "DE", "1"));
        assertThat(TestGateway.query(client(), "SELECT content FROM \"orders$manifests\" ORDER BY 1"))
                .containsExactly(List.of("data"), List.of("deletes"));
        assertThat(TestGateway.query(client(), "SELECT file_count, row_count FROM \"orders$partitions\""))
                .containsExactly(List.of(1L, 2L));
        assertThat(TestGateway.query(
                        client(), "SELECT \"value\" FROM \"orders$properties\" WHERE \"key\" = 'format-version'"))
                .containsExactly(List.of("2"));
        assertThat(TestGateway.query(client(), "SELECT version FROM \"orders$history\""))
                .hasSize(2);
        assertThat(TestGateway.query(client(), "DESCRIBE DETAIL orders").get(0)).contains("iceberg");
        assertRefused("SELECT * FROM \"orders$fles\"", ErrorCode.TABLE_NOT_FOUND, "Did you mean files?");
    }

    @Test
    void defaultsFillColumnsThatOlderFilesLack() throws Exception {
        IcebergTableWriter orders = orders(3);
        orders.append(orders(1, 1));
        orders.table()
                .updateSchema()
                .addColumn(
                        "amount",
                        Types.DecimalType.of(9, 2),
                        "what is paid",
                        Literal.of(new java.math.BigDecimal("9.50")))
                .commit();
        orders.append(List.<Object[]>of(new Object[] {2, "DE", MONDAY, new java.math.BigDecimal("1.00")}));

        assertThat(query("SELECT id, amount FROM orders ORDER BY id"))
                .containsExactly(
                        List.of(1, new java.math.BigDecimal("9.50")), List.of(2, new java.math.BigDecimal("1.00")));
        assertThat(ids("WHERE amount > 5")).containsExactly(1);
    }

    @Test
    void nanosecondsKeepAllDigits() throws Exception {
        Schema schema = new Schema(
                Types.NestedField.required(1, "id", Types.IntegerType.get()),
                Types.NestedField.optional(2, "local", Types.TimestampNanoType.withoutZone()),
                Types.NestedField.optional(3, "instant", Types.TimestampNanoType.withZone()));
        IcebergTableWriter writer = orders(schema, PartitionSpec.unpartitioned(), 3, FileFormat.PARQUET);
        java.time.LocalDateTime time = java.time.LocalDateTime.parse("2024-05-06T07:08:09.123456789");
        writer.append(List.<Object[]>of(new Object[] {1, time, time.atOffset(java.time.ZoneOffset.UTC)}));

        try (Statement statement = client().createStatement();
                java.sql.ResultSet rows = statement.executeQuery("SELECT local, instant FROM orders")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getObject(1, java.time.LocalDateTime.class)).isEqualTo(time);
            assertThat(rows.getObject(2, java.time.OffsetDateTime.class).toInstant())
                    .isEqualTo(time.toInstant(java.time.ZoneOffset.UTC));
        }
        assertThat(query("SELECT id FROM orders WHERE local > TIMESTAMP '2024-05-06 07:08:09'"))
                .hasSize(1);
    }

    @Test
    void anEncryptedTableAndAPlaceElsewhereAreRefusedByName() throws Exception {
        IcebergTableWriter orders = orders(2);
        orders.append(orders(1, 1));
        orders.table().updateProperties().set("encryption.key-id", "k").commit();

        assertRefused("SELECT * FROM orders", ErrorCode.UNSUPPORTED_TABLE_FEATURE, "table encryption");
        assertRefused(
                "SELECT * FROM TABLE(iceberg_scan('/etc'))",
                ErrorCode.TABLE_NOT_FOUND,
                "is not below a folder of a configured catalog");
    }

    @Test
    void aFilterOfAnEarlierSnapshotMeansTheColumnsOfItsTime() throws Exception {
        Schema places = new Schema(
                Types.NestedField.required(1, "id", Types.IntegerType.get()),
                Types.NestedField.optional(2, "country", Types.StringType.get()),
                Types.NestedField.optional(3, "city", Types.StringType.get()));
        PartitionSpec byCountry =
                PartitionSpec.builderFor(places).identity("country", "land").build();
        IcebergTableWriter orders = orders(places, byCountry, 2, FileFormat.PARQUET);
        orders.append(row(1, "DE", "Bonn"));
        orders.append(row(2, "FR", "Paris"));
        String before = "FOR VERSION AS OF " + orders.snapshot();
        for (String[] names :
                List.of(new String[] {"country", "x"}, new String[] {"city", "country"}, new String[] {"x", "city"})) {
            orders.table().updateSchema().renameColumn(names[0], names[1]).commit();
        }

        assertThat(ids(before + " WHERE city = 'Bonn'")).containsExactly(1);
        assertThat(ids(before + " WHERE country = 'DE'")).containsExactly(1);
        assertThat(ids("WHERE city = 'DE'")).containsExactly(1);
        orders.table().updateSchema().deleteColumn("country").commit();
        assertThat(ids(before + " WHERE city = 'Paris' AND country = 'FR'")).containsExactly(2);
    }
}
