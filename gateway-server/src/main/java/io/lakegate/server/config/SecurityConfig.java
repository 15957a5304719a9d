package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

/**
 * Whom the gateway lets in, and what is kept of what they do.
 *
 * @param authentication who may connect
 */
public record SecurityConfig(AuthenticationConfig authentication) {
    /** Everybody, and nothing is kept. */
    public static final SecurityConfig OFF = new SecurityConfig(AuthenticationConfig.OFF);

    public SecurityConfig {
        requireNonNull(authentication, "authentication");
    }

    static SecurityConfig of(Bound gateway) {
        return new SecurityConfig(AuthenticationConfig.of(gateway.get(SecuritySettings.AUTHENTICATION)));
    }
}
