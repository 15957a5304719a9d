package io.lakegate.server.check;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.registry.Catalogs;
import io.lakegate.catalog.spi.CheckStep;
import io.lakegate.catalog.spi.QueryEngine;
import io.lakegate.server.auth.Identity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** The check of the catalogs of a running gateway, for those who look after it. For any thread. */
public final class LiveCheck {
    /** A check asks stores and the engine beside all limits of users. */
    private static final int AT_ONCE = 2;

    private final Semaphore free = new Semaphore(AT_ONCE);
    private final Map<String, Way> ways = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Catalogs catalogs;
    private final QueryEngine engine;

    /**
     * How a catalog's tables are reached.
     *
     * @param addresses that the catalog's file names
     * @param check tries the way to one of them
     */
    public record Way(List<String> addresses, Function<String, List<CheckStep>> check) {
        public Way {
            addresses = List.copyOf(addresses);
            requireNonNull(check, "check");
        }
    }

    /** {@code ways} has the catalogs that configuration names. */
    public LiveCheck(Catalogs catalogs, QueryEngine engine, Map<String, Way> ways) {
        this.catalogs = requireNonNull(catalogs, "catalogs");
        this.engine = requireNonNull(engine, "engine");
        this.ways.putAll(ways);
    }

    /**
     * The steps up to the first that fails.
     *
     * @throws GatewayException {@link ErrorCode#NOT_ALLOWED} to somebody who has shown who they are and is no operator;
     *     {@link ErrorCode#CATALOG_NOT_FOUND}; {@link ErrorCode#LIMIT_REACHED} while others are at it
     */
    public List<CheckStep> of(String catalog, Identity asker) {
        if (asker.proven() && !asker.operator()) {
            throw new GatewayException(
                    ErrorCode.NOT_ALLOWED,
                    "A check tells where tables lie and how they are reached, which is for operators: authentication.operators names them.");
        }
        Way way = ways.get(catalog);
        if (way == null) {
            throw CatalogErrors.catalogNotFound(catalog, List.copyOf(ways.keySet()));
        }
        if (!free.tryAcquire()) {
            throw new GatewayException(
                    ErrorCode.LIMIT_REACHED,
                    "%d checks are made already. Ask again when one has ended.".formatted(AT_ONCE));
        }
        try {
            return CatalogCheck.of(catalogs.require(catalog), engine, way.addresses(), way.check());
        } finally {
            free.release();
        }
    }
}
