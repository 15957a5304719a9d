package io.lakegate.server.console;

import java.io.IOException;
import java.io.Reader;
import java.time.Duration;
import java.util.Optional;

/** The way through a text of several statements without a person: each runs when it is complete, the first failure ends it. */
final class ScriptRunner {
    /** Enough for a gateway in reach; one out of reach must not keep the process alive. */
    private static final Duration CANCEL_LIMIT = Duration.ofSeconds(2);

    private static final int BUFFER = 8192;

    private final StatementRunner runner;

    ScriptRunner(StatementRunner runner) {
        this.runner = runner;
    }

    /**
     * Runs while it reads, so that a program can feed statements one by one.
     *
     * @return whether all statements succeeded
     */
    boolean run(Reader script) throws IOException {
        ExitHook canceling = ExitHook.install(runner::cancel, CANCEL_LIMIT);
        try {
            StatementSplitter splitter = new StatementSplitter();
            char[] buffer = new char[BUFFER];
            for (int length = script.read(buffer); length >= 0; length = script.read(buffer)) {
                for (String statement : splitter.add(String.valueOf(buffer, 0, length))) {
                    if (!runner.run(statement)) {
                        return false;
                    }
                }
            }
            Optional<String> last = splitter.finish();
            return last.isEmpty() || runner.run(last.get());
        } finally {
            canceling.remove();
        }
    }
}
