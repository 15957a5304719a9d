package io.lakegate.benchmarks.avatica;

import java.sql.SQLException;
import org.apache.calcite.avatica.jdbc.JdbcMeta;
import org.apache.calcite.avatica.remote.Driver;
import org.apache.calcite.avatica.remote.LocalService;
import org.apache.calcite.avatica.server.HttpServer;

/** A process that serves a DuckDB file through Avatica's server as it comes, in protobuf, until its standard input ends. */
public final class AvaticaMain {
    private AvaticaMain() {}

    /** The line by which it tells its port. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        HttpServer server = new HttpServer.Builder<>()
                .withHandler(new LocalService(meta(arguments[0])), Driver.Serialization.PROTOBUF)
                .withPort(0)
                .build();
        server.start();
        System.out.println("Avatica is ready: " + server.getPort());
        while (System.in.read() >= 0) {
            // The one who started this process holds the other end.
        }
        server.stop();
    }

    private static JdbcMeta meta(String url) throws SQLException {
        return new JdbcMeta(url);
    }
}
