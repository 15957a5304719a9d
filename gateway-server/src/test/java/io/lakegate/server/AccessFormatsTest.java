package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.SecurityConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rules of access mean the same in each format. Of the four orders, 1 and 2 are of the first commit, 3 and 4 of the second; ann does not see 3, which is of
 * the US, nor the column secret, and of email she sees the end. The column note was dropped after the second commit. Each test asks adam too, who sees all.
 * Visits are like orders, and ann has a condition for their rows alone.
 */
@Timeout(300)
class AccessFormatsTest {
    private static final List<String> COLUMNS = List.of("id", "region", "code", "email", "secret", "note");

    private static final List<Object[]> FIRST = List.of(
            new Object[] {1, "EU", "1", "one@x.com", "s1", "n1"}, new Object[] {2, "EU", "2", "two@x.com", "s2", "n2"});

    private static final List<Object[]> SECOND = List.of(
            new Object[] {3, "US", "none", "three@y.org", "s3", "n3"},
            new Object[] {4, "EU", "4", "four@x.com", "s4", "n4"});

    /** The tables of a format, with the versions of orders after its two commits of rows, and of visits after both. */
    private record Lake(String schema, long first, long second, long visited) {
        String orders() {
            return schema + ".orders";
        }

        String visits() {
            return schema + ".visits";
        }

        @Override
        public String toString() {
            return schema;
        }
    }

    @TempDir
    private static Path folder;

    private static List<Lake> lakes = List.of();
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        lakes = List.of(delta(), iceberg(), duckLake());
        icebergWithDeletes();
        StringBuilder rules = new StringBuilder("roles: [{role: some, user: ann}, {role: all, user: adam}]\nallow:\n"
                + "  - {role: all, table: \"*\"}\n  - {role: some, table: \"*\"}\n");
        String orders = "  - {role: some, table: %s.orders, ";
        rules.append("deny:\n").append(each(orders + "columns: secret}\n"));
        rules.append("  - {role: some, table: i.shop.erased, columns: secret}\n");
        rules.append("rows:\n").append(each(orders + "where: \"region = 'EU'\"}\n"));
        rules.append(each("  - {role: some, table: %s.visits, where: \"region = 'EU'\"}\n"));
        rules.append("masks:\n").append(each(orders + "columns: email, as: \"CONCAT('***', RIGHT(email, 4))\"}\n"));
        gateway = TestGateway.over(ThreeLakes.config(folder)
                .withSecurity(new SecurityConfig(
                                GuardedGateway.passwords(GuardedGateway.users(folder.resolve("users"), "ann", "adam")))
                        .withAccess(Files.writeString(folder.resolve("access.yaml"), rules))));
    }

    private static String each(String rule) {
        return lakes.stream().map(lake -> rule.formatted(lake.schema())).collect(Collectors.joining());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Lake delta() throws Exception {
        List<Column> columns = new ArrayList<>();
        COLUMNS.forEach(name -> columns.add(new Column(name, name.equals("id") ? Simple.INTEGER : Simple.VARCHAR)));
        long first = 0;
        long second = 0;
        for (String name : List.of("orders", "visits")) {
            DeltaTableWriter table = DeltaTableWriter.create(
                    folder.resolve("delta/shop").resolve(name),
                    columns,
                    List.of(),
                    Map.of("delta.enableChangeDataFeed", "true"));
            first = table.append(FIRST);
            second = table.append(SECOND);
            dropNote(table.folder().resolve("_delta_log"), table.version() + 1);
        }
        return new Lake("d.shop", first, second, second);
    }

    /** The files keep the column; the table has it no more. */
    private static void dropNote(Path commits, long version) throws Exception {
        ObjectMapper json = new ObjectMapper();
        for (String line : Files.readAllLines(commits.resolve("%020d.json".formatted(0)))) {
            ObjectNode action = (ObjectNode) json.readTree(line);
            if (action.get("metaData") instanceof ObjectNode metadata) {
                ObjectNode schema =
                        (ObjectNode) json.readTree(metadata.get("schemaString").asText());
                Iterator<JsonNode> fields = schema.get("fields").elements();
                while (fields.hasNext()) {
                    if (fields.next().get("name").asText().equals("note")) {
                        fields.remove();
                    }
                }
                metadata.put("schemaString", schema.toString());
                Files.writeString(commits.resolve("%020d.json".formatted(version)), action + "\n");
            }
        }
    }

    private static IcebergTableWriter icebergTable(String name) {
        List<Types.NestedField> fields = new ArrayList<>();
        for (String column : COLUMNS) {
            fields.add(Types.NestedField.optional(
                    fields.size() + 1, column, column.equals("id") ? Types.IntegerType.get() : Types.StringType.get()));
        }
        return IcebergTableWriter.create(
                folder.resolve("iceberg/shop").resolve(name),
                new Schema(fields),
                PartitionSpec.unpartitioned(),
                2,
                FileFormat.PARQUET);
    }

    private static Lake iceberg() {
        IcebergTableWriter visits = icebergTable("visits");
        visits.append(FIRST);
        visits.append(SECOND);
        IcebergTableWriter orders = icebergTable("orders");
        orders.append(FIRST);
        long first = orders.snapshot();
        orders.append(SECOND);
        for (IcebergTableWriter table : List.of(visits, orders)) {
            table.table().updateSchema().deleteColumn("note").commit();
        }
        return new Lake("i.shop", first, orders.snapshot(), visits.snapshot());
    }

    private static void icebergWithDeletes() {
        IcebergTableWriter table = icebergTable("erased");
        table.append(FIRST);
        table.append(SECOND);
        table.deleteValues(
                List.of("secret"),
                new PartitionData(PartitionSpec.unpartitioned().partitionType()),
                List.<Object[]>of(new Object[] {"s2"}));
    }

    private static Lake duckLake() throws Exception {
        Path place = Files.createDirectories(folder.resolve("ducklake"));
        try (DuckLakeWriter writer = DuckLakeLake.inDuckDb(place)) {
            DuckLakeWriter.Col[] columns = COLUMNS.stream()
                    .map(name -> new DuckLakeWriter.Col(name, name.equals("id") ? "int32" : "varchar"))
                    .toArray(DuckLakeWriter.Col[]::new);
            for (String name : List.of("orders", "visits")) {
                writer.createTable(name, columns);
            }
            writer.append("visits", values(FIRST));
            long first = writer.append("orders", values(FIRST));
            writer.append("visits", values(SECOND));
            long second = writer.append("orders", values(SECOND));
            for (String name : List.of("orders", "visits")) {
                dropNote(writer, name);
            }
            return new Lake("lake.main", first, second, second);
        }
    }

    private static String values(List<Object[]> rows) {
        return rows.stream()
                .map(row -> "(%s, '%s', '%s', '%s', '%s', '%s')".formatted(row))
                .collect(Collectors.joining(
                        ", ", "SELECT * FROM (VALUES ", ") AS t(%s)".formatted(String.join(", ", COLUMNS))));
    }

    private static void dropNote(DuckLakeWriter writer, String name) throws SQLException {
        writer.database().change(sql -> {
            long next = sql.number("SELECT max(snapshot_id) + 1 FROM ducklake_snapshot");
            sql.run(
                    "INSERT INTO ducklake_snapshot SELECT %d, now(), max(schema_version) + 1, max(next_catalog_id), max(next_file_id) FROM ducklake_snapshot"
                            .formatted(next));
            sql.run("INSERT INTO ducklake_snapshot_changes VALUES (%d, 'altered_table:%d', 'writer', 'm', 'e')"
                    .formatted(next, writer.tableId(name)));
            sql.run("UPDATE ducklake_column SET end_snapshot = %d WHERE column_name = 'note' AND table_id = %d"
                    .formatted(next, writer.tableId(name)));
            return next;
        });
    }

    static Stream<Lake> lakes() {
        return lakes.stream();
    }

    private static Connection connect(String user) throws SQLException {
        return DriverManager.getConnection(gateway.url(), user, user + user);
    }

    /** The rows, which both readers must give alike: DuckLake has no second, nor have all changes. */
    private static List<List<Object>> query(String user, String sql) throws SQLException {
        try (Connection connection = connect(user);
                Statement statement = connection.createStatement()) {
            List<List<Object>> rows = TestGateway.query(connection, sql);
            if (!sql.contains(" lake.main.") && !sql.contains("table_changes")) {
                statement.execute("SET lakegate.reader = format");
                assertThat(TestGateway.query(connection, sql))
                        .as("the second reader")
                        .isEqualTo(rows);
            }
            return rows;
        }
    }

    private static SQLException failure(String user, String sql) {
        SQLException failure = catchThrowableOfType(SQLException.class, () -> query(user, sql));
        if (failure == null) {
            throw new AssertionError(user + " may run: " + sql);
        }
        return failure;
    }

    /** The column is answered like one that is not there. */
    private static void isAbsent(String user, String sql, String column) {
        assertThat(failure(user, sql.formatted(column)).getMessage())
                .as(sql)
                .isEqualTo(failure(user, sql.formatted("zzzzzz")).getMessage().replace("zzzzzz", column));
    }

    @ParameterizedTest
    @MethodSource("lakes")
    void rowsThatAConditionLeavesOutAreNotThere(Lake lake) throws SQLException {
        for (String table : List.of(lake.orders(), lake.visits())) {
            String ids = "SELECT id FROM %s ORDER BY id".formatted(table);
            assertThat(query("adam", ids)).containsExactly(List.of(1), List.of(2), List.of(3), List.of(4));
            assertThat(query("ann", ids)).containsExactly(List.of(1), List.of(2), List.of(4));
            String sums = "SELECT count(*), count(DISTINCT region), max(region), max(code) FROM " + table;
            assertThat(query("adam", sums)).containsExactly(List.of(4L, 2L, "US", "none"));
            assertThat(query("ann", sums)).containsExactly(List.of(3L, 1L, "EU", "4"));
            String others = "SELECT count(*) FROM %s WHERE region = 'US'".formatted(table);
            assertThat(query("adam", others)).containsExactly(List.of(1L));
            assertThat(query("ann", others)).containsExactly(List.of(0L));
        }
    }

    @ParameterizedTest
    @MethodSource("lakes")
    void noExpressionIsComputedForARowThatOneMayNotSee(Lake lake) throws SQLException {
        String sql =
                "SELECT sum(CAST(code AS INTEGER)) FROM %s WHERE CAST(code AS INTEGER) > 0".formatted(lake.orders());
        assertThat(failure("adam", sql).getSQLState()).startsWith("22");
        assertThat(query("ann", sql).toString()).isEqualTo("[[7]]");
    }

    @ParameterizedTest
    @MethodSource("lakes")
    void valuesThatAMaskHidesAreSeenNowhere(Lake lake) throws SQLException {
        for (String at : List.of("", " FOR VERSION AS OF " + lake.first())) {
            String email = "SELECT email FROM %s%s WHERE id = 1".formatted(lake.orders(), at);
            assertThat(query("adam", email)).as(email).containsExactly(List.of("one@x.com"));
            assertThat(query("ann", email)).as(email).containsExactly(List.of("***.com"));
            String found = "SELECT count(*) FROM %s%s WHERE email = 'one@x.com'".formatted(lake.orders(), at);
            assertThat(query("adam", found)).as(found).containsExactly(List.of(1L));
            assertThat(query("ann", found)).as(found).containsExactly(List.of(0L));
        }
    }

    @ParameterizedTest
    @MethodSource("lakes")
    void aColumnThatOneMayNotSeeIsNotThere(Lake lake) throws SQLException {
        String orders = lake.orders();
        assertThat(query("adam", "SELECT secret FROM %s WHERE id = 1".formatted(orders)))
                .containsExactly(List.of("s1"));
        assertThat(query("adam", "SELECT * FROM %s WHERE id = 1".formatted(orders)))
                .containsExactly(List.of(1, "EU", "1", "one@x.com", "s1"));
        assertThat(query("ann", "SELECT * FROM %s WHERE id = 1".formatted(orders)))
                .containsExactly(List.of(1, "EU", "1", "***.com"));
        for (String sql : List.of(
                "SELECT %s FROM " + orders,
                "SELECT id FROM " + orders + " WHERE %s = 's1'",
                "SELECT id FROM " + orders + " ORDER BY %s",
                "SELECT %s FROM " + orders + " FOR VERSION AS OF " + lake.first())) {
            isAbsent("ann", sql, "secret");
        }
    }

    @ParameterizedTest
    @MethodSource("lakes")
    void anOlderVersionShowsNoMoreThanTheNewest(Lake lake) throws SQLException {
        String first = " FROM %s FOR VERSION AS OF %d ".formatted(lake.orders(), lake.first());
        assertThat(query("adam", "SELECT *" + first + "ORDER BY id"))
                .containsExactly(List.of(FIRST.get(0)), List.of(FIRST.get(1)));
        assertThat(query("ann", "SELECT *" + first + "ORDER BY id"))
                .containsExactly(List.of(1, "EU", "1", "***.com"), List.of(2, "EU", "2", "***.com"));
        isAbsent("ann", "SELECT %s" + first, "note");
        isAbsent("ann", "SELECT id" + first + "WHERE %s = 'n1'", "note");
        isAbsent("adam", "SELECT %s FROM " + lake.orders(), "note");
        String second = "SELECT id FROM %s FOR VERSION AS OF %d ORDER BY id".formatted(lake.orders(), lake.second());
        assertThat(query("adam", second)).containsExactly(List.of(1), List.of(2), List.of(3), List.of(4));
        assertThat(query("ann", second)).containsExactly(List.of(1), List.of(2), List.of(4));
    }

    @ParameterizedTest
    @MethodSource("lakes")
    void changesAreOfWhatOneSees(Lake lake) throws SQLException {
        String changes =
                " FROM TABLE(table_changes('%s', %d, %d)) AS c ".formatted(lake.orders(), lake.second(), lake.second());
        assertThat(query("adam", "SELECT id, email, secret, note" + changes + "ORDER BY c.id"))
                .containsExactly(List.of(3, "three@y.org", "s3", "n3"), List.of(4, "four@x.com", "s4", "n4"));
        assertThat(query("ann", "SELECT id, email" + changes + "ORDER BY c.id")).containsExactly(List.of(4, "***.com"));
        isAbsent("ann", "SELECT %s" + changes, "secret");
        isAbsent("ann", "SELECT %s" + changes, "note");
    }

    /** The rule of visits speaks of no column, so one that was dropped is there where it was. */
    @ParameterizedTest
    @MethodSource("lakes")
    void aColumnThatWasDroppedIsThereWhereRulesSpeakOfRowsAlone(Lake lake) throws SQLException {
        String notes = "SELECT note, secret FROM %s FOR VERSION AS OF %d WHERE id > 2"
                .formatted(lake.visits(), lake.visited());
        assertThat(query("adam", notes)).containsExactlyInAnyOrder(List.of("n3", "s3"), List.of("n4", "s4"));
        assertThat(query("ann", notes)).containsExactly(List.of("n4", "s4"));
    }

    @ParameterizedTest
    @MethodSource("lakes")
    void whatTellsOfFilesIsRefused(Lake lake) throws SQLException {
        for (String table : List.of("orders", "visits")) {
            String files = "SELECT count(*) FROM %s.\"%s$files\"".formatted(lake.schema(), table);
            assertThat(query("adam", files)).containsExactly(List.of(2L));
            assertThat(failure("ann", files).getErrorCode()).isEqualTo(6003);
            String explained = "EXPLAIN (FILES) SELECT id FROM %s.%s".formatted(lake.schema(), table);
            assertThat(query("adam", explained)).hasSize(2);
            assertThat(failure("ann", explained).getErrorCode()).isEqualTo(6003);
        }
    }

    @Test
    void rowsThatWereDeletedByAHiddenColumnStayDeleted() throws SQLException {
        assertThat(query("adam", "SELECT id, secret FROM i.shop.erased ORDER BY id"))
                .containsExactly(List.of(1, "s1"), List.of(3, "s3"), List.of(4, "s4"));
        assertThat(query("ann", "SELECT id FROM i.shop.erased ORDER BY id"))
                .containsExactly(List.of(1), List.of(3), List.of(4));
        assertThat(query("ann", "SELECT count(*) FROM i.shop.erased")).containsExactly(List.of(3L));
        isAbsent("ann", "SELECT %s FROM i.shop.erased", "secret");
    }
}
