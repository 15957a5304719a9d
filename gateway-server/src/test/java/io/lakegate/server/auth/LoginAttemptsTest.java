package io.lakegate.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginAttemptsTest {
    private final AtomicLong now = new AtomicLong(1);
    private final LoginAttempts attempts = new LoginAttempts(now::get);

    private void fail(int times, String user, String address) {
        for (int i = 0; i < times; i++) {
            attempts.failed(user, address);
        }
    }

    @Test
    void fourMistakesAreFreeAndFromTheFifthOnTheWaitDoubles() {
        fail(4, "ann", "10.0.0.1");
        assertThat(attempts.waitOfPair("ann", "10.0.0.1")).isEmpty();
        fail(1, "ann", "10.0.0.1");
        assertThat(attempts.waitOfPair("ann", "10.0.0.1")).contains(Duration.ofSeconds(1));
        fail(3, "ann", "10.0.0.1");
        assertThat(attempts.waitOfPair("ann", "10.0.0.1")).contains(Duration.ofSeconds(8));
        now.addAndGet(TimeUnit.SECONDS.toNanos(8));
        assertThat(attempts.waitOfPair("ann", "10.0.0.1")).isEmpty();
    }

    @Test
    void nobodyWaitsForeverAndTheRightPasswordClearsThePair() {
        fail(19, "ann", "10.0.0.1");
        assertThat(attempts.waitOfPair("ann", "10.0.0.1")).contains(Duration.ofMinutes(5));
        attempts.succeeded("ann", "10.0.0.1");
        assertThat(attempts.waitOfPair("ann", "10.0.0.1")).isEmpty();
        now.addAndGet(TimeUnit.MINUTES.toNanos(16));
        assertThat(attempts.waitOfEither("ann", "10.0.0.1")).isEmpty();
    }

    @Test
    void theSameUserElsewhereAndOthersAtTheAddressGoOnForAWhile() {
        fail(10, "ann", "10.0.0.1");
        assertThat(attempts.waitOfPair("ann", "10.0.0.2")).isEmpty();
        assertThat(attempts.waitOfEither("ann", "10.0.0.2")).isEmpty();
        assertThat(attempts.waitOfEither("bob", "10.0.0.1")).isEmpty();
    }

    @Test
    void anAddressThatTriesManyUsersWaits() {
        for (int i = 0; i < 20; i++) {
            attempts.failed("user" + i, "10.0.0.1");
        }
        assertThat(attempts.waitOfEither("somebody", "10.0.0.1")).isPresent();
        assertThat(attempts.waitOfEither("somebody", "10.0.0.2")).isEmpty();
    }

    @Test
    void aUserWhomManyAddressesTryWaitsALittle() {
        for (int i = 0; i < 80; i++) {
            attempts.failed("ann", "10.0.0." + i);
        }
        assertThat(attempts.waitOfEither("ann", "10.0.1.1")).contains(Duration.ofSeconds(30));
        assertThat(attempts.waitOfEither("bob", "10.0.1.1")).isEmpty();
    }
}
