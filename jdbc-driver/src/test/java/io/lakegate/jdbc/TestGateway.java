package io.lakegate.jdbc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.calcite.avatica.metrics.noop.NoopMetricsSystem;
import org.apache.calcite.avatica.remote.Handler.HandlerResponse;
import org.apache.calcite.avatica.remote.LocalService;
import org.apache.calcite.avatica.remote.ProtobufHandler;
import org.apache.calcite.avatica.remote.ProtobufTranslationImpl;

/** A server that speaks the gateway's protocol on a free port of this machine, made of Avatica's own handlers. */
final class TestGateway implements AutoCloseable {
    static {
        // Else the JDK's server waits 40 ms for an acknowledgement between the head and the body of each answer.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    final TestMeta meta = new TestMeta();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    final List<String> cancels = new CopyOnWriteArrayList<>();

    /** So many of the next requests are not answered: their connection is closed. */
    final AtomicInteger hangUps = new AtomicInteger();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    TestGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ProtobufHandler handler = new ProtobufHandler(
                new LocalService(meta), new ProtobufTranslationImpl(), NoopMetricsSystem.getInstance());
        server.createContext("/", exchange -> {
            if (hangUps.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                exchange.close();
                return;
            }
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            HandlerResponse<byte[]> response =
                    handler.apply(exchange.getRequestBody().readAllBytes());
            answer(exchange, response.getStatusCode(), response.getResponse());
        });
        server.createContext("/lakegate/cancel", exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
            cancels.add(exchange.getRequestHeaders().getFirst("Content-Type") + " " + form);
            meta.cancel(Integer.parseInt(form.replaceFirst(".*&statement=", "")));
            answer(exchange, 204, new byte[0]);
        });
        server.setExecutor(threads);
        server.start();
    }

    static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "jdbc:lakegate://127.0.0.1:" + port();
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
