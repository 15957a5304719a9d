package io.lakegate.adapters.duckdb;

import org.jspecify.annotations.Nullable;

/** One statement's way through the {@link EngineGate}. A small statement waits there once: its first rows are taken in the turn that started it. For one thread. */
final class EngineTurn {
    private final EngineGate gate;
    private EngineGate.@Nullable Pass pass;

    EngineTurn(EngineGate gate) {
        this.gate = gate;
    }

    /** Starts the engine; the turn lasts until rows were taken, or it is ended. */
    <T, E extends Exception> T start(EngineGate.Work<T, E> work) throws E {
        end();
        EngineGate.Pass entered = gate.enter();
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
            return gate.pass(work);
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
