package io.lakegate.server.auth;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.time.Duration;

/** The ways in which somebody is not let in. None tells whether there is a user of the name. */
final class AuthErrors {
    private AuthErrors() {}

    static GatewayException refused() {
        return new GatewayException(
                ErrorCode.LOGIN_REFUSED,
                "The login is refused: the user, the password or the token is wrong, or no longer valid.");
    }

    static GatewayException unchecked() {
        return new GatewayException(
                ErrorCode.LOGIN_UNCHECKED,
                "The login cannot be checked now, because the directory of users does not answer as it should. Try again later.");
    }

    static GatewayException certificateRefused() {
        return new GatewayException(
                ErrorCode.LOGIN_REFUSED,
                "The login is refused: the certificate comes from no authority that the gateway trusts, is not valid now, or names no user.");
    }

    static GatewayException twoUsers() {
        return new GatewayException(
                ErrorCode.LOGIN_REFUSED,
                "The login is refused: the certificate names one user, and the password or token another. Connect with one of them, or with both of the same user.");
    }

    static GatewayException needed(boolean certificates) {
        return new GatewayException(
                ErrorCode.LOGIN_NEEDED,
                "The gateway lets in only whom it knows. Connect with user and password, or with a token%s."
                        .formatted(certificates ? ", or with a certificate whose authority it trusts" : ""));
    }

    static GatewayException tooMany(Duration left) {
        return new GatewayException(
                ErrorCode.LOGIN_REFUSED,
                "Too many logins failed. Try again in %d s.".formatted(Math.max(1, (left.toMillis() + 999) / 1000)));
    }

    static GatewayException busy() {
        return new GatewayException(
                ErrorCode.LOGIN_REFUSED, "Too many passwords are being checked at this moment. Try again in a moment.");
    }

    /** That says nothing of the password. */
    static GatewayException directoryBusy() {
        return new GatewayException(
                ErrorCode.LOGIN_UNCHECKED,
                "The directory answers too slowly, and too many logins wait for it. Try again in a moment.");
    }

    static GatewayException unusable(String sentence) {
        return new GatewayException(ErrorCode.CONFIGURATION, sentence);
    }
}
