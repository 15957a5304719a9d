package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.database.MetadataReader;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a catalog says of itself: its version, where its data lies, and which tables and columns it has, since older versions lack some.
 *
 * @param columns names of columns by table
 */
record CatalogShape(String version, Optional<String> dataPath, Map<String, Set<String>> columns) {
    /** 0.1 to 1.0 with the steps in between; of later versions nobody knows yet what they mean. */
    private static final Pattern KNOWN = Pattern.compile("0\\.[1-4](-dev\\.?\\d*)?|1\\.0(-dev\\.?\\d*)?");

    /** Reads it. {@code catalog} is the catalog's name, for messages; {@code known} what was read before. */
    static CatalogShape read(String catalog, MetadataReader reader, Optional<CatalogShape> known) throws SQLException {
        if (known.isEmpty() && !reader.hasTable("ducklake_metadata")) {
            throw new GatewayException(
                    ErrorCode.STORAGE_UNREADABLE,
                    ("The database of catalog %s has no table ducklake_metadata, so it is no DuckLake catalog. Check metadata and"
                                    + " metadata-schema.")
                            .formatted(catalog));
        }
        record Entry(String key, Optional<String> value) {}
        List<Entry> entries = reader.query(
                "SELECT %s, %s FROM %s"
                        .formatted(
                                reader.dialect().identifier("key"),
                                reader.dialect().identifier("value"),
                                reader.table("ducklake_metadata")),
                row -> new Entry(row.requiredText(1), row.text(2)));
        String version = entries.stream()
                .filter(entry -> entry.key.equals("version"))
                .findFirst()
                .flatMap(Entry::value)
                .orElse("(none)");
        if (!KNOWN.matcher(version).matches()) {
            throw new GatewayException(
                    ErrorCode.UNSUPPORTED_TABLE_FEATURE,
                    "Catalog %s is of DuckLake version %s, which this version of Lakegate does not know; it reads 0.1 to 1.0."
                                    .formatted(catalog, version)
                            + " Use a newer Lakegate, or do not upgrade the catalog.");
        }
        Optional<String> dataPath = entries.stream()
                .filter(entry -> entry.key.equals("data_path"))
                .findFirst()
                .flatMap(Entry::value);
        if (known.filter(shape -> shape.version.equals(version) && shape.dataPath.equals(dataPath))
                .isPresent()) {
            return known.get();
        }
        return new CatalogShape(version, dataPath, reader.columns());
    }

    boolean hasTable(String table) {
        return columns.containsKey(table);
    }

    boolean hasColumn(String table, String column) {
        return columns.getOrDefault(table, Set.of()).contains(column);
    }

    /** A column of a query, or NULL where this version has no such column. */
    String column(String table, String alias, String column) {
        return hasColumn(table, column) ? alias + "." + column : "NULL";
    }
}
