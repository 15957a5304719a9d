package io.lakegate.adapters.testing;

import static org.apache.iceberg.types.Types.NestedField.optional;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.StringType;
import org.apache.iceberg.view.ViewBuilder;
import org.jspecify.annotations.Nullable;

/** Writes tables and views through one of Iceberg's own catalogs, as an engine does. */
public record IcebergWriter(Catalog catalog) {
    public static final Schema ORDERS =
            new Schema(optional(1, "id", IntegerType.get()), optional(2, "item", StringType.get(), "what was ordered"));

    /** With Iceberg's own access to files, which writes. */
    public static IcebergWriter of(String implementation, Map<String, String> properties) {
        return of(implementation, "writer", properties);
    }

    /** {@code name} is what the writer calls the catalog. */
    public static IcebergWriter of(String implementation, String name, Map<String, String> properties) {
        return new IcebergWriter(CatalogUtil.loadCatalog(implementation, name, properties, new Configuration()));
    }

    public static Namespace namespace(String schema) {
        return Namespace.of(schema.split("\\.", -1));
    }

    /** Makes the namespace, and those above it, where they are not there yet. */
    public void makeSchema(String schema) {
        Namespace namespace = namespace(schema);
        for (int levels = 1; levels <= namespace.length(); levels++) {
            Namespace part = Namespace.of(Arrays.copyOf(namespace.levels(), levels));
            SupportsNamespaces namespaces = (SupportsNamespaces) catalog;
            if (!namespaces.namespaceExists(part)) {
                namespaces.createNamespace(part);
            }
        }
    }

    /** An empty table of orders. */
    public Table makeTable(String schema, String table) {
        makeSchema(schema);
        return catalog.createTable(TableIdentifier.of(namespace(schema), table), ORDERS);
    }

    /** Adds one Parquet file to a branch in one commit. */
    public static void append(Table table, String branch, @Nullable Object[]... rows) {
        AppendFiles append = table.newAppend().appendFile(parquet(table, rows));
        append.toBranch(branch);
        append.commit();
    }

    public static void append(Table table, @Nullable Object[]... rows) {
        append(table, "main", rows);
    }

    /** The values of one row, in the order of the columns. */
    public static @Nullable Object[] row(@Nullable Object... values) {
        return values;
    }

    private static DataFile parquet(Table table, @Nullable Object[]... rows) {
        String location = table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet");
        try {
            DataWriter<Record> writer = FormatModelRegistry.<Record, Object>dataWriteBuilder(
                            FileFormat.PARQUET,
                            Record.class,
                            EncryptedFiles.plainAsEncryptedOutput(table.io().newOutputFile(location)))
                    .schema(table.schema())
                    .spec(PartitionSpec.unpartitioned())
                    .metricsConfig(MetricsConfig.forTable(table))
                    .build();
            try (writer) {
                for (@Nullable Object[] row : rows) {
                    Record record = GenericRecord.create(table.schema());
                    for (int i = 0; i < row.length; i++) {
                        record.set(i, row[i]);
                    }
                    writer.write(record);
                }
            }
            return writer.toDataFile();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A view with the names in its text looked up beside it. */
    public ViewBuilder view(String schema, String view, Schema columns) {
        return ((ViewCatalog) catalog)
                .buildView(TableIdentifier.of(namespace(schema), view))
                .withSchema(columns)
                .withDefaultNamespace(namespace(schema));
    }

    public void drop(String schema, String table) {
        catalog.dropTable(TableIdentifier.of(namespace(schema), table), true);
    }
}
