package io.lakegate.server.config;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

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

    static final Setting<String> OWN_USER = Setting.optional(
            "limits.own[].user", ValueKinds.TEXT, "the item names a group", "etl", "The user whose limits these are.");
    static final Setting<String> OWN_GROUP = Setting.optional(
            "limits.own[].group",
            ValueKinds.TEXT,
            "the item names a user",
            "analysts",
            "The group for each of whose members these are the limits.");
    static final Setting<Duration> OWN_TIMEOUT = own(
            "query-timeout", "2h", Settings.QUERY_TIMEOUT, "How long a statement may run. With 0 there is no limit.");
    static final Setting<Duration> OWN_IDLE =
            own("connection-idle", "5min", Settings.CONNECTION_IDLE, "How long a connection may go unused.");
    static final Setting<Integer> OWN_RUNNING = own(
            "max-running", "4", RUNNING, "How many statements of the user may run at once. With 0 there is no limit.");
    static final Setting<Integer> OWN_QUEUED =
            own("max-queued", "20", QUEUED, "How many statements of the user may wait.");
    static final Setting<Duration> OWN_QUEUE_TIME = own("queue-time", "5min", QUEUE_TIME, "How long one may wait.");
    static final Setting<Integer> OWN_ROWS =
            own("max-rows", "100000", ROWS, "How many rows a result may have. With 0 there is no limit.");
    static final Setting<Integer> OWN_CONNECTIONS = own(
            "max-connections", "10", CONNECTIONS, "How many connections the user may have. With 0 there is no limit.");
    static final List<Key> OWN_LIMITS =
            List.of(OWN_TIMEOUT, OWN_IDLE, OWN_RUNNING, OWN_QUEUED, OWN_QUEUE_TIME, OWN_ROWS, OWN_CONNECTIONS);
    static final Key.Repeated OWN = new Key.Repeated(
            "own",
            "Limits of a user, or of each member of a group, in place of those above. Each item has one of the keys `user` and `group`. A limit of a"
                    + " user's own item wins; else the most generous of those of the user's groups; else the one above.",
            new Key.Group(
                    "own",
                    "Limits of some.",
                    Stream.concat(Stream.of(OWN_USER, OWN_GROUP), OWN_LIMITS.stream())
                            .toList()));

    static final List<Key> KEYS = List.of(CONNECTIONS, RUNNING, QUEUED, QUEUE_TIME, ROWS, OWN);

    private UserLimitSettings() {}

    private static <T> Setting<T> own(String name, String example, Setting<T> everybodys, String doc) {
        return Setting.optional("limits.own[]." + name, everybodys.kind(), "`" + everybodys.path() + "`", example, doc);
    }
}
