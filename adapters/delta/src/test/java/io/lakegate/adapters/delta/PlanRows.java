package io.lakegate.adapters.delta;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.defaults.engine.DefaultParquetHandler;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FieldMetadata;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.FileGroup;
import io.lakegate.catalog.scan.ScanPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the rows that a plan promises, with Kernel's Parquet reader: each as the texts of its values. */
final class PlanRows {
    private static final Map<LakeType, DataType> TYPES = Map.of(
            LakeType.Simple.BOOLEAN, BooleanType.BOOLEAN,
            LakeType.Simple.SMALLINT, ShortType.SHORT,
            LakeType.Simple.INTEGER, IntegerType.INTEGER,
            LakeType.Simple.BIGINT, LongType.LONG,
            LakeType.Simple.DOUBLE, DoubleType.DOUBLE,
            LakeType.Simple.VARCHAR, StringType.STRING,
            LakeType.Simple.DATE, DateType.DATE);

    private PlanRows() {}

    static List<List<String>> of(ScanPlan plan) {
        List<List<String>> rows = new ArrayList<>();
        for (FileGroup group : plan.groups()) {
            for (DataFile file : group.files()) {
                read(plan.columns(), group, file, rows);
            }
        }
        return rows;
    }

    private static void read(List<Column> columns, FileGroup group, DataFile file, List<List<String>> rows) {
        StructType schema = new StructType().add(StructField.DEFAULT_ROW_INDEX_COLUMN);
        List<Integer> ordinals = new ArrayList<>();
        for (ColumnSource source : group.sources()) {
            Optional<ColumnSource.Stored> stored = source.match(
                    Optional::of, Optional::empty, Optional::empty, orElse -> Optional.of(orElse.stored()));
            ordinals.add(stored.isPresent() ? schema.length() : -1);
            if (stored.isPresent()) {
                schema = schema.add(field(stored.get()));
            }
        }
        Set<Long> deleted = file.deletes()
                .map(deletes -> deletes.positions().boxed().collect(Collectors.toSet()))
                .orElse(Set.of());
        FileStatus status = FileStatus.of(file.location(), file.sizeBytes(), 0);
        try (CloseableIterator<FileReadResult> batches = new DefaultParquetHandler(new DeltaFileIO())
                .readParquetFiles(Utils.singletonCloseableIterator(status), schema, Optional.empty())) {
            while (batches.hasNext()) {
                ColumnarBatch batch = batches.next().getData();
                for (int row = 0; row < batch.getSize(); row++) {
                    if (!deleted.contains(batch.getColumnVector(0).getLong(row))) {
                        rows.add(row(columns, ordinals, file, batch, row));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StructField field(ColumnSource.Stored stored) {
        FieldMetadata metadata = stored.fieldId().isPresent()
                ? FieldMetadata.builder()
                        .putLong("parquet.field.id", stored.fieldId().getAsInt())
                        .build()
                : FieldMetadata.empty();
        return new StructField(stored.name(), TYPES.get(stored.type()), true, metadata);
    }

    private static List<String> row(
            List<Column> columns, List<Integer> ordinals, DataFile file, ColumnarBatch batch, int row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            values.add(
                    ordinals.get(i) < 0
                            ? file.constants()
                                    .get(columns.get(i).name())
                                    .content()
                                    .map(Object::toString)
                                    .orElse("")
                            : text(batch.getColumnVector(ordinals.get(i)), row));
        }
        return values;
    }

    private static String text(ColumnVector vector, int row) {
        DataType type = vector.getDataType();
        if (vector.isNullAt(row)) {
            return "";
        }
        if (type instanceof LongType) {
            return String.valueOf(vector.getLong(row));
        }
        if (type instanceof IntegerType) {
            return String.valueOf(vector.getInt(row));
        }
        if (type instanceof ShortType) {
            return String.valueOf(vector.getShort(row));
        }
        if (type instanceof DoubleType) {
            return String.valueOf(vector.getDouble(row));
        }
        if (type instanceof BooleanType) {
            return String.valueOf(vector.getBoolean(row));
        }
        return type instanceof DateType
                ? LocalDate.ofEpochDay(vector.getInt(row)).toString()
                : vector.getString(row);
    }
}
