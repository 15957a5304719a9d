package io.lakegate.server.console;

import io.lakegate.catalog.error.GatewayException;
import java.nio.file.Path;
import java.util.Optional;

/** The way to the configured file of users. Implemented where everything is wired, as {@link GatewayStarter}. */
@FunctionalInterface
public interface PasswordFileFinder {
    /**
     * The file of users of a folder of configuration; empty where it names none.
     *
     * @throws GatewayException {@link io.lakegate.catalog.error.ErrorCode#CONFIGURATION}
     */
    Optional<Path> find(Path configuration);
}
