package io.lakegate.server.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * The streams that a command talks through: results go to {@code out} and nothing else does, all that is said about them to
 * {@code err}. Both are UTF-8 whatever the locale, so that a file written in one place reads the same in another.
 *
 * @param out a write to it fails when the reader has gone; never a {@link java.io.PrintStream}, which would hide that
 * @param terminal opens the terminal that a person sits at; empty when standard input is a file or a pipe. The caller closes it.
 */
public record StandardStreams(
        InputStream in, OutputStream out, PrintWriter err, Supplier<Optional<Terminal>> terminal) {

    /** Those of this process. */
    public static StandardStreams ofProcess() {
        return new StandardStreams(
                System.in,
                new FileOutputStream(FileDescriptor.out),
                new PrintWriter(
                        new OutputStreamWriter(new FileOutputStream(FileDescriptor.err), StandardCharsets.UTF_8), true),
                StandardStreams::systemTerminal);
    }

    /** Standard input as text. What is not UTF-8 is refused: a question mark in its place would be run as part of a statement. */
    Reader inAsText() {
        return new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
    }

    private static Optional<Terminal> systemTerminal() {
        try {
            return Optional.of(TerminalBuilder.builder()
                    .system(true)
                    // The prompt stays visible when only the rows are redirected.
                    .systemOutput(TerminalBuilder.SystemOutput.SysOutOrSysErr)
                    .dumb(false)
                    .build());
        } catch (IOException | IllegalStateException e) {
            // JLine's answer when standard input, or both outputs, are not a terminal: then nobody is there to be
            // prompted.
            return Optional.empty();
        }
    }
}
