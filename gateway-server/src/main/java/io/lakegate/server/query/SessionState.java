package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.DefaultNames;
import io.lakegate.catalog.spi.Reader;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * What a session has chosen for its statements.
 *
 * @param names where names are looked up
 * @param reader who reads data files: the setting {@code lakegate.reader}
 * @param zone of dates and times that name none, and in which instants are shown: the setting {@code lakegate.time_zone}
 */
public record SessionState(DefaultNames names, Reader reader, ZoneId zone) {
    static final ZoneId DEFAULT_ZONE = ZoneOffset.UTC;

    public SessionState {
        requireNonNull(names, "names");
        requireNonNull(reader, "reader");
        requireNonNull(zone, "zone");
    }

    /** The state of a new session. */
    public static SessionState of(DefaultNames names) {
        return new SessionState(names, Reader.AUTO, DEFAULT_ZONE);
    }

    SessionState with(Reader newReader) {
        return new SessionState(names, newReader, zone);
    }

    SessionState with(ZoneId newZone) {
        return new SessionState(names, reader, newZone);
    }

    /** The same with other names. */
    public SessionState with(DefaultNames newNames) {
        return new SessionState(newNames, reader, zone);
    }
}
