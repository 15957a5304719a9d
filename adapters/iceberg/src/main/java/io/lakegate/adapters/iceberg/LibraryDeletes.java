package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.model.TableName;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.DeleteFilter;
import org.apache.iceberg.data.DeleteLoader;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.deletes.DeleteCounter;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.StructLikeSet;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/** What hides the deleted rows of one file from whoever reads it with Iceberg's library. For one thread. */
final class LibraryDeletes extends DeleteFilter<Record> {
    private final TableName name;
    private final LakeFiles files;
    private final PositionDeletes positionDeletes;
    private final EqualityDeleteSets equalityDeletes;
    private final InternalRecordWrapper wrapper;

    LibraryDeletes(TableName name, OpenTable table, LibraryReader reader, FileScanTask task, Schema projection) {
        super(
                task.file().location(),
                task.deletes(),
                id -> findField(table, id),
                projection,
                new DeleteCounter(),
                true);
        this.name = name;
        this.files = table.files();
        this.positionDeletes = reader.positionDeletes();
        this.equalityDeletes = reader.equalityDeletes();
        this.wrapper = new InternalRecordWrapper(requiredSchema().asStruct());
    }

    /** Deletes may go by a column that was dropped since. */
    private static Types.NestedField findField(OpenTable table, int id) {
        List<Schema> schemas = new ArrayList<>();
        schemas.add(table.metadata().schema());
        schemas.addAll(table.metadata().schemas());
        return schemas.stream()
                .map(schema -> schema.findField(id))
                .filter(field -> field != null)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("rows are deleted by a column that no schema has: " + id));
    }

    @Override
    protected StructLike asStructLike(Record row) {
        return wrapper.wrap(row);
    }

    @Override
    protected InputFile getInputFile(String location) {
        return files.newInputFile(location);
    }

    @Override
    protected DeleteLoader newDeleteLoader() {
        return new DeleteLoader() {
            @Override
            public StructLikeSet loadEqualityDeletes(Iterable<DeleteFile> deletes, Schema projection) {
                return equalityDeletes.in(files).loadEqualityDeletes(deletes, projection);
            }

            @Override
            public PositionDeleteIndex loadPositionDeletes(Iterable<DeleteFile> deletes, CharSequence location) {
                List<DeleteFile> all = new ArrayList<>();
                deletes.forEach(all::add);
                return new Positions(positionDeletes.load(name, files, all, location.toString()));
            }
        };
    }

    /** Positions as the library asks for them. */
    private record Positions(Roaring64Bitmap bitmap) implements PositionDeleteIndex {
        @Override
        public void delete(long position) {
            bitmap.addLong(position);
        }

        @Override
        public void delete(long start, long end) {
            bitmap.addRange(start, end);
        }

        @Override
        public boolean isDeleted(long position) {
            return bitmap.contains(position);
        }

        @Override
        public boolean isEmpty() {
            return bitmap.isEmpty();
        }
    }
}
