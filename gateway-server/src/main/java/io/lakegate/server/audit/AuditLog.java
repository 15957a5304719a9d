package io.lakegate.server.audit;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.auth.Identity;
import io.lakegate.server.auth.LoginListener;
import io.lakegate.server.query.CacheUse;
import io.lakegate.server.query.QueryFigures;
import io.lakegate.server.query.QueryInfo;
import io.lakegate.server.query.QueryListener;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What tells later who did what: a line in JSON when a statement starts and when it ends, when somebody is let in and when not. Values of
 * parameters are not in it. For any thread.
 */
public final class AuditLog implements QueryListener, LoginListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);
    private static final int LONGEST_NAME = 128;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Sink sink;
    private final boolean stops;
    private volatile @Nullable String trouble;

    /** Where lines go. */
    private interface Sink {
        void write(String line) throws IOException;

        void close() throws IOException;
    }

    private AuditLog(Sink sink, boolean stops) {
        this.sink = requireNonNull(sink, "sink");
        this.stops = stops;
    }

    /**
     * Writes to a file.
     *
     * @param stops whether nothing runs that cannot be written down; else that is only told
     * @param longest bytes after which a file is set aside
     * @param kept how many of those are kept
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when it cannot be opened, and {@code stops}
     */
    public static AuditLog in(Path file, boolean stops, long longest, int kept) {
        AuditFile lines = new AuditFile(file, longest, kept);
        AuditLog opened = new AuditLog(
                new Sink() {
                    @Override
                    public void write(String line) throws IOException {
                        lines.write(line);
                    }

                    @Override
                    public void close() throws IOException {
                        lines.close();
                    }
                },
                stops);
        try {
            lines.open();
        } catch (IOException e) {
            if (stops) {
                throw new GatewayException(
                        ErrorCode.CONFIGURATION,
                        "The audit log %s cannot be written: %s. Check audit.file, or write audit.on-failure: report."
                                .formatted(file, e),
                        e);
            }
            opened.failed(e);
        }
        return opened;
    }

    /** Writes to standard output. */
    public static AuditLog onStandardOutput(boolean stops) {
        return new AuditLog(
                new Sink() {
                    @Override
                    public void write(String line) throws IOException {
                        System.out.println(line);
                        if (System.out.checkError()) {
                            throw new IOException("standard output takes nothing more");
                        }
                    }

                    @Override
                    public void close() {}
                },
                stops);
    }

    /** Why lines could not be written lately; empty when the last could. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Whether nothing runs while there is trouble. */
    public boolean stops() {
        return stops;
    }

    @Override
    public void starts(QueryInfo info) {
        require(statement("statement-start", info));
    }

    @Override
    public void ends(QueryInfo info, QueryFigures figures, Optional<ErrorCode> error) {
        ObjectNode line = statement("statement-end", info);
        line.put("outcome", QueryListener.outcome(error));
        error.ifPresent(code -> line.put("code", code.number()).put("sqlstate", code.sqlState()));
        line.put("duration_ms", figures.all().toMillis());
        line.put("planning_ms", figures.planning().toMillis());
        line.put("rows", figures.rows());
        line.put("files", figures.files().read());
        line.put("files_skipped", figures.files().skipped());
        line.put("file_bytes", figures.files().bytes());
        line.put("store_bytes", figures.transfers().fetched());
        line.put("cache_bytes", figures.transfers().cached());
        line.put("from_cache", figures.cache() == CacheUse.HIT);
        write(line);
    }

    private static ObjectNode statement(String event, QueryInfo info) {
        ObjectNode line = line(event);
        line.put("query", info.id()).put("session", info.owner().session());
        identity(line, info.owner().identity(), info.owner().address());
        line.put("client", info.owner().client()).put("sql", info.sql());
        texts(line, "tables", info.tables());
        texts(line, "policies", info.policies());
        return line;
    }

    @Override
    public void accepted(Identity identity, String address, String client) {
        ObjectNode line = line("login");
        identity(line, identity, address);
        require(line.put("client", client));
    }

    @Override
    public void refused(Optional<String> user, String address, String why) {
        ObjectNode line = line("login-refused");
        // What is said may be anything, and long.
        write(line.put(
                        "user",
                        user.map(name -> name.substring(0, Math.min(name.length(), LONGEST_NAME)))
                                .orElse(null))
                .put("address", address)
                .put("reason", why));
    }

    private static ObjectNode line(String event) {
        return JSON.createObjectNode().put("time", Instant.now().toString()).put("event", event);
    }

    private static void identity(ObjectNode line, Identity identity, String address) {
        line.put("user", identity.user().orElse(null)).put("proven", identity.proven());
        texts(line, "groups", identity.groups());
        line.put("address", address);
    }

    private static void texts(ObjectNode line, String name, Collection<String> texts) {
        texts.forEach(line.putArray(name)::add);
    }

    /** Writes what must be written before something goes on. */
    private void require(ObjectNode line) {
        if (!write(line) && stops) {
            throw new GatewayException(
                    ErrorCode.AUDIT_UNWRITABLE,
                    "The gateway cannot write down what is done, and does nothing without: %s. Whoever runs it has to make room for the audit log, or mend its file."
                            .formatted(trouble));
        }
    }

    private boolean write(ObjectNode line) {
        try {
            sink.write(JSON.writeValueAsString(line));
            if (trouble != null) {
                trouble = null;
                log.warn("The audit log is written again; what happened meanwhile is not in it.");
            }
            return true;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers is no JSON", e);
        } catch (IOException e) {
            failed(e);
            return false;
        }
    }

    private void failed(IOException e) {
        if (trouble == null) { // once, and not for each line
            log.error("The audit log cannot be written: {}", e.toString());
        }
        trouble = reason(e);
    }

    /** Without the path: strangers read it too. */
    private static String reason(IOException e) {
        if (e instanceof FileSystemException of) {
            return Optional.ofNullable(of.getReason()).orElse(e.getClass().getSimpleName());
        }
        return String.valueOf(e.getMessage());
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }
}
