package io.lakegate.catalog.model;

import java.util.stream.LongStream;

/** The rows of one data file that are deleted although they still stand in it. Immutable, for any thread. */
public interface DeletedRows {
    /** What {@link #cardinality()} is where the metadata does not say how many rows of the file are deleted. */
    long UNKNOWN = -1;

    /** How many rows are deleted, or {@link #UNKNOWN}. Costs nothing. */
    long cardinality();

    /**
     * Their positions in the file, from 0, ascending, each once.
     *
     * <p>Cost: may read the file that holds them.
     *
     * @throws io.lakegate.catalog.error.GatewayException when that file is missing or damaged
     */
    LongStream positions();
}
