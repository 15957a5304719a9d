package io.lakegate.adapters.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.util.VectorUtils;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.TableName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the log says about one file, in the names that users know: a row of {@code files}. For one thread; valid until the next file is
 * read.
 */
final class FileFacts {
    private static final ObjectReader JSON =
            new ObjectMapper().readerFor(JsonNode.class).with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final TableName table;
    private final DeltaSnapshot snapshot;
    private final AddFile add;
    private @Nullable JsonNode statistics;

    FileFacts(TableName table, DeltaSnapshot snapshot, AddFile add) {
        this.table = table;
        this.snapshot = snapshot;
        this.add = add;
    }

    String location() {
        return DataFilePath.resolve(table, snapshot.id().folder(), add.getPath());
    }

    AddFile add() {
        return add;
    }

    long sizeBytes() {
        return add.getSize();
    }

    /** Rows in the file, deleted ones included; empty when the log does not say. */
    OptionalLong rowCount() {
        JsonNode rows = statistics().path("numRecords");
        return rows.isIntegralNumber() ? OptionalLong.of(rows.longValue()) : OptionalLong.empty();
    }

    /** Rows of the file that a deletion vector hides. */
    long deletedRowCount() {
        return add.getDeletionVector()
                .map(DeletionVectorDescriptor::getCardinality)
                .orElse(0L);
    }

    /** Partition values as the log spells them, by the logical names of the columns, in partition order. */
    Map<String, @Nullable String> partitionValues() {
        Map<String, String> texts = VectorUtils.toJavaMap(add.getPartitionValues());
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        snapshot.partitionColumns().forEach(column -> values.put(column.name(), textOf(texts, column.physicalName())));
        return values;
    }

    private static @Nullable String textOf(Map<String, String> texts, String column) {
        String text = texts.containsKey(column)
                ? texts.get(column)
                : texts.keySet().stream()
                        .filter(column::equalsIgnoreCase)
                        .findFirst()
                        .map(texts::get)
                        .orElse(null);
        return text == null || text.isEmpty() ? null : text; // the protocol's two spellings of NULL
    }

    /** The least values of the columns that have one; empty when the log says nothing about values. */
    Optional<Map<String, String>> lowerBounds() {
        return byColumn("minValues", FileFacts::text);
    }

    Optional<Map<String, String>> upperBounds() {
        return byColumn("maxValues", FileFacts::text);
    }

    Optional<Map<String, Long>> nullCounts() {
        return byColumn("nullCount", JsonNode::longValue);
    }

    private <V> Optional<Map<String, V>> byColumn(String kind, Function<JsonNode, V> value) {
        JsonNode values = statistics().path(kind);
        if (!values.isObject()) {
            return Optional.empty();
        }
        Map<String, V> found = new LinkedHashMap<>();
        for (DeltaColumn column : snapshot.columns()) {
            JsonNode node = values.path(column.physicalName());
            leaves(
                    column.name(),
                    column.type(),
                    column.stored().type(),
                    node,
                    (path, leaf) -> found.put(path, value.apply(leaf)));
        }
        return Optional.of(found);
    }

    /** The values below a column, by the logical names on the way to each, joined by dots. */
    private static void leaves(
            String path, LakeType logical, LakeType physical, JsonNode value, BiConsumer<String, JsonNode> found) {
        if (logical instanceof LakeType.StructOf names && physical instanceof LakeType.StructOf stored) {
            for (int i = 0; i < names.fields().size(); i++) {
                Column name = names.fields().get(i);
                Column field = stored.fields().get(i);
                leaves(path + "." + name.name(), name.type(), field.type(), value.path(field.name()), found);
            }
        } else if (value.isValueNode() && !value.isNull()) {
            found.accept(path, value);
        }
    }

    private static String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : node.toString();
    }

    private JsonNode statistics() {
        JsonNode known = statistics;
        if (known == null) {
            known = KernelErrors.call(table, "reading the statistics of its files", () -> ListingReader.statistics(add))
                    .map(FileFacts::parse)
                    .orElse(MissingNode.getInstance());
            statistics = known;
        }
        return known;
    }

    /** They are a hint that may be missing or broken. */
    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
