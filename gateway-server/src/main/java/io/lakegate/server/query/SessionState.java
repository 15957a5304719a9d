package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.DefaultNames;
import io.lakegate.catalog.spi.Reader;

/**
 * What a session has chosen for its statements.
 *
 * @param names where names are looked up
 * @param reader who reads data files: the setting {@code lakegate.reader}
 */
public record SessionState(DefaultNames names, Reader reader) {
    public SessionState {
        requireNonNull(names, "names");
        requireNonNull(reader, "reader");
    }

    /** The state of a new session. */
    public static SessionState of(DefaultNames names) {
        return new SessionState(names, Reader.AUTO);
    }

    SessionState with(Reader newReader) {
        return new SessionState(names, newReader);
    }

    SessionState with(DefaultNames newNames) {
        return new SessionState(newNames, reader);
    }
}
