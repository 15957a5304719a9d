package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.AuthenticationConfig;
import io.lakegate.server.config.Secret;
import io.lakegate.server.config.SecurityConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a collector of OpenTelemetry is sent, and that statements do not suffer when it takes nothing. */
@Timeout(120)
class TracesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final BlockingQueue<JsonNode> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> authorizations = new LinkedBlockingQueue<>();
    private HttpServer collector;
    private int status = 200;

    @BeforeEach
    void start() throws Exception {
        DeltaTableWriter.create(folder.resolve("lake/shop/numbers"), List.of(new Column("id", Simple.BIGINT)))
                .append(List.<Object[]>of(new Object[] {1L}, new Object[] {2L}));
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            requests.add(JSON.readTree(exchange.getRequestBody()));
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterEach
    void stop() {
        collector.stop(0);
    }

    private TestGateway gateway(int percent, boolean sql) {
        URI endpoint = URI.create("http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces");
        SecurityConfig.Traces traces =
                new SecurityConfig.Traces(endpoint, Optional.of(new Secret("Bearer of-the-collector")), percent, sql);
        return TestGateway.over(GuardedGateway.config(folder.resolve("lake"), AuthenticationConfig.OFF)
                .withSecurity(new SecurityConfig(
                        AuthenticationConfig.OFF,
                        Optional.empty(),
                        new SecurityConfig.Operations(
                                "127.0.0.1", OptionalInt.empty(), Duration.ZERO, Optional.of(traces)))));
    }

    /** The next span of this name and all of its request. */
    private List<JsonNode> spans() throws InterruptedException {
        List<JsonNode> spans = new ArrayList<>();
        JsonNode resource = requests.take().at("/resourceSpans/0");
        assertThat(resource.at("/resource/attributes/0/value/stringValue").asText())
                .isEqualTo("lakegate");
        resource.at("/scopeSpans/0/spans").forEach(spans::add);
        return spans;
    }

    private static JsonNode attribute(JsonNode span, String key) {
        for (JsonNode attribute : span.path("attributes")) {
            if (attribute.path("key").asText().equals(key)) {
                return attribute.path("value");
            }
        }
        return JSON.missingNode();
    }

    @Test
    void aStatementIsASpanWithItsSteps() throws Exception {
        try (TestGateway gateway = gateway(100, false)) {
            gateway.query("SELECT id FROM lake.shop.numbers WHERE id <> 4711");
            List<JsonNode> spans = spans();
            assertThat(spans)
                    .extracting(span -> span.path("name").asText())
                    .containsExactly("statement", "plan", "engine", "fetch");
            JsonNode statement = spans.get(0);
            assertThat(statement.path("traceId").asText()).matches("[0-9a-f]{32}");
            assertThat(statement.has("parentSpanId")).isFalse();
            assertThat(attribute(statement, "lakegate.outcome")
                            .path("stringValue")
                            .asText())
                    .isEqualTo("FINISHED");
            assertThat(attribute(statement, "lakegate.rows").path("intValue").asText())
                    .isEqualTo("2");
            assertThat(attribute(statement, "lakegate.tables").toString()).contains("lake.shop.numbers@1");
            assertThat(gateway.query("SELECT query_id FROM system.queries").toString())
                    .contains(attribute(statement, "lakegate.query.id")
                            .path("stringValue")
                            .asText());
            assertThat(spans.toString()).as("its text is not sent").doesNotContain("4711", "SELECT");
            long last = statement.path("startTimeUnixNano").asLong();
            for (JsonNode step : spans.subList(1, 4)) {
                assertThat(step.path("parentSpanId")).isEqualTo(statement.path("spanId"));
                assertThat(step.path("traceId")).isEqualTo(statement.path("traceId"));
                assertThat(step.path("startTimeUnixNano").asLong()).isEqualTo(last);
                last = step.path("endTimeUnixNano").asLong();
            }
            assertThat(last).isEqualTo(statement.path("endTimeUnixNano").asLong());
            assertThat(authorizations.take()).isEqualTo("Bearer of-the-collector");
        }
    }

    @Test
    void aFailureIsToldAndTextsGoAlongWhereThatIsWanted() throws Exception {
        try (TestGateway gateway = gateway(100, true)) {
            assertThatThrownBy(() -> gateway.query("SELECT nothing FROM lake.shop.numbers"))
                    .isInstanceOf(SQLException.class);
            JsonNode statement = spans().get(0);
            assertThat(statement.at("/status/code").asInt()).isEqualTo(2);
            assertThat(attribute(statement, "error.type").path("stringValue").asText())
                    .isEqualTo("COLUMN_NOT_FOUND");
            assertThat(attribute(statement, "db.response.status_code")
                            .path("stringValue")
                            .asText())
                    .isEqualTo("42703");
            assertThat(attribute(statement, "db.query.text").path("stringValue").asText())
                    .isEqualTo("SELECT nothing FROM lake.shop.numbers");
        }
    }

    @Test
    void aClientsOwnTraceIsCarriedOnAndSaysWhetherItIsWanted() throws Exception {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        try (TestGateway gateway = gateway(0, false)) {
            gateway.query("SELECT id FROM lake.shop.numbers"); // by chance: none of them
            execute(gateway, "00-" + trace + "-b7ad6b7169203331-00");
            execute(gateway, "00-00000000000000000000000000000000-b7ad6b7169203331-01");
            execute(gateway, "nonsense\tof any kind");
            execute(gateway, "00-" + trace + "-b7ad6b7169203331-01");
            JsonNode statement = spans().get(0);
            assertThat(statement.path("traceId").asText()).isEqualTo(trace);
            assertThat(statement.path("parentSpanId").asText()).isEqualTo("b7ad6b7169203331");
        }
        assertThat(requests).as("only the one that was asked for").isEmpty();
    }

    private static void execute(TestGateway gateway, String parent) throws Exception {
        String connection = "c" + parent.hashCode();
        post(gateway, parent, "{\"request\":\"openConnection\",\"connectionId\":\"" + connection + "\",\"info\":{}}");
        int statement = JSON.readTree(post(
                        gateway, parent, "{\"request\":\"createStatement\",\"connectionId\":\"" + connection + "\"}"))
                .path("statementId")
                .asInt();
        assertThat(
                        post(
                                gateway,
                                parent,
                                "{\"request\":\"prepareAndExecute\",\"connectionId\":\"" + connection
                                        + "\",\"statementId\":" + statement
                                        + ",\"sql\":\"SELECT id FROM lake.shop.numbers\",\"maxRowCount\":-1,\"maxRowsInFirstFrame\":100}"))
                .contains("resultSet");
    }

    private static String post(TestGateway gateway, String parent, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway.url().replace("jdbc:lakegate:", "http:") + "/"))
                                .header("traceparent", parent)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void aCollectorThatTakesNothingHarmsNoStatementAndIsCounted() throws Exception {
        status = 503;
        try (TestGateway gateway = gateway(100, false);
                Connection connection = gateway.connect()) {
            TestGateway.query(connection, "SELECT id FROM lake.shop.numbers");
            requests.take();
            collector.stop(0); // from here on nobody is there at all
            for (int i = 0; i < 20; i++) {
                assertThat(TestGateway.query(connection, "SELECT id FROM lake.shop.numbers"))
                        .hasSize(2);
            }
            while (!GuardedGateway.send(gateway, "/metrics", "", Optional.empty())
                    .body()
                    .matches("(?s).*lakegate_traces_dropped(_total)? (2[1-9]).*")) {
                Thread.onSpinWait();
            }
        }
    }
}
