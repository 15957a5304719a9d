package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.exceptions.ValidationException;

/** Turns the failures of Iceberg's library into ours: each names the table and what was being done. */
final class IcebergErrors {
    private static final int LONGEST_REASON = 300;

    private IcebergErrors() {}

    /** Runs one step; {@code doing} is a clause such as "listing its files". */
    static <T> T call(TableName table, String doing, Callable<T> step) {
        try {
            return step.call();
        } catch (GatewayException e) {
            throw e;
        } catch (Exception e) {
            throw translate(table, doing, e);
        } catch (StackOverflowError | OutOfMemoryError | NoClassDefFoundError e) {
            throw CatalogErrors.tableDamaged(
                    table, "%s failed (%s)".formatted(doing, e.getClass().getSimpleName()), e);
        }
    }

    private static GatewayException translate(TableName table, String doing, Exception error) {
        if (Thread.currentThread().isInterrupted()) {
            return new GatewayException(ErrorCode.CANCELED, "Reading table %s was cancelled.".formatted(table), error);
        }
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof NoSuchTableException) {
                return new GatewayException(
                        ErrorCode.TABLE_NOT_FOUND, "Table %s does not exist any more.".formatted(table), error);
            }
            if (cause instanceof NotAuthorizedException || cause instanceof ForbiddenException) {
                return unreadable(table, doing, "its catalog refuses the gateway's credentials", error);
            }
            if (cause instanceof RESTException) {
                return unreadable(table, doing, "its catalog does not answer", error);
            }
            if (isMissing(cause)) {
                return unreadable(table, doing, reason(cause), error);
            }
        }
        if (error instanceof UnsupportedOperationException) {
            return new GatewayException(
                    ErrorCode.UNSUPPORTED_TABLE_FEATURE,
                    "Table %s cannot be read: %s failed, because it needs what this version of Lakegate lacks (%s)."
                            .formatted(table, doing, reason(error)),
                    error);
        }
        if (error instanceof ValidationException) {
            return unreadable(table, doing, reason(error), error);
        }
        boolean io = error instanceof IOException
                || error instanceof UncheckedIOException
                || error instanceof RuntimeIOException;
        return io
                ? unreadable(table, doing, reason(error), error)
                : CatalogErrors.tableDamaged(table, "%s failed (%s)".formatted(doing, reason(error)), error);
    }

    private static boolean isMissing(Throwable cause) {
        return cause instanceof NotFoundException
                || cause instanceof FileNotFoundException
                || cause instanceof NoSuchFileException;
    }

    private static GatewayException unreadable(TableName table, String doing, String why, Throwable cause) {
        return new GatewayException(
                ErrorCode.STORAGE_UNREADABLE,
                "Table %s cannot be read: %s failed: %s. Check that its files exist and that the gateway may read them."
                        .formatted(table, doing, why),
                cause);
    }

    /** One line, cut when it is long. */
    private static String reason(Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String line = message.lines().findFirst().orElse("").strip();
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
    }
}
