package io.lakegate.server.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A tool that lists the columns of a whole catalog gets them from memory. */
class ManyColumnsTest {
    /** Shorter than what was seen of a table is taken for fresh. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    @Test
    @Timeout(120)
    void noTableIsOpenedForAListOfColumnsThatWereSeen() throws SQLException {
        WideCatalog wide = new WideCatalog();
        try (EnginelessGateway gateway = EnginelessGateway.start(wide)) {
            try (Connection connection = DriverManager.getConnection(gateway.url())) {
                boolean seenWhileFresh = false;
                while (!seenWhileFresh) {
                    long started = System.nanoTime();
                    assertThat(count(connection)).isEqualTo(WideCatalog.TABLES * WideCatalog.COLUMNS);
                    int opened = wide.opened.get();
                    assertThat(opened).isGreaterThanOrEqualTo(WideCatalog.TABLES);
                    assertThat(count(connection)).isEqualTo(WideCatalog.TABLES * WideCatalog.COLUMNS);
                    int openedThen = wide.opened.get();
                    seenWhileFresh = System.nanoTime() - started < FRESH.toNanos();
                    if (seenWhileFresh) {
                        assertThat(openedThen).isEqualTo(opened);
                    }
                }
                try (Connection stock = DriverManager.getConnection("jdbc:avatica:remote:url="
                        + gateway.url().replace("jdbc:lakegate:", "http:") + "/;serialization=protobuf")) {
                    List<List<String>> rows = rows(connection);
                    assertThat(rows).hasSizeGreaterThan(10_000);
                    // Of what travels in columns that hold a value once, each row has what it has in a list of rows.
                    assertThat(rows).isEqualTo(rows(stock));
                }
            }
        }
    }

    /** All that is told of columns of types that both drivers have. */
    private static List<List<String>> rows(Connection connection) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (ResultSet columns = connection.getMetaData().getColumns("wide", "all", "table\\_00__", "%")) {
            while (columns.next()) {
                if (!columns.getString("TYPE_NAME").startsWith("TIMESTAMP")) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= columns.getMetaData().getColumnCount(); i++) {
                        row.add(columns.getString(i));
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    private static int count(Connection connection) throws SQLException {
        int count = 0;
        try (ResultSet columns = connection.getMetaData().getColumns("wide", "all", "%", "%")) {
            while (columns.next()) {
                count++;
            }
        }
        return count;
    }
}
