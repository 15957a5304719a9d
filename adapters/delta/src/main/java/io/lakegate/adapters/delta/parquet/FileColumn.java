package io.lakegate.adapters.delta.parquet;

import io.delta.kernel.internal.util.ColumnMapping;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.VariantType;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * What is read of a Parquet file for one column or nested field, and how it becomes values.
 *
 * <p>Fields of structs are found by field id where the table has ids, else by name; those that a file lacks are NULL.
 *
 * @param requested the part of the file's schema that is needed
 * @param converter makes what takes the values, and passes each on that is not NULL
 * @see "Parquet: LogicalTypes.md, Nested Types, with its backward-compatibility rules"
 */
record FileColumn(Type requested, Function<Consumer<Object>, Converter> converter) {
    /**
     * The field of a group that holds a table's field.
     *
     * @param field with the name or the id that it has in files
     */
    static Optional<Type> find(GroupType group, StructField field) {
        Long id = field.getMetadata().getLong(ColumnMapping.PARQUET_FIELD_ID_KEY);
        if (id != null) {
            Optional<Type> byId = group.getFields().stream()
                    .filter(type -> type.getId() != null && type.getId().intValue() == id)
                    .findFirst();
            if (byId.isPresent()) {
                return byId;
            }
        }
        // A file whose field has another id holds another column under that name.
        Function<String, Stream<Type>> byName = name -> group.getFields().stream()
                .filter(type -> id == null || type.getId() == null)
                .filter(type -> type.getName().equalsIgnoreCase(name));
        return byName.apply(field.getName())
                .filter(type -> type.getName().equals(field.getName()))
                .findFirst()
                .or(() -> byName.apply(field.getName()).findFirst());
    }

    /**
     * The way to read a field as a type; empty for a type whose only value is NULL.
     *
     * @param path names the column in messages
     * @param type what the values become
     * @param physical the same type with the names that nested fields have in files
     * @throws ColumnMismatchException when the file stores something else
     */
    static Optional<FileColumn> of(String path, LakeType type, DataType physical, Type file) {
        if (type == LakeType.Simple.NULL) {
            return Optional.empty();
        }
        if (physical instanceof VariantType) {
            return Optional.of(variant(path, file));
        }
        return Optional.of(type.match(
                simple -> scalar(path, type, file),
                decimal -> scalar(path, type, file),
                list -> list(path, list, (ArrayType) physical, file),
                map -> map(path, map, (MapType) physical, file),
                struct -> struct(path, struct, (StructType) physical, file)));
    }

    private static FileColumn scalar(String path, LakeType type, Type file) {
        if (!file.isPrimitive() || file.isRepetition(Type.Repetition.REPEATED)) {
            throw new ColumnMismatchException(path, file, type);
        }
        return scalar(path, type, file.asPrimitiveType());
    }

    private static FileColumn scalar(String path, LakeType type, PrimitiveType file) {
        ScalarDecoder decoder =
                ScalarDecoder.of(type, file).orElseThrow(() -> new ColumnMismatchException(path, file, type));
        return new FileColumn(file, sink -> new ScalarConverter(file.getPrimitiveTypeName(), decoder, sink));
    }

    private static FileColumn variant(String path, Type file) {
        GroupType group = group(path, "variant", file);
        List<Type> columns = Stream.of("metadata", "value", "typed_value")
                .filter(group::containsField)
                .map(group::getType)
                .toList();
        if (!group.containsField("metadata") || columns.size() < 2) {
            throw new ColumnMismatchException(path, file, "variant");
        }
        GroupType requested = group.withNewFields(columns);
        return new FileColumn(requested, sink -> new VariantConverter(requested, sink));
    }

    private static FileColumn struct(String path, LakeType.StructOf type, StructType physical, Type file) {
        GroupType group = group(path, type, file);
        List<Type> requested = new ArrayList<>();
        List<StructConverter.Field> fields = new ArrayList<>();
        for (int i = 0; i < physical.length(); i++) {
            Column column = type.fields().get(i);
            StructField field = physical.at(i);
            int ordinal = i;
            find(group, field)
                    .flatMap(found -> of(path + "." + column.name(), column.type(), field.getDataType(), found))
                    .ifPresent(found -> {
                        requested.add(found.requested());
                        fields.add(new StructConverter.Field(ordinal, found));
                    });
        }
        if (requested.isEmpty()) {
            // None of its fields is in the file, but whether the struct is NULL only a field of it can tell.
            FileColumn presence = presence(group.getType(0));
            requested.add(presence.requested());
            fields.add(new StructConverter.Field(StructConverter.NO_FIELD, presence));
        }
        List<String> names = type.fields().stream().map(Column::name).toList();
        return new FileColumn(
                group.withNewFields(requested), sink -> new StructConverter(names, List.copyOf(fields), sink));
    }

    private static FileColumn list(String path, LakeType.ListOf type, ArrayType physical, Type file) {
        GroupType group = group(path, type, file);
        Type repeated = repeated(path, type, group);
        if (isElement(group, repeated)) {
            FileColumn element = element(path, type, physical, withoutRepetition(repeated));
            Type requested = element.requested();
            return new FileColumn(
                    group.withNewFields(
                            requested.isPrimitive()
                                    ? repeated
                                    : repeated.asGroupType()
                                            .withNewFields(
                                                    requested.asGroupType().getFields())),
                    sink -> new ListConverter(element, false, sink));
        }
        GroupType wrapper = repeated.asGroupType();
        FileColumn element = element(path, type, physical, wrapper.getType(0));
        return new FileColumn(
                group.withNewFields(wrapper.withNewFields(element.requested())),
                sink -> new ListConverter(element, true, sink));
    }

    private static FileColumn element(String path, LakeType.ListOf type, ArrayType physical, Type file) {
        return of(path + ".element", type.element(), physical.getElementType(), file)
                .orElseGet(() -> presence(file));
    }

    /** Whether the repeated field of a list is the element itself, as early writers had it, and not a group around it. */
    private static boolean isElement(GroupType list, Type repeated) {
        if (repeated.isPrimitive()) {
            return true;
        }
        GroupType group = repeated.asGroupType();
        return group.getFieldCount() > 1
                || group.getType(0).isRepetition(Type.Repetition.REPEATED)
                || group.getName().equals("array")
                || group.getName().equals(list.getName() + "_tuple");
    }

    private static Type withoutRepetition(Type repeated) {
        return repeated.isPrimitive()
                ? org.apache.parquet.schema.Types.primitive(
                                repeated.asPrimitiveType().getPrimitiveTypeName(), Type.Repetition.REQUIRED)
                        .length(repeated.asPrimitiveType().getTypeLength())
                        .as(repeated.getLogicalTypeAnnotation())
                        .named(repeated.getName())
                : new GroupType(
                        Type.Repetition.REQUIRED,
                        repeated.getName(),
                        repeated.asGroupType().getFields());
    }

    private static FileColumn map(String path, LakeType.MapOf type, MapType physical, Type file) {
        GroupType group = group(path, type, file);
        Type repeated = repeated(path, type, group);
        if (repeated.isPrimitive() || repeated.asGroupType().getFieldCount() != 2) {
            throw new ColumnMismatchException(path, file, type);
        }
        GroupType entry = repeated.asGroupType();
        Type keyType = entry.getType(0);
        Type valueType = entry.getType(1);
        FileColumn key =
                of(path + ".key", type.key(), physical.getKeyType(), keyType).orElseGet(() -> presence(keyType));
        FileColumn value = of(path + ".value", type.value(), physical.getValueType(), valueType)
                .orElseGet(() -> presence(valueType));
        return new FileColumn(
                group.withNewFields(entry.withNewFields(key.requested(), value.requested())),
                sink -> new MapConverter(key, value, sink));
    }

    private static GroupType group(String path, Object type, Type file) {
        if (file.isPrimitive() || file.asGroupType().getFieldCount() == 0) {
            throw new ColumnMismatchException(path, file, type);
        }
        return file.asGroupType();
    }

    private static Type repeated(String path, LakeType type, GroupType group) {
        if (group.getFieldCount() != 1 || !group.getType(0).isRepetition(Type.Repetition.REPEATED)) {
            throw new ColumnMismatchException(path, group, type);
        }
        return group.getType(0);
    }

    /** One column of whatever the field holds, read for its structure only: it passes nothing on. */
    private static FileColumn presence(Type file) {
        if (file.isPrimitive()) {
            PrimitiveType primitive = file.asPrimitiveType();
            return new FileColumn(
                    file,
                    sink -> new ScalarConverter(
                            primitive.getPrimitiveTypeName(), new ScalarDecoder.Presence(), value -> {}));
        }
        FileColumn first = presence(file.asGroupType().getType(0));
        return new FileColumn(file.asGroupType().withNewFields(first.requested()), sink -> {
            Converter inner = first.converter().apply(sink);
            return new GroupConverter() {
                @Override
                public Converter getConverter(int field) {
                    return inner;
                }

                @Override
                public void start() {}

                @Override
                public void end() {}
            };
        });
    }
}
