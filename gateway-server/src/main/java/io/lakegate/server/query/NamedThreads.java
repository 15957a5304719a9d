package io.lakegate.server.query;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes daemon threads with telling names. */
public final class NamedThreads {
    private NamedThreads() {}

    /** The first is called {@code prefix} and 1. */
    public static ThreadFactory of(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
