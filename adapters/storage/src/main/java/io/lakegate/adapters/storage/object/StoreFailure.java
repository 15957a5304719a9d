package io.lakegate.adapters.storage.object;

import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/** A failure of a store, told with the object and the cause, and never with a credential. */
public final class StoreFailure extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** What can be done about it. */
    public enum Kind {
        /** Likely gone when it is tried again. */
        PASSING,
        /** The store does not know who asks, or asks for others. */
        REFUSED,
        /** The object has another content than it had. */
        CHANGED,
        /** The store is well, but the local disk has no room. */
        NO_ROOM,
        /** No use to try again. */
        LASTING,
        /** Nobody waits for it any more. */
        CANCELED
    }

    private final Kind kind;

    /** {@code why} is a clause without a capital letter and without a full stop. */
    public StoreFailure(Kind kind, ObjectName name, String why, @Nullable Throwable cause) {
        super(name.toString(), null, why);
        this.kind = kind;
        initCause(cause);
    }

    public Kind kind() {
        return kind;
    }

    /** The object and the clause. */
    @Override
    public String getMessage() {
        return "object " + getFile() + ": " + getReason();
    }
}
