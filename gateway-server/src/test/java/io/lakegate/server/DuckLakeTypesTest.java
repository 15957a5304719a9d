package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.DuckLakeWriter.Col;
import io.lakegate.catalog.error.ErrorCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every type of DuckLake, in a file and in a row that the catalog holds, read through the driver. */
class DuckLakeTypesTest {
    /** A type in DuckLake's word and DuckDB's, a value in DuckDB's SQL, and what the driver says its type and its text are. */
    private record Case(String type, String engineType, String literal, String shownType, String text) {}

    private static final List<Case> CASES = List.of(
            new Case("boolean", "BOOLEAN", "true", "BOOLEAN", "true"),
            new Case("int8", "TINYINT", "-128", "TINYINT", "-128"),
            new Case("int16", "SMALLINT", "-32768", "SMALLINT", "-32768"),
            new Case("int64", "BIGINT", "-9223372036854775808", "BIGINT", "-9223372036854775808"),
            new Case("uint8", "UTINYINT", "255", "SMALLINT", "255"),
            new Case("uint16", "USMALLINT", "65535", "INTEGER", "65535"),
            new Case("uint32", "UINTEGER", "4294967295", "BIGINT", "4294967295"),
            new Case("uint64", "UBIGINT", "18446744073709551615", "DECIMAL", "18446744073709551615"),
            new Case("int128", "HUGEINT", "-36893488147419103232", "DECIMAL", "-36893488147419103232"),
            new Case("uint128", "UHUGEINT", "36893488147419103232", "DECIMAL", "36893488147419103232"),
            new Case("float32", "FLOAT", "'inf'", "REAL", "Infinity"),
            new Case("float32", "FLOAT", "'nan'", "REAL", "NaN"),
            new Case("float64", "DOUBLE", "'-inf'", "DOUBLE", "-Infinity"),
            new Case("float64", "DOUBLE", "'nan'", "DOUBLE", "NaN"),
            new Case("decimal(4,1)", "DECIMAL(4,1)", "-123.4", "DECIMAL", "-123.4"),
            new Case(
                    "decimal(38,10)",
                    "DECIMAL(38,10)",
                    "1234567890123456789012345678.0123456789",
                    "DECIMAL",
                    "1234567890123456789012345678.0123456789"),
            new Case("time", "TIME", "'12:34:56.789'", "TIME", "12:34:56.789"),
            new Case("time_ns", "TIME_NS", "'12:34:56.123456789'", "VARCHAR", "12:34:56.123456789"),
            new Case("date", "DATE", "'2024-02-29'", "DATE", "2024-02-29"),
            new Case("date", "DATE", "'0044-03-15 (BC)'", "DATE", "-0043-03-15"),
            new Case(
                    "timestamp",
                    "TIMESTAMP",
                    "'2024-02-29 12:00:00.000001'",
                    "TIMESTAMP",
                    "2024-02-29 12:00:00.000001"),
            new Case("timestamp", "TIMESTAMP", "'0044-03-15 (BC) 12:00:00'", "TIMESTAMP", "-0043-03-15 12:00:00"),
            new Case("timestamp_s", "TIMESTAMP_S", "'2024-02-29 12:00:01'", "TIMESTAMP", "2024-02-29 12:00:01"),
            new Case(
                    "timestamp_ms",
                    "TIMESTAMP_MS",
                    "'2024-02-29 12:00:01.001'",
                    "TIMESTAMP",
                    "2024-02-29 12:00:01.001"),
            new Case(
                    "timestamp_ns",
                    "TIMESTAMP_NS",
                    "'2024-02-29 12:00:01.123456789'",
                    "TIMESTAMP",
                    "2024-02-29 12:00:01.123456789"),
            new Case(
                    "timestamptz",
                    "TIMESTAMPTZ",
                    "'2024-02-29 12:00:01+02'",
                    "TIMESTAMP WITH TIME ZONE",
                    "2024-02-29 10:00:01+00:00"),
            new Case(
                    "timestamptz",
                    "TIMESTAMPTZ",
                    "'0044-03-15 (BC) 12:00:00+00'",
                    "TIMESTAMP WITH TIME ZONE",
                    "-0043-03-15 12:00:00+00:00"),
            new Case(
                    "interval",
                    "INTERVAL",
                    "'1 year 2 months 3 days 04:05:06.007'",
                    "VARCHAR",
                    "1 year 2 months 3 days 04:05:06.007"),
            new Case("varchar", "VARCHAR", "'it''s ü'", "VARCHAR", "it's ü"),
            new Case("varchar", "VARCHAR", "''", "VARCHAR", ""),
            new Case("blob", "BLOB", "'\\xAA\\x00b'", "VARBINARY", "aa0062"),
            new Case(
                    "uuid",
                    "UUID",
                    "'00000000-0000-0000-0000-0000000000ff'",
                    "UUID",
                    "00000000-0000-0000-0000-0000000000ff"),
            new Case("json", "JSON", "'{\"a\": 1}'", "VARCHAR", "{\"a\": 1}"),
            new Case("variant", "VARIANT", "{'a': 1}", "VARCHAR", "{\"a\":1}"),
            new Case(
                    "geometry",
                    "GEOMETRY",
                    "'POINT (1 2)'",
                    "VARBINARY",
                    "0101000000000000000000f03f0000000000000040"));

    @TempDir
    private Path folder;

    private TestGateway lake() {
        return DuckLakeLake.gateway(DuckLakeLake.duckDb(folder));
    }

    @Test
    void valuesInFilesAndInTheCatalogAreThoseThatWereWritten() throws Exception {
        Map<String, String> expected = new LinkedHashMap<>();
        Map<String, String> actual = new LinkedHashMap<>();
        try (DuckLakeWriter writer = DuckLakeLake.inDuckDb(folder)) {
            for (int i = 0; i < CASES.size(); i++) {
                Case value = CASES.get(i);
                writer.createTable("t" + i, new Col("v", value.type));
                String sql = "CAST(%s AS %s)".formatted(value.literal, value.engineType);
                writer.append("t" + i, "SELECT %s AS v UNION ALL SELECT NULL".formatted(sql));
                writer.inline("t" + i, List.of(value.engineType), sql, "NULL");
                String name = value.type + " " + value.literal;
                for (String part : List.of("file", "catalog")) {
                    expected.put(name + " in the " + part, value.shownType + " " + value.text);
                    expected.put(name + " beside NULL in the " + part, value.shownType + " null");
                }
            }
        }
        try (TestGateway gateway = lake();
                Connection client = gateway.connect()) {
            for (int i = 0; i < CASES.size(); i++) {
                String name = CASES.get(i).type + " " + CASES.get(i).literal;
                List<String> rows = texts(client, "SELECT v FROM lake.main.t%d ORDER BY rowid".formatted(i));
                actual.put(name + " in the file", rows.get(0));
                actual.put(name + " beside NULL in the file", rows.get(1));
                actual.put(name + " in the catalog", rows.get(2));
                actual.put(name + " beside NULL in the catalog", rows.get(3));
            }
        }

        assertThat(actual).isEqualTo(expected);
    }

    private static List<String> texts(Connection client, String sql) throws SQLException {
        try (Statement statement = client.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getMetaData().getColumnTypeName(1) + " " + rows.getString(1));
            }
            return texts;
        }
    }

    /** Parquet keeps such a time in UTC; the catalog keeps what was written. */
    @Test
    void aTimeWithAnOffsetIsAText() throws Exception {
        try (DuckLakeWriter writer = DuckLakeLake.inDuckDb(folder)) {
            writer.createTable("t", new Col("v", "timetz"));
            writer.append("t", "SELECT CAST('12:34:56+02' AS TIMETZ) AS v");
            writer.inline("t", List.of("TIMETZ"), "'12:34:56+02'");
        }
        try (TestGateway gateway = lake()) {
            assertThat(gateway.query("SELECT v FROM lake.main.t ORDER BY rowid"))
                    .isEqualTo(List.of(List.of("10:34:56+00"), List.of("12:34:56+02")));
        }
    }

    @Test
    void theEndOfTheDayIsRefusedByNameAndReadAsText() throws Exception {
        try (DuckLakeWriter writer = DuckLakeLake.inDuckDb(folder)) {
            writer.createTable("t", new Col("v", "time"), new Col("n", "int32"));
            writer.append("t", "SELECT CAST('24:00:00' AS TIME) AS v, 1 AS n");
            writer.inline("t", List.of("TIME", "INTEGER"), "'24:00:00', 2");
            writer.append("t", "SELECT CAST('23:59:59.999999' AS TIME) AS v, 3 AS n");
        }
        try (TestGateway gateway = lake()) {
            assertThatThrownBy(() -> gateway.query("SELECT v FROM lake.main.t"))
                    .hasMessageContaining("a time that Java has no object for, as 24:00:00 is one. Cast it to VARCHAR")
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getErrorCode()).isEqualTo(ErrorCode.INVALID_VALUE.number()));
            assertThat(gateway.query("SELECT CAST(v AS VARCHAR), n FROM lake.main.t ORDER BY n"))
                    .isEqualTo(List.of(List.of("24:00:00", 1), List.of("24:00:00", 2), List.of("23:59:59.999999", 3)));
            assertThat(gateway.query("SELECT n FROM lake.main.t WHERE v > TIME '23:59:59.9' ORDER BY n"))
                    .as("a bound of 24:00:00 skips no file")
                    .isEqualTo(List.of(List.of(1), List.of(2), List.of(3)));
        }
    }

    /** As DuckDB's own driver gives them: as the furthest value of the type. Only texts can say it in a word. */
    @Test
    void infiniteDatesAndTimesAreTheFurthestOfTheirTypes() throws Exception {
        try (DuckLakeWriter writer = DuckLakeLake.inDuckDb(folder)) {
            writer.createTable("t", new Col("d", "date"), new Col("t", "timestamp"), new Col("z", "timestamptz"));
            writer.append("t", "SELECT DATE 'infinity' AS d, TIMESTAMP '-infinity' AS t, TIMESTAMPTZ '-infinity' AS z");
            writer.inline("t", List.of("DATE", "TIMESTAMP", "TIMESTAMPTZ"), "'infinity', '-infinity', '-infinity'");
        }
        try (TestGateway gateway = lake();
                Connection client = gateway.connect()) {
            for (String column : List.of("d", "t", "z")) {
                String text = column.equals("d") ? "infinity" : "-infinity";
                assertThat(TestGateway.query(client, "SELECT CAST(%s AS VARCHAR) FROM lake.main.t".formatted(column)))
                        .isEqualTo(List.of(List.of(text), List.of(text)));
            }
            assertThat(texts(client, "SELECT d FROM lake.main.t")).containsOnly("DATE 5881580-07-11");
            assertThat(texts(client, "SELECT t FROM lake.main.t"))
                    .containsOnly("TIMESTAMP -290308-12-21 19:59:05.224193");
            assertThat(texts(client, "SELECT z FROM lake.main.t"))
                    .containsOnly("TIMESTAMP WITH TIME ZONE -290308-12-21 19:59:05.224193+00:00");
            assertThat(TestGateway.query(
                            client, "SELECT count(*) FROM lake.main.t WHERE z < TIMESTAMP '2024-01-01 00:00:00'"))
                    .as("a bound of infinity skips no file")
                    .isEqualTo(List.of(List.of(2L)));
        }
    }

    @Test
    void whatDoesNotFitTheWidestNumberIsAnErrorAndNoOtherNumber() throws Exception {
        try (DuckLakeWriter writer = DuckLakeLake.inDuckDb(folder)) {
            writer.createTable("t", new Col("v", "uint128"));
            writer.inline("t", List.of("UHUGEINT"), "340282366920938463463374607431768211455");
            writer.createTable("u", new Col("v", "int128"));
            writer.inline("u", List.of("HUGEINT"), "99999999999999999999999999999999999999");
        }
        try (TestGateway gateway = lake()) {
            assertThatThrownBy(() -> gateway.query("SELECT v FROM lake.main.t"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("340282366920938463463374607431768211455")
                    .hasMessageContaining("DECIMAL(38,0)");
            assertThat(gateway.query("SELECT CAST(v AS VARCHAR) FROM lake.main.u"))
                    .isEqualTo(List.of(List.of("99999999999999999999999999999999999999")));
        }
    }

    @Test
    void notANumberIsNotSkippedByBounds() throws Exception {
        try (DuckLakeWriter writer = DuckLakeLake.inDuckDb(folder)) {
            writer.createTable("t", new Col("v", "float64"), new Col("n", "int32"));
            writer.append("t", "SELECT unnest([1.5, 'nan'::DOUBLE, 2.5]) AS v, 1 AS n");
            writer.append("t", "SELECT unnest([1.5, 2.5]::DOUBLE[]) AS v, 2 AS n");
        }
        try (TestGateway gateway = lake()) {
            assertThat(gateway.query("SELECT n, CAST(v AS VARCHAR) FROM lake.main.t WHERE v > 100"))
                    .as("NaN is above every number")
                    .isEqualTo(List.of(List.of(1, "nan")));
        }
    }

    @Test
    void aTypeThatNobodyKnowsIsRefusedByName() throws Exception {
        try (DuckLakeWriter writer = DuckLakeLake.inDuckDb(folder)) {
            writer.createTable("t", new Col("v", "quaternion"));
        }
        try (TestGateway gateway = lake()) {
            assertThatThrownBy(() -> gateway.query("SELECT v FROM lake.main.t"))
                    .hasMessageContaining("quaternion")
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getErrorCode()).isEqualTo(ErrorCode.UNSUPPORTED_TABLE_FEATURE.number()));
        }
    }
}
