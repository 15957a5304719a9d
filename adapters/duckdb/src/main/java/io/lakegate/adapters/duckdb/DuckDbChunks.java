package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.spi.ColumnVector;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;

/**
 * The rows of a running statement, taken from DuckDB's column vectors. For one thread.
 *
 * <p>A statement that fails after its first chunk ends here as if it had no more rows. So a row of ours follows its own, and an end without it is
 * a failure, whose reason is asked for by running the statement again.
 */
final class DuckDbChunks implements Rows {
    private final List<Column> columns;
    private final List<VectorReader.Factory> readers;
    private final DuckDBChunkedResult result;
    private final DuckDbStatement statement;
    private final List<DuckDBReadableVector> vectors = new ArrayList<>();
    private int position;
    private int chunkRows;
    private boolean complete;

    private DuckDbChunks(
            List<Column> columns,
            List<VectorReader.Factory> readers,
            DuckDBChunkedResult result,
            DuckDbStatement statement) {
        this.columns = columns;
        this.readers = readers;
        this.result = result;
        this.statement = statement;
    }

    /** The statement with the row of ours behind its own: one more column, which is true in that row only. */
    static String marked(String sql, List<Column> columns) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            names.add("c" + i);
        }
        return "SELECT *, FALSE FROM (" + sql + ") AS lakegate_rows(" + String.join(", ", names) + ") UNION ALL SELECT "
                + String.join(", ", Collections.nCopies(columns.size(), "NULL")) + ", TRUE";
    }

    /** Whether results of these types are worth trying to read so. */
    static boolean mayRead(List<Column> columns) {
        return !columns.isEmpty() && columns.stream().allMatch(column -> VectorReader.mayRead(column.type()));
    }

    /** Runs a marked statement; empty when DuckDB would deliver other types than the declared ones, and nothing was run. */
    static Optional<Rows> run(DuckDBPreparedStatement marked, List<Column> columns, DuckDbStatement statement)
            throws SQLException {
        ResultSetMetaData delivered = marked.getMetaData();
        if (delivered.getColumnCount() != columns.size() + 1) {
            throw new IllegalStateException("the statement should give %d columns, DuckDB gives %d"
                    .formatted(columns.size(), delivered.getColumnCount() - 1));
        }
        List<VectorReader.Factory> readers = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            VectorReader.of(columns.get(i).type(), delivered.getColumnTypeName(i + 1))
                    .ifPresent(readers::add);
        }
        if (readers.size() < columns.size()) {
            return Optional.empty();
        }
        return Optional.of(new DuckDbChunks(columns, readers, statement.turn().start(marked::query), statement));
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public Optional<RowBatch> next(int maxRows) {
        return statement.turn().go(() -> read(maxRows));
    }

    private Optional<RowBatch> read(int maxRows) {
        List<VectorReader> batch = new ArrayList<>();
        int filled = 0;
        while (filled < maxRows && hasRow()) {
            if (batch.isEmpty()) {
                readers.forEach(reader -> batch.add(reader.create(maxRows)));
            }
            int count = Math.min(maxRows - filled, chunkRows - position);
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).copy(vectors.get(i), position, count, filled);
            }
            position += count;
            filled += count;
        }
        if (filled == 0) {
            return Optional.empty();
        }
        List<ColumnVector> read = batch.stream().map(VectorReader::take).toList();
        return Optional.of(RowBatch.of(filled, read));
    }

    private boolean hasRow() {
        while (position == chunkRows) {
            statement.failIfCanceled();
            if (complete) {
                return false;
            }
            if (!result.nextChunk()) {
                throw statement.cutShort();
            }
            accept(result.chunk());
        }
        return true;
    }

    private void accept(DuckDBDataChunkReader chunk) {
        vectors.clear();
        for (int i = 0; i < columns.size(); i++) {
            vectors.add(chunk.vector(i));
        }
        position = 0;
        chunkRows = Math.toIntExact(chunk.rowCount());
        if (chunkRows > 0 && chunk.vector(columns.size()).getBoolean(chunkRows - 1L)) {
            complete = true;
            chunkRows--;
            statement.readToItsEnd(result);
        }
    }

    @Override
    public void close() {
        statement.close();
    }
}
