package io.lakegate.adapters.delta;

import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.FormatReaderConformance;
import io.lakegate.adapters.testing.TestLake;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.spi.LakeCatalog;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class DeltaConformanceTest extends FormatReaderConformance {
    @Override
    protected TestLake openLake() {
        return new DeltaLake(folder);
    }

    private static final class DeltaLake implements TestLake {
        private final Path root;
        private final LakeCatalog catalog;
        private final Map<Path, DeltaTableWriter> writers = new HashMap<>();

        DeltaLake(Path root) {
            this.root = root;
            this.catalog = new DeltaCatalog("lake", new DeltaSource(Optional.of(new Location(root)), List.of()));
        }

        @Override
        public void create(String schema, String table, List<Column> columns, List<String> partitionColumns) {
            Path folder = folder(schema, table);
            writers.put(folder, DeltaTableWriter.create(folder, columns, partitionColumns, Map.of()));
        }

        @Override
        public long append(String schema, String table, List<Object[]> rows) {
            return writers.get(folder(schema, table)).append(rows);
        }

        private Path folder(String schema, String table) {
            return root.resolve(schema).resolve(table);
        }

        @Override
        public LakeCatalog catalog() {
            return catalog;
        }

        @Override
        public void close() {
            catalog.close();
        }
    }
}
