package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Statements in which words were dropped, doubled, swapped or replaced: each ends in rows or in one error that a person can read. {@code
 * -Dlakegate.fuzz.statements=10000} runs more of them, {@code -Dlakegate.fuzz.seed} others.
 */
class MutatedStatementsTest {
    private static final int STATEMENTS = Integer.getInteger("lakegate.fuzz.statements", 300);
    private static final long SEED = Long.getLong("lakegate.fuzz.seed", 6L);
    private static final Pattern TOKEN =
            Pattern.compile("'(?:[^']|'')*'|\"[^\"]*\"|[\\p{L}_@$][\\p{L}\\p{N}_$]*|\\d+(?:\\.\\d+)?|\\S");
    private static final List<String> OWN = List.of(
            "SELECT t, sum(x) FROM n WHERE x IN (1, 2) GROUP BY ROLLUP(t) HAVING count(*) > 0 ORDER BY 2 DESC NULLS LAST LIMIT 3",
            "WITH RECURSIVE r(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM r WHERE i < 5) SELECT * FROM r JOIN n ON n.x = r.i",
            "SELECT a.x, l.m FROM n a LEFT JOIN LATERAL (SELECT max(b.x) m FROM n b WHERE b.x < a.x) l ON TRUE",
            "SELECT * FROM n VERSION AS OF 1 WHERE (x, t) NOT IN (SELECT x, t FROM n)",
            "SELECT x, rank() OVER (PARTITION BY t ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM n QUALIFY 1 = 1",
            "SELECT * FROM TABLE(table_changes('s.n', 0, 1))",
            "CREATE EXTERNAL TABLE s.q USING delta LOCATION '/nowhere' OPTIONS (a = 'b')",
            "CREATE VIEW s.v (a) AS SELECT x FROM n",
            "CALL sys.HEATWAVE_LOAD(CAST(@input_list AS JSON), NULL)",
            "SET lakegate.as_of = '2024-01-01'",
            "DESCRIBE HISTORY s.n",
            "EXPLAIN (FILES) SELECT * FROM n WHERE x = 1",
            "SHOW TABLES IN lake.s LIKE 'n%'");

    @TempDir
    private static Path lake;

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        DeltaTableWriter.create(
                        lake.resolve("s").resolve("n"),
                        List.of(new Column("x", Simple.INTEGER), new Column("t", Simple.VARCHAR)))
                .append(List.<Object[]>of(new Object[] {1, "one"}, new Object[] {2, "two"}));
        gateway = TestGateway.over(lake);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static List<String> seeds() throws IOException {
        List<String> seeds = new ArrayList<>(OWN);
        try (InputStream in = MutatedStatementsTest.class.getResourceAsStream("/functions/examples.tsv")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split("\t", -1)[1])
                    .filter(call -> !call.startsWith("agg ") && !call.startsWith("over "))
                    .map(call -> "SELECT " + call + " FROM n")
                    .forEach(seeds::add);
        }
        return seeds;
    }

    private static List<String> tokens(String sql) {
        return TOKEN.matcher(sql).results().map(MatchResult::group).collect(Collectors.toCollection(ArrayList::new));
    }

    private static String mutated(String sql, List<String> pool, Random random) {
        List<String> tokens = tokens(sql);
        for (int change = random.nextInt(3); change >= 0 && !tokens.isEmpty(); change--) {
            int at = random.nextInt(tokens.size());
            switch (random.nextInt(5)) {
                case 0 -> tokens.remove(at);
                case 1 -> tokens.add(at, tokens.get(at));
                case 2 -> tokens.set(at, pool.get(random.nextInt(pool.size())));
                case 3 -> tokens.add(at, pool.get(random.nextInt(pool.size())));
                default -> {
                    int other = random.nextInt(tokens.size());
                    String kept = tokens.get(at);
                    tokens.set(at, tokens.get(other));
                    tokens.set(other, kept);
                }
            }
        }
        return String.join(" ", tokens);
    }

    @Test
    void eachEndsInRowsOrInOneReadableError() throws Exception {
        List<String> seeds = seeds();
        List<String> pool =
                seeds.stream().flatMap(sql -> tokens(sql).stream()).distinct().toList();
        Random random = new Random(SEED);
        List<String> defects = new ArrayList<>();
        int rows = 0;
        int errors = 0;
        for (int i = 0; i < STATEMENTS; i++) {
            String sql = mutated(seeds.get(random.nextInt(seeds.size())), pool, random);
            try (Connection connection = gateway.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("USE lake.s");
                statement.setQueryTimeout(20);
                statement.setMaxRows(1_000);
                if (statement.execute(sql)) {
                    try (ResultSet result = statement.getResultSet()) {
                        while (result.next()) {
                            result.getObject(1);
                        }
                    }
                }
                rows++;
            } catch (SQLException e) {
                errors++;
                defect(e).map(why -> sql + "\n    " + why).ifPresent(defects::add);
            }
        }

        assertThat(defects).isEmpty();
        assertThat(rows)
                .as("statements with rows, beside %d with errors", errors)
                .isPositive();
        assertThat(gateway.query("SELECT count(*) FROM lake.s.n")).isEqualTo(List.of(List.of(2L)));
        // The last rows of a statement may come before it is counted out.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (gateway.gateway().runningStatements() > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(gateway.gateway().runningStatements()).isZero();
    }

    /** What is wrong with the way in which a statement was refused. */
    private static java.util.Optional<String> defect(SQLException e) {
        String message = String.valueOf(e.getMessage());
        boolean known = Arrays.stream(ErrorCode.values())
                .anyMatch(code ->
                        code.number() == e.getErrorCode() && code.sqlState().equals(e.getSQLState()));
        boolean readable = known
                && e.getErrorCode() != ErrorCode.INTERNAL.number()
                && !message.contains("\tat ")
                && !message.contains("Exception")
                && !message.contains("lakegate_template");
        return readable
                ? java.util.Optional.empty()
                : java.util.Optional.of(e.getErrorCode() + " " + e.getSQLState() + " " + message);
    }
}
