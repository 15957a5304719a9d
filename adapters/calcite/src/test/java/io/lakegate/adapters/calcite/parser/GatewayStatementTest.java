package io.lakegate.adapters.calcite.parser;

import static io.lakegate.adapters.calcite.parser.Parsing.LAKEGATE;
import static io.lakegate.adapters.calcite.parser.Parsing.failure;
import static io.lakegate.adapters.calcite.parser.Parsing.parse;
import static io.lakegate.adapters.calcite.parser.Parsing.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.Litmus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayStatementTest {
    /** What is sent, and the text of the tree that comes of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    DESCRIBE t                              | DESCRIBE TABLE "t"
                    DESC c.s.t                              | DESCRIBE TABLE "c"."s"."t"
                    DESCRIBE TABLE s.t$files                | DESCRIBE TABLE "s"."t$files"
                    DESCRIBE HISTORY t                      | DESCRIBE HISTORY "t"
                    desc history c.default.t                | DESCRIBE HISTORY "c"."default"."t"
                    DESCRIBE DETAIL `my table`              | DESCRIBE DETAIL "my table"
                    DESCRIBE history                        | DESCRIBE TABLE "history"
                    DESCRIBE history.detail                 | DESCRIBE TABLE "history"."detail"
                    DESCRIBE HISTORY history                | DESCRIBE HISTORY "history"
                    SHOW CATALOGS                           | SHOW CATALOGS
                    SHOW CATALOGS LIKE 'a%'                 | SHOW CATALOGS LIKE 'a%'
                    SHOW SCHEMAS                            | SHOW SCHEMAS
                    SHOW DATABASES                          | SHOW SCHEMAS
                    SHOW SCHEMAS IN c                       | SHOW SCHEMAS IN "c"
                    SHOW SCHEMAS FROM c LIKE 'd_f%'         | SHOW SCHEMAS IN "c" LIKE 'd_f%'
                    SHOW TABLES                             | SHOW TABLES
                    SHOW TABLES LIKE 'it''s'                | SHOW TABLES LIKE 'it''s'
                    SHOW TABLES FROM default                | SHOW TABLES IN "default"
                    show tables in c.default like 'x'       | SHOW TABLES IN "c"."default" LIKE 'x'
                    SHOW COLUMNS IN c.s.t                   | SHOW COLUMNS IN "c"."s"."t"
                    SHOW COLUMNS FROM t LIKE '%id'          | SHOW COLUMNS IN "t" LIKE '%id'
                    USE s                                   | USE "s"
                    USE c.s                                 | USE "c"."s"
                    USE default                             | USE "default"
                    USE c.default                           | USE "c"."default"
                    USE SCHEMA s                            | USE SCHEMA "s"
                    USE SCHEMA c.s                          | USE SCHEMA "c"."s"
                    USE CATALOG c                           | USE CATALOG "c"
                    USE catalog                             | USE "catalog"
                    USE schema                              | USE "schema"
                    USE catalog.schema                      | USE "catalog"."schema"
                    SET lakegate.reader = kernel            | SET "lakegate"."reader" = "kernel"
                    SET lakegate.reader TO 'kernel'         | SET "lakegate"."reader" = 'kernel'
                    SET a.b.c.d = 5                         | SET "a"."b"."c"."d" = 5
                    SET x = -1.5                            | SET "x" = -1.5
                    SET x TO on                             | SET "x" = "on"
                    SET x = off                             | SET "x" = "off"
                    SET x = TRUE                            | SET "x" = TRUE
                    SET x = NULL                            | SET "x" = NULL
                    SET x = 1 + 2                           | SET "x" = 1 + 2
                    SET lakegate.as_of = TIMESTAMP '2024-01-01 00:00:00' | SET "lakegate"."as_of" = TIMESTAMP '2024-01-01 00:00:00'
                    SET lakegate.as_of = CURRENT_TIMESTAMP - INTERVAL '1' DAY | SET "lakegate"."as_of" = CURRENT_TIMESTAMP - INTERVAL '1' DAY
                    SET timestamp = 1                       | SET "timestamp" = 1
                    SET order.limit = 1                     | SET "order"."limit" = 1
                    SET x = DEFAULT                         | RESET "x"
                    RESET lakegate.reader                   | RESET "lakegate"."reader"
                    RESET ALL                               | RESET ALL
                    EXPLAIN SELECT a FROM t                 | EXPLAIN PLAN FOR SELECT "a" FROM "t"
                    EXPLAIN PLAN FOR SELECT a FROM t        | EXPLAIN PLAN FOR SELECT "a" FROM "t"
                    EXPLAIN (SQL) SELECT a FROM t           | EXPLAIN (SQL) SELECT "a" FROM "t"
                    EXPLAIN (FILES) SELECT a FROM t         | EXPLAIN (FILES) SELECT "a" FROM "t"
                    EXPLAIN ANALYZE SELECT a FROM t         | EXPLAIN ANALYZE SELECT "a" FROM "t"
                    EXPLAIN (SELECT a FROM t)               | EXPLAIN PLAN FOR SELECT "a" FROM "t"
                    EXPLAIN (FILES) (SELECT a FROM t)       | EXPLAIN (FILES) SELECT "a" FROM "t"
                    EXPLAIN ANALYZE WITH x AS (SELECT 1 AS a) SELECT a FROM x ORDER BY a | EXPLAIN ANALYZE WITH "x" AS (SELECT 1 AS "a") SELECT "a" FROM "x" ORDER BY "a"
                    EXPLAIN VALUES (1)                      | EXPLAIN PLAN FOR VALUES ROW(1)
                    VERIFY SELECT a FROM t VERSION AS OF ?  | VERIFY SELECT "a" FROM "t" FOR VERSION AS OF ?
                    VERIFY TABLE t                          | VERIFY TABLE "t"
                    """)
    void aStatementBecomesANodeAndItsTextThatNodeAgain(String sql, String text) {
        SqlNode node = parse(sql);
        assertThat(node).isInstanceOf(GatewayStatement.class);
        assertThat(text(node)).isEqualTo(text);
        assertThat(node.equalsDeep(parse(text), Litmus.IGNORE))
                .as("parsed again")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    DESCRIBE                          | 1:8
                    DESCRIBE HISTORY                  | -
                    DESCRIBE HISTORY t u              | 1:20
                    DESCRIBE DETAIL SELECT 1          | 1:17
                    DESCRIBE a.b.c.d                  | 1:15
                    DESCRIBE TABLE 't'                | 1:16
                    SHOW                              | 1:4
                    SHOW VIEWS                        | 1:6
                    SHOW SCHEMAS IN a.b               | 1:18
                    SHOW TABLES IN                    | 1:14
                    SHOW TABLES LIKE a                | 1:18
                    SHOW TABLES LIKE 'a' IN s         | 1:22
                    SHOW TABLES IN a.b.c              | 1:19
                    SHOW COLUMNS                      | 1:12
                    USE                               | 1:3
                    USE a.b.c                         | 1:8
                    USE CATALOG a.b                   | 1:14
                    USE 'a'                           | 1:5
                    SET                               | 1:3
                    SET x                             | 1:5
                    SET x 5                           | 1:7
                    SET x =                           | 1:7
                    SET x = SELECT 1                  | 1:9
                    SET x = 1, y = 2                  | 1:10
                    SET x.* = 1                       | 1:6
                    SET 'x' = 1                       | 1:5
                    RESET                             | 1:5
                    RESET a.                          | 1:8
                    RESET a = 1                       | 1:9
                    EXPLAIN                           | 1:7
                    EXPLAIN t                         | 1:9
                    EXPLAIN PLAN SELECT 1             | 1:14
                    EXPLAIN (FILE) SELECT 1           | 1:10
                    EXPLAIN (SQL SELECT 1             | 1:10
                    EXPLAIN SHOW TABLES               | 1:9
                    EXPLAIN ANALYZE t                 | 1:17
                    VERIFY                            | 1:6
                    VERIFY t                          | 1:8
                    VERIFY SHOW TABLES                | 1:8
                    """)
    void aWrongFormIsRefusedWhereItGoesWrong(String sql, String position) {
        if (position.equals("-")) {
            assertThat(text(parse(sql))).as("a name, not a keyword").endsWith("\"HISTORY\"");
        } else {
            assertThat(failure(sql)).as(sql).isEqualTo(position);
        }
    }

    @Test
    void anUnknownDetailIsRefusedByName() {
        assertThatThrownBy(() ->
                        SqlParser.create("EXPLAIN (FILE) SELECT 1", LAKEGATE).parseStmtList())
                .isInstanceOf(SqlParseException.class)
                .hasMessage("EXPLAIN shows (SQL) or (FILES), not (FILE).");
    }

    @Test
    void aPositionCountsLines() {
        assertThat(failure("SHOW TABLES\n  IN s\n  LIKE s")).isEqualTo("3:8");
    }

    @Test
    void describeSaysWhatOfWhichTable() {
        SqlDescribe describe = parse("DESCRIBE HISTORY s.t", SqlDescribe.class);
        assertThat(describe.subject()).isEqualTo(SqlDescribe.Subject.HISTORY);
        assertThat(describe.table().names).containsExactly("s", "t");
    }

    @Test
    void showSaysWhatWhereAndLikeWhat() {
        SqlShow show = parse("SHOW TABLES IN c.s LIKE 'it''s%'", SqlShow.class);
        assertThat(show.kind()).isEqualTo(SqlShow.Kind.TABLES);
        assertThat(show.within().orElseThrow().names).containsExactly("c", "s");
        assertThat(show.pattern()).contains("it's%");
        assertThat(parse("SHOW TABLES", SqlShow.class).within()).isEmpty();
        assertThat(parse("SHOW TABLES", SqlShow.class).pattern()).isEmpty();
    }

    @Test
    void useSaysWhichLevelIfItWasSaid() {
        assertThat(parse("USE c.s", SqlUse.class).level()).isEqualTo(SqlUse.Level.UNSAID);
        assertThat(parse("USE c.s", SqlUse.class).name().names).containsExactly("c", "s");
        assertThat(parse("USE CATALOG c", SqlUse.class).level()).isEqualTo(SqlUse.Level.CATALOG);
        assertThat(parse("USE SCHEMA s", SqlUse.class).level()).isEqualTo(SqlUse.Level.SCHEMA);
    }

    @Test
    void setAndResetNameASetting() {
        SqlSet set = parse("SET lakegate.as_of = ?", SqlSet.class);
        assertThat(set.name()).hasToString("lakegate.as_of");
        assertThat(set.value()).isInstanceOf(SqlDynamicParam.class);
        assertThat(parse("SET x = -1", SqlSet.class).value()).isInstanceOf(SqlLiteral.class);
        assertThat(parse("SET x = fast", SqlSet.class).value()).isInstanceOf(SqlIdentifier.class);
        assertThat(parse("RESET a.b", SqlReset.class).name().orElseThrow()).hasToString("a.b");
        assertThat(parse("RESET ALL", SqlReset.class).name()).isEmpty();
    }

    @Test
    void explainAndVerifyHoldAQuery() {
        SqlExplainQuery explain = parse("EXPLAIN (FILES) SELECT 1", SqlExplainQuery.class);
        assertThat(explain.detail()).isEqualTo(SqlExplainQuery.Detail.FILES);
        assertThat(explain.query().isA(SqlKind.QUERY)).isTrue();
        assertThat(parse("VERIFY SELECT 1", SqlVerify.class).query().isA(SqlKind.QUERY))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DESCRIBE HISTORY t",
                "SHOW TABLES IN s LIKE 'x'",
                "SHOW CATALOGS",
                "USE CATALOG c",
                "SET a.b = 1",
                "RESET a",
                "RESET ALL",
                "EXPLAIN ANALYZE SELECT 1",
                "VERIFY SELECT 1"
            })
    void aCopyOfItsOperandsIsTheSameNode(String sql) {
        SqlCall node = parse(sql, GatewayStatement.class);
        SqlNode copy = node.getOperator()
                .createCall(SqlParserPos.ZERO, node.getOperandList().toArray(SqlNode[]::new));
        assertThat(copy).isExactlyInstanceOf(node.getClass());
        assertThat(copy.equalsDeep(node, Litmus.IGNORE)).isTrue();
    }

    @Test
    void eachStatementIsMatchedByItsOwnCase() {
        GatewayStatement.Cases<String> cases = new GatewayStatement.Cases<>() {
            @Override
            public String call(SqlCallProcedure statement) {
                return "call";
            }

            @Override
            public String createExternalTable(SqlCreateExternalTable statement) {
                return "create external table";
            }

            @Override
            public String createView(SqlCreateView statement) {
                return "create view";
            }

            @Override
            public String drop(SqlDropDefinition statement) {
                return "drop";
            }

            @Override
            public String setVariable(SqlSetVariable statement) {
                return "set variable";
            }

            @Override
            public String describe(SqlDescribe statement) {
                return "describe";
            }

            @Override
            public String explain(SqlExplainQuery statement) {
                return "explain";
            }

            @Override
            public String kill(SqlKill statement) {
                return "kill";
            }

            @Override
            public String reset(SqlReset statement) {
                return "reset";
            }

            @Override
            public String set(SqlSet statement) {
                return "set";
            }

            @Override
            public String show(SqlShow statement) {
                return "show";
            }

            @Override
            public String use(SqlUse statement) {
                return "use";
            }

            @Override
            public String verify(SqlVerify statement) {
                return "verify";
            }
        };
        assertThat(parse("CALL p()", GatewayStatement.class).match(cases)).isEqualTo("call");
        assertThat(parse("CREATE EXTERNAL TABLE t", GatewayStatement.class).match(cases))
                .isEqualTo("create external table");
        assertThat(parse("CREATE VIEW v AS SELECT 1", GatewayStatement.class).match(cases))
                .isEqualTo("create view");
        assertThat(parse("DROP VIEW v", GatewayStatement.class).match(cases)).isEqualTo("drop");
        assertThat(parse("SET @a = 1", GatewayStatement.class).match(cases)).isEqualTo("set variable");
        assertThat(parse("DESCRIBE t", GatewayStatement.class).match(cases)).isEqualTo("describe");
        assertThat(parse("EXPLAIN SELECT 1", GatewayStatement.class).match(cases))
                .isEqualTo("explain");
        assertThat(parse("KILL QUERY 'a'", GatewayStatement.class).match(cases)).isEqualTo("kill");
        assertThat(parse("RESET a", GatewayStatement.class).match(cases)).isEqualTo("reset");
        assertThat(parse("SET a = 1", GatewayStatement.class).match(cases)).isEqualTo("set");
        assertThat(parse("SHOW CATALOGS", GatewayStatement.class).match(cases)).isEqualTo("show");
        assertThat(parse("USE a", GatewayStatement.class).match(cases)).isEqualTo("use");
        assertThat(parse("VERIFY SELECT 1", GatewayStatement.class).match(cases))
                .isEqualTo("verify");
    }

    @Test
    void theirWordsStayNames() {
        assertThat(
                        text(
                                parse(
                                        "SELECT history, detail, files, use, verify, show, t.explain FROM catalogs, schemas, tables, columns AS analyze")))
                .isEqualTo("SELECT \"history\", \"detail\", \"files\", \"use\", \"verify\", \"show\", \"t\".\"explain\""
                        + " FROM \"catalogs\", \"schemas\", \"tables\", \"columns\" AS \"analyze\"");
    }
}
