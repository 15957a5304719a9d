package io.lakegate.adapters.iceberg;

import io.lakegate.adapters.storage.Storage;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
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
    private static final int LONGEST_REASON = 300;

    /** As OAuth2's token services and those of AWS say it. */
    private static final Pattern REFUSED = Pattern.compile("\\b(invalid_client|unauthorized_client|invalid_grant"
            + "|[Ss]ecurity token|AccessDenied|not authorized to perform)");

    private final String name;
    private final IcebergSource.Service service;
    private final Moved moved;
    private final String storageId;
    private @Nullable Connected connected; // guarded by this

    ServiceConnection(String name, IcebergSource.Service service, Moved moved, Storage storage) {
        this.storageId = LakeFiles.register(storage);
        this.name = name;
        this.service = service;
        this.moved = moved;
    }

    /** A name as the catalog stores it: a Hive metastore and Glue know no upper case. */
    String spelled(String name) {
        return service.kind().equals("hive") || service.kind().equals("glue") ? name.toLowerCase(Locale.ROOT) : name;
    }

    /**
     * Asks the catalog something; {@code doing} is a clause for the error.
     *
     * @throws GatewayException {@link ErrorCode#STORAGE_UNREADABLE} when it cannot be reached or refuses; its cause is what was thrown
     */
    <T> T ask(String doing, Function<Catalog, T> question) {
        try {
            Connected to = connected();
            return to.library().call(() -> question.apply(to.catalog()));
        } catch (GatewayException e) {
            throw e;
        } catch (RuntimeException e) {
            throw failed(doing, e);
        }
    }

    private record Connected(CatalogLibrary library, Catalog catalog) {}

    private synchronized Connected connected() {
        Connected known = connected;
        if (known == null) {
            CatalogLibrary library = CatalogLibrary.of(name, service);
            known = new Connected(library, library.call(() -> connect(library.implementation())));
            connected = known;
        }
        return known;
    }

    private Catalog connect(String implementation) {
        Map<String, String> properties = new HashMap<>(service.properties());
        properties.putIfAbsent(CatalogProperties.FILE_IO_IMPL, LakeFiles.class.getName());
        properties.putIfAbsent("metrics-reporter-impl", SilentReporter.class.getName());
        properties.putAll(IcebergSource.properties(moved));
        properties.put(LakeFiles.STORAGE, storageId);
        String known = name;
        if (service.kind().equals("rest")) {
            // Services that lend keys do so for who asks for them.
            properties.putIfAbsent("header.X-Iceberg-Access-Delegation", "vended-credentials");
            // Else a table that has not changed comes with the keys of its first time, which end.
            properties.putIfAbsent("rest-table-cache.max-entries", "0");
        }
        if (service.kind().equals("glue")) {
            properties.putIfAbsent("http-client.type", "urlconnection"); // the one whose jar is gathered
        }
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
        boolean refused = refused(error);
        return new GatewayException(
                refused ? ErrorCode.CREDENTIALS_REFUSED : ErrorCode.STORAGE_UNREADABLE,
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

    /** What Iceberg makes of the answers 401 and 403, and what the services say that answer otherwise. */
    private static boolean refused(RuntimeException error) {
        return error instanceof NotAuthorizedException
                || error instanceof ForbiddenException
                || REFUSED.matcher(line(error)).find();
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
        Connected open = connected;
        connected = null;
        if (open != null && open.catalog() instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                log.debug("Catalog {} was not closed properly.", name, e);
            }
        }
    }
}
