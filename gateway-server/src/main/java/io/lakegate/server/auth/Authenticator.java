package io.lakegate.server.auth;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.config.DirectoryConfig;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What finds out who somebody is. For any thread. */
public final class Authenticator {
    private static final Logger log = LoggerFactory.getLogger(Authenticator.class);
    private static final int LONGEST_HEADER = 16_384;

    private final Optional<Passwords> passwords;
    private final Optional<DirectoryPasswords> directory;
    private final Optional<Tokens> tokens;
    private final Optional<Certificates> certificates;
    private final Operators operators;
    private final LoginListener listener;

    /**
     * Who looks after the gateway.
     *
     * @param users by name
     * @param groups whose members do
     */
    public record Operators(Set<String> users, Set<String> groups) {
        /** Nobody. */
        public static final Operators NONE = new Operators(Set.of(), Set.of());

        public Operators {
            users = Set.copyOf(users);
            groups = Set.copyOf(groups);
        }

        boolean has(String user, Set<String> groupsOfUser) {
            return users.contains(user) || groupsOfUser.stream().anyMatch(groups::contains);
        }
    }

    /**
     * Somebody who gave user and password when connecting.
     *
     * @param holds whether the password is still theirs
     */
    public record Login(Identity identity, BooleanSupplier holds) {
        public Login {
            requireNonNull(identity, "identity");
            requireNonNull(holds, "holds");
        }
    }

    private Authenticator(
            Optional<Passwords> passwords,
            Optional<DirectoryPasswords> directory,
            Optional<Tokens> tokens,
            Optional<Certificates> certificates,
            Operators operators,
            LoginListener listener) {
        this.certificates = certificates;
        this.directory = directory;
        this.passwords = passwords;
        this.tokens = tokens;
        this.operators = operators;
        this.listener = listener;
    }

    /** Asks nobody who they are. */
    public static Authenticator off(LoginListener listener) {
        return new Authenticator(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Operators.NONE, listener);
    }

    /**
     * Lets in whom one of these proves.
     *
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when none is there, or one cannot be used
     */
    public static Authenticator of(
            Optional<PasswordFile> file,
            Optional<DirectoryConfig> asked,
            Optional<TokenRules> rules,
            Optional<CertificateRules> believed,
            Operators operators,
            LoginListener listener) {
        LoginAttempts attempts = new LoginAttempts(System::nanoTime);
        if (file.isEmpty() && asked.isEmpty() && rules.isEmpty() && believed.isEmpty()) {
            throw AuthErrors.unusable("There is nothing by which somebody could prove who they are.");
        }
        return new Authenticator(
                file.map(known -> new Passwords(known, attempts)),
                asked.map(known -> new DirectoryPasswords(known, attempts)),
                rules.map(Tokens::new),
                believed.map(Certificates::new),
                operators,
                listener);
    }

    /** Whether nobody is asked. */
    public boolean isOff() {
        return passwords.isEmpty() && directory.isEmpty() && tokens.isEmpty() && certificates.isEmpty();
    }

    /** What a client is told that has to say who it is: the header {@code WWW-Authenticate}, one for each way. */
    public List<String> challenges() {
        List<String> all = new ArrayList<>();
        if (passwords.isPresent() || directory.isPresent()) {
            all.add("Basic realm=\"Lakegate\", charset=\"UTF-8\"");
        }
        if (tokens.isPresent()) {
            all.add("Bearer realm=\"Lakegate\"");
        }
        return all;
    }

    /**
     * Who sends a request.
     *
     * @param authorization the header of this name
     * @param chain the certificate with which the client has made its network connection, and those up to its authority; the header goes before it, but may not
     *     name another
     * @throws GatewayException {@link ErrorCode#LOGIN_REFUSED} when it says what is not so; {@link ErrorCode#LOGIN_UNCHECKED}
     */
    public Caller caller(@Nullable String authorization, List<X509Certificate> chain, String address) {
        if (isOff()) {
            return new Caller(Optional.of(Identity.said(Optional.empty())), address);
        }
        if (authorization == null || authorization.isBlank()) {
            return new Caller(
                    chain.isEmpty() ? Optional.empty() : certificates.map(known -> certificate(known, chain, address)),
                    address,
                    /* byCertificate= */ true);
        }
        Identity said = said(authorization, address);
        if (!chain.isEmpty() && certificates.isPresent()) {
            certificates.get().user(chain).ifPresent(user -> requireSame(user, said, address));
        }
        return new Caller(Optional.of(said), address);
    }

    /**
     * Fails where two ways to prove who somebody is name two.
     *
     * @throws GatewayException {@link ErrorCode#LOGIN_REFUSED}
     */
    public void requireSame(String certified, Identity said, String address) {
        if (!said.user().equals(Optional.of(certified))) {
            throw refused(said.user(), address, AuthErrors.twoUsers());
        }
    }

    private Identity said(String authorization, String address) {
        int blank = authorization.indexOf(' ');
        String scheme = authorization.substring(0, Math.max(0, blank)).toLowerCase(Locale.ROOT);
        String said = authorization.substring(blank + 1).strip();
        if (authorization.length() <= LONGEST_HEADER && scheme.equals("bearer")) {
            return token(said, address);
        }
        Optional<String> pair = authorization.length() <= LONGEST_HEADER && scheme.equals("basic")
                ? decoded(said).filter(text -> text.indexOf(':') >= 0)
                : Optional.empty();
        if (pair.isEmpty()) {
            throw refused(Optional.empty(), address, AuthErrors.refused());
        }
        int colon = pair.get().indexOf(':');
        return password(pair.get().substring(0, colon), pair.get().substring(colon + 1), address)
                .identity();
    }

    private static Optional<String> decoded(String base64) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Identity certificate(Certificates known, List<X509Certificate> chain, String address) {
        try {
            Certificates.Said said = known.check(chain);
            return identity(said.user(), said.groups());
        } catch (GatewayException e) {
            throw refused(Optional.empty(), address, e);
        }
    }

    private Identity token(String token, String address) {
        try {
            Tokens.Said said = tokens.orElseThrow(AuthErrors::refused).check(token);
            return identity(said.user(), said.groups());
        } catch (GatewayException e) {
            throw refused(Optional.empty(), address, e);
        }
    }

    /**
     * Somebody who says user and password.
     *
     * @throws GatewayException {@link ErrorCode#LOGIN_REFUSED}; {@link ErrorCode#LOGIN_UNCHECKED}
     */
    public Login password(String user, String password, String address) {
        try {
            if (directory.isPresent() && !isInFile(user)) {
                return asked(directory.get(), user, password, address);
            }
            Passwords checked = passwords.orElseThrow(AuthErrors::refused);
            PasswordEntry entry = checked.check(user, password, address);
            return new Login(identity(user, new TreeSet<>(entry.groups())), () -> checked.isUnchanged(entry));
        } catch (GatewayException e) {
            throw refused(Optional.of(user), address, e);
        }
    }

    private boolean isInFile(String user) {
        return passwords.filter(file -> file.knows(user)).isPresent();
    }

    private Login asked(DirectoryPasswords asked, String user, String password, String address) {
        Directory.Known known = asked.check(user, password, address);
        // The directory takes several spellings for one name; none of them is to be one of the file's.
        if (isInFile(known.user())) {
            throw AuthErrors.refused();
        }
        BooleanSupplier holding = asked.holding(known, user, password, address);
        return new Login(
                identity(known.user(), known.groups()), () -> !isInFile(known.user()) && holding.getAsBoolean());
    }

    /** For a request that should have said who sends it. */
    public GatewayException needed() {
        return AuthErrors.needed(certificates.isPresent());
    }

    /** Tells that somebody opens a connection. */
    public void accepted(Identity identity, String address, String client) {
        listener.accepted(identity, address, client);
    }

    private Identity identity(String user, Set<String> groups) {
        return new Identity(Optional.of(user), groups, /* proven= */ true, operators.has(user, groups));
    }

    private GatewayException refused(Optional<String> user, String address, GatewayException why) {
        log.info("a login from {} was refused: {}", address, why.getMessage());
        listener.refused(user, address, String.valueOf(why.getMessage()));
        return why;
    }
}
