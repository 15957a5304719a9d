package io.lakegate.adapters.iceberg;

import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.testing.FormatReaderConformance;
import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.adapters.testing.TestLake;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.spi.LakeCatalog;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Tables of format version 2 in folders, partitioned by the values of columns. */
class IcebergConformanceTest extends FormatReaderConformance {
    @Override
    protected TestLake openLake() {
        return new IcebergLake(folder);
    }

    private static final class IcebergLake implements TestLake {
        private final Path root;
        private final LakeCatalog catalog;
        private final Map<Path, IcebergTableWriter> writers = new HashMap<>();
        private final Map<Path, List<Integer>> partitions = new HashMap<>();
        private int lastId;

        IcebergLake(Path root) {
            this.root = root;
            this.catalog = new IcebergCatalog(
                    "lake", new IcebergSource(Optional.empty(), Optional.of(new Location(root)), List.of(), Moved.NOT));
        }

        @Override
        public void create(String schema, String table, List<Column> columns, List<String> partitionColumns) {
            Path folder = root.resolve(schema).resolve(table);
            Schema fields = new Schema(fields(columns));
            PartitionSpec.Builder spec = PartitionSpec.builderFor(fields);
            partitionColumns.forEach(spec::identity);
            writers.put(folder, IcebergTableWriter.create(folder, fields, spec.build(), 2));
            List<String> names = columns.stream().map(Column::name).toList();
            partitions.put(folder, partitionColumns.stream().map(names::indexOf).toList());
        }

        private List<Types.NestedField> fields(List<Column> columns) {
            List<Types.NestedField> fields = new ArrayList<>();
            for (Column column : columns) {
                Types.NestedField.Builder field = column.nullable()
                        ? Types.NestedField.optional(column.name())
                        : Types.NestedField.required(column.name());
                fields.add(field.withId(++lastId)
                        .ofType(type(column.type()))
                        .withDoc(column.comment().orElse(null))
                        .build());
            }
            return fields;
        }

        private Type type(LakeType type) {
            if (type instanceof LakeType.Decimal decimal) {
                return Types.DecimalType.of(decimal.precision(), decimal.scale());
            }
            if (type instanceof LakeType.ListOf list) {
                return Types.ListType.ofOptional(++lastId, type(list.element()));
            }
            if (type instanceof LakeType.MapOf map) {
                lastId += 2;
                return Types.MapType.ofOptional(lastId - 1, lastId, type(map.key()), type(map.value()));
            }
            if (type instanceof LakeType.StructOf struct) {
                return Types.StructType.of(fields(struct.fields()));
            }
            return switch ((Simple) type) {
                case BOOLEAN -> Types.BooleanType.get();
                case INTEGER -> Types.IntegerType.get();
                case BIGINT -> Types.LongType.get();
                case REAL -> Types.FloatType.get();
                case DOUBLE -> Types.DoubleType.get();
                case VARCHAR -> Types.StringType.get();
                case VARBINARY -> Types.BinaryType.get();
                case DATE -> Types.DateType.get();
                case TIMESTAMP -> Types.TimestampType.withoutZone();
                case TIMESTAMP_TZ -> Types.TimestampType.withZone();
                default -> throw new IllegalArgumentException("no column of type " + type);
            };
        }

        /** One file for each partition, all in one commit. */
        @Override
        public long append(String schema, String table, List<Object[]> rows) {
            Path folder = root.resolve(schema).resolve(table);
            IcebergTableWriter writer = writers.get(folder);
            Map<List<Object>, List<Object[]>> byPartition = new HashMap<>();
            for (Object[] row : rows) {
                List<Object> key = new ArrayList<>();
                partitions.get(folder).forEach(column -> key.add(written(row[column])));
                byPartition
                        .computeIfAbsent(key, partition -> new ArrayList<>())
                        .add(Arrays.stream(row).map(IcebergLake::written).toArray());
            }
            AppendFiles append = writer.table().newAppend();
            byPartition.values().forEach(part -> append.appendFile(writer.write(part)));
            append.commit();
            return writer.snapshot();
        }

        /** As the library's writers want it. */
        private static Object written(Object value) {
            if (value instanceof Instant instant) {
                return instant.atOffset(ZoneOffset.UTC);
            }
            return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value;
        }

        @Override
        public LakeCatalog catalog() {
            return catalog;
        }

        @Override
        public void close() {
            catalog.close();
        }
    }
}
