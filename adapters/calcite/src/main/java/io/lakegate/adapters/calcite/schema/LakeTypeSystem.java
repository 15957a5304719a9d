package io.lakegate.adapters.calcite.schema;

import io.lakegate.catalog.model.LakeType;
import java.math.RoundingMode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** The types of computed values: those that DuckDB computes, so that what is declared is what is delivered. */
public final class LakeTypeSystem extends RelDataTypeSystemImpl {
    private static final int NANOSECONDS = 9;
    private static final int MICROSECONDS = 6;

    @Override
    public int getMaxPrecision(SqlTypeName type) {
        return switch (type) {
            case DECIMAL -> LakeType.Decimal.MAX_PRECISION;
            case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> NANOSECONDS;
            default -> super.getMaxPrecision(type);
        };
    }

    @Override
    public int getMaxScale(SqlTypeName type) {
        return type == SqlTypeName.DECIMAL ? LakeType.Decimal.MAX_PRECISION : super.getMaxScale(type);
    }

    @Override
    public int getDefaultPrecision(SqlTypeName type) {
        return switch (type) {
            case DECIMAL -> 18; // what DuckDB makes of DECIMAL without digits, with scale 3
            case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> MICROSECONDS;
            default -> super.getDefaultPrecision(type);
        };
    }

    /** Whole numbers sum up to more than their own type holds: up to 32 bits in BIGINT, BIGINT in DECIMAL(38, 0). */
    @Override
    public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType argument) {
        RelDataType sum = switch (argument.getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER -> factory.createSqlType(SqlTypeName.BIGINT);
            case BIGINT -> factory.createSqlType(SqlTypeName.DECIMAL, LakeType.Decimal.MAX_PRECISION, 0);
            case DECIMAL ->
                factory.createSqlType(SqlTypeName.DECIMAL, LakeType.Decimal.MAX_PRECISION, argument.getScale());
            case REAL, FLOAT -> factory.createSqlType(SqlTypeName.DOUBLE);
            default -> argument;
        };
        return factory.createTypeWithNullability(sum, argument.isNullable());
    }

    /** Calcite's own would be the type of the argument, in which covariances of whole numbers have no place. */
    @Override
    public RelDataType deriveCovarType(RelDataTypeFactory factory, RelDataType first, RelDataType second) {
        return factory.createTypeWithNullability(factory.createSqlType(SqlTypeName.DOUBLE), true);
    }

    /** Digits that have no place are rounded, by Calcite's constants as by the engine. */
    @Override
    public RoundingMode roundingMode() {
        return RoundingMode.HALF_UP;
    }

    @Override
    public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType argument) {
        return SqlTypeUtil.isNumeric(argument)
                ? factory.createTypeWithNullability(factory.createSqlType(SqlTypeName.DOUBLE), argument.isNullable())
                : argument;
    }

    @Override
    public RelDataType deriveDecimalDivideType(RelDataTypeFactory factory, RelDataType left, RelDataType right) {
        boolean decimal = SqlTypeUtil.isExactNumeric(left)
                && SqlTypeUtil.isExactNumeric(right)
                && (SqlTypeUtil.isDecimal(left) || SqlTypeUtil.isDecimal(right));
        return decimal
                ? factory.createTypeWithNullability(
                        factory.createSqlType(SqlTypeName.DOUBLE), left.isNullable() || right.isNullable())
                : super.deriveDecimalDivideType(factory, left, right);
    }

    /** Otherwise the branches of a CASE would be padded with blanks to the longest one. */
    @Override
    public boolean shouldConvertRaggedUnionTypesToVarying() {
        return true;
    }
}
