package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.DataFile;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBScalarFunctionBuilder;
import org.duckdb.DuckDBWritableVector;

/**
 * The function by which DuckDB asks this JVM which rows of a file are deleted. For any thread.
 *
 * <p>Measured with 10 % of 10,000,000 rows deleted, against the same scan without deletes, in processor time: this 1.5 to 2.2 times,
 * {@code get_bit} on a constant 1.6 to 2.4 times (up to 4 times where files share a scan), an anti-join 4 to 9 times. Nothing of the deletes
 * is in the SQL text, and few deletes in big files need little memory.
 */
final class DeletedRowsFunction {
    private static final String FUNCTION = "lakegate_deleted";

    private static final AtomicLong LOADERS = new AtomicLong();

    private final Map<Long, DeletedRowsCondition> conditions = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    /** At most one thread for each of DuckDB's that waits, and one more for what is loaded ahead of it. */
    private final ExecutorService loaders =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "lakegate-deletes-" + LOADERS.incrementAndGet());
                thread.setDaemon(true);
                thread.setContextClassLoader(DeletedRowsFunction.class.getClassLoader());
                return thread;
            });

    private DeletedRowsFunction() {}

    /**
     * Makes the function known on all connections of a database.
     *
     * @throws SQLException when DuckDB refuses; it does not for being fenced in
     */
    static DeletedRowsFunction register(DuckDBConnection database) throws SQLException {
        DeletedRowsFunction function = new DeletedRowsFunction();
        try (DuckDBScalarFunctionBuilder builder = DuckDBFunctions.scalarFunction()) {
            builder.withName(FUNCTION)
                    .withParameters(DuckDBColumnType.BIGINT, DuckDBColumnType.BIGINT, DuckDBColumnType.BIGINT)
                    .withReturnType(DuckDBColumnType.BOOLEAN)
                    .withVectorizedFunction(function::apply)
                    .register(database);
        }
        return function;
    }

    /**
     * The condition that hides the deleted rows of some files. Whoever got it closes it, when the statement is done.
     *
     * @param files in the order in which {@code read_parquet} lists them
     */
    DeletedRowsCondition put(List<DataFile> files) {
        long token = random.nextLong(Long.MAX_VALUE);
        DeletedRowsCondition condition = new DeletedRowsCondition(
                "%s(%d, CAST(file_index AS BIGINT), file_row_number) IS NULL".formatted(FUNCTION, token),
                new DeletedRowsLoader(files, loaders),
                () -> conditions.remove(token));
        conditions.put(token, condition);
        return condition;
    }

    /** TRUE for deleted rows; rows that are not written are NULL, and writing few of them is what makes this fast. */
    private void apply(DuckDBDataChunkReader rows, DuckDBWritableVector deleted) {
        if (rows.rowCount() == 0) {
            return;
        }
        DeletedRowsCondition condition = conditions.get(rows.vector(0).getLong(0));
        if (condition == null) {
            throw new ScanEnded("There are no deleted rows of this token: its statement has ended.");
        }
        condition.mark(rows.vector(1), rows.vector(2), deleted);
    }
}
