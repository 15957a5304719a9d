package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.storage.Storage;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the tables of one Delta catalog are.
 *
 * @param location the folder whose sub-folders are tables, or schemas of tables
 * @param tables single tables beside it; one hides a table of the same name below {@code location}
 * @param zone of the systems that wrote partition values without a zone
 * @param storage through which files are read
 */
public record DeltaSource(Optional<Location> location, List<SingleTable> tables, ZoneId zone, Storage storage) {
    /** A source on this machine, whose writers used UTC. */
    public DeltaSource(Optional<Location> location, List<SingleTable> tables) {
        this(location, tables, ZoneOffset.UTC, Storage.LOCAL);
    }

    /** Refuses a source without any place, and two tables of one name, with {@link ErrorCode#CONFIGURATION}. */
    public DeltaSource {
        requireNonNull(location, "location");
        requireNonNull(zone, "zone");
        requireNonNull(storage, "storage");
        tables = List.copyOf(tables);
        if (location.isEmpty() && tables.isEmpty()) {
            throw new GatewayException(
                    ErrorCode.CONFIGURATION,
                    "A catalog of type delta has nowhere to look for tables. Give it a location, or tables.");
        }
        Set<List<String>> names = new HashSet<>();
        for (SingleTable table : tables) {
            if (!names.add(List.of(table.schema(), table.table()))) {
                throw new GatewayException(
                        ErrorCode.CONFIGURATION,
                        "Two tables are called %s.%s. Rename one of them.".formatted(table.schema(), table.table()));
            }
        }
    }
}
