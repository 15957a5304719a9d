package io.lakegate.server;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.lakegate.server.config.AuthenticationConfig;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.SecurityConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What tests need of a gateway that asks who connects: users whose password is their name twice, and plain requests. */
final class GuardedGateway {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private GuardedGateway() {}

    /** A file of users, each as {@code name} or {@code name:group}. */
    static Path users(Path file, String... users) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String user : users) {
            String[] parts = user.split(":", -1);
            lines.append(parts[0])
                    .append(':')
                    .append(BCrypt.withDefaults().hashToString(4, (parts[0] + parts[0]).toCharArray()))
                    .append(parts.length > 1 ? ":" + parts[1] : "")
                    .append('\n');
        }
        return Files.writeString(file, lines);
    }

    static AuthenticationConfig passwords(Path users, String... operatorGroups) {
        return new AuthenticationConfig(Optional.of(users), Optional.empty(), Set.of(), Set.of(operatorGroups));
    }

    /** Serves the Delta tables below a folder. */
    static GatewayConfig config(Path lake, AuthenticationConfig authentication) {
        GatewayConfig defaults = GatewayConfig.defaults();
        CatalogConfig catalog = new CatalogConfig.Delta(
                "lake", Optional.of(lake.toAbsolutePath().toString()), List.of(), Path.of("lake.yaml"));
        return new GatewayConfig(defaults.server(), defaults.engine(), defaults.limits(), List.of(catalog))
                .withSecurity(new SecurityConfig(authentication));
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** The answer to a request without a driver; {@code authorization} is empty for none. */
    static HttpResponse<String> send(TestGateway gateway, String path, String authorization, Optional<String> body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(gateway.url().replace("jdbc:lakegate:", "http:") + path));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        body.ifPresent(text -> request.POST(HttpRequest.BodyPublishers.ofString(text)));
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static HttpResponse<String> post(TestGateway gateway, String path, String authorization, String body)
            throws IOException, InterruptedException {
        return send(gateway, path, authorization, Optional.of(body));
    }
}
