package io.lakegate.server.auth;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What believes the certificates of clients, and reads whom they name. TLS has seen that the client holds the key. For any thread. */
final class Certificates {
    private static final Logger log = LoggerFactory.getLogger(Certificates.class);

    /** Kinds of alternative names, as X.509 numbers them. */
    private static final int EMAIL = 1;

    private static final int DNS = 2;
    private static final int URI = 6;

    private final CertificateRules rules;

    /** What a certificate says. */
    record Said(String user, Set<String> groups) {}

    Certificates(CertificateRules rules) {
        this.rules = rules;
    }

    /**
     * Whom the certificate, the first of these, names.
     *
     * @throws GatewayException {@link ErrorCode#LOGIN_REFUSED} when it is not believed, or names nobody, or several
     */
    Said check(List<X509Certificate> chain) {
        X509Certificate certificate = chain.get(0);
        try {
            return read(chain);
        } catch (CertificateException | NamingException e) {
            log.info(
                    "the certificate of {} was refused: {}",
                    printable(certificate.getSubjectX500Principal().getName()),
                    printable(e.toString()));
            throw AuthErrors.certificateRefused();
        }
    }

    /** Whom the certificate names, of one that is believed; empty for others, and for those that name nobody, which say nothing beside another proof. */
    Optional<String> user(List<X509Certificate> chain) {
        try {
            return Optional.of(read(chain).user());
        } catch (CertificateException | NamingException e) {
            log.debug("a certificate counts for nothing beside what its client says", e);
            return Optional.empty();
        }
    }

    private Said read(List<X509Certificate> chain) throws CertificateException, NamingException {
        rules.authorities().check(chain.toArray(X509Certificate[]::new));
        X509Certificate certificate = chain.get(0);
        return new Said(user(certificate), rules.units() ? units(certificate) : Set.of());
    }

    private static String printable(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ");
        return clean.length() > 500 ? clean.substring(0, 500) + "…" : clean;
    }

    private String user(X509Certificate certificate) throws CertificateException, NamingException {
        List<String> names = switch (rules.from()) {
            case CN -> ofSubject(certificate, "CN");
            case EMAIL -> alternative(certificate, EMAIL);
            case DNS -> alternative(certificate, DNS);
            case URI -> alternative(certificate, URI);
        };
        Set<String> users = new LinkedHashSet<>();
        for (String name : names) {
            if (rules.pattern().isEmpty()) {
                users.add(name);
            } else {
                Matcher matcher = rules.pattern().get().matcher(name);
                if (matcher.matches() && matcher.group(1) != null) {
                    users.add(matcher.group(1));
                }
            }
        }
        // One that names several could be taken for whom it likes.
        if (users.size() != 1) {
            throw new CertificateException("it names %d users".formatted(users.size()));
        }
        String user = users.iterator().next();
        if (!PasswordEntry.isName(user)) {
            throw new CertificateException("its user's name cannot be one");
        }
        return user;
    }

    private static Set<String> units(X509Certificate certificate) throws NamingException {
        Set<String> groups = new TreeSet<>(ofSubject(certificate, "OU"));
        groups.removeIf(name -> !PasswordEntry.isName(name));
        return groups;
    }

    /** All values of an attribute of the subject, unescaped. */
    private static List<String> ofSubject(X509Certificate certificate, String attribute) throws NamingException {
        List<String> values = new ArrayList<>();
        String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
        for (Rdn part : names(subject).getRdns()) {
            Attribute found = part.toAttributes().get(attribute);
            if (found != null) {
                for (Object value : Collections.list(found.getAll())) {
                    values.add(value instanceof String text ? text : ""); // one in bytes is no name
                }
            }
        }
        return values;
    }

    private static LdapName names(String subject) throws InvalidNameException {
        return new LdapName(subject);
    }

    private static List<String> alternative(X509Certificate certificate, int kind) throws CertificateException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        List<String> values = new ArrayList<>();
        for (List<?> name : names == null ? List.<List<?>>of() : names) {
            if (name.get(0).equals(kind) && name.get(1) instanceof String text) {
                values.add(text);
            }
        }
        return values;
    }
}
