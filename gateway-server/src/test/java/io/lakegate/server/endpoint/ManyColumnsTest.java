package io.lakegate.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.catalog.registry.Catalogs;
import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.QueryEngine;
import io.lakegate.server.access.AccessControl;
import io.lakegate.server.auth.Authenticator;
import io.lakegate.server.auth.LoginListener;
import io.lakegate.server.check.LiveCheck;
import io.lakegate.server.query.QueryLimits;
import io.lakegate.server.query.QueryListener;
import io.lakegate.server.query.QueryService;
import io.lakegate.server.query.UserLimits;
import io.lakegate.server.session.Sessions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A tool that lists the columns of a whole catalog gets them from memory. */
class ManyColumnsTest {
    /** Shorter than what was seen of a table is taken for fresh. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private static final QueryEngine NO_ENGINE = new QueryEngine() {
        @Override
        public EngineStatement prepare(EngineQuery query) {
            throw new UnsupportedOperationException("lists need no engine");
        }

        @Override
        public void close() {}
    };

    @Test
    @Timeout(120)
    void noTableIsOpenedForAListOfColumnsThatWereSeen() throws SQLException {
        WideCatalog wide = new WideCatalog();
        Catalogs catalogs = new Catalogs(List.of(wide));
        QueryLimits limits = new QueryLimits(Duration.ZERO, 4, 1_000_000, UserLimits.NONE);
        LiveCheck checks = new LiveCheck(catalogs, NO_ENGINE, Map.of());
        try (QueryService queries = new QueryService(
                        catalogs,
                        NO_ENGINE,
                        limits,
                        Optional.empty(),
                        QueryListener.all(List.of()),
                        checks,
                        AccessControl.OFF);
                Sessions sessions = new Sessions(queries, Duration.ZERO, 10, 0);
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
                                /* onMainPort= */ true,
                                checks),
                        "1.0.0")) {
            try (Connection connection = DriverManager.getConnection(endpoint.url())) {
                boolean seenWhileFresh = false;
                while (!seenWhileFresh) {
                    long started = System.nanoTime();
                    assertThat(count(connection)).isEqualTo(WideCatalog.TABLES * WideCatalog.COLUMNS);
                    int opened = wide.opened.get();
                    assertThat(opened).isGreaterThanOrEqualTo(WideCatalog.TABLES);
                    assertThat(count(connection)).isEqualTo(WideCatalog.TABLES * WideCatalog.COLUMNS);
                    int openedThen = wide.opened.get();
                    seenWhileFresh = System.nanoTime() - started < FRESH.toNanos();
                    if (seenWhileFresh) {
                        assertThat(openedThen).isEqualTo(opened);
                    }
                }
            }
        }
    }

    private static int count(Connection connection) throws SQLException {
        int count = 0;
        try (ResultSet columns = connection.getMetaData().getColumns("wide", "all", "%", "%")) {
            while (columns.next()) {
                count++;
            }
        }
        return count;
    }
}
