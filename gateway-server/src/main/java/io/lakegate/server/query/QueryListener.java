package io.lakegate.server.query;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.util.List;
import java.util.Optional;

/** Hears of each statement when it starts and when it ends. For any thread. */
public interface QueryListener {
    /**
     * A statement is planned and about to run; not called for one that does not come so far.
     *
     * @throws GatewayException when it must not run
     */
    default void starts(QueryInfo info) {}

    /** A statement has ended: well when there is no error. Also called for one that never started. */
    void ends(QueryInfo info, QueryFigures figures, Optional<ErrorCode> error);

    /** How a statement has ended, in a word. */
    static String outcome(Optional<ErrorCode> error) {
        return error.map(code -> switch (code) {
                    case CANCELED -> "CANCELED";
                    case TIMEOUT -> "TIMEOUT";
                    default -> "FAILED";
                })
                .orElse("FINISHED");
    }

    /** Several, in this order. */
    static QueryListener all(List<QueryListener> listeners) {
        List<QueryListener> each = List.copyOf(listeners);
        return new QueryListener() {
            @Override
            public void starts(QueryInfo info) {
                each.forEach(listener -> listener.starts(info));
            }

            @Override
            public void ends(QueryInfo info, QueryFigures figures, Optional<ErrorCode> error) {
                each.forEach(listener -> listener.ends(info, figures, error));
            }
        };
    }
}
