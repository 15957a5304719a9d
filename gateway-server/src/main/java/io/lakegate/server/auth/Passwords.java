package io.lakegate.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What checks passwords. A password that was right is known again at the same address by a keyed digest of it, since a client sends it with every
 * request and a check is meant to be dear; few are checked at once. For any thread.
 */
final class Passwords {
    private static final int MOST_KNOWN = 20_000;
    private static final int MOST_WAITING = 64;
    private static final long LONGEST_WAIT_SECONDS = 10;
    /** No user can be called so. */
    private static final String NOBODY = "";

    private static final Duration KNOWN_FOR = Duration.ofMinutes(10);

    private final PasswordFile file;
    private final LoginAttempts attempts;
    private final PasswordDigests digests = new PasswordDigests();

    /** The hash that the password was right for, by the digest of user, address and password. */
    private final Cache<String, String> known = Caches.builder()
            .maximumSize(MOST_KNOWN)
            .expireAfterAccess(KNOWN_FOR)
            .build();

    private final Semaphore checks =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    Passwords(PasswordFile file, LoginAttempts attempts) {
        this.file = file;
        this.attempts = attempts;
    }

    /** Whether the file has the user. */
    boolean knows(String user) {
        return file.users().containsKey(user);
    }

    /**
     * The user's line in the file.
     *
     * @throws GatewayException {@link ErrorCode#LOGIN_REFUSED}
     */
    PasswordEntry check(String said, String password, String address) {
        String user = PasswordEntry.isName(said) ? said : NOBODY; // nothing long is kept
        attempts.waitOfPair(user, address).ifPresent(left -> {
            throw AuthErrors.tooMany(left);
        });
        Map<String, PasswordEntry> users = file.users();
        Optional<PasswordEntry> entry = Optional.ofNullable(users.get(user));
        String digest = digests.of(user, address, password);
        if (isKnown(digest, entry)) {
            return entry.orElseThrow();
        }
        if (checks.getQueueLength() >= MOST_WAITING || !acquire()) {
            throw AuthErrors.busy();
        }
        try {
            // Others of this client may have been checked meanwhile, with the right password or a wrong one.
            if (isKnown(digest, entry)) {
                return entry.orElseThrow();
            }
            attempts.waitOfPair(user, address)
                    .or(() -> attempts.waitOfEither(user, address))
                    .ifPresent(left -> {
                        throw AuthErrors.tooMany(left);
                    });
            if (!PasswordFile.verify(entry, password, PasswordFile.cost(users))) {
                attempts.failed(user, address);
                throw AuthErrors.refused();
            }
        } finally {
            checks.release();
        }
        attempts.succeeded(user, address);
        known.put(digest, entry.orElseThrow().hash());
        return entry.get();
    }

    /** Whether the user's line is still what it was when the password was checked. */
    boolean isUnchanged(PasswordEntry entry) {
        PasswordEntry now = file.users().get(entry.user());
        return now != null && now.hash().equals(entry.hash());
    }

    private boolean isKnown(String digest, Optional<PasswordEntry> entry) {
        String hash = known.getIfPresent(digest);
        return hash != null && entry.isPresent() && entry.get().hash().equals(hash);
    }

    private boolean acquire() {
        try {
            return checks.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
