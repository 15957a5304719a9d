package io.lakegate.server.endpoint;

import static java.util.Objects.requireNonNull;

import io.lakegate.server.check.LiveCheck;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What those hear who watch the gateway.
 *
 * @param metrics all figures, in the text form of Prometheus
 * @param trouble what is wrong at the moment, if anything is
 * @param remark what is out of order and stops nothing, if anything is: without details, since everybody may read it
 * @param stops whether statements do not run while something is wrong
 * @param draining whether the gateway is being stopped and takes nothing new
 * @param onMainPort whether the gateway's own port tells the figures too
 * @param checks tries the ways to catalogs; on the gateway's own port alone, which knows who asks
 */
public record Watch(
        Supplier<String> metrics,
        Supplier<Optional<String>> trouble,
        Supplier<Optional<String>> remark,
        boolean stops,
        BooleanSupplier draining,
        boolean onMainPort,
        LiveCheck checks) {
    public Watch {
        requireNonNull(metrics, "metrics");
        requireNonNull(trouble, "trouble");
        requireNonNull(remark, "remark");
        requireNonNull(draining, "draining");
        requireNonNull(checks, "checks");
    }
}
