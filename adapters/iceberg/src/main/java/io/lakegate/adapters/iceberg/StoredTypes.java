package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Types;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Whether the engine reads a column of a Parquet file as what the table says that it is, and under which names: nested fields are found by
 * their ids here and by their names there.
 */
final class StoredTypes {
    private StoredTypes() {}

    /** Thrown where the engine would read something else, or nothing; its message says why, as a clause. */
    static final class NotForTheEngine extends Exception {
        private static final long serialVersionUID = 1L;

        NotForTheEngine(String why) {
            super(why);
        }
    }

    /**
     * The column's type with the names that nested fields have in the file.
     *
     * @param wanted the type by the table's schema, and {@code type} the same in our words
     * @param file the column in the file, with field ids
     */
    static LakeType of(org.apache.iceberg.types.Type wanted, LakeType type, Type file) throws NotForTheEngine {
        return switch (wanted.typeId()) {
            case STRUCT -> struct(wanted.asStructType(), (LakeType.StructOf) type, group(file));
            case LIST -> list(wanted.asListType(), (LakeType.ListOf) type, file);
            case MAP -> map(wanted.asMapType(), (LakeType.MapOf) type, file);
            default -> primitive(wanted, type, file);
        };
    }

    private static LakeType primitive(org.apache.iceberg.types.Type wanted, LakeType type, Type file)
            throws NotForTheEngine {
        if (!file.isPrimitive()) {
            throw new NotForTheEngine("%s is nested in the file".formatted(file.getName()));
        }
        checkPrimitive(wanted, file.asPrimitiveType());
        return type;
    }

    private static GroupType group(Type file) throws NotForTheEngine {
        if (file.isPrimitive() || file.isRepetition(Type.Repetition.REPEATED)) {
            throw new NotForTheEngine("%s has another shape in the file".formatted(file.getName()));
        }
        return file.asGroupType();
    }

    private static LakeType struct(Types.StructType wanted, LakeType.StructOf type, GroupType file)
            throws NotForTheEngine {
        List<Column> fields = new ArrayList<>();
        boolean any = false;
        for (int i = 0; i < wanted.fields().size(); i++) {
            Types.NestedField field = wanted.fields().get(i);
            LakeType fieldType = type.fields().get(i).type();
            Optional<Type> stored = find(file, field.fieldId());
            if (stored.isPresent()) {
                any = true;
                fields.add(new Column(stored.get().getName(), of(field.type(), fieldType, stored.get())));
            } else if (field.initialDefault() != null) {
                throw new NotForTheEngine("the nested field %s has a default for older files".formatted(field.name()));
            } else {
                fields.add(new Column("lakegate_absent_" + field.fieldId(), fieldType)); // NULL, as no file has it
            }
        }
        if (!any) {
            throw new NotForTheEngine("%s has none of its fields in the file".formatted(file.getName()));
        }
        return new LakeType.StructOf(fields);
    }

    private static LakeType list(Types.ListType wanted, LakeType.ListOf type, Type file) throws NotForTheEngine {
        GroupType group = group(file);
        boolean list = group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation;
        if (!list || group.getFieldCount() != 1 || group.getType(0).isPrimitive()) {
            throw new NotForTheEngine("the list %s is written in an older way".formatted(file.getName()));
        }
        GroupType repeated = group.getType(0).asGroupType();
        boolean threeLevels = repeated.getFieldCount() == 1
                && !repeated.getName().equals("array")
                && !repeated.getName().equals(group.getName() + "_tuple");
        if (!threeLevels) {
            throw new NotForTheEngine("the list %s is written in an older way".formatted(file.getName()));
        }
        return new LakeType.ListOf(of(wanted.elementType(), type.element(), repeated.getType(0)));
    }

    private static LakeType map(Types.MapType wanted, LakeType.MapOf type, Type file) throws NotForTheEngine {
        GroupType group = group(file);
        LogicalTypeAnnotation annotation = group.getLogicalTypeAnnotation();
        boolean map = annotation instanceof MapLogicalTypeAnnotation || annotation instanceof MapKeyValueTypeAnnotation;
        if (!map || group.getFieldCount() != 1 || group.getType(0).isPrimitive()) {
            throw new NotForTheEngine("the map %s is written in an older way".formatted(file.getName()));
        }
        GroupType entry = group.getType(0).asGroupType();
        if (entry.getFieldCount() != 2) {
            throw new NotForTheEngine("the map %s has no values in the file".formatted(file.getName()));
        }
        return new LakeType.MapOf(
                of(wanted.keyType(), type.key(), entry.getType(0)),
                of(wanted.valueType(), type.value(), entry.getType(1)));
    }

    /** The field of this id. */
    static Optional<Type> find(GroupType group, int id) {
        return group.getFields().stream()
                .filter(field -> field.getId() != null && field.getId().intValue() == id)
                .findFirst();
    }

    /** The engine casts what it finds to the type that is wanted; refused is what such a cast would garble or does not know. */
    private static void checkPrimitive(org.apache.iceberg.types.Type wanted, PrimitiveType file)
            throws NotForTheEngine {
        PrimitiveTypeName stored = file.getPrimitiveTypeName();
        @Nullable LogicalTypeAnnotation annotation = file.getLogicalTypeAnnotation();
        boolean good = switch (wanted.typeId()) {
            case BOOLEAN -> stored == PrimitiveTypeName.BOOLEAN;
            case INTEGER -> stored == PrimitiveTypeName.INT32 && isSigned(annotation);
            case LONG ->
                (stored == PrimitiveTypeName.INT32 || stored == PrimitiveTypeName.INT64) && isSigned(annotation);
            case FLOAT -> stored == PrimitiveTypeName.FLOAT;
            case DOUBLE -> stored == PrimitiveTypeName.DOUBLE || stored == PrimitiveTypeName.FLOAT;
            case DATE -> annotation instanceof DateLogicalTypeAnnotation;
            case TIME -> annotation instanceof TimeLogicalTypeAnnotation;
            case TIMESTAMP, TIMESTAMP_NANO ->
                annotation instanceof TimestampLogicalTypeAnnotation
                        || (stored == PrimitiveTypeName.INT96
                                && wanted.typeId() == org.apache.iceberg.types.Type.TypeID.TIMESTAMP);
            case STRING ->
                annotation instanceof StringLogicalTypeAnnotation
                        || annotation instanceof EnumLogicalTypeAnnotation
                        || annotation instanceof JsonLogicalTypeAnnotation;
            case UUID -> annotation instanceof UUIDLogicalTypeAnnotation;
            case FIXED, BINARY ->
                (stored == PrimitiveTypeName.BINARY || stored == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                        && annotation == null;
            case DECIMAL ->
                annotation instanceof DecimalLogicalTypeAnnotation decimal
                        && decimal.getScale() == ((Types.DecimalType) wanted).scale();
            default -> false;
        };
        if (!good) {
            throw new NotForTheEngine("%s is stored as %s"
                    .formatted(file.getName(), file.toString().strip()));
        }
    }

    private static boolean isSigned(@Nullable LogicalTypeAnnotation annotation) {
        return annotation == null || (annotation instanceof IntLogicalTypeAnnotation integer && integer.isSigned());
    }
}
