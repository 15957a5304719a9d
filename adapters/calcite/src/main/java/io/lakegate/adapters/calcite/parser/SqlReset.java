package io.lakegate.adapters.calcite.parser;

import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;
import org.jspecify.annotations.Nullable;

/** The statement that gives session settings their first value back: {@code RESET name}, {@code SET name = DEFAULT}, {@code RESET ALL}. */
public final class SqlReset extends GatewayStatement {
    private static final SqlOperator OPERATOR =
            new NodeOperator("RESET", (position, operands) -> new SqlReset(position, (SqlIdentifier) operands.get(0)));

    private final @Nullable SqlIdentifier name;

    SqlReset(SqlParserPos position, @Nullable SqlIdentifier name) {
        super(position);
        this.name = name;
    }

    /** The setting's name as written, of any number of parts; empty for all settings. */
    public Optional<SqlIdentifier> name() {
        return Optional.ofNullable(name);
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.reset(this);
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return ImmutableNullableList.of(name);
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("RESET");
        if (name == null) {
            writer.keyword("ALL");
        } else {
            name.unparse(writer, 0, 0);
        }
    }
}
