package io.lakegate.server.config;

import java.time.Duration;
import java.util.List;

/** The keys of {@code lakegate.yaml} that say what one user may take. Part of {@link Settings}. */
final class UserLimitSettings {
    private static final int MANY = 1_000_000;

    static final Setting<Integer> CONNECTIONS = Setting.withDefault(
            "limits.max-connections-per-user",
            ValueKinds.integer(0, MANY),
            0,
            "How many of the connections one user may have. With 0 there is no limit of its own.");
    static final Setting<Integer> RUNNING = Setting.withDefault(
            "limits.max-running-per-user",
            ValueKinds.integer(0, 10_000),
            0,
            "How many statements of one user may run at once: until their last row is made. Further ones wait in their order, for the user's own"
                    + " only. With 0 there is no limit of its own.");
    static final Setting<Integer> QUEUED = Setting.withDefault(
            "limits.max-queued-per-user",
            ValueKinds.integer(0, MANY),
            100,
            "How many statements of one user may wait. One more is refused.");
    static final Setting<Duration> QUEUE_TIME = Setting.withDefault(
            "limits.queue-time",
            ValueKinds.duration(Duration.ofMillis(1), Duration.ofDays(1)),
            Duration.ofMinutes(1),
            "How long a statement may wait before it is refused.");
    static final Setting<Integer> ROWS = Setting.withDefault(
            "limits.max-rows",
            ValueKinds.integer(0, Integer.MAX_VALUE),
            0,
            "How many rows a result may have. A statement that makes more fails; nothing is cut. With 0 there is no limit.");
    static final List<Key> KEYS = List.of(CONNECTIONS, RUNNING, QUEUED, QUEUE_TIME, ROWS);

    private UserLimitSettings() {}
}
