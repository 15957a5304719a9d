package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.spi.FileStage.Transfers;
import java.time.Duration;
import java.util.Optional;

/**
 * What a statement has taken.
 *
 * @param planning from the request to a plan
 * @param firstRow from the request to the first rows; empty where it came to none
 * @param all from the request to the last row, or to the end
 * @param rows that were made
 * @param files of its tables
 * @param transfers of objects in stores
 * @param cache what the result cache did for it
 */
public record QueryFigures(
        Duration planning,
        Optional<Duration> firstRow,
        Duration all,
        long rows,
        FilesRead files,
        Transfers transfers,
        CacheUse cache) {
    public QueryFigures {
        requireNonNull(planning, "planning");
        requireNonNull(firstRow, "firstRow");
        requireNonNull(all, "all");
        requireNonNull(files, "files");
        requireNonNull(transfers, "transfers");
        requireNonNull(cache, "cache");
    }

    /** Of a statement that came to no rows. */
    static QueryFigures withoutRows(Duration planning, Duration all) {
        return new QueryFigures(planning, Optional.empty(), all, 0, FilesRead.NONE, Transfers.NONE, CacheUse.NONE);
    }
}
