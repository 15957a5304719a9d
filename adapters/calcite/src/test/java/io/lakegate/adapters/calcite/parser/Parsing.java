package io.lakegate.adapters.calcite.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlDialect;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.dialect.AnsiSqlDialect;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.validate.SqlConformanceEnum;

/** The parser as the gateway sets it up, and short ways to ask it. */
final class Parsing {
    static final SqlParser.Config CALCITE = SqlParser.config()
            .withQuoting(Quoting.DOUBLE_QUOTE)
            .withUnquotedCasing(Casing.UNCHANGED)
            .withQuotedCasing(Casing.UNCHANGED)
            .withCaseSensitive(false)
            .withIdentifierMaxLength(1024)
            .withConformance(SqlConformanceEnum.LENIENT);
    static final SqlParser.Config LAKEGATE = CALCITE.withParserFactory(LakegateSqlParserImpl.FACTORY);

    private static final SqlDialect DOUBLE_QUOTES =
            new AnsiSqlDialect(AnsiSqlDialect.DEFAULT_CONTEXT.withIdentifierQuoteString("\""));

    private Parsing() {}

    static SqlNode parse(String sql) {
        return parse(sql, LAKEGATE);
    }

    static SqlNode parse(String sql, SqlParser.Config config) {
        try {
            SqlNodeList statements = SqlParser.create(sql, config).parseStmtList();
            assertThat(statements).hasSize(1);
            return statements.get(0);
        } catch (SqlParseException e) {
            throw new AssertionError(sql + ": " + e.getMessage(), e);
        }
    }

    static <T extends SqlNode> T parse(String sql, Class<T> type) {
        SqlNode node = parse(sql);
        assertThat(node).as(sql).isInstanceOf(type);
        return type.cast(node);
    }

    /** The table of a query's FROM, without its alias. */
    static SqlNode fromOf(String query) {
        SqlNode from = parse(query, SqlSelect.class).getFrom();
        return from instanceof SqlBasicCall as ? as.operand(0) : from;
    }

    /** The text of a tree on one line, names quoted. */
    static String text(SqlNode node) {
        return node.toSqlString(config -> config.withDialect(DOUBLE_QUOTES)
                        .withAlwaysUseParentheses(false)
                        .withQuoteAllIdentifiers(true))
                .getSql()
                .replaceAll("\\s+", " ");
    }

    /** Where parsing fails, as {@code line:column}. */
    static String failure(String sql) {
        SqlParseException e = catchThrowableOfType(
                SqlParseException.class, () -> SqlParser.create(sql, LAKEGATE).parseStmtList());
        assertThat(e).as(sql).isNotNull();
        return e.getPos().getLineNum() + ":" + e.getPos().getColumnNum();
    }
}
