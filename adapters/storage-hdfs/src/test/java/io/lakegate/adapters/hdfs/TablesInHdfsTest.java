package io.lakegate.adapters.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.spi.CheckStep;
import io.lakegate.server.Gateway;
import io.lakegate.server.config.ConfigLoader;
import io.lakegate.server.config.GatewayConfig;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables in HDFS answer as on disk; who may not, what is gone and what is replaced is told. */
class TablesInHdfsTest {
    private static final String JARS = "lakegate.storage.hdfs";
    private static final Path SAMPLE =
            Path.of("..", "..", "sample-lake", "lake").toAbsolutePath().normalize();
    private static final String SUM = "SELECT count(*), min(order_id) FROM lake.shop.orders";
    private static final List<String> QUERIES = List.of(
            "SHOW SCHEMAS FROM lake",
            "SHOW TABLES FROM lake.shop",
            "SELECT * FROM lake.shop.orders ORDER BY 1, 2",
            "SELECT count(*) FROM lake.shop.order_items",
            "SELECT * FROM lake.\"default\".events ORDER BY 1, 2",
            "SELECT * FROM lake.\"default\".events FOR VERSION AS OF 1 ORDER BY 1, 2",
            "SELECT count(*), sum(size_bytes) FROM lake.\"default\".\"events$files\"");

    @TempDir
    static Path folder;

    private static MiniDFSCluster cluster;
    private static FileSystem files;
    private static String root;

    @BeforeAll
    static void start() throws Exception {
        Configuration settings = new Configuration();
        settings.set("hadoop.security.authentication", "simple");
        cluster = new MiniDFSCluster.Builder(settings, folder.resolve("dfs").toFile())
                .numDataNodes(1)
                .build();
        cluster.waitActive();
        files = cluster.getFileSystem();
        root = "hdfs://127.0.0.1:" + cluster.getNameNodePort();
        put(SAMPLE, "/some/where");
    }

    private static void put(Path from, String to) throws IOException {
        files.mkdirs(new org.apache.hadoop.fs.Path(to).getParent());
        files.copyFromLocalFile(new org.apache.hadoop.fs.Path(from.toUri()), new org.apache.hadoop.fs.Path(to));
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.shutdown();
        }
    }

    private static GatewayConfig configuration(String catalog) throws IOException {
        System.setProperty(JARS, Path.of("target", "lib").toAbsolutePath().toString());
        Path fresh = Files.createTempDirectory(folder, "gateway");
        Files.createDirectories(fresh.resolve("conf/catalogs"));
        Files.writeString(
                fresh.resolve("conf/lakegate.yaml"), "cache: {directory: '%s'}\n".formatted(fresh.resolve("cache")));
        Files.writeString(fresh.resolve("conf/catalogs/lake.yaml"), catalog);
        return ConfigLoader.load(fresh.resolve("conf"));
    }

    private static Gateway over(String catalog) throws IOException {
        return Gateway.start(configuration(catalog).withAddress(Optional.empty(), OptionalInt.of(0)));
    }

    private static String delta(String location) {
        return "{type: delta, location: '%s'}".formatted(location);
    }

    private static List<String> query(Gateway gateway, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(gateway.url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                Object[] row = new Object[rows.getMetaData().getColumnCount()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = rows.getObject(i + 1);
                }
                all.add(Arrays.deepToString(row));
            }
            return all;
        }
    }

    @Test
    void deltaTablesAnswerAsOnDisk() throws Exception {
        try (Gateway disk = over(delta(SAMPLE.toString()));
                Gateway stored = over(delta(root + "/some/where/"))) {
            for (String query : QUERIES) {
                List<String> expected = query(disk, query);
                assertThat(expected).as(query).isNotEmpty();
                assertThat(query(stored, query)).as(query).isEqualTo(expected);
            }
        }
    }

    @Test
    void aFileThatIsReplacedIsReadAnew() throws Exception {
        put(SAMPLE.resolve("shop"), "/replaced/shop");
        List<FileStatus> data = data("/replaced/shop/orders");
        try (Gateway stored = over(delta(root + "/replaced"))) {
            assertThat(query(stored, SUM)).hasSize(1);
        }
        FileStatus first = data.get(0);
        files.setTimes(first.getPath(), first.getModificationTime() + 1_000, -1); // another version of the same bytes
        try (Gateway stored = over(delta(root + "/replaced"))) {
            assertThat(query(stored, SUM)).hasSize(1);
        }
        for (FileStatus file : data) {
            files.delete(file.getPath(), false);
        }
        // A gateway that has seen them lately does not ask for them again.
        try (Gateway stored = over(delta(root + "/replaced"))) {
            assertThatThrownBy(() -> query(stored, "SELECT * FROM lake.shop.orders"))
                    .hasMessageContaining(root + "/replaced/shop/orders/")
                    .hasMessageContaining("there is no such object");
        }
    }

    private static List<FileStatus> data(String table) throws IOException {
        List<FileStatus> found = new ArrayList<>();
        RemoteIterator<LocatedFileStatus> all = files.listFiles(new org.apache.hadoop.fs.Path(table), true);
        while (all.hasNext()) {
            FileStatus file = all.next();
            if (file.getPath().getName().endsWith(".parquet")
                    && !file.getPath().toString().contains("_delta_log")) {
                found.add(file);
            }
        }
        return found;
    }

    @Test
    void whoMayNotIsTold() throws Exception {
        put(SAMPLE.resolve("shop"), "/closed/shop");
        files.setPermission(new org.apache.hadoop.fs.Path("/closed"), new FsPermission((short) 0700));
        String stranger = "{type: delta, location: '%s/closed', storage: {user: stranger-5926}}".formatted(root);
        assertThat(failure(stranger))
                .startsWith("list: The store denies access, asked as the user stranger-5926. Grant the rights");
        try (Gateway own = over(delta(root + "/closed"))) {
            assertThat(query(own, SUM)).hasSize(1);
        }
    }

    private static String failure(String catalog) throws IOException {
        List<CheckStep> steps = Gateway.check(configuration(catalog), "lake");
        CheckStep last = steps.get(steps.size() - 1);
        assertThat(last.passed()).as(steps.toString()).isFalse();
        return last.name() + ": " + last.note();
    }

    @Test
    void theWayIsToldStepByStep() throws Exception {
        assertThat(Gateway.check(configuration(delta(root + "/some/where")), "lake"))
                .allMatch(CheckStep::passed)
                .extracting(CheckStep::name)
                .containsExactly("resolve", "connect", "authenticate", "list", "tables", "read");
        assertThat(failure(delta(root + "/some/where/else")))
                .startsWith("list: Nothing lies below %s/some/where/else".formatted(root));
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertThat(failure(delta("hdfs://127.0.0.1:%d/lake".formatted(port))))
                .startsWith("connect: Port %d of 127.0.0.1 cannot be reached".formatted(port));
        assertThat(failure(delta("hdfs://nobody.invalid:8020/lake")))
                .startsWith("resolve: No machine is called nobody.invalid");
    }

    /** A name of a file system that only Hadoop's own files explain. */
    @Test
    void hadoopsConfigurationIsTaken() throws Exception {
        Path conf = Files.createDirectories(folder.resolve("hadoop-conf"));
        Files.writeString(conf.resolve("hdfs-site.xml"), """
                <configuration>
                  <property><name>dfs.nameservices</name><value>lakes</value></property>
                  <property><name>dfs.ha.namenodes.lakes</name><value>one</value></property>
                  <property><name>dfs.namenode.rpc-address.lakes.one</name><value>%s</value></property>
                  <property>
                    <name>dfs.client.failover.proxy.provider.lakes</name>
                    <value>org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider</value>
                  </property>
                </configuration>
                """.formatted(root.substring("hdfs://".length())));
        String catalog =
                "{type: delta, location: 'hdfs://lakes/some/where', storage: {hadoop-conf: '%s'}}".formatted(conf);
        assertThat(Gateway.check(configuration(catalog), "lake"))
                .allMatch(CheckStep::passed)
                .extracting(CheckStep::name)
                .containsExactly("authenticate", "list", "tables", "read");
    }

    @Test
    void withoutTheJarTheErrorSaysHowToGetIt() throws Exception {
        GatewayConfig config = configuration(delta(root + "/some/where"));
        System.setProperty(JARS, folder.resolve("nowhere").toString());
        assertThatThrownBy(() -> Gateway.start(config))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("The address %s needs jars".formatted(root))
                .hasMessageContaining("mvn -pl adapters/storage-hdfs -am -DskipTests package");
    }
}
