package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whom the gateway lets in, what is kept of what they do, and how it is watched.
 *
 * @param authentication who may connect
 * @param access the file of rules of what those may do; empty where they may do everything
 * @param audit what is kept of who did what; empty for nothing
 */
public record SecurityConfig(
        AuthenticationConfig authentication, Optional<Path> access, Optional<Audit> audit, Operations operations) {
    /** Everybody, and nothing is kept. */
    public static final SecurityConfig OFF = new SecurityConfig(AuthenticationConfig.OFF);

    public SecurityConfig {
        requireNonNull(authentication, "authentication");
        requireNonNull(access, "access");
        requireNonNull(audit, "audit");
        requireNonNull(operations, "operations");
    }

    /** Without rules of access. */
    public SecurityConfig(AuthenticationConfig authentication, Optional<Audit> audit, Operations operations) {
        this(authentication, Optional.empty(), audit, operations);
    }

    /** The same with rules of access. */
    public SecurityConfig withAccess(Path rules) {
        return new SecurityConfig(authentication, Optional.of(rules), audit, operations);
    }

    /** Nothing is kept. */
    public SecurityConfig(AuthenticationConfig authentication) {
        this(authentication, Optional.empty(), Operations.DEFAULT);
    }

    /**
     * What is kept of who did what.
     *
     * @param file empty for standard output
     * @param fileSize after which the file is set aside
     * @param filesKept of those that were set aside
     * @param stops whether nothing is done that cannot be written down
     */
    public record Audit(Optional<Path> file, DataSize fileSize, int filesKept, boolean stops) {}

    /**
     * How the gateway is watched.
     *
     * @param host on which the port of its own listens
     * @param port of its own; empty where the gateway's port serves it
     * @param slowQueryTime from which on a statement is slow; zero for never
     * @param traces where they are sent; empty for nowhere
     */
    public record Operations(String host, OptionalInt port, Duration slowQueryTime, Optional<Traces> traces) {
        /** Without traces. */
        public Operations(String host, OptionalInt port, Duration slowQueryTime) {
            this(host, port, slowQueryTime, Optional.empty());
        }

        /** On the gateway's port, and no statement is slow. */
        public static final Operations DEFAULT = new Operations("127.0.0.1", OptionalInt.empty(), Duration.ZERO);
    }

    /**
     * What is sent to a collector of OpenTelemetry.
     *
     * @param percent of statements of which it is
     * @param sql whether their texts go along
     */
    public record Traces(URI endpoint, Optional<Secret> authorization, int percent, boolean sql) {}

    static SecurityConfig of(Bound gateway) {
        Bound audit = gateway.get(SecuritySettings.AUDIT);
        Bound operations = gateway.get(SecuritySettings.OPERATIONS);
        String to = audit.get(SecuritySettings.AUDIT_TO);
        return new SecurityConfig(
                AuthenticationConfig.of(gateway.get(SecuritySettings.AUTHENTICATION)),
                gateway.get(SecuritySettings.ACCESS).find(SecuritySettings.ACCESS_RULES),
                to.equals("nowhere")
                        ? Optional.empty()
                        : Optional.of(new Audit(
                                Optional.of(audit.get(SecuritySettings.AUDIT_FILE))
                                        .filter(file -> to.equals("file")),
                                audit.get(SecuritySettings.AUDIT_FILE_SIZE),
                                audit.get(SecuritySettings.AUDIT_FILES_KEPT),
                                audit.get(SecuritySettings.AUDIT_ON_FAILURE).equals("stop"))),
                new Operations(
                        operations.get(SecuritySettings.OPERATIONS_HOST),
                        operations
                                .find(SecuritySettings.OPERATIONS_PORT)
                                .map(OptionalInt::of)
                                .orElseGet(OptionalInt::empty),
                        operations.get(SecuritySettings.SLOW_QUERY_TIME),
                        traces(operations.get(SecuritySettings.TRACES))));
    }

    private static Optional<Traces> traces(Bound traces) {
        return traces.find(SecuritySettings.TRACES_ENDPOINT)
                .map(endpoint -> new Traces(
                        endpoint,
                        traces.find(SecuritySettings.TRACES_AUTHORIZATION),
                        traces.get(SecuritySettings.TRACES_PERCENT),
                        traces.get(SecuritySettings.TRACES_SQL)));
    }

    /** Adds the effective settings, one per line. */
    void describe(StringBuilder text) {
        authentication.describe(text);
        text.append("%s: %s\n"
                .formatted(
                        SecuritySettings.ACCESS_RULES.path(),
                        access.map(Path::toString).orElse("not set")));
        String to =
                audit.map(kept -> kept.file().isPresent() ? "file" : "stdout").orElse("nowhere");
        text.append("%s: %s\n%s: %s\n%s: %s\n%s: %s\n%s: %s\n"
                .formatted(
                        SecuritySettings.AUDIT_TO.path(),
                        to,
                        SecuritySettings.AUDIT_FILE.path(),
                        audit.flatMap(Audit::file).map(Path::toString).orElse("not used"),
                        SecuritySettings.AUDIT_FILE_SIZE.path(),
                        audit.map(kept -> kept.fileSize().toString()).orElse("not used"),
                        SecuritySettings.AUDIT_FILES_KEPT.path(),
                        audit.map(kept -> String.valueOf(kept.filesKept())).orElse("not used"),
                        SecuritySettings.AUDIT_ON_FAILURE.path(),
                        audit.map(kept -> kept.stops() ? "stop" : "report").orElse("not used")));
        text.append("%s: %s\n%s: %s\n%s: %s\n"
                .formatted(
                        SecuritySettings.OPERATIONS_HOST.path(),
                        operations.host(),
                        SecuritySettings.OPERATIONS_PORT.path(),
                        operations.port().isPresent()
                                ? String.valueOf(operations.port().getAsInt())
                                : "not set",
                        SecuritySettings.SLOW_QUERY_TIME.path(),
                        SecuritySettings.SLOW_QUERY_TIME.kind().write(operations.slowQueryTime())));
        text.append("%s: %s\n"
                .formatted(
                        SecuritySettings.TRACES_ENDPOINT.path(),
                        operations
                                .traces()
                                .map(traces -> "%s, %d %%, %s the texts of statements"
                                        .formatted(
                                                traces.endpoint(), traces.percent(), traces.sql() ? "with" : "without"))
                                .orElse("not set")));
    }
}
