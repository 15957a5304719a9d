package io.lakegate.server.console;

import io.lakegate.catalog.spi.CheckStep;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What one command line did without a terminal.
 *
 * @param messages what went to standard error
 */
public record CommandRun(int exitCode, String out, String messages) {
    /** A command line that starts no gateway. */
    static CommandRun of(String... arguments) {
        return withInput("", arguments);
    }

    /** A command line that connects to a gateway. */
    public static CommandRun command(String... arguments) {
        return of(arguments);
    }

    /** A command line that starts no gateway, with something in its standard input. */
    static CommandRun withInput(String input, String... arguments) {
        InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        return run(in, new ByteArrayOutputStream(), CommandRun::noGateway, arguments);
    }

    /** A command line that may start a gateway. */
    public static CommandRun withGateway(GatewayStarter starter, String... arguments) {
        return run(InputStream.nullInputStream(), new ByteArrayOutputStream(), starter, arguments);
    }

    /** A command line that may try a catalog. */
    public static CommandRun withChecker(CatalogChecker checker, String... arguments) {
        return run(
                InputStream.nullInputStream(), new ByteArrayOutputStream(), CommandRun::noGateway, checker, arguments);
    }

    static CommandRun withStreams(InputStream in, OutputStream out, String... arguments) {
        return run(in, out, CommandRun::noGateway, arguments);
    }

    private static CommandRun run(InputStream in, OutputStream out, GatewayStarter starter, String... arguments) {
        return run(in, out, starter, CommandRun::noCheck, arguments);
    }

    private static List<CheckStep> noCheck(Path configuration, String catalog) {
        throw new IllegalStateException("this command line must not try a catalog");
    }

    private static CommandRun run(
            InputStream in, OutputStream out, GatewayStarter starter, CatalogChecker checker, String... arguments) {
        StringWriter messages = new StringWriter();
        StandardStreams streams = new StandardStreams(in, out, new PrintWriter(messages, true), Optional::empty);
        int exitCode = RootCommand.run(streams, starter, checker, configuration -> Optional.empty(), arguments);
        String text = out instanceof ByteArrayOutputStream bytes ? bytes.toString(StandardCharsets.UTF_8) : "";
        return new CommandRun(exitCode, text, messages.toString());
    }

    private static GatewayStarter.Running noGateway(Path configuration, GatewayStarter.Address address) {
        throw new IllegalStateException("this command line must not start a gateway");
    }
}
