package io.lakegate.server.console;

import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.spi.CheckStep;
import java.nio.file.Path;
import java.util.List;

/** The way to try a catalog. Implemented where everything is wired, so that the commands need not know catalogs. */
@FunctionalInterface
public interface CatalogChecker {
    /**
     * The steps up to the first that failed.
     *
     * @throws GatewayException {@link io.lakegate.catalog.error.ErrorCode#CONFIGURATION} with all problems of the configuration; when there is no
     *     such catalog
     */
    List<CheckStep> check(Path configuration, String catalog) throws Exception;
}
