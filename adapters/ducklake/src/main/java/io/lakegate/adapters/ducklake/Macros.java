package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.database.MetadataReader;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Macros of a catalog, which are not run: only what they stand for is told. */
final class Macros {
    private Macros() {}

    /** The text of a macro that is alive at a snapshot, by its name in any case. */
    static Optional<String> find(MetadataReader reader, CatalogShape shape, String name, long snapshot)
            throws SQLException {
        if (!shape.hasTable("ducklake_macro")) {
            return Optional.empty();
        }
        record Macro(String name, String text) {}
        List<Macro> all = reader.query(
                "SELECT m.macro_name, i.%s FROM %s m JOIN %s i ON i.macro_id = m.macro_id WHERE %s ORDER BY i.impl_id"
                        .formatted(
                                reader.dialect().identifier("sql"),
                                reader.table("ducklake_macro"),
                                reader.table("ducklake_macro_impl"),
                                Life.sql("m", snapshot)),
                row -> new Macro(row.requiredText(1), row.text(2).orElse("")));
        return all.stream()
                .filter(macro -> macro.name().equalsIgnoreCase(name))
                .map(Macro::text)
                .findFirst();
    }
}
