package io.lakegate.server.endpoint;

import io.lakegate.server.auth.Identity;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.Callback;

/**
 * What all requests take together: memory for their bodies, from when they come in until they are answered, and network connections; and how many are being
 * answered. Strangers share a part of the memory, no user has more than a part, and others have the rest. For any thread.
 */
public final class Requests {
    /** Of each body, taken in any case, so that short requests, such as those that end a statement, are never refused. Counted all the same. */
    static final int FREE_BYTES = 8 * 1024;

    /** Strangers have this part of the memory. */
    private static final int PART_OF_STRANGERS = 4;

    /** One user has this part of the memory, at the most. */
    private static final int PART_OF_USER = 2;

    /** How long a connection beyond the limit may take to say something, and so hear why it is refused. */
    private static final long REFUSED_IDLE_MILLIS = 2_000;

    private final long memory;
    private final int mostConnections;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong takenByStrangers = new AtomicLong();
    private final Map<String, Long> takenByUsers = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong begun = new AtomicLong();
    private final ConcurrentSkipListSet<Long> answering = new ConcurrentSkipListSet<>();
    private final Set<Connection> beyond = ConcurrentHashMap.newKeySet();
    private final LongAdder refusedForMemory = new LongAdder();
    private final LongAdder refusedForConnections = new LongAdder();

    /**
     * @param memory bytes for the bodies of all
     * @param mostConnections that may be open at the same time; further ones hear that they are too many
     */
    public Requests(long memory, int mostConnections) {
        this.memory = memory;
        this.mostConnections = mostConnections;
    }

    /** Bytes that the bodies of requests hold at the moment. */
    public long memoryTaken() {
        return taken.get();
    }

    /** Network connections that are open. */
    public int connections() {
        return connections.get();
    }

    /** Requests that were refused because bodies held all the memory there is for them. */
    public long refusedForMemory() {
        return refusedForMemory.sum();
    }

    /** Requests that were refused because their connection was one too many. */
    public long refusedForConnections() {
        return refusedForConnections.sum();
    }

    /** A number that all requests have passed that are being answered now, and none that comes later. */
    public long mark() {
        return begun.get();
    }

    /** Whether there are requests from before a {@link #mark} whose answer is being made, or is on the way: those that the client has, or that have failed, are none. */
    public boolean areAnswered(long mark) {
        return answering.floor(mark) == null;
    }

    int mostConnections() {
        return mostConnections;
    }

    /** A callback for an answer, which counts until it is completed. */
    Callback answering(Callback callback) {
        // Noted before it is counted: who looks at the mark must find it.
        long number;
        synchronized (answering) {
            number = begun.get() + 1;
            answering.add(number);
            begun.set(number);
        }
        return Callback.from(callback, (Runnable) () -> answering.remove(number));
    }

    /** The memory of one body. For one thread at a time. */
    final class Share {
        private final boolean stranger;
        private final Optional<String> user;
        private long own;
        private boolean usersFault;

        private Share(Optional<Identity> who) {
            this.stranger = who.isEmpty();
            this.user = who.filter(Identity::proven).flatMap(Identity::user);
        }

        /** Takes so many bytes more, unless all are taken. */
        boolean take(int bytes) {
            own += bytes;
            long all = taken.addAndGet(bytes);
            long ofStrangers = stranger ? takenByStrangers.addAndGet(bytes) : 0;
            long ofUser = user.map(name -> takenByUsers.merge(name, (long) bytes, Long::sum))
                    .orElse(0L);
            boolean usersPart = ofUser <= memory / PART_OF_USER;
            if (own <= FREE_BYTES || (all <= memory && ofStrangers <= memory / PART_OF_STRANGERS && usersPart)) {
                return true;
            }
            usersFault = !usersPart;
            refusedForMemory.increment();
            return false;
        }

        /** Whether something was refused because the same user holds all that one user may. */
        boolean isUsersFault() {
            return usersFault;
        }

        /** Gives back all that was taken, also what was refused. */
        void free() {
            taken.addAndGet(-own);
            if (stranger) {
                takenByStrangers.addAndGet(-own);
            }
            long given = own;
            user.ifPresent(name -> takenByUsers.computeIfPresent(
                    name, (same, bytes) -> bytes == given ? null : Long.valueOf(bytes - given)));
            own = 0;
        }
    }

    /** For a body of which nothing is there yet; {@code who} is empty while that is not known. */
    Share share(Optional<Identity> who) {
        return new Share(who);
    }

    /** How many users hold memory at the moment. */
    int usersWithMemory() {
        return takenByUsers.size();
    }

    /** Whether a connection is one too many, as was found when it was opened: its request is to be refused. Those that were there before stay. */
    boolean isBeyond(Connection connection) {
        boolean is = beyond.contains(connection);
        if (is) {
            refusedForConnections.increment();
        }
        return is;
    }

    /** Hears of connections. */
    Connection.Listener listener() {
        return new Connection.Listener() {
            @Override
            public void onOpened(Connection connection) {
                if (counts(connection) && connections.incrementAndGet() > mostConnections) {
                    beyond.add(connection);
                    connection.getEndPoint().setIdleTimeout(REFUSED_IDLE_MILLIS);
                }
            }

            @Override
            public void onClosed(Connection connection) {
                if (counts(connection)) {
                    connections.decrementAndGet();
                    beyond.remove(connection);
                }
            }
        };
    }

    /** With TLS there are two for one of the network. */
    private static boolean counts(Connection connection) {
        return !(connection instanceof SslConnection);
    }
}
