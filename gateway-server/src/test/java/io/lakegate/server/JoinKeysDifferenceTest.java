package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Joins made by chance over tables of many files, whose rows must not depend on whether keys leave files out. */
class JoinKeysDifferenceTest {
    private static final List<String> JOINS =
            List.of("JOIN", "JOIN", "JOIN", "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN");
    private static final List<String> KEYS = List.of("a", "a", "b", "d", "s");

    private final Random random = new Random(20240607);

    @TempDir
    private Path lake;

    @Test
    void rowsAreTheSameWithAndWithoutKeys() throws SQLException {
        List<Column> columns = List.of(
                new Column("id", Simple.BIGINT),
                new Column("a", Simple.INTEGER),
                new Column("b", Simple.BIGINT),
                new Column("d", Simple.DATE),
                new Column("s", Simple.VARCHAR));
        DeltaTableWriter fact = DeltaTableWriter.create(lake.resolve("fact"), columns);
        DeltaTableWriter parts = DeltaTableWriter.create(lake.resolve("parts"), columns, "a");
        for (int file = 0; file < 30; file++) {
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (int row = 0; row < 40; row++) {
                rows.add(row(random.nextLong(), file));
            }
            fact.append(rows);
            parts.append(rows);
        }
        for (String name : List.of("one", "two")) {
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (int row = 0; row < 25; row++) {
                rows.add(row(row, random.nextInt(32)));
            }
            DeltaTableWriter.create(lake.resolve(name), columns).append(rows);
        }
        int narrowed = 0;
        try (TestGateway gateway = TestGateway.over(lake);
                Connection on = gateway.connect();
                Connection off = gateway.connect();
                Statement setting = off.createStatement()) {
            setting.execute("SET lakegate.dynamic_filtering = off");
            for (int i = 0; i < 300; i++) {
                String sql = statement();
                assertThat(TestGateway.query(on, sql))
                        .as(sql)
                        .containsExactlyInAnyOrderElementsOf(TestGateway.query(off, sql));
                List<List<Object>> withKeys = files(on, sql);
                narrowed += withKeys.equals(files(off, sql)) ? 0 : 1;
            }
        }
        assertThat(narrowed).isGreaterThan(60);
    }

    private static List<List<Object>> files(Connection connection, String sql) throws SQLException {
        return TestGateway.query(connection, "EXPLAIN ANALYZE " + sql).stream()
                .filter(line -> line.get(0).toString().contains("read by the engine"))
                .toList();
    }

    /** One in ten values is NULL. */
    private @Nullable Object[] row(long id, int key) {
        return new @Nullable Object[] {
            id,
            random.nextInt(10) == 0 ? null : key,
            random.nextInt(10) == 0 ? null : key * 3L + random.nextInt(3),
            random.nextInt(10) == 0 ? null : LocalDate.of(2024, 1, 1).plusDays(key),
            random.nextInt(10) == 0 ? null : "s%02d".formatted(key)
        };
    }

    private String statement() {
        String large = random.nextBoolean() ? "fact" : "parts";
        String from = random.nextInt(4) == 0 ? small("x") + " " + join() + " " + rows(large) + " f" : "";
        String key = pick(KEYS);
        if (from.isEmpty()) {
            from = rows(large) + " f " + join() + " " + small("x");
        }
        from += " ON f.%s = x.%s".formatted(key, key);
        if (random.nextInt(3) == 0) {
            from += " AND " + condition("x");
        }
        if (random.nextInt(2) == 0) {
            String other = pick(KEYS);
            from += " %s %s ON %s.%s = y.%s"
                    .formatted(join(), small("y"), random.nextInt(3) == 0 ? "x" : "f", other, other);
        }
        List<String> where = new ArrayList<>();
        if (random.nextInt(3) > 0) {
            where.add(condition("x"));
        }
        if (random.nextInt(4) == 0) {
            String in = pick(KEYS);
            where.add("f.%s %s (SELECT %s FROM %s z WHERE %s)"
                    .formatted(
                            in,
                            random.nextInt(3) == 0 ? "NOT IN" : "IN",
                            in,
                            pick(List.of("one", "two")),
                            condition("z")));
        }
        if (random.nextInt(6) == 0) {
            where.add("%s EXISTS (SELECT 1 FROM two z WHERE z.a = f.a AND %s)"
                    .formatted(random.nextBoolean() ? "NOT" : "", condition("z")));
        }
        if (random.nextInt(5) == 0) {
            where.add("(f.a < 10 OR x.a IS NULL)");
        }
        return "SELECT count(*), count(f.id), sum(f.a), min(f.d), max(f.s), count(x.id), sum(x.b) FROM " + from
                + (where.isEmpty() ? "" : " WHERE " + String.join(" AND ", where))
                + (random.nextBoolean() ? " GROUP BY f.a" : "");
    }

    private String rows(String table) {
        return switch (random.nextInt(6)) {
            case 0 -> "(SELECT * FROM %s UNION ALL SELECT * FROM fact WHERE a > 25)".formatted(table);
            case 1 -> "(SELECT id, a, max(b) AS b, d, s FROM %s GROUP BY id, a, d, s)".formatted(table);
            case 2 -> "(SELECT g.id, g.a, h.b, g.d, h.s FROM %s g LEFT JOIN one h ON g.a = h.a)".formatted(table);
            case 3 -> "(SELECT id, a, b, d, s FROM %s WHERE b > %d)".formatted(table, random.nextInt(40));
            default -> table;
        };
    }

    private String small(String alias) {
        String table = pick(List.of("one", "two"));
        return (random.nextInt(3) == 0 ? "(SELECT * FROM %s WHERE %s)".formatted(table, condition(table)) : table) + " "
                + alias;
    }

    private String condition(String alias) {
        return switch (random.nextInt(5)) {
            case 0 -> "%s.a > %d".formatted(alias, random.nextInt(32));
            case 1 -> "%s.s IS NULL".formatted(alias);
            case 2 -> "%s.b BETWEEN %d AND 60".formatted(alias, random.nextInt(60));
            case 3 -> "%s.d < DATE '2024-01-%02d'".formatted(alias, 1 + random.nextInt(31));
            default -> "%s.id %% 3 = 1".formatted(alias);
        };
    }

    private String join() {
        return pick(JOINS);
    }

    private String pick(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
