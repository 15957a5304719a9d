package io.lakegate.server.endpoint;

import io.lakegate.server.auth.Identity;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The body of a request while it comes in. No thread waits for it, so clients that send half a request and then nothing hold up nobody: their connection goes when it
 * was idle for long enough, and when the whole takes too long. For one request.
 */
final class RequestBody implements Invocable.Task {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** Strangers have little to say, and are not to hold what they share for long by saying it slowly. */
    private static final Duration LONGEST_OF_STRANGERS = Duration.ofSeconds(10);

    private final Request request;
    private final int most;
    private final Requests.Share memory;
    private final boolean kept;
    private final Duration longest;
    private final Next next;
    private boolean watched;
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream(0); // guarded by this
    private long length; // guarded by this
    private boolean crowded; // guarded by this
    private boolean read; // guarded by this
    private boolean ended; // guarded by this

    /**
     * How it goes on, in one of four ways.
     *
     * @param whole with all of it
     * @param tooLong when it is longer than allowed
     * @param crowded when all the memory there is for bodies is taken; told whether it is the user's own that one user may have
     * @param broken when the client has gone or was too slow; also when going on fails
     */
    record Next(Consumer<byte[]> whole, Runnable tooLong, Consumer<Boolean> crowded, Consumer<Throwable> broken) {}

    private RequestBody(Request request, int most, Requests.Share memory, boolean kept, Duration longest, Next next) {
        this.longest = longest;
        this.request = request;
        this.most = most;
        this.memory = memory;
        this.kept = kept;
        this.next = next;
    }

    /**
     * Reads it and goes on; at once where all of it is there. Its memory is given back when going on returns.
     *
     * @param most bytes
     * @param who sends it; empty where it is not known yet
     */
    static void read(Request request, int most, Optional<Identity> who, Requests requests, Next next) {
        Duration longest = who.isEmpty() ? LONGEST_OF_STRANGERS : LONGEST;
        new RequestBody(request, most, requests.share(who), /* kept= */ true, longest, next).run();
    }

    /** The same with a body that nobody needs: {@code next} gets none, and there is no crowd. */
    static void skip(Request request, int most, Requests requests, Next next) {
        new RequestBody(request, most, requests.share(Optional.empty()), /* kept= */ false, LONGEST_OF_STRANGERS, next)
                .run();
    }

    /** Going on may take long: Jetty has it done on a thread that has nothing else to read for. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.BLOCKING;
    }

    /** Takes what has come in, as often as something has. */
    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                watch();
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                if (!chunk.isLast()) {
                    request.fail(chunk.getFailure());
                }
                end();
                next.broken().accept(chunk.getFailure());
                return;
            }
            Step step;
            try {
                step = add(chunk.getByteBuffer(), chunk.isLast());
            } catch (RuntimeException | Error e) {
                end(); // also where nobody hears of the end of the request
                throw e;
            } finally {
                chunk.release();
            }
            if (step != Step.MORE) {
                go(step);
                return;
            }
        }
    }

    /** Most come in whole at once, and need no watching. */
    private void watch() {
        if (!watched) {
            watched = true;
            Scheduler.Task tooSlow = request.getConnectionMetaData()
                    .getConnector()
                    .getScheduler()
                    .schedule(this::giveUp, longest);
            Request.addCompletionListener(request, failure -> {
                boolean unused = tooSlow.cancel();
                end();
            });
        }
    }

    private enum Step {
        MORE,
        WHOLE,
        TOO_LONG,
        CROWDED,
        GONE
    }

    private synchronized Step add(ByteBuffer part, boolean last) {
        length += part.remaining();
        Step step = Step.MORE;
        if (ended) {
            step = Step.GONE;
        } else if (length > most) {
            step = Step.TOO_LONG;
        } else {
            keep(part);
            if (last) {
                step = crowded ? Step.CROWDED : Step.WHOLE;
            }
        }
        read = step != Step.MORE;
        return step;
    }

    /** What finds no place is read all the same, and forgotten: a client that is still sending would not hear why it is refused. */
    private void keep(ByteBuffer part) {
        if (!kept || crowded) {
            return;
        }
        if (memory.take(part.remaining())) {
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            bytes.writeBytes(copy);
        } else {
            crowded = true;
            bytes = new ByteArrayOutputStream(0);
            memory.free();
        }
    }

    private void go(Step step) {
        try {
            switch (step) {
                case WHOLE -> next.whole().accept(taken());
                case TOO_LONG -> next.tooLong().run();
                case CROWDED -> next.crowded().accept(memory.isUsersFault());
                default -> next.broken().accept(new TimeoutException("the request came in too slowly"));
            }
        } catch (RuntimeException | Error e) {
            next.broken().accept(e);
        } finally {
            end();
        }
    }

    private synchronized byte[] taken() {
        byte[] all = bytes.toByteArray();
        bytes = new ByteArrayOutputStream(0);
        return all;
    }

    /** Gives the memory back, once. */
    private synchronized void end() {
        if (!ended) {
            ended = true;
            bytes = new ByteArrayOutputStream(0);
            memory.free();
        }
    }

    /** It has not come in whole after long enough: its memory is others', and its connection goes. */
    private void giveUp() {
        synchronized (this) {
            if (read || ended) {
                return;
            }
            end();
        }
        request.getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close(new TimeoutException("the request came in too slowly"));
    }
}
