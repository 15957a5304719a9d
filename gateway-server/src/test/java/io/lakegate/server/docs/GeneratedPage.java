package io.lakegate.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A file of the repository that is written from declarations in the code, so that the two cannot say different things. */
public final class GeneratedPage {
    private static final String HOW =
            "mvn -pl gateway-server -am test -Dtest='*PageTest' -Dsurefire.failIfNoSpecifiedTests=false -Dlakegate.docs.write=true";

    private GeneratedPage() {}

    /** Fails when the committed file differs from {@code content}; writes it instead when the property asks for that. */
    public static void check(String path, String content) {
        Path file = repository().resolve(path);
        try {
            if (Boolean.getBoolean("lakegate.docs.write")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, content);
            }
            assertThat(Files.exists(file) ? Files.readString(file) : "")
                    .as("%s is older than the code. Write it anew with\n    %s\nand commit it.", path, HOW)
                    .isEqualTo(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The root of the repository, wherever below it the test runs. */
    public static Path repository() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
                .takeWhile(folder -> folder != null)
                .filter(folder -> Files.exists(folder.resolve("pom.xml"))
                        && Files.exists(folder.resolve("gateway-server/pom.xml")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the test does not run inside the repository"));
    }
}
