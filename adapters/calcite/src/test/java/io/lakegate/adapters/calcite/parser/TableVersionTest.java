package io.lakegate.adapters.calcite.parser;

import static io.lakegate.adapters.calcite.parser.Parsing.failure;
import static io.lakegate.adapters.calcite.parser.Parsing.fromOf;
import static io.lakegate.adapters.calcite.parser.Parsing.parse;
import static io.lakegate.adapters.calcite.parser.Parsing.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.calcite.parser.SqlTableVersion.Axis;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableVersionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "FOR VERSION AS OF",
                "VERSION AS OF",
                "FOR SYSTEM_VERSION AS OF",
                "SYSTEM_VERSION AS OF",
                "for version as of"
            })
    void aVersionIsGivenInManySpellings(String spelling) {
        SqlTableVersion table = (SqlTableVersion) fromOf("SELECT * FROM c.s.t " + spelling + " 5");
        assertThat(table.table().names).containsExactly("c", "s", "t");
        assertThat(table.axis()).isEqualTo(Axis.VERSION);
        assertThat(((SqlLiteral) table.point()).longValue(true)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FOR TIMESTAMP AS OF",
                "TIMESTAMP AS OF",
                "FOR SYSTEM_TIME AS OF",
                "SYSTEM_TIME AS OF",
                "Timestamp As Of"
            })
    void aTimeIsGivenInManySpellings(String spelling) {
        SqlTableVersion table = (SqlTableVersion) fromOf("SELECT * FROM t " + spelling + " '2024-01-01 00:00:00' x");
        assertThat(table.axis()).isEqualTo(Axis.TIMESTAMP);
        assertThat(((SqlLiteral) table.point()).getValueAs(String.class)).isEqualTo("2024-01-01 00:00:00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TIMESTAMP '2024-01-01 00:00:00'",
                "DATE '2024-01-01'",
                "CURRENT_TIMESTAMP",
                "CURRENT_TIMESTAMP - INTERVAL '1' DAY",
                "CURRENT_DATE - INTERVAL 2 DAYS",
                "(CURRENT_TIMESTAMP - INTERVAL '1' DAY)",
                "CAST('2024-01-01' AS TIMESTAMP)",
                "CAST(? AS TIMESTAMP)",
                "TIMESTAMPADD(HOUR, -1, CURRENT_TIMESTAMP)",
                "?",
                "? - INTERVAL '1' HOUR"
            })
    void aTimeMayBeAnExpression(String point) {
        assertThat(text(parse("SELECT * FROM t TIMESTAMP AS OF " + point + " AS x JOIN u ON x.a = u.a")))
                .startsWith("SELECT * FROM \"t\" FOR TIMESTAMP AS OF ")
                .endsWith(" AS \"x\" INNER JOIN \"u\" ON \"x\".\"a\" = \"u\".\"a\"");
    }

    @Test
    void aBranchOrTagIsNamedAsStringOrIdentifier() {
        assertThat(((SqlTableVersion) fromOf("SELECT * FROM t VERSION AS OF 'v1.0' x")).point())
                .isInstanceOf(SqlLiteral.class);
        SqlNode bare = ((SqlTableVersion) fromOf("SELECT * FROM t FOR VERSION AS OF audit_branch x")).point();
        assertThat(((SqlIdentifier) bare).getSimple()).isEqualTo("audit_branch");
        SqlNode quoted = ((SqlTableVersion) fromOf("SELECT * FROM t FOR VERSION AS OF \"end-of-year\"")).point();
        assertThat(((SqlIdentifier) quoted).getSimple()).isEqualTo("end-of-year");
    }

    @Test
    void eachTableOfAJoinHasItsOwnVersionAndAlias() {
        assertThat(text(parse("SELECT * FROM a VERSION AS OF 1 x LEFT JOIN b FOR VERSION AS OF 2 AS y ON x.k = y.k,"
                        + " (c VERSION AS OF 3 CROSS JOIN d), (SELECT * FROM e TIMESTAMP AS OF '2024-01-01') AS z"
                        + " WHERE x.k IN (SELECT k FROM f FOR VERSION AS OF 4)")))
                .isEqualTo("SELECT * FROM \"a\" FOR VERSION AS OF 1 AS \"x\""
                        + " LEFT JOIN \"b\" FOR VERSION AS OF 2 AS \"y\" ON \"x\".\"k\" = \"y\".\"k\","
                        + " \"c\" FOR VERSION AS OF 3 CROSS JOIN \"d\","
                        + " (SELECT * FROM \"e\" FOR TIMESTAMP AS OF '2024-01-01') AS \"z\""
                        + " WHERE \"x\".\"k\" IN (SELECT \"k\" FROM \"f\" FOR VERSION AS OF 4)");
    }

    @Test
    void clausesThatFollowATableFollowAVersionToo() {
        assertThat(text(parse("SELECT * FROM t VERSION AS OF 1 x (a, b) TABLESAMPLE BERNOULLI(10) WHERE a > 1"
                        + " GROUP BY a ORDER BY a LIMIT 1")))
                .startsWith("SELECT * FROM \"t\" FOR VERSION AS OF 1 AS \"x\" (\"a\", \"b\") TABLESAMPLE BERNOULLI(10");
        assertThat(text(parse("SELECT * FROM t VERSION AS OF tag1 PIVOT (SUM(a) FOR b IN (1, 2))")))
                .contains("FOR VERSION AS OF \"tag1\" PIVOT");
    }

    @Test
    void parametersAreCountedInTheOrderOfTheText() {
        List<Integer> indexes = new ArrayList<>();
        parse("SELECT ? FROM a VERSION AS OF ? JOIN b TIMESTAMP AS OF CAST(? AS TIMESTAMP) ON a.k = ? WHERE a.x = ?")
                .accept(new SqlBasicVisitor<Void>() {
                    @Override
                    public Void visit(SqlDynamicParam parameter) {
                        indexes.add(parameter.getIndex());
                        return null;
                    }
                });
        assertThat(indexes).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        SqlTableVersion version = (SqlTableVersion) fromOf("SELECT ?, ? FROM a VERSION AS OF ?");
        assertThat(((SqlDynamicParam) version.point()).getIndex()).isEqualTo(2);
    }

    @Test
    void theTextOfATreeParsesToTheSameTree() {
        SqlNode tree = parse("SELECT x.a FROM c.s.t$files TIMESTAMP AS OF CURRENT_TIMESTAMP - INTERVAL '1' DAY AS x,"
                + " u FOR SYSTEM_VERSION AS OF main");
        assertThat(text(parse(text(tree)))).isEqualTo(text(tree));
    }

    @Test
    void aRewriterFindsTheNodeAndReplacesIt() {
        SqlNode tree = parse("SELECT * FROM s.t VERSION AS OF 5 AS x JOIN u TIMESTAMP AS OF '2024-01-01' ON x.a = u.a");
        SqlNode rewritten = tree.accept(new SqlShuttle() {
            @Override
            public SqlNode visit(SqlCall call) {
                return call instanceof SqlTableVersion version
                        ? new SqlIdentifier(version.table() + "@" + version.axis(), version.getParserPosition())
                        : super.visit(call);
            }
        });
        assertThat(text(rewritten))
                .isEqualTo(
                        "SELECT * FROM \"s.t@VERSION\" AS \"x\" INNER JOIN \"u@TIMESTAMP\" ON \"x\".\"a\" = \"u\".\"a\"");
    }

    @Test
    void aRewriterCopiesTheNodeWithOtherOperands() {
        SqlNode rewritten = parse("SELECT * FROM t VERSION AS OF ?").accept(new SqlShuttle() {
            @Override
            public SqlNode visit(SqlDynamicParam parameter) {
                return SqlLiteral.createExactNumeric("7", parameter.getParserPosition());
            }
        });
        assertThat(text(rewritten)).isEqualTo("SELECT * FROM \"t\" FOR VERSION AS OF 7");
    }

    @Test
    void theNodeSpansTableAndPoint() {
        SqlNode table = fromOf("SELECT *\nFROM s.t VERSION AS OF 12 AS x");
        assertThat(table.getParserPosition()).hasToString("line 2, column 6");
        assertThat(table.getParserPosition().getEndColumnNum()).isEqualTo(25);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT TIMESTAMP '2020-01-01 00:00:00'",
                "SELECT TIMESTAMP '2020-01-01 00:00:00' AS version FROM t AS timestamp",
                "SELECT version, timestamp FROM t version JOIN u timestamp ON version.a = timestamp.a",
                "SELECT t.version, t.timestamp FROM t WHERE timestamp > TIMESTAMP '2020-01-01 00:00:00' AND version = 1",
                "SELECT version AS v, timestamp AS ts, system_version FROM version",
                "SELECT * FROM timestamp TIMESTAMP AS OF '2020-01-01' timestamp",
                "SELECT * FROM version VERSION AS OF 1 version",
                "SELECT * FROM version.version FOR VERSION AS OF version",
                "SELECT version version, timestamp timestamp FROM t ORDER BY timestamp, version"
            })
    void versionAndTimestampStayNames(String sql) {
        assertThat(text(parse(text(parse(sql))))).isEqualTo(text(parse(sql)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT * FROM t FOR VERSION AS 5             | 1:32
                    SELECT * FROM t FOR VERSION OF 5             | 1:29
                    SELECT * FROM t FOR VERSION AS OF            | 1:33
                    SELECT * FROM t VERSION AS OF                | 1:29
                    SELECT * FROM t FOR SNAPSHOT AS OF 5         | 1:21
                    SELECT * FROM t VERSION OF 5                 | 1:25
                    SELECT * FROM t TIMESTAMP OF '2024-01-01'    | 1:27
                    SELECT * FROM t x VERSION AS OF 5            | 1:19
                    SELECT * FROM t AS x FOR VERSION AS OF 5     | 1:22
                    SELECT * FROM (SELECT 1) FOR VERSION AS OF 5 | 1:26
                    SELECT * FROM t VERSION AS OF (SELECT 5)     | 1:31
                    SELECT * FROM t VERSION AS OF 1 VERSION AS OF 2 | 1:41
                    """)
    void aWrongFormIsRefusedWhereItGoesWrong(String sql, String position) {
        assertThat(failure(sql)).isEqualTo(position);
    }

    @Test
    void aVersionStandsBeforeHints() {
        assertThat(failure("SELECT * FROM t /*+ fast */ VERSION AS OF 5")).isEqualTo("1:29");
    }
}
