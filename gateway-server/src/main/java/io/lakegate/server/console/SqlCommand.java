package io.lakegate.server.console;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code sql}: a client over the JDBC driver, for scripts and for people. */
@Command(
        name = "sql",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        description = {
            "Runs SQL statements through the JDBC driver.",
            "Rows go to standard output, messages and times to standard error. Statements are separated by semicolons."
                    + " Without -e and -f they come from the prompt, or from standard input when that is not a terminal.",
            "The password of --user is taken from the environment variable " + ConnectionOptions.PASSWORD_VARIABLE
                    + ", else asked for when there is a terminal."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all statements succeeded, or the prompt was left",
            "1:a statement failed, and those after it were not run; or there is no connection",
            "2:the command line is wrong"
        })
final class SqlCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    private final StandardStreams streams;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConnectionOptions options = new ConnectionOptions();

    @ArgGroup(multiplicity = "0..1")
    private Source source = new Source();

    /** Where the statements come from when not from the prompt or standard input. */
    private static final class Source {
        @Option(names = "-e", paramLabel = "SQL", description = "The statements to run.")
        private Optional<String> text = Optional.empty();

        @Option(
                names = "-f",
                paramLabel = "FILE",
                description = "The file with the statements, in UTF-8; - is standard input.")
        private Optional<String> file = Optional.empty();
    }

    SqlCommand(StandardStreams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws Exception {
        LogLevel.quiet();
        options.checkUrl();
        boolean scripted = source.text.isPresent() || source.file.isPresent();
        Optional<Terminal> terminal = scripted && !options.asksPassword()
                ? Optional.empty()
                : streams.terminal().get();
        boolean interactive = !scripted && terminal.isPresent();
        try (Reader script = interactive ? Reader.nullReader() : script();
                Client client = options.connect(streams, terminal)) {
            if (interactive) {
                client.interact(terminal.get(), Shell.homeHistory());
                return 0;
            }
            return client.run(script) ? 0 : 1;
        } finally {
            if (terminal.isPresent()) {
                terminal.get().close();
            }
        }
    }

    private Reader script() {
        if (source.text.isPresent()) {
            return new StringReader(source.text.get());
        }
        Optional<String> file = source.file.filter(name -> !name.equals(STANDARD_INPUT));
        if (file.isEmpty()) {
            return streams.inAsText();
        }
        try {
            return Files.newBufferedReader(Path.of(file.get()));
        } catch (NoSuchFileException e) {
            throw new ParameterException(spec.commandLine(), "The file %s does not exist.".formatted(file.get()), e);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "The file %s cannot be read: %s".formatted(file.get(), e), e);
        }
    }
}
