package io.lakegate.adapters.delta;

import com.github.benmanes.caffeine.cache.Cache;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.deletionvectors.Base85Codec;
import io.lakegate.adapters.delta.FileListing.ListedFile;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.DeletedRows;
import io.lakegate.catalog.model.TableName;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * The rows that are deleted in place: reads deletion vectors when they are needed, and keeps those read lately. For any thread.
 *
 * @see "Delta protocol: Deletion Vectors"
 */
final class DeletionVectors {
    private static final long MOST_BYTES = 256L << 20;
    private static final int FORMAT_VERSION = 1;
    private static final int LENGTH_BYTES = 4;
    private static final int CHECKSUM_BYTES = 4;

    private final DeltaFileIO files;
    private final List<Path> roots;
    private final Cache<Key, RowPositions> read = Caches.builder()
            .maximumWeight(MOST_BYTES)
            .weigher((Key key, RowPositions rows) -> (int) Math.min(1_000 + rows.sizeBytes(), Integer.MAX_VALUE))
            .build();

    /** Files below {@code roots} are read, and no others. */
    DeletionVectors(DeltaFileIO files, List<Path> roots) {
        this.files = files;
        this.roots = List.copyOf(roots);
    }

    private record Key(String folder, DeletionVectorDescriptor vector) {}

    /** The deleted rows of a file; reads nothing yet. {@code folder} is the table's root. */
    Optional<DeletedRows> of(TableName table, String folder, ListedFile file) {
        return file.deletionVector()
                .map(vector ->
                        new DeletedInPlace(vector.getCardinality(), () -> rows(table, new Key(folder, vector), file)));
    }

    private RowPositions rows(TableName table, Key key, ListedFile file) {
        RowPositions known = read.getIfPresent(key);
        if (known == null) {
            known = load(table, key, file);
            read.put(key, known);
        }
        return known;
    }

    private RowPositions load(TableName table, Key key, ListedFile file) {
        String place = "that stands in its log for the file " + file.uri();
        try {
            DeletionVectorDescriptor vector = key.vector();
            byte[] data;
            if (vector.isInline()) {
                data = inline(vector);
            } else {
                String path = path(table, key);
                place = path;
                data = stored(path, vector);
            }
            RowPositions rows = RowPositions.parse(ByteBuffer.wrap(data));
            if (rows.count() != vector.getCardinality()) {
                throw new IllegalStateException(
                        "it holds %d rows, the log says %d".formatted(rows.count(), vector.getCardinality()));
            }
            if (file.rows() >= 0 && rows.last() >= file.rows()) {
                throw new IllegalStateException(
                        "it holds row %d of a file of %d rows".formatted(rows.last(), file.rows()));
            }
            return rows;
        } catch (GatewayException e) {
            throw e;
        } catch (FileNotFoundException | DeltaInputFile.ReadFailure e) {
            throw CatalogErrors.storageUnreadable(
                    "The deletion vector %s of table %s".formatted(place, table),
                    e instanceof FileNotFoundException
                            ? "it is missing, or access is denied"
                            : String.valueOf(e.getMessage()),
                    e);
        } catch (IOException | RuntimeException e) {
            // Whatever a parser makes of bytes that are none of its format.
            throw CatalogErrors.tableDamaged(
                    table, "the deletion vector %s cannot be understood (%s)".formatted(place, e.getMessage()), e);
        }
    }

    private static byte[] inline(DeletionVectorDescriptor vector) {
        int size = vector.getSizeInBytes();
        String text = vector.getPathOrInlineDv();
        // Five characters are four bytes. Asked first: the decoder allocates whatever the size says.
        if (size < 0 || (size + 3L) / 4 * 5 != text.length()) {
            throw new IllegalStateException("%d characters are not %d bytes".formatted(text.length(), size));
        }
        return Base85Codec.decodeBytes(text, size);
    }

    private byte[] stored(String path, DeletionVectorDescriptor vector) throws IOException {
        InputFile file = files.newInputFile(path, -1);
        try (SeekableInputStream in = file.newStream()) {
            int size = vector.getSizeInBytes();
            long offset = vector.getOffset().orElse(0);
            if (offset < 0 || size < 0 || offset + LENGTH_BYTES + size + CHECKSUM_BYTES > file.length()) {
                throw new IllegalStateException("%d bytes at %d are more than the file has".formatted(size, offset));
            }
            if (offset > 0 && in.read() != FORMAT_VERSION) {
                throw new IllegalStateException("its file is not of version " + FORMAT_VERSION);
            }
            in.seek(offset);
            byte[] bytes = new byte[LENGTH_BYTES + size + CHECKSUM_BYTES];
            in.readFully(bytes, 0, bytes.length);
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            if (buffer.getInt() != size) {
                throw new IllegalStateException("its size is not the one that the log says");
            }
            byte[] data = new byte[size];
            buffer.get(data);
            CRC32 checksum = new CRC32();
            checksum.update(data);
            if ((int) checksum.getValue() != buffer.getInt()) {
                throw new IllegalStateException("its checksum is wrong");
            }
            return data;
        }
    }

    private String path(TableName table, Key key) throws IOException {
        String text = key.vector().getPathOrInlineDv();
        String path = switch (key.vector().getStorageType()) {
            case DeletionVectorDescriptor.UUID_DV_MARKER -> relative(key.folder(), text);
            case DeletionVectorDescriptor.PATH_DV_MARKER -> DataFilePath.resolve(table, key.folder(), text);
            default ->
                throw CatalogErrors.unsupportedFeature(
                        table,
                        "deletionVectors of the storage type " + key.vector().getStorageType());
        };
        Path file = files.path(path).normalize();
        if (roots.stream().noneMatch(file::startsWith)) {
            throw new GatewayException(
                    ErrorCode.STORAGE_UNREADABLE,
                    ("The deletion vector %s of table %s lies outside the folders of its catalog, where Lakegate does"
                                    + " not read. Name its folder in the catalog's configuration.")
                            .formatted(path, table));
        }
        return path;
    }

    /** The path of a file that is named by an encoded UUID, with the folder before it where there is one. */
    private static String relative(String folder, String text) {
        int folderLength = text.length() - Base85Codec.ENCODED_UUID_LENGTH;
        if (folderLength < 0) {
            throw new IllegalStateException("'%s' is no encoded UUID".formatted(text));
        }
        UUID id = Base85Codec.decodeUUID(text.substring(folderLength));
        String prefix = folderLength == 0 ? "" : text.substring(0, folderLength) + "/";
        return "%s/%sdeletion_vector_%s.bin"
                .formatted(folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder, prefix, id);
    }

    void clear() {
        read.invalidateAll();
    }
}
