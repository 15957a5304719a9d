package io.lakegate.server.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The place where statements are run and their rows printed: rows to one writer, all else to another. Used by one thread, except
 * {@link #cancel()}, which any thread may call.
 */
final class StatementRunner {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final double MILLIS_PER_SECOND = 1000;

    private final Connection connection;
    private final Writer out;
    private final PrintWriter messages;
    private OutputFormat format;
    private boolean timing = true;
    private volatile @Nullable Statement running;
    private volatile boolean canceled;

    StatementRunner(Connection connection, OutputFormat format, Writer out, PrintWriter messages) {
        this.connection = connection;
        this.format = format;
        this.out = out;
        this.messages = messages;
    }

    void format(OutputFormat next) {
        format = next;
    }

    /** Turns the display of times on or off; the new state. */
    boolean toggleTiming() {
        timing = !timing;
        return timing;
    }

    /**
     * Runs one statement to its end; a failure is reported as a message.
     *
     * @return whether it succeeded
     * @throws OutputFailedException when the rows cannot be written
     */
    boolean run(String sql) {
        canceled = false;
        long start = System.nanoTime();
        try (Statement statement = connection.createStatement()) {
            running = statement;
            String result = execute(statement, sql);
            report(result + (timing ? " in " + text(Duration.ofNanos(System.nanoTime() - start)) : ""));
            return true;
        } catch (SQLException e) {
            report(text(e));
            return false;
        } catch (OutputFailedException e) {
            throw e;
        } catch (RuntimeException e) {
            // Drivers throw these for what they do not offer; one statement's bad luck must not end the shell.
            report("ERROR: the driver failed: " + e);
            return false;
        } finally {
            running = null;
        }
    }

    /** Stops the statement that runs, if one does; {@link #run} then reports it as failed. */
    void cancel() {
        Statement statement = running;
        if (statement == null) {
            return;
        }
        canceled = true;
        try {
            statement.cancel();
        } catch (SQLException e) {
            messages.println("The statement could not be cancelled: " + e.getMessage());
        }
    }

    private String execute(Statement statement, String sql) throws SQLException {
        if (statement.execute(sql)) {
            try (ResultSet rows = statement.getResultSet()) {
                return rows(format.printer().print(RowCursor.over(rows, () -> canceled), out));
            } catch (IOException e) {
                throw new OutputFailedException(e);
            }
        }
        long changed = statement.getUpdateCount();
        return changed > 0 ? rows(changed) + " changed" : "Done";
    }

    /** Says something after all rows so far were seen, as both may go to one terminal. */
    private void report(String message) {
        try {
            out.flush();
        } catch (IOException e) {
            throw new OutputFailedException(e);
        }
        messages.println(message);
    }

    private static String rows(long count) {
        return count == 1 ? "1 row" : count + " rows";
    }

    /** SQLSTATE, vendor code, sentence; a driver that gives no codes gets none invented. */
    static String text(SQLException error) {
        String state = error.getSQLState() == null ? "" : " " + error.getSQLState();
        String code = error.getErrorCode() == 0 ? "" : " (" + error.getErrorCode() + ")";
        return "ERROR" + state + code + ": " + error.getMessage();
    }

    private static String text(Duration duration) {
        return duration.compareTo(LONG) < 0
                ? duration.toMillis() + " ms"
                : "%.1f s".formatted(duration.toMillis() / MILLIS_PER_SECOND);
    }
}
