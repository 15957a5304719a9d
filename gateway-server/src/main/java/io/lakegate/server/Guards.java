package io.lakegate.server;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.auth.Authenticator;
import io.lakegate.server.auth.PasswordFile;
import io.lakegate.server.auth.TokenRules;
import io.lakegate.server.config.AuthenticationConfig;
import io.lakegate.server.config.GatewayConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what stands at the door of a gateway, as configured. */
final class Guards {
    private static final Logger log = LoggerFactory.getLogger(Guards.class);

    private Guards() {}

    /**
     * What finds out who connects.
     *
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when the file of users or of keys cannot be used
     */
    static Authenticator authenticator(GatewayConfig config) {
        AuthenticationConfig wanted = config.security().authentication();
        if (!wanted.isOn()) {
            return Authenticator.off();
        }
        if (config.server().tls().isEmpty() && !isLoopback(config.server().host())) {
            log.warn("Without server.tls passwords and tokens travel in clear text to {}.", config.server().host());
        }
        return Authenticator.of(
                wanted.passwordFile().map(PasswordFile::open),
                wanted.jwt()
                        .map(jwt -> new TokenRules(
                                jwt.issuer(),
                                jwt.audience(),
                                jwt.keys(),
                                jwt.clockSkew(),
                                jwt.userClaim(),
                                jwt.groupsClaim())),
                new Authenticator.Operators(wanted.operatorUsers(), wanted.operatorGroups()),
                (user, address, why) -> {});
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
