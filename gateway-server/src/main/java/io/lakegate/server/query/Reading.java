package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.spi.Reader;

/**
 * How a session has the files of its tables read.
 *
 * @param reader who reads them: the setting {@code lakegate.reader}
 * @param keysFirst whether small tables may be asked for keys that say which files of larger ones matter: the setting {@code lakegate.dynamic_filtering}
 */
public record Reading(Reader reader, boolean keysFirst) {
    /** That of a session that has chosen nothing. */
    public static final Reading DEFAULT = new Reading(Reader.AUTO, true);

    public Reading {
        requireNonNull(reader, "reader");
    }

    Reading with(Reader newReader) {
        return new Reading(newReader, keysFirst);
    }

    Reading withKeysFirst(boolean newKeysFirst) {
        return new Reading(reader, newKeysFirst);
    }
}
