package io.lakegate.adapters.calcite.parser;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;
import org.jspecify.annotations.Nullable;

/**
 * The statement that gives a name to a table that lies somewhere: {@code CREATE EXTERNAL TABLE s.t USING format LOCATION '…' OPTIONS (…)},
 * whichever of its spellings was used.
 */
public final class SqlCreateExternalTable extends GatewayStatement {
    private static final SqlOperator OPERATOR = new NodeOperator(
            "CREATE EXTERNAL TABLE",
            (position, operands) -> new SqlCreateExternalTable(
                    position,
                    (SqlIdentifier) operands.get(0),
                    (SqlIdentifier) operands.get(1),
                    (SqlLiteral) operands.get(2),
                    (SqlNodeList) operands.get(3),
                    ((SqlLiteral) operands.get(4)).booleanValue()));

    private final SqlIdentifier name;
    private final @Nullable SqlIdentifier format;
    private final @Nullable SqlLiteral location;
    private final SqlNodeList options;
    private final boolean ifNotExists;

    SqlCreateExternalTable(
            SqlParserPos position,
            SqlIdentifier name,
            @Nullable SqlIdentifier format,
            @Nullable SqlLiteral location,
            SqlNodeList options,
            boolean ifNotExists) {
        super(position);
        this.name = requireNonNull(name, "name");
        this.format = format;
        this.location = location;
        this.options = requireNonNull(options, "options");
        this.ifNotExists = ifNotExists;
    }

    /** The name as written, of any number of parts. */
    public SqlIdentifier name() {
        return name;
    }

    public Optional<String> format() {
        return Optional.ofNullable(format).map(SqlIdentifier::getSimple);
    }

    public Optional<String> location() {
        return Optional.ofNullable(location).map(text -> text.getValueAs(String.class));
    }

    /** What else was said, by key in lower case, in the statement's order. */
    public Map<String, String> options() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < options.size(); i += 2) {
            texts.put(text(options.get(i)), text(options.get(i + 1)));
        }
        return texts;
    }

    private static String text(SqlNode literal) {
        return ((SqlLiteral) literal).getValueAs(String.class);
    }

    public boolean ifNotExists() {
        return ifNotExists;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.createExternalTable(this);
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return ImmutableNullableList.of(
                name, format, location, options, SqlLiteral.createBoolean(ifNotExists, SqlParserPos.ZERO));
    }

    @Override
    public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
        writer.keyword("CREATE EXTERNAL TABLE");
        if (ifNotExists) {
            writer.keyword("IF NOT EXISTS");
        }
        name.unparse(writer, 0, 0);
        if (format != null) {
            writer.keyword("USING");
            format.unparse(writer, 0, 0);
        }
        if (location != null) {
            writer.keyword("LOCATION");
            location.unparse(writer, 0, 0);
        }
        if (!options.isEmpty()) {
            writer.keyword("OPTIONS");
            SqlWriter.Frame frame = writer.startList("(", ")");
            for (int i = 0; i < options.size(); i += 2) {
                writer.sep(",");
                options.get(i).unparse(writer, 0, 0);
                writer.keyword("=");
                options.get(i + 1).unparse(writer, 0, 0);
            }
            writer.endList(frame);
        }
    }
}
