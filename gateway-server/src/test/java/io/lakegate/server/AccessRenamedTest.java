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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Columns that changed their names since rules were made for them: {@code open} and {@code secret} of the table {@code swapped} have each other's name today, and
 * {@code grown} only got a column more. Of {@code swapped} ann may not see what is called secret today, of {@code grown} neither.
 */
@Timeout(300)
class AccessRenamedTest {
    private static final List<Object[]> ROWS = List.<Object[]>of(new Object[] {1, "o1", "s1"});

    /** A format's tables, with the version of both before their columns changed. */
    private record Lake(String schema, long swapped, long grown) {
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
        StringBuilder rules = new StringBuilder("roles: [{role: some, user: ann}, {role: all, user: adam}]\nallow:\n"
                + "  - {role: all, table: \"*\"}\n  - {role: some, table: \"*\"}\ndeny:\n");
        for (Lake lake : lakes) {
            rules.append("  - {role: some, table: \"%s.*\", columns: secret}\n".formatted(lake.schema()));
        }
        gateway = TestGateway.over(ThreeLakes.config(folder)
                .withSecurity(new SecurityConfig(
                                GuardedGateway.passwords(GuardedGateway.users(folder.resolve("users"), "ann", "adam")))
                        .withAccess(Files.writeString(folder.resolve("access.yaml"), rules))));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Lake delta() throws Exception {
        long before = 0;
        for (String name : List.of("swapped", "grown")) {
            DeltaTableWriter table = DeltaTableWriter.create(
                    folder.resolve("delta/shop").resolve(name),
                    List.of(
                            new Column("id", Simple.INTEGER),
                            new Column("open", Simple.VARCHAR),
                            new Column("secret", Simple.VARCHAR)),
                    List.of(),
                    Map.of());
            before = table.append(ROWS);
            List<String> names =
                    name.equals("swapped") ? List.of("id", "secret", "open") : List.of("id", "open", "secret", "more");
            rename(table.folder().resolve("_delta_log"), before + 1, names);
        }
        return new Lake("d.shop", before, before);
    }

    /** Gives the table column mapping by name, which keeps the columns' first names in files, and them other names. */
    private static void rename(Path commits, long version, List<String> names) throws Exception {
        List<String> stored = List.of("id", "open", "secret", "more");
        ObjectMapper json = new ObjectMapper();
        for (String line : Files.readAllLines(commits.resolve("%020d.json".formatted(0)))) {
            if (json.readTree(line).get("metaData") instanceof ObjectNode metadata) {
                ObjectNode schema =
                        (ObjectNode) json.readTree(metadata.get("schemaString").asText());
                List<JsonNode> fields = new ArrayList<>();
                for (int i = 0; i < names.size(); i++) {
                    ObjectNode field = json.createObjectNode();
                    field.put("name", names.get(i));
                    field.put("type", i == 0 ? "integer" : "string");
                    field.put("nullable", true);
                    field.putObject("metadata")
                            .put("delta.columnMapping.id", i + 1)
                            .put("delta.columnMapping.physicalName", stored.get(i));
                    fields.add(field);
                }
                schema.putArray("fields").addAll(fields);
                metadata.put("schemaString", schema.toString());
                metadata.putObject("configuration")
                        .put("delta.columnMapping.mode", "name")
                        .put("delta.columnMapping.maxColumnId", String.valueOf(names.size()));
                ObjectNode action = json.createObjectNode();
                action.set("metaData", metadata);
                Files.writeString(
                        commits.resolve("%020d.json".formatted(version)),
                        "{\"protocol\":{\"minReaderVersion\":2,\"minWriterVersion\":5}}\n" + action + "\n");
            }
        }
    }

    private static Lake iceberg() {
        List<Long> versions = new ArrayList<>();
        for (String name : List.of("swapped", "grown")) {
            IcebergTableWriter table = IcebergTableWriter.create(
                    folder.resolve("iceberg/shop").resolve(name),
                    new Schema(
                            Types.NestedField.optional(1, "id", Types.IntegerType.get()),
                            Types.NestedField.optional(2, "open", Types.StringType.get()),
                            Types.NestedField.optional(3, "secret", Types.StringType.get())),
                    PartitionSpec.unpartitioned(),
                    2);
            table.append(ROWS);
            versions.add(table.snapshot());
            if (name.equals("swapped")) {
                table.table().updateSchema().renameColumn("open", "other").commit();
                table.table().updateSchema().renameColumn("secret", "open").commit();
                table.table().updateSchema().renameColumn("other", "secret").commit();
            } else {
                table.table()
                        .updateSchema()
                        .addColumn("more", Types.StringType.get())
                        .commit();
            }
        }
        return new Lake("i.shop", versions.get(0), versions.get(1));
    }

    private static Lake duckLake() throws Exception {
        Path place = Files.createDirectories(folder.resolve("ducklake"));
        try (DuckLakeWriter writer = DuckLakeLake.inDuckDb(place)) {
            List<Long> versions = new ArrayList<>();
            for (String name : List.of("swapped", "grown")) {
                writer.createTable(
                        name,
                        new DuckLakeWriter.Col("id", "int32"),
                        new DuckLakeWriter.Col("open", "varchar"),
                        new DuckLakeWriter.Col("secret", "varchar"));
                versions.add(writer.append(name, "SELECT 1 AS id, 'o1' AS \"open\", 's1' AS secret"));
            }
            swap(writer);
            return new Lake("lake.main", versions.get(0), versions.get(1));
        }
    }

    private static void swap(DuckLakeWriter writer) throws SQLException {
        writer.database().change(sql -> {
            long next = sql.number("SELECT max(snapshot_id) + 1 FROM ducklake_snapshot");
            long table = writer.tableId("swapped");
            sql.run(
                    "INSERT INTO ducklake_snapshot SELECT %d, now(), max(schema_version) + 1, max(next_catalog_id), max(next_file_id) FROM ducklake_snapshot"
                            .formatted(next));
            sql.run("INSERT INTO ducklake_snapshot_changes VALUES (%d, 'altered_table:%d', 'writer', 'm', 'e')"
                    .formatted(next, table));
            sql.run(("CREATE TEMP TABLE renamed AS SELECT * REPLACE (%d AS begin_snapshot,"
                            + " CASE column_name WHEN 'open' THEN 'secret' ELSE 'open' END AS column_name)"
                            + " FROM ducklake_column WHERE table_id = %d AND column_name IN ('open', 'secret')")
                    .formatted(next, table));
            sql.run(
                    "UPDATE ducklake_column SET end_snapshot = %d WHERE table_id = %d AND column_name IN ('open', 'secret')"
                            .formatted(next, table));
            sql.run("INSERT INTO ducklake_column SELECT * FROM renamed");
            return next;
        });
    }

    static Stream<Lake> lakes() {
        return lakes.stream();
    }

    private static List<List<Object>> query(String user, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(gateway.url(), user, user + user)) {
            return TestGateway.query(connection, sql);
        }
    }

    private static SQLException failure(String user, String sql) {
        return catchThrowableOfType(SQLException.class, () -> query(user, sql));
    }

    @ParameterizedTest
    @MethodSource("lakes")
    void todayTheRuleHidesWhatHasTheNameToday(Lake lake) throws SQLException {
        String table = lake.schema() + ".swapped";
        assertThat(query("adam", "SELECT id, \"open\", secret FROM " + table)).containsExactly(List.of(1, "s1", "o1"));
        assertThat(query("ann", "SELECT id, \"open\" FROM " + table)).containsExactly(List.of(1, "s1"));
        assertThat(failure("ann", "SELECT secret FROM " + table).getSQLState()).isEqualTo("42703");
    }

    @ParameterizedTest
    @MethodSource("lakes")
    void aVersionInWhichTheNameWasAnotherColumnsIsRefused(Lake lake) throws SQLException {
        String old = "%s.swapped FOR VERSION AS OF %d".formatted(lake.schema(), lake.swapped());
        assertThat(query("adam", "SELECT \"open\", secret FROM " + old)).containsExactly(List.of("o1", "s1"));
        for (String columns : List.of("\"open\"", "id", "*", "count(*)", "secret")) {
            SQLException refused = failure("ann", "SELECT " + columns + " FROM " + old);
            assertThat(refused.getErrorCode()).as(columns).isEqualTo(6003);
            assertThat(refused.getMessage()).contains("another column than today");
        }
    }

    @ParameterizedTest
    @MethodSource("lakes")
    void aVersionInWhichNamesMeantWhatTheyMeanTodayIsRead(Lake lake) throws SQLException {
        String old = "%s.grown FOR VERSION AS OF %d".formatted(lake.schema(), lake.grown());
        assertThat(query("ann", "SELECT * FROM " + old)).containsExactly(List.of(1, "o1"));
        assertThat(failure("ann", "SELECT secret FROM " + old).getSQLState()).isEqualTo("42703");
    }
}
