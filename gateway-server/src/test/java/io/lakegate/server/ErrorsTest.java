package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong, as clients see it: SQLSTATE, code and sentence, through our driver and through Avatica's; never a stack trace. */
class ErrorsTest {
    @TempDir
    private static Path lake;

    private static TestGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        DeltaTableWriter.create(
                        lake.resolve("shop").resolve("customers"),
                        List.of(new Column("id", Simple.INTEGER), new Column("name", Simple.VARCHAR)))
                .append(List.<Object[]>of(new Object[] {1, "Ann"}));
        Path broken = Files.createDirectories(lake.resolve("shop/broken/_delta_log"));
        Files.writeString(broken.resolve("00000000000000000000.json"), "{\"commitInfo\":{}}\n{\"metaData\":{\"id\"");
        gateway = TestGateway.over(lake);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(
                        "SELECT * FROM shop.custmers",
                        ErrorCode.TABLE_NOT_FOUND,
                        "Line 1, column 15: Schema lake.shop has no table custmers. Did you mean customers?"),
                Arguments.of(
                        "SELECT *\nFROM lake.shpo.customers",
                        ErrorCode.SCHEMA_NOT_FOUND,
                        "Line 2, column 6: Catalog lake has no schema shpo. Did you mean shop?"),
                Arguments.of(
                        "SELECT nmae FROM shop.customers",
                        ErrorCode.COLUMN_NOT_FOUND,
                        "Line 1, column 8: No table of the statement has a column nmae. Did you mean name?"),
                Arguments.of(
                        "SELECT c.nmae FROM shop.customers c",
                        ErrorCode.COLUMN_NOT_FOUND,
                        "Line 1, column 10: Table c has no column nmae. Did you mean name?"),
                Arguments.of(
                        "SELECT customers.name FROM shop.customers c",
                        ErrorCode.COLUMN_NOT_FOUND,
                        "Neither a table nor a column of FROM is called customers. A table that has an alias is known by it alone."),
                Arguments.of("SELECT id,\n FROM shop.customers", ErrorCode.SYNTAX, "Line 2, column 2: "),
                Arguments.of(
                        "SELECT lenght(name) FROM shop.customers",
                        ErrorCode.FUNCTION_NOT_FOUND,
                        "There is no function lenght("),
                Arguments.of(
                        "INSERT INTO shop.customers VALUES (2, 'Bob')",
                        ErrorCode.UNSUPPORTED_SQL,
                        "Lakegate reads tables and does not run INSERT statements."),
                Arguments.of(
                        "SELECT 1; SELECT 2",
                        ErrorCode.SYNTAX,
                        "The text holds 2 statements. Send them one at a time."),
                Arguments.of(
                        "SELECT TRUE + DATE '2024-01-01' FROM shop.customers",
                        ErrorCode.INVALID_STATEMENT,
                        "Line 1, column 8: "),
                Arguments.of(
                        "SELECT 1 / (id - 1) FROM shop.customers",
                        ErrorCode.DIVISION_BY_ZERO,
                        "A number was divided by zero."),
                Arguments.of(
                        "SELECT CAST(name AS INTEGER) FROM shop.customers",
                        ErrorCode.INVALID_VALUE,
                        "Could not convert"),
                Arguments.of(
                        "SELECT CAST(id + 32767 AS SMALLINT) FROM shop.customers", ErrorCode.INVALID_VALUE, "32768"),
                Arguments.of(
                        "SELECT * FROM shop.broken",
                        ErrorCode.TABLE_DAMAGED,
                        "Table lake.shop.broken cannot be opened: "));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void ourDriverTellsWhatToDo(String sql, ErrorCode code, String sentence) {
        assertThatThrownBy(() -> gateway.query(sql)).isInstanceOfSatisfying(SQLException.class, e -> {
            assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(code.sqlState());
            assertThat(e.getErrorCode()).isEqualTo(code.number());
            assertThat(e.getMessage()).contains(sentence);
            assertNoTrace(e.getMessage());
        });
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void avaticasDriverIsToldTheSame(String sql, ErrorCode code, String sentence) throws Exception {
        for (String serialization : List.of("protobuf", "json")) {
            try (Connection connection = DriverManager.getConnection(gateway.avaticaUrl(serialization))) {
                assertThatThrownBy(() -> TestGateway.query(connection, sql))
                        .isInstanceOfSatisfying(SQLException.class, e -> {
                            assertThat(e.getSQLState()).isEqualTo(code.sqlState());
                            assertThat(e.getErrorCode()).isEqualTo(code.number());
                            assertThat(e.getMessage()).contains(sentence);
                            assertNoTrace(e.getMessage());
                        });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "\u0001\u0002\u0003", "\n\u0007notAJob"})
    void aRequestThatCannotBeReadGetsASentenceAndNoTrace(String body) throws Exception {
        HttpResponse<String> response = post("/", body);

        assertThat(response.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(response.body()).contains("neither Avatica protobuf nor Avatica JSON");
        assertNoTrace(response.body());
    }

    @Test
    void aRequestWithoutAConnectionIsToldSo() throws Exception {
        HttpResponse<String> response = post("/", "{\"request\":\"nonsense\"}");

        assertThat(response.body()).contains(ErrorCode.NO_SUCH_CONNECTION.sqlState());
        assertNoTrace(response.body());
    }

    @Test
    void thereIsNothingElseOnThePort() throws Exception {
        assertThat(post("/elsewhere", "x").statusCode()).isEqualTo(404);
        assertThat(post("/lakegate/cancel", "connection=x&statement=1").statusCode())
                .isEqualTo(404);
        assertThat(post("/lakegate/cancel", "statement=abc").statusCode()).isEqualTo(404);
    }

    @Test
    void tooFewAndWrongParametersAreToldApart() throws Exception {
        try (Connection connection = gateway.connect();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT name FROM shop.customers WHERE id = ? AND name = ?")) {
            statement.setString(1, "one");
            statement.setString(2, "Ann");
            assertThatThrownBy(statement::executeQuery).isInstanceOfSatisfying(SQLException.class, e -> {
                assertThat(e.getSQLState()).isEqualTo(ErrorCode.PARAMETER_VALUE.sqlState());
                assertThat(e.getMessage()).contains("Parameter 1 cannot be used as INTEGER");
            });
            statement.setInt(1, 1);
            assertThat(TestGateway.rows(statement.executeQuery())).isEqualTo(List.of(List.of("Ann")));
            statement.clearParameters();
            statement.setInt(1, 1);
            assertThatThrownBy(statement::executeQuery)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("07"));
        }
    }

    @Test
    void anotherConnectionsStatementCannotBeReached() throws Exception {
        HttpResponse<String> response = post(
                "/",
                "{\"request\":\"fetch\",\"connectionId\":\"no-such-connection\",\"statementId\":1,\"offset\":0,\"fetchMaxRowCount\":10}");
        assertThat(response.body())
                .contains(ErrorCode.NO_SUCH_CONNECTION.sqlState())
                .doesNotContain("rows");
        assertNoTrace(response.body());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        String http = gateway.url().replace("jdbc:lakegate:", "http:");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(http + path))
                                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                                .build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static void assertNoTrace(String text) {
        assertThat(text)
                .doesNotContain("\tat ")
                .doesNotContain("at io.lakegate")
                .doesNotContain("at org.apache.calcite.avatica.remote.Abstract");
    }
}
