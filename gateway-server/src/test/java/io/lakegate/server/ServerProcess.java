package io.lakegate.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A gateway in a process of its own, as the command {@code server} runs it, for tests that kill it. */
public final class ServerProcess implements AutoCloseable {
    private static final String READY = "Lakegate is ready: ";

    private final Process process;
    private final String url;

    private ServerProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** On a free port. Waits until it is ready. */
    public static ServerProcess start(Path conf, Path log) throws IOException {
        return start(conf, log, 0);
    }

    static ServerProcess start(Path conf, Path log, int port) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Duser.timezone=UTC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayMain.class.getName(),
                        "server",
                        "--conf",
                        conf.toString(),
                        "--port",
                        String.valueOf(port))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                return new ServerProcess(process, line.substring(READY.length()));
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("The gateway did not get ready; see " + log);
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    String url() {
        return url;
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return Integer.parseInt(url.replaceFirst(".*:", ""));
    }

    /** Asks it to stop, as {@code kill} does; returns at once. */
    void terminate() {
        process.toHandle().destroy(); // Process.destroy() would close the streams, too
    }

    /** With what it ends. */
    int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    /** As {@code kill -9} does; returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
