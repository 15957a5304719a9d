package io.lakegate.benchmarks.comparison;

import io.lakegate.server.GatewayMain;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Starts what is compared. */
final class Servers {
    private static final String AVATICA_MAIN = "io.lakegate.benchmarks.avatica.AvaticaMain";

    private Servers() {}

    /** A gateway, as the command {@code server} runs it; its address is a driver's connection string. */
    static ServerProcess gateway(Path conf) throws IOException {
        return ServerProcess.start(
                List.of(
                        "-Xmx2g",
                        "-Duser.timezone=UTC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayMain.class.getName(),
                        "server",
                        "--conf",
                        conf.toString(),
                        "--port",
                        "0"),
                "Lakegate is ready: ",
                Redirect.to(conf.resolve("gateway.log").toFile()));
    }

    /** A gateway as users start it. {@code script} is {@code lakegate}. */
    static ServerProcess shipped(Path script, Path conf) throws IOException {
        return ServerProcess.run(
                List.of(script.toString(), "server", "--conf", conf.toString(), "--port", "0"),
                "Lakegate is ready: ",
                Redirect.to(conf.resolve("gateway.log").toFile()));
    }

    /**
     * Avatica's own server over a DuckDB file, with the jars that it wants; its address is a port of this machine.
     *
     * @param module the built module {@code benchmarks/avatica}
     */
    static ServerProcess avatica(Path module, Path database) throws IOException {
        Path target = module.resolve("target");
        if (!Files.isDirectory(target.resolve("lib"))) {
            throw new IllegalStateException("There is no " + target.resolve("lib")
                    + ". Build it: mvn -Pbench -pl benchmarks/avatica package, or leave out --avatica.");
        }
        return ServerProcess.start(
                List.of(
                        "-Xmx2g",
                        "-Duser.timezone=UTC",
                        "-cp",
                        target.resolve("classes") + ":" + target.resolve("lib") + "/*",
                        AVATICA_MAIN,
                        "jdbc:duckdb:" + database),
                "Avatica is ready: ",
                Redirect.DISCARD);
    }
}
