package io.lakegate.server.console;

import java.time.Duration;

/**
 * Something to do when the process is told to stop (Ctrl-C, SIGTERM) before this hook is removed. It gets a limited time, because a
 * process that was told to stop and does not is worse than a statement that nobody cancelled.
 */
final class ExitHook {
    private final Thread hook;

    private ExitHook(Runnable action, Duration limit) {
        hook = new Thread(
                () -> {
                    Thread worker = new Thread(action, "lakegate-exit-work");
                    worker.setDaemon(true);
                    worker.start();
                    try {
                        worker.join(limit.toMillis());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "lakegate-exit");
    }

    static ExitHook install(Runnable action, Duration limit) {
        ExitHook installed = new ExitHook(action, limit);
        Runtime.getRuntime().addShutdownHook(installed.hook);
        return installed;
    }

    void remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is stopping: the hook runs, which is what it is for.
        }
    }
}
