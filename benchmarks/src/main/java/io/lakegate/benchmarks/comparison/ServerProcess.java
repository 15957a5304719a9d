package io.lakegate.benchmarks.comparison;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server in a JVM of its own, that says by a line of its standard output when it is ready. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final String address;
    private final double startMillis;

    private ServerProcess(Process process, String address, double startMillis) {
        this.process = process;
        this.address = address;
        this.startMillis = startMillis;
    }

    /**
     * Waits until it is ready.
     *
     * @param arguments of {@code java}
     * @param ready how the line begins; where the server listens stands behind it
     * @param errors where its standard error goes
     */
    static ServerProcess start(List<String> arguments, String ready, Redirect errors) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return run(command, ready, errors);
    }

    /** As {@link #start}, of a whole command. */
    static ServerProcess run(List<String> command, String ready, Redirect errors) throws IOException {
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectError(errors).start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(ready)) {
                return new ServerProcess(process, line.substring(ready.length()), (System.nanoTime() - begin) / 1e6);
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("The server did not get ready; its standard error went to " + errors);
    }

    /** Where it listens, as it says itself. */
    String address() {
        return address;
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
