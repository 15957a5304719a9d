package io.lakegate.adapters.calcite.parser;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The statement that forgets a name: {@code DROP [EXTERNAL] TABLE [IF EXISTS] s.t} and {@code DROP VIEW [IF EXISTS] s.v}. */
public final class SqlDropDefinition extends GatewayStatement {
    private static final SqlOperator OPERATOR = new NodeOperator(
            "DROP",
            (position, operands) -> new SqlDropDefinition(
                    position,
                    (SqlIdentifier) operands.get(0),
                    ((SqlLiteral) operands.get(1)).booleanValue(),
                    ((SqlLiteral) operands.get(2)).booleanValue()));

    private final SqlIdentifier name;
    private final boolean view;
    private final boolean ifExists;

    SqlDropDefinition(SqlParserPos position, SqlIdentifier name, boolean view, boolean ifExists) {
        super(position);
        this.name = requireNonNull(name, "name");
        this.view = view;
        this.ifExists = ifExists;
    }

    /** The name as written, of any number of parts. */
    public SqlIdentifier name() {
        return name;
    }

    /** Whether it is said to be a view, and not an external table. */
    public boolean view() {
        return view;
    }

    public boolean ifExists() {
        return ifExists;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.drop(this);
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(
                name,
                SqlLiteral.createBoolean(view, SqlParserPos.ZERO),
                SqlLiteral.createBoolean(ifExists, SqlParserPos.ZERO));
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword(view ? "DROP VIEW" : "DROP EXTERNAL TABLE");
        if (ifExists) {
            writer.keyword("IF EXISTS");
        }
        name.unparse(writer, 0, 0);
    }
}
