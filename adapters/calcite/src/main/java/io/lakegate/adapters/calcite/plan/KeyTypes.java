package io.lakegate.adapters.calcite.plan;

import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Which types of keys say exactly which values of a column equal them. Whole numbers do, of any width; other values do those of their own type. */
public final class KeyTypes {
    /** By their width. */
    private static final List<LakeType> WHOLE =
            List.of(LakeType.Simple.TINYINT, LakeType.Simple.SMALLINT, LakeType.Simple.INTEGER, LakeType.Simple.BIGINT);

    private static final List<LakeType> EXACT = List.of(
            LakeType.Simple.VARCHAR, LakeType.Simple.DATE, LakeType.Simple.TIMESTAMP, LakeType.Simple.TIMESTAMP_TZ);

    private KeyTypes() {}

    static boolean areComparable(LakeType column, LakeType key) {
        return (WHOLE.contains(column) && WHOLE.contains(key))
                || (column.equals(key) && (EXACT.contains(column) || column instanceof LakeType.Decimal));
    }

    /** Whether a cast changes no value and gives no two values one: it changes what may be NULL, or has more room for whole numbers. */
    static boolean isSame(RelDataType from, RelDataType to) {
        if (SqlTypeUtil.isIntType(from) && SqlTypeUtil.isIntType(to)) {
            return from.getPrecision() <= to.getPrecision();
        }
        return from.getSqlTypeName() == to.getSqlTypeName()
                && from.getPrecision() == to.getPrecision()
                && from.getScale() == to.getScale()
                && !from.isStruct()
                && from.getComponentType() == null
                && from.getKeyType() == null;
    }

    /**
     * A key as a value of a column; empty where no value of the column equals it.
     *
     * @param column a type that is comparable with the key's
     * @param key in the class that {@link Value} says for its type
     */
    public static Optional<Value> of(LakeType column, Object key) {
        int width = WHOLE.indexOf(column);
        if (width < 0) {
            return Optional.of(Value.of(column, key));
        }
        long number = ((Number) key).longValue();
        return switch (width) {
            case 0 -> number == (byte) number ? Optional.of(Value.of(column, (byte) number)) : Optional.empty();
            case 1 -> number == (short) number ? Optional.of(Value.of(column, (short) number)) : Optional.empty();
            case 2 -> number == (int) number ? Optional.of(Value.of(column, (int) number)) : Optional.empty();
            default -> Optional.of(Value.of(column, number));
        };
    }
}
