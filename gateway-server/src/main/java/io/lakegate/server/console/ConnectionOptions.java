package io.lakegate.server.console;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.Terminal;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What commands that connect to a gateway are told of it, and of how rows are shown. */
final class ConnectionOptions {
    static final String PASSWORD_VARIABLE = "LAKEGATE_PASSWORD";
    static final String DEFAULT_URL = "jdbc:lakegate://127.0.0.1:8765";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "What to connect to: jdbc:lakegate://HOST:PORT[/CATALOG[/SCHEMA]][?OPTION=VALUE&...]."
                    + " Default: " + DEFAULT_URL)
    private String url = DEFAULT_URL;

    @Option(names = "--user", paramLabel = "U", description = "Who to connect as.")
    private Optional<String> user = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "How rows are printed: ${COMPLETION-CANDIDATES}. Default: table")
    private OutputFormat format = OutputFormat.TABLE;

    /** Refuses an address that no driver takes. */
    void checkUrl() {
        try {
            DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "No JDBC driver here accepts the URL %s. Lakegate's URLs look like %s.".formatted(url, DEFAULT_URL),
                    e);
        }
    }

    /** Whether somebody has to be asked for the password. */
    boolean asksPassword() {
        return user.isPresent() && System.getenv(PASSWORD_VARIABLE) == null;
    }

    Client connect(StandardStreams streams, Optional<Terminal> terminal) throws SQLException {
        Properties properties = new Properties();
        user.ifPresent(name -> properties.setProperty("user", name));
        password(terminal).ifPresent(secret -> properties.setProperty("password", secret));
        return Client.connect(streams, url, properties, format);
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
}
