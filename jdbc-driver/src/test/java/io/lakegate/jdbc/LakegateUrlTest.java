package io.lakegate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LakegateUrlTest {
    @Test
    void takesHostPortCatalogSchemaAndOptions() throws SQLException {
        LakegateUrl url = LakegateUrl.parse("jdbc:lakegate://lake.example:9000/sales/default?user=ann&fetchSize=10");

        assertThat(url.host()).isEqualTo("lake.example");
        assertThat(url.port()).isEqualTo(9000);
        assertThat(url.catalog()).contains("sales");
        assertThat(url.schema()).contains("default");
        assertThat(url.options())
                .containsEntry(ConnectionOption.USER, "ann")
                .containsEntry(ConnectionOption.FETCH_SIZE, "10")
                .hasSize(2);
    }

    @Test
    void needsNothingButAHost() throws SQLException {
        LakegateUrl url = LakegateUrl.parse("jdbc:lakegate://localhost");

        assertThat(url.port()).isEqualTo(8765);
        assertThat(url.catalog()).isEmpty();
        assertThat(url.schema()).isEmpty();
        assertThat(url.options()).isEmpty();
    }

    @Test
    void allowsASlashAtTheEnd() throws SQLException {
        assertThat(LakegateUrl.parse("jdbc:lakegate://localhost:1/").catalog()).isEmpty();
        assertThat(LakegateUrl.parse("jdbc:lakegate://localhost:1/lake/").catalog())
                .contains("lake");
        assertThat(LakegateUrl.parse("jdbc:lakegate://localhost:1/lake/").schema())
                .isEmpty();
        assertThat(LakegateUrl.parse("jdbc:lakegate://localhost:1/?user=ann").options())
                .hasSize(1);
    }

    @Test
    void decodesPercentSignsButLeavesPlusSignsAlone() throws SQLException {
        LakegateUrl url = LakegateUrl.parse("jdbc:lakegate://h/my%20lake/a%2Fb?password=a%26b%3D%C3%A9+%25&user=x=y");

        assertThat(url.catalog()).contains("my lake");
        assertThat(url.schema()).contains("a/b");
        assertThat(url.options())
                .containsEntry(ConnectionOption.PASSWORD, "a&b=é+%")
                .containsEntry(ConnectionOption.USER, "x=y");
    }

    @Test
    void takesIpv6AddressesInBrackets() throws SQLException {
        assertThat(LakegateUrl.parse("jdbc:lakegate://[::1]:9000/lake").host()).isEqualTo("[::1]");
        assertThat(LakegateUrl.parse("jdbc:lakegate://[::1]:9000/lake").port()).isEqualTo(9000);
        assertThat(LakegateUrl.parse("jdbc:lakegate://[fe80::1]").port()).isEqualTo(8765);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "jdbc:lakegate:localhost | two slashes are missing",
                "jdbc:lakegate:// | the host is missing",
                "jdbc:lakegate://:8765 | the host is missing",
                "jdbc:lakegate://my host | 'my host' is not a host name",
                "jdbc:lakegate://my_host | 'my_host' is not a host name",
                "jdbc:lakegate://ann@host | a user cannot stand before the host",
                "jdbc:lakegate://::1:9000 | must stand in brackets",
                "jdbc:lakegate://[::1 | no closing bracket",
                "jdbc:lakegate://[::1]9000 | a colon is missing between the address and '9000'",
                "jdbc:lakegate://[nonsense] | '[nonsense]' is not a host name or address",
                "jdbc:lakegate://h: | the port '' is not a number",
                "jdbc:lakegate://h:x | the port 'x' is not a number from 1 to 65535",
                "jdbc:lakegate://h:0 | the port '0'",
                "jdbc:lakegate://h:65536 | the port '65536'",
                "jdbc:lakegate://h/a/b/c | the path '/a/b/c' has more parts",
                "jdbc:lakegate://h//b | the catalog is empty",
                "jdbc:lakegate://h/a%2 | the catalog has a percent sign",
                "jdbc:lakegate://h?user | the option 'user' has no value",
                "jdbc:lakegate://h?user=a&user=b | the option user is set twice",
                "jdbc:lakegate://h?fetchSize=ten | option fetchSize must be a whole number from 0 to 2147483647, not 'ten'",
                "jdbc:lakegate://h?fetchSize=9999999999 | option fetchSize must be",
                "jdbc:lakegate://h?connectTimeout=soon | option connectTimeout must be a duration such as 500ms, 10s or 2m",
                "jdbc:lakegate://h?fetchsize=1 | There is no connection option fetchsize. Did you mean fetchSize?",
                "jdbc:lakegate://h?pasword=secret | There is no connection option pasword. Did you mean password?",
                "jdbc:lakegate://h?zebra=1 | There is no connection option zebra. Options are: user, password,",
            })
    void namesWhatIsWrong(String url, String message) {
        assertThatThrownBy(() -> LakegateUrl.parse(url))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContaining(message)
                .asInstanceOf(type(SQLException.class))
                .extracting(SQLException::getSQLState)
                .isEqualTo("08001");
    }

    @Test
    void neverShowsAPassword() {
        assertThatThrownBy(() -> LakegateUrl.parse("jdbc:lakegate://h:x?password=secret"))
                .hasMessageContaining("the port 'x'")
                .hasMessageNotContaining("secret");
    }
}
