package io.lakegate.adapters.storage;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The optional modules that open stores which do not speak S3's protocol. */
final class StoreModules {
    private static final Logger log = LoggerFactory.getLogger(StoreModules.class);

    /** What the names of system properties begin with that say where the jars of a module are; {@code ./lakegate} sets them. */
    private static final String SYSTEM_PROPERTY = "lakegate.storage.";

    private static final Map<String, String> MODULES = Map.of("abfss", "azure", "hdfs", "hdfs");

    private StoreModules() {}

    /** Whether addresses of a scheme are opened by a module. */
    static boolean has(String scheme) {
        return MODULES.containsKey(scheme);
    }

    /**
     * The provider for a scheme.
     *
     * @param address for the message
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when its jars are not there
     */
    static StoreProvider of(String scheme, String address) {
        String module = MODULES.get(scheme);
        Optional<String> folder = Optional.ofNullable(System.getProperty(SYSTEM_PROPERTY + module));
        ClassLoader loader = folder.map(OptionalJars::loader).orElse(StoreModules.class.getClassLoader());
        try {
            for (StoreProvider provider : ServiceLoader.load(StoreProvider.class, loader)) {
                if (provider.scheme().equals(scheme)) {
                    return provider;
                }
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            log.warn("The jars for {} do not fit this version of the gateway", address, e);
        }
        throw new GatewayException(
                ErrorCode.CONFIGURATION,
                ("The address %s needs jars that are not %s: those of the module adapters/storage-%s."
                                + " Build them once with mvn -pl adapters/storage-%s -am -DskipTests package,"
                                + " or say where they are with LAKEGATE_OPTS=-D%s%s=FOLDER.")
                        .formatted(
                                address,
                                folder.map(place -> "in the folder " + place).orElse("there"),
                                module,
                                module,
                                SYSTEM_PROPERTY,
                                module));
    }
}
