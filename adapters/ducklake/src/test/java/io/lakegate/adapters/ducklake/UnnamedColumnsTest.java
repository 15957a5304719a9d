package io.lakegate.adapters.ducklake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnnamedColumnsTest {
    private static List<String> expressions(String sql) {
        List<String> asked = new ArrayList<>();
        UnnamedColumns.named(sql, expression -> {
            asked.add(expression);
            return Optional.empty();
        });
        return asked;
    }

    @Test
    void eachColumnIsFoundWhole() {
        assertThat(expressions("SELECT DISTINCT a, f(b, c) , 'x,y' AS \"FROM\" -- , z\n FROM t WHERE d, e"))
                .containsExactly("a", "f(b, c)", "'x,y' AS \"FROM\"");
        assertThat(expressions("SELECT DISTINCT ON (a, b) c, d FROM t")).containsExactly("c", "d");
        assertThat(expressions("SELECT a IS NOT DISTINCT FROM b, extract(year FROM d) FROM t"))
                .containsExactly("a IS NOT DISTINCT FROM b", "extract(year FROM d)");
        assertThat(expressions("SELECT 1 UNION ALL SELECT 2")).containsExactly("1", "2");
        assertThat(expressions("SELECT (SELECT max(i) FROM u) FROM t"))
                .containsExactly("max(i)", "(SELECT max(i) FROM u)");
    }

    @Test
    void namesAreWrittenBehindTheColumnsThatHaveNone() {
        assertThat(UnnamedColumns.named(
                        "SELECT a+1 /* one */, b FROM (SELECT 7) AS s",
                        expression -> expression.equals("b") ? Optional.empty() : Optional.of("\"" + expression)))
                .isEqualTo("SELECT a+1 AS \"\"\"a+1\" /* one */, b FROM (SELECT 7 AS \"\"\"7\") AS s");
    }

    @Test
    void namesAreThoseOfDuckDb() {
        try (ParquetPeek peek = new ParquetPeek(Storage.LOCAL)) {
            assertThat(peek.columnName("a+1")).contains("(a + 1)");
            assertThat(peek.columnName("count(*)")).contains("count_star()");
            assertThat(peek.columnName("a")).isEmpty();
            assertThat(peek.columnName("*")).isEmpty();
            assertThat(peek.columnName("a+1 AS b")).isEmpty();
            assertThat(peek.columnName("a + + , FROM")).isEmpty();
        }
    }
}
