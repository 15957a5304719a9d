package io.lakegate.jdbc;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Everything that can be set for a connection, in the URL or in the properties: name, default, check and meaning. */
enum ConnectionOption {
    USER("user", "", Kind.TEXT, "Who connects. Sent with every request (HTTP Basic) when it is given."),
    PASSWORD("password", "", Kind.TEXT, "The user's password. Without tls it is sent in clear text."),
    TOKEN("token", "", Kind.TEXT, "A bearer token, sent with every request instead of user and password."),
    TLS(
            "tls",
            "false",
            Kind.CHOICE,
            "Whether the gateway is reached through TLS. Its certificate has to be known and made out for the host of the URL.",
            "false",
            "true"),
    TRUST_CERTIFICATE(
            "trustCertificate",
            "",
            Kind.TEXT,
            "A file in PEM format with the certificates that are trusted, as of an own authority. Without it, and without trustStore, those"
                    + " of the JVM are."),
    TRUST_STORE(
            "trustStore", "", Kind.TEXT, "A key store file, JKS or PKCS12, with the certificates that are trusted."),
    TRUST_STORE_PASSWORD("trustStorePassword", "", Kind.TEXT, "The password of trustStore."),
    KEY_STORE(
            "keyStore",
            "",
            Kind.TEXT,
            "A key store file, JKS or PKCS12, with a certificate of the user's and its key, for gateways that know users by certificates. Needs tls."),
    KEY_STORE_PASSWORD("keyStorePassword", "", Kind.TEXT, "The password of keyStore, and of the key in it."),
    COMPRESSION(
            "compression",
            "none",
            Kind.CHOICE,
            "Whether rows come compressed: gzip pays where the network is slow, none where it is fast.",
            "none",
            "gzip"),
    APPLICATION_NAME(
            "applicationName",
            "",
            Kind.TEXT,
            "What the program calls itself: shown in system.sessions and system.queries beside the driver."),
    TIME_ZONE(
            "timeZone",
            "",
            Kind.TEXT,
            "The session's time zone, such as America/Los_Angeles: in it SQL shows instants and reads times that name none. As SET TIME"
                    + " ZONE; UTC without it. What Java's getters return does not depend on it."),
    AS_OF("asOf", "", Kind.TEXT, "A time at which all tables are read, as SET lakegate.as_of: 2024-01-31 12:00:00."),
    READER("reader", "", Kind.TEXT, "Who reads data files, as SET lakegate.reader: auto, engine or format."),
    CONNECT_TIMEOUT(
            "connectTimeout",
            "10s",
            Kind.DURATION,
            "How long to wait for the gateway to accept the network connection: 500ms, 10s or 2m; a bare number means seconds, 0 means"
                    + " no limit."),
    RESPONSE_TIMEOUT(
            "responseTimeout",
            "5m",
            Kind.DURATION,
            "How long to wait for the answer to one request, written like connectTimeout. It does not limit how long a statement runs:"
                    + " while it runs the gateway answers again and again. Connection.setNetworkTimeout changes it."),
    RECONNECT(
            "reconnect",
            "true",
            Kind.CHOICE,
            "Whether a connection that the gateway has forgotten, after idling or a restart, is opened again before the next statement,"
                    + " with its settings, where no transaction is open and no rows are still to come.",
            "true",
            "false"),
    FETCH_SIZE(
            "fetchSize",
            "0",
            Kind.COUNT,
            "How many rows to ask for at a time; 0 leaves it to the gateway. Statement.setFetchSize changes it."),
    NESTED(
            "nested",
            "values",
            Kind.CHOICE,
            "How lists, structs and maps come: as values (java.sql.Array, java.sql.Struct, java.util.Map), or as text (VARCHAR that holds"
                    + " JSON), for programs that know no such types.",
            "values",
            "text"),
    INSTANTS(
            "instants",
            "zoned",
            Kind.CHOICE,
            "What a result says its instants are: zoned (TIMESTAMP WITH TIME ZONE, java.time.OffsetDateTime), or timestamp (TIMESTAMP,"
                    + " java.sql.Timestamp of the same instant), for programs that know no other, as Spark's JDBC source.",
            "zoned",
            "timestamp");

    private enum Kind {
        TEXT,
        DURATION,
        COUNT,
        CHOICE
    }

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)?");

    private final String key;
    private final String defaultValue;
    private final Kind kind;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // List.of gives lists that nobody can change.
    private final List<String> choices;

    /** {@code choices} are the values that it can have; none where that is not a list. */
    ConnectionOption(String key, String defaultValue, Kind kind, String description, String... choices) {
        this.choices = List.of(choices);
        this.key = key;
        this.defaultValue = defaultValue;
        this.kind = kind;
        this.description = description;
    }

    /** The option that is written like this, upper and lower case told apart. */
    static ConnectionOption named(String key) throws SQLException {
        List<String> known = new ArrayList<>();
        for (ConnectionOption option : values()) {
            if (option.key.equals(key)) {
                return option;
            }
            known.add(option.key);
        }
        throw SqlErrors.of(
                SqlErrors.CANNOT_CONNECT,
                "There is no connection option " + key + "." + NearestName.hint(key, known) + " Options are: "
                        + String.join(", ", known) + ".");
    }

    String key() {
        return key;
    }

    String defaultValue() {
        return defaultValue;
    }

    String description() {
        return description;
    }

    /** The values that it can have; empty where that is not a list. */
    List<String> choices() {
        return choices;
    }

    /** Refuses a value that this option cannot have. */
    void check(String value) throws SQLException {
        switch (kind) {
            case DURATION:
                duration(value);
                break;
            case COUNT:
                count(value);
                break;
            case CHOICE:
                if (!choices.contains(value)) {
                    throw unusable(value, String.join(" or ", choices));
                }
                break;
            default:
                break;
        }
    }

    /** A duration in text; zero means no limit. */
    Duration duration(String value) throws SQLException {
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches()) {
            throw unusable(value, "a duration such as 500ms, 10s or 2m");
        }
        long amount = Long.parseLong(matcher.group(1));
        if ("ms".equals(matcher.group(2))) {
            return Duration.ofMillis(amount);
        }
        return "m".equals(matcher.group(2)) ? Duration.ofMinutes(amount) : Duration.ofSeconds(amount);
    }

    /** A whole number that is not negative. */
    int count(String value) throws SQLException {
        if (!value.matches("\\d{1,10}") || new BigDecimal(value).compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
            throw unusable(value, "a whole number from 0 to " + Integer.MAX_VALUE);
        }
        return Integer.parseInt(value);
    }

    private SQLException unusable(String value, String wanted) {
        return SqlErrors.of(
                SqlErrors.CANNOT_CONNECT,
                "The connection option " + key + " must be " + wanted + ", not '" + value + "'.");
    }
}
