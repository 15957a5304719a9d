package io.lakegate.adapters.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.delta.kernel.exceptions.InvalidTableException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.exceptions.UnsupportedProtocolVersionException;
import io.delta.kernel.exceptions.UnsupportedTableFeatureException;
import io.lakegate.adapters.delta.parquet.ColumnMismatchException;
import io.lakegate.adapters.storage.object.StoreFailure;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Turns what Kernel throws into the errors of Lakegate: the only place that knows Kernel's exceptions. */
final class KernelErrors {
    private static final int LONGEST_REASON = 200;

    private KernelErrors() {}

    /** Calls into Kernel; {@code doing} says what for, as "reading its log". */
    static <T> T call(TableName table, String doing, Callable<T> call) {
        try {
            return call.call();
        } catch (GatewayException e) {
            throw e;
        } catch (Exception e) {
            throw explain(table, doing, e);
        }
    }

    /** Reads a data file; {@code location} is its path. */
    static <T> T dataFile(TableName table, String location, Callable<T> read) {
        try {
            return read.call();
        } catch (GatewayException e) {
            throw e;
        } catch (ColumnMismatchException e) {
            throw new GatewayException(
                    ErrorCode.UNSUPPORTED_TABLE_FEATURE,
                    "The data file %s of table %s cannot be read: %s.".formatted(location, table, e.getMessage()),
                    e);
        } catch (Exception e) {
            throw storageFailure(e)
                    .map(found -> CatalogErrors.storageUnreadable(
                            "The data file %s of table %s".formatted(location, table), reason(found), e))
                    .orElseGet(() -> CatalogErrors.tableDamaged(
                            table, "its data file %s cannot be understood (%s)".formatted(location, reason(e)), e));
        }
    }

    private static GatewayException explain(TableName table, String doing, Exception e) {
        return find(e, UnsupportedTableFeatureException.class)
                .map(found -> CatalogErrors.unsupportedFeature(
                        table, String.join(", ", new TreeSet<>(found.getUnsupportedFeatures()))))
                .or(() -> find(e, UnsupportedProtocolVersionException.class)
                        .map(found -> CatalogErrors.unsupportedFeature(
                                table, ReaderFeatures.readerVersion(found.getMinReaderVersion()))))
                .or(() -> catalogManaged(table, e))
                .or(() -> find(e, LogFileException.class).map(found -> explain(table, found)))
                .or(() -> find(e, TableNotFoundException.class)
                        .map(found -> CatalogErrors.tableDamaged(table, "its _delta_log holds no commit", e)))
                .or(() -> find(e, InvalidTableException.class)
                        .map(found ->
                                CatalogErrors.tableDamaged(table, "its log is not whole (" + reason(found) + ")", e)))
                .or(() -> storageFailure(e)
                        .map(found -> CatalogErrors.storageUnreadable("Table " + table, reason(found), e)))
                .orElseGet(() -> CatalogErrors.tableDamaged(table, "%s failed (%s)".formatted(doing, reason(e)), e));
    }

    /** Kernel asks for an argument that only a catalog could give, with no exception of its own. */
    private static Optional<GatewayException> catalogManaged(TableName table, Exception e) {
        return find(e, IllegalArgumentException.class)
                .filter(found -> String.valueOf(found.getMessage()).contains("maxCatalogVersion"))
                .map(found -> CatalogErrors.unsupportedFeature(table, "catalogManaged"));
    }

    private static GatewayException explain(TableName table, LogFileException e) {
        String file = e.path().substring(e.path().lastIndexOf('/') + 1);
        return storageFailure(e)
                .map(found -> CatalogErrors.storageUnreadable(
                        "The log file %s of table %s".formatted(e.path(), table), reason(found), e))
                .orElseGet(() -> CatalogErrors.tableDamaged(
                        table, "its log file %s cannot be understood (%s)".formatted(file, reason(e)), e));
    }

    /** A failure to get at a file. Any other IOException comes from a parser, and means that the file is damaged. */
    private static Optional<? extends IOException> storageFailure(Throwable e) {
        return find(e, StoreFailure.class)
                .<IOException>map(found -> found)
                .or(() -> find(e, DeltaInputFile.ReadFailure.class))
                .or(() -> find(e, FileNotFoundException.class))
                .or(() -> find(e, FileSystemException.class));
    }

    private static <T extends Throwable> Optional<T> find(Throwable e, Class<T> wanted) {
        return Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause)
                .filter(wanted::isInstance)
                .map(wanted::cast)
                .findFirst();
    }

    /** The first line of the innermost message, cut where it would show whole log lines; without a full stop. */
    private static String reason(Throwable e) {
        if (e instanceof StoreFailure failure) {
            return failure.getReason();
        }
        Throwable inner = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            inner = cause;
        }
        if (inner instanceof FileNotFoundException || inner instanceof NoSuchFileException) {
            return "it is missing, or access is denied";
        }
        if (inner instanceof JsonProcessingException) {
            return "it is not JSON throughout";
        }
        if (inner instanceof CharacterCodingException) {
            return "it is not text throughout";
        }
        String message = String.valueOf(inner.getMessage());
        String line = message.lines()
                .findFirst()
                .orElse("")
                .strip()
                // The folder is known from the table, and the sentence around it says the rest.
                .replaceFirst("^Invalid table found at [^:]*: ", "");
        if (line.isEmpty() || line.equals("null")) {
            line = inner.getClass().getSimpleName();
        }
        if (line.length() > LONGEST_REASON) {
            line = line.substring(0, LONGEST_REASON) + "…";
        }
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
