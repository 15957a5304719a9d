package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** External tables of each format: made, read, told apart, forgotten, and refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExternalTablesTest {
    private ThreeLakes lakes;

    @BeforeAll
    void write(@TempDir Path folder) throws Exception {
        lakes = ThreeLakes.write(folder);
    }

    @AfterAll
    void stop() {
        lakes.close();
    }

    @AfterEach
    void forget() throws SQLException {
        for (List<Object> table : lakes.gateway().query("SHOW TABLES IN lakegate")) {
            run("DROP EXTERNAL TABLE lakegate.%s.%s".formatted(table.get(0), table.get(1)));
        }
    }

    private void run(String... statements) throws SQLException {
        try (Connection connection = lakes.gateway().connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    Stream<ThreeLakes.Told> formats() {
        return lakes.formats().stream();
    }

    private static String create(ThreeLakes.Told told, String name) {
        return told.format().equals("ducklake")
                ? "%s USING ducklake OPTIONS (metadata = '%s', schema = 'main', table = 'orders')"
                        .formatted(name, told.location())
                : "%s USING %s LOCATION '%s'".formatted(name, told.format(), told.location());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aTableOfEachFormatIsMadeReadAndForgotten(ThreeLakes.Told told) throws SQLException {
        TestGateway gateway = lakes.gateway();
        run(
                "CREATE EXTERNAL TABLE " + create(told, "s.t"),
                "CREATE EXTERNAL TABLE IF NOT EXISTS " + create(told, "S.T"));

        assertThat(gateway.query("SELECT id, region FROM s.t ORDER BY id"))
                .isEqualTo(List.of(List.of(1, "north"), List.of(2, "south"), List.of(3, "north")));
        assertThat(gateway.query("SELECT count(*) FROM lakegate.s.t VERSION AS OF " + told.version(2)))
                .isEqualTo(List.of(List.of(2L)));
        assertThat(gateway.query("SELECT count(*) FROM s.t$history")).isNotEqualTo(List.of(List.of(0L)));
        assertThat(gateway.query("DESCRIBE s.t")).hasSize(2);
        assertThat(
                        gateway.query(
                                "SELECT column_name FROM lakegate.information_schema.columns WHERE table_schema = 's' ORDER BY 1"))
                .isEqualTo(List.of(List.of("id"), List.of("region")));
        assertThatThrownBy(() -> run("CREATE EXTERNAL TABLE " + create(told, "s.t")))
                .hasMessageContaining("lakegate.s.t exists already. Drop it first, or give another name.");
        run("DROP TABLE s.t", "DROP EXTERNAL TABLE IF EXISTS s.t");
        assertThatThrownBy(() -> gateway.query("SELECT * FROM s.t")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> run("DROP EXTERNAL TABLE s.t")).hasMessageContaining("has no table t");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void whatIsWrittenLaterIsSeen(ThreeLakes.Told told) throws SQLException {
        run("CREATE EXTERNAL TABLE " + create(told, "s.a"), "CREATE EXTERNAL TABLE " + create(told, "s.b"));
        assertThat(lakes.gateway().query("SELECT count(*) FROM s.a JOIN s.b ON a.id = b.id"))
                .isEqualTo(List.of(List.of(3L)));
    }

    @Test
    void anIcebergTableMayBeOneOfItsMetadataFiles() throws Exception {
        Path metadata = lakes.folder().resolve("iceberg/shop/orders/metadata");
        // Version 1 is the empty table; each commit wrote another file.
        run("CREATE EXTERNAL TABLE s.before USING iceberg LOCATION '%s'"
                .formatted(metadata.resolve("v3.metadata.json")));
        assertThat(lakes.gateway().query("SELECT count(*) FROM s.before")).isEqualTo(List.of(List.of(2L)));
        assertThatThrownBy(() -> run("CREATE EXTERNAL TABLE s.no USING iceberg LOCATION '%s'"
                        .formatted(metadata.resolve("v9.metadata.json"))))
                .hasMessageContaining("v9.metadata.json");
        assertThat(lakes.gateway().query("SHOW TABLES IN lakegate.s")).isEqualTo(List.of(List.of("s", "before")));
    }

    @Test
    void anIcebergTableThatWasCopiedIsReadWhereItIs() throws Exception {
        Path from = lakes.folder().resolve("iceberg/shop/orders");
        Path to = lakes.folder().resolve("iceberg/copied/orders");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        try (Stream<Path> files = Files.list(to.resolve("metadata"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                Files.writeString(file, Files.readString(file).replace(from.toString(), "/gone/orders"));
            }
        }
        assertThatThrownBy(() -> {
                    run("CREATE EXTERNAL TABLE s.lost USING iceberg LOCATION '%s'".formatted(to));
                    lakes.gateway().query("SELECT * FROM s.lost");
                })
                .hasMessageContaining("/gone/orders");
        run("CREATE EXTERNAL TABLE s.found USING iceberg LOCATION '%s' OPTIONS (moved = 'true')".formatted(to));
        assertThat(lakes.gateway().query("SELECT count(*) FROM s.found")).isEqualTo(List.of(List.of(3L)));
        assertThatThrownBy(() -> run("CREATE EXTERNAL TABLE s.x USING iceberg LOCATION '%s' OPTIONS (moved = 'maybe')"
                        .formatted(to)))
                .hasMessageContaining("The option moved is true or false, and not maybe.");
    }

    @Test
    void aDuckLakeTableIsFoundByItsOwnNameOrTheOneThatIsGiven() throws SQLException {
        String metadata = "duckdb:" + lakes.folder().resolve("ducklake/lake.db");
        run(
                "CREATE EXTERNAL TABLE s.orders USING ducklake LOCATION '%s'".formatted(metadata),
                "CREATE EXTERNAL TABLE s.placed USING ducklake LOCATION '%s' OPTIONS (metadata = '%s', table = 'ORDERS')"
                        .formatted(lakes.folder().resolve("ducklake/data"), metadata));
        assertThat(lakes.gateway().query("SELECT (SELECT count(*) FROM s.orders), (SELECT count(*) FROM s.placed)"))
                .isEqualTo(List.of(List.of(3L, 3L)));
        assertThatThrownBy(() -> run("CREATE EXTERNAL TABLE s.other USING ducklake LOCATION '%s'".formatted(metadata)))
                .hasMessageContaining("Schema lakegate.main has no table other");
        assertThatThrownBy(() -> run(
                        "CREATE EXTERNAL TABLE s.other USING ducklake OPTIONS (metadata = '%s', schema = 'man', table = 'orders')"
                                .formatted(metadata)))
                .hasMessageContaining("no table orders");
        assertThatThrownBy(() -> run(
                        "CREATE EXTERNAL TABLE s.other USING ducklake LOCATION '/etc' OPTIONS (metadata = '%s', table = 'orders')"
                                .formatted(metadata)))
                .hasMessageContaining("The place /etc is not below a folder of a configured catalog.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            USING iceberg LOCATION '%s/delta/shop/orders'                            | metadata
            USING delta LOCATION '%s/iceberg/shop/orders'                            | _delta_log
            USING iceberg LOCATION '%s/iceberg/nothing'                              | iceberg/nothing
            USING iceberg LOCATION '/var/lib'                                        | The place /var/lib is not below a folder of a configured catalog. Ask the operator to add one for it in conf/catalogs.
            USING iceberg LOCATION '%s/iceberg/../../elsewhere'                      | is not below a folder of a configured catalog.
            USING ducklake LOCATION 'duckdb:%s/ducklake/none.db'                     | none.db
            USING ducklake LOCATION 'duckdb:/var/lib/x.db'                           | The place duckdb:/var/lib/x.db is not below a folder
            USING ducklake LOCATION 'postgresql://db/lake'                           | A database server, with its user and password, is configured in conf/catalogs.
            USING ducklake LOCATION 'postgresql://me:geheim@db/lake'                 | The location has a secret in it
            USING ducklake OPTIONS (metadata = 'postgresql://me:geheim@db/lake')     | The location has a secret in it
            USING ducklake OPTIONS (metadata = 'duckdb:/x', password = 'geheim')     | The option password would be a secret in a statement
            USING iceberg LOCATION '%s/iceberg/shop/orders' OPTIONS (token = 'x')    | as ${env:NAME} or ${file:/path}
            USING iceberg LOCATION '%s/iceberg/shop/orders' OPTIONS (schema = 'x')   | A table of the format iceberg has no option schema. It has moved.
            USING ducklake OPTIONS (schema = 'main')                                 | An external table needs a format and a place
            LOCATION '%s/iceberg/shop/orders'                                        | An external table needs a format and a place
            """)
    void whatCannotBeReadIsAnErrorAndNotKept(String rest, String message) throws SQLException {
        assertThatThrownBy(() -> run("CREATE EXTERNAL TABLE s.bad "
                        + rest.replace("%s", lakes.folder().toString())))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("geheim");
        assertThat(lakes.gateway().query("SHOW SCHEMAS IN lakegate")).isEmpty();
    }

    @Test
    void aLoadOfSeveralTablesKeepsAllOrNone() throws SQLException {
        String good =
                "{\"table_name\": \"%s\", \"engine_attribute\": {\"dialect\": {\"format\": \"%s\"}, \"file\": [{\"uri\": \"%s\"}]}}";
        String place = lakes.folder().toString();
        String two = "[{\"db_name\": \"hw\", \"tables\": [%s, %s]}]";
        assertThatThrownBy(() -> run("CALL sys.HEATWAVE_LOAD('%s', NULL)"
                        .formatted(two.formatted(
                                good.formatted("a", "iceberg", place + "/iceberg/shop/orders/"),
                                good.formatted("b", "iceberg", place + "/iceberg/none/")))))
                .hasMessageContaining("iceberg/none");
        assertThat(lakes.gateway().query("SHOW SCHEMAS IN lakegate")).isEmpty();
        run("CALL sys.HEATWAVE_LOAD('%s', NULL)"
                .formatted(two.formatted(
                        good.formatted("a", "iceberg", place + "/iceberg/shop/orders/"),
                        good.formatted("b", "delta", place + "/delta/shop/orders/"))));
        assertThat(lakes.gateway().query("SELECT count(*) FROM hw.a JOIN hw.b ON a.id = b.id"))
                .isEqualTo(List.of(List.of(3L)));
    }
}
