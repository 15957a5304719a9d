package io.lakegate.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** That the engine starts from what was prepared, and unpacks nothing. */
class PrepareCommandTest {
    @TempDir
    Path folder;

    private static Path placeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static int prepare(Path jar, Path into) {
        return new CommandLine(new PrepareCommand()).execute(jar.toString(), into.toString());
    }

    @Test
    void theEngineStartsFromItAndUnpacksNothing() throws Exception {
        Path prepared = folder.resolve("start");
        assertThat(prepare(placeOf(DuckDBDriver.class), prepared)).isZero();
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Process probe = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-XX:-UsePerfData",
                        "-cp",
                        prepared.resolve("engine.jar") + java.io.File.pathSeparator + placeOf(EngineProbe.class),
                        EngineProbe.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(probe.waitFor()).as(said).isZero();
        assertThat(said.strip()).endsWith("42");
        assertThat(temporary).isEmptyDirectory();
        try (ZipFile jar = new ZipFile(prepared.resolve("engine.jar").toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName)).noneMatch(name -> name.startsWith("libduckdb"));
        }
    }

    @Test
    void aJarWithoutALibraryForThisMachineIsNotUsed() throws IOException {
        Path jar = folder.resolve("other.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("libduckdb_java.so_beos_sparc"));
            out.closeEntry();
        }
        assertThat(prepare(jar, folder.resolve("start"))).isEqualTo(1);
        assertThat(folder.resolve("start")).isEmptyDirectory();
    }
}
