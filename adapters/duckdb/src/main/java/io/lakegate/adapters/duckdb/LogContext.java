package io.lakegate.adapters.duckdb;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** What log lines of this thread carry, taken along to another one. Immutable. */
final class LogContext {
    private final @Nullable Map<String, String> context = MDC.getCopyOfContextMap();

    /** The context of the thread that calls this. */
    static LogContext current() {
        return new LogContext();
    }

    private LogContext() {}

    void run(Runnable work) {
        if (context != null) {
            MDC.setContextMap(context);
        }
        try {
            work.run();
        } finally {
            MDC.clear();
        }
    }
}
