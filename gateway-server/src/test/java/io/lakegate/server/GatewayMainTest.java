package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.server.console.CommandRun;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class GatewayMainTest {
    private static final String READY = "Lakegate is ready: ";

    @TempDir
    private Path folder;

    @Test
    void theServerPrintsOneLineAnswersAndEndsWithZeroWhenTerminated() throws Exception {
        Process server = start("server", "--conf", sampleLake().resolve("conf").toString(), "--port", "0");
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            assertThat(line).startsWith(READY + "jdbc:lakegate://127.0.0.1:");
            try (Connection connection = DriverManager.getConnection(line.substring(READY.length()));
                    ResultSet rows =
                            connection.createStatement().executeQuery("SELECT COUNT(*) FROM lake.shop.orders")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong(1)).isPositive();
            }

            server.toHandle().destroy(); // SIGTERM; Process.destroy() would close the streams, too
            assertThat(server.waitFor()).isZero();
            assertThat(out.readLine()).isNull();
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void aConfigurationThatCannotBeUsedEndsWithTwoAndNamesAllProblems() throws Exception {
        Files.writeString(folder.resolve("lakegate.yaml"), "server:\n  prot: 1\n  host: [1]\n");

        CommandRun run = CommandRun.withGateway(GatewayMain::start, "server", "--conf", folder.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.messages()).contains("prot").contains("host").doesNotContain("\tat ");
    }

    @Test
    void aPortThatIsTakenEndsWithOneAndASentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            CommandRun run = CommandRun.withGateway(
                    GatewayMain::start,
                    "server",
                    "--conf",
                    sampleLake().resolve("conf").toString(),
                    "--port",
                    port);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.messages()).contains(port).contains("--port").doesNotContain("\tat ");
        }
    }

    @Test
    void theDemoPrintsTheRowsOfItsQuery() throws Exception {
        Process demo = start("demo", "--once");
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8))) {
            Stream<String> rows = out.lines()
                    .filter(line -> !line.startsWith("---"))
                    .map(line -> line.strip().replaceAll(" *\\| *", ","));

            assertThat(rows)
                    .containsExactlyElementsOf(Files.readAllLines(sampleLake().resolve("demo.expected.csv")));
            assertThat(demo.waitFor()).isZero();
        } finally {
            demo.destroyForcibly();
        }
    }

    /** A process of its own, as the script {@code lakegate} starts it. */
    private static Process start(String... arguments) throws Exception {
        Stream<String> java = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlakegate.home=" + sampleLake().getParent(),
                "-Duser.timezone=UTC",
                "-cp",
                System.getProperty("java.class.path"),
                GatewayMain.class.getName());
        return new ProcessBuilder(Stream.concat(java, Stream.of(arguments)).toList())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The folder in the repository, wherever below it the tests run. */
    private static Path sampleLake() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
                .map(parent -> parent.resolve("sample-lake"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
    }
}
