package io.lakegate.catalog.spi;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.TableName;
import java.util.List;
import java.util.Optional;

/**
 * A view: a query under a name.
 *
 * @param texts the query, as its author wrote it: in one dialect, or the same in several
 * @param columns names of its columns in order; empty where they are those of the query
 * @param catalog where names of the query are looked up that do not say their catalog
 * @param schema where names of the query are looked up that do not say their schema; empty where they all do
 */
public record ViewText(
        TableName name, List<Text> texts, List<String> columns, String catalog, Optional<String> schema) {
    public ViewText {
        requireNonNull(name, "name");
        texts = List.copyOf(texts);
        columns = List.copyOf(columns);
        requireNonNull(catalog, "catalog");
        requireNonNull(schema, "schema");
    }

    /** A view whose query is written for DuckDB, and whose names are of its own catalog and schema. */
    public ViewText(TableName name, String sql, List<String> columns) {
        this(name, List.of(new Text("duckdb", sql)), columns, name.catalog(), Optional.of(name.schema()));
    }

    /** A query as one engine understands it; {@code dialect} is the engine's name: {@code spark}, {@code trino}, {@code duckdb}. */
    public record Text(String dialect, String sql) {
        public Text {
            requireNonNull(dialect, "dialect");
            requireNonNull(sql, "sql");
        }
    }
}
