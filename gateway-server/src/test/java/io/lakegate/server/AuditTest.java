package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.AuthenticationConfig;
import io.lakegate.server.config.DataSize;
import io.lakegate.server.config.SecurityConfig;
import io.lakegate.server.config.SecurityConfig.Audit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is written down of who did what, and what happens when it cannot be. */
@Timeout(120)
class AuditTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void make() {
        DeltaTableWriter.create(folder.resolve("lake/shop/numbers"), List.of(new Column("id", Simple.BIGINT)))
                .append(List.<Object[]>of(new Object[] {1L}, new Object[] {2L}));
        file = folder.resolve("log/audit.jsonl");
    }

    private TestGateway gateway(AuthenticationConfig authentication, Path to, long size, boolean stops) {
        Audit audit = new Audit(Optional.of(to), new DataSize(size), 2, stops);
        return TestGateway.over(GuardedGateway.config(folder.resolve("lake"), authentication)
                .withSecurity(
                        new SecurityConfig(authentication, Optional.of(audit), SecurityConfig.Operations.DEFAULT)));
    }

    private static List<JsonNode> lines(Path from) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(from)) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private List<JsonNode> lines(String event) throws IOException {
        return lines(file).stream()
                .filter(line -> line.path("event").asText().equals(event))
                .toList();
    }

    @Test
    void aStatementHasALineWhenItStartsAndOneWhenItEnds() throws Exception {
        Path users = GuardedGateway.users(folder.resolve("users"), "ann:dba");
        try (TestGateway gateway = gateway(GuardedGateway.passwords(users), file, 1 << 20, true)) {
            try (Connection connection =
                            DriverManager.getConnection(gateway.url() + "?applicationName=Ledger", "ann", "annann");
                    PreparedStatement statement =
                            connection.prepareStatement("SELECT id FROM lake.shop.numbers WHERE id < ?")) {
                statement.setLong(1, 4711);
                try (ResultSet rows = statement.executeQuery()) {
                    assertThat(TestGateway.rows(rows)).hasSize(2);
                }
                connection.createStatement().execute("SET lakegate.reader = auto");
                assertThatThrownBy(() -> TestGateway.query(connection, "SELECT nothing FROM lake.shop.numbers"))
                        .isInstanceOf(SQLException.class);
                assertThatThrownBy(() -> TestGateway.query(connection, "SELECT 1 / (id - id) FROM lake.shop.numbers"))
                        .isInstanceOf(SQLException.class);
            }
            assertThatThrownBy(() -> DriverManager.getConnection(gateway.url(), "ann", "topsecret"))
                    .isInstanceOf(SQLException.class);
        }
        JsonNode start = lines("statement-start").get(0);
        assertThat(start.path("user").asText()).isEqualTo("ann");
        assertThat(start.path("groups").toString()).isEqualTo("[\"dba\"]");
        assertThat(start.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(start.path("client").asText()).startsWith("Ledger (Lakegate JDBC Driver");
        assertThat(start.path("sql").asText()).isEqualTo("SELECT id FROM lake.shop.numbers WHERE id < ?");
        assertThat(start.path("tables").toString()).isEqualTo("[\"lake.shop.numbers@1\"]");
        List<JsonNode> ends = lines("statement-end");
        assertThat(ends.get(0).path("query")).isEqualTo(start.path("query"));
        assertThat(ends)
                .extracting(end -> end.path("outcome").asText())
                .containsExactly("FINISHED", "FINISHED", "FAILED", "FAILED");
        assertThat(ends).extracting(end -> end.path("code").asInt()).containsExactly(0, 0, 1004, 1010);
        assertThat(ends.get(0).path("rows").asLong()).isEqualTo(2);
        assertThat(ends.get(0).path("files").asLong()).isEqualTo(1);
        assertThat(ends.get(0).path("file_bytes").asLong()).isPositive();
        assertThat(ends.get(0).has("duration_ms")).isTrue();
        assertThat(lines("statement-start"))
                .as("a statement without a plan starts not")
                .hasSize(3);
        assertThat(lines("login")).hasSize(1);
        assertThat(lines("login-refused"))
                .singleElement()
                .satisfies(line -> assertThat(line.path("user").asText()).isEqualTo("ann"));
        assertThat(Files.readString(file)).doesNotContain("annann", "topsecret", "4711");
    }

    @Test
    void aTextInAStatementForgesNoLine() throws Exception {
        try (TestGateway gateway = gateway(AuthenticationConfig.OFF, file, 1 << 20, true)) {
            gateway.query("SELECT '\n{\"event\":\"login\",\"user\":\"root\"}\n' AS x");
        }
        assertThat(lines("login")).noneMatch(line -> line.path("user").asText().equals("root"));
    }

    @Test
    void aLongFileIsSetAsideAndTheOldestGoes() throws Exception {
        try (TestGateway gateway = gateway(AuthenticationConfig.OFF, file, 2_000, true)) {
            for (int i = 0; i < 30; i++) {
                gateway.query("SELECT " + i);
            }
        }
        Path log = file.getParent();
        try (var files = Files.list(log)) {
            assertThat(files.map(one -> one.getFileName().toString()))
                    .containsExactlyInAnyOrder("audit.jsonl", "audit.jsonl.1", "audit.jsonl.2");
        }
        assertThat(lines(log.resolve("audit.jsonl.1"))).isNotEmpty();
        assertThat(lines(log.resolve("audit.jsonl.2"))).isNotEmpty();
    }

    @Test
    void onAFullDiskNothingRunsWhereThatIsWanted() throws Exception {
        try (TestGateway gateway = gateway(AuthenticationConfig.OFF, FULL, 1 << 20, true)) {
            assertThatThrownBy(gateway::connect)
                    .hasMessageContaining(
                            "The gateway cannot write down what is done, and does nothing without: No space left on device")
                    .hasFieldOrPropertyWithValue("SQLState", "58030")
                    .hasFieldOrPropertyWithValue("errorCode", 5003);
            var ready = GuardedGateway.send(gateway, "/health/ready", "", Optional.empty());
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("audit log: No space left on device");
            assertThat(GuardedGateway.send(gateway, "/health/live", "", Optional.empty())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void onAFullDiskStatementsRunWhereThatIsOnlyReported() throws Exception {
        try (TestGateway gateway = gateway(AuthenticationConfig.OFF, FULL, 1 << 20, false)) {
            assertThat(gateway.query("SELECT count(*) FROM lake.shop.numbers")).isEqualTo(List.of(List.of(2L)));
            var ready = GuardedGateway.send(gateway, "/health/ready", "", Optional.empty());
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body()).isEqualTo("ok\naudit log: No space left on device\n");
            assertThat(GuardedGateway.send(gateway, "/metrics", "", Optional.empty())
                            .body())
                    .contains("lakegate_audit_failing 1.0");
        }
    }

    @Test
    void aFileThatCannotBeMadeStopsStatementsUntilItCan() throws Exception {
        try (TestGateway gateway = gateway(AuthenticationConfig.OFF, file, 1 << 20, true);
                Connection connection = gateway.connect()) {
            TestGateway.query(connection, "SELECT 1");
            Path log = file.getParent();
            Files.move(log, folder.resolve("moved"));
            Files.writeString(log, "a file where the folder was");
            assertThatThrownBy(() -> TestGateway.query(connection, "SELECT 2"))
                    .hasFieldOrPropertyWithValue("errorCode", 5003);
            var ready = GuardedGateway.send(gateway, "/health/ready", "", Optional.empty());
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).startsWith("audit log: ").doesNotContain("audit.jsonl");
            Files.delete(log);
            assertThat(TestGateway.query(connection, "SELECT 3")).hasSize(1);
            assertThat(GuardedGateway.send(gateway, "/health/ready", "", Optional.empty())
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(lines("statement-start"))
                .extracting(line -> line.path("sql").asText())
                .containsExactly("SELECT 3");
    }

    @Test
    void aGatewayThatCouldWriteNothingDownDoesNotStart() throws Exception {
        Files.writeString(folder.resolve("log"), "a file where the folder should be");
        assertThatThrownBy(() -> gateway(AuthenticationConfig.OFF, file, 1 << 20, true))
                .hasMessageContaining("cannot be written")
                .hasMessageContaining("audit.on-failure: report");
        try (TestGateway gateway = gateway(AuthenticationConfig.OFF, file, 1 << 20, false)) {
            assertThat(gateway.query("SELECT 1")).hasSize(1);
        }
    }
}
