package io.lakegate.adapters.iceberg;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.model.TableName;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DeleteSchemaUtil;
import org.apache.iceberg.io.SeekableInputStream;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * The rows that position delete files and deletion vectors delete. For any thread.
 *
 * <p>A delete file often names data files by locations of another scheme or host than the metadata does: then the path counts.
 *
 * @see "Iceberg spec: Position Delete Files, Deletion Vectors"
 */
final class PositionDeletes {
    private static final int MOST_POSITIONS = 200_000_000;

    /** What a delete file that is no deletion vector deletes, by the path of the data file. */
    private final Cache<String, Map<String, Roaring64Bitmap>> byFile = Caches.builder()
            .maximumWeight(MOST_POSITIONS)
            .<String, Map<String, Roaring64Bitmap>>weigher((file, deletes) -> weight(deletes))
            .build();

    private static int weight(Map<String, Roaring64Bitmap> deletes) {
        long positions = deletes.values().stream()
                .mapToLong(Roaring64Bitmap::getLongCardinality)
                .sum();
        return (int) Math.min(Integer.MAX_VALUE, positions + deletes.size());
    }

    /** How many rows of the data file these delete, where the metadata says so: of one deletion vector. */
    static OptionalLong count(List<DeleteFile> deletes) {
        return deletes.size() == 1 && deletes.get(0).format() == FileFormat.PUFFIN
                ? OptionalLong.of(deletes.get(0).recordCount())
                : OptionalLong.empty();
    }

    /**
     * The positions in a data file that some delete files delete.
     *
     * @param location of the data file, as the metadata spells it
     */
    Roaring64Bitmap load(TableName table, LakeFiles files, List<DeleteFile> deletes, String location) {
        Roaring64Bitmap positions = new Roaring64Bitmap();
        for (DeleteFile delete : deletes) {
            positions.or(load(table, files, delete, location));
        }
        return positions;
    }

    private Roaring64Bitmap load(TableName table, LakeFiles files, DeleteFile delete, String location) {
        String doing = "reading its delete file " + delete.location();
        if (delete.format() == FileFormat.PUFFIN) {
            return IcebergErrors.call(table, doing, () -> vector(files, delete));
        }
        String key = files.path(delete.location()).toString() + ":" + delete.fileSizeInBytes();
        Map<String, Roaring64Bitmap> all = byFile.getIfPresent(key);
        if (all == null) {
            all = IcebergErrors.call(table, doing, () -> read(files, delete));
            byFile.put(key, all);
        }
        return all.getOrDefault(path(location), new Roaring64Bitmap());
    }

    private static String path(String location) {
        return StoredLocation.spell(location, StoredLocation.Spelling.PATH_ONLY);
    }

    private static Roaring64Bitmap vector(LakeFiles files, DeleteFile delete) throws IOException {
        Long offset = delete.contentOffset();
        Long size = delete.contentSizeInBytes();
        if (offset == null || size == null || size < 0 || size > Integer.MAX_VALUE) {
            throw new IOException("the metadata does not say where in the file the deletion vector is");
        }
        byte[] bytes = new byte[Math.toIntExact(size)];
        try (SeekableInputStream stream = files.newInputFile(delete.location()).newStream()) {
            stream.seek(offset);
            if (stream.readNBytes(bytes, 0, bytes.length) < bytes.length) {
                throw new EOFException("the file ends before the deletion vector does");
            }
        }
        PositionDeleteIndex index = PositionDeleteIndex.deserialize(bytes, delete);
        Roaring64Bitmap positions = new Roaring64Bitmap();
        index.forEach(positions::addLong);
        return positions;
    }

    private static Map<String, Roaring64Bitmap> read(LakeFiles files, DeleteFile delete) throws IOException {
        Map<String, Roaring64Bitmap> found = new HashMap<>();
        try (CloseableIterable<Record> rows = FormatModelRegistry.<Record, Object>readBuilder(
                        delete.format(), Record.class, files.newInputFile(delete.location()))
                .project(DeleteSchemaUtil.pathPosSchema())
                .build()) {
            for (Record row : rows) {
                Object path = row.getField("file_path");
                Object position = row.getField("pos");
                if (path == null || position == null) {
                    continue; // some writers leave rows of NULL behind, which delete nothing
                }
                if ((Long) position < 0) {
                    throw new IOException("a row names a position before the start of a file");
                }
                found.computeIfAbsent(path(path.toString()), name -> new Roaring64Bitmap())
                        .addLong((Long) position);
            }
        }
        return found;
    }

    /** The deletes of a task that go by position. */
    static List<DeleteFile> of(List<DeleteFile> deletes) {
        List<DeleteFile> byPosition = new ArrayList<>();
        for (DeleteFile delete : deletes) {
            if (delete.content() == org.apache.iceberg.FileContent.POSITION_DELETES) {
                byPosition.add(delete);
            }
        }
        return byPosition;
    }

    void clear() {
        byFile.invalidateAll();
    }
}
