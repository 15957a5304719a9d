package io.lakegate.adapters.duckdb;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One statement's way through the {@link EngineGate}. A small statement waits there once: its first rows are taken in the turn that started it. For one thread. */
final class EngineTurn {
    /** A statement that reads files of no more bytes than these is expected to be small. */
    private static final long SMALL_BYTES = 32 << 20;

    private static final Duration SMALL = Duration.ofSeconds(1);
    private static final Duration OTHER = Duration.ofMillis(50);

    private final EngineGate gate;
    private final Duration standsAsideAfter;
    private EngineGate.@Nullable Pass pass;

    /** {@code bytes} is how much the files have that are read; as much as can be where that is not known. */
    EngineTurn(EngineGate gate, long bytes) {
        this.gate = gate;
        this.standsAsideAfter = bytes <= SMALL_BYTES ? SMALL : OTHER;
    }

    /** Starts the engine; the turn lasts until rows were taken, or it is ended. */
    <T, E extends Exception> T start(EngineGate.Work<T, E> work) throws E {
        end();
        EngineGate.Pass entered = gate.enter(standsAsideAfter);
        try {
            T started = work.get();
            pass = entered;
            return started;
        } finally {
            if (pass != entered) {
                gate.leave(entered);
            }
        }
    }

    /** Takes rows from the engine. */
    <T, E extends Exception> T go(EngineGate.Work<T, E> work) throws E {
        if (pass == null) {
            return gate.pass(standsAsideAfter, work);
        }
        try {
            return work.get();
        } finally {
            end();
        }
    }

    /** Lets others in, if that was not done before. */
    void end() {
        EngineGate.Pass held = pass;
        pass = null;
        if (held != null) {
            gate.leave(held);
        }
    }
}
