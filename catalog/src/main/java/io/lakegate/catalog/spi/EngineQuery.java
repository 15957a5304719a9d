package io.lakegate.catalog.spi;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.Value;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A whole statement for an engine: SQL text in the engine's dialect with gaps where tables are read.
 *
 * @param text pieces in order; put together they are one statement, in which {@code $1} is the first of {@code parameters}
 * @param columns names and types that the rows must have
 * @param parameters values of {@code $1}, {@code $2} and so on
 * @param rowByRow where each row comes from a row of one scan, whatever the others are
 */
public record EngineQuery(
        List<Piece> text, List<Column> columns, List<Value> parameters, Optional<RowByRow> rowByRow) {
    public EngineQuery {
        requireNonNull(rowByRow, "rowByRow");
        text = List.copyOf(text);
        columns = List.copyOf(columns);
        parameters = List.copyOf(parameters);
    }

    /** A statement of which nothing more is known. */
    public EngineQuery(List<Piece> text, List<Column> columns, List<Value> parameters) {
        this(text, columns, parameters, Optional.empty());
    }

    /**
     * What is known of a statement over one scan that may be run over some files after the other: its rows are those of all runs together, in any
     * order.
     *
     * @param mostRows after how many it ends, as each run does too
     */
    public record RowByRow(OptionalLong mostRows) {
        public RowByRow {
            requireNonNull(mostRows, "mostRows");
        }
    }

    /** A part of the text. Sealed: text is either known or a scan. */
    public sealed interface Piece {
        /** Chooses by kind. Becomes a plain switch when the release level reaches 21. */
        <R> R match(Function<Sql, R> sql, Function<Table, R> table);
    }

    /** Text that stands as it is. */
    public record Sql(String sql) implements Piece {
        public Sql {
            requireNonNull(sql, "sql");
        }

        @Override
        public <R> R match(Function<Sql, R> sql, Function<Table, R> table) {
            return sql.apply(this);
        }
    }

    /** A place in FROM where the engine writes a table expression that yields the rows of the scan, with its columns by name. */
    public record Table(Scan scan) implements Piece {
        public Table {
            requireNonNull(scan, "scan");
        }

        @Override
        public <R> R match(Function<Sql, R> sql, Function<Table, R> table) {
            return table.apply(this);
        }
    }
}
