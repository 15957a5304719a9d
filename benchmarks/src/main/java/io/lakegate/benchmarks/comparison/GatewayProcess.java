package io.lakegate.benchmarks.comparison;

import io.lakegate.server.GatewayMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A gateway in a process of its own, as the command {@code server} runs it. */
final class GatewayProcess implements AutoCloseable {
    private static final String READY = "Lakegate is ready: ";

    private final Process process;
    private final String url;
    private final double startMillis;

    private GatewayProcess(Process process, String url, double startMillis) {
        this.process = process;
        this.url = url;
        this.startMillis = startMillis;
    }

    /** Waits until it is ready. */
    static GatewayProcess start(Path conf, List<String> options) throws IOException {
        long begin = System.nanoTime();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-Duser.timezone=UTC",
                "-cp",
                System.getProperty("java.class.path"),
                GatewayMain.class.getName(),
                "server",
                "--conf",
                conf.toString(),
                "--port",
                "0"));
        Process process = new ProcessBuilder(command)
                .redirectError(
                        ProcessBuilder.Redirect.to(conf.resolve("gateway.log").toFile()))
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                return new GatewayProcess(process, line.substring(READY.length()), (System.nanoTime() - begin) / 1e6);
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("The gateway did not get ready; see " + conf.resolve("gateway.log"));
    }

    String url() {
        return url;
    }

    /** From the start of the process until it took connections. */
    double startMillis() {
        return startMillis;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
