package io.lakegate.adapters.ducklake;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** A state of a whole catalog. */
record LakeSnapshot(long id, Instant time, long schemaVersion) {
    LakeSnapshot {
        requireNonNull(time, "time");
    }
}
