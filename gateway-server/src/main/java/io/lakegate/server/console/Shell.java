package io.lakegate.server.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;

/** The prompt: reads statements from a person at a terminal and runs them until the person leaves. Used by one thread. */
final class Shell {
    private static final String PROMPT = "lakegate> ";
    private static final String CONTINUATION = "       -> ";

    private final Terminal terminal;
    private final StatementRunner runner;
    private final PrintWriter messages;
    private final LineReader reader;

    /** @param history the file that keeps what was typed from one run to the next */
    Shell(Terminal terminal, StatementRunner runner, PrintWriter messages, Path history) {
        this.terminal = terminal;
        this.runner = runner;
        this.messages = messages;
        keepPrivate(history);
        reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("lakegate")
                .parser(new StatementParser())
                .variable(LineReader.HISTORY_FILE, history)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, CONTINUATION)
                // Else an exclamation mark would be taken for a reference to the history, as in bash.
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
    }

    /** Where the history of the person who runs this process is kept. */
    static Path homeHistory() {
        return Path.of(System.getProperty("user.home"), ".lakegate_history");
    }

    /** Returns when the person leaves. */
    void run() {
        // While a line is read the editor has Ctrl-C for itself; at all other times it means the running statement.
        Terminal.SignalHandler former = terminal.handle(Terminal.Signal.INT, signal -> runner.cancel());
        try {
            boolean stay = true;
            while (stay) {
                stay = readAndRun();
            }
        } finally {
            terminal.handle(Terminal.Signal.INT, former);
        }
    }

    private boolean readAndRun() {
        String line;
        try {
            line = reader.readLine(PROMPT);
        } catch (UserInterruptException e) {
            return true;
        } catch (EndOfFileException e) {
            return false;
        }
        if (ShellCommand.isCommand(line)) {
            return obey(line);
        }
        for (String statement : statements(line)) {
            if (!runner.run(statement)) {
                break;
            }
        }
        return true;
    }

    private boolean obey(String line) {
        Optional<ShellCommand> command = ShellCommand.find(line);
        if (command.isEmpty()) {
            messages.println("There is no command " + line.strip() + ". \\? shows those that there are.");
            return true;
        }
        switch (command.get()) {
            case HELP -> messages.println(ShellCommand.help());
            case FORMAT -> chooseFormat(ShellCommand.arguments(line));
            case TIMING -> messages.println("Times are " + (runner.toggleTiming() ? "shown." : "not shown."));
            case QUIT -> {
                return false;
            }
        }
        return true;
    }

    private void chooseFormat(List<String> arguments) {
        Optional<OutputFormat> format = Arrays.stream(OutputFormat.values())
                .filter(known -> arguments.size() == 1
                        && known.toString().equals(arguments.get(0).toLowerCase(Locale.ROOT)))
                .findFirst();
        format.ifPresentOrElse(
                chosen -> {
                    runner.format(chosen);
                    messages.println("Rows are printed as " + chosen + ".");
                },
                () -> messages.println("Write \\format table, \\format csv or \\format json."));
    }

    private static List<String> statements(String text) {
        StatementSplitter splitter = new StatementSplitter();
        List<String> statements = new ArrayList<>(splitter.add(text));
        splitter.finish().ifPresent(statements::add);
        return statements;
    }

    /** Statements hold data that others should not read; the file keeps the permissions that it was made with. */
    private static void keepPrivate(Path history) {
        try {
            if (Files.notExists(history)
                    && Files.getFileStore(history.toAbsolutePath().getParent()).supportsFileAttributeView("posix")) {
                Files.createFile(
                        history, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
        } catch (IOException e) {
            // No home, or one that cannot be written: then nothing is kept at all, and the shell works without.
        }
    }
}
