package io.lakegate.server;

import static io.lakegate.server.GuardedGateway.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.AuthenticationConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.SecurityConfig;
import io.lakegate.server.config.SecurityConfig.Operations;
import io.lakegate.server.query.SlowQueryLog;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What those are told who watch a gateway. */
class WatchTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void make() {
        DeltaTableWriter.create(folder.resolve("lake/shop/numbers"), List.of(new Column("id", Simple.BIGINT)))
                .append(List.<Object[]>of(new Object[] {1L}, new Object[] {2L}));
    }

    private GatewayConfig config(AuthenticationConfig authentication, Operations operations) {
        return GuardedGateway.config(folder.resolve("lake"), authentication)
                .withSecurity(new SecurityConfig(authentication, Optional.empty(), operations));
    }

    @Test
    void figuresTellOfStatementsStepsRowsFilesAndTheEngine() throws Exception {
        try (TestGateway gateway = TestGateway.over(config(AuthenticationConfig.OFF, Operations.DEFAULT));
                Connection connection = gateway.connect()) {
            assertThat(GuardedGateway.send(gateway, "/metrics", "", Optional.empty())
                            .body())
                    .contains("lakegate_pruning_ratio 0.0");
            TestGateway.query(connection, "SELECT id FROM lake.shop.numbers");
            TestGateway.query(connection, "SELECT id FROM lake.shop.numbers WHERE id > 99");
            assertThatThrownBy(() -> TestGateway.query(connection, "SELECT nothing FROM lake.shop.numbers"))
                    .isInstanceOf(SQLException.class);
            var answer = GuardedGateway.send(gateway, "/metrics", "", Optional.empty());
            assertThat(answer.headers().firstValue("Content-Type"))
                    .contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(answer.body().lines())
                    .contains(
                            "lakegate_statements_total{outcome=\"finished\"} 2.0",
                            "lakegate_statements_total{outcome=\"failed\"} 1.0",
                            "lakegate_statements_total{outcome=\"canceled\"} 0.0",
                            "lakegate_statement_duration_seconds_count{step=\"plan\"} 3",
                            "lakegate_statement_duration_seconds_count{step=\"first_row\"} 1",
                            "lakegate_statement_duration_seconds_count{step=\"all\"} 3",
                            "lakegate_rows_total 2.0",
                            "lakegate_files_total{verdict=\"read\"} 1.0",
                            "lakegate_files_total{verdict=\"skipped\"} 1.0",
                            "lakegate_read_bytes_total{from=\"store\"} 0.0",
                            "lakegate_read_bytes_total{from=\"cache\"} 0.0",
                            "lakegate_avoided_bytes_total 0.0",
                            "lakegate_pruning_ratio 0.5",
                            "lakegate_connections 1.0",
                            "lakegate_statements_running 0.0",
                            "lakegate_logins_total{outcome=\"accepted\"} 1.0",
                            "lakegate_audit_failing 0.0");
            assertThat(answer.body())
                    .contains(
                            "lakegate_engine_memory_bytes ",
                            "lakegate_engine_temporary_bytes ",
                            "lakegate_jvm_memory_used_bytes{");
            assertThat(answer.body().lines().filter(line -> !line.startsWith("#")))
                    .allMatch(line -> line.startsWith("lakegate_"));
        }
    }

    @Test
    void figuresAreBehindTheSameDoorAsAllElse() throws Exception {
        AuthenticationConfig passwords = GuardedGateway.passwords(GuardedGateway.users(folder.resolve("users"), "ann"));
        try (TestGateway gateway = TestGateway.over(config(passwords, Operations.DEFAULT))) {
            assertThat(GuardedGateway.send(gateway, "/metrics", "", Optional.empty())
                            .statusCode())
                    .isEqualTo(401);
            assertThat(GuardedGateway.send(gateway, "/metrics", basic("ann", "bobbob"), Optional.empty())
                            .statusCode())
                    .isEqualTo(401);
            var answer = GuardedGateway.send(gateway, "/metrics", basic("ann", "annann"), Optional.empty());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("lakegate_logins_total{outcome=\"refused\"} 1.0");
        }
    }

    @Test
    void aPortOfItsOwnHasFiguresAndHealthAndNothingElse() throws Exception {
        AuthenticationConfig passwords = GuardedGateway.passwords(GuardedGateway.users(folder.resolve("users"), "ann"));
        Operations apart = new Operations("127.0.0.1", OptionalInt.of(0), Duration.ZERO);
        try (TestGateway gateway = TestGateway.over(config(passwords, apart))) {
            assertThat(GuardedGateway.send(gateway, "/metrics", basic("ann", "annann"), Optional.empty())
                            .statusCode())
                    .isEqualTo(404);
            int port = gateway.gateway().operationsPort().getAsInt();
            assertThat(get(port, "/metrics").body()).contains("lakegate_connections 0.0");
            assertThat(get(port, "/health/live").statusCode()).isEqualTo(200);
            assertThat(get(port, "/health/ready").body()).isEqualTo("ok\n");
            assertThat(get(port, "/").statusCode()).isEqualTo(404);
            assertThat(get(port, "/lakegate/columns").statusCode()).isEqualTo(404);
            assertThat(get(port, "/check/lake").statusCode()).isEqualTo(404);
        }
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theLogTellsOfStatementsThatTookLongAndOfNoOthers() throws SQLException {
        Logger log = (Logger) LoggerFactory.getLogger(SlowQueryLog.class);
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        heard.start();
        log.addAppender(heard);
        try (TestGateway all = TestGateway.over(config(
                        AuthenticationConfig.OFF,
                        new Operations("127.0.0.1", OptionalInt.empty(), Duration.ofNanos(1))));
                TestGateway none = TestGateway.over(config(
                        AuthenticationConfig.OFF,
                        new Operations("127.0.0.1", OptionalInt.empty(), Duration.ofDays(1))))) {
            all.query("SELECT id\nFROM lake.shop.numbers");
            none.query("SELECT count(*) FROM lake.shop.numbers");
        } finally {
            log.detachAppender(heard);
        }
        assertThat(heard.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage())
                        .startsWith("slow query ")
                        .contains(": FINISHED after ", ", 2 rows, 1 files; user -: SELECT id FROM lake.shop.numbers"));
    }
}
