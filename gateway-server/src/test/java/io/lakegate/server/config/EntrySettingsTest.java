package io.lakegate.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be set of the ways in, and of the end; what may not stands beside it. */
class EntrySettingsTest {
    private ConfigFolder conf;

    @BeforeEach
    void makeFolder(@TempDir Path path) {
        conf = new ConfigFolder(path);
        conf.file("c.pem", "").file("k.pem", "").file("ca.pem", "");
        conf.folder("folder");
    }

    @Test
    void theTimeToDrainIsADuration() {
        assertThat(conf.file("lakegate.yaml", "server: {drain-time: 2min}")
                        .load()
                        .server()
                        .drainTime())
                .isEqualTo(Duration.ofMinutes(2));
        assertThat(conf.file("lakegate.yaml", "server: {drain-time: 0}")
                        .load()
                        .server()
                        .drainTime())
                .isEqualTo(Duration.ZERO);
        assertThat(conf.file("lakegate.yaml", "").load().server().drainTime()).isEqualTo(Duration.ofSeconds(30));
        assertThat(conf.file("lakegate.yaml", "server:\n  drain-time: 30").problems())
                .singleElement()
                .asString()
                .startsWith("lakegate.yaml:2: server.drain-time: \"30\" is not a duration from 0 to 1d");
    }

    @Test
    void tlsTakesAKeyStoreOrACertificateWithItsKey() {
        ServerConfig.Tls pem = conf.file("lakegate.yaml", "server: {tls: {certificate: c.pem, key: k.pem}}")
                .load()
                .server()
                .tls()
                .orElseThrow();
        assertThat(pem.pem())
                .hasValue(new ServerConfig.Pem(
                        conf.path().resolve("c.pem"), conf.path().resolve("k.pem")));
        assertThat(pem.keyStore()).isEmpty();
        assertThat(conf.file("lakegate.yaml", "server: {tls: {key-store: k.pem, password: x}}")
                        .load()
                        .server()
                        .tls()
                        .orElseThrow()
                        .keyStore())
                .hasValue(conf.path().resolve("k.pem"));

        tlsIsRefused(
                "{certificate: c.pem}",
                "A certificate and its key belong together: write the key key too, such as key: /etc/lakegate/key.pem.");
        tlsIsRefused(
                "{key: k.pem}",
                "A certificate and its key belong together: write the key certificate too, such as certificate: /etc/lakegate/fullchain.pem.");
        tlsIsRefused(
                "{key-store: k.pem, certificate: c.pem, key: k.pem}",
                "The gateway has one key and certificate: write key-store, or certificate and key, not both.");
        tlsIsRefused(
                "{password: x}",
                "The password is of nothing: write key-store, or certificate and key, or take it away.");
        assertThat(conf.file("lakegate.yaml", "server:\n  tls: {certificate: gone.pem,\n    key: folder}")
                        .problems())
                .hasSize(2)
                .satisfies(problems -> {
                    assertThat(problems.get(0))
                            .startsWith(
                                    "lakegate.yaml:2: server.tls.certificate: \"gone.pem\" is not a file that can be read");
                    assertThat(problems.get(1))
                            .startsWith("lakegate.yaml:3: server.tls.key: \"folder\" is not a file that can be read")
                            .contains("there is a folder of this name");
                });
    }

    private void tlsIsRefused(String tls, String why) {
        assertThat(conf.file("lakegate.yaml", "server:\n  tls: " + tls).problems())
                .containsExactly("lakegate.yaml:2: server.tls: " + why);
    }

    @Test
    void certificatesOfClientsNeedAuthoritiesAndTls() {
        String tls = "server: {host: 0.0.0.0, tls: {certificate: c.pem, key: k.pem}}\n";
        AuthenticationConfig.Certificates read = conf.file(
                        "lakegate.yaml",
                        tls
                                + "authentication:\n  certificates: {authorities: ca.pem, user-from: email, user-pattern: '(.+)@x', groups-from: ou}")
                .load()
                .security()
                .authentication()
                .certificates()
                .orElseThrow();
        assertThat(read.authorities()).isEqualTo(conf.path().resolve("ca.pem"));
        assertThat(read.userFrom()).isEqualTo("email");
        assertThat(read.userPattern().orElseThrow().pattern()).isEqualTo("(.+)@x");
        assertThat(read.groupsFromUnits()).isTrue();

        assertThat(conf.file("lakegate.yaml", "authentication:\n  certificates: {authorities: ca.pem}")
                        .problems())
                .containsExactly(
                        "lakegate.yaml:2: authentication.certificates: Clients show certificates in TLS only: set server.tls.certificate and server.tls.key, or server.tls.key-store.");
        assertThat(conf.file("lakegate.yaml", "authentication:\n  certificates: {user-from: dns}")
                        .problems())
                .containsExactly(
                        "lakegate.yaml:2: authentication.certificates: Certificates need the key authorities, such as /etc/lakegate/clients.pem.");
        assertThat(conf.file(
                                "lakegate.yaml",
                                "server: {tls: {certificate: c.pem, key: k.pem}}\nauthentication:\n  certificates:\n    authorities: ca.pem\n    user-from: name\n    user-pattern: '(a)(b)'\n    groups-from: o")
                        .problems())
                .hasSize(3)
                .satisfies(problems -> {
                    assertThat(problems.get(0))
                            .startsWith("lakegate.yaml:5: authentication.certificates.user-from: \"name\" is not")
                            .contains("cn, email, dns, uri");
                    assertThat(problems.get(1))
                            .startsWith("lakegate.yaml:6: authentication.certificates.user-pattern: \"(a)(b)\" is not")
                            .contains("it has 2 groups");
                    assertThat(problems.get(2)).startsWith("lakegate.yaml:7: authentication.certificates.groups-from");
                });
        assertThat(conf.file(
                                "lakegate.yaml",
                                tls + "authentication:\n  certificates: {authorities: ca.pem, user-pattern: '('}")
                        .problems())
                .singleElement()
                .asString()
                .contains("it is no regular expression of Java's");
    }
}
