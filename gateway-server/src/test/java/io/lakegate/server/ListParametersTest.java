package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists as parameters, as programs bind them for {@code IN} and {@code ANY}. */
class ListParametersTest {
    private static final LocalDate DAY = LocalDate.of(1500, 6, 1);
    private static final Instant MOMENT = Instant.parse("2024-01-31T10:00:00.123456Z");

    @TempDir
    private static Path lake;

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        DeltaTableWriter.create(
                        lake.resolve("shop/orders"),
                        List.of(
                                new Column("id", Simple.INTEGER),
                                new Column("name", Simple.VARCHAR),
                                new Column("amount", new LakeType.Decimal(12, 2)),
                                new Column("day", Simple.DATE),
                                new Column("seen", Simple.TIMESTAMP_TZ),
                                new Column("weight", Simple.DOUBLE),
                                new Column("paid", Simple.BOOLEAN)))
                .append(List.<Object[]>of(
                        order(1, "north"), order(2, "a \"b\", c\\d\n'"), order(3, "NULL"), order(4, "[x]")));
        gateway = TestGateway.over(lake);
    }

    private static Object[] order(int id, String name) {
        return new Object[] {
            id, name, BigDecimal.valueOf(id * 50L, 2), DAY.plusDays(id), MOMENT.plusSeconds(id), id / 2.0, id % 2 == 0
        };
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static List<List<Object>> ids(PreparedStatement statement) throws SQLException {
        return TestGateway.rows(statement.executeQuery());
    }

    private static List<List<Object>> found(String condition, Object value) throws SQLException {
        try (Connection connection = gateway.connect();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT id FROM lake.shop.orders WHERE " + condition + " ORDER BY id")) {
            statement.setObject(1, value);
            return ids(statement);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id IN (SELECT * FROM UNNEST(?))",
                "id = ANY(?)",
                "id = SOME(?)",
                "NOT id <> ALL(?)",
                "id = ANY(CAST(? AS INTEGER ARRAY))",
                "id IN (SELECT x FROM UNNEST(CAST(? AS BIGINT ARRAY)) AS t(x))",
                "ARRAY_CONTAINS(CAST(? AS INTEGER ARRAY), id)"
            })
    void aListIsBoundInEveryForm(String condition) throws SQLException {
        List<List<Object>> both = List.of(List.of(1), List.of(3));
        assertThat(found(condition, List.of(1, 3, 99))).isEqualTo(both);
        assertThat(found(condition, new int[] {3, 1})).isEqualTo(both);
        assertThat(found(condition, new Integer[] {3, 1})).isEqualTo(both);
        assertThat(found(condition, List.of())).isEmpty();
        assertThat(found(condition, List.of(99))).isEmpty();
        try (Connection connection = gateway.connect();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT id FROM lake.shop.orders WHERE " + condition + " ORDER BY id")) {
            statement.setArray(1, connection.createArrayOf("INTEGER", new Object[] {1, 3}));
            assertThat(ids(statement)).isEqualTo(both);
            statement.setObject(1, connection.createArrayOf("INTEGER", new Object[] {1, 3}), Types.ARRAY);
            assertThat(ids(statement)).isEqualTo(both);
            statement.setNull(1, Types.ARRAY);
            assertThat(ids(statement)).isEmpty();
        }
    }

    @Test
    void elementsAreComparedAsWhatTheyAreComparedWith() throws SQLException {
        assertThat(found("name = ANY(?)", List.of("a \"b\", c\\d\n'", "NULL", "[x]")))
                .isEqualTo(List.of(List.of(2), List.of(3), List.of(4)));
        assertThat(found("amount = ANY(?)", List.of(new BigDecimal("0.5"), new BigDecimal("1E+0"))))
                .isEqualTo(List.of(List.of(1), List.of(2)));
        assertThat(found("day = ANY(?)", List.of(DAY.plusDays(2), DAY))).isEqualTo(List.of(List.of(2)));
        assertThat(found("day = ANY(?)", List.of(java.sql.Date.valueOf("2024-01-31"))))
                .isEmpty();
        assertThat(found("seen = ANY(?)", List.of(MOMENT.plusSeconds(3)))).isEqualTo(List.of(List.of(3)));
        assertThat(found("weight = ANY(?)", List.of(0.5, Double.POSITIVE_INFINITY)))
                .isEqualTo(List.of(List.of(1)));
        assertThat(found("paid = ANY(CAST(? AS BOOLEAN ARRAY))", List.of(true)))
                .isEqualTo(List.of(List.of(2), List.of(4)));
        assertThat(found("id = ANY(?)", Arrays.asList(null, 4))).isEqualTo(List.of(List.of(4)));
    }

    @Test
    void whatIsNoListOfSuchElementsIsRefused() {
        assertThatThrownBy(() -> found("id = ANY(?)", 3)).hasFieldOrPropertyWithValue("SQLState", "22018");
        assertThatThrownBy(() -> found("id = ANY(CAST(? AS INTEGER ARRAY))", List.of("three")))
                .hasMessageContaining("Parameter 1 cannot be used as INTEGER[]")
                .hasFieldOrPropertyWithValue("SQLState", "22018");
        assertThatThrownBy(() -> found("id = ANY(?)", List.of("three")))
                .hasFieldOrPropertyWithValue("SQLState", "22000");
        assertThatThrownBy(() -> found("id = ?", List.of(3))).hasFieldOrPropertyWithValue("SQLState", "22018");
        assertThatThrownBy(() -> found("id = ANY(?)", List.of(new byte[1])))
                .hasMessageContaining("An element of a list cannot have the Java type [B")
                .hasFieldOrPropertyWithValue("SQLState", "07006");
    }

    @ParameterizedTest
    @ValueSource(strings = {"protobuf", "json"})
    void theStockDriverBindsThemToo(String serialization) throws SQLException {
        try (Connection connection = DriverManager.getConnection(gateway.avaticaUrl(serialization));
                PreparedStatement statement =
                        connection.prepareStatement("SELECT id FROM lake.shop.orders WHERE id = ANY(?) ORDER BY id")) {
            statement.setString(1, "[1, 3]");
            assertThat(ids(statement)).isEqualTo(List.of(List.of(1), List.of(3)));
            statement.setArray(1, connection.createArrayOf("INTEGER", new Object[] {2, 3}));
            assertThat(ids(statement)).isEqualTo(List.of(List.of(2), List.of(3)));
        }
    }
}
