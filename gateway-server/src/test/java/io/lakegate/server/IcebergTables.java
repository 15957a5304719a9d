package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder of Iceberg tables, the catalog {@code lake} of a gateway, and a client whose answers come from both readers. */
abstract class IcebergTables {
    @TempDir
    private Path lake;

    private TestGateway gateway;
    private Connection client;

    @BeforeEach
    void start() throws SQLException {
        gateway = IcebergConcurrentWriterTest.gateway(lake);
        client = gateway.connect();
    }

    @AfterEach
    void stop() throws SQLException {
        client.close();
        gateway.close();
    }

    final Path lake() {
        return lake;
    }

    final Connection client() {
        return client;
    }

    final void execute(String sql) throws SQLException {
        try (Statement statement = client.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The rows, which both readers must give alike. */
    final List<List<Object>> query(String sql) throws SQLException {
        execute("SET lakegate.reader = auto");
        List<List<Object>> rows = TestGateway.query(client, sql);
        execute("SET lakegate.reader = format");
        assertThat(TestGateway.query(client, sql)).as("the second reader").isEqualTo(rows);
        execute("RESET lakegate.reader");
        return rows;
    }
}
