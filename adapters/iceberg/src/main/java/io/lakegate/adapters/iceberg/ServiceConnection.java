package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to one of Iceberg's own catalogs, made when it is first needed. For any thread. */
final class ServiceConnection implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServiceConnection.class);
    private static final Map<String, String> CLASSES = Map.of(
            "rest", "org.apache.iceberg.rest.RESTCatalog",
            "jdbc", "org.apache.iceberg.jdbc.JdbcCatalog",
            "hadoop", "org.apache.iceberg.hadoop.HadoopCatalog",
            "hive", "org.apache.iceberg.hive.HiveCatalog",
            "glue", "org.apache.iceberg.aws.glue.GlueCatalog");
    private static final Map<String, String> JARS = Map.of("hive", "iceberg-hive-metastore", "glue", "iceberg-aws");
    private static final int LONGEST_REASON = 300;

    private final String name;
    private final IcebergSource.Service service;
    private final Moved moved;
    private @Nullable Catalog catalog; // guarded by this

    ServiceConnection(String name, IcebergSource.Service service, Moved moved) {
        this.name = name;
        this.service = service;
        this.moved = moved;
    }

    /**
     * Asks the catalog something; {@code doing} is a clause for the error.
     *
     * @throws GatewayException {@link ErrorCode#STORAGE_UNREADABLE} when it cannot be reached or refuses; its cause is what was thrown
     */
    <T> T ask(String doing, Function<Catalog, T> question) {
        try {
            return question.apply(connected());
        } catch (GatewayException e) {
            throw e;
        } catch (RuntimeException e) {
            throw failed(doing, e);
        }
    }

    private synchronized Catalog connected() {
        Catalog known = catalog;
        if (known == null) {
            known = connect();
            catalog = known;
        }
        return known;
    }

    private Catalog connect() {
        String implementation = CLASSES.getOrDefault(service.kind(), service.kind());
        try {
            Class.forName(implementation, false, ServiceConnection.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new GatewayException(
                    ErrorCode.CONFIGURATION,
                    "Catalog %s is of the kind %s, whose library is not there. Put the jar %s and what it needs beside the server's."
                            .formatted(name, service.kind(), JARS.getOrDefault(service.kind(), implementation)),
                    e);
        }
        Map<String, String> properties = new HashMap<>(service.properties());
        properties.putIfAbsent(CatalogProperties.FILE_IO_IMPL, LocalFiles.class.getName());
        properties.putIfAbsent("metrics-reporter-impl", SilentReporter.class.getName());
        properties.putAll(IcebergSource.properties(moved));
        String known = name;
        if (service.kind().equals("jdbc")) {
            properties.putIfAbsent("jdbc.init-catalog-tables", "false");
            if (properties.getOrDefault(CatalogProperties.URI, "").startsWith("jdbc:sqlite:")) {
                properties.putIfAbsent("jdbc.open_mode", "1"); // else a file that is not there is made
            }
            known = new JdbcCatalogName(name, properties).find();
        }
        return CatalogUtil.loadCatalog(implementation, known, properties, hadoop());
    }

    /** Plain local files: Hadoop's checked ones stumble over {@code .crc} files that other writers leave stale. */
    private static Configuration hadoop() {
        Configuration configuration = new Configuration(false);
        configuration.set("fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
        configuration.set("fs.defaultFS", "file:///");
        return configuration;
    }

    private GatewayException failed(String doing, RuntimeException error) {
        boolean refused = error instanceof NotAuthorizedException || error instanceof ForbiddenException;
        return new GatewayException(
                ErrorCode.STORAGE_UNREADABLE,
                "Catalog %s, of the kind %s, failed at %s: %s. %s"
                        .formatted(
                                name,
                                service.kind(),
                                doing,
                                reason(error),
                                refused
                                        ? "Check the credentials in its configuration."
                                        : "Check its address and that it is up."),
                error);
    }

    /** One line, with what caused it, and without whatever the configuration keeps secret. */
    private String reason(Throwable error) {
        String line = line(error);
        Throwable cause = error.getCause();
        if (cause != null && !line.contains(line(cause))) {
            line += " (" + line(cause) + ")";
        }
        String shown = SecretValues.of(service.properties()).hiddenIn(line);
        return shown.length() <= LONGEST_REASON ? shown : shown.substring(0, LONGEST_REASON) + "…";
    }

    private static String line(Throwable error) {
        String text =
                String.valueOf(error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage());
        return text.lines().findFirst().orElse("").strip();
    }

    @Override
    public synchronized void close() {
        Catalog open = catalog;
        catalog = null;
        if (open instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                log.debug("Catalog {} was not closed properly.", name, e);
            }
        }
    }
}
