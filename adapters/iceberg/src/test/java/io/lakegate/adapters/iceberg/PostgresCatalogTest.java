package io.lakegate.adapters.iceberg;

import static io.lakegate.adapters.iceberg.ServiceFailures.assertFailure;
import static io.lakegate.adapters.iceberg.ServiceFailures.service;
import static io.lakegate.adapters.testing.IcebergWriter.append;
import static io.lakegate.adapters.testing.IcebergWriter.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.IcebergWriter;
import io.lakegate.adapters.testing.PinnedRows;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's JDBC catalog in PostgreSQL, read with a login that may only read. */
class PostgresCatalogTest extends ServiceConformance {
    private static EmbeddedPostgres postgres;
    private static Path warehouse;
    private static IcebergWriter writer;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        postgres = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(folder.toFile())
                .setServerConfig("password_encryption", "scram-sha-256")
                .start();
        warehouse = folder.resolve("warehouse");
        writer = IcebergWriter.of("org.apache.iceberg.jdbc.JdbcCatalog", properties("postgres", "postgres"));
        execute(
                "CREATE ROLE reader LOGIN PASSWORD 'open-4711'",
                "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO reader");
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Map<String, String> properties(String user, String password) {
        Map<String, String> properties = new HashMap<>();
        properties.put("uri", "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres");
        properties.put("jdbc.user", user);
        properties.put("jdbc.password", password);
        properties.put("jdbc.schema-version", "V1");
        properties.put("warehouse", "file:" + warehouse);
        return properties;
    }

    @AfterAll
    static void stop() throws Exception {
        postgres.close();
    }

    @Override
    protected IcebergWriter writer() {
        return writer;
    }

    @Override
    IcebergSource source() {
        Map<String, String> properties = properties("reader", "open-4711");
        properties.remove("jdbc.schema-version");
        return service("jdbc", properties);
    }

    @Test
    void connectionsThatTheServerEndsAreMadeAnew() throws Exception {
        append(writer.makeTable("restart", "orders"), row(1, "tea"));
        try (IcebergCatalog lake = new IcebergCatalog("lake", source())) {
            TableName orders = lake.find("restart", "orders").orElseThrow();
            assertThat(PinnedRows.of(lake.pin(orders, Version.LATEST))).hasSize(1);

            execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'");

            assertThat(PinnedRows.of(lake.pin(orders, Version.LATEST))).hasSize(1);
            assertThat(lake.tables("restart")).containsExactly("orders");
        }
    }

    @Test
    void aDatabaseThatIsDownIsTold() {
        Map<String, String> properties = properties("reader", "open-4711");
        properties.put("uri", "jdbc:postgresql://127.0.0.1:1/postgres");

        assertFailure(service("jdbc", properties), ErrorCode.STORAGE_UNREADABLE)
                .hasMessageContaining("127.0.0.1:1")
                .hasMessageContaining("Check its address and that it is up.")
                .hasMessageNotContaining("4711");
    }

    @Test
    void aDatabaseThatIsNotThereIsTold() {
        Map<String, String> properties = properties("reader", "open-4711");
        properties.put("uri", "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/elsewhere");

        assertFailure(service("jdbc", properties), ErrorCode.STORAGE_UNREADABLE)
                .hasMessageContaining("elsewhere")
                .hasMessageNotContaining("4711");
    }

    @Test
    void aDatabaseWithoutTheCatalogsTablesIsToldAndStaysAsItIs() throws Exception {
        execute("CREATE DATABASE bare");
        Map<String, String> properties = properties("postgres", "postgres");
        properties.put("uri", "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/bare");

        assertFailure(service("jdbc", properties), ErrorCode.STORAGE_UNREADABLE);
        try (Connection connection = postgres.getDatabase("postgres", "bare").getConnection();
                Statement statement = connection.createStatement();
                ResultSet tables = statement.executeQuery("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")) {
            assertThat(tables.next()).isFalse();
        }
    }

    @Test
    void aUserThatIsNotKnownIsTold() {
        assertFailure(service("jdbc", properties("nobody", "wrong-0815")), ErrorCode.STORAGE_UNREADABLE)
                .hasMessageContaining("nobody")
                .hasMessageNotContaining("0815");
    }
}
