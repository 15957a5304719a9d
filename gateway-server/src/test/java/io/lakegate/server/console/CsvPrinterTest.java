package io.lakegate.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CsvPrinterTest {
    @Test
    void fieldsAreQuotedOnlyWhenTheyMustBe() throws Exception {
        assertThat(csv("SELECT 1 AS id, 'plain text' AS \"a,b\", 'with, comma' AS c, 'say \"hi\"' AS d, 'é日' AS e"))
                .isEqualTo("id,\"a,b\",c,d,e\n1,plain text,\"with, comma\",\"say \"\"hi\"\"\",é日\n");
    }

    @Test
    void lineBreaksStayInsideTheirField() throws Exception {
        assertThat(csv("SELECT 'a' || chr(10) || 'b' AS x, chr(13) AS y")).isEqualTo("x,y\n\"a\nb\",\"\r\"\n");
    }

    @Test
    void nullIsAnEmptyFieldAndTheEmptyStringIsQuoted() throws Exception {
        assertThat(csv("SELECT NULL AS a, '' AS b, NULL AS c")).isEqualTo("a,b,c\n,\"\",\n");
    }

    @Test
    void headerIsPrintedWhenThereAreNoRows() throws Exception {
        assertThat(csv("SELECT 1 AS a WHERE false")).isEqualTo("a\n");
    }

    @Test
    void numbersAreExact() throws Exception {
        assertThat(csv("SELECT 0.00000000000000000001::DECIMAL(38,20) AS a, 'NaN'::DOUBLE AS b, 1e300::DOUBLE AS c"))
                .isEqualTo("a,b,c\n0.00000000000000000001,NaN,1.0E300\n");
    }

    private static String csv(String sql) throws Exception {
        return PrintedRows.of(OutputFormat.CSV, sql);
    }
}
