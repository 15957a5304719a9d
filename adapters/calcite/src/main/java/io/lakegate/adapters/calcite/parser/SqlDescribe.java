package io.lakegate.adapters.calcite.parser;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The statement that shows what a table is: {@code DESCRIBE [TABLE] t}, {@code DESCRIBE HISTORY t}, {@code DESCRIBE DETAIL t}. */
public final class SqlDescribe extends GatewayStatement {
    private static final SqlOperator OPERATOR = new NodeOperator(
            "DESCRIBE",
            (position, operands) ->
                    new SqlDescribe(position, ((SqlLiteral) operands.get(0)).getValueAs(Subject.class), (SqlIdentifier)
                            operands.get(1)));

    private final Subject subject;
    private final SqlIdentifier table;

    SqlDescribe(SqlParserPos position, Subject subject, SqlIdentifier table) {
        super(position);
        this.subject = requireNonNull(subject, "subject");
        this.table = requireNonNull(table, "table");
    }

    /** What is asked of the table. */
    public enum Subject {
        /** Its columns. */
        TABLE,
        /** Its versions. */
        HISTORY,
        /** Its format, location, size and properties. */
        DETAIL
    }

    public Subject subject() {
        return subject;
    }

    /** The table's name, of one to three parts. */
    public SqlIdentifier table() {
        return table;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.describe(this);
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(SqlLiteral.createSymbol(subject, SqlParserPos.ZERO), table);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("DESCRIBE");
        writer.keyword(subject.name());
        table.unparse(writer, 0, 0);
    }
}
