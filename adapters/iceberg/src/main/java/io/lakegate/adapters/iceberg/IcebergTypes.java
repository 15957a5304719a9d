package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The columns of an Iceberg schema in the words that all formats share. Variants are JSON text, geometries are WKB: their comments say so.
 *
 * @see "Iceberg spec: Schemas and Data Types"
 */
final class IcebergTypes {
    private final TableName table;

    private IcebergTypes(TableName table) {
        this.table = table;
    }

    /** The columns of a schema in order; types that cannot be read are refused by name. */
    static List<Column> columns(TableName table, Schema schema) {
        return new IcebergTypes(table).columns(schema.columns());
    }

    /** The field id of each column, by its name. */
    static Map<String, String> identities(Schema schema) {
        return schema.columns().stream()
                .collect(Collectors.toMap(Types.NestedField::name, field -> String.valueOf(field.fieldId())));
    }

    /** Our type for a primitive one. */
    static LakeType ofPrimitive(Type type) {
        return new IcebergTypes(new TableName("", "", "")).type("", type);
    }

    private List<Column> columns(List<Types.NestedField> fields) {
        List<Column> columns = new ArrayList<>();
        for (Types.NestedField field : fields) {
            columns.add(new Column(field.name(), type(field.name(), field.type()), field.isOptional(), comment(field)));
        }
        return columns;
    }

    private static Optional<String> comment(Types.NestedField field) {
        String kind = switch (field.type().typeId()) {
            case VARIANT -> "variant, as JSON text";
            case GEOMETRY, GEOGRAPHY -> field.type() + ", as WKB";
            default -> "";
        };
        String doc = field.doc() == null ? "" : field.doc();
        String both = doc.isEmpty() || kind.isEmpty() ? doc + kind : doc + " (" + kind + ")";
        return Optional.of(both).filter(text -> !text.isEmpty());
    }

    /** The type of a field; {@code name} is for the refusal. */
    private LakeType type(String name, Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> Simple.BOOLEAN;
            case INTEGER -> Simple.INTEGER;
            case LONG -> Simple.BIGINT;
            case FLOAT -> Simple.REAL;
            case DOUBLE -> Simple.DOUBLE;
            case DATE -> Simple.DATE;
            case TIME -> Simple.TIME;
            case TIMESTAMP -> ((Types.TimestampType) type).shouldAdjustToUTC() ? Simple.TIMESTAMP_TZ : Simple.TIMESTAMP;
            case TIMESTAMP_NANO ->
                ((Types.TimestampNanoType) type).shouldAdjustToUTC() ? Simple.TIMESTAMP_TZ_NS : Simple.TIMESTAMP_NS;
            case STRING, VARIANT -> Simple.VARCHAR;
            case UUID -> Simple.UUID;
            case FIXED, BINARY, GEOMETRY, GEOGRAPHY -> Simple.VARBINARY;
            case DECIMAL ->
                new LakeType.Decimal(((Types.DecimalType) type).precision(), ((Types.DecimalType) type).scale());
            case STRUCT -> new LakeType.StructOf(columns(type.asStructType().fields()));
            case LIST ->
                new LakeType.ListOf(type(name + ".element", type.asListType().elementType()));
            case MAP ->
                new LakeType.MapOf(
                        type(name + ".key", type.asMapType().keyType()),
                        type(name + ".value", type.asMapType().valueType()));
            case UNKNOWN -> Simple.NULL;
            default -> throw CatalogErrors.unsupportedType(table, name, type.toString());
        };
    }
}
