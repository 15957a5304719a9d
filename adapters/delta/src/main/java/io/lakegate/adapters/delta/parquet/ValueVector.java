package io.lakegate.adapters.delta.parquet;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.types.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One column of some rows. Kernel only looks into those of row positions and row ids, which are numbers; the rest it passes on. */
public final class ValueVector implements ColumnVector {
    private final DataType type;
    private final List<@Nullable Object[]> rows;
    private final int column;

    ValueVector(DataType type, List<@Nullable Object[]> rows, int column) {
        this.type = type;
        this.rows = rows;
        this.column = column;
    }

    /** The value in a row, or null for NULL. */
    public @Nullable Object value(int row) {
        return rows.get(row)[column];
    }

    @Override
    public DataType getDataType() {
        return type;
    }

    @Override
    public int getSize() {
        return rows.size();
    }

    @Override
    public boolean isNullAt(int row) {
        return value(row) == null;
    }

    @Override
    public long getLong(int row) {
        if (value(row) instanceof Long number) {
            return number;
        }
        throw new IllegalStateException("row %d has no number of type %s".formatted(row, type));
    }

    @Override
    public void close() {}
}
