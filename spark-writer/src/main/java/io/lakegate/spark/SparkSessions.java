package io.lakegate.spark;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Starts Spark inside this JVM: two threads, loopback only, no web page, UTC. Spark allows one session's context per JVM, and
 * the JVM needs the arguments that the module's pom lists.
 */
public final class SparkSessions {
    private SparkSessions() {}

    /**
     * A running session that the caller closes.
     *
     * @param catalogs folders of Delta tables by the name that stands first in a table's full name; a folder may still be empty
     */
    public static SparkSession start(Map<String, Path> catalogs) {
        return start(catalogs, Map.of());
    }

    /**
     * A running session that the caller closes.
     *
     * @param catalogs as above
     * @param settings what else Spark is told, or told instead of what it is by default
     */
    public static SparkSession start(Map<String, Path> catalogs, Map<String, String> settings) {
        SparkSession.Builder session = SparkSession.builder()
                .master("local[2]")
                .appName("lakegate")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.session.timeZone", "UTC")
                // Instant and LocalDate instead of java.sql types, which would bring this JVM's time zone in.
                .config("spark.sql.datetime.java8API.enabled", "true")
                // Tables here have a few hundred rows: the defaults of 200 and 50 tasks would only cost time.
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.databricks.delta.snapshotPartitions", "1")
                // Version checksums (00…0.crc) are optional by the protocol and would be a third of so small a lake.
                .config("spark.databricks.delta.writeChecksumFile.enabled", "false")
                .config("spark.sql.debug.maxToStringFields", "100")
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                // Hadoop's default local file system leaves a hidden checksum file beside each file, which belongs to
                // Hadoop and not to the table; the raw one does not.
                .config("spark.hadoop.fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem")
                .config("spark.hadoop.fs.AbstractFileSystem.file.impl", "org.apache.hadoop.fs.local.RawLocalFs");
        catalogs.forEach((name, folder) -> session.config("spark.sql.catalog." + name, FolderCatalog.class.getName())
                .config(
                        "spark.sql.catalog." + name + "." + FolderCatalog.LOCATION_OPTION,
                        folder.toAbsolutePath().toString()));
        settings.forEach(session::config);
        return session.getOrCreate();
    }
}
