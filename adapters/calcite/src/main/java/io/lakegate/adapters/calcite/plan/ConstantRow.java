package io.lakegate.adapters.calcite.plan;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.NlsString;
import org.jspecify.annotations.Nullable;

/**
 * The row of a statement that asks for literals only, as {@code SELECT 1}, by which pools and tools find out whether a connection lives. It needs no
 * engine.
 *
 * <p>Only whole numbers, booleans and texts count: of what they are worth, nobody has another idea.
 */
public final class ConstantRow {
    private ConstantRow() {}

    /** The values of the only row, in the classes that {@code RowBatch} promises; empty where something is to be computed. */
    public static Optional<@Nullable Object[]> of(RelNode tree, List<Column> columns) {
        List<? extends RexNode> expressions = expressions(tree);
        if (expressions.size() != columns.size()) {
            return Optional.empty();
        }
        @Nullable Object[] row = new @Nullable Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            Optional<Object> value = value(expressions.get(i), columns.get(i).type());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            row[i] = value.get();
        }
        return Optional.of(row);
    }

    /** What a statement of one row asks for; nothing for any other. */
    private static List<? extends RexNode> expressions(RelNode tree) {
        RelNode input = tree instanceof Project project ? project.getInput() : tree;
        if (!(input instanceof Values values) || values.getTuples().size() != 1) {
            return List.of();
        }
        List<RexLiteral> row = values.getTuples().get(0);
        return tree instanceof Project project
                ? project.getProjects().stream()
                        .map(asked -> asked instanceof RexInputRef ref ? row.get(ref.getIndex()) : asked)
                        .toList()
                : row;
    }

    private static Optional<Object> value(RexNode node, LakeType type) {
        if (!(node instanceof RexLiteral literal) || literal.isNull() || !(type instanceof Simple simple)) {
            return Optional.empty();
        }
        Object value = literal.getValue();
        return switch (simple) {
            case BOOLEAN -> Optional.ofNullable(value).filter(Boolean.class::isInstance);
            case VARCHAR ->
                value instanceof NlsString text
                                && text.getValue().length() == literal.getType().getPrecision()
                        ? Optional.of(text.getValue())
                        : Optional.empty();
            case TINYINT -> whole(value, 7).map(Long::byteValue);
            case SMALLINT -> whole(value, 15).map(Long::shortValue);
            case INTEGER -> whole(value, 31).map(Long::intValue);
            case BIGINT -> whole(value, 63).map(number -> number);
            default -> Optional.empty();
        };
    }

    private static Optional<Long> whole(@Nullable Object value, int bits) {
        return value instanceof BigDecimal number
                        && number.scale() == 0
                        && number.unscaledValue().bitLength() <= bits
                ? Optional.of(number.longValueExact())
                : Optional.empty();
    }
}
