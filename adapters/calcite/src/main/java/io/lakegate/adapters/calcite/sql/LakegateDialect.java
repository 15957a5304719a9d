package io.lakegate.adapters.calcite.sql;

import io.lakegate.adapters.calcite.schema.CalciteTypes;
import io.lakegate.adapters.calcite.schema.LakeTypeSystem;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDialect;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUserDefinedTypeNameSpec;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.dialect.DuckDBSqlDialect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** How DuckDB 2 spells SQL, where Calcite's own DuckDB dialect spells it otherwise. */
final class LakegateDialect extends DuckDBSqlDialect {
    static final SqlDialect INSTANCE = new LakegateDialect(DuckDBSqlDialect.DEFAULT_CONTEXT
            .withNullCollation(NullCollation.LAST)
            .withDataTypeSystem(new LakeTypeSystem()));

    private LakegateDialect(Context context) {
        super(context);
    }

    /** Scans are gaps in the text: each needs its alias beside it. */
    @Override
    public boolean hasImplicitTableAlias() {
        return false;
    }

    @Override
    public boolean supportsCharSet() {
        return false;
    }

    @Override
    public boolean supportsNestedAggregations() {
        return false;
    }

    @Override
    public void unparseOffsetFetch(SqlWriter writer, @Nullable SqlNode offset, @Nullable SqlNode fetch) {
        unparseFetchUsingLimit(writer, offset, fetch);
    }

    /** DuckDB's text literals are UTF-8 as they stand; it has no {@code u&'…'}. */
    @Override
    public void quoteStringLiteral(StringBuilder text, @Nullable String charsetName, String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "text with a zero character cannot be written in a statement; bind it as a parameter");
        }
        text.append('\'').append(value.replace("'", "''")).append('\'');
    }

    @Override
    public @Nullable SqlNode getCastSpec(RelDataType type) {
        return typeName(CalciteTypes.engineName(type));
    }

    private static SqlNode typeName(String name) {
        return new SqlDataTypeSpec(
                new SqlUserDefinedTypeNameSpec(new VerbatimIdentifier(name), SqlParserPos.ZERO), SqlParserPos.ZERO);
    }

    @Override
    public void unparseCall(SqlWriter writer, SqlCall call, int leftPrec, int rightPrec) {
        switch (call.getKind()) {
            case CHAR_LENGTH -> function(writer, "LENGTH", call);
            default -> super.unparseCall(writer, call, leftPrec, rightPrec);
        }
    }

    private static void function(SqlWriter writer, String name, SqlCall call) {
        SqlWriter.Frame frame = writer.startFunCall(name);
        for (SqlNode operand : call.getOperandList()) {
            writer.sep(",");
            operand.unparse(writer, 0, 0);
        }
        writer.endFunCall(frame);
    }
}
