package io.lakegate.adapters.ducklake;

import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableFeature;
import io.lakegate.catalog.model.TableFeature.Kind;
import io.lakegate.catalog.model.TableFeature.ReadBy;
import io.lakegate.catalog.model.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What of DuckLake's specification a table uses at a snapshot, and how far it is read. There is no reader beside the engine. */
final class DuckLakeFeatures {
    private DuckLakeFeatures() {}

    static List<TableFeature> of(TableName table, CatalogShape shape, TableQueries queries, LakeSnapshot snapshot)
            throws SQLException {
        List<TableFeature> features = new ArrayList<>();
        features.add(TableFeature.supported(
                Kind.PROTOCOL, "version " + shape.version(), "the catalog's database is asked by SQL"));
        if (!queries.inlinedTables(snapshot).isEmpty()) {
            features.add(TableFeature.degraded(
                    Kind.PROTOCOL,
                    "data inlining",
                    ReadBy.FORMAT,
                    "rows that the catalog holds are read from its database, row by row"));
        }
        features.addAll(files(queries, snapshot));
        List<ColumnRow> live = queries.columnRows().stream()
                .filter(row -> row.life().includes(snapshot.id()))
                .toList();
        for (ColumnRow row : live) {
            if (row.parent().isEmpty()) {
                features.add(column(table, row, live, snapshot.id()));
            }
        }
        return features;
    }

    /** Deletes; and files in formats that are refused, which the listing itself does. */
    private static List<TableFeature> files(TableQueries queries, LakeSnapshot snapshot) throws SQLException {
        try {
            return queries.deleteFiles(Life.sql("d", snapshot.id())).isEmpty()
                    ? List.of()
                    : List.of(TableFeature.supported(
                            Kind.PROTOCOL, "delete files", "deleted rows are left out while files are read"));
        } catch (GatewayException e) {
            return List.of(TableFeature.refused(Kind.PROTOCOL, "delete files", String.valueOf(e.getMessage())));
        }
    }

    private static TableFeature column(TableName table, ColumnRow column, List<ColumnRow> live, long snapshot) {
        String name = column.name() + " " + column.type();
        try {
            Field field = ColumnRow.at(table, family(column, live), snapshot, Map.of())
                    .get(0);
            return field.all().anyMatch(Field::isVariant)
                    ? TableFeature.degraded(Kind.COLUMN, name, ReadBy.ENGINE, "its variants are read as text")
                    : TableFeature.supported(
                            Kind.COLUMN, name, Optional.of(ReadBy.ENGINE), "read as " + field.lakeType());
        } catch (GatewayException e) {
            return TableFeature.refused(Kind.COLUMN, name, String.valueOf(e.getMessage()));
        }
    }

    /** A column and all fields in it; a field comes behind the one that it is in, or is found in a further turn. */
    private static List<ColumnRow> family(ColumnRow column, List<ColumnRow> live) {
        Set<Long> ids = new HashSet<>(Set.of(column.id()));
        boolean grown = true;
        while (grown) {
            grown = false;
            for (ColumnRow row : live) {
                grown |= row.parent().isPresent() && ids.contains(row.parent().getAsLong()) && ids.add(row.id());
            }
        }
        return live.stream().filter(row -> ids.contains(row.id())).toList();
    }
}
