package io.lakegate.adapters.storage.cache;

import io.lakegate.adapters.storage.object.CancelSignal;
import io.lakegate.adapters.storage.object.Retries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A sparse local file that holds some bytes of one object, and fetches others on demand, each once, whoever asks. In use until its last
 * {@link Lease} is closed. For any thread.
 */
public final class CachedObject {
    /** Longer ranges are fetched in pieces, at once. */
    private static final long LONGEST_PIECE = 8 << 20;

    private final ObjectVersion version;
    private final ChunkCache cache;
    private final HaveFile haveFile;
    private final String dataName;
    private final Path file;
    private final Ranges have = new Ranges(); // guarded by this
    private final List<Piece> inFlight = new ArrayList<>(); // guarded by this
    private long haveLength; // guarded by this
    private int leases; // guarded by the cache

    CachedObject(ObjectVersion version, ChunkCache cache, HaveFile haveFile, HaveFile.Content content, Path file) {
        this.version = version;
        this.cache = cache;
        this.haveFile = haveFile;
        this.dataName = content.data();
        this.file = file;
        this.haveLength = haveFile.length();
        content.lines().forEach(line -> have.add(line.range()));
    }

    /** Keeps the object in the cache until it is closed. */
    public final class Lease implements AutoCloseable {
        private boolean closed;

        public CachedObject object() {
            return CachedObject.this;
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                cache.leave(CachedObject.this);
            }
        }
    }

    Lease lease() {
        leases++;
        return new Lease();
    }

    /** Returns whether that was the last. */
    boolean leave() {
        leases--;
        return leases == 0;
    }

    public ObjectVersion version() {
        return version;
    }

    /** The sparse file. */
    public Path file() {
        return file;
    }

    /**
     * Fetches what of these bytes is not there, and waits for it.
     *
     * @return how many bytes that were
     */
    public long fetch(Collection<Range> wanted, CancelSignal cancel) throws IOException {
        try (Fetching fetching = start(wanted)) {
            fetching.await(cancel);
            return fetching.bytes();
        }
    }

    /** Starts to fetch what of these bytes is not there. */
    public Fetching start(Collection<Range> wanted) throws IOException {
        Fetching fetching = new Fetching(List.copyOf(wanted));
        try {
            fetching.claim();
            return fetching;
        } catch (IOException | RuntimeException e) {
            fetching.close();
            throw e;
        }
    }

    /** The bytes that one statement waits for. For one thread. */
    public final class Fetching implements AutoCloseable {
        private final List<Range> wanted;
        private final List<Piece> pieces = new ArrayList<>();
        private long bytes;

        private Fetching(List<Range> wanted) {
            this.wanted = wanted;
        }

        /** How many bytes were not there: those that others were fetching already are not counted. */
        public long bytes() {
            return bytes;
        }

        private void claim() throws IOException {
            List<Piece> own = new ArrayList<>();
            synchronized (CachedObject.this) {
                refresh();
                for (Range range : wanted) {
                    for (Range missing : have.missing(range)) {
                        own.addAll(claim(missing));
                    }
                }
            }
            for (int i = 0; i < own.size(); i++) {
                try {
                    cache.reserve(version, own.get(i).range().length());
                } catch (IOException e) {
                    own.subList(i, own.size()).forEach(piece -> finish(piece, e));
                    throw e;
                }
                bytes += own.get(i).range().length();
                Piece piece = own.get(i);
                cache.submit(() -> transfer(piece));
            }
        }

        /** Joins the pieces that are on their way already, and makes others of the rest. */
        private List<Piece> claim(Range missing) {
            Ranges onTheWay = new Ranges();
            for (Piece piece : inFlight) {
                if (piece.range().overlaps(missing)) {
                    onTheWay.add(piece.range());
                    join(piece);
                }
            }
            List<Piece> own = new ArrayList<>();
            for (Range rest : onTheWay.missing(missing)) {
                for (long from = rest.from(); from < rest.to(); from += LONGEST_PIECE) {
                    Piece piece = new Piece(new Range(from, Math.min(rest.to(), from + LONGEST_PIECE)));
                    inFlight.add(piece);
                    join(piece);
                    own.add(piece);
                }
            }
            return own;
        }

        private void join(Piece piece) {
            if (!pieces.contains(piece)) {
                piece.await();
                pieces.add(piece);
            }
        }

        /** Waits until all bytes are there. */
        public void await(CancelSignal cancel) throws IOException {
            while (!pieces.isEmpty()) {
                boolean again = false;
                for (Piece piece : List.copyOf(pieces)) {
                    again |= !isThere(piece, cancel);
                }
                close();
                if (again) {
                    claim(); // those who fetched a piece were cancelled, which is not our affair
                }
            }
        }

        private boolean isThere(Piece piece, CancelSignal cancel) throws IOException {
            CompletableFuture<Void> wait = new CompletableFuture<>();
            CompletableFuture<Void> unused = piece.done().whenComplete((nothing, failure) -> {
                if (failure == null) {
                    wait.complete(null);
                } else {
                    wait.completeExceptionally(failure);
                }
            });
            CancelSignal.Registration registration =
                    cancel.onGiven(() -> wait.completeExceptionally(Retries.canceled(version.name())));
            try {
                wait.get();
                return true;
            } catch (ExecutionException e) {
                if (piece.wasCanceled() && !cancel.isGiven()) {
                    return false;
                }
                throw rethrown(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Retries.canceled(version.name());
            } finally {
                registration.close();
            }
        }

        /** Waits no longer. What nobody else waits for is not fetched to its end. */
        @Override
        public void close() {
            List<Piece> unwanted = new ArrayList<>();
            synchronized (CachedObject.this) {
                for (Piece piece : pieces) {
                    if (piece.leave() && inFlight.remove(piece)) {
                        unwanted.add(piece);
                    }
                }
                pieces.clear();
            }
            unwanted.forEach(piece -> piece.unwanted().give());
        }
    }

    /** A failure of another thread, as one of this thread. */
    private static IOException rethrown(ExecutionException e) {
        if (e.getCause() instanceof IOException cause) {
            return cause;
        }
        if (e.getCause() instanceof RuntimeException cause) {
            throw cause;
        }
        throw new IllegalStateException("a transfer failed", e.getCause());
    }

    /** Sees what other processes have fetched meanwhile. */
    private void refresh() throws IOException {
        long length = haveFile.length();
        if (length != haveLength) {
            haveLength = length;
            haveFile.read()
                    .filter(content -> content.data().equals(dataName))
                    .ifPresent(content -> content.lines().forEach(line -> have.add(line.range())));
        }
    }

    private void transfer(Piece piece) {
        try {
            long checksum = cache.write(version, piece.range(), file, piece.unwanted());
            haveFile.append(dataName, new HaveFile.Line(piece.range(), checksum));
            cache.settle(piece.range().length());
            synchronized (this) {
                have.add(piece.range());
                inFlight.remove(piece);
            }
            piece.done().complete(null);
        } catch (IOException | RuntimeException e) {
            cache.giveBack(piece.range().length());
            finish(piece, e);
        }
    }

    private void finish(Piece piece, Exception failure) {
        synchronized (this) {
            inFlight.remove(piece);
        }
        piece.done().completeExceptionally(failure);
    }
}
