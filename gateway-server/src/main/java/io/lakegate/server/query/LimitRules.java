package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.server.auth.Identity;
import io.lakegate.server.config.LimitsConfig;
import io.lakegate.server.config.OwnLimits;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Who may take how much: what a user's own limits say; else the most generous of those of the user's groups; else what holds for everybody. Each limit by
 * itself. Immutable, for any thread.
 */
public final class LimitRules {
    /** None for anybody. */
    public static final LimitRules NONE = new LimitRules(UserLimits.NONE, List.of());

    /** Zero means that there is no limit, and so is more than all. */
    private static final Comparator<Duration> MOST_TIME =
            Comparator.comparing(Duration::isZero).thenComparing(Comparator.naturalOrder());

    private static final Comparator<Integer> MOST =
            Comparator.<Integer, Boolean>comparing(limit -> limit == 0).thenComparing(Comparator.naturalOrder());

    private final UserLimits everybody;
    private final List<OwnLimits> own;

    LimitRules(UserLimits everybody, List<OwnLimits> own) {
        this.everybody = requireNonNull(everybody, "everybody");
        this.own = List.copyOf(own);
    }

    /** As configured. */
    public static LimitRules of(LimitsConfig config) {
        LimitsConfig.PerUser each = config.perUser();
        return new LimitRules(
                new UserLimits(
                        config.queryTimeout(),
                        config.connectionIdle(),
                        each.running(),
                        each.queued(),
                        each.queueTime(),
                        each.rows(),
                        each.connections()),
                config.own());
    }

    /** The limits of whom no other is set for. */
    public UserLimits everybody() {
        return everybody;
    }

    /** The limits of one user, by what is known of them now. */
    public UserLimits of(Identity user) {
        if (own.isEmpty()) {
            return everybody;
        }
        return new UserLimits(
                limit(user, OwnLimits.Limits::queryTimeout, MOST_TIME).orElse(everybody.timeout()),
                limit(user, OwnLimits.Limits::connectionIdle, Comparator.naturalOrder())
                        .orElse(everybody.idle()),
                limit(user, OwnLimits.Limits::running, MOST).orElse(everybody.running()),
                limit(user, OwnLimits.Limits::queued, Comparator.naturalOrder()).orElse(everybody.queued()),
                limit(user, OwnLimits.Limits::queueTime, Comparator.naturalOrder())
                        .orElse(everybody.queueTime()),
                limit(user, OwnLimits.Limits::rows, MOST)
                        .map(Integer::longValue)
                        .orElse(everybody.rows()),
                limit(user, OwnLimits.Limits::connections, MOST).orElse(everybody.connections()));
    }

    private <T> Optional<T> limit(
            Identity user, Function<OwnLimits.Limits, Optional<T>> limit, Comparator<? super T> generosity) {
        return own.stream()
                .filter(rule -> rule.user().isPresent() && rule.user().equals(user.user()))
                .flatMap(rule -> limit.apply(rule.limits()).stream())
                .findFirst()
                .or(() -> own.stream()
                        .filter(rule ->
                                rule.group().filter(user.groups()::contains).isPresent())
                        .flatMap(rule -> limit.apply(rule.limits()).stream())
                        .max(generosity));
    }

    /** The shortest time for which anybody's connection may go unused; zero where all may for ever. */
    public Duration shortestIdle() {
        return Stream.concat(
                        Stream.of(everybody.idle()),
                        own.stream().flatMap(rule -> rule.limits().connectionIdle().stream()))
                .min(MOST_TIME)
                .orElseThrow();
    }
}
