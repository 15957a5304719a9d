package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Limits of one user, or of each member of a group, in place of everybody's.
 *
 * @param user empty where a group is meant
 * @param group empty where a user is meant
 */
public record OwnLimits(Optional<String> user, Optional<String> group, Limits limits) {
    /** Those that are set; zero as in {@link LimitsConfig}. */
    public record Limits(
            Optional<Duration> queryTimeout,
            Optional<Duration> connectionIdle,
            Optional<Integer> running,
            Optional<Integer> queued,
            Optional<Duration> queueTime,
            Optional<Integer> rows,
            Optional<Integer> connections) {}

    public OwnLimits {
        requireNonNull(limits, "limits");
        if (user.isPresent() == group.isPresent()) {
            throw new IllegalArgumentException("limits belong to a user or to a group");
        }
    }

    static OwnLimits of(Bound item) {
        return new OwnLimits(
                item.find(UserLimitSettings.OWN_USER),
                item.find(UserLimitSettings.OWN_GROUP),
                new Limits(
                        item.find(UserLimitSettings.OWN_TIMEOUT),
                        item.find(UserLimitSettings.OWN_IDLE),
                        item.find(UserLimitSettings.OWN_RUNNING),
                        item.find(UserLimitSettings.OWN_QUEUED),
                        item.find(UserLimitSettings.OWN_QUEUE_TIME),
                        item.find(UserLimitSettings.OWN_ROWS),
                        item.find(UserLimitSettings.OWN_CONNECTIONS)));
    }

    /** What must hold between the keys. */
    static void check(Bound limits, Problems problems) {
        Set<String> known = new HashSet<>();
        for (Bound item : limits.get(UserLimitSettings.OWN)) {
            if (item.isPresent(UserLimitSettings.OWN_USER) == item.isPresent(UserLimitSettings.OWN_GROUP)) {
                problems.add(
                        item.place(),
                        "Limits are those of a user or of a group: write one of the keys user and group.");
            } else if (UserLimitSettings.OWN_LIMITS.stream().noneMatch(item::isPresent)) {
                problems.add(
                        item.place(),
                        "The item sets no limit. There are: %s."
                                .formatted(UserLimitSettings.OWN_LIMITS.stream()
                                        .map(Key::name)
                                        .collect(Collectors.joining(", "))));
            }
            for (Setting<String> who : List.of(UserLimitSettings.OWN_USER, UserLimitSettings.OWN_GROUP)) {
                item.find(who)
                        .filter(name -> !known.add(who.name() + " " + name))
                        .ifPresent(name -> problems.add(
                                item.place(),
                                "The %s %s has limits of its own already: put them into one item."
                                        .formatted(who.name(), name)));
            }
        }
    }

    /** As a file has it, on one line. */
    String describe() {
        return Stream.of(
                        text(UserLimitSettings.OWN_USER, user),
                        text(UserLimitSettings.OWN_GROUP, group),
                        text(UserLimitSettings.OWN_TIMEOUT, limits.queryTimeout()),
                        text(UserLimitSettings.OWN_IDLE, limits.connectionIdle()),
                        text(UserLimitSettings.OWN_RUNNING, limits.running()),
                        text(UserLimitSettings.OWN_QUEUED, limits.queued()),
                        text(UserLimitSettings.OWN_QUEUE_TIME, limits.queueTime()),
                        text(UserLimitSettings.OWN_ROWS, limits.rows()),
                        text(UserLimitSettings.OWN_CONNECTIONS, limits.connections()))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static <T> Optional<String> text(Setting<T> setting, Optional<T> value) {
        return value.map(set -> setting.name() + ": " + setting.kind().write(set));
    }
}
