package io.lakegate.adapters.calcite.parser;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/** The statement that sets where a session looks names up: {@code USE [catalog.]schema}, {@code USE SCHEMA s}, {@code USE CATALOG c}. */
public final class SqlUse extends GatewayStatement {
    private static final SqlOperator OPERATOR = new NodeOperator(
            "USE",
            (position, operands) -> new SqlUse(
                    position, ((SqlLiteral) operands.get(0)).getValueAs(Level.class), (SqlIdentifier) operands.get(1)));

    private final Level level;
    private final SqlIdentifier name;

    SqlUse(SqlParserPos position, Level level, SqlIdentifier name) {
        super(position);
        this.level = requireNonNull(level, "level");
        this.name = requireNonNull(name, "name");
    }

    /** What the statement says its name is. */
    public enum Level {
        /** {@code USE CATALOG c}; the name has one part. */
        CATALOG,
        /** {@code USE SCHEMA [c.]s}; the name has one or two parts. */
        SCHEMA,
        /** {@code USE [c.]s}, without a word before the name; the name has one or two parts. */
        UNSAID
    }

    public Level level() {
        return level;
    }

    public SqlIdentifier name() {
        return name;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.use(this);
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(SqlLiteral.createSymbol(level, SqlParserPos.ZERO), name);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("USE");
        if (level != Level.UNSAID) {
            writer.keyword(level.name());
        }
        name.unparse(writer, 0, 0);
    }
}
