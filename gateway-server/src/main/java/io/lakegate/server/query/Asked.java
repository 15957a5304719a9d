package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.MDC;

/**
 * A statement that somebody asks for, before it is planned.
 *
 * @param nanos the moment, of {@link System#nanoTime}
 */
public record Asked(QueryInfo info, long nanos) {
    /** Where the thread that reads a request keeps what the client says of its trace. */
    public static final String TRACE_PARENT = "traceparent";

    public Asked {
        requireNonNull(info, "info");
    }

    static Asked now(String sql, QueryOwner owner) {
        return new Asked(
                new QueryInfo(
                        QueryId.next(),
                        owner,
                        sql,
                        Instant.now(),
                        List.of(),
                        List.of(),
                        Optional.ofNullable(MDC.get(TRACE_PARENT))),
                System.nanoTime());
    }

    /** How long ago that was. */
    Duration since() {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
