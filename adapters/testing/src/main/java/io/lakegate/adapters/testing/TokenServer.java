package io.lakegate.adapters.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The token service of OAuth2 on this machine: gives tokens to one client that knows its secret, and exchanges tokens that it gave. */
public final class TokenServer implements AutoCloseable {
    private final String client;
    private final String secret;
    private final int secondsToLive;
    private final HttpServer server;
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger count = new AtomicInteger();
    private final CountDownLatch exchanged = new CountDownLatch(1);

    public TokenServer(String client, String secret, int secondsToLive) throws IOException {
        this.client = client;
        this.secret = secret;
        this.secondsToLive = secondsToLive;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/oauth/tokens", this::answer);
        server.start();
    }

    public String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/oauth/tokens";
    }

    /** Whether a header bears a token that was given here. */
    public boolean knows(@Nullable String authorization) {
        return authorization != null && tokens.contains(authorization.replaceFirst("^Bearer ", ""));
    }

    /** What was asked for, by the names of the form's fields. */
    public List<Map<String, String>> asked() {
        return List.copyOf(asked);
    }

    /** Waits for a token to be exchanged for a newer one. */
    public boolean awaitExchange() throws InterruptedException {
        return exchanged.await(60, TimeUnit.SECONDS);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        asked.add(form);
        boolean isExchange = form.getOrDefault("grant_type", "").endsWith(":token-exchange");
        boolean good = isExchange
                ? tokens.contains(form.get("subject_token"))
                : client.equals(form.get("client_id")) && secret.equals(form.get("client_secret"));
        String body;
        if (good) {
            String token = "token-" + count.incrementAndGet() + "-2718";
            tokens.add(token);
            body = """
                    {"access_token": "%s", "token_type": "bearer", "expires_in": %d,
                     "issued_token_type": "urn:ietf:params:oauth:token-type:access_token"}""".formatted(token, secondsToLive);
        } else {
            body = """
                    {"error": "invalid_client", "error_description": "no client %s with %s"}""".formatted(form.get("client_id"), form.get("client_secret"));
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(good ? 200 : 401, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
        if (good && isExchange) {
            exchanged.countDown();
        }
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new HashMap<>();
        for (String field : body.split("&", -1)) {
            String[] parts = field.split("=", 2);
            form.put(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    URLDecoder.decode(parts.length > 1 ? parts[1] : "", StandardCharsets.UTF_8));
        }
        return form;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
