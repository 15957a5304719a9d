package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.spi.Rows;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBValue;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a DuckDB database whose rows come out of this JVM: what DuckDB cannot read itself, read for it. For any thread.
 *
 * <p>Each is known by a token that nobody can guess, so a statement reads only what was put here for it.
 */
final class JvmTables {
    private static final String FUNCTION = "lakegate_rows";

    /** So that DuckDB's estimate does not make a table whose size is unknown the small side of every join. */
    private static final long USUAL_ROW_COUNT = 1_000_000;

    private final Map<String, JvmTable> tables = new ConcurrentHashMap<>();

    private JvmTables() {}

    /**
     * Makes the tables readable on all connections of a database.
     *
     * @throws SQLException when DuckDB refuses; it does not for being fenced in
     */
    static JvmTables register(DuckDBConnection database) throws SQLException {
        JvmTables tables = new JvmTables();
        try (DuckDBTableFunctionBuilder builder = DuckDBFunctions.tableFunction()) {
            builder.withName(FUNCTION)
                    .withParameter(String.class)
                    .withProjectionPushdown()
                    .withFunction(tables.new RowsFunction())
                    .register(database);
        }
        return tables;
    }

    /** Like {@link #put(List, long, Supplier)}, where nobody knows how many rows there are. */
    JvmTable put(List<Column> columns, Supplier<Rows> rows) {
        return put(columns, USUAL_ROW_COUNT, rows);
    }

    /**
     * Adds a table. Whoever got it closes it, when the statement is done.
     *
     * @param rowCount about how many rows there are: DuckDB chooses the sides of joins by it
     * @param rows opens the rows, with these columns in this order; called once for each time that DuckDB reads the table, which may be
     *     never, or twice in one statement
     */
    JvmTable put(List<Column> columns, long rowCount, Supplier<Rows> rows) {
        String token = UUID.randomUUID().toString();
        JvmTable table = new JvmTable(
                FUNCTION + "(" + SqlQuote.string(token) + ")", columns, rowCount, rows, () -> tables.remove(token));
        tables.put(token, table);
        return table;
    }

    private JvmTable named(@Nullable String token) {
        JvmTable table = token == null ? null : tables.get(token);
        if (table == null) {
            throw new ScanEnded("There is no table of this token: its statement has ended.");
        }
        return table;
    }

    /** The function as DuckDB calls it: from any of its threads, even several times for one statement. */
    private final class RowsFunction implements DuckDBTableFunction<JvmTable, TableScan, @Nullable Void> {
        @Override
        public JvmTable bind(DuckDBTableFunctionBindInfo info) {
            DuckDBValue token = info.getParameter(0);
            JvmTable table =
                    named(token.isNull() ? null : token.getString()); // the driver ends the process over a NULL
            table.describe(info);
            return table;
        }

        @Override
        public TableScan init(DuckDBTableFunctionInitInfo info) {
            info.setMaxThreads(1); // Rows are for one thread at a time
            int[] wanted = new int[Math.toIntExact(info.getColumnCount())];
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = Math.toIntExact(info.getColumnIndex(i));
            }
            JvmTable table = info.getBindData();
            return table.scan(wanted);
        }

        @Override
        public @Nullable Void localInit(DuckDBTableFunctionInitInfo info) {
            return null;
        }

        @Override
        public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter chunk) {
            TableScan scan = info.getInitData();
            return scan.fill(chunk);
        }
    }
}
