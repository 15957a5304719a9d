package io.lakegate.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.lakegate.catalog.error.ErrorCode;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {
    @TempDir
    private Path folder;

    private static String cheap(String password) {
        return BCrypt.withDefaults().hashToString(4, password.toCharArray());
    }

    private Path file() {
        return folder.resolve("users");
    }

    @Test
    void usersAreAddedChangedAndRemovedAndTheRestOfTheFileStays() throws IOException {
        Files.writeString(file(), "# who may\n\nbob:" + cheap("b") + ":staff\n");
        assertThat(PasswordFile.add(file(), "ann", "first", List.of("dba", "staff")))
                .isTrue();
        assertThat(PasswordFile.add(file(), "ann", "second", List.of())).isFalse();
        assertThat(PasswordFile.list(file())).extracting(PasswordEntry::user).containsExactly("bob", "ann");
        Optional<PasswordEntry> ann = Optional.of(PasswordFile.list(file()).get(1));
        assertThat(PasswordFile.verify(ann, "second", 4)).isTrue();
        assertThat(PasswordFile.verify(ann, "first", 4)).isFalse();
        assertThat(PasswordFile.remove(file(), "ann")).isTrue();
        assertThat(PasswordFile.remove(file(), "ann")).isFalse();
        assertThat(Files.readString(file())).startsWith("# who may\n\nbob:").doesNotContain("ann");
    }

    @Test
    void aNewFileIsForItsOwnerAlone() throws IOException {
        PasswordFile.add(file(), "ann", "secret", List.of());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file())).doesNotContain("secret");
    }

    @Test
    void whatHtpasswdWritesIsRead() throws IOException {
        Files.writeString(file(), "ann:" + cheap("secret").replace("$2a$", "$2y$") + "\n");
        PasswordEntry ann = PasswordFile.open(file()).users().get("ann");
        assertThat(PasswordFile.verify(Optional.of(ann), "secret", 4)).isTrue();
        assertThat(PasswordFile.verify(Optional.of(ann), "secret ", 4)).isFalse();
        assertThat(PasswordFile.verify(Optional.empty(), "secret", 4)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann", "ann:secret", "ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", ":x", "ann::dba", "an\tn:x"})
    void aFileWithSomethingElseIsRefusedWithItsLine(String line) throws IOException {
        Files.writeString(file(), "# users\n" + line + "\n");
        assertThatThrownBy(() -> PasswordFile.open(file()))
                .hasMessageContaining("users:2: Here belongs NAME:HASH")
                .hasMessageNotContaining("secret")
                .hasFieldOrPropertyWithValue("code", ErrorCode.CONFIGURATION);
    }

    @Test
    void aMissingFileSaysHowItIsMade() {
        assertThatThrownBy(() -> PasswordFile.open(file())).hasMessageContaining("./lakegate user add NAME");
    }

    @Test
    void aChangedFileIsReadAgainAndABadOneLeavesTheUsersAsTheyWere() throws IOException {
        Files.writeString(file(), "ann:" + cheap("secret") + "\n");
        PasswordFile opened = PasswordFile.open(file());
        Files.writeString(file(), "bob:" + cheap("longer secret") + ":dba\n");
        assertThat(opened.users()).containsOnlyKeys("bob");
        Files.writeString(file(), "bob:secret\n");
        assertThat(opened.users()).containsOnlyKeys("bob");
        Files.delete(file());
        assertThat(opened.users()).containsOnlyKeys("bob");
        Files.writeString(file(), "");
        assertThat(opened.users()).isEmpty();
    }

    /** Whatever is asked of a file system that was closed surprises. */
    @Test
    void aFileThatSurprisesALibraryLeavesTheUsersAsTheyWere() throws IOException {
        PasswordFile opened;
        try (FileSystem archive = FileSystems.newFileSystem(folder.resolve("archive.zip"), Map.of("create", "true"))) {
            Path inside = Files.writeString(archive.getPath("users"), "ann:" + cheap("secret") + "\n");
            opened = PasswordFile.open(inside);
            assertThat(opened.users()).containsOnlyKeys("ann");
            assertThat(opened.trouble()).isEmpty();
        }
        assertThat(opened.users()).containsOnlyKeys("ann");
        assertThat(opened.trouble()).get().asString().contains("the password file", "ClosedFileSystemException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ann", "ann ", "a:b", "a,b", "#ann", "a\nb"})
    void suchNamesAreRefused(String name) {
        assertThatThrownBy(() -> PasswordFile.add(file(), name, "secret", List.of()))
                .hasMessageContaining("Nobody can be called");
        assertThatThrownBy(() -> PasswordFile.add(file(), "ann", "secret", List.of(name)))
                .hasMessageContaining("Nobody can be called");
    }

    @Test
    void passwordsThatBcryptWouldCutAreRefused() throws IOException {
        assertThatThrownBy(() -> PasswordFile.add(file(), "ann", "x".repeat(73), List.of()))
                .hasMessageContaining("1 to 72 bytes");
        PasswordFile.add(file(), "ann", "x".repeat(72), List.of());
        Optional<PasswordEntry> ann = Optional.of(PasswordFile.list(file()).get(0));
        assertThat(PasswordFile.verify(ann, "x".repeat(72), 4)).isTrue();
        assertThat(PasswordFile.verify(ann, "x".repeat(73), 4)).isFalse();
    }
}
