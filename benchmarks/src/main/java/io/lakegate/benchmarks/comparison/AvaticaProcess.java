package io.lakegate.benchmarks.comparison;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Avatica's own server over a DuckDB file, in a process of its own with the jars it wants. */
final class AvaticaProcess implements AutoCloseable {
    private static final String READY = "Avatica is ready: ";
    private static final String MAIN = "io.lakegate.benchmarks.avatica.AvaticaMain";

    private final Process process;
    private final String url;

    private AvaticaProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Waits until it is ready.
     *
     * @param module the built module {@code benchmarks/avatica}
     */
    static AvaticaProcess start(Path module, Path database) throws IOException {
        Path target = module.resolve("target");
        if (!Files.isDirectory(target.resolve("lib"))) {
            throw new IllegalStateException("There is no " + target.resolve("lib")
                    + ". Build it: mvn -Pbench -pl benchmarks/avatica package, or leave out --avatica.");
        }
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx2g",
                        "-Duser.timezone=UTC",
                        "-cp",
                        target.resolve("classes") + ":" + target.resolve("lib") + "/*",
                        MAIN,
                        "jdbc:duckdb:" + database))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                return new AvaticaProcess(
                        process,
                        "jdbc:avatica:remote:serialization=protobuf;url=http://127.0.0.1:"
                                + line.substring(READY.length()));
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("Avatica's server did not get ready over " + database);
    }

    String url() {
        return url;
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
