package io.lakegate.benchmarks.comparison;

import io.lakegate.adapters.testing.TpchDelta;
import io.lakegate.catalog.model.Column;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Puts the rows of TPC-H's generator into tables of a DuckDB database, in the generator's order. */
final class TpchRows {
    private TpchRows() {}

    /** Fills all eight tables. */
    static void load(DuckDBConnection database, double scale) throws SQLException {
        for (TpchTable<?> table : TpchTable.getTables()) {
            load(database, table, scale);
        }
    }

    private static <E extends TpchEntity> void load(DuckDBConnection database, TpchTable<E> table, double scale)
            throws SQLException {
        String columns = TpchDelta.columns(table.getTableName()).stream()
                .map(TpchRows::definition)
                .collect(Collectors.joining(", "));
        try (Statement statement = database.createStatement()) {
            statement.execute("CREATE TABLE %s (%s)".formatted(table.getTableName(), columns));
        }
        try (DuckDBAppender appender = database.createAppender("main", table.getTableName())) {
            for (E row : table.createGenerator(scale, 1, 1)) {
                appender.beginRow();
                for (TpchColumn<E> column : table.getColumns()) {
                    append(appender, column, row);
                }
                appender.endRow();
            }
        }
    }

    private static String definition(Column column) {
        return column.name() + " " + column.type().toString();
    }

    private static <E extends TpchEntity> void append(DuckDBAppender appender, TpchColumn<E> column, E row)
            throws SQLException {
        switch (column.getType().getBase()) {
            case IDENTIFIER -> appender.append(column.getIdentifier(row));
            case INTEGER -> appender.append(column.getInteger(row));
            case DOUBLE ->
                appender.append(BigDecimal.valueOf(column.getDouble(row)).setScale(2, RoundingMode.HALF_EVEN));
            case DATE -> appender.append(LocalDate.ofEpochDay(column.getDate(row)));
            case VARCHAR -> appender.append(column.getString(row));
        }
    }
}
