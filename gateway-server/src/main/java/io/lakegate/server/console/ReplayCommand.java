package io.lakegate.server.console;

import java.io.StringReader;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code replay}: has a gateway run a statement again on the same versions of its tables. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        description = {
            "Runs a statement again: the same text and values, over the same versions of its tables.",
            "It is one of the last that the gateway ran, and one's own, or the user is an operator. The same as CALL sys.REPLAY('QUERY_ID').",
            "The password of --user is taken from the environment variable " + ConnectionOptions.PASSWORD_VARIABLE
                    + ", else asked for when there is a terminal."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it has run",
            "1:it failed or is not known, or there is no connection",
            "2:the command line is wrong"
        })
final class ReplayCommand implements Callable<Integer> {
    private final StandardStreams streams;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "QUERY_ID",
            description =
                    "The statement's id: query_id in system.queries, query in the audit log and the gateway's log.")
    private String query = "";

    @Mixin
    private ConnectionOptions options = new ConnectionOptions();

    ReplayCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws Exception {
        LogLevel.quiet();
        if (!query.matches("[0-9a-f]+")) {
            throw new ParameterException(
                    spec.commandLine(), "%s is no id of a statement: that is like 0123456789abcdef.".formatted(query));
        }
        options.checkUrl();
        Optional<Terminal> terminal =
                options.asksPassword() ? streams.terminal().get() : Optional.empty();
        try (Client client = options.connect(streams, terminal)) {
            return client.run(new StringReader("CALL sys.REPLAY('" + query + "')")) ? 0 : 1;
        } finally {
            if (terminal.isPresent()) {
                terminal.get().close();
            }
        }
    }
}
