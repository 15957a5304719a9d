package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.adapters.testing.Fixtures.Fixture;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * That dates and times do not depend on the time zone of the gateway's or the client's JVM: the same tables are read in a JVM for each of three
 * zones, by both readers, with the session in each of the three. Tables that others wrote take part where their folder is.
 */
class TimeZonesTest {
    private static final List<String> ZONES = List.of("UTC", "America/Los_Angeles", "Asia/Kathmandu");
    private static final List<String> READERS = List.of("engine", "format");
    private static final List<String> OWN_TABLES = List.of("plain", "by_instant", "by_local", "by_day");
    private static final List<Column> COLUMNS = List.of(
            new Column("id", Simple.INTEGER),
            new Column("instant", Simple.TIMESTAMP_TZ),
            new Column("local", Simple.TIMESTAMP),
            new Column("day", Simple.DATE));
    private static final List<List<Object>> ROWS = List.of(
            row("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999", "1969-12-31"),
            // Not there in Los Angeles: clocks went from 2:00 to 3:00.
            row("2022-03-13T10:00:00.5Z", "2022-03-13T02:30:01", "2022-03-13"),
            // Twice there in Los Angeles.
            row("2022-11-06T09:30:01Z", "2022-11-06T01:30:01", "2022-11-06"),
            // Not there in Kathmandu: clocks went from 0:00 to 0:15.
            row("1985-12-31T18:30:01Z", "1986-01-01T00:05:01", "1986-01-01"),
            row("1900-01-01T00:00:00.000001Z", "1900-01-01T00:00:00.000001", "1900-01-01"),
            row("1700-02-28T12:00:00Z", "1700-02-28T12:00:01", "1500-02-28"),
            row("2262-01-01T23:59:59Z", "2262-01-01T23:59:59.999999", "9999-12-31"));
    private static final Set<String> FIXTURES = Set.of(
            "delta-golden/data-reader-timestamp_ntz",
            "delta-golden/data-reader-date-types-JST",
            "delta-golden/kernel-timestamp-INT96",
            "delta-golden/kernel-timestamp-TIMESTAMP_MICROS",
            "delta-golden/kernel-timestamp-partition-col-ISO8601",
            "trino/databricks131__timestamp_ntz",
            "trino/databricks73__old_dates");

    private static final Set<String> ICEBERG_FIXTURES = Set.of(
            "duckdb-iceberg/add_columns_with_defaults",
            "duckdb-iceberg/map_stats",
            "impala/iceberg_timestamptz_part",
            "impala/iceberg_v3_all_types",
            "iceberg-cxx/day_timestamptz_partitioning",
            "iceberg-cxx/hour_timestamptz_partitioning",
            "iceberg-cxx/types__all_spark_types",
            "iceberg-cxx/types__all_trino_types",
            "iceberg-cxx/year_timestamp_partitioning");

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void datesAndTimesAreTheSameInEveryTimeZone() throws Exception {
        Path lake = folder.resolve("lake");
        List<Object[]> rows = new ArrayList<>();
        for (List<Object> row : ROWS) {
            List<Object> withId = new ArrayList<>(List.of(rows.size()));
            withId.addAll(row);
            rows.add(withId.toArray());
        }
        rows.add(new Object[] {rows.size(), null, null, null});
        DeltaTableWriter.create(lake.resolve("plain"), COLUMNS).append(rows);
        for (String partition : List.of("instant", "local", "day")) {
            DeltaTableWriter.create(lake.resolve("by_" + partition), COLUMNS, partition)
                    .append(rows);
        }

        Map<String, Process> children = new LinkedHashMap<>();
        try {
            for (String zone : ZONES) {
                children.put(zone, start(zone, lake));
            }
            List<String> first = null;
            for (Map.Entry<String, Process> child : children.entrySet()) {
                assertThat(child.getValue().waitFor())
                        .as(() -> log(child.getKey()))
                        .isZero();
                List<String> printed = Files.readAllLines(file(child.getKey(), "rows"));
                assertThat(printed).as(child.getKey()).containsAll(ownLines());
                if (first != null) {
                    assertThat(printed).as(child.getKey()).isEqualTo(first);
                }
                first = printed;
            }
        } finally {
            children.values().forEach(Process::destroyForcibly);
        }
    }

    /** What each JVM must print of our own tables, whichever reader reads them. */
    private static List<String> ownLines() {
        List<String> lines = new ArrayList<>();
        for (String session : ZONES) {
            for (String reader : READERS) {
                OWN_TABLES.forEach(table -> lines.addAll(ownLines(table, reader + " in " + session)));
            }
        }
        return lines;
    }

    private static List<String> ownLines(String table, String session) {
        List<String> lines = new ArrayList<>();
        for (int id = 0; id < ROWS.size(); id++) {
            Instant instant = (Instant) ROWS.get(id).get(0);
            Object local = ROWS.get(id).get(1);
            Object day = ROWS.get(id).get(2);
            LocalDateTime utc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
            String name = "\"lake\".\"default\".\"%s\"".formatted(table);
            lines.add("%s %s: [%s, %s, %s, %s]".formatted(name, session, day, id, utc, local));
            lines.add("%s %s: as java.sql: %s, %s, %s".formatted(name, session, id, instant, day));
            lines.add("%s %s: found: [[%s]]".formatted(name, session, id));
        }
        return lines;
    }

    private static List<Object> row(String instant, String local, String day) {
        return List.of(Instant.parse(instant), LocalDateTime.parse(local), LocalDate.parse(day));
    }

    private Process start(String zone, Path lake) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Duser.timezone=" + zone,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        lake.toString(),
                        file(zone, "rows").toString())
                .redirectErrorStream(true)
                .redirectOutput(file(zone, "log").toFile())
                .start();
    }

    private Path file(String zone, String kind) {
        return folder.resolve(zone.replace('/', '-') + "." + kind);
    }

    private String log(String zone) {
        try {
            return zone + ": " + Files.readString(file(zone, "log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A gateway and its client in one JVM, which write down what the client gets. */
    static final class Child {
        private Child() {}

        /** The arguments are the folder of our own tables and the file to write. */
        public static void main(String[] arguments) throws Exception {
            List<String> lines = new ArrayList<>();
            Map<String, List<String>> values = new LinkedHashMap<>();
            List<Fixture> fixtures = Fixtures.find().stream()
                    .flatMap(found -> found.tables("delta").stream())
                    .filter(table -> FIXTURES.contains(table.id()))
                    .toList();
            try (TestGateway gateway = gateway(Path.of(arguments[0]), fixtures);
                    Connection connection = gateway.connect()) {
                for (String zone : ZONES) {
                    for (String reader : READERS) {
                        set(connection, "SET TIME ZONE '" + zone + "'");
                        set(connection, "SET lakegate.reader = " + reader);
                        for (String table : OWN_TABLES) {
                            lines.addAll(linesOf(connection, table, reader + " in " + zone));
                        }
                        for (Fixture table : fixtures) {
                            String name = "\"%s\".\"default\".\"%s\"".formatted(table.source(), table.name());
                            List<String> rows = all(connection, name);
                            String key = name + " " + reader;
                            if (!values.computeIfAbsent(key, first -> rows).equals(rows)) {
                                throw new IllegalStateException(key + " has other rows in " + zone);
                            }
                        }
                    }
                }
            }
            if (Fixtures.find().isPresent()) {
                icebergRows(Fixtures.find().get(), values);
            }
            values.forEach((key, rows) -> rows.forEach(row -> lines.add(key + ": " + row)));
            Files.write(Path.of(arguments[1]), lines);
        }

        /** The rows of Iceberg tables with times, which must be the same for both readers and in each zone of the session. */
        private static void icebergRows(Fixtures fixtures, Map<String, List<String>> values) throws Exception {
            try (IcebergFixtures gateway = new IcebergFixtures(fixtures);
                    Connection connection = gateway.connect()) {
                for (Fixture table : fixtures.tables("iceberg")) {
                    if (!ICEBERG_FIXTURES.contains(table.id())) {
                        continue;
                    }
                    for (String zone : ZONES) {
                        for (String reader : List.of("auto", "format")) {
                            set(connection, "SET TIME ZONE '" + zone + "'");
                            set(connection, "SET lakegate.reader = " + reader);
                            List<String> rows = all(connection, gateway.name(table));
                            if (!values.computeIfAbsent(table.id(), first -> rows)
                                    .equals(rows)) {
                                throw new IllegalStateException(
                                        "%s has other rows by %s in %s".formatted(table.id(), reader, zone));
                            }
                        }
                    }
                }
            }
        }

        private static void set(Connection connection, String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        private static List<String> linesOf(Connection connection, String table, String session) throws SQLException {
            String name = "\"lake\".\"default\".\"%s\"".formatted(table);
            String prefix = name + " " + session + ": ";
            List<String> lines = new ArrayList<>();
            all(connection, name).forEach(line -> lines.add(prefix + line));
            asJavaSql(connection, name).forEach(line -> lines.add(prefix + "as java.sql: " + line));
            computed(connection, name).forEach(line -> lines.add(prefix + "computed: " + line));
            found(connection, name).forEach(line -> lines.add(prefix + "found: " + line));
            return lines;
        }

        private static TestGateway gateway(Path lake, List<Fixture> fixtures) {
            Map<String, Path> folders = new LinkedHashMap<>();
            folders.put("lake", lake);
            fixtures.forEach(table -> folders.put(table.source(), table.folder().getParent()));
            GatewayConfig defaults = GatewayConfig.defaults();
            return TestGateway.over(new GatewayConfig(
                    defaults.server(),
                    defaults.engine(),
                    defaults.limits(),
                    folders.entrySet().stream()
                            .<CatalogConfig>map(folder -> new CatalogConfig.Delta(
                                    folder.getKey(),
                                    Optional.of(folder.getValue().toString()),
                                    List.of(),
                                    Path.of(folder.getKey() + ".yaml")))
                            .toList()));
        }

        private static List<String> all(Connection connection, String name) throws SQLException {
            return ComparableRows.of(connection, "SELECT * FROM " + name).rows();
        }

        /** Local times are left out: a {@code java.sql.Timestamp} cannot hold those that the JVM's zone skips. */
        private static List<String> asJavaSql(Connection connection, String name) throws SQLException {
            List<String> lines = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SELECT id, instant, \"day\" FROM %s WHERE \"day\" IS NOT NULL".formatted(name))) {
                while (rows.next()) {
                    lines.add("%s, %s, %s"
                            .formatted(
                                    rows.getInt(1),
                                    rows.getTimestamp(2).toInstant(),
                                    rows.getDate(3).toLocalDate()));
                }
            }
            lines.sort(null);
            return lines;
        }

        private static List<String> computed(Connection connection, String name) throws SQLException {
            return ComparableRows.of(connection, """
                            SELECT id, CAST(instant AS VARCHAR), CAST(instant AS DATE), EXTRACT(HOUR FROM instant), CAST(local AS VARCHAR),
                                   CAST("day" AS VARCHAR), EXTRACT(HOUR FROM local)
                            FROM %s""".formatted(name)).rows();
        }

        /** The ids found by the values of each row, once as parameters and once as literals. */
        private static List<String> found(Connection connection, String name) throws SQLException {
            List<String> lines = new ArrayList<>();
            for (List<Object> row : ROWS) {
                try (PreparedStatement select = connection.prepareStatement(
                        "SELECT id FROM %s WHERE instant = ? AND local = ? AND \"day\" = ?".formatted(name))) {
                    select.setObject(1, ((Instant) row.get(0)).atOffset(ZoneOffset.UTC));
                    select.setObject(2, row.get(1));
                    select.setObject(3, row.get(2));
                    lines.add(TestGateway.rows(select.executeQuery()).toString());
                }
                lines.add(TestGateway.query(
                                connection,
                                "SELECT id FROM %s WHERE local = TIMESTAMP '%s' AND \"day\" = DATE '%s'"
                                        .formatted(name, row.get(1).toString().replace('T', ' '), row.get(2)))
                        .toString());
            }
            return lines;
        }
    }
}
