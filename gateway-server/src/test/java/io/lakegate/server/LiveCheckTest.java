package io.lakegate.server;

import static io.lakegate.server.GuardedGateway.basic;
import static io.lakegate.server.GuardedGateway.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.AuthenticationConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check of a running gateway's catalog, as a statement and as a request, and who may make it. */
class LiveCheckTest {
    private static final String CALL = "CALL sys.CHECK_CATALOG('lake')";

    @TempDir
    private Path folder;

    @BeforeEach
    void make() {
        DeltaTableWriter.create(folder.resolve("lake/shop/numbers"), List.of(new Column("id", Simple.BIGINT)))
                .append(List.<Object[]>of(new Object[] {1L}));
    }

    private TestGateway open() {
        return TestGateway.over(GuardedGateway.config(folder.resolve("lake"), AuthenticationConfig.OFF));
    }

    private TestGateway guarded() throws Exception {
        Path users = GuardedGateway.users(folder.resolve("users"), "ann:dba", "bob");
        return TestGateway.over(GuardedGateway.config(folder.resolve("lake"), GuardedGateway.passwords(users, "dba")));
    }

    private static JsonNode json(String body) throws Exception {
        return new ObjectMapper().readTree(body);
    }

    @Test
    void aStatementGivesARowForEachStep() throws Exception {
        try (TestGateway gateway = open()) {
            String lake = folder.resolve("lake").toString();
            assertThat(gateway.query(CALL))
                    .containsExactly(
                            List.of("list", "ok", lake, "1 entries"),
                            List.of("tables", "ok", "lake", "1 in 1 schemas"),
                            List.of("read", "ok", "lake.shop.numbers", "1 columns at version 1, a row was read"));
            assertThat(gateway.query("call SYS.check_catalog('LAKE')")).hasSize(3);
        }
    }

    @Test
    void theStepThatFailsIsTheLastAndSaysWhatToChange() throws Exception {
        try (TestGateway gateway = open()) {
            Files.move(folder.resolve("lake"), folder.resolve("elsewhere"));
            assertThat(gateway.query(CALL))
                    .singleElement()
                    .satisfies(row -> assertThat(row)
                            .startsWith("list", "FAILED", folder.resolve("lake").toString())
                            .last()
                            .asString()
                            .contains("There is no folder", "correct the location in the catalog's file"));
            var answer = send(gateway, "/check/lake", "", Optional.empty());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(json(answer.body()).get("passed").booleanValue()).isFalse();
            assertThat(json(answer.body()).at("/steps/0/passed").booleanValue()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CALL sys.CHECK_CATALOG()",
                "CALL sys.CHECK_CATALOG(NULL)",
                "CALL sys.CHECK_CATALOG(@name)",
                "CALL sys.CHECK_CATALOG('lake', 'ice')"
            })
    void whatNamesNoCatalogIsRefusedWithTheWayToWriteIt(String sql) {
        try (TestGateway gateway = open()) {
            assertThatThrownBy(() -> gateway.query(sql))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("CALL sys.CHECK_CATALOG('lake')");
        }
    }

    @Test
    void anotherNameIsAnsweredWithThoseThereAre() throws Exception {
        try (TestGateway gateway = open()) {
            assertThatThrownBy(() -> gateway.query("CALL sys.CHECK_CATALOG('lage')"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("lage")
                    .hasMessageContaining("lake");
            var answer = send(gateway, "/check/lage", "", Optional.empty());
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(json(answer.body()).get("error").textValue()).contains("lage", "lake");
        }
    }

    @Test
    void aRequestIsAnsweredInJson() throws Exception {
        try (TestGateway gateway = open()) {
            var answer = send(gateway, "/check/lake", "", Optional.empty());
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
            JsonNode said = json(answer.body());
            assertThat(said.get("passed").booleanValue()).isTrue();
            assertThat(said.get("steps").findValuesAsText("step")).containsExactly("list", "tables", "read");
            assertThat(said.at("/steps/2/subject").textValue()).isEqualTo("lake.shop.numbers");
            assertThat(send(gateway, "/check/lake", "", Optional.of("")).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void onlyOperatorsMayWhereUsersAreKnown() throws Exception {
        try (TestGateway gateway = guarded()) {
            assertThat(send(gateway, "/check/lake", "", Optional.empty()).statusCode())
                    .isEqualTo(401);
            assertThat(send(gateway, "/check/lake", basic("ann", "bobbob"), Optional.empty())
                            .statusCode())
                    .isEqualTo(401);
            var refused = send(gateway, "/check/lake", basic("bob", "bobbob"), Optional.empty());
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("authentication.operators").doesNotContain("numbers");
            assertThat(send(gateway, "/check/lake", basic("ann", "annann"), Optional.empty())
                            .statusCode())
                    .isEqualTo(200);
            try (Connection bob = DriverManager.getConnection(gateway.url(), "bob", "bobbob");
                    Connection ann = DriverManager.getConnection(gateway.url(), "ann", "annann")) {
                assertThatThrownBy(() -> TestGateway.query(bob, CALL))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("42501"));
                assertThat(TestGateway.query(ann, CALL)).hasSize(3);
            }
        }
    }
}
