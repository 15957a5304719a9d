package io.lakegate.server;

import static io.lakegate.adapters.testing.IcebergWriter.append;
import static io.lakegate.adapters.testing.IcebergWriter.row;
import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.IcebergRestServer;
import io.lakegate.adapters.testing.IcebergWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.server.config.ConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.LongType;
import org.apache.iceberg.types.Types.StringType;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables and views of an Iceberg REST catalog, and of the JDBC catalog behind it, through the driver. */
class IcebergServiceTest {
    private static final Schema ID = new Schema(optional(1, "number", IntegerType.get()));

    private static IcebergWriter writer;
    private static Table orders;
    private static IcebergRestServer rest;
    private static TestGateway gateway;
    private static Connection client;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path database = folder.resolve("catalog.db");
        Path warehouse = folder.resolve("warehouse");
        writer = IcebergWriter.of(
                "org.apache.iceberg.jdbc.JdbcCatalog",
                Map.of(
                        "uri",
                        "jdbc:sqlite:" + database,
                        "jdbc.schema-version",
                        "V1",
                        "warehouse",
                        warehouse.toString()));
        orders = writer.makeTable("shop.eu", "orders");
        append(orders, row(1, "tea"), row(2, "milk"));
        append(orders, row(3, null), row(4, "a\\b"));
        rest = IcebergRestServer.guarded(writer.catalog(), "sesame-4711");
        Files.createDirectories(folder.resolve("conf/catalogs"));
        Files.writeString(folder.resolve("conf/catalogs/lake.yaml"), """
                type: iceberg
                catalog: rest
                uri: %s
                location: %s
                properties: {token: sesame-4711}
                """.formatted(rest.uri(), warehouse));
        Files.writeString(folder.resolve("conf/catalogs/books.yaml"), """
                type: iceberg
                catalog: jdbc
                uri: jdbc:sqlite:%s
                warehouse: %s
                """.formatted(database, warehouse));
        gateway = TestGateway.over(ConfigLoader.load(folder.resolve("conf")));
        client = gateway.connect();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        gateway.close();
        rest.close();
    }

    private static List<List<Object>> query(String sql) throws SQLException {
        return TestGateway.query(client, sql);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String sql, ErrorCode code) {
        return assertThatThrownBy(() -> query(sql))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getErrorCode()).as(e.getMessage()).isEqualTo(code.number()));
    }

    private static void view(String name, Schema columns, String dialect, String sql) {
        writer.view("shop.eu", name, columns).withQuery(dialect, sql).create();
    }

    @Test
    void tablesOfARestCatalogAreQueried() throws Exception {
        assertThat(query("SELECT id, item FROM lake.\"shop.eu\".orders WHERE id < 3 ORDER BY id"))
                .containsExactly(List.of(1, "tea"), List.of(2, "milk"));
        long first = orders.snapshots().iterator().next().snapshotId();
        assertThat(query("SELECT count(*) FROM lake.\"shop.eu\".orders FOR VERSION AS OF " + first))
                .containsExactly(List.of(2L));
        assertThat(query("SELECT count(*) FROM lake.\"shop.eu\".\"orders$snapshots\""))
                .containsExactly(List.of(2L));
        assertThat(query("SELECT count(*) FROM books.\"shop.eu\".orders a JOIN lake.\"shop.eu\".orders b USING (id)"))
                .containsExactly(List.of(4L));
    }

    @Test
    void anUnknownNameIsToldWithTheNearest() {
        assertRefused("SELECT * FROM lake.\"shop.eu\".ordrs", ErrorCode.TABLE_NOT_FOUND)
                .hasMessageContaining("Did you mean orders?");
        assertRefused("SELECT * FROM lake.\"shop.us\".orders", ErrorCode.SCHEMA_NOT_FOUND)
                .hasMessageContaining("Did you mean shop.eu?");
    }

    @Test
    void viewsAreQueriedWithTheirOwnColumnNames() throws Exception {
        view("numbers", ID, "trino", "SELECT id FROM orders WHERE item IS NOT NULL");

        for (String catalog : List.of("lake", "books")) {
            String numbers = catalog + ".\"shop.eu\".numbers";
            assertThat(query("SELECT number FROM " + numbers + " WHERE number > 1 ORDER BY 1"))
                    .containsExactly(List.of(2), List.of(4));
            assertThat(query("SELECT a.number FROM " + numbers + " a JOIN " + catalog
                            + ".\"shop.EU\".NUMBERS b ON a.number = b.number + 1"))
                    .containsExactly(List.of(2));
            assertThat(query("DESCRIBE " + numbers))
                    .extracting(row -> row.get(0))
                    .containsExactly("number");
            assertThat(query("SHOW TABLES FROM " + catalog + ".\"shop.eu\""))
                    .contains(List.of("shop.eu", "numbers"), List.of("shop.eu", "orders"));
        }
    }

    @Test
    void theColumnsOfViewsAreListedAsThoseOfTables() throws Exception {
        view("listed", ID, "trino", "SELECT id FROM orders");
        view("unreadable", ID, "hive", "SELECT id FROM orders");

        for (String catalog : List.of("lake", "books")) {
            List<String> columns = new ArrayList<>();
            try (ResultSet rows = client.getMetaData().getColumns(catalog, "shop.eu", "%", "%")) {
                while (rows.next()) {
                    columns.add("%s.%s %s".formatted(rows.getString(3), rows.getString(4), rows.getString(6)));
                }
            }
            assertThat(columns)
                    .contains("listed.number INTEGER", "orders.id INTEGER", "orders.item VARCHAR")
                    .noneMatch(column -> column.startsWith("unreadable"));
        }
    }

    @Test
    void aStatementAsksOnceForATable() throws Exception {
        query("SELECT * FROM lake.\"shop.eu\".orders"); // connects
        rest.forget();

        query("SELECT a.id FROM lake.\"shop.eu\".orders a JOIN lake.\"shop.eu\".orders b USING (id)");

        assertThat(rest.requests())
                .extracting(request -> request.method() + " " + request.path())
                .containsExactlyInAnyOrder(
                        "HEAD /v1/namespaces/shop%2Eeu", "GET /v1/namespaces/shop%2Eeu/tables/orders");
    }

    @Test
    void aViewSeesNewCommits() throws Exception {
        Table more = writer.makeTable("growing", "orders");
        append(more, row(1, "tea"));
        writer.view("growing", "counted", new Schema(optional(1, "n", LongType.get())))
                .withQuery("duckdb", "SELECT count(*) FROM orders")
                .create();
        assertThat(query("SELECT * FROM lake.growing.counted")).containsExactly(List.of(1L));

        append(more, row(2, "milk"));

        assertThat(query("SELECT * FROM lake.growing.counted")).containsExactly(List.of(2L));
    }

    @Test
    void ofSeveralTextsTheFirstThatCanBeReadIsTaken() throws Exception {
        writer.view("shop.eu", "several", ID)
                .withQuery("spark", "SELECT `id` FROM `orders` WHERE `id` = 1")
                .withQuery("trino", "SELECT no_such_function(id) FROM orders")
                .create();

        assertThat(query("SELECT * FROM lake.\"shop.eu\".several")).containsExactly(List.of(1));
    }

    @Test
    void sparksOrderOfNullsIsKept() throws Exception {
        Schema item = new Schema(optional(1, "item", StringType.get()));
        view("first_in_spark", item, "spark", "SELECT item FROM orders ORDER BY item LIMIT 1");
        view("first_in_trino", item, "trino", "SELECT item FROM orders ORDER BY item LIMIT 1");

        assertThat(query("SELECT count(*) FROM lake.\"shop.eu\".first_in_spark WHERE item IS NULL"))
                .containsExactly(List.of(1L));
        assertThat(query("SELECT count(*) FROM lake.\"shop.eu\".first_in_trino WHERE item IS NULL"))
                .containsExactly(List.of(0L));
    }

    @Test
    void viewsReadViews() throws Exception {
        view("deep1", ID, "trino", "SELECT id FROM orders");
        for (int depth = 2; depth <= 17; depth++) {
            view("deep" + depth, ID, "trino", "SELECT number FROM deep" + (depth - 1));
        }

        assertThat(query("SELECT count(*) FROM lake.\"shop.eu\".deep16")).containsExactly(List.of(4L));
        assertRefused("SELECT count(*) FROM lake.\"shop.eu\".deep17", ErrorCode.UNSUPPORTED_TABLE_FEATURE)
                .hasMessageContaining(
                        "View lake.shop.eu.deep1 cannot be read here: views that read views are followed 16 deep");
    }

    @Test
    void aViewThatReadsItselfIsRefused() {
        view("hen", ID, "trino", "SELECT * FROM egg");
        view("egg", ID, "trino", "SELECT * FROM hen");

        assertRefused("SELECT * FROM lake.\"shop.eu\".hen", ErrorCode.UNSUPPORTED_TABLE_FEATURE)
                .hasMessageContaining("View lake.shop.eu.hen cannot be read here: it reads itself,"
                        + " by way of lake.shop.eu.hen, lake.shop.eu.egg.");
    }

    @Test
    void whatMeansAnotherThingThereIsRefused() {
        Map<String, String> texts = Map.of(
                "spark SELECT id / 2 FROM orders", "its spark text: it divides whole numbers",
                "duckdb SELECT id / 2 FROM orders", "its duckdb text: it divides whole numbers",
                "spark SELECT id FROM orders WHERE item = 'a\\\\b'", "its spark text: it has a backslash",
                "spark SELECT CAST(id * 1.5 AS INT) FROM orders", "its spark text: it makes whole numbers of others",
                "trino SELECT id FROM orders WHERE greatest(id, 2) = 2", "its trino text: it calls GREATEST",
                "hive SELECT id FROM orders", "it has no text in the SQL of Trino, Spark or DuckDB, but of: hive",
                "trino SELECT id FROM FROM orders", "its trino text: Line 1, column 16",
                "trino SELECT idd FROM orders", "Did you mean id?",
                "trino SELECT id FROM orderz", "Did you mean orders?",
                "trino DELETE FROM orders", "its trino text: ");
        int number = 0;
        for (Map.Entry<String, String> text : texts.entrySet()) {
            number++;
            String[] parts = text.getKey().split(" ", 2);
            view("strange" + number, ID, parts[0], parts[1]);
            assertRefused("SELECT * FROM lake.\"shop.eu\".strange" + number, ErrorCode.UNSUPPORTED_TABLE_FEATURE)
                    .hasMessageContaining("View lake.shop.eu.strange" + number + " cannot be read here: ")
                    .hasMessageContaining(text.getValue());
        }
    }

    @Test
    void aViewOfTablesInAnotherCatalogFindsThemThere() throws Exception {
        writer.view("shop.eu", "borrowed", ID)
                .withDefaultCatalog("books")
                .withQuery("trino", "SELECT id FROM orders WHERE id = 2")
                .create();
        writer.view("shop.eu", "lost", ID)
                .withDefaultCatalog("boks")
                .withQuery("trino", "SELECT id FROM orders")
                .create();

        assertThat(query("SELECT * FROM lake.\"shop.eu\".borrowed")).containsExactly(List.of(2));
        assertRefused("SELECT * FROM lake.\"shop.eu\".lost", ErrorCode.UNSUPPORTED_TABLE_FEATURE)
                .hasMessageContaining("of the catalog boks, which is not configured here. Did you mean books?");
    }

    @Test
    void aVersionOfAViewIsRefused() {
        view("timeless", ID, "trino", "SELECT id FROM orders");

        for (String at : List.of("FOR VERSION AS OF 5", "FOR TIMESTAMP AS OF TIMESTAMP '2026-01-01 00:00:00'")) {
            assertRefused("SELECT * FROM lake.\"shop.eu\".timeless " + at, ErrorCode.UNSUPPORTED_TABLE_FEATURE)
                    .hasMessageContaining("lake.shop.eu.timeless is a view, and views are read as they are now.");
        }
    }
}
