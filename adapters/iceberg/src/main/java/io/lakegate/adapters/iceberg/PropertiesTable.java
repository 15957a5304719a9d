package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.metadata.MetadataColumn;
import io.lakegate.catalog.metadata.MetadataTable;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.spi.PinnedTable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The properties of a table as a metadata table, {@code properties}, with its format version among them. */
final class PropertiesTable {
    private static final List<MetadataColumn<Map.Entry<String, String>>> COLUMNS = List.of(
            MetadataColumn.required("key", Simple.VARCHAR, "Name of the property.", Map.Entry::getKey),
            MetadataColumn.optional("value", Simple.VARCHAR, "What it is set to.", Map.Entry::getValue));

    private PropertiesTable() {}

    static PinnedTable of(PinnedIcebergTable table) {
        return new MetadataTable<>(table, "properties", COLUMNS, List.of(), () -> all(table).entrySet().stream());
    }

    private static Map<String, String> all(PinnedIcebergTable table) {
        Map<String, String> properties = new TreeMap<>(table.table().metadata().properties());
        properties.put("format-version", String.valueOf(table.table().metadata().formatVersion()));
        return properties;
    }
}
