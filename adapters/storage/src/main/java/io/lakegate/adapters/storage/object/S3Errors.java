package io.lakegate.adapters.storage.object;

import io.lakegate.adapters.storage.object.StoreFailure.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Turns what Amazon's SDK throws into our failures: the only place that knows its exceptions. */
final class S3Errors {
    private static final Set<String> PASSING = Set.of(
            "SlowDown",
            "RequestTimeout",
            "RequestTimeTooSkewed",
            "InternalError",
            "ServiceUnavailable",
            "OperationAborted");
    private static final Set<String> UNKNOWN_CALLER = Set.of(
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "InvalidToken",
            "TokenRefreshRequired",
            "AuthorizationHeaderMalformed");

    private S3Errors() {}

    static IOException of(ObjectName name, SdkException e) {
        if (e instanceof S3Exception answer && answer.statusCode() > 0) {
            return ofAnswer(name, answer);
        }
        return find(e, UnknownHostException.class)
                .map(found -> failure(Kind.LASTING, name, "no machine is called " + found.getMessage(), e))
                .or(() -> find(e, SSLException.class)
                        .map(found -> failure(
                                Kind.LASTING, name, "no safe connection to the store: " + found.getMessage(), e)))
                .or(() -> find(e, ConnectException.class)
                        .map(found -> failure(Kind.PASSING, name, "the store cannot be reached", e)))
                .or(() -> find(e, SocketTimeoutException.class)
                        .map(found -> failure(Kind.PASSING, name, "the store does not answer in time", e)))
                .or(() -> find(e, AbortedException.class)
                        .map(found -> failure(Kind.CANCELED, name, "the transfer was cancelled", e)))
                .or(() ->
                        find(e, IOException.class).map(found -> failure(Kind.PASSING, name, "the connection broke", e)))
                .orElseGet(() -> String.valueOf(e.getMessage()).contains("credentials")
                        ? failure(Kind.REFUSED, name, "there are no credentials for the store", e)
                        : failure(Kind.LASTING, name, "the store's client failed", e));
    }

    private static IOException ofAnswer(ObjectName name, S3Exception e) {
        int status = e.statusCode();
        String code = e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
                ? ""
                : e.awsErrorDetails().errorCode();
        if (code.equals("NoSuchBucket")) {
            return failure(Kind.LASTING, name, "there is no bucket " + name.bucket(), e);
        }
        if (status == 404) {
            NoSuchFileException missing = new NoSuchFileException(name.toString(), null, "there is no such object");
            missing.initCause(e);
            return missing;
        }
        if (status == 412) {
            return failure(Kind.CHANGED, name, "it was replaced by another object while it was read", e);
        }
        if (status == 416) {
            return failure(Kind.CHANGED, name, "it is shorter than it was", e);
        }
        if (PASSING.contains(code) || status == 429 || (status >= 500 && status != 501)) {
            return failure(Kind.PASSING, name, "the store answers %d%s".formatted(status, named(code)), e);
        }
        if (code.equals("ExpiredToken")) {
            return failure(Kind.REFUSED, name, "the credentials for the store have expired", e);
        }
        if (UNKNOWN_CALLER.contains(code) || status == 401) {
            return failure(Kind.REFUSED, name, "the store refuses the credentials%s".formatted(named(code)), e);
        }
        if (status == 403) {
            return failure(Kind.REFUSED, name, "the store denies access%s".formatted(named(code)), e);
        }
        if (status == 301 || status == 307 || code.equals("PermanentRedirect")) {
            return failure(Kind.LASTING, name, "the bucket is in another region", e);
        }
        return failure(Kind.LASTING, name, "the store answers %d%s".formatted(status, named(code)), e);
    }

    private static String named(String code) {
        return code.isEmpty() ? "" : " (" + code + ")";
    }

    /** The SDK's own exception is left out: it quotes headers and addresses. */
    private static StoreFailure failure(Kind kind, ObjectName name, String why, SdkException e) {
        Throwable inner = e;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return new StoreFailure(kind, name, why, inner == e ? null : inner);
    }

    private static <T extends Throwable> Optional<T> find(Throwable e, Class<T> wanted) {
        return Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause)
                .filter(wanted::isInstance)
                .map(wanted::cast)
                .findFirst();
    }
}
