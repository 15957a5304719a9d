package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.proto.Common.WireMessage;
import org.apache.calcite.avatica.proto.Requests;
import org.apache.calcite.avatica.proto.Responses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a statement is reached through its own connection only: its number alone gives no right to its rows, nor to end it. */
class ForeignStatementsTest {
    @TempDir
    private Path lake;

    private static HttpResponse<byte[]> post(String url, String path, String type, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static Responses.ErrorResponse error(byte[] answer) throws IOException {
        return Responses.ErrorResponse.parseFrom(WireMessage.parseFrom(answer).getWrappedMessage());
    }

    private static byte[] wired(Message message) {
        return WireMessage.newBuilder()
                .setName("org.apache.calcite.avatica.proto.Requests$"
                        + message.getDescriptorForType().getName())
                .setWrappedMessage(message.toByteString())
                .build()
                .toByteArray();
    }

    @Test
    void anotherConnectionNeitherReadsNorEndsIt() throws SQLException, IOException, InterruptedException {
        try (TestGateway gateway = TestGateway.over(lake);
                Connection owner = DriverManager.getConnection(gateway.avaticaUrl("protobuf"));
                Connection stock = DriverManager.getConnection(gateway.avaticaUrl("protobuf"));
                Connection ours = gateway.connect();
                Statement statement = owner.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM (VALUES 1, 2, 3) AS t(v)")) {
            int number = statement.unwrap(AvaticaStatement.class).handle.id;
            String url = gateway.url().replace("jdbc:lakegate:", "http:");
            String guessed = stock.unwrap(AvaticaConnection.class).id;
            for (String connection : new String[] {guessed, "no-such-connection"}) {
                byte[] fetch = wired(Requests.FetchRequest.newBuilder()
                        .setConnectionId(connection)
                        .setStatementId(number)
                        .setOffset(0)
                        .setFrameMaxSize(10)
                        .build());
                String state = connection.equals(guessed) ? "26000" : "08003";
                assertThat(error(post(url, "/", "application/octet-stream", fetch)
                                        .body())
                                .getSqlState())
                        .isEqualTo(state);
                byte[] columns = post(url, "/lakegate/columns", "application/octet-stream", fetch)
                        .body();
                assertThat(error(Arrays.copyOfRange(columns, 4, columns.length)).getSqlState())
                        .isEqualTo(state);
                String form = "connection=" + connection + "&statement=" + number;
                for (String path : new String[] {"/lakegate/cancel", "/lakegate/progress"}) {
                    assertThat(post(
                                            url,
                                            path,
                                            "application/x-www-form-urlencoded",
                                            form.getBytes(StandardCharsets.US_ASCII))
                                    .statusCode())
                            .isEqualTo(404);
                }
                post(
                        url,
                        "/",
                        "application/octet-stream",
                        wired(Requests.CloseStatementRequest.newBuilder()
                                .setConnectionId(connection)
                                .setStatementId(number)
                                .build()));
            }
            assertThat(TestGateway.query(ours, "SELECT 1")).hasSize(1);
            assertThat(TestGateway.rows(rows)).hasSize(3);
            // The owner itself may do all of it.
            assertThat(post(
                                    url,
                                    "/lakegate/cancel",
                                    "application/x-www-form-urlencoded",
                                    ("connection=" + owner.unwrap(AvaticaConnection.class).id + "&statement=" + number)
                                            .getBytes(StandardCharsets.US_ASCII))
                            .statusCode())
                    .isEqualTo(204);
        }
    }
}
