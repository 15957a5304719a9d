package io.lakegate.server.auth;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Which bearer tokens are believed.
 *
 * @param issuer who has to have made them
 * @param audience for whom they have to be made
 * @param keys of the issuer: the address of a JSON web key set, or the path of a file with one
 * @param clockSkew by how much clocks may differ
 * @param userClaim which claim is the user's name
 * @param groupsClaim which claim lists the groups
 */
public record TokenRules(
        String issuer, String audience, String keys, Duration clockSkew, String userClaim, String groupsClaim) {
    public TokenRules {
        requireNonNull(issuer, "issuer");
        requireNonNull(audience, "audience");
        requireNonNull(keys, "keys");
        requireNonNull(clockSkew, "clockSkew");
        requireNonNull(userClaim, "userClaim");
        requireNonNull(groupsClaim, "groupsClaim");
    }
}
