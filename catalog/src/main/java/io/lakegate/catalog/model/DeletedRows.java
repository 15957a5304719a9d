package io.lakegate.catalog.model;

import java.util.stream.LongStream;

/** The rows of one data file that are deleted although they still stand in it. Immutable, for any thread. */
public interface DeletedRows {
    /** How many rows are deleted. Costs nothing. */
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
