package io.lakegate.adapters.calcite.parser;

import java.util.List;
import java.util.function.BiFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;
import org.jspecify.annotations.Nullable;

/** What all nodes of one class share: a name, and the way to copy such a node with other operands. */
final class NodeOperator extends SqlSpecialOperator {
    private final BiFunction<SqlParserPos, List<SqlNode>, SqlCall> copy;

    NodeOperator(String name, BiFunction<SqlParserPos, List<SqlNode>, SqlCall> copy) {
        super(name, SqlKind.OTHER);
        this.copy = copy;
    }

    /** {@inheritDoc} Called by Calcite's tree rewriters. */
    @Override
    public SqlCall createCall(@Nullable SqlLiteral quantifier, SqlParserPos position, @Nullable SqlNode... operands) {
        return copy.apply(position, ImmutableNullableList.copyOf(operands));
    }
}
