package io.lakegate.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** The keys of {@code lakegate.yaml} that say which directory knows users. Part of {@link SecuritySettings}. */
final class DirectorySettings {
    private static final String USER = "{user}";

    private static final ValueKind<URI> ADDRESS = new ValueKind<>(
            URI.class,
            "the address of a directory",
            "`ldaps://HOST:PORT` or `ldap://HOST:PORT`",
            DirectorySettings::address,
            address -> {},
            URI::toString);

    private static final ValueKind<String> NAME = new ValueKind<>(
            String.class,
            "a distinguished name",
            "distinguished name such as `ou=people,dc=example,dc=com`",
            Text::value,
            DirectorySettings::checkName,
            name -> name);

    private static final ValueKind<String> PATTERN = new ValueKind<>(
            String.class,
            "a distinguished name with {user} in it",
            "distinguished name with `{user}` in it",
            Text::value,
            text -> {
                if (!text.contains(USER)) {
                    throw new BadValue("write {user} where the user's name belongs");
                }
                checkName(text.replace(USER, "x"));
            },
            text -> text);

    private static final ValueKind<String> USER_FILTER_TEXT = filter("a filter with {user} in it", "`{user}`", USER);
    private static final ValueKind<String> GROUP_FILTER_TEXT = filter(
            "a filter with {dn} or {user} in it", "`{dn}`, the user's distinguished name, or `{user}`", "{dn}", USER);

    private static final ValueKind<String> ATTRIBUTE = new ValueKind<>(
            String.class,
            "the name of an attribute",
            "name of an attribute",
            Text::value,
            text -> {
                if (!text.matches("[A-Za-z][A-Za-z0-9-]{0,63}")) {
                    throw new BadValue("it is made of letters, digits and -");
                }
            },
            text -> text);

    static final Setting<URI> URL = Setting.optional(
            "authentication.ldap.url",
            ADDRESS,
            "no directory is asked",
            "ldaps://directory.example.com",
            "Where the directory is that knows users and their passwords. It is asked about those whom the password file does not know.");
    static final Setting<Boolean> START_TLS = Setting.withDefault(
            "authentication.ldap.start-tls",
            ValueKinds.BOOLEAN,
            false,
            "Whether a connection to `ldap://` becomes one with TLS before anything is said. To another machine it has to.");
    static final Setting<Path> TRUST = Setting.optional(
            "authentication.ldap.trust-certificate",
            ValueKinds.EXISTING_FILE,
            "the JVM's authorities are believed",
            "/etc/lakegate/directory.pem",
            "The certificate of the directory, or of its authority, in PEM format. It has to be made out for the host of `url`.");
    static final Setting<String> USER_DN = Setting.optional(
            "authentication.ldap.user-dn",
            PATTERN,
            "users are searched for below `user-base`",
            "uid={user},ou=people,dc=example,dc=com",
            "The distinguished name of a user, where it is made of the user's name.");
    static final Setting<String> USER_BASE = Setting.optional(
            "authentication.ldap.user-base",
            NAME,
            "users have the name `user-dn`",
            "ou=people,dc=example,dc=com",
            "Below what users are searched for.");
    static final Setting<String> USER_FILTER = Setting.withDefault(
            "authentication.ldap.user-filter",
            USER_FILTER_TEXT,
            "(uid={user})",
            "Which of the entries below `user-base` is the user. It has to be one.");
    static final Setting<String> USER_NAME = Setting.withDefault(
            "authentication.ldap.user-name",
            ATTRIBUTE,
            "uid",
            "The attribute that holds the user's name as rules know it: the directory does not tell upper case from lower, they do.");
    static final Setting<String> BIND_DN = Setting.optional(
            "authentication.ldap.bind-dn",
            NAME,
            "users are searched for by anybody, and groups by the users themselves",
            "cn=lakegate,ou=services,dc=example,dc=com",
            "Whom the gateway is to the directory when it searches for users and groups.");
    static final Setting<Secret> BIND_PASSWORD = Setting.optional(
            "authentication.ldap.bind-password",
            ValueKinds.SECRET,
            "needed with `bind-dn`",
            "${file:/run/secrets/directory}",
            "The password of `bind-dn`.");
    static final Setting<String> GROUP_BASE = Setting.optional(
            "authentication.ldap.group-base",
            NAME,
            "users have no groups",
            "ou=groups,dc=example,dc=com",
            "Below what groups are searched for.");
    static final Setting<String> GROUP_FILTER = Setting.withDefault(
            "authentication.ldap.group-filter",
            GROUP_FILTER_TEXT,
            "(member={dn})",
            "Which of the entries below `group-base` are groups of the user.");
    static final Setting<String> GROUP_NAME = Setting.withDefault(
            "authentication.ldap.group-name", ATTRIBUTE, "cn", "The attribute that holds the name of a group.");
    static final Setting<Duration> TIMEOUT = Setting.withDefault(
            "authentication.ldap.timeout",
            ValueKinds.duration(Duration.ofMillis(100), Duration.ofMinutes(1)),
            Duration.ofSeconds(5),
            "How long to wait for the connection to the directory, and for each of its answers.");
    static final Setting<Duration> CACHE_TIME = Setting.withDefault(
            "authentication.ldap.cache-time",
            ValueKinds.duration(Duration.ZERO, Duration.ofHours(1)),
            Duration.ofMinutes(1),
            "How long a password that was right, and the groups, hold before the directory is asked again, since clients send a password with every"
                    + " request. With 0 each of them asks.");
    static final Key.Group LDAP = new Key.Group(
            "ldap",
            "A directory of users, LDAP or Active Directory.",
            List.of(
                    URL,
                    START_TLS,
                    TRUST,
                    USER_DN,
                    USER_BASE,
                    USER_FILTER,
                    USER_NAME,
                    BIND_DN,
                    BIND_PASSWORD,
                    GROUP_BASE,
                    GROUP_FILTER,
                    GROUP_NAME,
                    TIMEOUT,
                    CACHE_TIME));

    private DirectorySettings() {}

    private static ValueKind<String> filter(String what, String help, String... places) {
        return new ValueKind<>(
                String.class,
                what,
                "filter of LDAP in parentheses, with " + help + " in it",
                Text::value,
                text -> {
                    if (List.of(places).stream().noneMatch(text::contains)) {
                        throw new BadValue("write %s where it belongs".formatted(String.join(" or ", places)));
                    }
                    if (!text.matches("\\(.*\\)") || text.matches(".*\\{\\d.*")) {
                        throw new BadValue("write it as (attribute=%s)".formatted(places[0]));
                    }
                },
                text -> text);
    }

    private static URI address(Text text) throws BadValue {
        try {
            URI address = new URI(text.value());
            boolean ldap = "ldap".equals(address.getScheme()) || "ldaps".equals(address.getScheme());
            boolean bare =
                    address.getRawPath().isEmpty() || address.getRawPath().equals("/");
            if (ldap
                    && bare
                    && address.getHost() != null
                    && address.getUserInfo() == null
                    && address.getQuery() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw new BadValue("write it as in ldaps://directory.example.com");
        }
        throw new BadValue("write it as in ldaps://directory.example.com, with nothing behind the port");
    }

    private static void checkName(String name) throws BadValue {
        try {
            if (new LdapName(name).isEmpty()) {
                throw new BadValue("it is empty");
            }
        } catch (InvalidNameException e) {
            throw new BadValue("write it as in ou=people,dc=example,dc=com");
        }
    }
}
