package io.lakegate.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** What a small statement costs from the driver and back, beside the same statement in DuckDB in this process. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class RoundTripBenchmark {
    private static final String ONE = "SELECT 1";
    private static final String JOIN = """
            SELECT n_name, count(*) AS customers, sum(c_acctbal) AS balance
            FROM customer JOIN nation ON c_nationkey = n_nationkey
            WHERE c_mktsegment = 'BUILDING' GROUP BY n_name ORDER BY n_name""";

    /** One row through the driver. */
    @Benchmark
    public long selectOneLakegate(LakeState lake) throws SQLException {
        return rows(lake.lakegate(), ONE);
    }

    /** One row in DuckDB. */
    @Benchmark
    public long selectOneDuckDb(LakeState lake) throws SQLException {
        return rows(lake.duckDb(), ONE);
    }

    /** A join of two tables through the driver. */
    @Benchmark
    public long joinLakegate(LakeState lake) throws SQLException {
        return rows(lake.lakegate(), JOIN);
    }

    /** The same join in DuckDB over the same files. */
    @Benchmark
    public long joinDuckDb(LakeState lake) throws SQLException {
        return rows(lake.duckDb(), JOIN);
    }

    private static long rows(Connection connection, String sql) throws SQLException {
        long count = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                count += rows.getString(1).length();
            }
        }
        return count;
    }
}
