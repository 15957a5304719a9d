package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The directory that knows users and their passwords, asked by LDAP.
 *
 * @param server how it is reached
 * @param users where they are
 * @param groups where those of users are; empty where none are asked for
 * @param cacheTime for how long a password that was right is not asked for again
 */
public record DirectoryConfig(Server server, Users users, Optional<Groups> groups, Duration cacheTime) {
    public DirectoryConfig {
        requireNonNull(server, "server");
        requireNonNull(users, "users");
        requireNonNull(groups, "groups");
        requireNonNull(cacheTime, "cacheTime");
    }

    /**
     * How the directory is reached.
     *
     * @param startTls whether a connection without TLS becomes one with it
     * @param trusted certificates, as PEM; empty for those of the JVM
     * @param timeout for connecting, and for each answer
     */
    public record Server(URI url, boolean startTls, Optional<Path> trusted, Duration timeout) {}

    /**
     * Where users are: below a base, or at a name that is made of theirs.
     *
     * @param dn with {@code {user}} in it, where users are not searched for
     * @param base below which they are searched for
     * @param filter with {@code {user}} in it
     * @param name the attribute that holds the user's name
     * @param account that may search; empty for the users themselves, or anybody
     */
    public record Users(
            Optional<String> dn, Optional<String> base, String filter, String name, Optional<Account> account) {}

    /** Whom the gateway is to the directory. */
    public record Account(String dn, Secret password) {}

    /**
     * Where groups are.
     *
     * @param filter with {@code {dn}} or {@code {user}} in it
     * @param name the attribute that holds the group's name
     */
    public record Groups(String base, String filter, String name) {}

    static Optional<DirectoryConfig> of(Bound ldap) {
        return ldap.find(DirectorySettings.URL)
                .map(url -> new DirectoryConfig(
                        new Server(
                                url,
                                ldap.get(DirectorySettings.START_TLS),
                                ldap.find(DirectorySettings.TRUST),
                                ldap.get(DirectorySettings.TIMEOUT)),
                        new Users(
                                ldap.find(DirectorySettings.USER_DN),
                                ldap.find(DirectorySettings.USER_BASE),
                                ldap.get(DirectorySettings.USER_FILTER),
                                ldap.get(DirectorySettings.USER_NAME),
                                ldap.find(DirectorySettings.BIND_DN)
                                        .map(dn -> new Account(dn, ldap.get(DirectorySettings.BIND_PASSWORD)))),
                        ldap.find(DirectorySettings.GROUP_BASE)
                                .map(base -> new Groups(
                                        base,
                                        ldap.get(DirectorySettings.GROUP_FILTER),
                                        ldap.get(DirectorySettings.GROUP_NAME))),
                        ldap.get(DirectorySettings.CACHE_TIME)));
    }

    static boolean isOn(Bound authentication) {
        return authentication
                .find(DirectorySettings.LDAP)
                .filter(ldap -> ldap.isPresent(DirectorySettings.URL))
                .isPresent();
    }

    /** What must hold between the keys. */
    static void check(Bound ldap, Problems problems) {
        boolean some = DirectorySettings.LDAP.keys().stream().anyMatch(ldap::isPresent);
        if (some && !ldap.isPresent(DirectorySettings.URL)) {
            problems.add(
                    ldap.place(),
                    "A directory needs the key url, such as %s.".formatted(DirectorySettings.URL.example()));
        }
        if (!some) {
            return;
        }
        if (ldap.isPresent(DirectorySettings.USER_DN) == ldap.isPresent(DirectorySettings.USER_BASE)) {
            problems.add(
                    ldap.place(),
                    "Users are found in one way: write user-dn, such as %s, or user-base, such as %s."
                            .formatted(DirectorySettings.USER_DN.example(), DirectorySettings.USER_BASE.example()));
        }
        if (ldap.isPresent(DirectorySettings.BIND_DN) != ldap.isPresent(DirectorySettings.BIND_PASSWORD)) {
            problems.add(ldap.place(), "The keys bind-dn and bind-password belong together: write both or none.");
        }
        ldap.find(DirectorySettings.URL).ifPresent(url -> {
            boolean plain = "ldap".equals(url.getScheme());
            boolean startTls = ldap.find(DirectorySettings.START_TLS).orElse(false);
            if (plain && !startTls && !HostKinds.isLocal(url.getHost())) {
                problems.add(
                        ldap.place(),
                        "Passwords would travel to the directory in clear text: write ldaps:// in url, or start-tls: true.");
            }
            if (!plain && startTls) {
                problems.add(ldap.place(), "With ldaps:// there is TLS from the beginning: take start-tls away.");
            }
        });
    }
}
