package io.lakegate.adapters.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
    private static final Path BASE = Path.of("/base/folder");

    @Test
    void aPathIsTakenAsItStands() {
        assertThat(Location.parse("/lake/50% off + #1?", BASE).folder()).isEqualTo(Path.of("/lake/50% off + #1?"));
    }

    @Test
    void aRelativePathIsBelowTheBase() {
        assertThat(Location.parse("../lake/./raw", BASE).folder()).isEqualTo(Path.of("/base/lake/raw"));
    }

    @Test
    void aColonInANameIsNoScheme() {
        assertThat(Location.parse("day:1", BASE).folder()).isEqualTo(Path.of("/base/folder/day:1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:/lake/a%20b", "file:///lake/a%20b", "FILE://localhost/lake/a%20b/"})
    void theEncodingOfAFileUriIsUndone(String text) {
        assertThat(Location.parse(text, BASE).folder()).isEqualTo(Path.of("/lake/a b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://bucket/lake",
                "abfss://c@account/lake",
                "hdfs:/lake",
                "file://server/lake",
                "file:/lake?x=1",
                "file:/lake/%zz",
                "file:",
                " ",
                "/lake/\0"
            })
    void anythingElseIsRefusedWithASentence(String text) {
        assertThatThrownBy(() -> Location.parse(text, BASE))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION);
                    assertThat(e).hasMessageContaining("'" + text + "'").hasMessageEndingWith(".");
                });
    }
}
