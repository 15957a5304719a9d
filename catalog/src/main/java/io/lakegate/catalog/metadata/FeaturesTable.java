package io.lakegate.catalog.metadata;

import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.TableFeature;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.spi.PinnedTable;
import java.util.List;
import java.util.Locale;

/** What {@code TABLE(features('t'))} gives: one row for each feature and each column of a table, also of one that is refused. */
public final class FeaturesTable {
    private static final List<MetadataColumn<TableFeature>> COLUMNS = List.of(
            MetadataColumn.required(
                    "kind", Simple.VARCHAR, "What it is: protocol or column.", feature -> word(feature.kind())),
            MetadataColumn.required("name", Simple.VARCHAR, "Its name; of a column with the type.", TableFeature::name),
            MetadataColumn.required(
                    "status", Simple.VARCHAR, "supported, degraded or refused.", feature -> word(feature.status())),
            MetadataColumn.optional(
                    "reader",
                    Simple.VARCHAR,
                    "Who reads it: engine or format.",
                    feature -> feature.reader().map(FeaturesTable::word).orElse(null)),
            MetadataColumn.required("reason", Simple.VARCHAR, "What becomes of it.", TableFeature::reason));

    private FeaturesTable() {}

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    public static PinnedTable of(TableName table, List<TableFeature> features) {
        return new MetadataTable<>(
                new TableName(table.catalog(), table.schema(), table.table() + "$features"),
                0,
                COLUMNS,
                List.of(),
                features::stream);
    }
}
