package io.lakegate.adapters.azure;

import com.azure.storage.blob.models.BlobStorageException;
import io.lakegate.adapters.storage.object.ObjectName;
import io.lakegate.adapters.storage.object.StoreFailure;
import io.lakegate.adapters.storage.object.StoreFailure.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Turns what Microsoft's SDK throws into our failures: the only place that knows its exceptions. */
final class AzureErrors {
    private static final Set<String> PASSING = Set.of("ServerBusy", "InternalError", "OperationTimedOut");
    private static final Set<String> UNKNOWN_CALLER = Set.of(
            "AuthenticationFailed",
            "InvalidAuthenticationInfo",
            "NoAuthenticationInformation",
            "PublicAccessNotPermitted",
            "KeyBasedAuthenticationNotPermitted");

    private AzureErrors() {}

    /** Waits for the answer to one request. */
    static <T> T await(ObjectName name, AzureAccount account, Mono<T> answer) throws IOException {
        try {
            return answer.blockOptional()
                    .orElseThrow(() -> new StoreFailure(Kind.PASSING, name, "the store does not answer", null));
        } catch (RuntimeException e) {
            throw of(name, account, e);
        }
    }

    private static IOException of(ObjectName name, AzureAccount account, RuntimeException e) {
        Optional<BlobStorageException> answer = find(e, BlobStorageException.class);
        if (answer.isPresent()) {
            return ofAnswer(name, account, answer.get());
        }
        if (find(e, UnknownHostException.class).isPresent()
                || find(e, UnresolvedAddressException.class).isPresent()) {
            return failure(
                    Kind.LASTING,
                    name,
                    "no machine is called " + account.endpoint().getHost(),
                    e);
        }
        return find(e, SSLException.class)
                .map(found -> failure(Kind.LASTING, name, "no safe connection to the store: " + found.getMessage(), e))
                .or(() -> find(e, ConnectException.class)
                        .map(found -> failure(Kind.PASSING, name, "the store cannot be reached", e)))
                .or(() -> find(e, HttpTimeoutException.class)
                        .map(found -> failure(Kind.PASSING, name, "the store does not answer in time", e)))
                .or(() -> find(e, TimeoutException.class)
                        .map(found -> failure(Kind.PASSING, name, "the store does not answer in time", e)))
                .or(() -> find(e, NoSuchFileException.class)
                        .map(found -> failure(
                                Kind.REFUSED,
                                name,
                                "there are no credentials for the store: %s is missing".formatted(found.getFile()),
                                e)))
                .or(() -> find(e, InterruptedException.class)
                        .map(found -> failure(Kind.CANCELED, name, "the transfer was cancelled", e)))
                .or(() ->
                        find(e, IOException.class).map(found -> failure(Kind.PASSING, name, "the connection broke", e)))
                .orElseGet(() -> failure(Kind.LASTING, name, "the store's client failed", e));
    }

    private static IOException ofAnswer(ObjectName name, AzureAccount account, BlobStorageException e) {
        int status = e.getStatusCode();
        String code = code(e);
        if (code.equals("ContainerNotFound")) {
            return failure(Kind.LASTING, name, "there is no container " + name.bucket(), e);
        }
        if (code.equals("ContainerBeingDeleted")) {
            return failure(Kind.LASTING, name, "the container %s is being deleted".formatted(name.bucket()), e);
        }
        if (status == 404) {
            NoSuchFileException missing = new NoSuchFileException(name.toString(), null, "there is no such object");
            missing.initCause(withoutAnswer(e));
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
        Optional<Instant> ended = account.signatureEnds()
                .filter(end -> end.isBefore(Clock.systemUTC().instant()));
        if (ended.isPresent() && (status == 401 || status == 403)) {
            return failure(Kind.REFUSED, name, "the sas-token has ended at " + ended.get(), e);
        }
        if (UNKNOWN_CALLER.contains(code) || status == 401) {
            return failure(Kind.REFUSED, name, "the store refuses the credentials%s".formatted(named(code)), e);
        }
        if (status == 403) {
            return failure(Kind.REFUSED, name, "the store denies access%s".formatted(named(code)), e);
        }
        return failure(Kind.LASTING, name, "the store answers %d%s".formatted(status, named(code)), e);
    }

    private static String code(BlobStorageException e) {
        return e.getErrorCode() == null ? "" : e.getErrorCode().toString();
    }

    private static String named(String code) {
        return code.isEmpty() ? "" : " (" + code + ")";
    }

    /** The SDK's own exception is left out: it quotes headers and addresses, and with these the signature of a token. */
    private static StoreFailure failure(Kind kind, ObjectName name, String why, Throwable e) {
        return new StoreFailure(kind, name, why, withoutAnswer(e));
    }

    private static @Nullable Throwable withoutAnswer(Throwable e) {
        Throwable inner = e;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner == e || inner instanceof BlobStorageException ? null : inner;
    }

    private static <T extends Throwable> Optional<T> find(Throwable e, Class<T> wanted) {
        return Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause)
                .filter(wanted::isInstance)
                .map(wanted::cast)
                .findFirst();
    }
}
