package io.lakegate.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must hold between the keys of one catalog's file. */
final class CatalogChecks {
    private CatalogChecks() {}

    static void check(Bound catalog, Problems problems) {
        catalog.find(StorageKeys.GROUP).ifPresent(storage -> checkStores(storage, problems));
        String type = catalog.find(CatalogSettings.TYPE).orElse("");
        switch (type) {
            case CatalogSettings.DELTA -> {
                checkAny(catalog, CatalogSettings.TABLES, problems);
                checkNames(catalog.get(CatalogSettings.TABLES), problems);
            }
            case CatalogSettings.ICEBERG -> checkIceberg(catalog, problems);
            default -> {}
        }
    }

    private static void checkIceberg(Bound catalog, Problems problems) {
        checkNames(catalog.get(CatalogSettings.ICEBERG_TABLES), problems);
        String kind = catalog.find(CatalogSettings.ICEBERG_CATALOG).orElse("");
        List<Setting<?>> needed = switch (kind) {
            case "rest", "hive" -> List.of(CatalogSettings.URI);
            case "jdbc" -> List.of(CatalogSettings.URI, CatalogSettings.WAREHOUSE);
            case "hadoop" -> List.of(CatalogSettings.WAREHOUSE);
            default -> List.of();
        };
        for (Setting<?> key : needed) {
            if (!catalog.isPresent(key)) {
                problems.add(
                        catalog.place(),
                        "A catalog of the kind %s needs the key %s, such as %s: %s."
                                .formatted(kind, key.name(), key.name(), key.example()));
            }
        }
        if (kind.equals("directory")) {
            checkAny(catalog, CatalogSettings.ICEBERG_TABLES, problems);
        }
    }

    /** Azure is asked in one way. */
    private static void checkStores(Bound storage, Problems problems) {
        checkStore(storage, StorageKeys.OF_CATALOG, problems);
        for (Bound place : storage.get(StorageKeys.PLACES)) {
            checkStore(place, StorageKeys.OF_LOCATION, problems);
        }
    }

    private static void checkStore(Bound store, StorageKeys keys, Problems problems) {
        List<String> there = new ArrayList<>();
        for (Setting<?> key : keys.login().other().azure()) {
            if (store.isPresent(key)) {
                there.add(key.name());
            }
        }
        if (store.find(keys.login().anonymous()).orElse(false) && !there.isEmpty()) {
            there.add(keys.login().anonymous().name());
        }
        if (there.size() > 1) {
            problems.add(
                    store.place(),
                    "Azure can be asked in one way only: keep one of %s.".formatted(String.join(", ", there)));
        }
    }

    private static void checkAny(Bound catalog, Key.Repeated tables, Problems problems) {
        if (!catalog.isPresent(CatalogSettings.LOCATION) && catalog.isEmpty(tables)) {
            problems.add(
                    catalog.place(),
                    "The catalog has no tables: write location: with a folder of tables, or tables: with a list of them.");
        }
    }

    private static void checkNames(List<Bound> tables, Problems problems) {
        Map<String, Place> known = new HashMap<>();
        for (Bound table : tables) {
            Optional<String> schema = table.find(CatalogSettings.TABLE_SCHEMA);
            Optional<String> name = table.find(CatalogSettings.TABLE_NAME);
            if (schema.isPresent() && name.isPresent()) {
                // A line break parts the two, because no name can hold one.
                String both = (schema.get() + "\n" + name.get()).toLowerCase(java.util.Locale.ROOT);
                Place other = known.putIfAbsent(both, table.place());
                if (other != null) {
                    problems.add(
                            table.place(),
                            "The table has the same schema and name as %s in line %d, case ignored: rename or remove one of the two."
                                    .formatted(other.key(), other.line()));
                }
            }
        }
    }
}
