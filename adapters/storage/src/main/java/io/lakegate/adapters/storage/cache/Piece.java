package io.lakegate.adapters.storage.cache;

import io.lakegate.adapters.storage.object.CancelSignal;
import java.util.concurrent.CompletableFuture;

/** Bytes of an object that are being fetched, for one statement or several. Its counter is guarded by the object. */
final class Piece {
    private final Range range;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final CancelSignal unwanted = new CancelSignal();
    private int waiters;

    Piece(Range range) {
        this.range = range;
    }

    Range range() {
        return range;
    }

    /** Ends when the bytes are there, or with the failure. */
    CompletableFuture<Void> done() {
        return done;
    }

    /** Given when nobody waits any more. */
    CancelSignal unwanted() {
        return unwanted;
    }

    void await() {
        waiters++;
    }

    /** Says that one who waited does not any more. Returns whether nobody does. */
    boolean leave() {
        waiters--;
        return waiters == 0;
    }

    /** Whether it ended because nobody waited for it. */
    boolean wasCanceled() {
        return unwanted.isGiven() && done.isCompletedExceptionally();
    }
}
