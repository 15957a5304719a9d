package io.lakegate.server.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/** A failure to write rows. It ends a command, where a failure of a statement would be reported and leave it running. */
final class OutputFailedException extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    OutputFailedException(IOException cause) {
        super("The output cannot be written: " + cause.getMessage(), cause);
    }

    /** Whether the reader went away because it has seen enough, as {@code head} does. The JDK has no exception of its own for that. */
    boolean isReaderGone() {
        return String.valueOf(getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
    }
}
