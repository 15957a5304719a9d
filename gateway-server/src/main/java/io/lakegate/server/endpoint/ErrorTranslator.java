package io.lakegate.server.endpoint;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.log.HiddenSecrets;
import java.util.UUID;
import org.apache.calcite.avatica.AvaticaSeverity;
import org.apache.calcite.avatica.remote.AvaticaRuntimeException;
import org.apache.calcite.avatica.remote.Service.ErrorResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out for every failure: SQLSTATE, code and sentence for the client, everything else for the log.
 *
 * <p>Avatica prints the stack trace of what is thrown into its answer, causes included. So what is thrown has neither.
 */
final class ErrorTranslator {
    private static final Logger log = LoggerFactory.getLogger(ErrorTranslator.class);

    private ErrorTranslator() {}

    /** What to throw to Avatica's handlers for {@code failure}. Logs it when it is a defect of ours. */
    static AvaticaRuntimeException translate(Throwable failure) {
        if (failure instanceof AvaticaRuntimeException translated) {
            return translated;
        }
        if (failure instanceof GatewayException known) {
            return bare(known.code(), String.valueOf(known.getMessage()));
        }
        String id = UUID.randomUUID().toString();
        log.error("failure {}", id, failure);
        return bare(
                ErrorCode.INTERNAL,
                "The gateway failed to answer. Its log tells more; quote this id: %s.".formatted(id));
    }

    /** For a request that cannot be read at all. */
    static AvaticaRuntimeException invalidRequest() {
        return bare(
                ErrorCode.INVALID_REQUEST,
                "The request is neither Avatica protobuf nor Avatica JSON. Use the Lakegate driver, or Avatica's with serialization=protobuf or json.");
    }

    private static AvaticaRuntimeException bare(ErrorCode code, String message) {
        // Avatica's client opens a lost connection again when it sees this code of its own.
        int number = code == ErrorCode.NO_SUCH_CONNECTION ? ErrorResponse.MISSING_CONNECTION_ERROR_CODE : code.number();
        AvaticaRuntimeException exception =
                new AvaticaRuntimeException(HiddenSecrets.in(message), number, code.sqlState(), AvaticaSeverity.ERROR);
        exception.setStackTrace(new StackTraceElement[0]);
        return exception;
    }
}
