package io.lakegate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Types;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShadedJarIT {
    private static final Path JAR = Path.of(System.getProperty("lakegate.driver.jar"));

    @TempDir
    private Path folder;

    @Test
    void worksAloneAndInSilence() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            gateway.meta.answers.put(
                    "values",
                    Answer.now()
                            .column("N", Types.BIGINT, "BIGINT", Rep.LONG)
                            .column("D", Types.DATE, "DATE", Rep.STRING)
                            .parameter(Types.DATE, "DATE")
                            .row(42L, "1500-06-01"));
            Path program = folder.resolve("Probe.java");
            Files.write(
                    program,
                    List.of(
                            "import java.sql.*;",
                            "public class Probe {",
                            "  public static void main(String[] args) throws Exception {",
                            "    try (Connection c = DriverManager.getConnection(args[0]);",
                            "         PreparedStatement s = c.prepareStatement(\"values\")) {",
                            "      s.setObject(1, java.time.LocalDate.of(2024, 1, 2));",
                            "      try (ResultSet r = s.executeQuery()) {",
                            "        while (r.next()) System.out.println(r.getLong(1) + \" \" + r.getDate(2));",
                            "      }",
                            "      try (ResultSet t = c.getMetaData().getTables(null, null, \"%\", null)) {",
                            "        while (t.next()) System.out.println(t.getString(\"TABLE_NAME\"));",
                            "      }",
                            "      try (ResultSet k = c.getMetaData().getPrimaryKeys(null, null, \"t\")) {",
                            "        System.out.println(k.next());",
                            "      }",
                            "      try { c.prepareStatement(\"bad\"); }",
                            "      catch (SQLException e) { System.out.println(e.getSQLState()); }",
                            "    }",
                            "    for (var e : java.util.Collections.list(DriverManager.getDrivers()))",
                            "      System.out.println(e.getClass().getName());",
                            "  }",
                            "}"));

            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-ea",
                            "-cp",
                            JAR.toString(),
                            program.toString(),
                            gateway.url())
                    .redirectOutput(folder.resolve("out").toFile())
                    .redirectError(folder.resolve("err").toFile())
                    .start();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(folder.resolve("err"))).isEmpty();
            assertThat(Files.readAllLines(folder.resolve("out")))
                    .containsExactly("42 1500-06-01", "orders", "false", "42601", "io.lakegate.jdbc.LakegateDriver");
            assertThat(gateway.meta.parameterValues).containsExactly(List.of("2024-01-02"));
        }
    }

    @Test
    void holdsNothingThatCouldMeetAnotherLibrary() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> names = jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(JarEntry::getName)
                    .collect(Collectors.toList());

            assertThat(names).allMatch(name -> name.startsWith("io/lakegate/jdbc/") || name.startsWith("META-INF/"));
            assertThat(names).noneMatch(name -> name.matches("(?i)META-INF/(.*\\.(SF|DSA|RSA|EC)|INDEX.LIST)"));
            assertThat(names).noneMatch(name -> name.endsWith("module-info.class"));
            assertThat(names)
                    .contains("META-INF/LICENSE", "META-INF/NOTICE", "META-INF/licenses/protobuf-BSD-3-Clause.txt");
            assertThat(names.stream().filter(name -> name.startsWith("META-INF/services/")))
                    .containsExactlyInAnyOrder(
                            "META-INF/services/java.sql.Driver",
                            "META-INF/services/io.lakegate.jdbc.shaded.slf4j.spi.SLF4JServiceProvider");
            byte[] driver = jar.getInputStream(jar.getEntry("META-INF/services/java.sql.Driver"))
                    .readAllBytes();
            assertThat(new String(driver, StandardCharsets.UTF_8))
                    .isEqualToIgnoringWhitespace(LakegateDriver.class.getName());
            assertThat(Files.size(JAR)).isLessThan(5_000_000);
            assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
                    .isEqualTo("io.lakegate.jdbc");
        }
    }
}
