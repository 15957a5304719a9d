package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.TpcdsDelta;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.hydromatic.tpcds.query.Query;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The 99 statements of TPC-DS through the driver, against DuckDB's own answers to the same texts over the same Parquet files. */
class TpcdsTest {
    /** What the library does not fill in, or writes as no engine reads it. */
    private static final Map<String, String> LEFT_OPEN = leftOpen();

    @TempDir
    private static Path lake;

    private static TestGateway gateway;
    private static Connection client;
    private static Connection duckDb;

    private static Map<String, String> leftOpen() {
        Map<String, String> fixes = new LinkedHashMap<>();
        fixes.put("(?i)'date\\(\\[YEAR\\]\\+\"-(\\d\\d)-(\\d\\d)\"[^']*'", "'2000-$1-$2'");
        fixes.put("(?i)'date\\(\\[YEAR\\]\\+\"-(\\d+)-(\\d+)\"[^']*'", "'2000-0$1-0$2'");
        fixes.put("(?i)([+-])\\s*(\\d+)\\s+days", "$1 $2");
        fixes.put("'(\\d{4})-(\\d)-(\\d\\d)'", "'$1-0$2-$3'");
        fixes.put("(?i)c_last_review_date\\b", "c_last_review_date_sk");
        fixes.put("(?i)'dist(?:member)?\\([^']*'", "'Books'");
        fixes.put("(?i)dist(?:member)?\\(\\w+, *\\[?\\w+]?, *\\d+\\)", "-5");
        fixes.put("\\[[A-Z]*DATE]", "2000-01-27");
        fixes.put("\\[NETTWo]", "cs_net_paid");
        fixes.put("\\[MONTH\\.(\\d)]", "$1");
        fixes.put("\\[ORDERC\\.(\\d)]", "$1");
        fixes.put("\\[HOUR\\.(\\d)]", "$1");
        fixes.put("\\[RC\\.(\\d)]", "$1" + "00");
        fixes.put("\\[[A-Z_]+\\.(\\d)]", "$1");
        fixes.put("\\) at,", ") att,");
        fixes.put("\\[[A-Z_]+]", "1");
        return fixes;
    }

    @BeforeAll
    static void writeTables() throws SQLException {
        TpcdsDelta.write(lake, 0.01, 10_000);
        gateway = TestGateway.over(lake);
        client = gateway.connect();
        try (Statement statement = client.createStatement()) {
            statement.execute("USE lake.\"default\"");
        }
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = duckDb.createStatement()) {
            for (String table : TpcdsDelta.TABLES) {
                statement.execute("CREATE TABLE %s AS SELECT * FROM read_parquet('%s/%s/*.parquet')"
                        .formatted(table, lake, table));
            }
        }
    }

    @AfterAll
    static void stop() throws SQLException {
        duckDb.close();
        client.close();
        gateway.close();
    }

    static IntStream numbers() {
        return IntStream.rangeClosed(1, 99);
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void answersAsDuckDbItself(int number) throws Exception {
        for (String sql : statements(number)) {
            List<List<Object>> expected = TestGateway.query(duckDb, sql);

            List<List<Object>> actual = TestGateway.query(client, sql);

            assertThat(normal(actual)).containsExactlyInAnyOrderElementsOf(normal(expected));
        }
    }

    /** The templates' text with the same choices every time; what the library leaves open is filled in. */
    private static List<String> statements(int number) {
        String text = Query.of(number).sql(new Random(number));
        for (Map.Entry<String, String> left : LEFT_OPEN.entrySet()) {
            text = text.replaceAll(left.getKey(), left.getValue());
        }
        return Pattern.compile(";")
                .splitAsStream(text)
                .map(String::strip)
                .filter(sql -> !sql.isEmpty() && !sql.toLowerCase(Locale.ROOT).startsWith("define"))
                .toList();
    }

    /** Sums of DOUBLEs depend on the order of the rows in their last digits. All other values must be the same to the digit. */
    private static List<List<String>> normal(List<List<Object>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(TpcdsTest::normal).toList())
                .toList();
    }

    private static String normal(Object value) {
        if (value instanceof Double number) {
            return Double.isFinite(number)
                    ? new BigDecimal(number)
                            .round(new MathContext(9))
                            .stripTrailingZeros()
                            .toPlainString()
                    : number.toString();
        }
        return value instanceof Number number
                ? new BigDecimal(number.toString()).stripTrailingZeros().toPlainString()
                : String.valueOf(value);
    }
}
