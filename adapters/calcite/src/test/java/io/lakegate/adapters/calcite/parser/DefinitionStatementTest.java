package io.lakegate.adapters.calcite.parser;

import static io.lakegate.adapters.calcite.parser.Parsing.LAKEGATE;
import static io.lakegate.adapters.calcite.parser.Parsing.failure;
import static io.lakegate.adapters.calcite.parser.Parsing.parse;
import static io.lakegate.adapters.calcite.parser.Parsing.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.Litmus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The statements that define tables and views, set variables and call procedures. */
class DefinitionStatementTest {
    /** What is sent, and the text of the tree that comes of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    CREATE EXTERNAL TABLE s.t USING delta LOCATION '/d' | CREATE EXTERNAL TABLE "s"."t" USING "delta" LOCATION '/d'
                    create external table if not exists t using iceberg location '/d' options (moved = 'true') | CREATE EXTERNAL TABLE IF NOT EXISTS "t" USING "iceberg" LOCATION '/d' OPTIONS ('moved' = 'true')
                    CREATE EXTERNAL TABLE t USING ducklake OPTIONS (METADATA => '/m', 'schema' = main, table = "T") | CREATE EXTERNAL TABLE "t" USING "ducklake" OPTIONS ('metadata' = '/m', 'schema' = 'main', 'table' = 'T')
                    CREATE EXTERNAL TABLE t USING d OPTIONS (a = TRUE, b = -1.5, c = 2, d = on, e = it, f = default) | CREATE EXTERNAL TABLE "t" USING "d" OPTIONS ('a' = 'TRUE', 'b' = '-1.5', 'c' = '2', 'd' = 'on', 'e' = 'it', 'f' = 'default')
                    CREATE EXTERNAL TABLE default.order FILE_FORMAT = (FORMAT delta) FILES = (URI = '/d') | CREATE EXTERNAL TABLE "default"."order" USING "delta" LOCATION '/d'
                    CREATE EXTERNAL TABLE t (a INT, b DECIMAL(10, 2) NOT SECONDARY, PRIMARY KEY (a)) FILE_FORMAT (FORMAT delta) FILES (URI '/d') | -
                    CREATE EXTERNAL TABLE t (a INT, b DECIMAL(10, 2) NOT SECONDARY, PRIMARY KEY (a)) FILE_FORMAT (FORMAT delta) FILES (uri => '/d') | CREATE EXTERNAL TABLE "t" USING "delta" LOCATION '/d'
                    CREATE EXTERNAL TABLE t FILES = (URI = '/d') FILE_FORMAT = (FORMAT delta) STRICT_LOAD = 1 ALLOW_MISSING_FILES DEFAULT auto_refresh_source NONE | CREATE EXTERNAL TABLE "t" USING "delta" LOCATION '/d'
                    CREATE EXTERNAL TABLE t ENGINE_ATTRIBUTE = '{}' ENGINE lakehouse SECONDARY_ENGINE = rapid | CREATE EXTERNAL TABLE "t" OPTIONS ('engine_attribute' = '{}')
                    CREATE TABLE t (a INT) ENGINE = lakehouse SECONDARY_ENGINE = rapid ENGINE_ATTRIBUTE = '{}' | CREATE EXTERNAL TABLE "t" OPTIONS ('engine_attribute' = '{}')
                    CREATE EXTERNAL TABLE a.b.c.d | CREATE EXTERNAL TABLE "a"."b"."c"."d"
                    CREATE EXTERNAL TABLE if USING delta -- a remark | CREATE EXTERNAL TABLE "if" USING "delta"
                    DROP EXTERNAL TABLE s.t | DROP EXTERNAL TABLE "s"."t"
                    DROP TABLE IF EXISTS s.t | DROP EXTERNAL TABLE IF EXISTS "s"."t"
                    drop view if exists a.b.c | DROP VIEW IF EXISTS "a"."b"."c"
                    DROP VIEW if | DROP VIEW "if"
                    CREATE VIEW v AS SELECT a FROM t | CREATE VIEW "v" AS SELECT "a" FROM "t"
                    CREATE OR REPLACE VIEW s.v (x, value, order) AS (SELECT 1, 2, 3) | CREATE OR REPLACE VIEW "s"."v" ("x", "value", "order") AS SELECT 1, 2, 3
                    CREATE VIEW IF NOT EXISTS v AS WITH w AS (SELECT 1 AS a) SELECT a FROM w ORDER BY a | CREATE VIEW IF NOT EXISTS "v" AS WITH "w" AS (SELECT 1 AS "a") SELECT "a" FROM "w" ORDER BY "a"
                    CREATE VIEW v AS VALUES (1) | CREATE VIEW "v" AS VALUES ROW(1)
                    SET @a = 'it''s' | SET @a = 'it''s'
                    SET @A_1$ = -5 | SET @A_1$ = '-5'
                    SET @a = word | SET @a = 'word'
                    SET @a = NULL | SET @a = 'NULL'
                    CALL sys.HEATWAVE_LOAD(CAST(@input_list AS JSON), NULL) | CALL "sys"."HEATWAVE_LOAD" (@input_list, NULL)
                    call p() | CALL "p" ()
                    CALL a.b.c('x', cast('{"a": "it''s"}' as json), @y) | CALL "a"."b"."c" ('x', '{"a": "it''s"}', @y)
                    """)
    void aStatementBecomesANodeAndItsTextThatNodeAgain(String sql, String text) {
        if (text.equals("-")) {
            assertThat(failure(sql)).isNotEmpty();
            return;
        }
        SqlNode node = parse(sql);
        assertThat(text(node)).isEqualTo(text);
        assertThat(node.equalsDeep(parse(text), Litmus.IGNORE))
                .as("parsed again")
                .isTrue();
        GatewayStatement statement = (GatewayStatement) node;
        SqlNode copy = statement
                .getOperator()
                .createCall(SqlParserPos.ZERO, statement.getOperandList().toArray(SqlNode[]::new));
        assertThat(copy.equalsDeep(node, Litmus.IGNORE)).as("copied").isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    CREATE | 1:6
                    CREATE INDEX i ON t (a) | 1:8
                    CREATE EXTERNAL VIEW v AS SELECT 1 | 1:17
                    CREATE OR REPLACE EXTERNAL TABLE t USING delta | 1:19
                    CREATE OR VIEW v AS SELECT 1 | 1:11
                    CREATE EXTERNAL TABLE | 1:21
                    CREATE EXTERNAL TABLE 's.t' USING delta | 1:23
                    CREATE EXTERNAL TABLE IF EXISTS t USING delta | 1:26
                    CREATE EXTERNAL TABLE t USING 'delta' | 1:31
                    CREATE EXTERNAL TABLE t USING delta LOCATION d | 1:46
                    CREATE EXTERNAL TABLE t USING delta LOCATION | 1:44
                    CREATE EXTERNAL TABLE t USING delta OPTIONS () | 1:46
                    CREATE EXTERNAL TABLE t USING delta OPTIONS (a) | 1:47
                    CREATE EXTERNAL TABLE t USING delta OPTIONS (a = 'b' | 1:52
                    CREATE EXTERNAL TABLE t USING delta OPTIONS (a = (1)) | 1:50
                    CREATE EXTERNAL TABLE t FILES = '/d' | 1:33
                    CREATE EXTERNAL TABLE t ENGINE_ATTRIBUTE = {} | 1:44
                    CREATE EXTERNAL TABLE t USING delta LOCATION '/d' ; SELECT | 1:58
                    DROP | 1:4
                    DROP SCHEMA s | 1:6
                    DROP EXTERNAL VIEW v | 1:15
                    DROP VIEW IF NOT EXISTS v | 1:14
                    DROP VIEW v w | 1:13
                    DROP VIEW v, w | 1:12
                    CREATE VIEW v | 1:13
                    CREATE VIEW v () AS SELECT 1 | 1:16
                    CREATE VIEW v (a AS SELECT 1 | 1:18
                    CREATE VIEW v SELECT 1 | 1:15
                    CREATE VIEW v AS SELECT | 1:23
                    CREATE VIEW v AS SELECT 1 WITH CHECK OPTION | 1:27
                    SET @ = 1 | 1:6
                    SET @@a = 1 | 1:6
                    SET @a | 1:6
                    SET @a TO 1 | 1:8
                    SET @a = | 1:8
                    SET @a = 1 + 2 | 1:12
                    SET @a = '1', @b = '2' | 1:13
                    SET @a = 'x\\' | 1:10
                    SET @a = 'x | 1:10
                    CALL | 1:4
                    CALL p | 1:6
                    CALL p( | 1:7
                    CALL p('a' | 1:10
                    CALL p('a',) | 1:12
                    CALL p(CAST('a' AS VARCHAR)) | 1:20
                    SELECT @a | 1:8
                    """)
    void aWrongFormIsRefusedWhereItGoesWrong(String sql, String position) {
        assertThat(failure(sql)).as(sql).isEqualTo(position);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    CREATE TABLE t (a INT) | Lakegate keeps no rows, so that it has no CREATE TABLE.
                    CREATE TABLE t (a INT) ENGINE = InnoDB | Lakegate keeps no rows
                    CREATE TABLE t (a INT | A closing parenthesis is missing after the columns of the table.
                    CREATE EXTERNAL TABLE t USING delta PARTITIONED BY (a) | CREATE EXTERNAL TABLE has no option PARTITIONED. It has USING, LOCATION, OPTIONS, FILE_FORMAT, FILES and ENGINE_ATTRIBUTE.
                    CREATE EXTERNAL TABLE t USING delta WITH (a = 1) | CREATE EXTERNAL TABLE has no option WITH.
                    CREATE EXTERNAL TABLE t USING delta AS SELECT 1 | CREATE EXTERNAL TABLE has no option AS.
                    CREATE EXTERNAL TABLE t USING delta USING iceberg | The statement names a format twice. Say it once.
                    CREATE EXTERNAL TABLE t USING delta LOCATION '/a' LOCATION '/b' | The statement names a place twice.
                    CREATE EXTERNAL TABLE t USING delta OPTIONS (a = 1, A = 2) | The statement names the option a twice.
                    CREATE EXTERNAL TABLE t FILE_FORMAT = (FORMAT csv HEADER ON) FILES = (URI = '/a') | FILE_FORMAT takes a format alone, as in FILE_FORMAT = (FORMAT delta), and not HEADER.
                    CREATE EXTERNAL TABLE t FILE_FORMAT = (FORMAT delta | and not the statement's end.
                    CREATE EXTERNAL TABLE t FILES = (FILE_PREFIX = '/a') | FILES takes one URI, FILES = (URI = 's3://bucket/table/'), and no file_prefix.
                    CREATE EXTERNAL TABLE t FILES = (URI = '/a', URI = '/b') | and no uri beside the place that was given.
                    CREATE EXTERNAL TABLE t LOCATION '/a' FILES = (URI = '/b') | and no uri beside the place that was given.
                    CREATE EXTERNAL TABLE t OPTIONS (secret_key 'geheim') | The option secret_key would be a secret in a statement
                    CREATE EXTERNAL TABLE t OPTIONS ('s3.access-key' = 'geheim') | as ${env:NAME} or ${file:/path}
                    CREATE EXTERNAL TABLE t FILES = (SAS = 'geheim') | The option sas would be a secret
                    CREATE VIEW v AS SHOW TABLES | A view is a query: CREATE VIEW s.v AS SELECT
                    CREATE VIEW v AS | A view is a query
                    CALL p(1) | An argument is a text, a variable such as @input_list, or NULL; this is 1.
                    CALL p(CAST(x AS JSON)) | this is x.
                    CALL p(NULL, | this is the statement's end.
                    """)
    void whatTheGrammarCannotTellIsSaidInASentence(String sql, String sentence) {
        assertThatThrownBy(() -> SqlParser.create(sql, LAKEGATE).parseStmtList())
                .isInstanceOf(SqlParseException.class)
                .hasMessageContaining(sentence)
                .hasMessageNotContaining("geheim");
    }

    /** In MySQL's statements alone; what a backslash stands before stays beside it. */
    @Test
    void aBackslashKeepsAQuoteWithinTheText() {
        assertThat(parse("SET @a = 'it\\'s'", SqlSetVariable.class).value()).isEqualTo("it\\'s");
        assertThat(parse("SET @a = 'it\\''", SqlSetVariable.class).value()).isEqualTo("it\\'");
        assertThat(parse("SET @a = 'it\\\\'", SqlSetVariable.class).value()).isEqualTo("it\\\\");
        assertThat(parse("SET @a = 'a\\\\''b'", SqlSetVariable.class).value()).isEqualTo("a\\\\'b");
        assertThat(parse("SET @a = '{\"k\": \"\\\"\"}';", SqlSetVariable.class).value())
                .isEqualTo("{\"k\": \"\\\"\"}");
        assertThat(parse("CALL p('a\\'', 'b', 'c\\'d')", SqlCallProcedure.class).arguments())
                .extracting(argument -> argument.orElseThrow().text())
                .containsExactly("a\\'", "b", "c\\'d");
        assertThat(parse(
                                "CREATE EXTERNAL TABLE t ENGINE_ATTRIBUTE='{\\'a\\'}' USING delta LOCATION '/x\\y'",
                                SqlCreateExternalTable.class)
                        .options())
                .isEqualTo(Map.of("engine_attribute", "{\\'a\\'}"));
        String large = "x".repeat(20_000) + "\\'" + "y".repeat(20_000);
        assertThat(parse("SET @a = '" + large + "'", SqlSetVariable.class).value())
                .isEqualTo(large);
        assertThat(text(parse("SELECT 'a\\', 'b'"))).isEqualTo("SELECT 'a\\', 'b'");
        assertThat(text(parse("CREATE VIEW v AS SELECT 'a\\', 'b'")))
                .isEqualTo("CREATE VIEW \"v\" AS SELECT 'a\\', 'b'");
    }

    @Test
    void aViewKnowsWhereItsQueryStands() {
        SqlCreateView view =
                parse("CREATE VIEW v AS\n  (SELECT a FROM t)\n UNION (SELECT 2) -- end\n;", SqlCreateView.class);
        assertThat(view.place().getLineNum() + ":" + view.place().getColumnNum())
                .isEqualTo("2:3");
        assertThat(view.place().getEndLineNum() + ":" + view.place().getEndColumnNum())
                .isEqualTo("3:17");
        assertThat(view.columns()).isEmpty();
    }

    @Test
    void anArgumentIsATextAVariableOrNull() {
        assertThat(parse("CALL p('@a', @a, NULL)", SqlCallProcedure.class).arguments())
                .containsExactly(
                        Optional.of(new SqlCallProcedure.Argument("@a", false)),
                        Optional.of(new SqlCallProcedure.Argument("@a", true)),
                        Optional.empty());
    }

    @Test
    void theirWordsStayNames() {
        assertThat(text(parse("SELECT engine, location, file_format, t.if, if(a, 1, 2) FROM engine_attribute AS if")))
                .isEqualTo(
                        "SELECT \"engine\", \"location\", \"file_format\", \"t\".\"if\", \"if\"(\"a\", 1, 2) FROM \"engine_attribute\" AS \"if\"");
    }
}
