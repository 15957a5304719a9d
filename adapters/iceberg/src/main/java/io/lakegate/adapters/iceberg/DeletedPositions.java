package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.model.DeletedRows;
import io.lakegate.catalog.model.TableName;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.DeleteFile;
import org.roaringbitmap.longlong.LongIterator;

/**
 * The rows of one data file that position deletes hide, loaded when they are wanted.
 *
 * @param location of the data file, as the metadata spells it
 */
record DeletedPositions(
        TableName table, LakeFiles files, List<DeleteFile> deletes, String location, PositionDeletes loader)
        implements DeletedRows {
    DeletedPositions {
        deletes = List.copyOf(deletes);
    }

    @Override
    public long cardinality() {
        return PositionDeletes.count(deletes).orElse(UNKNOWN);
    }

    @Override
    public LongStream positions() {
        LongIterator positions = loader.load(table, files, deletes, location).getLongIterator();
        Iterator<Long> boxed = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return positions.hasNext();
            }

            @Override
            public Long next() {
                return positions.next();
            }
        };
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(boxed, 0), false)
                .mapToLong(Long::longValue);
    }
}
