package io.lakegate.adapters.storage.stage;

import io.lakegate.adapters.storage.cache.Ranges;
import io.lakegate.adapters.storage.stage.ParquetShape.Chunk;
import io.lakegate.adapters.storage.stage.ParquetShape.Group;
import io.lakegate.adapters.storage.stage.ParquetShape.TopColumn;
import io.lakegate.catalog.scan.ColumnSource;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/** The columns that a scan reads of a file, by the names and ids by which the engine looks for them. For one thread. */
final class ReadColumns {
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<Integer> fieldIds = new LinkedHashSet<>();

    void add(ColumnSource source) {
        source.<Runnable>match(stored -> () -> add(stored), () -> () -> {}, () -> () -> {}, storedElse -> () -> {
                    add(storedElse.stored());
                    add(storedElse.otherwise());
                })
                .run();
    }

    private void add(ColumnSource.Stored stored) {
        if (stored.fieldId().isPresent()) {
            fieldIds.add(stored.fieldId().getAsInt());
        } else {
            names.add(stored.name());
        }
    }

    /** Whether the engine may take this column for one that it looks for: names in another case count, to be on the safe side. */
    boolean has(TopColumn column) {
        return (column.fieldId().isPresent()
                        && fieldIds.contains(column.fieldId().getAsInt()))
                || names.stream().anyMatch(column.name()::equalsIgnoreCase);
    }

    /** The bytes of the chunks that are read of the row groups that are, and of the filters beside them. */
    Ranges bytes(ParquetShape shape, Predicate<Group> reads) {
        Ranges bytes = new Ranges();
        for (Group group : shape.groups()) {
            boolean read = reads.test(group);
            for (TopColumn column : shape.columns()) {
                if (has(column)) {
                    for (Chunk chunk :
                            group.chunks().subList(column.firstLeaf(), column.firstLeaf() + column.leaves())) {
                        chunk.bloomFilter().ifPresent(place -> bytes.add(place.bytes()));
                        if (read) {
                            bytes.add(chunk.bytes());
                        }
                    }
                }
            }
        }
        return bytes;
    }
}
