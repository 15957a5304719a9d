package io.lakegate.server.auth;

import static java.util.Objects.requireNonNull;

import io.lakegate.server.tls.ClientAuthorities;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which certificates of clients are believed, and whom they name.
 *
 * @param from where a certificate names its user
 * @param pattern of the whole name, with one group that is the user; empty where the name is the user
 * @param units whether the organizational units of the subject are groups
 */
public record CertificateRules(ClientAuthorities authorities, Names from, Optional<Pattern> pattern, boolean units) {
    /** Where a certificate can name somebody. */
    public enum Names {
        /** The common name of the subject. */
        CN,
        /** An alternative name that is an address of e-mail. */
        EMAIL,
        /** An alternative name that is a host's. */
        DNS,
        /** An alternative name that is a URI. */
        URI
    }

    public CertificateRules {
        requireNonNull(authorities, "authorities");
        requireNonNull(from, "from");
        requireNonNull(pattern, "pattern");
    }
}
