package io.lakegate.adapters.iceberg;

import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/** A whole data file to be read, with the delete files that apply to it. */
record ListedTask(DataFile file, PartitionSpec spec, List<DeleteFile> deletes) implements FileScanTask {
    @Override
    public long start() {
        return 0;
    }

    @Override
    public long length() {
        return file.fileSizeInBytes();
    }

    @Override
    public Expression residual() {
        return Expressions.alwaysTrue();
    }

    @Override
    public Iterable<FileScanTask> split(long splitSize) {
        return List.of(this);
    }
}
