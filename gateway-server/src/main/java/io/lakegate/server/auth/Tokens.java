package io.lakegate.server.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.reload.ReloadedFiles;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What checks bearer tokens: JSON web tokens, signed by one issuer for one audience. For any thread. */
final class Tokens {
    private static final Logger log = LoggerFactory.getLogger(Tokens.class);

    /** With two keys each: a secret that the gateway shares with the issuer could be used to make tokens. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final int PATIENCE_MILLIS = 5_000;
    private static final int LARGEST_KEY_SET = 1 << 20;
    private static final int LONGEST_NAME = 128;

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final TokenRules rules;

    /** What a token says. */
    record Said(String user, Set<String> groups) {}

    Tokens(TokenRules rules) {
        this.rules = rules;
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys(rules.keys())));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        DefaultJWTClaimsVerifier<SecurityContext> claims = new DefaultJWTClaimsVerifier<>(
                rules.audience(),
                new JWTClaimsSet.Builder().issuer(rules.issuer()).build(),
                Set.of("exp", rules.userClaim()));
        claims.setMaxClockSkew(Math.toIntExact(rules.clockSkew().toSeconds()));
        processor.setJWTClaimsSetVerifier(claims);
    }

    private static JWKSource<SecurityContext> keys(String place) {
        if (!place.matches("https?://.*")) {
            Path path = Path.of(place);
            ReloadedFiles<List<JWK>> file = new ReloadedFiles<>("the key set", List.of(path), () -> read(path));
            return (selector, context) -> selector.select(new JWKSet(file.current()));
        }
        try {
            return JWKSourceBuilder.create(
                            URI.create(place).toURL(),
                            new DefaultResourceRetriever(PATIENCE_MILLIS, PATIENCE_MILLIS, LARGEST_KEY_SET))
                    .retrying(true)
                    .build();
        } catch (MalformedURLException e) {
            throw AuthErrors.unusable("authentication.jwt.keys: %s is no address.".formatted(place));
        }
    }

    /**
     * Who the token says its bearer is.
     *
     * @throws GatewayException {@link ErrorCode#LOGIN_REFUSED}
     */
    Said check(String token) {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            String user = claims.getClaim(rules.userClaim()) instanceof String name ? name : "";
            if (user.isBlank() || user.length() > LONGEST_NAME || user.matches(".*\\p{Cntrl}.*")) {
                throw new BadJOSEException("the claim " + rules.userClaim() + " is no name");
            }
            return new Said(user, groups(claims.getClaim(rules.groupsClaim())));
        } catch (ParseException | BadJOSEException | JOSEException e) {
            log.info("a token was refused: {}", String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", " "));
            throw AuthErrors.refused();
        }
    }

    /** A list of names, or one; whatever else is there is no group. */
    private static Set<String> groups(@Nullable Object claim) {
        Set<String> groups = new TreeSet<>();
        for (Object one : claim instanceof List<?> list ? list : claim == null ? List.of() : List.of(claim)) {
            if (one instanceof String name && !name.isBlank() && name.length() <= LONGEST_NAME) {
                groups.add(name);
            }
        }
        return groups;
    }

    private static List<JWK> read(Path file) {
        try {
            return JWKSet.parse(Files.readString(file)).getKeys();
        } catch (IOException | ParseException e) {
            throw AuthErrors.unusable("authentication.jwt.keys: the file %s holds no JSON web key set (%s)."
                    .formatted(file, e.getClass().getSimpleName()));
        }
    }
}
