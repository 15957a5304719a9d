package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.adapters.testing.Fixtures.Fixture;
import io.lakegate.catalog.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Iceberg tables that others wrote, read through the driver with both readers, at every snapshot. Their folder is no part of the project;
 * without it these tests are skipped.
 */
class IcebergFixturesTest {
    private static final Optional<Fixtures> FIXTURES = Fixtures.find();
    private static final Set<Integer> REFUSALS = Set.of(
            ErrorCode.UNSUPPORTED_TABLE_FEATURE.number(),
            ErrorCode.TABLE_DAMAGED.number(),
            ErrorCode.STORAGE_UNREADABLE.number());

    /** A count that the table's own project states for the whole table, or for one snapshot. */
    private static final Pattern STATED_COUNT = Pattern.compile(
            "(?i)select count\\(\\*\\) from \\S+?(?: for system_version as of (?<snapshot>\\d+))?;?");

    private static IcebergFixtures gateway;
    private static Connection client;

    @BeforeAll
    static void start() throws SQLException {
        assumeTrue(FIXTURES.isPresent(), Fixtures.MISSING);
        gateway = new IcebergFixtures(FIXTURES.get());
        client = gateway.connect();
    }

    @AfterAll
    static void stop() throws SQLException {
        if (gateway != null) {
            client.close();
            gateway.close();
        }
    }

    static Stream<Fixture> tables() {
        return FIXTURES.stream().flatMap(fixtures -> fixtures.tables("iceberg").stream());
    }

    static Stream<Fixture> tablesWithStatedCounts() throws Exception {
        List<Fixture> found = new ArrayList<>();
        for (Fixture table : tables().toList()) {
            if (!statedCounts(table).isEmpty()) {
                found.add(table);
            }
        }
        return found.stream();
    }

    @ParameterizedTest
    @MethodSource("tables")
    void bothReadersGiveTheSameRowsAndAsManyAsTheReferenceReader(Fixture table) throws Exception {
        String sql = "SELECT * FROM " + gateway.name(table);
        Optional<ComparableRows> auto = select(sql, "auto");
        Optional<ComparableRows> library = select(sql, "format");

        if (library.isPresent() && auto.isPresent()) {
            assertThat(auto.get().types()).isEqualTo(library.get().types());
            assertThat(auto.get().rows()).isEqualTo(library.get().rows());
        }
        OptionalLong observed = IcebergFixtures.observed(table);
        if (observed.isPresent()) {
            assertThat(library).isPresent();
            assertThat(auto).isPresent();
            if (IcebergFixtures.mayMissDeletes(table)) {
                assertThat(auto.get().rows()).hasSizeLessThanOrEqualTo((int) observed.getAsLong());
            } else {
                assertThat(auto.get().rows()).hasSize((int) observed.getAsLong());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everySnapshotIsReadByBothReadersAlike(Fixture table) throws Exception {
        List<String> counts = new ArrayList<>();
        List<String> observed = IcebergFixtures.observedPerSnapshot(table);
        if (observed.isEmpty()) {
            return; // one snapshot, which the other test reads, or none
        }
        for (long snapshot : gateway.snapshots(client, table)) {
            String sql = "SELECT * FROM " + gateway.name(table) + " FOR VERSION AS OF " + snapshot;
            ComparableRows auto = select(sql, "auto").orElseThrow();
            assertThat(auto.rows()).isEqualTo(select(sql, "format").orElseThrow().rows());
            counts.add(String.valueOf(auto.rows().size()));
        }
        if (!IcebergFixtures.mayMissDeletes(table)) {
            assertThat(counts).containsExactlyInAnyOrderElementsOf(observed);
        }
    }

    @ParameterizedTest
    @MethodSource("tablesWithStatedCounts")
    void countsAreThoseThatTheTablesProjectStates(Fixture table) throws Exception {
        for (String[] stated : statedCounts(table)) {
            String at = stated[0] == null ? "" : " FOR VERSION AS OF " + stated[0];
            for (String reader : List.of("auto", "format")) {
                assertThat(select("SELECT count(*) FROM " + gateway.name(table) + at, reader)
                                .orElseThrow()
                                .rows())
                        .as("%s%s by %s", table, at, reader)
                        .containsExactly("[" + stated[1] + "]");
            }
        }
    }

    /** Pairs of a snapshot, or null for the newest, and a count. */
    private static List<String[]> statedCounts(Fixture table) throws Exception {
        List<String[]> found = new ArrayList<>();
        Optional<Path> file = table.expected().map(folder -> folder.resolve("upstream.jsonl"));
        if (file.isEmpty() || !Files.isRegularFile(file.get())) {
            return found;
        }
        for (String line : Files.readAllLines(file.get())) {
            JsonNode answer = new ObjectMapper().readTree(line);
            Matcher sql = STATED_COUNT.matcher(answer.path("sql").asText().strip());
            String result = answer.path("results").asText();
            if (sql.matches() && result.matches("\\d+")) {
                found.add(new String[] {sql.group("snapshot"), result});
            }
        }
        return found;
    }

    /** The rows, or nothing when the gateway refuses the table for a reason that it names. */
    private static Optional<ComparableRows> select(String sql, String reader) throws SQLException {
        try (Statement statement = client.createStatement()) {
            statement.execute("SET lakegate.reader = " + reader);
            return Optional.of(ComparableRows.of(client, sql));
        } catch (SQLException e) {
            assertThat(e.getErrorCode()).as(e.getMessage()).isIn(REFUSALS);
            return Optional.empty();
        }
    }
}
