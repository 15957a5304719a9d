package io.lakegate.adapters.iceberg;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.util.ContentFileUtil;
import org.apache.iceberg.util.PartitionMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the delete files that apply to a data file, of such as delete by position. Never changes, for any thread.
 *
 * @see "Iceberg spec: Scan Planning"
 */
final class DeleteIndex {
    /** No delete files. */
    static final DeleteIndex NONE = new DeleteIndex(Map.of());

    private final Map<String, DeleteFile> vectors = new HashMap<>();
    private final Map<String, List<DeleteFile>> byLocation = new HashMap<>();
    private final PartitionMap<List<DeleteFile>> byPartition;

    private DeleteIndex(Map<Integer, PartitionSpec> specs) {
        this.byPartition = PartitionMap.create(specs);
    }

    /** Empty where some delete rows by their values: which of those apply, the library says of their bounds. */
    static Optional<DeleteIndex> of(List<DeleteFile> deletes, Map<Integer, PartitionSpec> specs) {
        DeleteIndex index = new DeleteIndex(specs);
        List<DeleteFile> inOrder = new ArrayList<>(deletes);
        inOrder.sort(Comparator.comparingLong(DeleteFile::dataSequenceNumber));
        for (DeleteFile delete : inOrder) {
            if (delete.content() != FileContent.POSITION_DELETES) {
                return Optional.empty();
            }
            String location = ContentFileUtil.referencedDataFileLocation(delete);
            if (location == null) {
                index.byPartition
                        .computeIfAbsent(delete.specId(), delete.partition(), ArrayList::new)
                        .add(delete);
            } else if (delete.format() == FileFormat.PUFFIN) {
                DeleteFile other = index.vectors.put(location, delete);
                if (other != null) {
                    throw new ValidationException(
                            "Can't index multiple DVs for %s: %s and %s",
                            location, other.location(), delete.location());
                }
            } else {
                index.byLocation
                        .computeIfAbsent(location, file -> new ArrayList<>())
                        .add(delete);
            }
        }
        return Optional.of(index);
    }

    /** Those that apply: not older than the file; a deletion vector stands for all others. */
    List<DeleteFile> of(DataFile file) {
        if (this == NONE) {
            return List.of();
        }
        long sequence = file.dataSequenceNumber() == null ? 0 : file.dataSequenceNumber();
        DeleteFile vector = vectors.get(file.location());
        if (vector != null) {
            ValidationException.check(
                    vector.dataSequenceNumber() >= sequence,
                    "the deletion vector of its file %s is older than the file",
                    file.location());
            return List.of(vector);
        }
        List<DeleteFile> applying = new ArrayList<>();
        add(byPartition.get(file.specId(), file.partition()), sequence, applying);
        add(byLocation.get(file.location()), sequence, applying);
        return applying;
    }

    private static void add(@Nullable List<DeleteFile> deletes, long sequence, List<DeleteFile> to) {
        if (deletes != null) {
            for (DeleteFile delete : deletes) {
                if (delete.dataSequenceNumber() >= sequence) {
                    to.add(delete);
                }
            }
        }
    }
}
