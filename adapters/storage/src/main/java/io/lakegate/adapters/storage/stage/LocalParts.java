package io.lakegate.adapters.storage.stage;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.adapters.storage.cache.CachedObject;
import io.lakegate.adapters.storage.files.BucketFiles;
import io.lakegate.adapters.storage.object.CancelSignal;
import io.lakegate.adapters.storage.object.StoreFailure;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.spi.FileStage.Part;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Brings parts of single Parquet files to this machine, for whoever looks into one file beside the scans. For any thread. */
public final class LocalParts {
    private static final int MOST_SHAPES = 10_000;

    private final Cache<String, Optional<ParquetShape>> shapes =
            Caches.builder().maximumSize(MOST_SHAPES).build();

    /**
     * What is needed of a file.
     *
     * @param encrypted whether the file is, so that nothing can be known of its parts
     * @param columns the names of those that are read, of {@link Part#SCANNED}
     */
    public record Needed(Part part, boolean encrypted, List<String> columns) {
        public Needed {
            columns = List.copyOf(columns);
        }
    }

    /**
     * Calls a reader with the name of a local file that has the parts; for a file of this machine with its own.
     *
     * @throws io.lakegate.catalog.error.GatewayException when they cannot be had, and whatever the reader throws
     */
    public <R> R read(Path path, Needed needed, Function<String, R> reader) {
        if (BucketFiles.isLocal(path)) {
            return reader.apply(path.toString());
        }
        try (StagedFile file = new StagedFile(SeenObjects.never(path), needed.encrypted(), Optional.empty())) {
            fetch(file, needed);
            return reader.apply(file.local().toString());
        }
    }

    private void fetch(StagedFile file, Needed needed) {
        CancelSignal never = new CancelSignal();
        needed.columns()
                .forEach(column -> file.columns()
                        .add(new ColumnSource.Stored(column, OptionalInt.empty(), LakeType.Simple.BIGINT)));
        try {
            file.open(shapes, never);
            if (needed.part() != Part.FOOTER) {
                try (CachedObject.Fetching fetching = file.start(needed.part())) {
                    fetching.await(never);
                }
            }
        } catch (NoSuchFileException e) {
            throw CatalogErrors.storageUnreadable("The file " + file.path(), "there is no such object", e);
        } catch (StoreFailure e) {
            throw CatalogErrors.storageUnreadable("The file " + file.path(), e.getReason(), e);
        } catch (IOException e) {
            throw CatalogErrors.storageUnreadable("The file " + file.path(), String.valueOf(e.getMessage()), e);
        }
    }
}
