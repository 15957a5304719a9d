package io.lakegate.adapters.delta.parquet;

import io.delta.kernel.types.MetadataColumnSpec;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.lakegate.catalog.model.LakeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** Puts the rows of a file together, each a new array with a value for each column. */
final class RowMaterializer extends RecordMaterializer<@Nullable Object[]> {
    private final MessageType requested;
    private final Root root;
    private final int columns;
    private @Nullable Object[] row = {};

    /**
     * @param schema the columns as they are in files; those that the file lacks, and that of row positions, stay null
     * @param types the type of each column
     */
    RowMaterializer(StructType schema, List<LakeType> types, MessageType file) {
        columns = schema.length();
        List<Type> wanted = new ArrayList<>();
        List<Converter> converters = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            StructField field = schema.at(i);
            LakeType type = types.get(i);
            int ordinal = i;
            Optional<FileColumn> column = field.getMetadataColumnSpec() == MetadataColumnSpec.ROW_INDEX
                    ? Optional.empty()
                    : FileColumn.find(file, field)
                            .flatMap(found -> FileColumn.of(field.getName(), type, field.getDataType(), found));
            column.ifPresent(found -> {
                wanted.add(found.requested());
                converters.add(found.converter().apply(value -> row[ordinal] = value));
            });
        }
        requested = new MessageType(file.getName(), wanted);
        root = new Root(List.copyOf(converters));
    }

    /** The part of the file's schema that is needed. */
    MessageType requested() {
        return requested;
    }

    @Override
    public @Nullable Object[] getCurrentRecord() {
        return row;
    }

    @Override
    public GroupConverter getRootConverter() {
        return root;
    }

    private final class Root extends GroupConverter {
        private final List<Converter> converters;

        Root(List<Converter> converters) {
            this.converters = converters;
        }

        @Override
        public Converter getConverter(int field) {
            return converters.get(field);
        }

        @Override
        public void start() {
            row = new Object[columns];
        }

        @Override
        public void end() {}
    }
}
