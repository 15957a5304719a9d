package io.lakegate.adapters.calcite;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexExecutor;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Computes constant expressions ahead of the engine, but none that has to do with times: Calcite computes these in milliseconds, and reads
 * texts of instants without looking at the zone that they name. Any thread.
 */
final class ConstantFolding implements RexExecutor {
    @Override
    public void reduce(RexBuilder rexBuilder, List<RexNode> constants, List<RexNode> reduced) {
        for (RexNode constant : constants) {
            if (holdsTime(constant) || rounds(constant)) {
                reduced.add(constant);
            } else {
                RexUtil.EXECUTOR.reduce(rexBuilder, List.of(constant), reduced);
            }
        }
    }

    private static boolean holdsTime(RexNode node) {
        return isTime(node.getType())
                || (node instanceof RexCall call && call.getOperands().stream().anyMatch(ConstantFolding::holdsTime));
    }

    /** Which way halves are rounded, the engine decides by the type that they come from. */
    private static boolean rounds(RexNode node) {
        if (!(node instanceof RexCall call)) {
            return false;
        }
        boolean rounds = call.isA(SqlKind.CAST)
                && SqlTypeUtil.isNumeric(call.getType())
                && !isWhole(call.getOperands().get(0));
        return rounds || call.getOperands().stream().anyMatch(ConstantFolding::rounds);
    }

    private static boolean isWhole(RexNode node) {
        if (SqlTypeUtil.isIntType(node.getType())) {
            return true;
        }
        return node instanceof RexLiteral literal
                && SqlTypeUtil.inCharFamily(literal.getType())
                && String.valueOf(literal.getValueAs(String.class)).matches("-?\\d+");
    }

    private static boolean isTime(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> true;
            default -> false;
        };
    }
}
