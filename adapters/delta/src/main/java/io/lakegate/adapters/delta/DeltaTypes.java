package io.lakegate.adapters.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.kernel.internal.types.DataTypeJsonSerDe;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
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
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Delta's types in the words of Lakegate. A type that has no exact counterpart is refused with the name of its column.
 *
 * @see "Delta protocol: Schema Serialization Format"
 */
final class DeltaTypes {
    private static final Map<Class<? extends DataType>, LakeType> SIMPLE = Map.ofEntries(
            Map.entry(BooleanType.class, LakeType.Simple.BOOLEAN),
            Map.entry(ByteType.class, LakeType.Simple.TINYINT),
            Map.entry(ShortType.class, LakeType.Simple.SMALLINT),
            Map.entry(IntegerType.class, LakeType.Simple.INTEGER),
            Map.entry(LongType.class, LakeType.Simple.BIGINT),
            Map.entry(FloatType.class, LakeType.Simple.REAL),
            Map.entry(DoubleType.class, LakeType.Simple.DOUBLE),
            Map.entry(StringType.class, LakeType.Simple.VARCHAR),
            Map.entry(BinaryType.class, LakeType.Simple.VARBINARY),
            Map.entry(DateType.class, LakeType.Simple.DATE),
            Map.entry(TimestampType.class, LakeType.Simple.TIMESTAMP_TZ),
            Map.entry(TimestampNTZType.class, LakeType.Simple.TIMESTAMP));

    /** Names of the types above in the schema's JSON; nested types are objects there. */
    private static final Pattern KNOWN_NAME = Pattern.compile(
            "boolean|byte|short|integer|long|float|double|string|binary|date|timestamp|timestamp_ntz|decimal(\\(.*\\))?");

    private static final String COMMENT = "comment";

    private DeltaTypes() {}

    /**
     * The columns of a schema, in its order.
     *
     * @throws GatewayException {@link ErrorCode#UNSUPPORTED_TABLE_FEATURE} naming the first column whose type is not supported
     */
    static List<Column> columns(TableName table, StructType schema) {
        return fields(table, "", schema);
    }

    private static List<Column> fields(TableName table, String parent, StructType struct) {
        List<Column> columns = new ArrayList<>(struct.length());
        for (StructField field : struct.fields()) {
            columns.add(new Column(
                    field.getName(),
                    type(table, parent + field.getName(), field.getDataType()),
                    field.isNullable(),
                    // Whatever writers put there: only a text is a comment.
                    Optional.ofNullable(field.getMetadata().get(COMMENT))
                            .filter(String.class::isInstance)
                            .map(String.class::cast)));
        }
        return columns;
    }

    private static LakeType type(TableName table, String path, DataType type) {
        if (type instanceof StructType struct) {
            return new LakeType.StructOf(fields(table, path + ".", struct));
        }
        if (type instanceof ArrayType array) {
            return new LakeType.ListOf(type(table, path + ".element", array.getElementType()));
        }
        if (type instanceof MapType map) {
            return new LakeType.MapOf(
                    type(table, path + ".key", map.getKeyType()), type(table, path + ".value", map.getValueType()));
        }
        if (type instanceof DecimalType decimal && decimal.getPrecision() > 0) {
            return new LakeType.Decimal(decimal.getPrecision(), decimal.getScale());
        }
        LakeType simple = SIMPLE.get(type.getClass());
        if (simple == null) {
            String name = DataTypeJsonSerDe.serializeDataType(type); // as the table's own schema has it
            throw CatalogErrors.unsupportedType(table, path, name.replace("\"", ""));
        }
        return simple;
    }

    /**
     * The error for a schema that Kernel does not parse because a column has a type it does not know, as {@code void}; empty when that
     * is not the reason.
     */
    static Optional<GatewayException> unknownType(TableName table, String schemaJson) {
        try {
            return unknownInStruct(table, "", new ObjectMapper().readTree(schemaJson));
        } catch (JsonProcessingException e) {
            return Optional.empty(); // the schema is not even JSON: the caller has the better error
        }
    }

    private static Optional<GatewayException> unknownInStruct(TableName table, String parent, JsonNode struct) {
        for (JsonNode field : struct.path("fields")) {
            Optional<GatewayException> unknown =
                    unknown(table, parent + field.path("name").asText(), field.path("type"));
            if (unknown.isPresent()) {
                return unknown;
            }
        }
        return Optional.empty();
    }

    private static Optional<GatewayException> unknown(TableName table, String path, JsonNode type) {
        if (type.isTextual()) {
            return KNOWN_NAME.matcher(type.asText()).matches()
                    ? Optional.empty()
                    : Optional.of(CatalogErrors.unsupportedType(table, path, type.asText()));
        }
        return switch (type.path("type").asText()) {
            case "struct" -> unknownInStruct(table, path + ".", type);
            case "array" -> unknown(table, path + ".element", type.path("elementType"));
            case "map" ->
                unknown(table, path + ".key", type.path("keyType"))
                        .or(() -> unknown(table, path + ".value", type.path("valueType")));
            default -> Optional.empty();
        };
    }
}
