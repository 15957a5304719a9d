package io.lakegate.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.config.DirectoryConfig;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What has a directory check passwords. What it has said holds for a short while at the same address, by a keyed digest of the password, since a client sends it
 * with every request; few are asked at once. For any thread.
 */
final class DirectoryPasswords {
    private static final int MOST_KNOWN = 20_000;
    private static final int MOST_WAITING = 64;
    private static final int MOST_ASKING = 16;
    private static final long LONGEST_WAIT_SECONDS = 10;
    private static final Duration ENDED_FOR = Duration.ofHours(1);

    private final Directory directory;
    private final LoginAttempts attempts;
    private final PasswordDigests digests = new PasswordDigests();
    private final Cache<String, Directory.Known> known;
    /** Of passwords of connections, those that are right no longer. */
    private final Cache<String, Boolean> ended =
            Caches.builder().maximumSize(MOST_KNOWN).expireAfterWrite(ENDED_FOR).build();

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
        acquire();
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
            ended.invalidate(digest);
            known.put(digest, found.get());
            return found.get();
        } finally {
            asking.release();
        }
    }

    /**
     * Whether it is still the password of a user who has shown it, and whom no request shows it for again. Nobody guesses here: failed logins of others do not
     * matter, and it is none. When it is the password no longer, the directory is not asked again, since that would lock the user out there.
     *
     * @param shown what the directory has said then
     */
    BooleanSupplier holding(Directory.Known shown, String said, String password, String address) {
        return new Holding(shown, said, password, digests.of(said, address, password));
    }

    private final class Holding implements BooleanSupplier {
        private final Directory.Known shown;
        private final String said;
        private final String password;
        private final String digest;
        private volatile boolean over;

        Holding(Directory.Known shown, String said, String password, String digest) {
            this.shown = shown;
            this.said = said;
            this.password = password;
            this.digest = digest;
        }

        @Override
        public boolean getAsBoolean() {
            if (!over && !isSame(known.getIfPresent(digest))) {
                ask();
            }
            return !over;
        }

        /** One request of the connection for all that come at once. */
        private synchronized void ask() {
            if (over || isSame(known.getIfPresent(digest))) {
                return;
            }
            if (ended.getIfPresent(digest) != null) {
                over = true; // as another connection has heard
                return;
            }
            acquire();
            try {
                Optional<Directory.Known> found = directory.check(said, password);
                over = found.isEmpty() || !isSame(found.get());
                if (over) {
                    ended.put(digest, true);
                } else {
                    known.put(digest, found.get());
                }
            } finally {
                asking.release();
            }
        }

        private boolean isSame(Directory.@Nullable Known now) {
            return now != null && now.user().equals(shown.user());
        }
    }

    /** Takes one of the places of those who ask, to be released. */
    private void acquire() {
        try {
            if (asking.getQueueLength() < MOST_WAITING && asking.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw AuthErrors.directoryBusy();
    }
}
