package io.lakegate.server.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code server}: a gateway in the foreground until a signal asks it to stop. */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        description = {
            "Runs the gateway in the foreground.",
            "It prints one line on standard output when it accepts connections; the log goes to standard error."
                    + " SIGTERM and Ctrl-C stop it: running statements may end within server.drain-time, and are ended by a second signal; the exit code is 0."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by a signal",
            "1:could not start, for example because the port is taken",
            "2:the command line or the configuration is wrong"
        })
final class ServerCommand implements Callable<Integer> {
    /** What scripts wait for, followed by the URL. */
    static final String READY = "Lakegate is ready: ";

    private static final int HIGHEST_PORT = 65535;

    private final StandardStreams streams;
    private final GatewayStarter starter;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--conf",
            paramLabel = "DIR",
            description =
                    "The folder with lakegate.yaml and catalogs/NAME.yaml. Default: conf in the installation folder.")
    private Optional<Path> configuration = Optional.empty();

    @Option(
            names = "--host",
            paramLabel = "H",
            description = "The address to listen on, instead of the configured one.")
    private Optional<String> host = Optional.empty();

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The port to listen on, instead of the configured one; 0 takes a free one.")
    private Optional<Integer> port = Optional.empty();

    ServerCommand(StandardStreams streams, GatewayStarter starter) {
        this.streams = streams;
        this.starter = starter;
    }

    @Override
    public Integer call() throws Exception {
        port.filter(number -> number < 0 || number > HIGHEST_PORT).ifPresent(number -> {
            throw new ParameterException(
                    spec.commandLine(), "--port must be 0 to %d, got: %d".formatted(HIGHEST_PORT, number));
        });
        Path directory = configuration.orElseGet(() -> InstallationFolder.resolve("conf"));
        OptionalInt number = port.map(OptionalInt::of).orElseGet(OptionalInt::empty);
        try (StopSignals signals = StopSignals.listen();
                GatewayStarter.Running gateway = starter.start(directory, new GatewayStarter.Address(host, number))) {
            if (!signals.isStopping()) {
                announce(gateway.url());
            }
            signals.await();
            LoggerFactory.getLogger(ServerCommand.class).info("Stopping");
            gateway.drain().accept(signals.hurry());
        }
        return 0;
    }

    private void announce(String url) throws IOException {
        streams.out().write((READY + url + "\n").getBytes(StandardCharsets.UTF_8));
        streams.out().flush();
    }
}
