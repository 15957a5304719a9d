package io.lakegate.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.server.auth.Identity;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may have how much of the memory for bodies, and that all of it is given back. */
class RequestsTest {
    private static final int ALL = 100_000;

    private final Requests requests = new Requests(ALL, 10);

    private Requests.Share of(String user) {
        return requests.share(Optional.of(new Identity(Optional.of(user), Set.of(), true, false)));
    }

    @Test
    void aUserHasHalfAndStrangersAQuarter() {
        Requests.Share ann = of("ann");
        assertThat(ann.take(ALL / 2)).isTrue();
        Requests.Share more = of("ann");
        assertThat(more.take(Requests.FREE_BYTES))
                .as("short ones are always taken")
                .isTrue();
        assertThat(more.take(1)).isFalse();
        assertThat(more.isUsersFault()).isTrue();
        more.free();

        Requests.Share stranger = requests.share(Optional.empty());
        assertThat(stranger.take(ALL / 4)).isTrue();
        assertThat(stranger.take(1)).isFalse();
        assertThat(stranger.isUsersFault()).isFalse();
        stranger.free();

        Requests.Share bob = of("bob");
        assertThat(bob.take(ALL / 2)).isTrue();
        Requests.Share cid = of("cid");
        assertThat(cid.take(Requests.FREE_BYTES + 1)).isFalse();
        assertThat(cid.isUsersFault()).as("it is others who have all").isFalse();
        cid.free();

        assertThat(requests.usersWithMemory()).isEqualTo(2);
        ann.free();
        bob.free();
        ann.free();
        assertThat(requests.memoryTaken()).isZero();
        assertThat(requests.usersWithMemory()).isZero();
    }

    @Test
    void whereNobodyProvesANameAllAreTheSame() {
        Requests.Share said = requests.share(Optional.of(Identity.said(Optional.of("ann"))));
        assertThat(said.take(ALL)).isTrue();
        assertThat(said.take(1)).isFalse();
        said.free();
        assertThat(requests.memoryTaken()).isZero();
    }
}
