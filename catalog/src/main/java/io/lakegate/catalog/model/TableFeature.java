package io.lakegate.catalog.model;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Something of its format that a table uses, and how far it is read here.
 *
 * @param name a feature as the format calls it, or a column and its type
 * @param reader who reads it; empty where nobody does, or nobody has to
 * @param reason what becomes of it, as a clause
 */
public record TableFeature(Kind kind, String name, Status status, Optional<ReadBy> reader, String reason) {
    public TableFeature {
        requireNonNull(kind, "kind");
        requireNonNull(name, "name");
        requireNonNull(status, "status");
        requireNonNull(reader, "reader");
        requireNonNull(reason, "reason");
    }

    public enum Kind {
        PROTOCOL,
        COLUMN
    }

    public enum Status {
        /** Read as the format means it. */
        SUPPORTED,
        /** Read right, but slower, or in another shape. */
        DEGRADED,
        /** The table is not read because of it. */
        REFUSED
    }

    /** The readers, by the words of {@code SET lakegate.reader}. */
    public enum ReadBy {
        ENGINE,
        FORMAT
    }

    public static TableFeature supported(Kind kind, String name, String reason) {
        return new TableFeature(kind, name, Status.SUPPORTED, Optional.of(ReadBy.ENGINE), reason);
    }

    /** What the format's library does, or what needs no reader. */
    public static TableFeature supported(Kind kind, String name, Optional<ReadBy> reader, String reason) {
        return new TableFeature(kind, name, Status.SUPPORTED, reader, reason);
    }

    public static TableFeature degraded(Kind kind, String name, ReadBy reader, String reason) {
        return new TableFeature(kind, name, Status.DEGRADED, Optional.of(reader), reason);
    }

    public static TableFeature refused(Kind kind, String name, String reason) {
        return new TableFeature(kind, name, Status.REFUSED, Optional.empty(), reason);
    }
}
