package io.lakegate.adapters.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lakegate.adapters.testing.store.StoreProxy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Microsoft's emulator of Azure's storage with one account, and a proxy in front of it, to which clients connect. Listens on the loopback
 * address. Needs Node.js; npm brings the emulator into the module's target folder when it is not there.
 */
final class Azurite implements AutoCloseable {
    static final String ACCOUNT = "lakeaccount";
    static final String KEY =
            Base64.getEncoder().encodeToString("a key of the tests, 5926".getBytes(StandardCharsets.UTF_8));

    /** Says which version, and of all that it needs. */
    private static final Path WANTED = Path.of("src", "test", "azurite").toAbsolutePath();

    private static final Path FOLDER = Path.of("target", "azurite").toAbsolutePath();
    private static final Path MAIN = FOLDER.resolve("node_modules/azurite/dist/src/blob/main.js");
    private static final Pattern LISTENS = Pattern.compile("successfully listens on http://127.0.0.1:(\\d+)");

    private final Process process;
    private final StoreProxy proxy;
    private final URI direct;
    private final HttpClient http = HttpClient.newHttpClient();

    private Azurite(Process process, StoreProxy proxy, int port) {
        this.process = process;
        this.proxy = proxy;
        this.direct = URI.create("http://127.0.0.1:%d/%s".formatted(port, ACCOUNT));
    }

    /** Starts one; the test is skipped, with a message, where there is no Node.js or npm does not find the emulator. */
    static Azurite start() throws IOException, InterruptedException {
        Optional<String> missing = install();
        assumeTrue(missing.isEmpty(), () -> "Azurite cannot be run: " + missing.orElse(""));
        ProcessBuilder builder = new ProcessBuilder(
                        "node",
                        MAIN.toString(),
                        "--blobHost",
                        "127.0.0.1",
                        "--blobPort",
                        "0",
                        "--inMemoryPersistence",
                        "--skipApiVersionCheck",
                        "--disableTelemetry",
                        "--silent")
                .redirectErrorStream(true);
        builder.environment().put("AZURITE_ACCOUNTS", ACCOUNT + ":" + KEY);
        Process process = builder.start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        List<String> said = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.add(line);
            Matcher matcher = LISTENS.matcher(line);
            if (matcher.find()) {
                int port = Integer.parseInt(matcher.group(1));
                return new Azurite(process, StoreProxy.start(port), port);
            }
        }
        throw new IllegalStateException("Azurite does not start: " + said);
    }

    /** What is missing, if something is. */
    private static synchronized Optional<String> install() throws InterruptedException {
        if (Files.isRegularFile(MAIN)) {
            return Optional.empty();
        }
        try {
            Files.createDirectories(FOLDER);
            Path log = FOLDER.resolve("npm.log");
            for (String file : List.of("package.json", "package-lock.json")) {
                Files.copy(WANTED.resolve(file), FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            Process npm = new ProcessBuilder(
                            "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--omit=dev", "--omit=optional")
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!npm.waitFor(10, TimeUnit.MINUTES)) {
                npm.destroy();
                return Optional.of("npm does not end, see " + log);
            }
            return npm.exitValue() == 0 && Files.isRegularFile(MAIN)
                    ? Optional.empty()
                    : Optional.of("npm did not install it, see " + log);
        } catch (IOException e) {
            return Optional.of("Node.js with npm is missing (%s)".formatted(e.getMessage()));
        }
    }

    /** What stands between clients and the store. */
    StoreProxy proxy() {
        return proxy;
    }

    /** A shared access signature of the whole account, which ends at a time. */
    static String signature(String permissions, Instant ends) {
        String end = ends.truncatedTo(ChronoUnit.SECONDS).toString();
        String signed =
                String.join("\n", ACCOUNT, permissions, "b", "sco", "", end, "", "http,https", "2020-10-02", "");
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
            String signature = Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
            return "sv=2020-10-02&ss=b&srt=sco&sp=%s&se=%s&spr=http,https&sig=%s"
                    .formatted(permissions, encoded(end), encoded(signature));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Makes a container; everybody may read one that is open. */
    void container(String name, boolean open) {
        HttpRequest.Builder request = request("/" + name, "?restype=container&");
        if (open) {
            request.header("x-ms-blob-public-access", "container");
        }
        send(request.PUT(BodyPublishers.noBody()));
    }

    /** Puts an object in the place of any other. */
    void put(String container, String key, Path content) {
        try {
            send(request("/" + container + "/" + encoded(key).replace("%2F", "/"), "?")
                    .header("x-ms-blob-type", "BlockBlob")
                    .PUT(BodyPublishers.ofFile(content)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String container, String key) {
        send(request("/" + container + "/" + encoded(key).replace("%2F", "/"), "?")
                .DELETE());
    }

    /** Copies a folder with all that is in it. */
    void copy(Path from, String container, String prefix) {
        try (Stream<Path> tree = Files.walk(from)) {
            tree.filter(Files::isRegularFile)
                    .forEach(file ->
                            put(container, prefix + from.relativize(file).toString(), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder request(String path, String query) {
        String signature = signature("rwdlac", Instant.now().plus(1, ChronoUnit.HOURS));
        return HttpRequest.newBuilder(URI.create(direct + path + query + signature));
    }

    private void send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        process.destroy();
    }
}
