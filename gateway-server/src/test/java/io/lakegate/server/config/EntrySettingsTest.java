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

    @Test
    void aDirectoryNeedsAWayToFindUsersAndToKeepPasswordsSecret() {
        DirectoryConfig read = conf.file("lakegate.yaml", """
                        server: {host: 0.0.0.0}
                        authentication:
                          ldap:
                            url: ldap://directory.example.com:3389
                            start-tls: true
                            user-base: "ou=people,dc=example,dc=com"
                            user-filter: (sAMAccountName={user})
                            user-name: sAMAccountName
                            bind-dn: "cn=gateway,dc=example,dc=com"
                            bind-password: secret1
                            group-base: "ou=groups,dc=example,dc=com"
                            timeout: 2s
                            cache-time: 0
                        """)
                .load()
                .security()
                .authentication()
                .directory()
                .orElseThrow();
        assertThat(read.server().url()).hasToString("ldap://directory.example.com:3389");
        assertThat(read.server().startTls()).isTrue();
        assertThat(read.server().timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(read.cacheTime()).isZero();
        assertThat(read.users().base()).hasValue("ou=people,dc=example,dc=com");
        assertThat(read.users().filter()).isEqualTo("(sAMAccountName={user})");
        assertThat(read.groups())
                .hasValue(new DirectoryConfig.Groups("ou=groups,dc=example,dc=com", "(member={dn})", "cn"));
        assertThat(read.toString()).contains("cn=gateway").doesNotContain("secret1");

        String dn = "user-dn: 'uid={user},dc=x'";
        ldapIsRefused(
                "{" + dn + "}",
                "authentication.ldap: A directory needs the key url, such as ldaps://directory.example.com.");
        ldapIsRefused(
                "{url: 'ldaps://h'}",
                "authentication.ldap: Users are found in one way: write user-dn, such as uid={user},ou=people,dc=example,dc=com, or user-base, such as ou=people,dc=example,dc=com.");
        ldapIsRefused(
                "{url: 'ldaps://h', user-base: 'dc=x', " + dn + "}",
                "authentication.ldap: Users are found in one way: write user-dn, such as uid={user},ou=people,dc=example,dc=com, or user-base, such as ou=people,dc=example,dc=com.");
        ldapIsRefused(
                "{url: 'ldaps://h', bind-dn: 'cn=x', " + dn + "}",
                "authentication.ldap: The keys bind-dn and bind-password belong together: write both or none.");
        ldapIsRefused(
                "{url: 'ldap://h', " + dn + "}",
                "authentication.ldap: Passwords would travel to the directory in clear text: write ldaps:// in url, or start-tls: true.");
        ldapIsRefused(
                "{url: 'ldaps://h', start-tls: true, " + dn + "}",
                "authentication.ldap: With ldaps:// there is TLS from the beginning: take start-tls away.");
        ldapIsRefused(
                "{url: 'https://h', " + dn + "}",
                "authentication.ldap.url: \"https://h\" is not the address of a directory: write it as in ldaps://directory.example.com, with nothing behind the port.");
        ldapIsRefused(
                "{url: 'ldaps://h', user-dn: 'uid=ann,dc=x'}",
                "authentication.ldap.user-dn: \"uid=ann,dc=x\" is not a distinguished name with {user} in it: write {user} where the user's name belongs.");
        ldapIsRefused(
                "{url: 'ldaps://h', user-base: people}",
                "authentication.ldap.user-base: \"people\" is not a distinguished name: write it as in ou=people,dc=example,dc=com.");
        ldapIsRefused(
                "{url: 'ldaps://h', user-base: 'dc=x', user-filter: 'uid={user}'}",
                "authentication.ldap.user-filter: \"uid={user}\" is not a filter with {user} in it: write it as (attribute={user}).");
        ldapIsRefused(
                "{url: 'ldaps://h', group-base: 'dc=x', group-filter: '(member=x)', " + dn + "}",
                "authentication.ldap.group-filter: \"(member=x)\" is not a filter with {dn} or {user} in it: write {dn} or {user} where it belongs.");
        assertThat(conf.file("lakegate.yaml", "authentication:\n  ldap: {url: 'ldap://127.0.0.1', " + dn + "}")
                        .load()
                        .security()
                        .authentication()
                        .isOn())
                .as("nobody else reads what goes to this machine")
                .isTrue();
    }

    private void ldapIsRefused(String ldap, String why) {
        assertThat(conf.file("lakegate.yaml", "authentication:\n  ldap: " + ldap)
                        .problems())
                .containsExactly("lakegate.yaml:2: " + why);
    }
}
