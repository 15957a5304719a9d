package io.lakegate.adapters.testing.store;

import java.util.concurrent.CountDownLatch;

/** What a store does instead of answering well. */
public sealed interface Fault {
    /** Nothing: it answers well. */
    Fault NONE = new None();

    /** The connection breaks before any answer. */
    Fault RESET = new Reset();

    record None() implements Fault {}

    record Reset() implements Fault {}

    /** An answer that says so, as when the store throttles. */
    record Status(int code, String error) implements Fault {}

    /** The body ends after some bytes, and the connection with it. */
    record Truncate(int bytes) implements Fault {}

    /** Some bytes of the body, and the rest only when a latch opens. */
    record Stall(int bytes, CountDownLatch until) implements Fault {}

    /** Something happens before the store is asked. */
    record Before(Runnable action) implements Fault {}
}
