package io.lakegate.adapters.calcite;

import io.lakegate.adapters.calcite.plan.Guarded;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.RelFieldTrimmer;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;

/** Calcite's way of leaving out columns that a statement does not need, through operators of our own too. For one statement. */
public final class LakeTrimmer extends RelFieldTrimmer {
    LakeTrimmer(SqlValidator validator, RelBuilder builder) {
        super(validator, builder);
    }

    /** Called by Calcite, by its name and the type of its first argument. */
    public TrimResult trimFields(Guarded part, ImmutableBitSet used, Set<RelDataTypeField> extra) {
        TrimResult input = trimChild(part, part.getInput(), used, extra);
        return result(part.around(input.left), input.right, part);
    }
}
