package io.lakegate.spark.differential;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A gateway in a process of its own, from the built installation: Spark's class path and the gateway's do not fit into one
 * JVM.
 */
public final class GatewayProcess implements AutoCloseable {
    private static final String READY = "Lakegate is ready: ";

    private final Process process;
    private final String url;
    private final URLClassLoader driverLoader;
    private final Driver driver;

    private GatewayProcess(Process process, String url, URLClassLoader driverLoader, Driver driver) {
        this.process = process;
        this.url = url;
        this.driverLoader = driverLoader;
        this.driver = driver;
    }

    /**
     * Starts a gateway and waits until it is ready.
     *
     * @param installation the project's folder, built
     * @param catalogs the YAML text of each by its name
     * @param work where configuration and log of the gateway go
     */
    public static GatewayProcess start(Path installation, Map<String, String> catalogs, Path work) throws Exception {
        Path server = built(installation.resolve("gateway-server/target/lakegate-gateway-server.jar"));
        Path driverJar = built(installation.resolve("jdbc-driver/target/lakegate-jdbc.jar"));
        Path folder = Files.createDirectories(work.resolve("conf/catalogs"));
        for (Map.Entry<String, String> catalog : catalogs.entrySet()) {
            Files.writeString(folder.resolve(catalog.getKey() + ".yaml"), catalog.getValue() + "\n");
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = server + ":" + server.resolveSibling("lib") + "/*";
        Process process = new ProcessBuilder(
                        java,
                        "-Xmx1g",
                        "-Duser.timezone=UTC",
                        "-cp",
                        classPath,
                        "io.lakegate.server.GatewayMain",
                        "server",
                        "--conf",
                        work.resolve("conf").toString(),
                        "--port",
                        "0")
                .redirectError(work.resolve("gateway.log").toFile())
                .start();
        try {
            String url = readyUrl(process).get(2, TimeUnit.MINUTES);
            URLClassLoader loader =
                    new URLClassLoader(new URL[] {driverJar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
            Driver driver = ServiceLoader.load(Driver.class, loader).findFirst().orElseThrow();
            return new GatewayProcess(process, url, loader, driver);
        } catch (Exception e) {
            process.destroy();
            throw new IllegalStateException("The gateway did not get ready; see " + work.resolve("gateway.log"), e);
        }
    }

    /** A path as a single-quoted YAML text, in which only the quote itself is special. */
    public static String yaml(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }

    /** The project's folder, found by walking up from the working directory, or what {@code differential.installation} says. */
    public static Path installation() {
        String given = System.getProperty("differential.installation", "");
        if (!given.isEmpty()) {
            return Path.of(given).toAbsolutePath();
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("gateway-server"))
                    && Files.isDirectory(folder.resolve("jdbc-driver"))) {
                return folder;
            }
        }
        throw new IllegalStateException("No folder above %s holds gateway-server and jdbc-driver."
                .formatted(Path.of("").toAbsolutePath()));
    }

    /** Where it listens, as the driver's connection string. */
    public String url() {
        return url;
    }

    Connection connect() throws SQLException {
        return driver.connect(url, new Properties());
    }

    @Override
    public void close() throws IOException {
        driverLoader.close();
        process.destroy();
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Path built(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalStateException(
                    "%s is missing: build the gateway first, with mvn -DskipTests install.".formatted(file));
        }
        return file;
    }

    /** Reads the standard output to its end, so that the gateway never waits for us. */
    private static CompletableFuture<String> readyUrl(Process process) {
        CompletableFuture<String> url = new CompletableFuture<>();
        Thread reader = new Thread(() -> readOutput(process, url), "gateway-output");
        reader.setDaemon(true);
        reader.start();
        return url;
    }

    private static void readOutput(Process process, CompletableFuture<String> url) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(READY)) {
                    url.complete(line.substring(READY.length()).strip());
                }
            }
            url.completeExceptionally(new IllegalStateException("The gateway ended without getting ready."));
        } catch (IOException e) {
            url.completeExceptionally(new UncheckedIOException(e));
        }
    }
}
