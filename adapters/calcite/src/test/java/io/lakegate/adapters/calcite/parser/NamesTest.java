package io.lakegate.adapters.calcite.parser;

import static io.lakegate.adapters.calcite.parser.Parsing.CALCITE;
import static io.lakegate.adapters.calcite.parser.Parsing.failure;
import static io.lakegate.adapters.calcite.parser.Parsing.parse;
import static io.lakegate.adapters.calcite.parser.Parsing.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl.Metadata;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.util.Litmus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private static final Metadata WORDS =
            LakegateSqlParserImpl.FACTORY.getParser(new StringReader("")).getMetadata();

    private static List<String> keywords() {
        return WORDS.getTokens().stream().filter(WORDS::isKeyword).toList();
    }

    @Test
    void everyKeywordIsANameBesideADot() {
        assertThat(keywords()).hasSizeGreaterThan(600).contains("SELECT", "ORDER", "VALUE", "HISTORY");
        for (String word : keywords()) {
            assertThat(text(parse("SELECT t.%1$s, %1$s.a, t . %1$s FROM c.%1$s.%1$s AS x".formatted(word))))
                    .isEqualTo(
                            "SELECT \"t\".\"%1$s\", \"%1$s\".\"a\", \"t\".\"%1$s\" FROM \"c\".\"%1$s\".\"%1$s\" AS \"x\""
                                    .formatted(word));
        }
    }

    /** Columns of the wild; each stands wherever a name can. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "value",
                "date",
                "time",
                "timestamp",
                "datetime",
                "year",
                "month",
                "day",
                "hour",
                "minute",
                "second",
                "quarter",
                "week",
                "count",
                "sum",
                "min",
                "max",
                "avg",
                "rank",
                "position",
                "key",
                "name",
                "names",
                "type",
                "version",
                "status",
                "state",
                "start",
                "end",
                "number",
                "level",
                "language",
                "result",
                "method",
                "module",
                "condition",
                "parameter",
                "percent",
                "period",
                "member",
                "match",
                "none",
                "old",
                "one",
                "open",
                "close",
                "out",
                "primary",
                "procedure",
                "function",
                "trigger",
                "column",
                "constraint",
                "check",
                "char",
                "varchar",
                "int",
                "integer",
                "smallint",
                "tinyint",
                "bigint",
                "decimal",
                "numeric",
                "float",
                "double",
                "real",
                "boolean",
                "binary",
                "varbinary",
                "blob",
                "clob",
                "uuid",
                "variant",
                "array",
                "map",
                "local",
                "global",
                "system",
                "scope",
                "search",
                "release",
                "ref",
                "references",
                "result",
                "return",
                "session",
                "source",
                "path",
                "data",
                "domain",
                "format",
                "label",
                "length",
                "comment",
                "location",
                "filter",
                "element",
                "identity",
                "initial",
                "large",
                "mod",
                "power",
                "lower",
                "upper",
                "abs",
                "exp",
                "ln",
                "floor",
                "ceil",
                "extract",
                "translate",
                "trim",
                "truncate",
                "cycle",
                "dynamic",
                "each",
                "empty",
                "every",
                "external",
                "foreign",
                "free",
                "get",
                "groups",
                "hold",
                "import",
                "show",
                "sql",
                "static",
                "subset",
                "execute",
                "commit",
                "rollback",
                "begin",
                "connect",
                "prepare",
                "precision",
                "monday",
                "sunday",
                "history",
                "detail",
                "files",
                "tables",
                "columns",
                "catalogs",
                "schemas",
                "databases",
                "use",
                "verify",
                "analyze",
                "catalog",
                "schema",
                "database",
                "plan",
                "json",
                "public",
                "role",
                "zone",
                "timezone_hour"
            })
    void aWordIsAColumnATableAndAnAlias(String word) {
        String sql =
                ("SELECT %1$s, t.%1$s, %1$s AS %1$s, %1$s %1$s, -%1$s + 1 AS x, f(%1$s), CASE WHEN %1$s = 1 THEN %1$s ELSE %1$s END"
                                + " FROM %1$s, %1$s AS %1$s, %1$s %1$s JOIN u USING (%1$s)"
                                + " WHERE %1$s > 1 AND (%1$s) IN (%1$s, 2) AND %1$s IS NOT NULL AND %1$s BETWEEN %1$s AND %1$s"
                                + " GROUP BY %1$s HAVING MAX(%1$s) > 0 ORDER BY %1$s DESC, %1$s")
                        .formatted(word);
        String quoted =
                ("SELECT \"%1$s\", t.\"%1$s\", \"%1$s\" AS \"%1$s\", \"%1$s\" \"%1$s\", -\"%1$s\" + 1 AS x, f(\"%1$s\"),"
                                + " CASE WHEN \"%1$s\" = 1 THEN \"%1$s\" ELSE \"%1$s\" END"
                                + " FROM \"%1$s\", \"%1$s\" AS \"%1$s\", \"%1$s\" \"%1$s\" JOIN u USING (\"%1$s\")"
                                + " WHERE \"%1$s\" > 1 AND (\"%1$s\") IN (\"%1$s\", 2) AND \"%1$s\" IS NOT NULL AND \"%1$s\" BETWEEN \"%1$s\" AND \"%1$s\""
                                + " GROUP BY \"%1$s\" HAVING MAX(\"%1$s\") > 0 ORDER BY \"%1$s\" DESC, \"%1$s\"")
                        .formatted(word);
        assertThat(text(parse(sql))).isEqualTo(text(parse(quoted, CALCITE)));
    }

    /** These can follow a table or an expression as keywords, so they are aliases only after AS, and never bare tables. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "order",
                "group",
                "partition",
                "offset",
                "limit",
                "left",
                "right",
                "full",
                "range",
                "rows",
                "to",
                "measure",
                "pattern"
            })
    void aWordThatCanFollowATableIsAColumnAndAnAliasAfterAs(String word) {
        String sql =
                ("SELECT %1$s, t.%1$s, %1$s AS %1$s, -%1$s + 1 AS x, f(%1$s), CASE WHEN %1$s = 1 THEN %1$s ELSE %1$s END"
                                + " FROM t AS %1$s WHERE %1$s > 1 AND (%1$s) IN (%1$s, 2) AND %1$s IS NOT NULL"
                                + " GROUP BY %1$s HAVING MAX(%1$s) > 0 ORDER BY %1$s DESC, %1$s LIMIT 1")
                        .formatted(word);
        String quoted = ("SELECT \"%1$s\", t.\"%1$s\", \"%1$s\" AS \"%1$s\", -\"%1$s\" + 1 AS x, f(\"%1$s\"),"
                        + " CASE WHEN \"%1$s\" = 1 THEN \"%1$s\" ELSE \"%1$s\" END"
                        + " FROM t AS \"%1$s\" WHERE \"%1$s\" > 1 AND (\"%1$s\") IN (\"%1$s\", 2) AND \"%1$s\" IS NOT NULL"
                        + " GROUP BY \"%1$s\" HAVING MAX(\"%1$s\") > 0 ORDER BY \"%1$s\" DESC, \"%1$s\" LIMIT 1")
                .formatted(word);
        assertThat(text(parse(sql))).isEqualTo(text(parse(quoted, CALCITE)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT select FROM t           | 1:8
                    SELECT from FROM t             | 1:8
                    SELECT a FROM order            | 1:15
                    SELECT a FROM table            | 1:19
                    SELECT a AS where FROM t       | 1:13
                    SELECT a left FROM t           | 1:10
                    SELECT a FROM default          | 1:15
                    SELECT `a" FROM t              | 1:18
                    SELECT a.5 FROM t              | 1:9
                    SELECT a FROM t.1              | 1:16
                    """)
    void aReservedWordAndAHalfQuotedNameAreRefusedWhereTheyStand(String sql, String position) {
        assertThat(failure(sql)).isEqualTo(position);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    SELECT * FROM t$history                | SELECT * FROM "t$history"
                    SELECT * FROM s.t$files f              | SELECT * FROM "s"."t$files" AS "f"
                    SELECT * FROM c.s.t$files AS f         | SELECT * FROM "c"."s"."t$files" AS "f"
                    SELECT * FROM s.t$refs, s.u$partitions | SELECT * FROM "s"."t$refs", "s"."u$partitions"
                    SELECT t$files.path FROM s.t$files     | SELECT "t$files"."path" FROM "s"."t$files"
                    SELECT s.t$files.path FROM s.t$files   | SELECT "s"."t$files"."path" FROM "s"."t$files"
                    SELECT a-b$c, 1-b$c FROM t             | SELECT "a" - "b$c", 1 - "b$c" FROM "t"
                    SELECT * FROM s.order$files            | SELECT * FROM "s"."order$files"
                    SELECT * FROM "t"$files                | -
                    SELECT * FROM s."t$files"              | SELECT * FROM "s"."t$files"
                    SELECT * FROM t$files FOR VERSION AS OF 3 | SELECT * FROM "t$files" FOR VERSION AS OF 3
                    SELECT * FROM s.t$files VERSION AS OF 3 f | SELECT * FROM "s"."t$files" FOR VERSION AS OF 3 AS "f"
                    """)
    void aDollarIsPartOfAName(String sql, String text) {
        if (text.equals("-")) {
            assertThat(text(parse(sql))).as("an alias").isEqualTo("SELECT * FROM \"t\" AS \"$files\"");
        } else {
            assertThat(text(parse(sql))).isEqualTo(text);
        }
    }

    /** Words that begin something else where a name could stand, or that stand between expressions. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "next",
                "contains",
                "row_number",
                "substring",
                "insert",
                "update",
                "delete",
                "call",
                "like",
                "over",
                "new",
                "convert",
                "inner",
                "outer",
                "unknown",
                "merge",
                "drop",
                "alter"
            })
    void afterAsAWordIsAnAlias(String word) {
        assertThat(text(parse(
                        "SELECT a AS %1$s, CAST(b AS INTEGER) AS %1$s FROM t AS %1$s ORDER BY %1$s.x".formatted(word))))
                .isEqualTo(text(parse(
                        "SELECT a AS \"%1$s\", CAST(b AS INTEGER) AS \"%1$s\" FROM t AS \"%1$s\" ORDER BY \"%1$s\".x"
                                .formatted(word))));
    }

    @Test
    void nextIsAColumnAndStillAWordOfItsOwn() {
        assertThat(
                        text(
                                parse(
                                        "SELECT next, next AS next, a next, max(next) FROM next WHERE next > 1 GROUP BY next, a ORDER BY next")))
                .isEqualTo(
                        text(
                                parse(
                                        "SELECT \"next\", \"next\" AS \"next\", a \"next\", max(\"next\") FROM \"next\" WHERE \"next\" > 1 GROUP BY \"next\", a ORDER BY \"next\"")));
        assertThat(text(parse("SELECT a FROM t FETCH NEXT 5 ROWS ONLY")))
                .isEqualTo(text(parse("SELECT a FROM t LIMIT 5")));
        assertThat(text(parse("SELECT NEXT VALUE FOR s FROM t"))).contains("NEXT VALUE FOR");
        assertThat(text(parse("SELECT next AS value, next\n  x FROM t")))
                .isEqualTo("SELECT \"next\" AS \"value\", \"next\" AS \"x\" FROM \"t\"");
    }

    @Test
    void userIsANameToo() {
        SqlNode bare = parse("SELECT user, t.user, user.a AS user FROM user, u AS user");
        SqlNode quoted = parse("SELECT \"user\", t.\"user\", \"user\".a AS \"user\" FROM \"user\", u AS \"user\"");
        assertThat(bare.equalsDeep(quoted, Litmus.IGNORE)).isTrue();
    }

    @Test
    void aSchemaCalledDefaultNeedsNoQuotesBesideADot() {
        assertThat(text(parse("SELECT default.t.a, order.* FROM default.t JOIN c.default.\"order\" AS order ON TRUE")))
                .isEqualTo("SELECT \"default\".\"t\".\"a\", \"order\".* FROM \"default\".\"t\""
                        + " INNER JOIN \"c\".\"default\".\"order\" AS \"order\" ON TRUE");
        assertThat(text(parse("SELECT default.\"t\".a FROM default.`t`")))
                .isEqualTo("SELECT \"default\".\"t\".\"a\" FROM \"default\".\"t\"");
    }

    @Test
    void aKeywordIsAFieldOfAnyExpression() {
        assertThat(text(parse("SELECT f(a).value, a[1].order, (a).date.year, m['k'].end FROM t")))
                .isEqualTo(text(parse(
                        "SELECT f(a).\"value\", a[1].\"order\", (a).\"date\".\"year\", m['k'].\"end\" FROM t",
                        CALCITE)));
    }

    @Test
    void backTicksQuoteNamesAsDoubleQuotesDo() {
        assertThat(text(parse("SELECT `a`, \"b\" AS `x y` FROM `s`.\"t\" `u v`")))
                .isEqualTo("SELECT \"a\", \"b\" AS \"x y\" FROM \"s\".\"t\" AS \"u v\"");
        assertThat(text(parse("SELECT `a b`.`select` FROM `a b`"))).isEqualTo("SELECT \"a b\".\"select\" FROM \"a b\"");
    }

    @Test
    void aDoubledQuoteStandsForItself() {
        assertThat(identifier("`a``b`")).isEqualTo("a`b");
        assertThat(identifier("\"a\"\"b\"")).isEqualTo("a\"b");
        assertThat(identifier("`a \"b\" 'c'`")).isEqualTo("a \"b\" 'c'");
        assertThat(identifier("\"a `b` 'c'\"")).isEqualTo("a `b` 'c'");
        assertThat(text(parse("SELECT 'a \"b\" `c` it''s'"))).isEqualTo("SELECT 'a \"b\" `c` it''s'");
    }

    private static String identifier(String quoted) {
        SqlNode column = parse("SELECT " + quoted + " FROM t", SqlSelect.class)
                .getSelectList()
                .get(0);
        return ((SqlIdentifier) column).getSimple();
    }

    @Test
    void aKeywordBeforeADecimalFractionOrAtTheEndStaysOne() {
        assertThat(text(parse("SELECT.5 FROM t LIMIT 1"))).startsWith("SELECT 0.5 FROM \"t\"");
        assertThat(text(parse("SELECT CASE WHEN a THEN.5 ELSE 1.END"))).contains("THEN 0.5 ELSE 1 END");
        assertThat(failure("SELECT a FROM t ORDER")).isEqualTo("1:21");
        assertThat(failure("SELECT a FROM t.")).isEqualTo("1:16");
        assertThat(failure("SELECT 'a` FROM t")).isEqualTo("1:8");
    }

    @Test
    void aParserUsedAgainForgetsWhatCameBefore() throws Exception {
        SqlParser parser = SqlParser.create("SELECT a FROM t.", Parsing.LAKEGATE);
        assertThatThrownBy(parser::parseQuery).isInstanceOf(SqlParseException.class);
        assertThat(text(parser.parseQuery("SELECT b FROM u"))).isEqualTo("SELECT \"b\" FROM \"u\"");
    }
}
