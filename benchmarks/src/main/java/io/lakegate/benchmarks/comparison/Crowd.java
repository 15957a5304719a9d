package io.lakegate.benchmarks.comparison;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many clients at once, each asking for small sums one after the other. */
record Crowd(double perSecond, double p50Millis, double p99Millis) {
    /** Opens a connection. */
    @FunctionalInterface
    interface Connector {
        Connection connect() throws SQLException;
    }

    /**
     * Runs it.
     *
     * @param sql with one parameter, a whole number below {@code bound}
     */
    static Crowd run(Connector connector, int clients, int statements, String sql, int bound) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Callable<List<Double>>> work = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                long seed = client;
                work.add(() -> one(connector, statements, sql, bound, seed));
            }
            long begin = System.nanoTime();
            List<Double> all = new ArrayList<>();
            for (Future<List<Double>> done : threads.invokeAll(work)) {
                all.addAll(done.get());
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            all.sort(null);
            return new Crowd(all.size() / seconds, all.get(all.size() / 2), all.get(all.size() * 99 / 100));
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Double> one(Connector connector, int statements, String sql, int bound, long seed)
            throws SQLException {
        SplittableRandom random = new SplittableRandom(seed);
        List<Double> millis = new ArrayList<>();
        try (Connection connection = connector.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < statements; i++) {
                long begin = System.nanoTime();
                statement.setInt(1, random.nextInt(bound));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        rows.getLong(1);
                    }
                }
                millis.add((System.nanoTime() - begin) / 1e6);
            }
        }
        return millis;
    }
}
