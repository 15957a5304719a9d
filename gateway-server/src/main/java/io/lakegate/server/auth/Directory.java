package io.lakegate.server.auth;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.auth.DirectoryLine.Entry;
import io.lakegate.server.auth.DirectoryLine.Login;
import io.lakegate.server.config.DirectoryConfig;
import io.lakegate.server.tls.TrustedCertificates;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.AuthenticationException;
import javax.naming.AuthenticationNotSupportedException;
import javax.naming.InvalidNameException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NoPermissionException;
import javax.naming.OperationNotSupportedException;
import javax.naming.directory.InvalidAttributeValueException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory of users, asked by LDAP: whoever can bind as a user is that user. For any thread. */
final class Directory {
    /** A locked account, and one without a password: other errors of these kinds are of the way in, and concern all users. */
    private static final String REFUSES_USER = "(?s).*error code (19|48)\\b.*";

    private static final Logger log = LoggerFactory.getLogger(Directory.class);

    private final DirectoryConfig rules;
    private final Optional<SSLSocketFactory> sockets;

    /** Somebody whom the directory knows, by the name and the groups that it has for them. */
    record Known(String user, Set<String> groups) {}

    /** Fails with {@link ErrorCode#CONFIGURATION} when the certificates cannot be used. Asks the directory nothing. */
    Directory(DirectoryConfig rules) {
        this.rules = rules;
        this.sockets = rules.server()
                .trusted()
                .map(file -> TrustedCertificates.sockets("authentication.ldap.trust-certificate", file));
    }

    /**
     * Who this is, when it is the user's password.
     *
     * @param password not empty
     * @throws GatewayException {@link ErrorCode#LOGIN_UNCHECKED} when the directory does not answer as it should
     */
    Optional<Known> check(String user, String password) {
        try {
            return rules.users().dn().isPresent()
                    ? named(rules.users().dn().get(), user, password)
                    : searched(user, password);
        } catch (NamingException | RuntimeException e) { // also of a library that the directory has surprised
            log.error(
                    "The directory {} cannot be asked about a user, so nobody is let in by it: {}",
                    rules.server().url(),
                    String.valueOf(e).replaceAll("\\p{Cntrl}", " "));
            throw AuthErrors.unchecked();
        }
    }

    /** Of a user whose distinguished name is made of the name. */
    private Optional<Known> named(String pattern, String user, String password) throws NamingException {
        String dn = new LdapName(pattern.replace("{user}", Rdn.escapeValue(user))).toString();
        Optional<DirectoryLine> bound = bind(new Login(dn, password));
        if (bound.isEmpty()) {
            return Optional.empty();
        }
        try (DirectoryLine own = bound.get()) {
            if (rules.users().account().isEmpty()) {
                return known(own, user, itself(own, dn));
            }
            try (DirectoryLine reader = reader()) {
                return known(reader, user, itself(reader, dn));
            }
        }
    }

    private List<Entry> itself(DirectoryLine line, String dn) throws NamingException {
        return line.search(dn, false, "(objectClass=*)", rules.users().name());
    }

    private Optional<Known> searched(String user, String password) throws NamingException {
        String base = rules.users().base().orElseThrow();
        try (DirectoryLine reader = reader()) {
            String filter = rules.users().filter().replace("{user}", "{0}");
            List<Entry> found = reader.search(base, true, filter, rules.users().name(), user);
            if (found.size() > 1) {
                log.warn(
                        "The directory {} has {} entries for one name, so none is let in: check authentication.ldap.user-filter",
                        rules.server().url(),
                        found.size());
            }
            // For one who is not there a password is tried as well, which takes as long.
            String dn = found.size() == 1 ? found.get(0).dn() : base;
            Optional<DirectoryLine> bound = bind(new Login(dn, password));
            if (bound.isEmpty()) {
                return Optional.empty();
            }
            try (DirectoryLine own = bound.get()) {
                return found.size() != 1
                        ? Optional.empty()
                        : known(rules.users().account().isPresent() ? reader : own, user, found);
            }
        }
    }

    /** The directory takes several spellings for one name: rules do not, so that the directory's own counts. */
    private Optional<Known> known(DirectoryLine line, String said, List<Entry> entries) throws NamingException {
        Optional<String> name = entries.stream()
                .flatMap(entry -> entry.values().stream())
                .filter(value -> value.equalsIgnoreCase(said))
                .findFirst();
        if (name.isEmpty()) {
            log.warn(
                    "An entry of the directory {} has no attribute {} that is the name of the user, who is not let in: check authentication.ldap.user-name, and who may read it",
                    rules.server().url(),
                    rules.users().name());
            return Optional.empty();
        }
        return Optional.of(
                new Known(name.get(), groups(line, name.get(), entries.get(0).dn())));
    }

    private Set<String> groups(DirectoryLine line, String user, String dn) throws NamingException {
        Set<String> groups = new TreeSet<>();
        if (rules.groups().isPresent()) {
            DirectoryConfig.Groups where = rules.groups().get();
            String filter = where.filter().replace("{user}", "{0}").replace("{dn}", "{1}");
            for (Entry group : line.search(where.base(), true, filter, where.name(), user, dn)) {
                group.values().stream().filter(PasswordEntry::isName).forEach(groups::add);
            }
        }
        return groups;
    }

    /** As whom the gateway searches. */
    private DirectoryLine reader() throws NamingException {
        Optional<DirectoryConfig.Account> account = rules.users().account();
        try {
            return DirectoryLine.connect(
                    rules.server(),
                    account.map(known -> new Login(known.dn(), known.password().value())),
                    sockets);
        } catch (AuthenticationException e) {
            throw new NamingException(
                    "it refuses the gateway itself (authentication.ldap.bind-dn and bind-password): " + e.getMessage());
        }
    }

    /** Empty where it is not the password, or there is nobody of the name. */
    private Optional<DirectoryLine> bind(Login login) throws NamingException {
        try {
            return Optional.of(DirectoryLine.connect(rules.server(), Optional.of(login), sockets));
        } catch (AuthenticationException
                | NameNotFoundException
                | InvalidNameException
                | NoPermissionException
                | OperationNotSupportedException e) {
            log.debug("the directory refuses a user: {}", e.getClass().getSimpleName());
            return Optional.empty();
        } catch (InvalidAttributeValueException | AuthenticationNotSupportedException e) {
            if (String.valueOf(e.getMessage()).matches(REFUSES_USER)) {
                log.debug("the directory refuses a user: {}", e.getClass().getSimpleName());
                return Optional.empty();
            }
            throw e;
        }
    }
}
