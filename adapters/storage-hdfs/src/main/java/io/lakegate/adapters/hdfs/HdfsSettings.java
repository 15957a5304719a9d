package io.lakegate.adapters.hdfs;

import io.lakegate.adapters.storage.StorePlace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** How Hadoop's client is set up: ours where the operator's files say nothing. It tries nothing again: that is the part of {@code Retries}. */
final class HdfsSettings {
    private static final List<String> FILES = List.of("core-site.xml", "hdfs-site.xml");

    private static final Map<String, String> OURS = Map.of(
            "fs.hdfs.impl",
            "org.apache.hadoop.hdfs.DistributedFileSystem",
            "ipc.client.connect.max.retries",
            "0",
            "ipc.client.connect.max.retries.on.timeouts",
            "0",
            "ipc.client.connect.timeout",
            "5000",
            "ipc.client.rpc-timeout.ms",
            "20000",
            "dfs.client.socket-timeout",
            "20000",
            "dfs.client.max.block.acquire.failures",
            "0");

    private HdfsSettings() {}

    static Configuration of(StorePlace place) {
        Configuration settings = new Configuration();
        Configuration said = new Configuration(/* loadDefaults= */ false);
        place.options()
                .other()
                .hadoopConf()
                .ifPresent(folder -> FILES.stream()
                        .map(folder::resolve)
                        .filter(Files::isRegularFile)
                        .forEach(file -> add(said, file)));
        OURS.forEach(settings::set);
        said.forEach(entry -> settings.set(entry.getKey(), entry.getValue()));
        return settings;
    }

    private static void add(Configuration settings, Path file) {
        settings.addResource(new org.apache.hadoop.fs.Path(file.toUri()));
    }
}
