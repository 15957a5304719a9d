package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may connect.
 *
 * @param passwordFile of users
 * @param jwt which tokens are believed
 * @param certificates of clients that are believed
 * @param directory that is asked about users and passwords
 * @param operatorUsers users who look after the gateway
 * @param operatorGroups groups whose members do
 */
public record AuthenticationConfig(
        Optional<Path> passwordFile,
        Optional<Jwt> jwt,
        Optional<Certificates> certificates,
        Optional<DirectoryConfig> directory,
        Set<String> operatorUsers,
        Set<String> operatorGroups) {
    /** Why there are no rules of access then. */
    static final String NOBODY_IS_PROVEN =
            "Rules of access say what users may do, and without authentication nobody proves to be one: set authentication.password-file or authentication.jwt.";

    /** Everybody, without proof. */
    public static final AuthenticationConfig OFF =
            new AuthenticationConfig(Optional.empty(), Optional.empty(), Set.of(), Set.of());

    /** Without certificates and directory. */
    public AuthenticationConfig(
            Optional<Path> passwordFile, Optional<Jwt> jwt, Set<String> operatorUsers, Set<String> operatorGroups) {
        this(passwordFile, jwt, Optional.empty(), Optional.empty(), operatorUsers, operatorGroups);
    }

    public AuthenticationConfig {
        requireNonNull(certificates, "certificates");
        requireNonNull(directory, "directory");
        requireNonNull(passwordFile, "passwordFile");
        requireNonNull(jwt, "jwt");
        operatorUsers = Set.copyOf(operatorUsers);
        operatorGroups = Set.copyOf(operatorGroups);
    }

    /**
     * Which tokens are believed.
     *
     * @param keys the address of a key set, or the path of its file
     */
    public record Jwt(
            String issuer, String audience, String keys, Duration clockSkew, String userClaim, String groupsClaim) {}

    /**
     * Which certificates of clients are believed.
     *
     * @param authorities PEM, or a key store with the password
     * @param userFrom {@code cn}, {@code email}, {@code dns} or {@code uri}
     * @param userPattern of which the one group is the user's name
     * @param groupsFromUnits whether organizational units are groups
     */
    public record Certificates(
            Path authorities,
            Optional<Secret> password,
            String userFrom,
            Optional<Pattern> userPattern,
            boolean groupsFromUnits) {
        private static Optional<Certificates> of(Bound bound) {
            return bound.find(SecuritySettings.CERTIFICATE_AUTHORITIES)
                    .map(authorities -> new Certificates(
                            authorities,
                            bound.find(SecuritySettings.CERTIFICATE_PASSWORD),
                            bound.get(SecuritySettings.CERTIFICATE_USER),
                            bound.find(SecuritySettings.CERTIFICATE_PATTERN),
                            bound.get(SecuritySettings.CERTIFICATE_GROUPS).equals("ou")));
        }
    }

    /** The same, and those who have such certificates. */
    public AuthenticationConfig withCertificates(Certificates believed) {
        return new AuthenticationConfig(
                passwordFile, jwt, Optional.of(believed), directory, operatorUsers, operatorGroups);
    }

    /** The same, and those whom a directory knows. */
    public AuthenticationConfig withDirectory(DirectoryConfig asked) {
        return new AuthenticationConfig(
                passwordFile, jwt, certificates, Optional.of(asked), operatorUsers, operatorGroups);
    }

    /** Whether who connects has to prove who they are. */
    public boolean isOn() {
        return passwordFile.isPresent() || jwt.isPresent() || certificates.isPresent() || directory.isPresent();
    }

    static AuthenticationConfig of(Bound bound) {
        Bound jwt = bound.get(SecuritySettings.JWT);
        Set<String> users = new LinkedHashSet<>();
        Set<String> groups = new LinkedHashSet<>();
        for (Bound operator : bound.get(SecuritySettings.OPERATORS)) {
            operator.find(SecuritySettings.OPERATOR_USER).ifPresent(users::add);
            operator.find(SecuritySettings.OPERATOR_GROUP).ifPresent(groups::add);
        }
        return new AuthenticationConfig(
                bound.find(SecuritySettings.PASSWORD_FILE),
                jwt.find(SecuritySettings.JWT_ISSUER)
                        .map(issuer -> new Jwt(
                                issuer,
                                jwt.get(SecuritySettings.JWT_AUDIENCE),
                                jwt.get(SecuritySettings.JWT_KEYS),
                                jwt.get(SecuritySettings.JWT_CLOCK_SKEW),
                                jwt.get(SecuritySettings.JWT_USER_CLAIM),
                                jwt.get(SecuritySettings.JWT_GROUPS_CLAIM))),
                Certificates.of(bound.get(SecuritySettings.CERTIFICATES)),
                DirectoryConfig.of(bound.get(DirectorySettings.LDAP)),
                users,
                groups);
    }

    /** What must hold between the keys. */
    static void check(Bound gateway, Problems problems) {
        gateway.find(SecuritySettings.AUTHENTICATION).ifPresent(bound -> checkItself(bound, problems));
        gateway.find(SecuritySettings.AUTHENTICATION)
                .flatMap(bound -> bound.find(SecuritySettings.CERTIFICATES))
                .ifPresent(certificates -> checkCertificates(certificates, gateway, problems));
        gateway.find(SecuritySettings.ACCESS)
                .filter(access -> access.isPresent(SecuritySettings.ACCESS_RULES))
                .filter(access -> gateway.find(SecuritySettings.AUTHENTICATION)
                        .filter(AuthenticationConfig::isOn)
                        .isEmpty())
                .ifPresent(access -> problems.add(access.place(), NOBODY_IS_PROVEN));
        gateway.find(Settings.SERVER).ifPresent(server -> {
            boolean open = gateway.find(SecuritySettings.AUTHENTICATION)
                    .filter(AuthenticationConfig::isOn)
                    .isEmpty();
            Optional<String> host = server.find(Settings.HOST);
            if (open && host.isPresent() && !HostKinds.isLocal(host.get())) {
                problems.add(server.place(), GatewayConfig.unguarded("such an address"));
            }
        });
    }

    private static boolean isOn(Bound bound) {
        return bound.isPresent(SecuritySettings.PASSWORD_FILE)
                || DirectoryConfig.isOn(bound)
                || bound.find(SecuritySettings.JWT)
                        .filter(jwt -> jwt.isPresent(SecuritySettings.JWT_ISSUER))
                        .isPresent()
                || bound.find(SecuritySettings.CERTIFICATES)
                        .filter(certificates -> certificates.isPresent(SecuritySettings.CERTIFICATE_AUTHORITIES))
                        .isPresent();
    }

    private static void checkCertificates(Bound certificates, Bound gateway, Problems problems) {
        boolean some = SecuritySettings.CERTIFICATES.keys().stream().anyMatch(certificates::isPresent);
        boolean authorities = certificates.isPresent(SecuritySettings.CERTIFICATE_AUTHORITIES);
        if (some && !authorities) {
            problems.add(
                    certificates.place(),
                    "Certificates need the key authorities, such as %s."
                            .formatted(SecuritySettings.CERTIFICATE_AUTHORITIES.example()));
        }
        boolean tls = gateway.find(Settings.SERVER)
                .flatMap(server -> server.find(Settings.TLS))
                .filter(keys -> keys.isPresent(Settings.TLS_KEY_STORE) || keys.isPresent(Settings.TLS_CERTIFICATE))
                .isPresent();
        if (authorities && !tls) {
            problems.add(
                    certificates.place(),
                    "Clients show certificates in TLS only: set server.tls.certificate and server.tls.key, or server.tls.key-store.");
        }
    }

    private static void checkItself(Bound bound, Problems problems) {
        bound.find(DirectorySettings.LDAP).ifPresent(ldap -> DirectoryConfig.check(ldap, problems));
        bound.find(SecuritySettings.JWT).ifPresent(jwt -> {
            List<Setting<?>> needed =
                    List.of(SecuritySettings.JWT_ISSUER, SecuritySettings.JWT_AUDIENCE, SecuritySettings.JWT_KEYS);
            boolean some = SecuritySettings.JWT.keys().stream().anyMatch(jwt::isPresent);
            needed.stream()
                    .filter(key -> some && !jwt.isPresent(key))
                    .forEach(key -> problems.add(
                            jwt.place(), "Tokens need the key %s, such as %s.".formatted(key.name(), key.example())));
        });
        boolean anybody = !isOn(bound);
        for (Bound operator : bound.get(SecuritySettings.OPERATORS)) {
            if (operator.isPresent(SecuritySettings.OPERATOR_USER)
                    == operator.isPresent(SecuritySettings.OPERATOR_GROUP)) {
                problems.add(operator.place(), "An operator is a user or a group: write one of the two keys.");
            } else if (anybody) {
                problems.add(
                        operator.place(),
                        "There are operators only where users prove who they are: set authentication.password-file, or authentication.jwt.");
            }
        }
    }

    /** Whether keys that come over the network cannot be replaced on their way. */
    static boolean isSafe(String keys) {
        return !keys.startsWith("http://")
                || Optional.ofNullable(URI.create(keys).getHost())
                        .filter(HostKinds::isLocal)
                        .isPresent();
    }

    /** Adds the effective settings, one per line. */
    void describe(StringBuilder text) {
        text.append("%s: %s\n%s: %s\n%s: %s\n%s: %s\n"
                .formatted(
                        SecuritySettings.PASSWORD_FILE.path(),
                        passwordFile.map(Path::toString).orElse("not set"),
                        SecuritySettings.JWT_ISSUER.path(),
                        jwt.map(Jwt::issuer).orElse("not set"),
                        DirectorySettings.URL.path(),
                        directory.map(asked -> asked.server().url().toString()).orElse("not set"),
                        SecuritySettings.CERTIFICATE_AUTHORITIES.path(),
                        certificates
                                .map(believed -> believed.authorities().toString())
                                .orElse("not set")));
    }
}
