package io.lakegate.adapters.iceberg;

import io.lakegate.adapters.storage.OptionalJars;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.iceberg.rest.auth.AuthProperties;

/**
 * Where the classes of one kind of Iceberg catalog come from: the server's own class path, or a folder of jars that only catalogs of this
 * kind see, so that what they need cannot disturb the server.
 *
 * @param implementation the name of the catalog's class
 * @param loader knows that class
 */
record CatalogLibrary(String implementation, ClassLoader loader) {
    /** The property of a catalog that names the folder of its jars. */
    static final String FOLDER = "libraries";

    /** What the names of system properties begin with that say where the jars of a kind are; {@code ./lakegate} sets them. */
    static final String SYSTEM_PROPERTY = "lakegate.iceberg.";

    private static final String HIVE = "org.apache.iceberg.hive.HiveCatalog";
    private static final String GLUE = "org.apache.iceberg.aws.glue.GlueCatalog";
    private static final String SIGNING = "org.apache.iceberg.aws.RESTSigV4AuthManager";

    private static final Map<String, String> CLASSES = Map.of(
            "rest", "org.apache.iceberg.rest.RESTCatalog",
            "jdbc", "org.apache.iceberg.jdbc.JdbcCatalog",
            "hadoop", "org.apache.iceberg.hadoop.HadoopCatalog",
            "hive", HIVE,
            "glue", GLUE);

    /** The modules that gather jars which are not the server's. */
    private static final Map<String, String> MODULES = Map.of(HIVE, "hive", GLUE, "aws", SIGNING, "aws");

    /**
     * Finds the library of a catalog.
     *
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when it is not there
     */
    static CatalogLibrary of(String catalog, IcebergSource.Service service) {
        String implementation = CLASSES.getOrDefault(service.kind(), service.kind());
        String needed = service.kind().equals("rest") && signs(service.properties()) ? SIGNING : implementation;
        ClassLoader own = CatalogLibrary.class.getClassLoader();
        Optional<String> named = Optional.ofNullable(service.properties().get(FOLDER));
        if (named.isEmpty() && knows(own, needed)) {
            return new CatalogLibrary(implementation, own);
        }
        Optional<String> module = Optional.ofNullable(MODULES.get(needed));
        Optional<String> folder = named.or(() -> module.map(name -> System.getProperty(SYSTEM_PROPERTY + name)));
        ClassLoader loader = folder.map(OptionalJars::loader).orElse(own);
        if (!knows(loader, needed)) {
            throw missing(catalog, service.kind(), needed, module, folder);
        }
        return new CatalogLibrary(implementation, loader);
    }

    /** Whether requests are signed as AWS wants it. */
    private static boolean signs(Map<String, String> properties) {
        return Boolean.parseBoolean(properties.get("rest.sigv4-enabled"))
                || "sigv4".equalsIgnoreCase(properties.get(AuthProperties.AUTH_TYPE));
    }

    private static boolean knows(ClassLoader loader, String implementation) {
        try {
            Class.forName(implementation, false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static GatewayException missing(
            String catalog, String kind, String needed, Optional<String> module, Optional<String> folder) {
        return new GatewayException(
                ErrorCode.CONFIGURATION,
                "Catalog %s, of the kind %s, needs jars that are not %s: the class %s is missing. %s in its configuration in which folder they are: properties: {%s: …}."
                        .formatted(
                                catalog,
                                kind,
                                folder.map(place -> "in the folder " + place).orElse("there"),
                                needed,
                                module.map(name ->
                                                "Build them once with mvn -pl adapters/iceberg-%s -am -DskipTests package, or say"
                                                        .formatted(name))
                                        .orElse("Say"),
                                FOLDER));
    }

    /** Runs something with this library as that of the thread: what is loaded by name is looked for there. */
    <T> T call(Supplier<T> step) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return step.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
