package io.lakegate.adapters.calcite.schema;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;

/** Makes types whose text is Unicode, which Calcite's own default is not. */
public final class LakeTypeFactory extends SqlTypeFactoryImpl {
    public LakeTypeFactory() {
        super(new LakeTypeSystem());
    }

    @Override
    public Charset getDefaultCharset() {
        return StandardCharsets.UTF_8;
    }
}
