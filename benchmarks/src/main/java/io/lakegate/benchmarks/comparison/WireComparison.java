package io.lakegate.benchmarks.comparison;

import io.lakegate.adapters.testing.TpchDelta;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.duckdb.DuckDBConnection;

/**
 * Compares what a statement costs on the way: our driver with our server, Avatica's driver with Avatica's server, and DuckDB's getters in the
 * client's process, all over the same files and in turn.
 */
final class WireComparison {
    private static final String ONE = "SELECT 1";
    private static final String POINT = "SELECT count(*), max(n_regionkey) FROM nation WHERE n_nationkey = ?";
    private static final String FETCH =
            "SELECT l_orderkey, l_linenumber, CAST(l_extendedprice AS DOUBLE), l_quantity, l_shipmode, l_shipdate "
                    + "FROM lineitem WHERE l_orderkey <= 5000000 * %s";
    private static final int STATEMENTS = 1_000;
    /** Among the three sides: ours, Avatica's, the engine alone. */
    private static final int AVATICA = 1;

    private final Consumer<Measured> sink;
    private final double scale;
    private final int runs;

    /**
     * @param sink takes each figure
     * @param scale TPC-H's scale factor of the tables
     * @param runs how often the large result is read
     */
    WireComparison(Consumer<Measured> sink, double scale, int runs) {
        this.sink = sink;
        this.scale = scale;
        this.runs = runs;
    }

    /**
     * Runs it.
     *
     * @param gateway a connection string of a gateway whose catalog {@code plain} has the tables
     * @param files where the tables' Parquet files are
     * @param module the built module {@code benchmarks/avatica}
     */
    void run(String gateway, Path files, Path module) throws Exception {
        Path database = files.resolveSibling("wire.db");
        Files.deleteIfExists(database);
        try (Connection made = DriverManager.getConnection("jdbc:duckdb:" + database)) {
            views(made, files);
        }
        try (ServerProcess avatica = Servers.avatica(module, database);
                Connection engine = DriverManager.getConnection("jdbc:duckdb:")) {
            views(engine, files);
            Crowd.Connector ours = () -> {
                Connection connection = DriverManager.getConnection(gateway);
                connection.setCatalog("plain");
                connection.setSchema("default");
                return connection;
            };
            Crowd.Connector theirs = () -> DriverManager.getConnection(
                    "jdbc:avatica:remote:serialization=protobuf;url=http://127.0.0.1:" + avatica.address());
            Crowd.Connector bare = () -> engine.unwrap(DuckDBConnection.class).duplicate();
            selectOne(ours, theirs, bare);
            for (int clients : List.of(1, 8)) {
                points(ours, theirs, bare, clients);
            }
            fetch(ours, theirs, bare);
        } finally {
            Files.deleteIfExists(database);
        }
    }

    private static void views(Connection database, Path files) throws SQLException {
        try (Statement statement = database.createStatement()) {
            for (String table : TpchDelta.TABLES) {
                statement.execute("CREATE VIEW %s AS SELECT * FROM read_parquet('%s/%s/*.parquet')"
                        .formatted(table, files, table));
            }
        }
    }

    private void selectOne(Crowd.Connector ours, Crowd.Connector theirs, Crowd.Connector bare) throws SQLException {
        inTurn(
                "SELECT 1, p50",
                "ms",
                STATEMENTS,
                STATEMENTS,
                List.of(ours, theirs, bare),
                (side, connection) -> Answers.of(connection, ONE).millis());
    }

    private void points(Crowd.Connector ours, Crowd.Connector theirs, Crowd.Connector bare, int clients)
            throws Exception {
        List<Crowd> crowds = new ArrayList<>();
        for (Crowd.Connector connector : List.of(ours, theirs, bare)) {
            Crowd.run(connector, clients, STATEMENTS, POINT, 25);
            crowds.add(Crowd.run(connector, clients, STATEMENTS, POINT, 25));
        }
        String name = "point query, " + clients + (clients == 1 ? " client" : " clients");
        against(
                name + ", p50",
                "ms",
                crowds.get(0).p50Millis(),
                crowds.get(1).p50Millis(),
                crowds.get(2).p50Millis());
        against(
                name,
                "/s",
                crowds.get(0).perSecond(),
                crowds.get(1).perSecond(),
                crowds.get(2).perSecond());
    }

    /** Five million rows at scale 1, of six columns by their getters; a tenth of them through Avatica's server. */
    private void fetch(Crowd.Connector ours, Crowd.Connector theirs, Crowd.Connector bare) throws SQLException {
        String whole = FETCH.formatted(scale);
        String tenth = FETCH.formatted(scale / 10);
        inTurn(
                "6 columns fetched",
                "rows/s",
                1,
                runs,
                List.of(ours, theirs, bare),
                (side, connection) -> perSecond(connection, side == AVATICA ? tenth : whole));
    }

    /** Measures something of one of the three sides. */
    @FunctionalInterface
    private interface Measurement {
        double of(int side, Connection connection) throws SQLException;
    }

    /** Measures each side {@code times} times, one after the other, behind some times that do not count. */
    private void inTurn(
            String name, String unit, int before, int times, List<Crowd.Connector> sides, Measurement measurement)
            throws SQLException {
        try (Connection mine = sides.get(0).connect();
                Connection avatica = sides.get(AVATICA).connect();
                Connection engine = sides.get(2).connect()) {
            List<Connection> connections = List.of(mine, avatica, engine);
            List<List<Double>> all = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int run = -before; run < times; run++) {
                for (int side = 0; side < connections.size(); side++) {
                    double one = measurement.of(side, connections.get(side));
                    if (run >= 0) {
                        all.get(side).add(one);
                    }
                }
            }
            against(
                    name,
                    unit,
                    Measured.median(all.get(0)),
                    Measured.median(all.get(AVATICA)),
                    Measured.median(all.get(2)));
        }
    }

    private static double perSecond(Connection connection, String sql) throws SQLException {
        long begin = System.nanoTime();
        long count = 0;
        double sum = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                count++;
                sum += rows.getLong(1)
                        + rows.getInt(2)
                        + rows.getDouble(3)
                        + rows.getBigDecimal(4).doubleValue()
                        + rows.getString(5).length()
                        + rows.getDate(6).getTime() % 10;
            }
        }
        if (Double.isNaN(sum)) {
            throw new IllegalStateException("The getters gave no numbers.");
        }
        return count / ((System.nanoTime() - begin) / 1e9);
    }

    private void against(String name, String unit, double ours, double avatica, double engine) {
        sink.accept(new Measured("Avatica's server", name, unit, ours, avatica, true));
        sink.accept(new Measured("in-process DuckDB", name, unit, ours, engine, true));
    }
}
