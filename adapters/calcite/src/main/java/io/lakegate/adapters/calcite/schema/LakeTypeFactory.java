package io.lakegate.adapters.calcite.schema;

import io.lakegate.catalog.model.LakeType;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/** Makes types whose text is Unicode, which Calcite's own default is not. */
public final class LakeTypeFactory extends SqlTypeFactoryImpl {
    public LakeTypeFactory() {
        super(new LakeTypeSystem());
    }

    /** An instant has one type, by whichever of its two names: Calcite's own with a zone in each value is none of the engine's. */
    @Override
    public RelDataType createSqlType(SqlTypeName name) {
        return super.createSqlType(plain(name));
    }

    @Override
    public RelDataType createSqlType(SqlTypeName name, int precision) {
        return super.createSqlType(plain(name), precision);
    }

    /**
     * Decimals keep their fraction, as in DuckDB, where they have no type in common that holds all of both. Calcite keeps the digits in front of the point: it
     * would round {@code 300.004} before comparing it with a sum that has two digits behind it, and answer that 300 is not less.
     */
    @Override
    public @Nullable RelDataType leastRestrictive(List<RelDataType> types, SqlTypeMappingRule mappingRule) {
        RelDataType common = super.leastRestrictive(types, mappingRule);
        return common != null && common.getSqlTypeName() == SqlTypeName.DECIMAL && areExact(types)
                ? createTypeWithNullability(withFraction(types), common.isNullable())
                : common;
    }

    private static boolean areExact(List<RelDataType> types) {
        return types.stream()
                .allMatch(type -> SqlTypeUtil.isExactNumeric(type) || type.getSqlTypeName() == SqlTypeName.NULL);
    }

    private RelDataType withFraction(List<RelDataType> types) {
        int scale = 0;
        int whole = 0;
        for (RelDataType type : types) {
            if (type.getSqlTypeName() != SqlTypeName.NULL) {
                scale = Math.max(scale, type.getScale());
                whole = Math.max(whole, type.getPrecision() - type.getScale());
            }
        }
        return createSqlType(SqlTypeName.DECIMAL, Math.min(whole + scale, LakeType.Decimal.MAX_PRECISION), scale);
    }

    private static SqlTypeName plain(SqlTypeName name) {
        return name == SqlTypeName.TIMESTAMP_TZ ? SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE : name;
    }

    @Override
    public Charset getDefaultCharset() {
        return StandardCharsets.UTF_8;
    }
}
