package io.lakegate.server.console;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code lakegate}, which only has others below it. */
@Command(
        name = "lakegate",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "A JDBC query gateway over lake tables where they lie.")
public final class RootCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private RootCommand() {}

    /**
     * Runs one command line.
     *
     * @return the exit code: 0 for success, 1 for a failure, 2 for a command line or a configuration that cannot be used
     */
    public static int run(
            StandardStreams streams,
            GatewayStarter starter,
            CatalogChecker checker,
            PasswordFileFinder users,
            String... arguments) {
        PrintWriter out = new PrintWriter(streams.out(), true, StandardCharsets.UTF_8);
        return new CommandLine(new RootCommand())
                .addSubcommand(new ServerCommand(streams, starter))
                .addSubcommand(new SqlCommand(streams))
                .addSubcommand(new ReplayCommand(streams))
                .addSubcommand(new DemoCommand(streams, starter))
                .addSubcommand(new CheckCommand(streams, checker))
                .addSubcommand(new UserCommand(streams, users))
                .addSubcommand(new PrepareCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(streams.err())
                .setParameterExceptionHandler((failure, parsed) -> Failures.reportUsage(failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> Failures.report(failure, streams.err()))
                .execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    /** What {@code --version} prints: the version that the jar's manifest names. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = RootCommand.class.getPackage().getImplementationVersion();
            return new String[] {"Lakegate " + (version == null ? "(built without a version)" : version)};
        }
    }
}
