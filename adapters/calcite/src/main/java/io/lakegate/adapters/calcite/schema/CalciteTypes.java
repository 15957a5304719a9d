package io.lakegate.adapters.calcite.schema;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** The one table between our types and Calcite's. */
public final class CalciteTypes {
    private static final int MICROSECONDS = 6;
    private static final int NANOSECONDS = 9;

    private CalciteTypes() {}

    private static boolean isNanos(RelDataType time) {
        return time.getPrecision() > MICROSECONDS;
    }

    /** The row type of these columns. */
    public static RelDataType rowType(List<Column> columns, RelDataTypeFactory factory) {
        RelDataTypeFactory.Builder builder = factory.builder();
        columns.forEach(column -> builder.add(column.name(), columnType(column, factory)));
        return builder.build();
    }

    private static RelDataType columnType(Column column, RelDataTypeFactory factory) {
        return factory.createTypeWithNullability(toCalcite(column.type(), factory), column.nullable());
    }

    private static RelDataType nullable(LakeType type, RelDataTypeFactory factory) {
        return factory.createTypeWithNullability(toCalcite(type, factory), true);
    }

    private static RelDataType toCalcite(LakeType type, RelDataTypeFactory factory) {
        return type.match(
                simple -> toCalcite(simple, factory),
                decimal -> factory.createSqlType(SqlTypeName.DECIMAL, decimal.precision(), decimal.scale()),
                list -> factory.createArrayType(nullable(list.element(), factory), -1),
                map -> factory.createMapType(toCalcite(map.key(), factory), nullable(map.value(), factory)),
                struct -> rowType(struct.fields(), factory));
    }

    private static RelDataType toCalcite(LakeType.Simple type, RelDataTypeFactory factory) {
        return switch (type) {
            case BOOLEAN -> factory.createSqlType(SqlTypeName.BOOLEAN);
            case TINYINT -> factory.createSqlType(SqlTypeName.TINYINT);
            case SMALLINT -> factory.createSqlType(SqlTypeName.SMALLINT);
            case INTEGER -> factory.createSqlType(SqlTypeName.INTEGER);
            case BIGINT -> factory.createSqlType(SqlTypeName.BIGINT);
            case REAL -> factory.createSqlType(SqlTypeName.REAL);
            case DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
            case VARCHAR -> factory.createSqlType(SqlTypeName.VARCHAR);
            case VARBINARY -> factory.createSqlType(SqlTypeName.VARBINARY);
            case DATE -> factory.createSqlType(SqlTypeName.DATE);
            case TIME -> factory.createSqlType(SqlTypeName.TIME, 6);
            case TIMESTAMP -> factory.createSqlType(SqlTypeName.TIMESTAMP, 6);
            case TIMESTAMP_TZ -> factory.createSqlType(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, 6);
            case TIMESTAMP_NS -> factory.createSqlType(SqlTypeName.TIMESTAMP, NANOSECONDS);
            case TIMESTAMP_TZ_NS -> factory.createSqlType(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, NANOSECONDS);
            case UUID -> factory.createSqlType(SqlTypeName.UUID);
            case INTERVAL -> factory.createSqlType(SqlTypeName.ANY);
            case NULL -> factory.createSqlType(SqlTypeName.NULL);
        };
    }

    /** The columns of a validated row; names are as the statement or the tables spell them. */
    public static List<Column> columns(RelDataType rowType) {
        List<Column> columns = new ArrayList<>();
        for (RelDataTypeField field : rowType.getFieldList()) {
            columns.add(new Column(
                    field.getName(), toLake(field.getType()), field.getType().isNullable(), Optional.empty()));
        }
        return columns;
    }

    /** Our type for a validated expression. Calcite's FLOAT is DuckDB's DOUBLE; CHAR is text without padding. */
    public static LakeType toLake(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> LakeType.Simple.BOOLEAN;
            case TINYINT -> LakeType.Simple.TINYINT;
            case SMALLINT -> LakeType.Simple.SMALLINT;
            case INTEGER -> LakeType.Simple.INTEGER;
            case BIGINT -> LakeType.Simple.BIGINT;
            case REAL -> LakeType.Simple.REAL;
            case FLOAT, DOUBLE -> LakeType.Simple.DOUBLE;
            case DECIMAL ->
                new LakeType.Decimal(Math.min(type.getPrecision(), LakeType.Decimal.MAX_PRECISION), type.getScale());
            case BINARY, VARBINARY -> LakeType.Simple.VARBINARY;
            case DATE -> LakeType.Simple.DATE;
            case TIME, TIME_WITH_LOCAL_TIME_ZONE -> LakeType.Simple.TIME;
            case TIMESTAMP -> isNanos(type) ? LakeType.Simple.TIMESTAMP_NS : LakeType.Simple.TIMESTAMP;
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ ->
                isNanos(type) ? LakeType.Simple.TIMESTAMP_TZ_NS : LakeType.Simple.TIMESTAMP_TZ;
            case UUID -> LakeType.Simple.UUID;
            case NULL -> LakeType.Simple.NULL;
            case ARRAY, MULTISET ->
                new LakeType.ListOf(toLake(requireNonNull(type.getComponentType(), "component type")));
            case MAP ->
                new LakeType.MapOf(
                        toLake(requireNonNull(type.getKeyType(), "key type")),
                        toLake(requireNonNull(type.getValueType(), "value type")));
            case ROW, STRUCTURED -> new LakeType.StructOf(columns(type));
            default ->
                SqlTypeName.INTERVAL_TYPES.contains(type.getSqlTypeName())
                        ? LakeType.Simple.INTERVAL
                        : LakeType.Simple.VARCHAR;
        };
    }

    /** The name of a type in DuckDB. */
    public static String engineName(RelDataType type) {
        SqlTypeName name = type.getSqlTypeName();
        return switch (name) {
            case CHAR, VARCHAR -> "VARCHAR";
            case BINARY, VARBINARY -> "BLOB";
            case FLOAT -> "DOUBLE";
            case TIME -> "TIME";
            case TIMESTAMP -> isNanos(type) ? "TIMESTAMP_NS" : "TIMESTAMP";
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ ->
                isNanos(type) ? "TIMESTAMPTZ_NS" : "TIMESTAMP WITH TIME ZONE";
            case DECIMAL -> "DECIMAL(" + type.getPrecision() + ", " + type.getScale() + ")";
            case NULL, UNKNOWN -> "INTEGER"; // of nothing but NULLs
            default -> SqlTypeName.INTERVAL_TYPES.contains(name) ? "INTERVAL" : nestedEngineName(type);
        };
    }

    private static String nestedEngineName(RelDataType type) {
        RelDataType element = type.getComponentType();
        if (element != null) {
            return engineName(element) + "[]";
        }
        RelDataType key = type.getKeyType();
        RelDataType value = type.getValueType();
        if (key != null && value != null) {
            return "MAP(" + engineName(key) + ", " + engineName(value) + ")";
        }
        if (type.isStruct()) {
            StringBuilder text = new StringBuilder("STRUCT(");
            String separator = "";
            for (RelDataTypeField field : type.getFieldList()) {
                text.append(separator)
                        .append('"')
                        .append(field.getName().replace("\"", "\"\""))
                        .append('"')
                        .append(' ')
                        .append(engineName(field.getType()));
                separator = ", ";
            }
            return text.append(')').toString();
        }
        return type.getSqlTypeName().getName();
    }

    /** Types by the names that other dialects have for them. */
    public static @Nullable RelDataType named(String name, RelDataTypeFactory types) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "TEXT", "STRING", "BPCHAR" -> types.createSqlType(SqlTypeName.VARCHAR);
            case "BLOB", "BYTEA", "BYTES" -> types.createSqlType(SqlTypeName.VARBINARY);
            case "BYTE", "INT1" -> types.createSqlType(SqlTypeName.TINYINT);
            case "SHORT", "INT2", "INT16" -> types.createSqlType(SqlTypeName.SMALLINT);
            case "INT4", "INT32" -> types.createSqlType(SqlTypeName.INTEGER);
            case "LONG", "INT8", "INT64" -> types.createSqlType(SqlTypeName.BIGINT);
            case "HUGEINT" -> types.createSqlType(SqlTypeName.DECIMAL, 38, 0);
            case "FLOAT4" -> types.createSqlType(SqlTypeName.REAL);
            case "FLOAT8", "FLOAT64" -> types.createSqlType(SqlTypeName.DOUBLE);
            case "BOOL" -> types.createSqlType(SqlTypeName.BOOLEAN);
            case "TIMESTAMPTZ" -> types.createSqlType(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, 6);
            default -> null;
        };
    }
}
