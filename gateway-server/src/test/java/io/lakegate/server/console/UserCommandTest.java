package io.lakegate.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.server.GatewayMain;
import io.lakegate.server.auth.PasswordFile;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCommandTest {
    @TempDir
    private Path conf;

    private final StringWriter messages = new StringWriter();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private int run(Optional<Path> file, String... arguments) {
        StandardStreams streams = new StandardStreams(
                InputStream.nullInputStream(), out, new PrintWriter(messages, true), Optional::empty);
        return RootCommand.run(
                streams,
                (configuration, address) -> {
                    throw new IllegalStateException("no gateway is started");
                },
                (configuration, catalog) -> List.of(),
                configuration -> file,
                arguments);
    }

    private Process process(Optional<String> password, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                GatewayMain.class.getName());
        builder.command().addAll(List.of(arguments));
        builder.environment().remove("LAKEGATE_PASSWORD");
        password.ifPresent(given -> builder.environment().put("LAKEGATE_PASSWORD", given));
        return builder.redirectInput(
                        ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .start();
    }

    @Test
    void aUserIsAddedWithThePasswordOfTheEnvironment() throws Exception {
        Files.writeString(conf.resolve("lakegate.yaml"), "authentication: {password-file: users}\n");
        Process added = process(
                Optional.of("correct horse"),
                "user",
                "add",
                "ann",
                "--group",
                "dba",
                "--group",
                "staff",
                "--conf",
                conf.toString());
        String said = new String(added.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).contains("Added ann.").doesNotContain("correct horse");
        assertThat(added.waitFor()).isZero();
        assertThat(Files.readString(conf.resolve("users")))
                .startsWith("ann:$2b$12$")
                .endsWith(":dba,staff\n");
        Process without = process(Optional.empty(), "user", "add", "bob", "--conf", conf.toString());
        assertThat(new String(without.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("There is no terminal to ask for the password");
        assertThat(without.waitFor()).isEqualTo(2);
    }

    @Test
    void usersAreListedAndRemovedByName() throws Exception {
        Path file = conf.resolve("users");
        PasswordFile.add(file, "ann", "secret", List.of("dba", "staff"));
        PasswordFile.add(file, "bob", "secret", List.of());
        assertThat(run(Optional.of(file), "user", "list", "--conf", conf.toString()))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("ann dba,staff%nbob%n".formatted());
        assertThat(run(Optional.of(file), "user", "remove", "ann", "--conf", conf.toString()))
                .isZero();
        assertThat(run(Optional.of(file), "user", "remove", "ann", "--conf", conf.toString()))
                .isEqualTo(1);
        assertThat(messages.toString()).contains("Removed ann.", "There is no user ann.");
        assertThat(Files.readString(file)).startsWith("bob:");
    }

    @Test
    void withoutAConfiguredFileTheCommandSaysWhatToWrite() {
        assertThat(run(Optional.empty(), "user", "list", "--conf", conf.toString()))
                .isEqualTo(2);
        assertThat(messages.toString()).contains("authentication: {password-file: users}");
        assertThat(run(Optional.empty(), "user")).isEqualTo(2);
    }
}
