package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.IcebergTableWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As many equality delete files as data files, one after the other, as a stream of upserts leaves them: {@code -Dlakegate.deletes.files} of each. */
class IcebergManyDeletesTest {
    private static final int FILES = Integer.getInteger("lakegate.deletes.files", 60);
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "amount", Types.IntegerType.get()));

    @TempDir
    private Path lake;

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void everyKeyHasTheRowThatWasWrittenLast() throws Exception {
        IcebergTableWriter table =
                IcebergTableWriter.create(lake.resolve("t"), SCHEMA, PartitionSpec.unpartitioned(), 2);
        PartitionData nowhere = new PartitionData(PartitionSpec.unpartitioned().partitionType());
        AppendFiles first = table.table().newAppend();
        first.appendFile(table.write(rows(0)));
        first.commit();
        for (int file = 1; file < FILES; file++) {
            List<Object[]> keys = new ArrayList<>();
            rows(file).forEach(row -> keys.add(new Object[] {row[0]}));
            table.deleteValues(List.of("id"), nowhere, keys);
            table.append(rows(file));
        }
        try (TestGateway gateway = IcebergConcurrentWriterTest.gateway(lake);
                Connection connection = gateway.connect()) {
            assertThat(TestGateway.query(connection, "SELECT count(*), count(DISTINCT id), min(amount), max(amount) FROM t"))
                    .containsExactly(List.of(100L + FILES - 1, 100L + FILES - 1, 0, FILES - 1));
        }
    }

    /** A hundred keys, of which all but one were there before. */
    private static List<Object[]> rows(int file) {
        List<Object[]> rows = new ArrayList<>();
        for (long id = file; id < file + 100; id++) {
            rows.add(new Object[] {id, file});
        }
        return rows;
    }
}
