package io.lakegate.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused; the twin that is accepted stands beside each case or in {@link ConfigLoaderTest}. */
class ConfigProblemsTest {
    private ConfigFolder conf;

    @BeforeEach
    void makeFolder(@TempDir Path path) {
        conf = new ConfigFolder(path);
    }

    @Test
    void allProblemsOfAllFilesAreListedAtOnce() {
        conf.folder("catalogs/lake");
        conf.file("lakegate.yaml", """
                server:
                  host: 0.0.0.0
                  prot: 8765
                engine:
                  memory-limit: 4XB
                  threads: [1, 2]
                  threads: 2
                """);
        conf.file("catalogs/Lake.yaml", "type: hudi\nlocation: lake\ntables:\n  - {table: t, location: gone}\n");
        conf.file("catalogs/lake.yml", "location: ${env:NOT_SET}\n");
        conf.file("catalogs/other.yaml", "type: delta\n  location: lake\n");

        assertThatThrownBy(conf::load)
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageStartingWith(
                        "The configuration in %s has 11 problems to mend before the gateway can start:\n"
                                .formatted(conf.path()));
        assertThat(conf.problems())
                .containsExactly(
                        "lakegate.yaml:1: server: Without authentication the gateway does not listen on such an address,"
                                + " since whoever reaches the port could read every table. Set authentication.password-file"
                                + " or authentication.jwt, or write 127.0.0.1, ::1 or localhost.",
                        "lakegate.yaml:3: server.prot: There is no such key. Did you mean port? Here belong: host, port, drain-time, request-memory, max-network-connections, tls.",
                        "lakegate.yaml:5: engine.memory-limit: \"4XB\" is not a size from 64MiB to 1000TB: the unit is none"
                                + " of B, kB, MB, GB, TB, KiB, MiB, GiB, TiB.",
                        "lakegate.yaml:6: engine.threads: Here belongs a whole number from 1 to 1024, but the file has a"
                                + " list. Write it as threads: 4.",
                        "lakegate.yaml:7: engine.threads: The key is written twice, first in line 6: remove one of the two.",
                        "catalogs/Lake.yaml:1: type: \"hudi\" is not a table format that this version reads: it can be"
                                + " delta, iceberg, ducklake.",
                        "catalogs/Lake.yaml:4: tables[0].location: \"gone\" is not a folder that can be read: catalogs/gone"
                                + " does not exist, or its parent folder may not be opened.",
                        "catalogs/lake.yml: The catalog would have the same name as that of Lake.yaml, case ignored: rename"
                                + " one of the two files.",
                        "catalogs/lake.yml:1: type: The key is missing. Write a table format that this version reads, such as"
                                + " type: delta.",
                        "catalogs/lake.yml:1: location: \"${env:NOT_SET}\" cannot be filled in: the environment variable"
                                + " \"NOT_SET\" is not set.",
                        "catalogs/other.yaml:2: The file is not YAML from here on: mapping values are not allowed here.");
    }

    @Test
    void oneFileWithFiveDifferentProblemsHasAllFiveListed() {
        conf.file("lakegate.yaml", """
                server:
                  port: many
                limits:
                  query-timeout: 10 years
                  max-conections: 5
                  frame-bytes:
                engine:
                  temp-directory: ${file:gone}/x
                """);

        assertThat(conf.problems())
                .containsExactly(
                        "lakegate.yaml:2: server.port: \"many\" is not a whole number from 0 to 65535: write it in digits,"
                                + " such as 65535.",
                        "lakegate.yaml:4: limits.query-timeout: \"10 years\" is not a duration from 0 to 365d: the unit is"
                                + " none of ms, s, min, h, d.",
                        "lakegate.yaml:5: limits.max-conections: There is no such key. Did you mean max-connections? Here"
                                + " belong: query-timeout, connection-idle, max-connections, frame-bytes, max-running,"
                                + " max-connections-per-user, max-running-per-user, max-queued-per-user, queue-time, max-rows, own.",
                        "lakegate.yaml:6: limits.frame-bytes: Here belongs a size from 1KiB to 64MiB, but the file has"
                                + " nothing. Write it as frame-bytes: 1MiB.",
                        "lakegate.yaml:8: engine.temp-directory: \"${file:gone}/x\" cannot be filled in: the file \"gone\""
                                + " cannot be read: it does not exist, or its folder may not be opened.");
    }

    @Test
    void aMissingFolderIsNamed() {
        assertThatThrownBy(() -> ConfigLoader.load(conf.path().resolve("gone")))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("\n" + conf.path().resolve("gone") + ": There is no such folder.");
        conf.file("file", "");
        assertThatThrownBy(() -> ConfigLoader.load(conf.path().resolve("file")))
                .hasMessageContaining("This is a file, not a folder.");
    }

    @Test
    void namesThatAreNearlyThoseOfTheFilesAreNotPassedOver() {
        conf.file("lakegate.yml", "server: {port: 1}").file("catalog/c.yaml", "type: delta");

        assertThat(conf.problems())
                .containsExactly(
                        "catalog: The folder is not read: its name has to be catalogs.",
                        "lakegate.yml: The file is not read: its name has to be lakegate.yaml.");

        conf.file("lakegate.yaml", "").folder("catalogs");
        assertThat(conf.problems()).isEmpty();
    }

    @Test
    void aLinkThatLeadsNowhereIsNotAMissingFile() throws IOException {
        Files.createSymbolicLink(conf.path().resolve("lakegate.yaml"), Path.of("gone"));

        assertThat(conf.problems())
                .containsExactly(
                        "lakegate.yaml: The file cannot be read: it does not exist, or its folder may not be opened.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server: [1|2|expected ',' or ']', but got <stream end>, while parsing a flow sequence that begins in line 1.",
                "server:\\n\\tport: 1|2|found character '\\t(TAB)' that cannot start any token.",
                "server:\\n  host: 'x|3|found unexpected end of stream, while scanning a quoted scalar that begins in line 2.",
                "server: {port: ${env:PORT}}|1|expected ',' or '}', but got {."
            })
    void textThatIsNotYamlIsReportedWithItsLine(String text, int line, String why) {
        conf.file("lakegate.yaml", text.replace("\\n", "\n").replace("\\t", "\t") + "\n");

        assertThat(conf.problems())
                .hasSize(1)
                .allSatisfy(problem -> assertThat(problem)
                        .startsWith("lakegate.yaml:" + line + ": The file is not YAML from here on: ")
                        .contains(why));
    }

    @Test
    void aZoneThatIsNoneIsShownTheNearest() {
        conf.folder("catalogs/lake")
                .file("catalogs/c.yaml", "type: delta\nlocation: lake\ntime-zone: Asia/Katmandoo\n");

        assertThat(conf.problems())
                .containsExactly("catalogs/c.yaml:3: time-zone: \"Asia/Katmandoo\" is not the name of a time zone:"
                        + " the nearest is Asia/Katmandu.");
    }

    @Test
    void filesThatAreNoTextAreReported() throws IOException {
        conf.folder("catalogs/folder.yaml").file("lakegate.yaml", "server:\n  host: \u0007\n");
        Files.write(conf.path().resolve("catalogs/latin.yaml"), "type: é".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(conf.problems())
                .containsExactly(
                        "lakegate.yaml:2: The line holds a control character (code 7): take it out.",
                        "catalogs/folder.yaml: The file cannot be read: it is a folder.",
                        "catalogs/latin.yaml: The file cannot be read: it is not UTF-8 text.");
    }

    @Test
    void partsOfYamlThatAreNotUsedAreReported() {
        conf.file("lakegate.yaml", "server: &s {port: 1}\nengine: *s\nlimits: {max-running: *s}\n---\nserver: {}\n")
                .folder("catalogs/lake")
                .file("catalogs/c.yaml", "type: delta\n? [a, b]\n: c\n");

        assertThat(conf.problems())
                .containsExactly(
                        "lakegate.yaml:2: engine: Here belong keys with values (memory-limit, threads, temp-directory, result-cache), but"
                                + " the file has a YAML alias.",
                        "lakegate.yaml:3: limits.max-running: Here belongs a whole number from 1 to 10000, but the file has a"
                                + " YAML alias. Write it as max-running: 64.",
                        "lakegate.yaml:5: A second YAML document starts here: a file has one. Remove the ---.",
                        "catalogs/c.yaml: The file is not YAML that can be used here: keys are plain text, no character is"
                                + " special, nothing is very long or deep.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "[a, b]", "- server"})
    void aFileOfTheWrongShapeSaysWhichKeysBelongThere(String text) {
        conf.file("lakegate.yaml", text);

        assertThat(conf.problems())
                .hasSize(1)
                .allSatisfy(
                        problem -> assertThat(problem)
                                .startsWith(
                                        "lakegate.yaml:1: Here belong keys with values (server, authentication, access, audit, operations, engine, limits, cache, store), but the file has a"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {file: a.db, url: 'postgresql://h/d'} | lakegate.yaml:1: store: A store is a file or a database: remove one of store.file and store.url.
            {user: u}                             | lakegate.yaml:1: store: A user and a password are those of a database: name it with store.url: postgresql://db.example.com:5432/lakegate, or remove them.
            {url: 'postgresql://u:p@h/d'}         | lakegate.yaml:1: store.url: "postgresql://u:p@h/d" is not the address of a PostgreSQL database: user and password have keys of their own.
            {url: 'mysql://h/d'}                  | lakegate.yaml:1: store.url: "mysql://h/d" is not the address of a PostgreSQL database: write it as postgresql://HOST:PORT/DATABASE.
            {file: catalogs}                      | lakegate.yaml:1: store.file: "catalogs" is not a path of a file: there is a folder of this name.
            """)
    void aStoreThatCannotBeMeantIsRefused(String store, String problem) {
        conf.folder("catalogs").file("lakegate.yaml", "store: " + store + "\n");

        assertThat(conf.problems()).containsExactly(problem);
    }

    @Test
    void theNameOfTheCatalogOfDefinitionsIsTaken() {
        conf.folder("lake").file("catalogs/LakeGate.yaml", "type: delta\nlocation: ../lake\n");

        assertThat(conf.problems())
                .containsExactly(
                        "catalogs/LakeGate.yaml: The catalog lakegate is the one of external tables and views that statements make: give the"
                                + " file another name.");
    }

    @Test
    void aKeyInTheWrongGroupIsShownItsPlace() {
        conf.file("lakegate.yaml", "port: 1\nserver:\n  threads: 2\n  queryTimeout: 1s\n  zebra: 1\n")
                .folder("catalogs/lake")
                .file("catalogs/c.yaml", "type: delta\nlocation: lake\nschema: s\n");

        assertThat(conf.problems())
                .containsExactly(
                        "lakegate.yaml:1: port: There is no such key. Did you mean server.port? Here belong: server, authentication, access, audit, operations, engine,"
                                + " limits, cache, store.",
                        "lakegate.yaml:3: server.threads: There is no such key. Did you mean engine.threads? Here belong: host,"
                                + " port, drain-time, request-memory, max-network-connections, tls.",
                        "lakegate.yaml:4: server.queryTimeout: There is no such key. Did you mean limits.query-timeout? Here"
                                + " belong: host, port, drain-time, request-memory, max-network-connections, tls.",
                        "lakegate.yaml:5: server.zebra: There is no such key. Here belong: host, port, drain-time, request-memory, max-network-connections, tls.",
                        "catalogs/c.yaml:3: schema: There is no such key. Did you mean tables[].schema? Here belong: type,"
                                + " location, time-zone, tables, storage.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost", "'0:0:0:0:0:0:0:1'"})
    void addressesOfThisMachineAloneAreAllowed(String host) {
        assertThat(conf.file("lakegate.yaml", "server:\n  host: " + host).problems())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "127.1", "localhost.", "' '", "1:2", "128.0.0.300"})
    void whatIsNoAddressIsRefused(String host) {
        assertThat(conf.file("lakegate.yaml", "server:\n  host: " + host).problems())
                .hasSize(1)
                .allSatisfy(problem -> assertThat(problem)
                        .startsWith("lakegate.yaml:2: server.host: \"")
                        .contains("is not an address to listen on: write it in numbers"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "'::'", "192.168.0.1"})
    void otherMachinesReachTheGatewayOnlyWithAuthentication(String host) {
        String server = "server:\n  host: " + host + "\n";
        assertThat(conf.file("lakegate.yaml", server).problems())
                .singleElement()
                .asString()
                .startsWith("lakegate.yaml:1: server: Without authentication the gateway does not listen on");
        assertThat(conf.file("lakegate.yaml", server + "authentication: {password-file: users}")
                        .problems())
                .isEmpty();
    }

    @Test
    void halfAnAuthenticationIsNone() {
        conf.file("lakegate.yaml", """
                authentication:
                  jwt:
                    audience: lakegate
                    clock-skew: 1h
                  operators:
                    - {user: ann}
                    - {user: ann, group: dba}
                """);
        assertThat(conf.problems())
                .containsExactly(
                        "lakegate.yaml:2: authentication.jwt: Tokens need the key issuer, such as https://login.example.com/.",
                        "lakegate.yaml:2: authentication.jwt: Tokens need the key keys, such as https://login.example.com/keys.json.",
                        "lakegate.yaml:4: authentication.jwt.clock-skew: \"1h\" is not a duration from 0 to 10min: it is too large.",
                        "lakegate.yaml:6: authentication.operators[0]: There are operators only where users prove who they"
                                + " are: set authentication.password-file, or authentication.jwt.",
                        "lakegate.yaml:7: authentication.operators[1]: An operator is a user or a group: write one of the two keys.");
        assertThat(conf.file(
                                "lakegate.yaml",
                                "authentication: {jwt: {issuer: i, audience: a, keys: 'http://keys.example.com/'}}")
                        .problems())
                .singleElement()
                .asString()
                .contains("keys that come over the network without TLS could be anybody's");
    }

    @Test
    void tracesGoToAnAddressThatCanBeOne() {
        conf.file("lakegate.yaml", """
                operations:
                  traces:
                    endpoint: collector:4318
                    percent: 101
                    sql: maybe
                    sample: 1
                """);
        assertThat(conf.problems())
                .satisfiesExactly(
                        endpoint -> assertThat(endpoint)
                                .startsWith(
                                        "lakegate.yaml:3: operations.traces.endpoint: \"collector:4318\" is not the address of a service"),
                        percent -> assertThat(percent)
                                .isEqualTo(
                                        "lakegate.yaml:4: operations.traces.percent: \"101\" is not a whole number from 0 to 100: it is too large."),
                        sql -> assertThat(sql)
                                .startsWith("lakegate.yaml:5: operations.traces.sql: \"maybe\" is not true or false"),
                        sample -> assertThat(sample)
                                .isEqualTo(
                                        "lakegate.yaml:6: operations.traces.sample: There is no such key. Here belong: endpoint, authorization, percent, sql."));
    }

    @Test
    void limitsOfSomeBelongToSomebodyAndSayWhichTheyAre() {
        conf.file("lakegate.yaml", """
                limits:
                  own:
                    - {user: etl, max-running: 0, query-timeout: 2h}
                    - {max-running: 4}
                    - {user: ann, group: night, max-running: 4}
                    - {group: analysts}
                    - {group: sales, max-runing: 4}
                    - {group: dba, max-running: -1, queue-time: 0}
                    - {user: etl, max-rows: 5}
                """);
        assertThat(conf.problems())
                .containsExactly(
                        "lakegate.yaml:4: limits.own[1]: Limits are those of a user or of a group: write one of the keys user and group.",
                        "lakegate.yaml:5: limits.own[2]: Limits are those of a user or of a group: write one of the keys user and group.",
                        "lakegate.yaml:6: limits.own[3]: The item sets no limit. There are: query-timeout, connection-idle, max-running, max-queued,"
                                + " queue-time, max-rows, max-connections.",
                        "lakegate.yaml:7: limits.own[4].max-runing: There is no such key. Did you mean max-running? Here belong: user, group,"
                                + " query-timeout, connection-idle, max-running, max-queued, queue-time, max-rows, max-connections.",
                        "lakegate.yaml:7: limits.own[4]: The item sets no limit. There are: query-timeout, connection-idle, max-running, max-queued,"
                                + " queue-time, max-rows, max-connections.",
                        "lakegate.yaml:8: limits.own[5].max-running: \"-1\" is not a whole number from 0 to 10000: it is too small.",
                        "lakegate.yaml:8: limits.own[5].queue-time: \"0\" is not a duration from 1ms to 1d: it is too small.",
                        "lakegate.yaml:9: limits.own[6]: The user etl has limits of its own already: put them into one item.");
    }

    @ParameterizedTest
    @CsvSource({
        "server, port, 65535, 65536",
        "server, port, 0, -1",
        "server, port, 80, 080",
        "server, port, 80, 0x50",
        "server, port, 80, 80.0",
        "server, port, 80, 99999999999999999999",
        "engine, threads, 1, 0",
        "engine, memory-limit, 64MiB, 63MiB",
        "engine, memory-limit, 2gb, 2",
        "engine, memory-limit, 2 GB, 2.5GB",
        "engine, memory-limit, 1TiB, 99999999999TiB",
        "limits, query-timeout, 0, 00",
        "limits, query-timeout, 365d, 366d",
        "limits, query-timeout, 10min, 10m",
        "limits, query-timeout, 1500ms, 1.5s",
        "limits, connection-idle, 1s, 0",
        "limits, connection-idle, 2h, -2h",
        "limits, frame-bytes, 64MiB, 65MiB",
        "limits, max-running, 1, true",
    })
    void eachValueIsHeldAgainstItsKind(String group, String key, String right, String wrong) {
        assertThat(conf.file("lakegate.yaml", "%s:\n  %s: %s\n".formatted(group, key, right))
                        .problems())
                .isEmpty();
        assertThat(conf.file("lakegate.yaml", "%s:\n  %s: %s\n".formatted(group, key, wrong))
                        .problems())
                .hasSize(1)
                .allSatisfy(problem -> assertThat(problem)
                        .startsWith("lakegate.yaml:2: %s.%s: \"%s\" is not a".formatted(group, key, wrong))
                        .endsWith("."));
    }

    @Test
    void aTemporaryFolderThatIsAFileIsRefused() {
        conf.file("spill", "").file("lakegate.yaml", "engine:\n  temp-directory: spill\n");

        assertThat(conf.problems())
                .containsExactly(
                        "lakegate.yaml:2: engine.temp-directory: \"spill\" is not a path of a folder: there is a file"
                                + " of this name.");
    }

    @ParameterizedTest
    @CsvSource({
        "gone, 'catalogs/gone does not exist, or its parent folder may not be opened.'",
        "c.yaml, 'catalogs/c.yaml is a file.'",
        "' ', 'it is empty.'",
        "s3:///lake, 'it names no bucket.'",
        "oci://bucket/lake, 'an address in Oracle''s cloud, and no other, is written oci://bucket@namespace/folder.'",
        "s3://bucket@namespace/lake, 'an address in Oracle''s cloud, and no other, is written oci://bucket@namespace/folder.'",
        "az://account, 'an address in Azure is written az://account/container/folder.'",
        "az://container@account/lake, 'an address in Azure is written az://account/container/folder.'",
        "abfss://container/lake, 'an address in Azure is written abfss://container@account.dfs.core.windows.net/folder.'",
        "hdfs:///lake, 'it names no bucket.'",
        "ftp://host/lake, 'there is no kind of store for such an address here. Write a path, a file: URI, or an address that begins with s3://, s3a://, oci://, gs://, abfss://, az:// or hdfs://.'",
        "s3:/bucket, 'there is no kind of store for such an address here. Write a path, a file: URI, or an address that begins with s3://, s3a://, oci://, gs://, abfss://, az:// or hdfs://.'",
        "file:lake, 'a file: URI is written file:///folder, with %20 for a blank. A plain path does as well.'",
        "file:///my lake, 'a file: URI is written file:///folder, with %20 for a blank. A plain path does as well.'",
        "file://host/lake, 'a file: URI is written file:///folder, with %20 for a blank. A plain path does as well.'",
    })
    void aLocationThatIsNoFolderIsRefused(String location, String why) {
        conf.file("catalogs/c.yaml", "type: delta\nlocation: '%s'\n".formatted(location));

        assertThat(conf.problems())
                .containsExactly("catalogs/c.yaml:2: location: \"%s\" is not a folder that can be read: %s"
                        .formatted(location.strip(), why));
    }

    @Test
    void azureIsAskedInOneWay() {
        conf.file("catalogs/c.yaml", """
                type: delta
                location: az://account/container
                storage:
                  account-key: a2V5
                  sas-token: sig=1
                  locations:
                    - prefix: az://account/other
                      sas-token: sig=2
                      anonymous: true
                    - prefix: az://account/third
                      sas-token: sig=3
                """);
        assertThat(conf.problems())
                .containsExactly(
                        "catalogs/c.yaml:3: storage: Azure can be asked in one way only: keep one of account-key, sas-token.",
                        "catalogs/c.yaml:7: storage.locations[0]: Azure can be asked in one way only: keep one of sas-token, anonymous.");
    }

    @Test
    void whatIsFilledInIsNeverShown() {
        conf.variable("SECRET", "hunter2")
                .file("secret", "hunter2\n")
                .file("lakegate.yaml", """
                        server: {host: "${env:SECRET}", port: "${env:SECRET}"}
                        engine: {memory-limit: "1${env:SECRET}", temp-directory: "${file:secret}://x"}
                        limits: {query-timeout: "${file:secret}"}
                        """)
                .file("catalogs/c.yaml", "type: ${env:SECRET}\nlocation: /x/${env:SECRET}\n")
                .file("catalogs/d.yaml", "type: delta\nlocation: file:${file:../secret}\ntables: ${env:SECRET}\n")
                .file(
                        "catalogs/e.yaml",
                        "type: delta\ntables: [{table: \" ${env:SECRET}\", location: \"${env:${env:SECRET}}\"}]\n");

        assertThat(conf.problems()).hasSize(11);
        assertThatThrownBy(conf::load).hasMessageNotContaining("hunter2").hasNoCause();
    }

    @ParameterizedTest
    @CsvSource({
        "${env:X, '${ has no closing brace: '",
        "${X}, '\"${X}\" refers to nothing: '",
        "${env:}, '\"${env:}\" refers to nothing: '",
        "${sys:x}, '\"${sys:x}\" refers to nothing: '",
        "${file:..}, 'the file \"..\" cannot be read: it is a folder.'",
    })
    void aReferenceThatCannotBeFilledInIsReported(String written, String why) {
        conf.file("catalogs/c.yaml", "type: delta\nlocation: '%s'\n".formatted(written));

        assertThat(conf.problems())
                .hasSize(1)
                .allSatisfy(problem -> assertThat(problem)
                        .startsWith(
                                "catalogs/c.yaml:2: location: \"%s\" cannot be filled in: %s".formatted(written, why)));
    }

    @ParameterizedTest
    @CsvSource({"-lake, my-lake", "1st, first1", "a.b, a_b", "a b, ab"})
    void theNameOfACatalogCanStandInSql(String wrong, String right) {
        conf.folder("lake").file("catalogs/" + right + ".yaml", "type: delta\nlocation: ../lake\n");
        assertThat(conf.problems()).isEmpty();

        conf.file("catalogs/" + wrong + ".yaml", "type: delta\nlocation: ../lake\n");
        assertThat(conf.problems())
                .containsExactly(
                        "catalogs/%s.yaml: The name of the file is the name of the catalog, and \"%s\" cannot be one: use letters, digits, _ and -, and a letter first."
                                .formatted(wrong, wrong));
    }

    @Test
    void twoFilesOfOneCatalogAreReported() {
        conf.folder("lake");
        conf.file("catalogs/c.yaml", "type: delta\nlocation: ../lake\n");
        conf.file("catalogs/c.yml", "type: delta\nlocation: ../lake\n");

        assertThat(conf.problems())
                .containsExactly(
                        "catalogs/c.yml: The catalog would have the same name as that of c.yaml, case ignored: rename one of the"
                                + " two files.");
    }

    @Test
    void aCatalogWithoutTablesIsReported() {
        String none =
                ": The catalog has no tables: write location: with a folder of tables, or tables: with a list of them.";
        conf.file("catalogs/a.yaml", "type: delta\n")
                .file("catalogs/b.yaml", "type: delta\ntables: []\n")
                .file("catalogs/c.yaml", "# nothing\n")
                .file("catalogs/d.yaml", "type: delta\ntables: 5\n");

        assertThat(conf.problems())
                .containsExactly(
                        "catalogs/a.yaml:1" + none,
                        "catalogs/b.yaml:1" + none,
                        "catalogs/c.yaml:1: type: The key is missing. Write a table format that this version reads, such as type:"
                                + " delta.",
                        "catalogs/d.yaml:2: tables: Here belongs a list, each item with the keys schema, table, location, but the"
                                + " file has a single value.");
    }

    @Test
    void tablesAreCheckedOneByOne() {
        conf.folder("lake").file("catalogs/c.yaml", """
                        type: delta
                        tables:
                          - table: orders
                            location: ../lake
                          - schema: Default
                            table: ORDERS
                            locaton: ../lake
                          - orders
                          - table: "a\\nb"
                            location: ../lake
                        """);

        assertThat(conf.problems())
                .containsExactly(
                        "catalogs/c.yaml:5: tables[1].location: The key is missing. Write a folder that can be read, such as"
                                + " location: /data/sales/orders.",
                        "catalogs/c.yaml:5: tables[1]: The table has the same schema and name as tables[0] in line 3, case"
                                + " ignored: rename or remove one of the two.",
                        "catalogs/c.yaml:7: tables[1].locaton: There is no such key. Did you mean location? Here belong: schema,"
                                + " table, location.",
                        "catalogs/c.yaml:8: tables[2]: Here belong keys with values (schema, table, location), but the file has a"
                                + " single value.",
                        "catalogs/c.yaml:9: tables[3].table: \"a b\" is not a name: it needs 1 to 128 characters, with no blanks"
                                + " at its ends and no control characters.");
    }

    @Test
    void aProblemIsOneLineWhateverIsInTheFile() {
        conf.file("lakegate.yaml", "server:\n  \"a\\nb\": 1\n  host: |\n    " + "x\n    ".repeat(100) + "\n");

        assertThat(conf.problems())
                .hasSize(2)
                .allSatisfy(problem ->
                        assertThat(problem).startsWith("lakegate.yaml:").hasSizeLessThan(400));
    }
}
