package io.lakegate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class LakegateDriverTest {
    @Test
    void isFoundByItself() throws SQLException {
        assertThat(ServiceLoader.load(Driver.class)).hasAtLeastOneElementOfType(LakegateDriver.class);
        assertThat(DriverManager.getDriver("jdbc:lakegate://localhost")).isInstanceOf(LakegateDriver.class);
    }

    @Test
    void leavesOtherUrlsAlone() throws SQLException {
        LakegateDriver driver = new LakegateDriver();

        assertThat(driver.acceptsURL("jdbc:lakegate://localhost")).isTrue();
        assertThat(driver.acceptsURL("jdbc:avatica:remote:url=http://localhost"))
                .isFalse();
        assertThat(driver.connect("jdbc:postgresql://localhost/x", new Properties()))
                .isNull();
        assertThatThrownBy(() -> driver.acceptsURL(null)).isInstanceOf(SQLException.class);
    }

    @Test
    void tellsItsVersion() {
        LakegateDriver driver = new LakegateDriver();

        assertThat(driver.getMajorVersion()).isZero();
        assertThat(driver.getMinorVersion()).isEqualTo(1);
        assertThat(driver.getDriverVersion().versionString).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
        assertThat(driver.jdbcCompliant()).isFalse();
        assertThat(driver.getParentLogger().getName()).isEqualTo("io.lakegate.jdbc");
    }

    @Test
    void listsEveryOptionWithItsPresentValue() {
        Properties properties = new Properties();
        properties.setProperty("user", "bob");

        DriverPropertyInfo[] list =
                new LakegateDriver().getPropertyInfo("jdbc:lakegate://h?user=ann&fetchSize=7", properties);

        assertThat(list)
                .extracting(info -> info.name + "=" + info.value)
                .containsExactly(
                        "user=bob",
                        "password=",
                        "token=",
                        "tls=false",
                        "trustCertificate=",
                        "trustStore=",
                        "trustStorePassword=",
                        "keyStore=",
                        "keyStorePassword=",
                        "compression=none",
                        "applicationName=",
                        "timeZone=",
                        "asOf=",
                        "reader=",
                        "connectTimeout=10s",
                        "responseTimeout=5m",
                        "reconnect=true",
                        "fetchSize=7",
                        "nested=values",
                        "instants=zoned");
        assertThat(list).allSatisfy(info -> assertThat(info.description).isNotBlank());
        assertThat(new LakegateDriver().getPropertyInfo("jdbc:lakegate://{host}:{port}", null))
                .hasSize(20);
    }

    @Test
    void aPropertyWinsOverTheUrl() throws SQLException {
        Properties defaults = new Properties();
        defaults.setProperty("connectTimeout", "3s");
        Properties properties = new Properties(defaults);
        properties.put("user", "bob");
        properties.put("password", "");
        properties.put("fetchSize", 25);

        ConnectionSettings settings = ConnectionSettings.of(
                "jdbc:lakegate://h/lake?user=ann&password=secret&fetchSize=7&responseTimeout=100ms", properties);

        assertThat(settings.user()).contains("bob");
        assertThat(settings.password()).contains("secret");
        assertThat(settings.fetchSize()).isEqualTo(25);
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.responseTimeout()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings.shownUrl()).isEqualTo("jdbc:lakegate://h:8765/lake");
    }

    @Test
    void refusesUnknownProperties() {
        Properties properties = new Properties();
        properties.setProperty("responseTimeOut", "1s");

        assertThatThrownBy(() -> ConnectionSettings.of("jdbc:lakegate://h", properties))
                .hasMessageContaining("There is no connection option responseTimeOut. Did you mean responseTimeout?");
    }

    @Test
    void readsDurationsInMillisecondsSecondsAndMinutes() throws SQLException {
        ConnectionOption option = ConnectionOption.CONNECT_TIMEOUT;

        assertThat(option.duration("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(option.duration("10s")).isEqualTo(Duration.ofSeconds(10));
        assertThat(option.duration("10")).isEqualTo(Duration.ofSeconds(10));
        assertThat(option.duration("2m")).isEqualTo(Duration.ofMinutes(2));
        assertThat(option.duration("0")).isZero();
    }
}
