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

    /** What the words mean in standard SQL they still mean: the trees are those of Calcite's own parser. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT DATE '2020-01-01', TIME '12:00:00', TIMESTAMP '2020-01-01 00:00:00', UUID '123e4567-e89b-12d3-a456-426655440000'",
                "SELECT TIMESTAMP WITH TIME ZONE '2020-01-01 00:00:00 UTC', TIMESTAMP WITH LOCAL TIME ZONE '2020-01-01 00:00:00'",
                "SELECT {d '2020-01-01'}, {t '12:00:00'}, {ts '2020-01-01 00:00:00'}, {fn count(*)}, {fn left('a', 1)}, {fn year(a)}",
                "SELECT EXTRACT(YEAR FROM x), EXTRACT(MONTH FROM x), EXTRACT(DAY FROM x), EXTRACT(HOUR FROM x), EXTRACT(QUARTER FROM x)",
                "SELECT FLOOR(x TO DAY), CEIL(x TO MONTH), FLOOR(1.5), CEILING(1.5)",
                "SELECT INTERVAL '1' DAY, INTERVAL '1-2' YEAR TO MONTH, INTERVAL 3 MONTHS, INTERVAL x HOUR, INTERVAL (x + 1) MINUTE, INTERVAL '1 2:3' DAY TO MINUTE",
                "SELECT TIMESTAMPADD(DAY, 1, x), TIMESTAMPDIFF(SECOND, x, y), DATE_TRUNC(x, MONTH)",
                "SELECT USER, CURRENT_USER, SESSION_USER, CURRENT_DATE, CURRENT_TIMESTAMP(3), LOCALTIME",
                "VALUES (1)",
                "VALUES (1, 'a'), (2, 'b')",
                "SELECT * FROM (VALUES (1, 2)) AS t (a, b) ORDER BY a",
                "SELECT COUNT(*), COUNT(DISTINCT a), SUM(ALL b), MIN(c), MAX(c) FILTER (WHERE c > 0) FROM t",
                "SELECT a, RANK() OVER (PARTITION BY b ORDER BY c ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t",
                "SELECT SUM(a) OVER w FROM t WINDOW w AS (PARTITION BY b ORDER BY c RANGE UNBOUNDED PRECEDING)",
                "SELECT a FROM t GROUP BY GROUPING SETS ((a), ()) ORDER BY a NULLS LAST LIMIT 10 OFFSET 5",
                "SELECT a FROM t GROUP BY ROLLUP(a), CUBE(b) OFFSET 5 ROWS FETCH NEXT 10 ROWS ONLY",
                "SELECT * FROM a LEFT JOIN b ON a.x = b.x RIGHT OUTER JOIN c USING (y) FULL JOIN d ON TRUE NATURAL JOIN e",
                "SELECT LEFT('abc', 1), RIGHT('abc', 1), YEAR(x), MONTH(x), HOUR(x), MOD(a, b), POWER(a, 2), ABS(a), USER",
                "SELECT CAST(a AS DATE), CAST(a AS TIMESTAMP(3)), CAST(a AS DECIMAL(10, 2)), CAST(a AS DOUBLE PRECISION), CAST(a AS VARCHAR), CAST(a AS CHARACTER VARYING(3)), CAST(a AS INTERVAL DAY), CAST(a AS INTEGER ARRAY), CAST(a AS UUID), CAST(a AS VARIANT), CAST(a AS MAP<INT, DATE>)",
                "SELECT ARRAY[1, 2], ARRAY[1, 2][1], ARRAY(SELECT a FROM t), MAP['a', 1], MULTISET[1], ROW(1, 2), PERIOD (a, b)",
                "SELECT DECIMAL '1.5', X'ab', U&'\\0041', E'a\\n'",
                "SELECT SUBSTRING(a FROM 1 FOR 2), TRIM(BOTH ' ' FROM a), POSITION('a' IN b), OVERLAY(a PLACING b FROM 1), TRANSLATE(a, 'b', 'c')",
                "SELECT JSON_OBJECT(KEY 'a' VALUE 1), JSON_VALUE(a, '$.b'), a IS JSON VALUE, JSON_ARRAY(1 NULL ON NULL)",
                "SELECT NEXT VALUE FOR seq",
                "SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a), LISTAGG(a, ',') WITHIN GROUP (ORDER BY a) FROM t",
                "SELECT LAG(a) IGNORE NULLS OVER (ORDER BY b), FIRST_VALUE(a) OVER (ORDER BY b), NTILE(4) OVER (ORDER BY b) FROM t",
                "SELECT CASE WHEN a THEN b ELSE c END, CASE a WHEN 1 THEN 2 END, COALESCE(a, b), NULLIF(a, b) FROM t",
                "SELECT a FROM t TABLESAMPLE SYSTEM (10) REPEATABLE (1)",
                "SELECT a FROM t QUALIFY ROW_NUMBER() OVER (ORDER BY a) = 1",
                "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r",
                "SELECT * FROM t PIVOT (SUM(a) FOR b IN (1 AS x, 2 AS y))",
                "SELECT * FROM UNNEST(a) WITH ORDINALITY AS t (x, n), LATERAL (SELECT 1), TABLE(f(1, x => 2))",
                "SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY p ORDER BY o MEASURES a.x AS ax ONE ROW PER MATCH PATTERN (a b+) DEFINE b AS b.x > PREV(b.x))",
                "SELECT f(DEFAULT), a OVERLAPS b, (a, b) OVERLAPS (c, d), a MEMBER OF b, a IS A SET, a NOT LIKE 'x' ESCAPE '!'",
                "SELECT STREAM DISTINCT a FROM t",
                "SELECT 1.5, .5, 1., 1e5, 1.5e-3, a.b, 1.e3",
                "TABLE t"
            })
    void standardUsesOfTheWordsAreParsedAsBefore(String sql) {
        assertThat(text(parse(sql))).isEqualTo(text(parse(sql, CALCITE)));
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
