package io.lakegate.adapters.iceberg;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;

/**
 * One state of a table's metadata, and the access to its files. Immutable, for any thread: later commits do not show.
 */
record OpenTable(TableMetadata metadata, LakeFiles files) {
    OpenTable {
        requireNonNull(metadata, "metadata");
        requireNonNull(files, "files");
    }

    /** What no other table has, also none that is made anew in its place; of the first version of the format, some tables have nothing of the kind but their place. */
    String identity() {
        return metadata.location() + "#" + metadata.uuid();
    }

    /** The state as a table of Iceberg's library. */
    Table library(String name) {
        return new BaseTable(new StaticTableOperations(metadata, files), name, report -> {});
    }

    /** By which names fields are found in files that were written without ids; empty where the table says nothing. */
    Optional<NameMapping> nameMapping() {
        Map<String, String> properties = metadata.properties();
        return Optional.ofNullable(properties.get(TableProperties.DEFAULT_NAME_MAPPING))
                .map(NameMappingParser::fromJson)
                .map(mapping -> NameMappings.mended(mapping, metadata.schemas()));
    }
}
