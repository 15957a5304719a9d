package io.lakegate.adapters.delta.parquet;

/** The failure to read a column whose type in a file is none that the table's type can be made of. */
public final class ColumnMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ColumnMismatchException(String column, Object fileType, Object tableType) {
        super("its column %s is stored as %s, which is no %s".formatted(column, fileType, tableType));
    }
}
