package io.lakegate.server.console;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.auth.PasswordEntry;
import io.lakegate.server.auth.PasswordFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code user}: adds, removes and lists those who may connect with a password. */
@Command(
        name = "user",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Adds, removes and lists the users of the password file, which authentication.password-file names.",
            "A running gateway takes a change over at once. Passwords are kept as hashes of bcrypt."
        })
final class UserCommand implements Runnable {
    private final StandardStreams streams;
    private final PasswordFileFinder finder;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    UserCommand(StandardStreams streams, PasswordFileFinder finder) {
        this.streams = streams;
        this.finder = finder;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What about the users: add, remove or list?");
    }

    private Path file(Optional<Path> configuration) {
        LogLevel.quiet();
        Path folder = configuration.orElseGet(() -> InstallationFolder.resolve("conf"));
        return finder.find(folder)
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.CONFIGURATION,
                        "No file of users is configured. Write in %s: authentication: {password-file: users}"
                                .formatted(folder.resolve("lakegate.yaml"))));
    }

    private static IOException unusable(Path file, IOException e) {
        return new IOException("The password file %s cannot be read or written: %s".formatted(file, e), e);
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = {
                "Adds a user, or gives one who is there another password and other groups.",
                "The password is taken from the environment variable " + ConnectionOptions.PASSWORD_VARIABLE
                        + ", else asked for when there is a terminal."
            })
    int add(
            @Parameters(paramLabel = "NAME", description = "The user's name.") String name,
            @Option(names = "--group", paramLabel = "G", description = "A group of the user; may be given again.")
                    @Nullable
                    List<String> groups,
            @Option(names = "--conf", paramLabel = "DIR", description = "The folder of the configuration.")
                    Optional<Path> configuration)
            throws IOException {
        Path file = file(configuration);
        String password = password(name);
        try {
            boolean added = PasswordFile.add(file, name, password, groups == null ? List.of() : groups);
            streams.err().println(added ? "Added " + name + "." : "Changed " + name + ".");
            return 0;
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes a user.")
    int remove(
            @Parameters(paramLabel = "NAME", description = "The user's name.") String name,
            @Option(names = "--conf", paramLabel = "DIR", description = "The folder of the configuration.")
                    Optional<Path> configuration)
            throws IOException {
        Path file = file(configuration);
        try {
            boolean removed = PasswordFile.remove(file, name);
            streams.err().println(removed ? "Removed " + name + "." : "There is no user " + name + ".");
            return removed ? 0 : 1;
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the users, one a line, with their groups behind.")
    int list(
            @Option(names = "--conf", paramLabel = "DIR", description = "The folder of the configuration.")
                    Optional<Path> configuration)
            throws IOException {
        Path file = file(configuration);
        try {
            PrintWriter out = new PrintWriter(streams.out(), false, StandardCharsets.UTF_8);
            for (PasswordEntry entry : PasswordFile.list(file)) {
                out.println((entry.user() + " " + String.join(",", entry.groups())).strip());
            }
            out.flush();
            return 0;
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private String password(String name) throws IOException {
        String given = System.getenv(ConnectionOptions.PASSWORD_VARIABLE);
        if (given != null) {
            return given;
        }
        Optional<Terminal> terminal = streams.terminal().get();
        if (terminal.isEmpty()) {
            throw new GatewayException(
                    ErrorCode.CONFIGURATION,
                    "There is no terminal to ask for the password: set the environment variable %s."
                            .formatted(ConnectionOptions.PASSWORD_VARIABLE));
        }
        try (Terminal asked = terminal.get()) {
            LineReader reader = LineReaderBuilder.builder().terminal(asked).build();
            String password = reader.readLine("Password for " + name + ": ", '\0');
            if (!password.equals(reader.readLine("Again: ", '\0'))) {
                throw new GatewayException(ErrorCode.CONFIGURATION, "The two passwords differ. Try again.");
            }
            return password;
        }
    }
}
