package io.lakegate.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlCommandTest {
    private static final String DATABASE = "jdbc:duckdb:";

    @TempDir
    private Path folder;

    @Test
    void rowsGoToOutAndCountAndTimeToMessages() {
        CommandRun run = CommandRun.of("sql", "--url", DATABASE, "--format", "csv", "-e", "SELECT 42 AS answer");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("answer\n42\n");
        assertThat(run.messages()).matches("1 row in \\d+ ms\\R");
    }

    @Test
    void tableIsTheFormatWhenNoneIsChosen() {
        assertThat(CommandRun.of("sql", "--url", DATABASE, "-e", "SELECT 42 AS answer")
                        .out())
                .isEqualTo(" answer\n--------\n     42\n");
    }

    @Test
    void statementsRunInOrderOverOneConnection() {
        CommandRun run = CommandRun.of(
                "sql",
                "--url",
                DATABASE,
                "--format",
                "csv",
                "-e",
                "CREATE TABLE t(a INT); INSERT INTO t VALUES (1), (2); SELECT sum(a) AS s FROM t -- end");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("s\n3\n");
        assertThat(run.messages().lines().map(line -> line.replaceAll(" in .*", "")))
                .containsExactly("Done", "2 rows changed", "1 row");
    }

    @Test
    void firstFailureEndsTheScriptWithCodeOne() {
        CommandRun run = CommandRun.of(
                "sql", "--url", DATABASE, "--format", "csv", "-e", "SELECT 1 AS a; SELECT * FROM nothing; SELECT 3");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("a\n1\n");
        assertThat(run.messages()).contains("ERROR").contains("nothing").doesNotContain("\tat ");
    }

    @Test
    void anErrorIsShownWithItsStateAndItsCode() {
        assertThat(StatementRunner.text(new SQLException("There is no table X.", "42P01", 1003)))
                .isEqualTo("ERROR 42P01 (1003): There is no table X.");
        assertThat(StatementRunner.text(new SQLException("Something else."))).isEqualTo("ERROR: Something else.");
    }

    @Test
    void statementsComeFromAFile() throws Exception {
        Path script = Files.writeString(folder.resolve("script.sql"), "\uFEFFSELECT 'é;' AS a;\n-- the end\n");

        CommandRun run = CommandRun.of("sql", "--url", DATABASE, "--format", "csv", "-f", script.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("a\né;\n");
    }

    @Test
    void statementsComeFromStandardInputWhenItIsNoTerminal() {
        CommandRun run =
                CommandRun.withInput("SELECT 1 AS a;\nSELECT 2 AS b", "sql", "--url", DATABASE, "--format", "csv");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("a\n1\nb\n2\n");
    }

    @Test
    void aDashAsFileIsStandardInput() {
        CommandRun run = CommandRun.withInput("SELECT 1 AS a", "sql", "--url", DATABASE, "--format", "csv", "-f", "-");

        assertThat(run.out()).isEqualTo("a\n1\n");
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedRatherThanGuessed() {
        byte[] latin1 = "SELECT 'é' AS a".getBytes(StandardCharsets.ISO_8859_1);

        CommandRun run = CommandRun.withStreams(
                new ByteArrayInputStream(latin1), OutputStream.nullOutputStream(), "sql", "--url", DATABASE);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.messages()).contains("not text in UTF-8");
    }

    @Test
    void wrongCommandLinesEndWithCodeTwoAndSayWhy() {
        assertUsageError("Unknown option: '--frmat'", "sql", "--frmat");
        assertUsageError("expected one of", "sql", "--format", "xml");
        assertUsageError("mutually exclusive", "sql", "-e", "SELECT 1", "-f", "x.sql");
        assertUsageError("No JDBC driver here accepts the URL jdbc:nonsense:x.", "sql", "--url", "jdbc:nonsense:x");
        String missing = folder.resolve("missing.sql").toString();
        assertUsageError("The file " + missing + " does not exist.", "sql", "--url", DATABASE, "-f", missing);
        assertUsageError("Which command?");
        assertUsageError("Did you mean: lakegate sql?", "sqll");
    }

    @Test
    void aConnectionThatFailsEndsWithCodeOne() {
        CommandRun run = CommandRun.of("sql", "--url", DATABASE + folder.resolve("no/such/file"), "-e", "SELECT 1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.messages()).startsWith("ERROR").doesNotContain("\tat ");
    }

    @Test
    void aReaderThatGoesAwayEndsTheCommandQuietly() {
        CommandRun run = CommandRun.withStreams(
                InputStream.nullInputStream(),
                new PipeWithoutReader("Broken pipe"),
                "sql",
                "--url",
                DATABASE,
                "-e",
                "SELECT * FROM range(100000); SELECT 2");

        assertThat(run.exitCode()).isZero();
        assertThat(run.messages()).isEmpty();
    }

    @Test
    void aFullDiskIsAFailure() {
        CommandRun run = CommandRun.withStreams(
                InputStream.nullInputStream(),
                new PipeWithoutReader("No space left on device"),
                "sql",
                "--url",
                DATABASE,
                "-e",
                "SELECT 1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.messages()).contains("cannot be written: No space left on device");
    }

    private static void assertUsageError(String message, String... arguments) {
        CommandRun run = CommandRun.of(arguments);

        assertThat(run.exitCode()).as(message).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.messages()).contains(message).contains("--help").doesNotContain("\tat ");
    }

    /** A stream that fails as the operating system makes one fail. */
    private static final class PipeWithoutReader extends OutputStream {
        private final String reason;

        PipeWithoutReader(String reason) {
            this.reason = reason;
        }

        @Override
        public void write(int b) throws IOException {
            throw new IOException(reason);
        }
    }
}
