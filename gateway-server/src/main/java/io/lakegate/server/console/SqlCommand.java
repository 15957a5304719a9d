package io.lakegate.server.console;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.Terminal;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
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
            "The password of --user is taken from the environment variable " + SqlCommand.PASSWORD_VARIABLE
                    + ", else asked for when there is a terminal."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all statements succeeded, or the prompt was left",
            "1:a statement failed, and those after it were not run; or there is no connection",
            "2:the command line is wrong"
        })
final class SqlCommand implements Callable<Integer> {
    static final String PASSWORD_VARIABLE = "LAKEGATE_PASSWORD";
    static final String DEFAULT_URL = "jdbc:lakegate://127.0.0.1:8765";

    private static final String STANDARD_INPUT = "-";

    private final StandardStreams streams;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "What to connect to: jdbc:lakegate://HOST:PORT[/CATALOG[/SCHEMA]][?OPTION=VALUE&...]."
                    + " Default: " + DEFAULT_URL)
    private String url = DEFAULT_URL;

    @Option(names = "--user", paramLabel = "U", description = "Who to connect as.")
    private Optional<String> user = Optional.empty();

    @ArgGroup(multiplicity = "0..1")
    private Source source = new Source();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "How rows are printed: ${COMPLETION-CANDIDATES}. Default: table")
    private OutputFormat format = OutputFormat.TABLE;

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
        checkUrl();
        boolean scripted = source.text.isPresent() || source.file.isPresent();
        boolean asksPassword = user.isPresent() && System.getenv(PASSWORD_VARIABLE) == null;
        Optional<Terminal> terminal = scripted && !asksPassword
                ? Optional.empty()
                : streams.terminal().get();
        boolean interactive = !scripted && terminal.isPresent();
        try (Reader script = interactive ? Reader.nullReader() : script();
                Client client = connect(password(terminal))) {
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

    private void checkUrl() {
        try {
            DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "No JDBC driver here accepts the URL %s. Lakegate's URLs look like %s.".formatted(url, DEFAULT_URL),
                    e);
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

    private Optional<String> password(Optional<Terminal> terminal) {
        Optional<String> given = user.map(name -> System.getenv(PASSWORD_VARIABLE));
        if (given.isPresent() || user.isEmpty()) {
            return given;
        }
        return terminal.map(asked -> LineReaderBuilder.builder()
                .terminal(asked)
                .build()
                .readLine("Password for " + user.get() + ": ", '\0'));
    }

    private Client connect(Optional<String> password) throws SQLException {
        Properties properties = new Properties();
        user.ifPresent(name -> properties.setProperty("user", name));
        password.ifPresent(secret -> properties.setProperty("password", secret));
        return Client.connect(streams, url, properties, format);
    }
}
