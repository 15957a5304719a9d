package io.lakegate.server.console;

import java.io.PrintWriter;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code demo}: a gateway over the sample lake in this process, one query through the driver, then a prompt. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        description = {
            "Starts a gateway with the sample lake, runs a query through the JDBC driver and leaves a prompt.",
            "It needs no network and no configuration; the gateway ends with the prompt."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the query succeeded, and the prompt was left",
            "1:the query failed, or the gateway could not start",
            "2:the command line or the installation is wrong"
        })
final class DemoCommand implements Callable<Integer> {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final StandardStreams streams;
    private final GatewayStarter starter;

    @Option(names = "--once", description = "Ends after the query.")
    private boolean once;

    DemoCommand(StandardStreams streams, GatewayStarter starter) {
        this.streams = streams;
        this.starter = starter;
    }

    @Override
    public Integer call() throws Exception {
        LogLevel.quiet();
        Path lake = InstallationFolder.resolve("sample-lake");
        String query = Files.readString(lake.resolve("demo.sql"));
        PrintWriter messages = streams.err();
        messages.println("Starting a gateway with the tables of " + lake + " ...");
        GatewayStarter.Address anyPort = new GatewayStarter.Address(Optional.of("127.0.0.1"), OptionalInt.of(0));
        try (GatewayStarter.Running gateway = starter.start(lake.resolve("conf"), anyPort)) {
            ExitHook stopping = ExitHook.install(gateway::close, STOP_LIMIT);
            try {
                messages.println("Asking it through the JDBC driver, as any client can: " + gateway.url());
                messages.printf("%n%s%n%n", query.strip());
                return ask(gateway.url(), query) ? 0 : 1;
            } finally {
                stopping.remove();
            }
        }
    }

    private boolean ask(String url, String query) throws Exception {
        try (Client client = Client.connect(streams, url, new Properties(), OutputFormat.TABLE)) {
            return client.run(new StringReader(query)) && (once || goOn(client));
        }
    }

    private boolean goOn(Client client) throws Exception {
        Optional<Terminal> terminal = streams.terminal().get();
        if (terminal.isEmpty()) {
            return client.run(streams.inAsText());
        }
        try (Terminal open = terminal.get()) {
            client.interact(open, Shell.homeHistory());
            return true;
        }
    }
}
