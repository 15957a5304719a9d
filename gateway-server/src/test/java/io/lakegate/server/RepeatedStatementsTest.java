package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a text which comes again is answered as if it came for the first time, whatever has changed about the names in it. */
class RepeatedStatementsTest {
    private static final Column ID = new Column("id", Simple.INTEGER);
    private static final Column NAME = new Column("name", Simple.VARCHAR);

    @TempDir
    private Path lake;

    private TestGateway gateway;
    private Connection connection;
    private DeltaTableWriter table;

    @BeforeEach
    void start() throws SQLException {
        table = DeltaTableWriter.create(lake.resolve("t"), List.of(ID));
        table.append(List.<Object[]>of(new Object[] {1}));
        gateway = TestGateway.over(lake);
        connection = gateway.connect();
    }

    @AfterEach
    void stop() throws SQLException {
        connection.close();
        gateway.close();
    }

    private List<List<Object>> query(String sql) throws SQLException {
        return TestGateway.query(connection, sql);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void replace(String name, List<Column> columns, Object... row) throws IOException {
        Path folder = lake.resolve(name);
        List<Path> old = new ArrayList<>();
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(old::add);
            }
        }
        for (Path each : old) {
            Files.delete(each);
        }
        if (row.length > 0) {
            DeltaTableWriter.create(folder, columns).append(List.<Object[]>of(row));
        }
    }

    @Test
    void newRowsAreSeen() throws SQLException {
        for (int rows = 1; rows <= 4; rows++) {
            assertThat(query("SELECT count(*), max(id) FROM t")).isEqualTo(List.of(List.of((long) rows, rows)));
            assertThat(query("SELECT max(version) FROM \"t$history\"")).isEqualTo(List.of(List.of((long) rows)));
            table.append(List.<Object[]>of(new Object[] {rows + 1}));
        }
    }

    @Test
    void otherColumnsAreSeen() throws Exception {
        assertThat(query("SELECT * FROM t")).isEqualTo(List.of(List.of(1)));
        replace("t", List.of(NAME, ID), "a", 7);
        assertThat(query("SELECT * FROM t")).isEqualTo(List.of(List.of("a", 7)));
        replace("t", List.of(new Column("id", Simple.DOUBLE)), 1.5);
        assertThat(query("SELECT * FROM t")).isEqualTo(List.of(List.of(1.5)));
    }

    @Test
    void aColumnThatIsGoneIsAnError() throws Exception {
        assertThat(query("SELECT id FROM t")).isEqualTo(List.of(List.of(1)));
        replace("t", List.of(NAME), "a");
        refused("SELECT id FROM t", ErrorCode.COLUMN_NOT_FOUND, "id");
    }

    @Test
    void aTableThatIsGoneIsAnErrorAndIsFoundAgain() throws Exception {
        assertThat(query("SELECT id FROM t")).isEqualTo(List.of(List.of(1)));
        replace("t", List.of());
        refused("SELECT id FROM t", ErrorCode.TABLE_NOT_FOUND, "t");
        replace("t", List.of(ID), 2);
        assertThat(query("SELECT id FROM t")).isEqualTo(List.of(List.of(2)));
    }

    @Test
    void aTableThatIsFoundEarlierOnTheWayIsTheOneThatIsMeant() throws Exception {
        replace("sales/t", List.of(ID), 5);
        execute("USE lake.sales");
        assertThat(query("SELECT id FROM t")).isEqualTo(List.of(List.of(5)));
        execute("USE lake.\"default\"");
        assertThat(query("SELECT id FROM t")).isEqualTo(List.of(List.of(1)));
        assertThat(query("SELECT T.ID FROM t")).isEqualTo(List.of(List.of(1)));
    }

    @Test
    void theSessionsChoicesHold() throws SQLException {
        String hour = "SELECT EXTRACT(HOUR FROM TIMESTAMP WITH TIME ZONE '2024-01-01 12:00:00 UTC')";
        List<List<Object>> utc = query(hour);
        execute("SET TIME ZONE 'Asia/Tokyo'");
        assertThat(query(hour)).isNotEqualTo(utc);
        execute("SET TIME ZONE 'UTC'");
        assertThat(query(hour)).isEqualTo(utc);

        Object now = query("SELECT CAST(max(\"timestamp\") AS VARCHAR) FROM \"t$history\"")
                .get(0)
                .get(0);
        table.append(List.<Object[]>of(new Object[] {2}));
        assertThat(query("SELECT count(*) FROM t")).isEqualTo(List.of(List.of(2L)));
        execute("SET lakegate.as_of = '" + now + "'");
        assertThat(query("SELECT count(*) FROM t")).isEqualTo(List.of(List.of(1L)));
        execute("RESET lakegate.as_of");
        assertThat(query("SELECT count(*) FROM t")).isEqualTo(List.of(List.of(2L)));
    }

    @Test
    void eachExecutionHasItsOwnValuesAndVersions() throws SQLException {
        table.append(List.<Object[]>of(new Object[] {2}, new Object[] {3}));
        try (PreparedStatement statement = connection.prepareStatement("SELECT sum(id) FROM t WHERE id >= ?");
                PreparedStatement version = connection.prepareStatement("SELECT count(*) FROM t VERSION AS OF ?")) {
            for (int from = 3; from >= 1; from--) {
                statement.setInt(1, from);
                assertThat(TestGateway.rows(statement.executeQuery()))
                        .isEqualTo(List.of(List.of(from == 3 ? 3L : from == 2 ? 5L : 6L)));
            }
            for (int at = 0; at <= 2; at++) {
                version.setInt(1, at);
                assertThat(TestGateway.rows(version.executeQuery()))
                        .isEqualTo(List.of(List.of(at == 0 ? 0L : at == 1 ? 1L : 3L)));
            }
        }
    }

    private void refused(String sql, ErrorCode code, String names) {
        assertThatThrownBy(() -> query(sql)).isInstanceOfSatisfying(SQLException.class, e -> {
            assertThat(e.getErrorCode()).isEqualTo(code.number());
            assertThat(e.getSQLState()).isEqualTo(code.sqlState());
            assertThat(e.getMessage()).contains(names);
        });
    }
}
