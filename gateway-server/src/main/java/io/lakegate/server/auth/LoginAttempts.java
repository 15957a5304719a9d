package io.lakegate.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.catalog.cache.Caches;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The logins that failed lately, by user and address: after some, further ones are refused unseen for a while that doubles with each. Nothing
 * waits: whoever comes too early is told so at once. Bounded in memory. For any thread.
 */
final class LoginAttempts {
    private static final int MOST_KEPT = 20_000;
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    /** What is counted together, how many failures are free, and how long one waits at most. */
    private enum Kind {
        /** One who tries passwords of one user. */
        PAIR(5, Duration.ofMinutes(5)),
        /** One who tries many users. */
        ADDRESS(20, Duration.ofMinutes(5)),
        /** Many machines that try one user: who knows the password must get in between. */
        USER(50, Duration.ofSeconds(30));

        private final int free;
        private final Duration longest;

        Kind(int free, Duration longest) {
            this.free = free;
            this.longest = longest;
        }

        private Key key(String user, String address) {
            return new Key(this, this == ADDRESS ? "" : user, this == USER ? "" : address);
        }
    }

    private record Key(Kind kind, String user, String address) {}

    private record Failures(int count, long blockedUntil) {}

    private final LongSupplier nanos;
    private final Cache<Key, Failures> failures;

    /** {@code nanos} is a clock as {@link System#nanoTime}. */
    LoginAttempts(LongSupplier nanos) {
        this.nanos = nanos;
        this.failures = Caches.builder()
                .maximumSize(MOST_KEPT)
                .expireAfterWrite(FORGOTTEN_AFTER)
                .ticker(nanos::getAsLong)
                .build();
    }

    /** How long this user has to wait at this address. */
    Optional<Duration> waitOfPair(String user, String address) {
        return left(Kind.PAIR.key(user, address));
    }

    /** How long this user, or this address, has to wait in general. */
    Optional<Duration> waitOfEither(String user, String address) {
        return left(Kind.ADDRESS.key(user, address)).or(() -> left(Kind.USER.key(user, address)));
    }

    private Optional<Duration> left(Key key) {
        Failures known = failures.getIfPresent(key);
        long left = known == null ? 0 : known.blockedUntil() - nanos.getAsLong();
        return left > 0 ? Optional.of(Duration.ofNanos(left)) : Optional.empty();
    }

    void failed(String user, String address) {
        for (Kind kind : Kind.values()) {
            failures.asMap()
                    .compute(
                            kind.key(user, address), (key, known) -> next(kind, known == null ? 1 : known.count() + 1));
        }
    }

    private Failures next(Kind kind, int count) {
        int over = count - kind.free;
        long wait = over < 0 ? 0 : Math.min(kind.longest.toNanos(), FIRST_WAIT.toNanos() << Math.min(over, 20));
        return new Failures(count, nanos.getAsLong() + wait);
    }

    /** The user at this address has shown the right password. Failures elsewhere stay counted. */
    void succeeded(String user, String address) {
        failures.invalidate(Kind.PAIR.key(user, address));
    }
}
