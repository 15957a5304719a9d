package io.lakegate.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ShellTest {
    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";

    @TempDir
    private Path folder;

    private final Screen screen = new Screen();
    private final StringWriter messages = new StringWriter();
    private Path history;

    @BeforeEach
    void keepHistoryApart() {
        history = folder.resolve("history");
    }

    @Test
    void statementsMaySpanLinesAndEndWithASemicolon() throws Exception {
        assertThat(type("SELECT 1 +\n 2 AS three\n;\nSELECT 'a;\nb' AS x;\n" + CTRL_D))
                .isEqualTo(" three\n-------\n     3\n x\n-------\n a;\\nb\n");
        assertThat(screen.toString()).contains("lakegate> ").contains("       -> ");
    }

    @Test
    void severalStatementsOnOneLineRunInOrder() throws Exception {
        assertThat(type("\\format csv\nSELECT 1 AS a; SELECT 2 AS b;\n")).isEqualTo("a\n1\nb\n2\n");
    }

    @Test
    void anErrorDoesNotLeaveTheShell() throws Exception {
        assertThat(type("\\format csv\nSELECT * FROM nothing;\nSELECT 2 AS b;\n"))
                .isEqualTo("b\n2\n");
        assertThat(messages.toString()).contains("ERROR").contains("nothing");
    }

    @Test
    void ctrlCAtThePromptClearsTheLine() throws Exception {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        try (RunningShell shell = new RunningShell(rows, "jdbc:duckdb:")) {
            screen.await("lakegate> ");
            shell.type("SELECT wrong +\n");
            screen.await("-> ");
            shell.type(CTRL_C);
            screen.await("lakegate> ");
            shell.type("SELECT 2 AS b;\nexit\n");
            shell.await();
        }
        assertThat(rows.toString(StandardCharsets.UTF_8)).isEqualTo(" b\n---\n 2\n");
        assertThat(messages.toString()).doesNotContain("ERROR");
    }

    @Test
    void exitQuitAndBackslashQLeave() throws Exception {
        assertThat(type("exit\nSELECT 1;\n")).isEmpty();
        assertThat(type("QUIT;\nSELECT 1;\n")).isEmpty();
        assertThat(type("\\q\nSELECT 1;\n")).isEmpty();
    }

    @Test
    void commandsExplainThemselves() throws Exception {
        type("help\n\\?\n\\format xml\n\\nonsense\n\\timing\nSELECT 1;\n\\timing\n");

        assertThat(messages.toString())
                .contains("\\format table|csv|json")
                .contains("Write \\format table, \\format csv or \\format json.")
                .contains("There is no command \\nonsense.")
                .contains("Times are not shown.")
                .containsPattern("1 row\\R")
                .contains("Times are shown.");
    }

    @Test
    void whatWasTypedIsKeptForTheNextTimeAndForItsOwnerOnly() throws Exception {
        type("SELECT 'first'\n AS a;\nSELECT 'Hello!!' AS b;\n");

        assertThat(Files.readString(history)).contains("SELECT 'first'").contains("SELECT 'Hello!!' AS b;");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
                .isEqualTo("rw-------");
    }

    @Test
    void ctrlCWhileAStatementRunsCancelsTheStatementOnly() throws Exception {
        Screen rows = new Screen();
        try (RunningShell shell = new RunningShell(rows, "jdbc:duckdb:;jdbc_stream_results=true")) {
            // More rows than anybody waits for: only when the statement is cancelled does the shell read on.
            shell.type("SELECT 'row' FROM range(1000000000000);\n");
            rows.await("row");
            shell.type(CTRL_C + "\\timing\nexit\n");
            shell.await();
        }
        assertThat(messages.toString()).contains("ERROR").contains("Times are not shown.");
    }

    /** What the rows' stream holds when {@code keys} were typed and the terminal then hung up. */
    private String type(String keys) throws Exception {
        PipedInputStream keyboard = new PipedInputStream(1 << 16);
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        try (OutputStream fingers = new PipedOutputStream(keyboard)) {
            fingers.write(keys.getBytes(StandardCharsets.UTF_8));
        }
        try (Terminal terminal = terminal(keyboard)) {
            runShell(terminal, rows, "jdbc:duckdb:");
        }
        return rows.toString(StandardCharsets.UTF_8);
    }

    private Terminal terminal(InputStream keyboard) throws IOException {
        Terminal terminal = new ExternalTerminal("test", "ansi", keyboard, screen, StandardCharsets.UTF_8);
        terminal.setSize(new Size(80, 24));
        return terminal;
    }

    private void runShell(Terminal terminal, OutputStream rows, String url) throws SQLException {
        StandardStreams streams = new StandardStreams(
                InputStream.nullInputStream(), rows, new PrintWriter(messages, true), () -> Optional.of(terminal));
        try (Client client = Client.connect(streams, url, new Properties(), OutputFormat.TABLE)) {
            client.interact(terminal, history);
        }
    }

    /** A shell in a thread of its own, so that a test can type when it sees something. */
    private final class RunningShell implements AutoCloseable {
        private final PipedInputStream keyboard = new PipedInputStream();
        private final OutputStream fingers = new PipedOutputStream(keyboard);
        private final Terminal terminal = terminal(keyboard);
        private final FutureTask<Boolean> work;

        RunningShell(OutputStream rows, String url) throws IOException {
            work = new FutureTask<>(() -> {
                runShell(terminal, rows, url);
                return true;
            });
            new Thread(work, "shell-under-test").start();
        }

        void type(String keys) throws IOException {
            fingers.write(keys.getBytes(StandardCharsets.UTF_8));
            fingers.flush();
        }

        /** Waits until the shell was left. */
        void await() throws Exception {
            work.get();
        }

        @Override
        public void close() throws IOException {
            fingers.close();
            terminal.close();
        }
    }

    /** A stream that somebody watches. Keeps its beginning only, as it may be written to for long. */
    private static final class Screen extends OutputStream {
        private static final int REMEMBERED = 10_000;

        private final StringBuilder seen = new StringBuilder();
        private int watched;

        @Override
        public synchronized void write(int b) {
            if (seen.length() < REMEMBERED) {
                seen.append((char) b);
                notifyAll();
            }
        }

        /** Waits for {@code text} behind what was waited for before. */
        synchronized void await(String text) throws InterruptedException {
            while (seen.indexOf(text, watched) < 0) {
                wait();
            }
            watched = seen.indexOf(text, watched) + text.length();
        }

        @Override
        public synchronized String toString() {
            return seen.toString();
        }
    }
}
