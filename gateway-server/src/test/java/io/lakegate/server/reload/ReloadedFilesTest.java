package io.lakegate.server.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That what was read stays while its files cannot be used, whatever they are unusable by. */
class ReloadedFilesTest {
    @TempDir
    private Path folder;

    @Test
    void whatCannotBeReadLeavesWhatWasThereAndTheNextChangeIsTried() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "one");
        ReloadedFiles<String> files = new ReloadedFiles<>("the words", List.of(file), () -> read(file));
        assertThat(files.current()).isEqualTo("one");

        Files.writeString(file, "of a surprise");
        assertThat(files.current()).isEqualTo("one");
        assertThat(files.trouble()).get().asString().contains("a library is surprised");
        assertThat(files.current()).as("and goes on so").isEqualTo("one");

        Files.writeString(file, "of no use at all");
        assertThat(files.current()).isEqualTo("one");
        assertThat(files.trouble()).contains("It cannot be used.");

        Files.writeString(file, "another");
        assertThat(files.current()).isEqualTo("another");
        assertThat(files.trouble()).isEmpty();
    }

    private static String read(Path file) {
        try {
            String text = Files.readString(file);
            if (text.contains("surprise")) {
                throw new IllegalStateException("a library is surprised");
            }
            if (text.contains("no use")) {
                throw new GatewayException(ErrorCode.CONFIGURATION, "It cannot be used.");
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
