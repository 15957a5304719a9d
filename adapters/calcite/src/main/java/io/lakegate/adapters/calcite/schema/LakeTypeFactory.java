package io.lakegate.adapters.calcite.schema;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeName;

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

    private static SqlTypeName plain(SqlTypeName name) {
        return name == SqlTypeName.TIMESTAMP_TZ ? SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE : name;
    }

    @Override
    public Charset getDefaultCharset() {
        return StandardCharsets.UTF_8;
    }
}
