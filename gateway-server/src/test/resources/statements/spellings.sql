SELECT strlen(s), length(s) FROM t
SELECT quantile_cont(v, 0.5), quantile_disc(v, 0.25), quantile(v, 0.9), median(v) FROM t
SELECT g, quantile_cont(v, 0.5) FILTER (WHERE b) FROM t GROUP BY g
SELECT g, count(*) FROM t GROUP BY ALL
SELECT g, k, count(*) FROM t GROUP BY ALL ORDER BY ALL
SELECT g, k FROM t ORDER BY ALL DESC
SELECT count(*) FROM t GROUP BY ALL HAVING count(*) > 1
SELECT upper(g) AS x, sum(v) + 1, max(k) FILTER (WHERE b) FROM t GROUP BY ALL ORDER BY ALL LIMIT 3
SELECT g FROM t UNION SELECT g FROM u ORDER BY ALL NULLS FIRST
SELECT (SELECT count(*) FROM u), g FROM t GROUP BY ALL
SELECT g, sum(sum(v)) OVER () FROM t GROUP BY ALL
SELECT day(ts), day(d), year(ts) FROM t
SELECT regexp_matches(s, 'o+'), s ~ 'a' FROM t
SELECT string_split(s, 'o'), str_split(s, 'o'), split_part(s, 'o', 1) FROM t
SELECT contains(s, 'a'), prefix(s, 'a'), suffix(s, 'a'), starts_with(s, 'a') FROM t
SELECT ucase(s), lcase(s) FROM t
SELECT array_length(l), list_max(l), list_min(l) FROM t
SELECT list_contains(l, 1), list_has(l, 2), list_append(l, 1), list_reverse(l) FROM t
SELECT id, x FROM t, unnest([1, 2]) AS q(x)
SELECT regr_slope(v, k), regr_intercept(v, k), regr_r2(v, k), regr_avgx(v, k), regr_avgy(v, k), regr_sxy(v, k), regr_count(v, k) FROM t
SELECT skewness(v), kurtosis(v), product(k), geomean(v + 1) FROM t
SELECT g, regr_slope(v, k) OVER (PARTITION BY g) FROM t
SELECT TRY_CAST(s AS INTEGER), TRY_CAST('5' AS INT), CAST(s AS TEXT), s::STRING, k::INT8, v::FLOAT8, k::BOOL, k::HUGEINT, k::INT2 FROM t
SELECT make_date(2020, 1, 2), today() = current_date
SELECT isnan(v), isinf(v) FROM t
WITH x AS MATERIALIZED (SELECT k FROM t), y AS NOT MATERIALIZED (SELECT 1) SELECT count(*) FROM x, y
SELECT count(*) FROM t ORDER BY ALL
SELECT datepart('month', ts), datetrunc('day', ts) FROM t
SELECT arbitrary(v) IS NOT NULL FROM t
SELECT cast(w AS FLOAT4), cast(k AS LONG) FROM t
SELECT DISTINCT g FROM t ORDER BY ALL
SELECT count(DISTINCT k) FROM t
SELECT g, b, count(*) FROM t GROUP BY ALL HAVING count(*) > 1 ORDER BY g, b LIMIT 5 OFFSET 1
SELECT date_trunc('hour', ts) h, g, sum(v) FROM t GROUP BY ALL ORDER BY 1, 2
SELECT g, percentile_cont(0.5) WITHIN GROUP (ORDER BY v) FILTER (WHERE b) FROM t GROUP BY g
SELECT [1, 2, 3], ['a', 'b'][1], [k, id] FROM t
SELECT ts - INTERVAL '3 days', ts + INTERVAL '-2 hours', ts + INTERVAL '1 year', ts + INTERVAL 1 MONTH FROM t
SELECT g, count(*) AS c FROM t GROUP BY g HAVING c > 3 ORDER BY c DESC, g
SELECT g AS x, count(*) FROM t GROUP BY x ORDER BY x
SELECT date_trunc('month', ts) AS m, count(*) FROM t GROUP BY m ORDER BY m
SELECT date_trunc('minute', ts), date_trunc('quarter', d), date_trunc('week', d) FROM t
SELECT date_part('year', ts), date_part('dow', d), date_part('epoch', ts) FROM t
SELECT last_day(d), monthname(d), dayname(d) FROM t
SELECT instr(s, 'o'), strpos(s, 'o'), position('o' IN s) FROM t
SELECT lpad(s, 10, '*'), rpad(s, 10, '*'), left(s, 2), right(s, 2), reverse(s), repeat(s, 2) FROM t
SELECT concat(s, 1, NULL, g), concat_ws('-', s, g), s || '-' || g FROM t
SELECT translate(s, 'ab', 'xy'), replace(s, 'a', 'b'), nullif(s, 'a'), ifnull(s, 'x'), coalesce(s, 'y') FROM t
SELECT string_agg(g, ',' ORDER BY id), group_concat(g, ';' ORDER BY id) FROM t
SELECT id, x FROM t, unnest(l) AS q(x)
SELECT id, x FROM t CROSS JOIN UNNEST(l) AS q(x)
SELECT * EXCLUDE (s, l) FROM t
SELECT * REPLACE (k + 1 AS k) FROM u
SELECT id FROM t ORDER BY id OFFSET 5 LIMIT 10
SELECT id FROM t ORDER BY id FETCH FIRST 3 ROWS ONLY
SELECT id, row_number() OVER (PARTITION BY g ORDER BY id) AS r FROM t QUALIFY r = 1
SELECT id, rank() OVER w, lag(id, 1, 0) OVER w FROM t WINDOW w AS (PARTITION BY g ORDER BY id)
SELECT id, sum(v) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) FROM t
SELECT arg_max(id, v), arg_min(id, v), max_by(id, v), min_by(id, v), any_value(g) IS NOT NULL FROM t
SELECT greatest(k, 3), least(k, id), abs(-k), sign(v), ceil(v), floor(v), round(v, 1), trunc(v) FROM t
SELECT CAST('2020-01-01' AS DATE), DATE '2020-01-01', TIMESTAMP '2020-01-01 00:00:00', '2020-01-01'::DATE FROM t
SELECT id FROM t WHERE g IN ('a', 'b') AND k BETWEEN 1 AND 10 AND s IS NOT NULL AND b
SELECT id FROM t WHERE g = ANY (SELECT g FROM u) AND k > ALL (SELECT 1)
SELECT id, g FROM t NATURAL JOIN u
SELECT id FROM t JOIN u USING (id, k)
SELECT t.id, q.c FROM t, LATERAL (SELECT count(*) AS c FROM u WHERE u.k = t.k) q
SELECT t.id, (SELECT max(v) FROM u WHERE u.k = t.k) FROM t
SELECT k FROM t INTERSECT SELECT k FROM u
SELECT k FROM t EXCEPT ALL SELECT k FROM u
SELECT g, k, sum(v) FROM t GROUP BY ROLLUP (g, k)
SELECT g, k, sum(v), grouping(g) FROM t GROUP BY GROUPING SETS ((g, k), (g), ())
SELECT g, k, sum(v) FROM t GROUP BY CUBE (g, k)
SELECT * FROM (SELECT g, b, v FROM t) PIVOT (sum(v) FOR b IN (TRUE, FALSE))
WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 10) SELECT * FROM r
SELECT "t"."id" AS "the id" FROM t AS t
SELECT id AS value, k AS date, g AS "group" FROM t ORDER BY value
SELECT t.* FROM t JOIN u ON t.id = u.id WHERE u.v > 3
SELECT sum(CASE WHEN b THEN 1 ELSE 0 END) * 1.0 / count(*) FROM t
SELECT 'abc' LIKE 'a%' ESCAPE '\', s LIKE '%google%' FROM t
SELECT string_agg(s) FROM (SELECT 'a' AS s)
SELECT ifnull(sum(v), 0), coalesce(avg(w), 0) FROM t WHERE FALSE
SELECT id FROM t WHERE ts >= '2011-01-01' AND d < '2013-01-01'
SELECT id FROM t WHERE ts BETWEEN '2011-01-01' AND '2012-01-01' AND EXTRACT(year FROM ts) = 2011
SELECT date '2020-01-31' + 30, date '2020-01-31' - date '2020-01-01'
SELECT g, max(id) - min(id) AS r FROM t GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY v), percentile_disc(0.5) WITHIN GROUP (ORDER BY v) FROM t
SELECT length(CAST(k AS VARCHAR)), character_length(s), char_length(s) FROM t
SELECT 1 AS a UNION ALL (SELECT 2 ORDER BY 1 LIMIT 1)
(SELECT id FROM t ORDER BY id LIMIT 3) UNION ALL (SELECT id FROM u ORDER BY id LIMIT 2)
SELECT k, count(*) c FROM t GROUP BY k HAVING count(*) > (SELECT avg(x) FROM (SELECT count(*) x FROM t GROUP BY k) q) ORDER BY c DESC, k
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS q(n, s)
SELECT id FROM t WHERE (k, g) IN (SELECT k, g FROM u)
SELECT lead(v) OVER (PARTITION BY g ORDER BY ts, id) - v AS delta FROM t
SELECT nth_value(v, 2) OVER (ORDER BY id), ntile(4) OVER (ORDER BY id), cume_dist() OVER (ORDER BY id), percent_rank() OVER (ORDER BY id) FROM t
SELECT id, avg(v) OVER (ORDER BY ts RANGE BETWEEN INTERVAL 7 DAY PRECEDING AND CURRENT ROW) FROM t
