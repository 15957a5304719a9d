package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.error.GatewayException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The first failure in what DuckDB calls back for: kept, because DuckDB's own error has only a sentence of it. For any thread. */
final class FirstFailure {
    private @Nullable RuntimeException failure; // guarded by this
    private boolean ended; // guarded by this

    synchronized Optional<RuntimeException> get() {
        return Optional.ofNullable(failure);
    }

    /** Keeps a failure, if it is the first, and returns what DuckDB is to be told. */
    synchronized ScanEnded keep(RuntimeException cause) {
        if (cause instanceof ScanEnded ended) {
            return ended;
        }
        if (failure == null && !ended) {
            failure = cause;
        }
        return new ScanEnded(
                cause instanceof GatewayException
                        ? String.valueOf(cause.getMessage())
                        : "the rows of a table could not be read");
    }

    /** What fails from now on fails because the statement has ended. */
    synchronized void end() {
        ended = true;
    }
}
