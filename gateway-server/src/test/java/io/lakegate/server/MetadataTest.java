package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.StoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link DatabaseMetaData} tells of tables, views and their columns. */
class MetadataTest {
    @TempDir
    private static Path folder;

    private static TestGateway gateway;

    @BeforeAll
    static void start() throws SQLException {
        List<Column> columns = List.of(
                new Column("id", Simple.INTEGER, false, Optional.of("the number")),
                new Column("price", new LakeType.Decimal(12, 2)),
                new Column("name", Simple.VARCHAR),
                new Column("seen", Simple.TIMESTAMP_TZ),
                new Column("list", new LakeType.ListOf(Simple.INTEGER)),
                new Column("struct", new LakeType.StructOf(List.of(new Column("a", Simple.INTEGER)))),
                new Column("map", new LakeType.MapOf(Simple.VARCHAR, Simple.INTEGER)));
        DeltaTableWriter.create(folder.resolve("lake/shop/an_order"), columns);
        DeltaTableWriter.create(folder.resolve("lake/shop/anXorder"), List.of(new Column("x", Simple.INTEGER)));
        GatewayConfig defaults = GatewayConfig.defaults();
        gateway = TestGateway.over(new GatewayConfig(
                defaults.server(),
                defaults.engine(),
                defaults.limits(),
                List.of(new CatalogConfig.Delta(
                        "lake", Optional.of(folder.resolve("lake").toString()), List.of(), Path.of("lake.yaml"))),
                Optional.of(new StoreConfig.Embedded(folder.resolve("store/lakegate.db")))));
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE VIEW kept.v AS SELECT id, name FROM lake.shop.an_order");
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private interface Listing {
        ResultSet of(DatabaseMetaData metaData) throws SQLException;
    }

    private static List<String> list(Listing listing, String... labels) throws SQLException {
        try (Connection connection = gateway.connect();
                ResultSet rows = listing.of(connection.getMetaData())) {
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
                List<String> line = new ArrayList<>();
                for (String label : labels) {
                    line.add(rows.getString(label));
                }
                lines.add(String.join(" ", line));
            }
            return lines;
        }
    }

    @Test
    void tablesViewsAndSystemTablesAreToldApart() throws SQLException {
        assertThat(list(DatabaseMetaData::getTableTypes, "TABLE_TYPE"))
                .containsExactly("SYSTEM TABLE", "TABLE", "VIEW");
        assertThat(list(m -> m.getTables(null, null, "%", new String[] {"TABLE", "VIEW"}), "TABLE_TYPE", "TABLE_NAME"))
                .containsExactly("TABLE anXorder", "TABLE an_order", "VIEW v");
        assertThat(list(
                        m -> m.getTables("lake", null, "%", new String[] {"SYSTEM TABLE"}),
                        "TABLE_SCHEM",
                        "TABLE_NAME"))
                .contains("information_schema tables", "information_schema columns");
        assertThat(list(m -> m.getTables("lakegate", null, "%", new String[] {"TABLE"}), "TABLE_NAME"))
                .isEmpty();
        assertThat(list(m -> m.getColumns("lake", "information_schema", "tables", "%"), "COLUMN_NAME"))
                .contains("table_name");
    }

    @Test
    void aViewThatTheInformationSchemaDoesNotHaveIsToldAsThat() {
        for (String name : List.of("lake.information_schema.\"column\"", "lake.INFORMATION_SCHEMA.\"COLUMN\"")) {
            assertThatThrownBy(() -> gateway.query("SELECT * FROM " + name))
                    .as(name)
                    .hasMessageContaining("Schema lake.information_schema has no table ")
                    .hasMessageContaining("Did you mean columns?")
                    .hasFieldOrPropertyWithValue("SQLState", "42P01");
        }
    }

    @Test
    void anUnderscoreIsAnyCharacterUnlessItIsEscaped() throws SQLException {
        assertThat(list(m -> m.getTables(null, null, "an_order", null), "TABLE_NAME"))
                .containsExactly("anXorder", "an_order");
        assertThat(list(m -> m.getTables(null, null, "an" + m.getSearchStringEscape() + "_order", null), "TABLE_NAME"))
                .containsExactly("an_order");
    }

    @Test
    void columnsAreDescribedWhole() throws SQLException {
        assertThat(list(
                        m -> m.getColumns("lake", "shop", "an\\_order", null),
                        "COLUMN_NAME",
                        "DATA_TYPE",
                        "TYPE_NAME",
                        "COLUMN_SIZE",
                        "DECIMAL_DIGITS",
                        "NULLABLE",
                        "IS_NULLABLE",
                        "REMARKS",
                        "ORDINAL_POSITION"))
                .containsExactly(
                        "id 4 INTEGER 10 0 0 NO the number 1",
                        "price 3 DECIMAL(12,2) 12 2 1 YES null 2",
                        "name 12 VARCHAR 2147483647 null 1 YES null 3",
                        "seen 2014 TIMESTAMP WITH TIME ZONE 32 6 1 YES null 4",
                        "list 2003 INTEGER[] 2147483647 null 1 YES null 5",
                        "struct 2002 STRUCT(a INTEGER) 2147483647 null 1 YES null 6",
                        "map 1111 MAP(VARCHAR, INTEGER) 2147483647 null 1 YES null 7");
        assertThat(list(m -> m.getColumns("lakegate", "kept", "v", "%"), "COLUMN_NAME", "TYPE_NAME"))
                .containsExactly("id INTEGER", "name VARCHAR");
    }

    @Test
    void whatLakesDoNotHaveIsEmptyAndWellFormed() throws SQLException {
        assertThat(list(m -> m.getPrimaryKeys("lake", "shop", "an_order"), "PK_NAME"))
                .isEmpty();
        assertThat(list(m -> m.getImportedKeys("lake", "shop", "an_order"), "FK_NAME"))
                .isEmpty();
        assertThat(list(m -> m.getExportedKeys("lake", "shop", "an_order"), "FK_NAME"))
                .isEmpty();
        assertThat(list(m -> m.getIndexInfo("lake", "shop", "an_order", false, true), "INDEX_NAME"))
                .isEmpty();
        assertThat(list(m -> m.getProcedures(null, null, "%"), "PROCEDURE_NAME"))
                .isEmpty();
        assertThat(list(m -> m.getUDTs(null, null, "%", null), "TYPE_NAME")).isEmpty();
        assertThat(list(m -> m.getTablePrivileges(null, null, "%"), "PRIVILEGE"))
                .isEmpty();
        assertThat(list(m -> m.getVersionColumns(null, null, "an_order"), "COLUMN_NAME"))
                .isEmpty();
        assertThat(list(m -> m.getBestRowIdentifier(null, null, "an_order", 0, true), "COLUMN_NAME"))
                .isEmpty();
    }

    /** A thousand tables of 200 columns, where the folder of each log is away once they were seen: nothing opens it. */
    @Test
    void aWholeCatalogIsListedFromMemory(@TempDir Path many) throws Exception {
        int tables = Integer.getInteger("lakegate.metadata.tables", 50);
        List<Column> columns = IntStream.range(0, 200)
                .mapToObj(i -> new Column("column_" + i, i % 2 == 0 ? Simple.BIGINT : Simple.VARCHAR))
                .toList();
        for (int i = 0; i < tables; i++) {
            DeltaTableWriter.create(many.resolve("lake/s/t" + i), columns);
        }
        try (TestGateway big = TestGateway.over(many.resolve("lake"));
                Connection connection = big.connect()) {
            assertThat(columns(connection)).isEqualTo(200L * tables);
            for (int round = 0; round < 5; round++) {
                long begin = System.nanoTime();
                assertThat(columns(connection)).isEqualTo(200L * tables);
                long end = System.nanoTime();
                long listed = 0;
                try (ResultSet rows = connection.getMetaData().getTables(null, "s", "%", new String[] {"TABLE"})) {
                    while (rows.next()) {
                        listed++;
                    }
                }
                assertThat(listed).isEqualTo(tables);
                System.out.printf(
                        "%d tables: %d ms; their %d columns: %d ms%n",
                        tables, (System.nanoTime() - end) / 1_000_000, 200 * tables, (end - begin) / 1_000_000);
            }
        }
        try (TestGateway big = TestGateway.over(many.resolve("lake"));
                Connection connection = big.connect()) {
            assertThat(columns(connection)).isEqualTo(200L * tables);
            for (int i = 0; i < tables; i++) {
                try (var log = Files.newDirectoryStream(many.resolve("lake/s/t" + i + "/_delta_log"))) {
                    for (Path file : log) {
                        Files.delete(file);
                    }
                }
            }
            assertThat(columns(connection)).isEqualTo(200L * tables);
        }
    }

    private static long columns(Connection connection) throws SQLException {
        long count = 0;
        try (ResultSet rows = connection.getMetaData().getColumns(null, "s", "%", "%")) {
            while (rows.next()) {
                assertThat(rows.getString("COLUMN_NAME")).startsWith("column_");
                count++;
            }
        }
        return count;
    }

    /** One table that is named is looked at; a statement that reads it brings the list of the catalog up to date. */
    @Test
    void aChangedTableIsSeenAtOnce(@TempDir Path place) throws Exception {
        DeltaTableWriter.create(place.resolve("lake/s/a"), List.of(new Column("x", Simple.INTEGER)));
        DeltaTableWriter.create(place.resolve("lake/s/b"), List.of(new Column("x", Simple.INTEGER)));
        try (TestGateway small = TestGateway.over(place.resolve("lake"));
                Connection connection = small.connect()) {
            assertThat(names(connection, "%")).containsExactly("x", "x");
            Files.move(place.resolve("lake/s/a"), place.resolve("old"));
            DeltaTableWriter.create(place.resolve("lake/s/a"), List.of(new Column("y", Simple.INTEGER)));
            assertThat(names(connection, "a")).containsExactly("y");
            assertThat(names(connection, "%")).containsExactly("y", "x");
            Files.move(place.resolve("lake/s/b"), place.resolve("old2"));
            DeltaTableWriter.create(place.resolve("lake/s/b"), List.of(new Column("z", Simple.INTEGER)));
            TestGateway.query(connection, "SELECT count(*) FROM s.b");
            assertThat(names(connection, "%")).containsExactly("y", "z");
        }
    }

    private static List<String> names(Connection connection, String pattern) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet rows = connection.getMetaData().getColumns(null, "s", pattern, null)) {
            while (rows.next()) {
                names.add(rows.getString("COLUMN_NAME"));
            }
        }
        return names;
    }

    @Test
    void functionsAreListedWithWhatTheyTakeAndGive() throws SQLException {
        try (Connection connection = gateway.connect()) {
            DatabaseMetaData metaData = connection.getMetaData();
            try (ResultSet rows = metaData.getFunctions(null, null, "bit\\_c%")) {
                assertThat(rows.getMetaData().getColumnLabel(1)).isEqualTo("FUNCTION_CAT");
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString("FUNCTION_NAME")).isEqualTo("BIT_COUNT");
                assertThat(rows.getString("FUNCTION_SCHEM")).isEqualTo("system");
                assertThat(rows.getShort("FUNCTION_TYPE")).isEqualTo((short) DatabaseMetaData.functionNoTable);
                assertThat(rows.getString("REMARKS")).startsWith("BIT_COUNT(");
                assertThat(rows.next()).isFalse();
            }
            try (ResultSet rows = metaData.getFunctionColumns(null, "sys%", "ADD_MONTHS", "%")) {
                List<String> columns = new ArrayList<>();
                while (rows.next()) {
                    columns.add(rows.getString("COLUMN_NAME") + " " + rows.getString("TYPE_NAME") + " "
                            + rows.getInt("DATA_TYPE") + " " + rows.getInt("ORDINAL_POSITION") + " "
                            + rows.getInt("COLUMN_TYPE"));
                }
                assertThat(columns)
                        .containsExactly(
                                " DATE " + Types.DATE + " 0 " + DatabaseMetaData.functionReturn,
                                "arg1 DATE " + Types.DATE + " 1 " + DatabaseMetaData.functionColumnIn,
                                "arg2 INTEGER " + Types.INTEGER + " 2 " + DatabaseMetaData.functionColumnIn);
            }
            for (ResultSet none : List.of(
                    metaData.getFunctions(null, "shop", "%"),
                    metaData.getFunctions("", null, "%"),
                    metaData.getFunctions(null, null, "NO_SUCH%"))) {
                assertThat(none.next()).isFalse();
            }
            assertThat(
                            TestGateway.query(
                                    connection,
                                    "SELECT kind FROM system.functions WHERE function_name IN ('ABS', 'ARRAY_AGG', 'LAG') ORDER BY 1"))
                    .containsExactly(List.of("AGGREGATE"), List.of("SCALAR"), List.of("WINDOW"));
        }
    }
}
