package io.lakegate.catalog.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;

/** Which state of a table is meant. Sealed: the ways to name a state are part of the SQL that users write. */
public sealed interface Version {
    /** The newest committed state when the statement starts. */
    Version LATEST = new Latest();

    /** Chooses by kind. Becomes a plain switch when the release level reaches 21. */
    <R> R match(
            Supplier<R> latest, Function<Numbered, R> numbered, Function<AtTime, R> atTime, Function<Named, R> named);

    record Latest() implements Version {
        @Override
        public <R> R match(
                Supplier<R> latest,
                Function<Numbered, R> numbered,
                Function<AtTime, R> atTime,
                Function<Named, R> named) {
            return latest.get();
        }
    }

    /** A Delta version, an Iceberg or DuckLake snapshot id. */
    record Numbered(long number) implements Version {
        @Override
        public <R> R match(
                Supplier<R> latest,
                Function<Numbered, R> numbered,
                Function<AtTime, R> atTime,
                Function<Named, R> named) {
            return numbered.apply(this);
        }
    }

    /** The state that was the newest at this time: the last one committed at or before it. */
    record AtTime(Instant time) implements Version {
        public AtTime {
            requireNonNull(time, "time");
        }

        @Override
        public <R> R match(
                Supplier<R> latest,
                Function<Numbered, R> numbered,
                Function<AtTime, R> atTime,
                Function<Named, R> named) {
            return atTime.apply(this);
        }
    }

    /** The state that a branch or tag of an Iceberg table points to. */
    record Named(String name) implements Version {
        public Named {
            requireNonNull(name, "name");
        }

        @Override
        public <R> R match(
                Supplier<R> latest,
                Function<Numbered, R> numbered,
                Function<AtTime, R> atTime,
                Function<Named, R> named) {
            return named.apply(this);
        }
    }
}
