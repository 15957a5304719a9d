package io.lakegate.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The keys of {@code lakegate.yaml} that say whom the gateway lets in and how it is watched. Part of {@link Settings}. */
final class SecuritySettings {
    /** A regular expression that takes one part out of a text. */
    private static final ValueKind<Pattern> PATTERN = new ValueKind<>(
            Pattern.class,
            "a regular expression with one group",
            "regular expression with one group in parentheses",
            SecuritySettings::pattern,
            SecuritySettings::checkPattern,
            Pattern::pattern);

    static final Setting<Path> PASSWORD_FILE = Setting.optional(
            "authentication.password-file",
            ValueKinds.FILE,
            "nobody connects with a password",
            "users",
            "The file of users: a line `NAME:HASH` or `NAME:HASH:GROUP,GROUP` for each, with a hash of bcrypt. `./lakegate user add NAME` writes"
                    + " it. A change holds at once, without a restart.");
    static final Setting<String> JWT_ISSUER = Setting.optional(
            "authentication.jwt.issuer",
            ValueKinds.TEXT,
            "nobody connects with a token",
            "https://login.example.com/",
            "Who makes the tokens: their claim `iss`. Clients send them as bearer tokens; the driver has the option `token`.");
    static final Setting<String> JWT_AUDIENCE = Setting.optional(
            "authentication.jwt.audience",
            ValueKinds.TEXT,
            "needed with `issuer`",
            "lakegate",
            "For whom the tokens are made: their claim `aud` names it.");
    static final Setting<String> JWT_KEYS = Setting.optional(
            "authentication.jwt.keys",
            HostKinds.KEY_SET,
            "needed with `issuer`",
            "https://login.example.com/keys.json",
            "Where the issuer's public keys are: a JSON web key set.");
    static final Setting<Duration> JWT_CLOCK_SKEW = Setting.withDefault(
            "authentication.jwt.clock-skew",
            ValueKinds.duration(Duration.ZERO, Duration.ofMinutes(10)),
            Duration.ofMinutes(1),
            "By how much the issuer's clock may differ from the gateway's.");
    static final Setting<String> JWT_USER_CLAIM = Setting.withDefault(
            "authentication.jwt.user-claim", ValueKinds.TEXT, "sub", "Which claim is the user's name.");
    static final Setting<String> JWT_GROUPS_CLAIM = Setting.withDefault(
            "authentication.jwt.groups-claim", ValueKinds.TEXT, "groups", "Which claim lists the user's groups.");
    static final Key.Group JWT = new Key.Group(
            "jwt",
            "Tokens that somebody else gives to users.",
            List.of(JWT_ISSUER, JWT_AUDIENCE, JWT_KEYS, JWT_CLOCK_SKEW, JWT_USER_CLAIM, JWT_GROUPS_CLAIM));

    static final Setting<Path> CERTIFICATE_AUTHORITIES = Setting.optional(
            "authentication.certificates.authorities",
            ValueKinds.EXISTING_FILE,
            "nobody connects with a certificate",
            "/etc/lakegate/clients.pem",
            "The authorities whose certificates of clients are believed: certificates in PEM format, or a key store, PKCS12 or JKS. Needs `server.tls`."
                    + " A client may do without a certificate where there is another way in. A change of the file holds with the next request.");
    static final Setting<Secret> CERTIFICATE_PASSWORD = Setting.optional(
            "authentication.certificates.password",
            ValueKinds.SECRET,
            "`authorities` is a PEM file",
            "${file:/run/secrets/clients}",
            "The password of `authorities`, where that is a key store.");
    static final Setting<String> CERTIFICATE_USER = Setting.withDefault(
            "authentication.certificates.user-from",
            ValueKinds.word("where a certificate names its user", List.of("cn", "email", "dns", "uri")),
            "cn",
            "Where a certificate names its user: in the common name of its subject, or in an alternative name of the kind e-mail, DNS or URI. There has to be"
                    + " one such name.");
    static final Setting<Pattern> CERTIFICATE_PATTERN = Setting.optional(
            "authentication.certificates.user-pattern",
            PATTERN,
            "the whole name is the user's",
            "(.+)@example[.]com",
            "Which part of that name is the user's: a regular expression for the whole name, with one group. Names that do not match it are passed over.");
    static final Setting<String> CERTIFICATE_GROUPS = Setting.withDefault(
            "authentication.certificates.groups-from",
            ValueKinds.word("where a certificate names groups", List.of("nowhere", "ou")),
            "nowhere",
            "Whether the organizational units of the subject are the user's groups.");
    static final Key.Group CERTIFICATES = new Key.Group(
            "certificates",
            "Certificates that clients have for TLS.",
            List.of(
                    CERTIFICATE_AUTHORITIES,
                    CERTIFICATE_PASSWORD,
                    CERTIFICATE_USER,
                    CERTIFICATE_PATTERN,
                    CERTIFICATE_GROUPS));

    static final Setting<String> OPERATOR_USER = Setting.optional(
            "authentication.operators[].user", ValueKinds.TEXT, "the item names a group", "ann", "A user.");
    static final Setting<String> OPERATOR_GROUP = Setting.optional(
            "authentication.operators[].group",
            ValueKinds.TEXT,
            "the item names a user",
            "dba",
            "A group, for all of its members.");
    static final Key.Repeated OPERATORS = new Key.Repeated(
            "operators",
            "Who looks after the gateway: they see the statements and connections of all, and may end any statement. Each item has one of"
                    + " the two keys.",
            new Key.Group("operators", "An operator.", List.of(OPERATOR_USER, OPERATOR_GROUP)));

    static final Key.Group AUTHENTICATION = new Key.Group(
            "authentication",
            "Who may connect. Without a password file, a directory, tokens and certificates everybody may, and the gateway listens on this machine only.",
            List.of(PASSWORD_FILE, JWT, CERTIFICATES, DirectorySettings.LDAP, OPERATORS));

    static final Setting<Path> ACCESS_RULES = Setting.optional(
            "access.rules",
            ValueKinds.FILE,
            "everybody who may connect may read every table",
            "access.yaml",
            "The file that says who may see which tables, columns, rows and values: see security.md. What it does not allow is not there. A change"
                    + " holds with the next statement, without a restart; a file that cannot be used then leaves the rules as they were.");
    static final Key.Group ACCESS = new Key.Group("access", "What those may do who connect.", List.of(ACCESS_RULES));

    static final Setting<String> AUDIT_TO = Setting.withDefault(
            "audit.to",
            ValueKinds.word("where the audit log goes", List.of("nowhere", "file", "stdout")),
            "nowhere",
            "Where a line in JSON goes for each start and end of a statement and each login. With `stdout` they follow the line that says"
                    + " that the gateway is ready.");
    static final Setting<Path> AUDIT_FILE = Setting.withDefault(
            "audit.file",
            ValueKinds.FILE,
            () -> Path.of(
                            System.getProperty("java.io.tmpdir"),
                            "lakegate-" + System.getProperty("user.name"),
                            "audit.jsonl")
                    .toAbsolutePath(),
            "`audit.jsonl` in the folder `lakegate-USER` in the system's folder for temporary files",
            "/var/log/lakegate/audit.jsonl",
            "The file for `to: file`. It and its folder are made when they are missing.");
    static final Setting<DataSize> AUDIT_FILE_SIZE = Setting.withDefault(
            "audit.file-size",
            ValueKinds.size(new DataSize(1 << 10), new DataSize(1_000_000_000_000L)),
            new DataSize(100L << 20),
            "How long the file gets before it is set aside as `audit.jsonl.1`, and that as `audit.jsonl.2`.");
    static final Setting<Integer> AUDIT_FILES_KEPT = Setting.withDefault(
            "audit.files-kept", ValueKinds.integer(0, 1000), 10, "How many files that were set aside are kept.");
    static final Setting<String> AUDIT_ON_FAILURE = Setting.withDefault(
            "audit.on-failure",
            ValueKinds.word("what happens when the audit log cannot be written", List.of("stop", "report")),
            "stop",
            "What happens when a line cannot be written, as on a full disk: with `stop` nothing is done that cannot be written down, with"
                    + " `report` the log and `/health/ready` say so.");
    static final Key.Group AUDIT = new Key.Group(
            "audit",
            "What is kept of who did what.",
            List.of(AUDIT_TO, AUDIT_FILE, AUDIT_FILE_SIZE, AUDIT_FILES_KEPT, AUDIT_ON_FAILURE));

    static final Setting<String> OPERATIONS_HOST = Setting.withDefault(
            "operations.host",
            HostKinds.HOST,
            "127.0.0.1",
            "The address on which `operations.port` listens. Nobody is asked there who they are.");
    static final Setting<Integer> OPERATIONS_PORT = Setting.optional(
            "operations.port",
            ValueKinds.integer(0, 65535),
            "`/metrics` is on the gateway's own port, behind the same authentication",
            "9765",
            "A port of its own for `/metrics`, and for `/health/live` and `/health/ready`, which the gateway's port keeps too. With 0 the system picks a free one.");
    static final Setting<Duration> SLOW_QUERY_TIME = Setting.withDefault(
            "operations.slow-query-time",
            ValueKinds.duration(Duration.ZERO, Duration.ofDays(365)),
            Duration.ZERO,
            "Statements that take as long or longer are told to the log, with what took the time. With 0 none is.");
    static final Setting<URI> TRACES_ENDPOINT = Setting.optional(
            "operations.traces.endpoint",
            ValueKinds.HTTP_ADDRESS,
            "no traces are sent",
            "http://localhost:4318/v1/traces",
            "Where a collector of OpenTelemetry takes traces: OTLP over HTTP, in JSON.");
    static final Setting<Secret> TRACES_AUTHORIZATION = Setting.optional(
            "operations.traces.authorization",
            ValueKinds.SECRET,
            "the collector is not told who sends them",
            "Bearer ${file:/run/secrets/collector}",
            "What the header `Authorization` holds.");
    static final Setting<Integer> TRACES_PERCENT = Setting.withDefault(
            "operations.traces.percent",
            ValueKinds.integer(0, 100),
            100,
            "Of how many statements of 100 traces are sent, by chance. A request with the header `traceparent` says for itself whether it is traced.");
    static final Setting<Boolean> TRACES_SQL = Setting.withDefault(
            "operations.traces.sql",
            ValueKinds.BOOLEAN,
            false,
            "Whether the texts of statements go along, with the values that stand in them.");
    static final Key.Group TRACES = new Key.Group(
            "traces",
            "What is sent to a collector of OpenTelemetry about each statement.",
            List.of(TRACES_ENDPOINT, TRACES_AUTHORIZATION, TRACES_PERCENT, TRACES_SQL));
    static final Key.Group OPERATIONS = new Key.Group(
            "operations",
            "How the gateway is watched.",
            List.of(OPERATIONS_HOST, OPERATIONS_PORT, SLOW_QUERY_TIME, TRACES));

    private SecuritySettings() {}

    private static Pattern pattern(Text text) throws BadValue {
        try {
            return Pattern.compile(text.value());
        } catch (PatternSyntaxException e) {
            throw new BadValue("it is no regular expression of Java's: " + e.getDescription());
        }
    }

    private static void checkPattern(Pattern pattern) throws BadValue {
        int groups = pattern.matcher("").groupCount();
        if (groups != 1) {
            throw new BadValue("it has %d groups; write (?:…) for those that are not meant".formatted(groups));
        }
    }
}
