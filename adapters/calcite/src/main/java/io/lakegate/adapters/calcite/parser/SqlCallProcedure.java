package io.lakegate.adapters.calcite.parser;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The statement that runs a procedure: {@code CALL s.p(CAST(@input AS JSON), 'text', NULL)}. */
public final class SqlCallProcedure extends GatewayStatement {
    private static final SqlOperator OPERATOR = new NodeOperator(
            "CALL",
            (position, operands) ->
                    new SqlCallProcedure(position, (SqlIdentifier) operands.get(0), (SqlNodeList) operands.get(1)));

    private final SqlIdentifier procedure;
    private final SqlNodeList arguments;

    SqlCallProcedure(SqlParserPos position, SqlIdentifier procedure, SqlNodeList arguments) {
        super(position);
        this.procedure = requireNonNull(procedure, "procedure");
        this.arguments = requireNonNull(arguments, "arguments");
    }

    /** The name as written, of any number of parts. */
    public SqlIdentifier procedure() {
        return procedure;
    }

    /** Each argument; empty for NULL. */
    public List<Optional<Argument>> arguments() {
        return arguments.stream().map(SqlCallProcedure::argument).toList();
    }

    private static Optional<Argument> argument(SqlNode node) {
        if (node instanceof SqlIdentifier variable) {
            return Optional.of(new Argument(variable.getSimple(), true));
        }
        return SqlUtil.isNullLiteral(node, false)
                ? Optional.empty()
                : Optional.of(new Argument(((SqlLiteral) node).getValueAs(String.class), false));
    }

    /** A text, or the name of a variable with its sign. */
    public record Argument(String text, boolean variable) {}

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.call(this);
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(procedure, arguments);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("CALL");
        procedure.unparse(writer, 0, 0);
        SqlWriter.Frame frame = writer.startList("(", ")");
        for (SqlNode argument : arguments) {
            writer.sep(",");
            if (argument instanceof SqlIdentifier variable) {
                writer.literal(variable.getSimple());
            } else {
                argument.unparse(writer, 0, 0);
            }
        }
        writer.endList(frame);
    }
}
