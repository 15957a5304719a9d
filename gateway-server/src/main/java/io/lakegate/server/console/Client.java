package io.lakegate.server.console;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jline.terminal.Terminal;

/** A connection with the streams that its results and messages go to. Used by one thread. */
final class Client implements AutoCloseable {
    private final StandardStreams streams;
    private final Connection connection;
    private final StatementRunner runner;

    private Client(StandardStreams streams, Connection connection, OutputFormat format) {
        this.streams = streams;
        this.connection = connection;
        runner = new StatementRunner(
                connection,
                format,
                new BufferedWriter(new OutputStreamWriter(streams.out(), StandardCharsets.UTF_8)),
                streams.err());
    }

    static Client connect(StandardStreams streams, String url, Properties properties, OutputFormat format)
            throws SQLException {
        return new Client(streams, DriverManager.getConnection(url, properties), format);
    }

    /** Whether all statements of the text succeeded; those after one that failed are not run. */
    boolean run(Reader script) throws IOException {
        return new ScriptRunner(runner).run(script);
    }

    /** Returns when the person at the terminal leaves. */
    void interact(Terminal terminal, Path history) {
        streams.err().println("Connected. Statements end with ; - help lists the commands, Ctrl-D leaves.");
        new Shell(terminal, runner, streams.err(), history).run();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
