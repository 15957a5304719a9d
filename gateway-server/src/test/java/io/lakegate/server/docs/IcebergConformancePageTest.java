package io.lakegate.server.docs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.adapters.testing.Fixtures.Fixture;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.server.ComparableRows;
import io.lakegate.server.IcebergFixtures;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/conformance-iceberg.md} what the readers answer. */
class IcebergConformancePageTest {
    @Test
    void thePageOfIcebergConformanceIsWhatTheReadersAnswer() throws Exception {
        Optional<Fixtures> fixtures = Fixtures.find();
        assumeTrue(fixtures.isPresent(), Fixtures.MISSING);
        StringBuilder page = new StringBuilder("""
                # Apache Iceberg conformance

                <!-- Written by IcebergConformancePageTest from the tables in shared/fixtures. Do not edit. -->

                Each table is read whole at every snapshot that it keeps, by both readers: the engine (with the library for files that the engine does not
                read right) and Iceberg's own library. "read" means that there are as many rows as the reference reader (iceberg-core) states, where it states a
                number; "fewer rows" that deletes are applied which the reference reader passes over, because they name data files by another host or scheme than
                the metadata does; "refused" names what is in the way. That both readers give the same rows is tested apart from this page.

                | table | class | engine | library |
                |---|---|---|---|
                """);
        try (IcebergFixtures gateway = new IcebergFixtures(fixtures.get());
                Connection connection = gateway.connect()) {
            for (Fixture table : fixtures.get().tables("iceberg")) {
                page.append("| %s | %s | %s | %s |\n"
                        .formatted(
                                table.id(),
                                table.kind(),
                                result(gateway, connection, table, "auto"),
                                result(gateway, connection, table, "format")));
            }
        }
        GeneratedPage.check("docs/conformance-iceberg.md", page.toString());
    }

    private static String result(IcebergFixtures gateway, Connection connection, Fixture table, String reader)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lakegate.reader = " + reader);
        }
        try {
            int rows = ComparableRows.of(connection, "SELECT * FROM " + gateway.name(table))
                    .rows()
                    .size();
            List<String> counts = new ArrayList<>();
            for (long snapshot : gateway.snapshots(connection, table)) {
                counts.add(ComparableRows.of(
                                connection,
                                "SELECT count(*) FROM " + gateway.name(table) + " FOR VERSION AS OF " + snapshot)
                        .rows()
                        .get(0)
                        .replaceAll("\\D", ""));
            }
            return verdict(table, rows, counts);
        } catch (SQLException e) {
            return "refused: " + reason(e);
        }
    }

    private static String verdict(Fixture table, int rows, List<String> counts) {
        OptionalLong observed = IcebergFixtures.observed(table);
        List<String> perSnapshot = new ArrayList<>(IcebergFixtures.observedPerSnapshot(table));
        boolean same = observed.isEmpty() || observed.getAsLong() == rows;
        List<String> sorted = new ArrayList<>(counts);
        sorted.sort(null);
        perSnapshot.sort(null);
        same &= perSnapshot.isEmpty() || perSnapshot.equals(sorted);
        String read = "%d rows, %d snapshots".formatted(rows, counts.size());
        if (same) {
            return "read, " + read;
        }
        return IcebergFixtures.mayMissDeletes(table) && rows <= observed.orElse(rows)
                ? "read, fewer rows: " + read
                : "differs: " + read;
    }

    private static String reason(SQLException e) {
        if (e.getErrorCode() == ErrorCode.STORAGE_UNREADABLE.number()) {
            return "a file of the table is not there";
        }
        return e.getErrorCode() == ErrorCode.TABLE_DAMAGED.number()
                ? "the metadata or a file is damaged"
                : e.getErrorCode() == ErrorCode.UNSUPPORTED_TABLE_FEATURE.number()
                        ? "a type or feature, by name"
                        : "error " + e.getErrorCode();
    }
}
