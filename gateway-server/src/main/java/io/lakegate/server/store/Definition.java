package io.lakegate.server.store;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stands behind a name in the store. Sealed: a name is a table's or a view's. */
public sealed interface Definition {
    /** The schema of its name, as it was written when it was made. */
    String schema();

    /** The last part of its name. */
    String name();

    /**
     * A table where it lies.
     *
     * @param format {@code delta}, {@code iceberg} or {@code ducklake}
     * @param location of the table; for DuckLake, of the catalog's database
     * @param options by key: for DuckLake {@code schema} and {@code table}, its name there
     */
    record ExternalTable(String schema, String name, String format, String location, Map<String, String> options)
            implements Definition {
        public ExternalTable {
            requireNonNull(schema, "schema");
            requireNonNull(name, "name");
            requireNonNull(format, "format");
            requireNonNull(location, "location");
            options = new LinkedHashMap<>(options);
        }
    }

    /**
     * A query.
     *
     * @param columns names of its columns, where they are not the query's own
     * @param fromCatalog where names of the query are looked up that do not say their catalog
     * @param fromSchema where names are looked up that do not say their schema either
     */
    record View(
            String schema,
            String name,
            String sql,
            List<String> columns,
            String fromCatalog,
            Optional<String> fromSchema)
            implements Definition {
        public View {
            requireNonNull(schema, "schema");
            requireNonNull(name, "name");
            requireNonNull(sql, "sql");
            columns = List.copyOf(columns);
            requireNonNull(fromCatalog, "fromCatalog");
            requireNonNull(fromSchema, "fromSchema");
        }
    }
}
