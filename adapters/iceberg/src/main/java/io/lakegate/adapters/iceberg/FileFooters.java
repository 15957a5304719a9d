package io.lakegate.adapters.iceberg;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.adapters.storage.files.BucketFiles;
import io.lakegate.adapters.storage.object.StoreFailure;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;

/**
 * The schemas that Parquet files have written in themselves: which columns a file has, under which ids and names. For any thread.
 *
 * <p>Metadata does not say whether a file was written with field ids, nor what its nested fields were called then, and a file that is read
 * by the wrong one of both gives NULL instead of its values. Data files never change, so each is looked at once.
 */
final class FileFooters {
    private static final int MOST_FILES = 1_000_000;
    private static final int MOST_SCHEMAS = 10_000;

    private final Cache<String, MessageType> byFile =
            Caches.builder().maximumSize(MOST_FILES).build();

    /** Most files of a table have one and the same schema, which is kept once. */
    private final Cache<MessageType, MessageType> distinct =
            Caches.builder().maximumSize(MOST_SCHEMAS).build();

    /** The schema of a file. Equal schemas are mostly one object. */
    MessageType of(TableName table, Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            String key = "%d:%d:%s"
                    .formatted(attributes.size(), attributes.lastModifiedTime().toMillis(), path);
            MessageType known = byFile.getIfPresent(key);
            if (known == null) {
                known = distinct.get(read(path), schema -> schema);
                byFile.put(key, known);
            }
            return known;
        } catch (IOException | RuntimeException e) {
            String why = e instanceof NoSuchFileException
                    ? "it is missing"
                    : e instanceof StoreFailure failure ? failure.getReason() : String.valueOf(e.getMessage());
            throw CatalogErrors.storageUnreadable("The file %s of table %s".formatted(path, table), why, e);
        }
    }

    /** Looks into files in stores, many at once: each look is a request. Their schemas are kept. */
    void lookInto(TableName table, Collection<Path> paths) {
        BucketFiles.inParallel(
                paths.stream().filter(path -> !BucketFiles.isLocal(path)).toList(),
                path -> path,
                path -> of(table, path));
    }

    private static MessageType read(Path path) throws IOException {
        InputFile file = BucketFiles.isLocal(path) ? new LocalInputFile(path) : new FooterFile(path);
        try (ParquetFileReader reader =
                ParquetFileReader.open(file, ParquetReadOptions.builder().build())) {
            return reader.getFooter().getFileMetaData().getSchema();
        }
    }

    void clear() {
        byFile.invalidateAll();
        distinct.invalidateAll();
    }
}
