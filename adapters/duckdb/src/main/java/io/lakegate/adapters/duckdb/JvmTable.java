package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.spi.Rows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.duckdb.DuckDBTableFunctionBindInfo;

/**
 * One table of {@link JvmTables}: what a statement needs to read it, and what became of the reading. For any thread.
 *
 * <p>Whoever runs the statement closes this when it is done, and also to cancel it: DuckDB cannot interrupt a scan that waits for its rows.
 */
final class JvmTable implements AutoCloseable {
    /**
     * What DuckDB asks for when it wants rows but no column: the first column. Without this one, counting would convert values.
     */
    private static final String ROW_MARK = "row_mark";

    private final String call;
    private final List<Column> columns;
    private final List<Transport> transports;
    private final long rowCount;
    private final Supplier<Rows> rows;
    private final Runnable onClose;
    private final LogContext logContext = LogContext.current();
    private final FirstFailure failure = new FirstFailure();

    private final Set<TableScan> scans = new LinkedHashSet<>(); // guarded by this
    private boolean closed; // guarded by this

    JvmTable(String call, List<Column> columns, long rowCount, Supplier<Rows> rows, Runnable onClose) {
        this.call = call;
        this.columns = List.copyOf(columns);
        this.rowCount = rowCount;
        this.rows = rows;
        this.onClose = onClose;
        this.transports =
                columns.stream().map(column -> Transport.of(column.type())).toList();
    }

    /**
     * A parenthesised query for FROM with exactly the columns of the table; it has one column of no meaning when the table has none.
     */
    String sql() {
        if (columns.isEmpty()) {
            return "(SELECT " + ROW_MARK + " FROM " + call + ")";
        }
        List<String> carried = new ArrayList<>();
        List<String> converted = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            carried.add(transports.get(i).parse(carrier(i)) + " AS " + carrier(i));
            converted.add(transports.get(i).convert(carrier(i)) + " AS "
                    + SqlQuote.identifier(columns.get(i).name()));
        }
        return "(SELECT " + String.join(", ", converted) + " FROM (SELECT " + String.join(", ", carried) + " FROM "
                + call + "))";
    }

    private static String carrier(int column) {
        return "c" + column;
    }

    /** Why reading failed, if it did: what the source threw. DuckDB's error has only its message. */
    Optional<RuntimeException> failure() {
        return failure.get();
    }

    /**
     * Forgets the table and ends its scans, which makes a statement that still reads it fail. What a scan had opened is closed by the
     * thread that reads it, as soon as that answers an interrupt. May be called twice, and from any thread.
     */
    @Override
    public void close() {
        onClose.run();
        failure.end();
        List<TableScan> running;
        synchronized (this) {
            closed = true;
            running = List.copyOf(scans);
        }
        running.forEach(TableScan::close);
    }

    /** Tells DuckDB the columns as they travel. */
    void describe(DuckDBTableFunctionBindInfo info) {
        info.setCardinality(rowCount, false);
        try {
            Transport.ROW_MARK.declare(info, ROW_MARK);
            for (int i = 0; i < columns.size(); i++) {
                transports.get(i).declare(info, carrier(i));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB has no vectors for these columns: " + columns, e);
        }
    }

    /** Starts a reading of the table. {@code wanted} are columns as {@link #describe} listed them, in the order of DuckDB's vectors. */
    synchronized TableScan scan(int[] wanted) {
        List<TableScan.Target> targets = new ArrayList<>();
        for (int index : wanted) {
            targets.add(
                    index == 0
                            ? new TableScan.Target(Transport.ROW_MARK, 0)
                            : new TableScan.Target(transports.get(index - 1), index - 1));
        }
        TableScan scan = new TableScan(targets, new RowsReader(rows, logContext), failure, this::ended);
        if (closed) {
            scan.close();
        } else {
            scans.add(scan);
        }
        return scan;
    }

    private synchronized void ended(TableScan scan) {
        scans.remove(scan);
    }
}
