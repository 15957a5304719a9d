package io.lakegate.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.config.DirectoryConfig;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What has a directory check passwords. What it has said holds for a short while at the same address, by a keyed digest of the password, since a client sends it
 * with every request; few are asked at once. For any thread.
 */
final class DirectoryPasswords {
    private static final int MOST_KNOWN = 20_000;
    private static final int MOST_WAITING = 64;
    private static final int MOST_ASKING = 16;
    private static final long LONGEST_WAIT_SECONDS = 10;

    private final Directory directory;
    private final LoginAttempts attempts;
    private final PasswordDigests digests = new PasswordDigests();
    private final Cache<String, Directory.Known> known;
    private final Semaphore asking = new Semaphore(MOST_ASKING, true);

    DirectoryPasswords(DirectoryConfig rules, LoginAttempts attempts) {
        this.directory = new Directory(rules);
        this.attempts = attempts;
        this.known = Caches.builder()
                .maximumSize(MOST_KNOWN)
                .expireAfterWrite(rules.cacheTime())
                .build();
    }

    /**
     * Who this is.
     *
     * @throws GatewayException {@link ErrorCode#LOGIN_REFUSED}; {@link ErrorCode#LOGIN_UNCHECKED}
     */
    Directory.Known check(String user, String password, String address) {
        boolean possible = PasswordEntry.isName(user) && !password.isEmpty() && password.indexOf(0) < 0;
        // The directory does not tell spellings apart, so they are counted together.
        String counted = possible ? user.toLowerCase(Locale.ROOT) : "";
        attempts.waitOfPair(counted, address).ifPresent(left -> {
            throw AuthErrors.tooMany(left);
        });
        String digest = digests.of(user, address, password);
        Directory.Known before = known.getIfPresent(digest);
        if (before != null) {
            return before;
        }
        if (asking.getQueueLength() >= MOST_WAITING || !acquire()) {
            throw AuthErrors.directoryBusy();
        }
        try {
            // Others of this client may have been checked meanwhile, with the right password or a wrong one.
            Directory.Known meanwhile = known.getIfPresent(digest);
            if (meanwhile != null) {
                return meanwhile;
            }
            attempts.waitOfPair(counted, address)
                    .or(() -> attempts.waitOfEither(counted, address))
                    .ifPresent(left -> {
                        throw AuthErrors.tooMany(left);
                    });
            // A directory takes an empty password for nobody's, and says yes.
            Optional<Directory.Known> found = possible ? directory.check(user, password) : Optional.empty();
            if (found.isEmpty()) {
                attempts.failed(counted, address);
                throw AuthErrors.refused();
            }
            attempts.succeeded(counted, address);
            known.put(digest, found.get());
            return found.get();
        } finally {
            asking.release();
        }
    }

    /** Whether it is still the user's password. */
    boolean holds(String user, String password, String address) {
        try {
            return check(user, password, address).user().equalsIgnoreCase(user);
        } catch (GatewayException e) {
            if (e.code() == ErrorCode.LOGIN_UNCHECKED) {
                throw e;
            }
            return false;
        }
    }

    private boolean acquire() {
        try {
            return asking.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
