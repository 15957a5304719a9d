package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.DefaultNames;
import io.lakegate.catalog.model.Version;
import io.lakegate.server.access.Rights;
import java.time.ZoneId;

/**
 * All that a plan depends on but the tables: with the rights of who asks, nobody gets what belongs to another who sees more. What a session may change about
 * the meaning of a statement has to be in here.
 */
record StatementKey(String sql, DefaultNames names, ZoneId zone, Version asOf, Object rights) {
    StatementKey {
        requireNonNull(sql, "sql");
        requireNonNull(names, "names");
        requireNonNull(zone, "zone");
        requireNonNull(asOf, "asOf");
        requireNonNull(rights, "rights");
    }

    static StatementKey of(String sql, SessionState state, Rights rights) {
        return new StatementKey(sql, state.names(), state.zone(), state.asOf(), rights.key());
    }
}
