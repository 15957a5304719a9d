package io.lakegate.adapters.iceberg;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.catalog.cache.Caches;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * What was read of manifests, which never change, bounded by the memory it takes: snapshots share the manifests that a commit left as they are.
 * Each is read by the first thread that wants it, while others wait. For any thread.
 */
final class Manifests {
    /** A table of a million files takes about a quarter of it. */
    private static final long MOST_BYTES = 512L << 20;

    private static final long MOST_DELETE_BYTES = 64L << 20;
    private static final int BYTES_PER_DELETE = 1_500;

    /** What a manifest is known by: what its content is read as depends on more than its file. */
    record Key(
            String uuid,
            String files,
            String location,
            long length,
            long sequence,
            @Nullable Long snapshot,
            @Nullable Long firstRowId,
            PartitionSpec spec,
            Types.StructType partition) { // specs are equal also when a column of theirs has got a wider type
        static Key of(OpenTable table, String files, ManifestFile manifest) {
            return new Key(
                    String.valueOf(table.metadata().uuid()),
                    files,
                    manifest.path(),
                    manifest.length(),
                    manifest.sequenceNumber(),
                    manifest.snapshotId(),
                    manifest.firstRowId(),
                    Manifests.spec(table, manifest),
                    Manifests.spec(table, manifest).partitionType());
        }
    }

    private final Cache<Key, ManifestColumns> columns = Caches.builder()
            .maximumWeight(MOST_BYTES)
            .<Key, ManifestColumns>weigher((key, manifest) -> (int) Math.min(manifest.sizeBytes(), Integer.MAX_VALUE))
            .build();
    private final Cache<List<Key>, Deletes> deletes = Caches.builder()
            .maximumWeight(MOST_DELETE_BYTES)
            .<List<Key>, Deletes>weigher(
                    (keys, found) -> (int) Math.min((long) BYTES_PER_DELETE * (found.files() + 1), Integer.MAX_VALUE))
            .build();

    /** The delete files of a snapshot; {@code index} is empty where it cannot tell which apply. */
    private record Deletes(int files, Optional<DeleteIndex> index) {}

    static PartitionSpec spec(OpenTable table, ManifestFile manifest) {
        PartitionSpec spec = table.metadata().specsById().get(manifest.partitionSpecId());
        if (spec == null) {
            throw new IllegalArgumentException("the table has no partition spec " + manifest.partitionSpecId());
        }
        return spec;
    }

    /** A data manifest of a table, with what was read of it, where that is kept. */
    record Known(
            ManifestFile file,
            PartitionSpec spec,
            Key key,
            @Nullable ManifestColumns columns) {}

    /** Looks up some manifests, without reading any. */
    List<Known> find(OpenTable table, List<ManifestFile> manifests) {
        String files = files(table);
        return manifests.stream()
                .map(manifest -> {
                    Key key = Key.of(table, files, manifest);
                    return new Known(manifest, key.spec(), key, columns.getIfPresent(key));
                })
                .toList();
    }

    private static String files(OpenTable table) {
        return table.metadata().location() + table.files();
    }

    /** The data files of a manifest. */
    ManifestColumns of(OpenTable table, Known manifest) {
        return manifest.columns() != null
                ? manifest.columns()
                : columns.get(manifest.key(), key -> read(table, manifest.file()));
    }

    /** Weighs a manifest anew, of which more is known now. */
    void weigh(Known manifest, ManifestColumns known) {
        columns.asMap().replace(manifest.key(), known, known);
    }

    private static ManifestColumns read(OpenTable table, ManifestFile manifest) {
        PartitionSpec spec = spec(table, manifest);
        ManifestColumns.Builder builder =
                new ManifestColumns.Builder(manifest.path(), spec.specId(), spec.partitionType());
        try (ManifestReader<DataFile> files = ManifestFiles.read(manifest, table.files(), specs(table))) {
            files.forEach(builder::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return builder.build();
    }

    private static Map<Integer, PartitionSpec> specs(OpenTable table) {
        return table.metadata().specsById();
    }

    /** What is deleted from data files; empty where only the library can tell. */
    Optional<DeleteIndex> deletes(OpenTable table, List<ManifestFile> manifests) {
        if (manifests.isEmpty()) {
            return Optional.of(DeleteIndex.NONE);
        }
        String files = files(table);
        List<Key> keys = manifests.stream()
                .map(manifest -> Key.of(table, files, manifest))
                .toList();
        return deletes.get(keys, asked -> readDeletes(table, manifests)).index();
    }

    private static Deletes readDeletes(OpenTable table, List<ManifestFile> manifests) {
        List<DeleteFile> found = new ArrayList<>();
        boolean encrypted = false;
        for (ManifestFile manifest : manifests) {
            try (ManifestReader<DeleteFile> files =
                    ManifestFiles.readDeleteManifest(manifest, table.files(), specs(table))) {
                for (DeleteFile file : files) {
                    encrypted |= file.keyMetadata() != null;
                    found.add(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Optional<DeleteIndex> index = encrypted ? Optional.empty() : DeleteIndex.of(found, specs(table));
        return new Deletes(index.isPresent() ? found.size() : 0, index);
    }

    void clear() {
        columns.invalidateAll();
        deletes.invalidateAll();
    }
}
