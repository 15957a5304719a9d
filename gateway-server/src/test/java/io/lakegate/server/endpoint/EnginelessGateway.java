package io.lakegate.server.endpoint;

import io.lakegate.catalog.registry.Catalogs;
import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.QueryEngine;
import io.lakegate.server.access.AccessControl;
import io.lakegate.server.auth.Authenticator;
import io.lakegate.server.auth.LoginListener;
import io.lakegate.server.check.LiveCheck;
import io.lakegate.server.query.LimitRules;
import io.lakegate.server.query.QueryLimits;
import io.lakegate.server.query.QueryListener;
import io.lakegate.server.query.QueryService;
import io.lakegate.server.session.Sessions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A gateway whose engine refuses all work, for what must be answered without one. */
final class EnginelessGateway implements AutoCloseable {
    private static final QueryEngine NO_ENGINE = new QueryEngine() {
        @Override
        public EngineStatement prepare(EngineQuery query) {
            throw new UnsupportedOperationException("this needs no engine");
        }

        @Override
        public void close() {}
    };

    private final QueryService queries;
    private final Sessions sessions;
    private final HttpEndpoint endpoint;

    private EnginelessGateway(QueryService queries, Sessions sessions, HttpEndpoint endpoint) {
        this.queries = queries;
        this.sessions = sessions;
        this.endpoint = endpoint;
    }

    static EnginelessGateway start(LakeCatalog catalog) {
        Catalogs catalogs = new Catalogs(List.of(catalog));
        QueryLimits limits = new QueryLimits(4, 1_000_000, LimitRules.NONE);
        LiveCheck checks = new LiveCheck(catalogs, NO_ENGINE, Map.of());
        QueryService queries = new QueryService(
                catalogs, NO_ENGINE, limits, Optional.empty(), QueryListener.all(List.of()), checks, AccessControl.OFF);
        Sessions sessions = new Sessions(queries, LimitRules.NONE, 10);
        HttpEndpoint endpoint = HttpEndpoint.start(
                new HttpEndpoint.Address("127.0.0.1", 0, Optional.empty()),
                sessions,
                queries,
                Authenticator.off(LoginListener.all(List.of())),
                new Watch(
                        () -> "",
                        Optional::empty,
                        Optional::empty,
                        /* stops= */ false,
                        queries::isDraining,
                        /* onMainPort= */ true,
                        checks),
                new Requests(64 << 20, 1_000),
                "1.0.0");
        return new EnginelessGateway(queries, sessions, endpoint);
    }

    /** Where our driver finds it. */
    String url() {
        return endpoint.url();
    }

    @Override
    public void close() {
        endpoint.close();
        sessions.close();
        queries.close();
    }
}
