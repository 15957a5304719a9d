package io.lakegate.adapters.delta.parquet;

import static java.util.Objects.requireNonNull;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.internal.data.DefaultColumnarBatch;
import io.delta.kernel.types.MetadataColumnSpec;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.lakegate.catalog.model.LakeType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.HadoopParquetConfiguration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopCodecs;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one Parquet data file, batch by batch, all of them and in order. For one thread.
 *
 * <p>Stands in for the reader of Kernel's default engine, which refuses several things that valid tables have: decimals made of integers,
 * timestamps whose files do not say that they are UTC, variants, columns without any value. Holds the columns of one row group.
 */
public final class ParquetBatches implements CloseableIterator<ColumnarBatch> {
    private static final int BATCH_ROWS = 2_048;

    /** Only names the classes of compression codecs; one for all, since making one costs more than reading a small file. */
    private static final ParquetConfiguration CONFIGURATION = new HadoopParquetConfiguration(new Configuration(false));

    private final ParquetFileReader file;
    private final StructType schema;
    private final int positionColumn;
    private final RowMaterializer materializer;
    private final MessageColumnIO columns;
    private @Nullable PageReadStore rowGroup;
    private @Nullable RecordReader<@Nullable Object[]> rows;
    private long rowsLeft;
    private long position;

    private ParquetBatches(ParquetFileReader file, StructType schema, List<LakeType> types) {
        this.file = file;
        this.schema = schema;
        this.positionColumn = schema.indexOf(MetadataColumnSpec.ROW_INDEX);
        var footer = file.getFileMetaData();
        this.materializer = new RowMaterializer(schema, types, footer.getSchema());
        file.setRequestedSchema(materializer.requested());
        // Not with the file's schema: its order would be followed, in which a variant's metadata may come late.
        this.columns = new ColumnIOFactory(footer.getCreatedBy())
                .getColumnIO(materializer.requested(), materializer.requested(), true);
    }

    /**
     * Opens a file: reads its footer.
     *
     * @param schema the columns in the way of Kernel's physical read schema: with their names or ids in files, and maybe one of row
     *     positions. What the file lacks is NULL
     * @param types for each column the type its values get
     * @throws ColumnMismatchException when the file stores something else under a column's name
     */
    public static ParquetBatches open(InputFile file, StructType schema, List<LakeType> types) throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder(CONFIGURATION)
                .usePageChecksumVerification(true)
                .withCodecFactory(new CheckedCodecs(HadoopCodecs.newFactory(CONFIGURATION, 0)))
                .build();
        ParquetFileReader opened = ParquetFileReader.open(new ParquetInput(file), options);
        try {
            return new ParquetBatches(opened, schema, types);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    @Override
    public boolean hasNext() {
        while (rowsLeft == 0) {
            if (!nextRowGroup()) {
                return false;
            }
        }
        return true;
    }

    private boolean nextRowGroup() {
        try {
            closeRowGroup();
            PageReadStore next = file.readNextRowGroup();
            if (next == null) {
                return false;
            }
            rowGroup = next;
            rows = columns.getRecordReader(next, materializer);
            rowsLeft = next.getRowCount();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ColumnarBatch next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        RecordReader<@Nullable Object[]> reader = requireNonNull(rows);
        int size = (int) Math.min(BATCH_ROWS, rowsLeft);
        List<@Nullable Object[]> batch = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            @Nullable Object[] row = reader.read();
            if (positionColumn >= 0) {
                row[positionColumn] = position;
            }
            batch.add(row);
            position++;
        }
        rowsLeft -= size;
        ColumnVector[] vectors = new ColumnVector[schema.length()];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = new ValueVector(schema.at(i).getDataType(), batch, i);
        }
        return new DefaultColumnarBatch(size, schema, vectors);
    }

    private void closeRowGroup() {
        PageReadStore finished = rowGroup;
        rowGroup = null;
        rows = null;
        if (finished != null) {
            finished.close();
        }
    }

    @Override
    public void close() throws IOException {
        closeRowGroup();
        file.close();
    }
}
