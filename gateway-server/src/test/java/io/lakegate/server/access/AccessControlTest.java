package io.lakegate.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.server.auth.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That rules stay while their file cannot be used, also where a library is surprised by what it holds. */
class AccessControlTest {
    private static final Identity ANYBODY = new Identity(Optional.of("ann"), Set.of(), true, false);

    @TempDir
    private Path folder;

    /** Knows all places but one, with which it was never tried. */
    private static Optional<String> place(String text) {
        if (text.contains("surprise")) {
            throw new IllegalStateException("a library is surprised");
        }
        return Optional.of(text);
    }

    private Path rules(String place) throws IOException {
        return Files.writeString(folder.resolve("access.yaml"), "allow: [{location: " + place + "}]\n");
    }

    @Test
    void rulesThatSurpriseALibraryLeaveThoseOfBeforeAndTheNextChangeIsTried() throws IOException {
        AccessControl access = AccessControl.of(rules("/data/raw"), AccessControlTest::place);
        assertThat(access.of(ANYBODY).mayRead("/data/raw")).isTrue();
        assertThat(access.trouble()).isEmpty();

        Path unused = rules("/data/surprise");
        assertThat(access.of(ANYBODY).mayRead("/data/raw")).isTrue();
        assertThat(access.trouble()).get().asString().contains("access rules", "a library is surprised");

        unused = rules("/data/other/than/that");
        assertThat(access.of(ANYBODY).mayRead("/data/raw")).isFalse();
        assertThat(access.of(ANYBODY).mayRead("/data/other/than/that")).isTrue();
        assertThat(access.trouble()).isEmpty();
    }

    @Test
    void rulesThatNestDeeperThanAReaderGoesLeaveThoseOfBefore() throws IOException {
        AccessControl access = AccessControl.of(rules("/data/raw"), AccessControlTest::place);
        Files.writeString(folder.resolve("access.yaml"), "allow: " + "[".repeat(200_000));
        assertThat(access.of(ANYBODY).mayRead("/data/raw")).isTrue();
        assertThat(access.trouble()).isPresent();
    }

    @Test
    void atTheStartSuchRulesAreAnErrorOfTheConfiguration() throws IOException {
        Path file = rules("/data/surprise");
        assertThatThrownBy(() -> AccessControl.of(file, AccessControlTest::place))
                .hasMessageContaining("access.yaml")
                .hasMessageContaining("a library is surprised")
                .hasFieldOrPropertyWithValue("code", ErrorCode.CONFIGURATION);
    }
}
