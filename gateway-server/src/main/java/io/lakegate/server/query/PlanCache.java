package io.lakegate.server.query;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.adapters.calcite.StatementPlan;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.registry.Catalogs;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.server.access.Rights;
import java.util.Optional;

/**
 * Plans of statements by their text, so that a text that comes again is neither parsed nor planned again. A plan is used only where every name in it still
 * means the same, and its tables are pinned anew each time. For any thread.
 */
final class PlanCache {
    private static final int MAX_WEIGHT = 16_000_000;

    private final Cache<StatementKey, StatementPlan> plans = Caches.builder()
            .maximumWeight(MAX_WEIGHT)
            .<StatementKey, StatementPlan>weigher(
                    (key, plan) -> 1_000 + key.sql().length() + plan.weight())
            .build();

    /** A plan and the tables that it is for now. */
    record Ready(StatementPlan plan, TablePins pins) {}

    /** The plan of this text, if it is known and still right. Cost: pins the tables. */
    Optional<Ready> find(String sql, SessionState state, Catalogs catalogs, Rights rights) {
        StatementKey key = StatementKey.of(sql, state, rights);
        StatementPlan plan = plans.getIfPresent(key);
        if (plan == null) {
            return Optional.empty();
        }
        TablePins pins = state.pins(catalogs);
        if (plan.holdsFor(pins)) {
            return Optional.of(new Ready(plan, pins));
        }
        plans.invalidate(key);
        return Optional.empty();
    }

    void keep(String sql, SessionState state, Rights rights, StatementPlan plan) {
        if (plan.isReusable()) {
            plans.put(StatementKey.of(sql, state, rights), plan);
        }
    }
}
