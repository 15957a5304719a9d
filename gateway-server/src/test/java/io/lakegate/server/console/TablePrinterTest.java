package io.lakegate.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablePrinterTest {
    @Test
    void numbersStandToTheRightAndTextToTheLeft() throws Exception {
        assertThat(table("SELECT * FROM (VALUES (1, 'Ann', 2.50), (200, 'Bo', -13.75)) t(id, name, price)"))
                .isEqualTo("""
                          id | name |  price
                        -----+------+--------
                           1 | Ann  |   2.50
                         200 | Bo   | -13.75
                        """);
    }

    @Test
    void headerIsPrintedWhenThereAreNoRows() throws Exception {
        assertThat(table("SELECT 1 AS id, 'x' AS name WHERE false")).isEqualTo("""
                         id | name
                        ----+------
                        """);
    }

    @Test
    void nullIsShownAsSuch() throws Exception {
        assertThat(table("SELECT NULL::VARCHAR AS a, NULL::INTEGER AS b, '' AS c, 'z' AS d"))
                .isEqualTo("""
                         a    |    b | c | d
                        ------+------+---+---
                         NULL | NULL |   | z
                        """);
    }

    @Test
    void wideAndCombiningCharactersKeepTheColumnsAligned() throws Exception {
        assertThat(table("SELECT * FROM (VALUES ('日本', 1), ('e\u0301t\u00e9', 2), ('👍', 3), ('abcd', 4)) t(s, i)"))
                .isEqualTo("""
                         s    | i
                        ------+---
                         日本 | 1
                         e\u0301té  | 2
                         👍   | 3
                         abcd | 4
                        """);
    }

    @Test
    void whatWouldControlTheTerminalIsEscaped() throws Exception {
        String text = "'a' || chr(10) || chr(13) || chr(9) || chr(27) || '[2J' || chr(8238) || chr(8232) || chr(133)";

        assertThat(table("SELECT " + text + " AS \"b\nc\"").lines())
                .containsExactly(" b\\nc", "-".repeat(32), " a\\n\\r\\t\\x1b[2J\\u202e\\u2028\\x85");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    'NaN'::DOUBLE                                      | NaN
                    '-Infinity'::DOUBLE                                | -Infinity
                    12345678901234567890123456789012345678::DECIMAL(38,0) | 12345678901234567890123456789012345678
                    0.00000000000000000001::DECIMAL(38,20)             | 0.00000000000000000001
                    0.1::FLOAT                                         | 0.1
                    9223372036854775807                                | 9223372036854775807
                    true                                               | true
                    DATE '0001-01-01'                                  | 0001-01-01
                    TIMESTAMP '2024-04-07 02:30:00.123456'             | 2024-04-07 02:30:00.123456
                    '\\x00\\xFFa'::BLOB                                | \\x00ff61
                    [1, NULL, 3]                                       | [1,null,3]
                    ['a', 'b"c']                                       | ["a","b\\"c"]
                    MAP {'k': [true]}                                  | {"k":[true]}
                    UUID '6f1c2a6e-0000-4000-8000-0123456789ab'        | 6f1c2a6e-0000-4000-8000-0123456789ab
                    """)
    void valuesKeepAllTheirDigits(String literal, String shown) throws Exception {
        assertThat(table("SELECT " + literal + " AS v").lines().skip(2)).containsExactly(" " + shown);
    }

    @Test
    void rowsAfterTheSampleKeepItsWidths() throws Exception {
        String printed = table("SELECT i, CASE WHEN i < 1000 THEN 'a' ELSE 'wide' END AS s, 'b' AS t"
                + " FROM range(1001) r(i) ORDER BY i");

        assertThat(printed.lines().count()).isEqualTo(1003);
        assertThat(printed.lines().skip(1001)).containsExactly(" 999 | a | b", " 1000 | wide | b");
    }

    private static String table(String sql) throws Exception {
        return PrintedRows.of(OutputFormat.TABLE, sql);
    }
}
