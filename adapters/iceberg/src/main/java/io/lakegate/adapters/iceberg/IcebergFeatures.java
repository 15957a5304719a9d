package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableFeature;
import io.lakegate.catalog.model.TableFeature.Kind;
import io.lakegate.catalog.model.TableFeature.ReadBy;
import io.lakegate.catalog.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** What of Iceberg's specification a table uses at a snapshot, and how far it is read. */
final class IcebergFeatures {
    private static final int FIRST_WITH_LINEAGE = 3;
    private static final String BY_LIBRARY = "Iceberg's library";

    private IcebergFeatures() {}

    static List<TableFeature> of(TableName table, TableMetadata metadata, SnapshotChoice choice) {
        List<TableFeature> features = new ArrayList<>();
        features.add(TableFeature.supported(
                Kind.PROTOCOL,
                "format version " + metadata.formatVersion(),
                Optional.of(ReadBy.FORMAT),
                BY_LIBRARY + " reads the metadata"));
        if (metadata.formatVersion() >= FIRST_WITH_LINEAGE) {
            features.add(TableFeature.supported(Kind.PROTOCOL, "row lineage", "its row ids are hidden columns"));
        }
        if (metadata.properties().containsKey(TableProperties.ENCRYPTION_TABLE_KEY)) {
            features.add(TableFeature.refused(Kind.PROTOCOL, "table encryption", "files are not decrypted"));
        }
        String format = metadata.properties().getOrDefault(TableProperties.DEFAULT_FILE_FORMAT, "parquet");
        features.add(
                format.equalsIgnoreCase("parquet")
                        ? TableFeature.supported(Kind.PROTOCOL, "files of the format parquet", "the engine reads them")
                        : TableFeature.degraded(
                                Kind.PROTOCOL,
                                "files of the format " + format.toLowerCase(java.util.Locale.ROOT),
                                ReadBy.FORMAT,
                                BY_LIBRARY + " reads them, row by row"));
        Map<String, String> summary = choice.snapshot().map(Snapshot::summary).orElse(Map.of());
        if (some(summary, "total-position-deletes")) {
            features.add(TableFeature.supported(
                    Kind.PROTOCOL,
                    metadata.formatVersion() >= FIRST_WITH_LINEAGE ? "deletion vectors" : "position deletes",
                    "deleted rows are left out while files are read"));
        }
        if (some(summary, "total-equality-deletes")) {
            features.add(TableFeature.supported(
                    Kind.PROTOCOL, "equality deletes", "deleted rows are left out by a join with their values"));
        }
        for (PartitionField field : metadata.spec().fields()) {
            features.add(partition(field));
        }
        choice.schema().columns().forEach(column -> features.add(column(table, column)));
        return features;
    }

    private static boolean some(Map<String, String> summary, String key) {
        return !summary.getOrDefault(key, "0").equals("0");
    }

    private static TableFeature partition(PartitionField field) {
        String name = "partition %s by %s".formatted(field.name(), field.transform());
        return field.transform().toString().startsWith("unknown")
                ? TableFeature.degraded(Kind.PROTOCOL, name, ReadBy.ENGINE, "its values keep no file from being read")
                : TableFeature.supported(Kind.PROTOCOL, name, "its values keep files from being read");
    }

    private static TableFeature column(TableName table, Types.NestedField column) {
        String name = column.name() + " " + column.type();
        String as;
        try {
            as = "read as "
                    + IcebergTypes.columns(table, new Schema(column)).get(0).type();
        } catch (GatewayException e) {
            return TableFeature.refused(Kind.COLUMN, name, String.valueOf(e.getMessage()));
        }
        if (holds(column.type(), Type.TypeID.VARIANT)) {
            return TableFeature.degraded(
                    Kind.COLUMN,
                    name,
                    ReadBy.FORMAT,
                    "its variants are read by %s, as JSON text".formatted(BY_LIBRARY));
        }
        if (holds(column.type(), Type.TypeID.GEOMETRY) || holds(column.type(), Type.TypeID.GEOGRAPHY)) {
            return TableFeature.degraded(
                    Kind.COLUMN, name, ReadBy.FORMAT, "its shapes are read by %s, as WKB".formatted(BY_LIBRARY));
        }
        return TableFeature.supported(Kind.COLUMN, name, as);
    }

    private static boolean holds(Type type, Type.TypeID wanted) {
        return type.typeId() == wanted
                || TypeUtil.indexById(Types.StructType.of(Types.NestedField.optional(0, "column", type)))
                        .values()
                        .stream()
                        .anyMatch(field -> field.type().typeId() == wanted);
    }
}
