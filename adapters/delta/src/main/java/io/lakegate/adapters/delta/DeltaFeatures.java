package io.lakegate.adapters.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableFeature;
import io.lakegate.catalog.model.TableFeature.Kind;
import io.lakegate.catalog.model.TableFeature.ReadBy;
import io.lakegate.catalog.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of Delta's protocol a table uses and how far it is read: as {@link ReaderFeatures} and {@link DeltaTypes} judge. */
final class DeltaFeatures {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPPING = "columnMapping";

    private static final Map<String, String> BY_ENGINE = Map.of(
            MAPPING,
            "columns are found by their ids or physical names",
            "deletionVectors",
            "deleted rows are left out while files are read",
            "timestampNtz",
            "times without a zone",
            "typeWidening",
            "older files are read as the wider type",
            "typeWidening-preview",
            "older files are read as the wider type");

    private static final Map<String, String> BY_KERNEL = Map.of(
            "v2Checkpoint", "it concerns the log, which Delta Kernel reads",
            "vacuumProtocolCheck", "it concerns those who remove files");

    private DeltaFeatures() {}

    static List<TableFeature> of(TableName table, TableProtocol protocol) {
        List<TableFeature> features = new ArrayList<>();
        TableProtocol.Versions versions = protocol.versions();
        String reader = ReaderFeatures.readerVersion(versions.reader());
        features.add(
                ReaderFeatures.knows(versions.reader())
                        ? TableFeature.supported(
                                Kind.PROTOCOL, reader, Optional.of(ReadBy.FORMAT), "Delta Kernel reads the log")
                        : TableFeature.refused(Kind.PROTOCOL, reader, "nobody knows yet what it means"));
        features.add(writers("writerVersion " + versions.writer()));
        if (versions.reader() == 2 && ColumnMapping.of(table, protocol.configuration()) != ColumnMapping.NONE) {
            features.add(ofReader(MAPPING));
        }
        versions.readerFeatures().forEach(name -> features.add(ofReader(name)));
        versions.writerFeatures().stream()
                .filter(name -> !versions.readerFeatures().contains(name))
                .forEach(name -> features.add(writers(name)));
        if (!protocol.provider().equalsIgnoreCase("parquet")) {
            features.add(TableFeature.refused(
                    Kind.PROTOCOL, "files of the format " + protocol.provider(), "only Parquet files are read"));
        }
        features.addAll(columns(table, protocol));
        return features;
    }

    private static TableFeature writers(String name) {
        return TableFeature.supported(Kind.PROTOCOL, name, Optional.empty(), "it concerns writers only");
    }

    private static TableFeature ofReader(String name) {
        if (!ReaderFeatures.knows(name)) {
            return TableFeature.refused(Kind.PROTOCOL, name, "without it rows could be wrong");
        }
        String engine = BY_ENGINE.get(name);
        if (engine != null) {
            return TableFeature.supported(Kind.PROTOCOL, name, engine);
        }
        String kernel = BY_KERNEL.get(name);
        return kernel != null
                ? TableFeature.supported(Kind.PROTOCOL, name, Optional.of(ReadBy.FORMAT), kernel)
                : TableFeature.degraded(
                        Kind.PROTOCOL, name, ReadBy.FORMAT, "variants are read by Delta Kernel, as JSON text");
    }

    private static List<TableFeature> columns(TableName table, TableProtocol protocol) {
        try {
            List<TableFeature> columns = new ArrayList<>();
            for (JsonNode field : JSON.readTree(protocol.schema()).path("fields")) {
                columns.add(column(table, field, protocol));
            }
            return columns;
        } catch (JsonProcessingException e) {
            throw CatalogErrors.tableDamaged(table, "its schema is not JSON", e);
        }
    }

    private static TableFeature column(TableName table, JsonNode field, TableProtocol protocol) {
        JsonNode type = field.path("type");
        String name = field.path("name").asText() + " "
                + (type.isTextual() ? type.asText() : type.path("type").asText());
        DeltaColumn column;
        try {
            String alone = JSON.createObjectNode()
                    .put("type", "struct")
                    .set("fields", JSON.createArrayNode().add(field))
                    .toString();
            column = DeltaTypes.columns(table, alone, ColumnMapping.of(table, protocol.configuration()))
                    .get(0);
        } catch (GatewayException e) {
            return TableFeature.refused(Kind.COLUMN, name, String.valueOf(e.getMessage()));
        }
        String as = "read as " + column.type();
        if (column.variant()) {
            return TableFeature.degraded(
                    Kind.COLUMN, name, ReadBy.FORMAT, "its variants are read by Delta Kernel, as JSON text");
        }
        return column.collated()
                ? TableFeature.degraded(
                        Kind.COLUMN,
                        name,
                        ReadBy.ENGINE,
                        as + "; texts are compared by their characters, not by its collation")
                : TableFeature.supported(Kind.COLUMN, name, as);
    }
}
