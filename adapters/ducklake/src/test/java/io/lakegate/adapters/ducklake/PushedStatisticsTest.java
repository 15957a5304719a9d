package io.lakegate.adapters.ducklake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.ducklake.database.Dialect;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Filter.Operator;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Conditions that databases on this machine judge: which of a few files they keep. */
class PushedStatisticsTest {
    private static final List<Field> FIELDS = List.of(
            field(1, "n", "int32", Simple.INTEGER),
            field(2, "d", "date", Simple.DATE),
            field(3, "t", "timestamp", Simple.TIMESTAMP),
            field(4, "s", "varchar", Simple.VARCHAR));

    private static Field field(long id, String name, String type, Simple lakeType) {
        return new Field(
                id, name, type, lakeType, Optional.empty(), new Field.Presentation(true, Optional.empty()), List.of());
    }

    private static Optional<String> condition(Filter filter, Dialect dialect) {
        return PushedStatistics.condition(filter, FIELDS, List.of(), dialect, "stats", 7);
    }

    /** Files 1 and 2 have bounds, of file 3 they are no values, of file 4 nothing is known. */
    private static List<Long> kept(Filter filter, Dialect dialect) throws SQLException {
        String url = dialect == Dialect.DUCKDB ? "jdbc:duckdb:" : "jdbc:sqlite::memory:";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE f (data_file_id BIGINT)");
            statement.execute("INSERT INTO f VALUES (1), (2), (3), (4)");
            statement.execute(
                    "CREATE TABLE stats (data_file_id BIGINT, table_id BIGINT, column_id BIGINT, min_value VARCHAR, max_value VARCHAR)");
            statement.execute(
                    "INSERT INTO stats VALUES (1, 7, 1, '2', '9'), (2, 7, 1, '10', '30'), (3, 7, 1, 'x', '3y'),"
                            + " (4, 8, 1, '0', '0'),"
                            + " (1, 7, 2, '2024-01-01', '2024-01-31'), (2, 7, 2, '2024-02-01', '2024-02-29'), (3, 7, 2, '-infinity', 'infinity'),"
                            + " (1, 7, 3, '2024-01-01 00:00:00', '2024-01-01 12:00:00.5'),"
                            + " (2, 7, 3, '2024-01-01 12:00:00.50', '2024-01-02 00:00:00'), (3, 7, 3, '20240-01-01 00:00:00', '20240-01-01 00:00:00')");
            List<Long> kept = new ArrayList<>();
            String where = condition(filter, dialect).orElse("1 = 1");
            try (ResultSet rows =
                    statement.executeQuery("SELECT f.data_file_id FROM f WHERE " + where + " ORDER BY 1")) {
                while (rows.next()) {
                    kept.add(rows.getLong(1));
                }
            }
            return kept;
        }
    }

    private static Filter n(Operator operator, int value) {
        return new Filter.Compare("n", operator, Value.of(Simple.INTEGER, value));
    }

    private static Filter d(Operator operator, String value) {
        return new Filter.Compare("d", operator, Value.of(Simple.DATE, LocalDate.parse(value)));
    }

    private static Filter t(Operator operator, String value) {
        return new Filter.Compare("t", operator, Value.of(Simple.TIMESTAMP, LocalDateTime.parse(value)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"DUCKDB", "SQLITE"})
    void numbersAreComparedAsNumbers(Dialect dialect) throws Exception {
        assertThat(kept(n(Operator.EQUAL, 9), dialect)).containsExactly(1L, 3L, 4L);
        assertThat(kept(n(Operator.EQUAL, 10), dialect)).containsExactly(2L, 3L, 4L);
        assertThat(kept(n(Operator.GREATER, 9), dialect)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(kept(n(Operator.GREATER, 10), dialect)).containsExactly(2L, 3L, 4L);
        assertThat(kept(n(Operator.LESS, 2), dialect)).containsExactly(1L, 3L, 4L);
        assertThat(kept(n(Operator.LESS_OR_EQUAL, 1), dialect)).containsExactly(3L, 4L);
        assertThat(kept(n(Operator.NOT_EQUAL, 9), dialect)).containsExactly(1L, 2L, 3L, 4L);
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"DUCKDB", "SQLITE"})
    void datesAndTimesAreComparedWhateverTheirDigits(Dialect dialect) throws Exception {
        assertThat(kept(d(Operator.EQUAL, "2024-01-31"), dialect)).containsExactly(1L, 3L, 4L);
        assertThat(kept(d(Operator.GREATER_OR_EQUAL, "2024-02-01"), dialect)).containsExactly(2L, 3L, 4L);
        assertThat(kept(t(Operator.EQUAL, "2024-01-01T12:00:00.5"), dialect)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(kept(t(Operator.EQUAL, "2024-01-01T12:00:00"), dialect)).containsExactly(1L, 3L, 4L);
        assertThat(kept(t(Operator.EQUAL, "2024-01-02T00:00:00"), dialect)).containsExactly(2L, 3L, 4L);
        assertThat(kept(t(Operator.LESS, "2024-01-01T00:00:00"), dialect)).containsExactly(1L, 3L, 4L);
    }

    @Test
    void onlyWhatBoundsCanJudgeIsPushed() {
        assertThat(condition(new Filter.Compare("s", Operator.EQUAL, Value.of(Simple.VARCHAR, "x")), Dialect.DUCKDB))
                .isEmpty();
        assertThat(condition(new Filter.Not(n(Operator.EQUAL, 1)), Dialect.DUCKDB))
                .isEmpty();
        assertThat(condition(new Filter.Or(List.of(n(Operator.EQUAL, 1), n(Operator.EQUAL, 2))), Dialect.DUCKDB))
                .isEmpty();
        assertThat(condition(new Filter.And(List.of(n(Operator.EQUAL, 1), new Filter.IsNull("s"))), Dialect.DUCKDB))
                .isPresent();
        List<ColumnRow> changed = List.of(new ColumnRow(
                2,
                new Life(0, java.util.OptionalLong.empty()),
                "d",
                "varchar",
                Optional.empty(),
                true,
                java.util.OptionalLong.empty()));
        assertThat(PushedStatistics.condition(
                        d(Operator.EQUAL, "2024-01-01"), FIELDS, changed, Dialect.DUCKDB, "stats", 7))
                .as("texts of a type that the column had before")
                .isEmpty();
    }
}
