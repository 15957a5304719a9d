package io.lakegate.adapters.testing;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FieldMetadata;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import java.util.List;

/** The Delta types that the writer uses for Lakegate's types: one line each. */
final class KernelTypes {
    private KernelTypes() {}

    static StructType struct(List<Column> columns) {
        return new StructType(columns.stream().map(KernelTypes::field).toList());
    }

    private static StructField field(Column column) {
        FieldMetadata.Builder metadata = FieldMetadata.builder();
        column.comment().ifPresent(comment -> metadata.putString("comment", comment));
        return new StructField(column.name(), type(column.type()), column.nullable(), metadata.build());
    }

    static DataType type(LakeType type) {
        return type.match(
                KernelTypes::simple,
                decimal -> new DecimalType(decimal.precision(), decimal.scale()),
                list -> new ArrayType(type(list.element()), true),
                map -> new MapType(type(map.key()), type(map.value()), true),
                struct -> struct(struct.fields()));
    }

    private static DataType simple(LakeType.Simple type) {
        return switch (type) {
            case BOOLEAN -> BooleanType.BOOLEAN;
            case TINYINT -> ByteType.BYTE;
            case SMALLINT -> ShortType.SHORT;
            case INTEGER -> IntegerType.INTEGER;
            case BIGINT -> LongType.LONG;
            case REAL -> FloatType.FLOAT;
            case DOUBLE -> DoubleType.DOUBLE;
            case VARCHAR -> StringType.STRING;
            case VARBINARY -> BinaryType.BINARY;
            case DATE -> DateType.DATE;
            case TIMESTAMP -> TimestampNTZType.TIMESTAMP_NTZ;
            case TIMESTAMP_TZ -> TimestampType.TIMESTAMP;
            case TIME, TIMESTAMP_NS, TIMESTAMP_TZ_NS, UUID, INTERVAL, NULL ->
                throw new IllegalArgumentException("Delta has no type for " + type);
        };
    }
}
