package io.lakegate.adapters.calcite.parser;

import static io.lakegate.adapters.calcite.parser.Parsing.CALCITE;
import static io.lakegate.adapters.calcite.parser.Parsing.parse;
import static io.lakegate.adapters.calcite.parser.Parsing.text;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardWordsTest {
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
}
