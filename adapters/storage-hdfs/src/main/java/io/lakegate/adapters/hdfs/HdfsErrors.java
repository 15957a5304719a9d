package io.lakegate.adapters.hdfs;

import io.lakegate.adapters.storage.object.ObjectName;
import io.lakegate.adapters.storage.object.StoreFailure;
import io.lakegate.adapters.storage.object.StoreFailure.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.hdfs.BlockMissingException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;

/** Turns what Hadoop's client throws into our failures: the only place that knows its exceptions. */
final class HdfsErrors {
    private HdfsErrors() {}

    static IOException of(ObjectName name, Exception thrown) {
        Exception e = thrown instanceof RemoteException remote ? remote.unwrapRemoteException() : thrown;
        if (e instanceof StoreFailure || e instanceof NoSuchFileException) {
            return (IOException) e;
        }
        if (e instanceof FileNotFoundException) {
            NoSuchFileException missing = new NoSuchFileException(name.toString(), null, "there is no such object");
            missing.initCause(e);
            return missing;
        }
        return find(e, UnknownHostException.class)
                .map(found -> failure(Kind.LASTING, name, "no machine is called " + name.bucket(), e))
                .or(() -> find(e, AccessControlException.class)
                        .map(found -> failure(Kind.REFUSED, name, refusal(found), e)))
                .or(() -> find(e, SocketTimeoutException.class)
                        .map(found -> failure(Kind.PASSING, name, "the store does not answer in time", e)))
                .or(() -> find(e, InterruptedIOException.class)
                        .map(found -> failure(Kind.CANCELED, name, "the transfer was cancelled", e)))
                .or(() -> find(e, ClosedByInterruptException.class)
                        .map(found -> failure(Kind.CANCELED, name, "the transfer was cancelled", e)))
                .or(() -> find(e, ConnectException.class)
                        .map(found -> failure(Kind.PASSING, name, "the store cannot be reached", e)))
                .or(() -> find(e, BlockMissingException.class)
                        .map(found -> failure(Kind.PASSING, name, "no data node has a part of it", e)))
                .or(() ->
                        find(e, IOException.class).map(found -> failure(Kind.PASSING, name, "the connection broke", e)))
                .orElseGet(() -> failure(Kind.LASTING, name, "the store's client failed", e));
    }

    /** Hadoop throws the same for one whom it does not know and for one who may not. */
    private static String refusal(AccessControlException e) {
        return String.valueOf(e.getMessage()).startsWith("Permission denied")
                ? "the store denies access"
                : "the store refuses the credentials";
    }

    private static StoreFailure failure(Kind kind, ObjectName name, String why, Throwable e) {
        return new StoreFailure(kind, name, why, e);
    }

    private static <T extends Throwable> Optional<T> find(Throwable e, Class<T> wanted) {
        return Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause)
                .filter(wanted::isInstance)
                .map(wanted::cast)
                .findFirst();
    }
}
