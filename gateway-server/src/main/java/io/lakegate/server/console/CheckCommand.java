package io.lakegate.server.console;

import io.lakegate.catalog.spi.CheckStep;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code check}: tries the way to the tables of a catalog and says at which step it ends. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        description = {
            "Tries the way to the tables of a catalog, step by step.",
            "Each step is a line on standard output: resolve, connect, authenticate, list, tables, read. What fails says what to change."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all steps worked",
            "1:a step failed",
            "2:the command line or the configuration is wrong, or there is no such catalog"
        })
final class CheckCommand implements Callable<Integer> {
    private final StandardStreams streams;
    private final CatalogChecker checker;

    @Parameters(paramLabel = "CATALOG", description = "The catalog's name: that of its file in catalogs.")
    private String catalog = "";

    @Option(
            names = "--conf",
            paramLabel = "DIR",
            description =
                    "The folder with lakegate.yaml and catalogs/NAME.yaml. Default: conf in the installation folder.")
    private Optional<Path> configuration = Optional.empty();

    CheckCommand(StandardStreams streams, CatalogChecker checker) {
        this.streams = streams;
        this.checker = checker;
    }

    @Override
    public Integer call() throws Exception {
        LogLevel.quiet();
        List<CheckStep> steps =
                checker.check(configuration.orElseGet(() -> InstallationFolder.resolve("conf")), catalog);
        PrintWriter out = new PrintWriter(streams.out(), false, StandardCharsets.UTF_8);
        for (CheckStep step : steps) {
            out.printf("%-6s %-12s %s: %s%n", step.passed() ? "ok" : "FAILED", step.name(), step.subject(), step.note());
        }
        out.flush();
        return steps.stream().allMatch(CheckStep::passed) ? 0 : 1;
    }
}
