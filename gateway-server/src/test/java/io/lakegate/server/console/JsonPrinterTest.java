package io.lakegate.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPrinterTest {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    @Test
    void rowsAreOneArrayWithOneObjectALine() throws Exception {
        String printed = json("SELECT * FROM (VALUES (1, 'Ann'), (2, NULL)) t(id, name)");

        assertThat(printed).isEqualTo("""
                        [
                        {"id":1,"name":"Ann"},
                        {"id":2,"name":null}
                        ]
                        """);
        assertThat(STRICT.readTree(printed)).hasSize(2);
    }

    @Test
    void noRowsAreAnEmptyArray() throws Exception {
        assertThat(json("SELECT 1 WHERE false")).isEqualTo("[]\n");
    }

    @Test
    void quotesControlCharactersAndUnicodeSurvive() throws Exception {
        JsonNode rows = STRICT.readTree(json("SELECT 'say \"hi\"\\' || chr(10) || chr(7) || '日👍' AS \"a\"\"b\""));

        assertThat(rows.get(0).get("a\"b").textValue()).isEqualTo("say \"hi\"\\\n\u0007日👍");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    12345678901234567890.123456789012345678::DECIMAL(38,18) | 12345678901234567890.123456789012345678
                    0.00000000000000000001::DECIMAL(38,20)                  | 0.00000000000000000001
                    170141183460469231731687303715884105727::HUGEINT        | 170141183460469231731687303715884105727
                    -9223372036854775808                                    | -9223372036854775808
                    0.1::FLOAT                                              | 0.1
                    1e300::DOUBLE                                           | 1.0E300
                    'NaN'::DOUBLE                                           | "NaN"
                    'Infinity'::FLOAT                                       | "Infinity"
                    '-Infinity'::DOUBLE                                     | "-Infinity"
                    false                                                   | false
                    TIMESTAMP '2024-04-07 02:30:00.5'                       | "2024-04-07 02:30:00.5"
                    [1.50, NULL]                                            | [1.50,null]
                    MAP {'k': 'v'}                                          | {"k":"v"}
                    """)
    void valuesKeepTheirKindAndAllTheirDigits(String literal, String written) throws Exception {
        String printed = json("SELECT " + literal + " AS v");

        assertThat(printed).isEqualTo("[\n{\"v\":" + written + "}\n]\n");
        assertThat(STRICT.readTree(printed)).hasSize(1);
    }

    @Test
    void labelsThatComeTwiceGetANumberThatNoOtherLabelHas() throws Exception {
        assertThat(json("SELECT 1 AS id, 2 AS id, 3 AS id_2, 4 AS id"))
                .isEqualTo("[\n{\"id\":1,\"id_3\":2,\"id_2\":3,\"id_4\":4}\n]\n");
    }

    private static String json(String sql) throws Exception {
        return PrintedRows.of(OutputFormat.JSON, sql);
    }
}
