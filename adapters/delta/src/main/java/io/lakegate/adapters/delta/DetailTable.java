package io.lakegate.adapters.delta;

import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.actions.Protocol;
import io.lakegate.catalog.metadata.MetadataColumn;
import io.lakegate.catalog.metadata.MetadataTable;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.spi.PinnedTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a table as a whole, as metadata tables: {@code detail}, which has one row, and {@code properties}.
 *
 * <p>What DESCRIBE DETAIL of Delta calls by another name is there under that name as well, hidden.
 */
final class DetailTable {
    private static final List<MetadataColumn<Detail>> NEUTRAL = List.of(
            MetadataColumn.required("format", Simple.VARCHAR, "The table format.", detail -> "delta"),
            MetadataColumn.optional(
                    "id",
                    Simple.VARCHAR,
                    "Id of the table.",
                    detail -> detail.metadata().getId()),
            MetadataColumn.required(
                    "name",
                    Simple.VARCHAR,
                    "Its full name.",
                    detail -> detail.table.name().toString()),
            MetadataColumn.optional(
                    "description",
                    Simple.VARCHAR,
                    "What its author wrote about it.",
                    detail -> detail.metadata().getDescription().orElse(null)),
            MetadataColumn.required(
                    "location",
                    Simple.VARCHAR,
                    "Its folder.",
                    detail -> detail.snapshot.id().folder()),
            MetadataColumn.required(
                    "version",
                    Simple.BIGINT,
                    "The version described.",
                    detail -> detail.snapshot.id().version()),
            MetadataColumn.optional(
                    "created_at",
                    Simple.TIMESTAMP_TZ,
                    "When it was created.",
                    detail -> detail.metadata()
                            .getCreatedTime()
                            .map(Instant::ofEpochMilli)
                            .orElse(null)),
            MetadataColumn.optional(
                    "last_modified_at", Simple.TIMESTAMP_TZ, "When the version was committed.", Detail::committedAt),
            MetadataColumn.required(
                    "partition_columns",
                    MetadataColumn.NAMES,
                    "Columns by whose values its files are parted.",
                    detail -> MetadataColumn.items(detail.snapshot.partitionColumns().stream()
                            .map(DeltaColumn::name)
                            .toList())),
            MetadataColumn.required(
                    "clustering_columns",
                    MetadataColumn.NAMES,
                    "Columns by which rows are kept together.",
                    detail -> MetadataColumn.items(detail.clusteringColumns())),
            MetadataColumn.required("file_count", Simple.BIGINT, "Its data files.", detail -> detail.sum(file -> 1L)),
            MetadataColumn.required(
                    "size_bytes",
                    Simple.BIGINT,
                    "Length of its data files.",
                    detail -> detail.sum(FileFacts::sizeBytes)),
            MetadataColumn.required(
                    "properties",
                    MetadataColumn.TEXTS,
                    "What its owner has set.",
                    detail -> MetadataColumn.entries(
                            new TreeMap<>(detail.metadata().getConfiguration()))));

    private static final List<MetadataColumn<Detail>> DELTA = List.of(
            MetadataColumn.required(
                    "min_reader_version",
                    Simple.INTEGER,
                    "The protocol that a reader has to know.",
                    detail -> detail.protocol().getMinReaderVersion()),
            MetadataColumn.required(
                    "min_writer_version",
                    Simple.INTEGER,
                    "The protocol that a writer has to know.",
                    detail -> detail.protocol().getMinWriterVersion()),
            MetadataColumn.required(
                    "table_features",
                    MetadataColumn.NAMES,
                    "What the protocol names one by one.",
                    detail ->
                            MetadataColumn.items(new TreeSet<>(detail.protocol().getReaderAndWriterFeatures()))));

    private static final List<MetadataColumn<Detail>> DESCRIBE_DETAIL = List.of(
            alias("createdAt", "created_at"),
            alias("lastModified", "last_modified_at"),
            alias("partitionColumns", "partition_columns"),
            alias("clusteringColumns", "clustering_columns"),
            alias("numFiles", "file_count"),
            alias("sizeInBytes", "size_bytes"),
            alias("minReaderVersion", "min_reader_version"),
            alias("minWriterVersion", "min_writer_version"),
            alias("tableFeatures", "table_features"));

    private static final List<MetadataColumn<Map.Entry<String, String>>> PROPERTY = List.of(
            MetadataColumn.required("key", Simple.VARCHAR, "Name of the property.", Map.Entry::getKey),
            MetadataColumn.optional("value", Simple.VARCHAR, "What it is set to.", Map.Entry::getValue));

    private DetailTable() {}

    static PinnedTable detail(
            PinnedTable table, DeltaSnapshot snapshot, Supplier<CommitLog> log, Supplier<Stream<FileFacts>> files) {
        return new MetadataTable<>(
                table, "detail", all(), DESCRIBE_DETAIL, () -> Stream.of(new Detail(table, snapshot, log, files)));
    }

    /** What SHOW TBLPROPERTIES lists: the properties and, beside them, the protocol. */
    static PinnedTable properties(PinnedTable table, DeltaSnapshot snapshot) {
        return new MetadataTable<>(
                table, "properties", PROPERTY, List.of(), () -> properties(snapshot).entrySet().stream());
    }

    private static Map<String, String> properties(DeltaSnapshot snapshot) {
        Map<String, String> properties =
                new TreeMap<>(snapshot.kernel().getMetadata().getConfiguration());
        Protocol protocol = snapshot.kernel().getProtocol();
        properties.put("delta.minReaderVersion", String.valueOf(protocol.getMinReaderVersion()));
        properties.put("delta.minWriterVersion", String.valueOf(protocol.getMinWriterVersion()));
        protocol.getReaderAndWriterFeatures()
                .forEach(feature -> properties.put("delta.feature." + feature, "supported"));
        return properties;
    }

    private static List<MetadataColumn<Detail>> all() {
        return Stream.concat(NEUTRAL.stream(), DELTA.stream()).toList();
    }

    private static MetadataColumn<Detail> alias(String name, String column) {
        return all().stream()
                .filter(c -> c.column().name().equals(column))
                .findFirst()
                .orElseThrow()
                .as(name);
    }

    /** The one row of {@code detail}. */
    private record Detail(
            PinnedTable table, DeltaSnapshot snapshot, Supplier<CommitLog> log, Supplier<Stream<FileFacts>> files) {
        Metadata metadata() {
            return snapshot.kernel().getMetadata();
        }

        Protocol protocol() {
            return snapshot.kernel().getProtocol();
        }

        @Nullable
        Instant committedAt() {
            return log.get().of(snapshot.id().version()).map(LoggedCommit::time).orElse(null);
        }

        List<String> clusteringColumns() {
            return KernelErrors.call(
                    table.name(),
                    "reading its clustering columns",
                    () -> ClusteringColumns.of(
                            snapshot.columns(),
                            snapshot.kernel()
                                    .getDomainMetadata(ClusteringColumns.DOMAIN)
                                    .orElse("{}")));
        }

        /** Cost: reads the listing of all files. */
        long sum(Function<FileFacts, Long> of) {
            try (Stream<FileFacts> all = files.get()) {
                return all.mapToLong(of::apply).sum();
            }
        }
    }
}
