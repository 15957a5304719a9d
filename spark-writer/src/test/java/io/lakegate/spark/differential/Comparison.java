package io.lakegate.spark.differential;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Asks Spark and the gateway the same, and keeps what they answer differently. For one thread. */
final class Comparison {
    private final SparkSession spark;
    private final Connection connection;
    private final List<String> differences = new ArrayList<>();

    Comparison(SparkSession spark, Connection connection) {
        this.spark = spark;
        this.connection = connection;
    }

    List<String> differences() {
        return List.copyOf(differences);
    }

    /**
     * Compares rows, names and types.
     *
     * @param sql for the gateway
     * @param schema of the rows of Spark
     */
    void rows(String sql, StructType schema, List<Row> rows) {
        try {
            String difference = CanonicalRows.difference(
                    CanonicalRows.ofSpark(schema, rows), CanonicalRows.ofLakegate(connection, sql, schema));
            if (!difference.isEmpty()) {
                differences.add(sql + ": " + difference);
            }
        } catch (SQLException e) {
            differences.add(sql + ": " + e);
        }
    }

    /** Compares how many rows fulfil each filter: in Spark, and in the gateway with and without pruning. */
    void counts(String ours, String sparks, List<RandomFilter> filters) {
        Row expected = spark.sql("SELECT " + sums(filters.stream().map(RandomFilter::spark)) + " FROM " + sparks)
                .head();
        List<Object> unpruned = unpruned(ours, filters);
        for (int i = 0; i < filters.size(); i++) {
            RandomFilter filter = filters.get(i);
            Object pruned = number("SELECT COUNT(*) FROM " + ours + " WHERE " + filter.lakegate());
            if (!pruned.equals(unpruned.get(i)) || !pruned.equals(expected.get(i))) {
                differences.add("%s WHERE %s: pruned %s, not pruned %s, Spark %s (WHERE %s)"
                        .formatted(ours, filter.lakegate(), pruned, unpruned.get(i), expected.get(i), filter.spark()));
            }
        }
    }

    /** The same conditions where they cannot drop files. */
    private List<Object> unpruned(String ours, List<RandomFilter> filters) {
        String all = "SELECT " + sums(filters.stream().map(RandomFilter::lakegate)) + " FROM " + ours;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(all)) {
            rows.next();
            List<Object> counts = new ArrayList<>();
            for (int i = 1; i <= filters.size(); i++) {
                counts.add(rows.getLong(i));
            }
            return counts;
        } catch (SQLException e) {
            // One that fails would hide the others: each is asked for alone.
            return filters.stream()
                    .map(filter -> number("SELECT " + sums(Stream.of(filter.lakegate())) + " FROM " + ours))
                    .toList();
        }
    }

    private static String sums(Stream<String> conditions) {
        return conditions
                .map(condition -> "COALESCE(SUM(CASE WHEN " + condition + " THEN 1 ELSE 0 END), 0)")
                .collect(joining(", "));
    }

    /** A number, or the message of the error instead of it. */
    private Object number(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            return "error: " + e.getMessage();
        }
    }
}
