package io.lakegate.adapters.storage.stage;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.adapters.storage.cache.CachedObject;
import io.lakegate.adapters.storage.files.BucketFiles;
import io.lakegate.adapters.storage.object.CancelSignal;
import io.lakegate.adapters.storage.object.StoreFailure;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.spi.FileStage.Part;
import io.lakegate.catalog.spi.FileStage.Slice;
import io.lakegate.catalog.spi.FileStage.StagedFiles;
import io.lakegate.catalog.spi.FileStage.Transfers;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of one scan that lie in stores, for one run of a statement. {@code cancel} is for any thread, the rest for one. */
final class StagedScan implements StagedFiles {
    private final ScanPlan plan;
    private final Map<String, StagedFile> files;
    private final Cache<String, Optional<ParquetShape>> shapes;
    private final CancelSignal cancel = new CancelSignal();
    private boolean opened;

    StagedScan(ScanPlan plan, Map<String, StagedFile> files, Cache<String, Optional<ParquetShape>> shapes) {
        this.plan = plan;
        this.files = files;
        this.shapes = shapes;
    }

    @Override
    public String place(String location) {
        StagedFile file = files.get(location);
        return file == null || !file.isOpen() ? location : file.local().toString();
    }

    @Override
    public void fetch(Part part) {
        Collection<StagedFile> all = files.values();
        if (!opened) {
            BucketFiles.inParallel(
                    all,
                    file -> file.path(),
                    file -> guarded(file, () -> {
                        file.open(shapes, cancel);
                        return Optional.empty();
                    }));
            opened = true;
        }
        if (part == Part.FOOTER) {
            return;
        }
        if (part == Part.SCANNED) {
            BucketFiles.inParallel(
                    all,
                    file -> file.path(),
                    file -> guarded(file, () -> {
                        file.lookAtBloomFilters(cancel);
                        return Optional.empty();
                    }));
        }
        List<CachedObject.Fetching> fetchings = new ArrayList<>();
        try {
            for (StagedFile file : all) {
                guarded(file, () -> fetchings.add(file.start(part)));
            }
            int number = 0;
            for (StagedFile file : all) {
                CachedObject.Fetching fetching = fetchings.get(number++);
                guarded(file, () -> {
                    fetching.await(cancel);
                    return fetching;
                });
            }
        } finally {
            fetchings.forEach(CachedObject.Fetching::close);
        }
    }

    @Override
    public Iterator<Slice> slices() {
        return new FileSlices(
                plan, location -> Optional.ofNullable(files.get(location)).map(this::opened));
    }

    private StagedFile opened(StagedFile file) {
        return guarded(file, () -> {
            file.open(shapes, cancel);
            file.lookAtBloomFilters(cancel);
            return file;
        });
    }

    private interface Step<T> {
        T run() throws IOException;
    }

    private <T> T guarded(StagedFile file, Step<T> step) {
        try {
            if (cancel.isGiven()) {
                throw canceled();
            }
            return step.run();
        } catch (NoSuchFileException e) {
            file.changed();
            throw CatalogErrors.storageUnreadable("The file " + file.path(), "there is no such object", e);
        } catch (StoreFailure e) {
            if (e.kind() == StoreFailure.Kind.CANCELED) {
                throw canceled();
            }
            if (e.kind() == StoreFailure.Kind.CHANGED) {
                file.changed();
            }
            throw CatalogErrors.storageUnreadable("The file " + file.path(), e.getReason(), e);
        } catch (IOException e) {
            throw CatalogErrors.storageUnreadable("The file " + file.path(), String.valueOf(e.getMessage()), e);
        }
    }

    private static GatewayException canceled() {
        return new GatewayException(ErrorCode.CANCELED, "The statement was cancelled.");
    }

    @Override
    public boolean mayHaveGaps() {
        return files.values().stream().anyMatch(StagedFile::hasGaps);
    }

    @Override
    public Transfers transfers() {
        return files.values().stream().map(StagedFile::transfers).reduce(Transfers.NONE, Transfers::plus);
    }

    @Override
    public void cancel() {
        cancel.give();
    }

    @Override
    public void close() {
        files.values().forEach(StagedFile::close);
    }
}
