package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What tells the log of statements that took long. For any thread. */
public final class SlowQueryLog implements QueryListener {
    private static final Logger log = LoggerFactory.getLogger(SlowQueryLog.class);

    private final Duration slow;

    public SlowQueryLog(Duration slow) {
        this.slow = requireNonNull(slow, "slow");
    }

    @Override
    public void ends(QueryInfo info, QueryFigures figures, Optional<ErrorCode> error) {
        if (figures.all().compareTo(slow) >= 0) {
            log.warn(
                    "slow query {}: {} after {} ms (planning {} ms, first row {} ms), {} rows, {} files; user {}: {}",
                    info.id(),
                    QueryListener.outcome(error),
                    figures.all().toMillis(),
                    figures.planning().toMillis(),
                    figures.firstRow()
                            .map(Duration::toMillis)
                            .map(String::valueOf)
                            .orElse("-"),
                    figures.rows(),
                    figures.files().read(),
                    info.owner().user().orElse("-"),
                    info.sql().replaceAll("\\p{Cntrl}+", " "));
        }
    }
}
