package io.lakegate.catalog.registry;

import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The tables of one transaction, each as it was when a statement of it first used it. Ends by being forgotten. For any thread.
 *
 * <p>Where the tables of a catalog change together, all of them are of the moment at which the first of them was used.
 */
public final class TransactionPins {
    private final Map<String, LakeCatalog> moments = new ConcurrentHashMap<>();
    private final Map<TablePins.Key, PinnedTable> pinned = new ConcurrentHashMap<>();

    LakeCatalog moment(LakeCatalog catalog) {
        return moments.computeIfAbsent(catalog.name(), name -> catalog.atOneMoment());
    }

    PinnedTable pin(TablePins.Key key, Supplier<PinnedTable> open) {
        PinnedTable known = pinned.get(key);
        if (known != null) {
            return known;
        }
        // Not computeIfAbsent, which would let others wait while a table is opened.
        PinnedTable opened = open.get();
        return Optional.ofNullable(pinned.putIfAbsent(key, opened)).orElse(opened);
    }

    /**
     * What a reader should know: a sentence for each table that has a newer version than the one that the transaction reads.
     *
     * <p>Cost: one cheap check of the storage for each table of the transaction.
     */
    public List<String> newerVersions(Catalogs catalogs) {
        List<String> sentences = new ArrayList<>();
        pinned.forEach((key, table) -> {
            if (key.version().equals(Version.LATEST)) {
                newest(catalogs, key.table())
                        .filter(newest -> newest != table.version())
                        .ifPresent(newest -> sentences.add(
                                "The transaction reads table %s at version %d; version %d is the newest. Commit to read that."
                                        .formatted(table.name(), table.version(), newest)));
            }
        });
        return sentences.stream().sorted().toList();
    }

    /** Empty for a table that has gone since, or been renamed: what was pinned is still read. */
    private static Optional<Long> newest(Catalogs catalogs, TableName table) {
        return catalogs.find(table.catalog())
                .flatMap(catalog -> catalog.find(table.schema(), table.table())
                        .map(name -> catalog.pin(name, Version.LATEST).version()));
    }
}
