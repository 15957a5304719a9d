package io.lakegate.adapters.iceberg.hive;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * A Hive metastore in this process, with a Derby database in memory. Its jars are gathered by the build, and seen by a class loader of its
 * own: they are a server of its time, whose libraries are older than ours.
 */
final class HiveMetastore {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final long MOST_NANOS = 180_000_000_000L;

    /** The jars of the client, as {@code ./lakegate} finds them. */
    static final Path CLIENT = TARGET.resolve("lib");

    private final int port;

    private HiveMetastore(int port) {
        this.port = port;
    }

    String uri() {
        return "thrift://127.0.0.1:" + port;
    }

    /** Starts it; it ends with the process, because it offers nothing to stop it by. */
    static HiveMetastore start(Path folder) throws Exception {
        ClassLoader loader = loader(ClassLoader.getPlatformClassLoader(), CLIENT, TARGET.resolve("metastore"));
        System.setProperty(
                "derby.stream.error.file", folder.resolve("derby.log").toString());
        int port = freePort();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread server = new Thread(() -> serve(loader, port, folder, failure), "hive-metastore");
        server.setContextClassLoader(loader);
        server.setDaemon(true);
        server.start();
        long start = System.nanoTime();
        while (!listens(port)) {
            if (failure.get() != null) {
                throw new IllegalStateException("the metastore does not start", failure.get());
            }
            if (System.nanoTime() - start > MOST_NANOS) {
                throw new IllegalStateException("the metastore takes too long to start");
            }
            server.join(50);
        }
        return new HiveMetastore(port);
    }

    static ClassLoader loader(ClassLoader parent, Path... folders) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path jar : files.filter(file -> file.toString().endsWith(".jar"))
                        .sorted()
                        .toList()) {
                    urls.add(jar.toUri().toURL());
                }
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), parent);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static void serve(ClassLoader loader, int port, Path folder, AtomicReference<Throwable> failure) {
        try {
            Class<?> configuration = loader.loadClass("org.apache.hadoop.conf.Configuration");
            Class<?> bridge = loader.loadClass("org.apache.hadoop.hive.metastore.security.HadoopThriftAuthBridge");
            Class<?> metastore = loader.loadClass("org.apache.hadoop.hive.metastore.HiveMetaStore");
            Object settings = loader.loadClass("org.apache.hadoop.hive.metastore.conf.MetastoreConf")
                    .getMethod("newMetastoreConf")
                    .invoke(null);
            Method set = configuration.getMethod("set", String.class, String.class);
            for (Map.Entry<String, String> setting : settings(port, folder).entrySet()) {
                set.invoke(settings, setting.getKey(), setting.getValue());
            }
            metastore
                    .getMethod("startMetaStore", int.class, bridge, configuration)
                    .invoke(null, port, bridge.getMethod("getBridge").invoke(null), settings);
        } catch (ReflectiveOperationException | LinkageError e) {
            failure.set(e);
        }
    }

    private static Map<String, String> settings(int port, Path folder) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("metastore.thrift.bind.host", "127.0.0.1");
        settings.put("metastore.thrift.uris", "thrift://127.0.0.1:" + port);
        settings.put("metastore.warehouse.dir", "file:" + folder.resolve("warehouse"));
        settings.put("metastore.server.max.threads", "16");
        settings.put("metastore.server.min.threads", "2");
        settings.put("javax.jdo.option.ConnectionURL", "jdbc:derby:memory:metastore;create=true");
        settings.put("javax.jdo.option.ConnectionDriverName", "org.apache.derby.jdbc.EmbeddedDriver");
        settings.put("datanucleus.schema.autoCreateAll", "true");
        settings.put("datanucleus.connectionPoolingType", "None");
        settings.put("metastore.schema.verification", "false");
        settings.put("metastore.try.direct.sql", "false");
        settings.put("metastore.stats.autogather", "false");
        settings.put("metastore.disallow.incompatible.col.type.changes", "false"); // as Iceberg asks for
        settings.put("metastore.event.db.notification.api.auth", "false");
        settings.put("metastore.task.threads.always", "org.apache.hadoop.hive.metastore.events.EventCleanerTask");
        settings.put("metastore.expression.proxy", "org.apache.hadoop.hive.metastore.DefaultPartitionExpressionProxy");
        return settings;
    }
}
