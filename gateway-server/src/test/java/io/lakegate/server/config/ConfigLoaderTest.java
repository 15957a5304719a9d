package io.lakegate.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.docs.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    private ConfigFolder conf;

    @BeforeEach
    void makeFolder(@TempDir Path path) {
        conf = new ConfigFolder(path);
    }

    @Test
    void anEmptyFolderGivesTheDefaults() {
        GatewayConfig config = conf.load();

        assertThat(config).isEqualTo(defaults(conf.path()));
        assertThat(config.server()).isEqualTo(new ServerConfig("127.0.0.1", 8765));
        assertThat(config.engine().memoryLimit()).isEqualTo(MachineMemory.forEngine());
        assertThat(config.engine().threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(config.engine().tempDirectory()).isAbsolute();
        assertThat(config.limits())
                .isEqualTo(new LimitsConfig(Duration.ZERO, Duration.ofMinutes(30), 1000, new DataSize(1_048_576), 64));
        assertThat(config.catalogs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n", "server:\nengine:\nlimits:\n", "{}"})
    void aFileThatSetsNothingGivesTheDefaults(String text) {
        assertThat(conf.file("lakegate.yaml", text).load()).isEqualTo(defaults(conf.path()));
    }

    /** A folder has a place for the store, which the defaults alone have not. */
    private static GatewayConfig defaults(Path folder) {
        return GatewayConfig.defaults().withStore(new StoreConfig.Embedded(folder.resolve("data/lakegate.db")));
    }

    @Test
    void aStoreIsAFileOrADatabase() {
        conf.variable("STORE_PASSWORD", "geheim");

        assertThat(conf.file("lakegate.yaml", "store:\n  file: ../kept.db\n")
                        .load()
                        .store())
                .contains(new StoreConfig.Embedded(conf.path().resolveSibling("kept.db")));
        GatewayConfig shared = conf.file("lakegate.yaml", """
                store:
                  url: postgresql://db.example.com:5433/lakegate?sslmode=require
                  user: gate
                  password: ${env:STORE_PASSWORD}
                """).load();
        assertThat(shared.store())
                .contains(new StoreConfig.Shared(
                        "postgresql://db.example.com:5433/lakegate?sslmode=require",
                        Optional.of(new CatalogConfig.Login("gate", new Secret("geheim")))));
        assertThat(shared.describe())
                .contains("store.url: postgresql://db.example.com:5433/lakegate\n", "store.password: ***")
                .doesNotContain("geheim");
    }

    @Test
    void everySettingCanBeSet() {
        conf.file("lakegate.yaml", """
                server:
                  host: ::1
                  port: 0
                engine:
                  memory-limit: 512MiB
                  threads: 3
                  temp-directory: spill
                limits:
                  query-timeout: 90s
                  connection-idle: 1h
                  max-connections: 7
                  frame-bytes: 64kB
                  max-running: 2
                """);

        GatewayConfig config = conf.load();

        assertThat(config.server()).isEqualTo(new ServerConfig("::1", 0));
        assertThat(config.engine())
                .isEqualTo(new EngineConfig(
                        new DataSize(512L << 20), 3, conf.path().resolve("spill")));
        assertThat(config.limits())
                .isEqualTo(new LimitsConfig(Duration.ofSeconds(90), Duration.ofHours(1), 7, new DataSize(64_000), 2));
    }

    @Test
    void aCatalogIsNamedForItsFileAndHasALocationOrTablesOrBoth() {
        conf.folder("catalogs/lake").folder("elsewhere/orders");
        conf.file("catalogs/b_2.yml", "type: delta\nlocation: lake\n");
        conf.file("catalogs/a.yaml", """
                type: delta
                location: %s
                tables:
                  - {schema: sales, table: Bestellungen 2024, location: ../elsewhere/orders}
                  - table: orders
                    location: file://%s/elsewhere/orders
                """.formatted(conf.path(), conf.path()));

        Path orders = conf.path().resolve("elsewhere/orders");
        assertThat(conf.load().catalogs())
                .containsExactly(
                        new CatalogConfig.Delta(
                                "a",
                                Optional.of(conf.path().toString()),
                                List.of(
                                        new TableConfig("sales", "Bestellungen 2024", orders.toString()),
                                        new TableConfig("default", "orders", orders.toString())),
                                conf.path().resolve("catalogs/a.yaml")),
                        new CatalogConfig.Delta(
                                "b_2",
                                Optional.of(conf.path().resolve("catalogs/lake").toString()),
                                List.of(),
                                conf.path().resolve("catalogs/b_2.yml")));
    }

    @Test
    void aCatalogSaysInWhichZonePartitionValuesWereWritten() {
        conf.folder("catalogs/lake")
                .file("catalogs/a.yaml", "type: delta\nlocation: lake\ntime-zone: asia/kathmandu\n")
                .file("catalogs/b.yaml", "type: delta\nlocation: lake\ntime-zone: Etc/UTC\n");

        assertThat(conf.load().catalogs())
                .extracting(catalog -> ((CatalogConfig.Delta) catalog).zone())
                .containsExactly(ZoneId.of("Asia/Kathmandu"), ZoneOffset.UTC);
    }

    @Test
    void filesThatAreNoCatalogsAreLeftAlone() {
        conf.file("catalogs/old.yaml.off", "type: unknown")
                .file("catalogs/.hidden.yaml", "type: unknown")
                .file("catalogs/README", "text")
                .file("logback.yaml", "other: true");

        assertThat(conf.load().catalogs()).isEmpty();
    }

    @Test
    void aTildeIsNotSpecialAndAUriIsDecoded() {
        conf.folder("catalogs/~/lake").folder("my lake").folder("100%20");
        conf.file("catalogs/home.yaml", "type: delta\nlocation: ~/lake\n")
                .file("catalogs/uri.yaml", "type: delta\nlocation: file://%s/my%%20lake\n".formatted(conf.path()))
                .file("catalogs/z_plain.yaml", "type: delta\nlocation: ../100%20\n");

        assertThat(conf.load().catalogs())
                .extracting(
                        catalog -> ((CatalogConfig.Delta) catalog).location().orElseThrow())
                .containsExactly(conf.path() + "/catalogs/~/lake", conf.path() + "/my lake", conf.path() + "/100%20");
    }

    @Test
    void relativePathsStartFromTheFileWhereverTheGatewayRuns() {
        Path fromHere = Path.of("").toAbsolutePath().relativize(conf.path());
        conf.folder("catalogs/lake").file("catalogs/c.yaml", "type: delta\nlocation: lake\n");

        assertThat(((CatalogConfig.Delta) ConfigLoader.load(fromHere).catalogs().get(0)).location())
                .contains(conf.path().resolve("catalogs/lake").toString());
    }

    @Test
    void valuesAreFilledInFromTheEnvironmentAndFromFiles() {
        conf.variable("PORT", "4711")
                .variable("LAKE", "la")
                .file("secrets/end", "ke\r\n")
                .folder("catalogs/lake/x")
                .file("lakegate.yaml", "server: {port: \"${env:PORT}\"}\n")
                .file("catalogs/c.yaml", "type: delta\nlocation: ${env:LAKE}${file:../secrets/end}/x\n");

        GatewayConfig config = conf.load();

        assertThat(config.server().port()).isEqualTo(4711);
        assertThat(((CatalogConfig.Delta) config.catalogs().get(0)).location())
                .contains(conf.path().resolve("catalogs/lake/x").toString());
    }

    @Test
    void onlyOneLineBreakAtTheEndOfAFileIsDropped() {
        conf.file("name", "a\n\n").file("catalogs/c.yaml", "type: ${file:../name}\nlocation: .\n");

        assertThat(conf.problems()).hasSize(1);
        assertThat(conf.file("name", "delta\n").load().catalogs()).hasSize(1);
    }

    @Test
    void whatIsFilledInIsNeitherFilledInAgainNorYaml() {
        conf.variable("ODD", "${env:SECRET}, x: {y")
                .variable("SECRET", "hidden")
                .folder("catalogs/${env:SECRET}, x: {y")
                .file("catalogs/c.yaml", "type: delta\nlocation: ${env:ODD}\n");

        assertThat(((CatalogConfig.Delta) conf.load().catalogs().get(0)).location())
                .contains(conf.path() + "/catalogs/${env:SECRET}, x: {y");
    }

    @ParameterizedTest
    @CsvSource({"$${env:A}, ${env:A}", "$$${env:A}, $${env:A}", "$a$$, $a$$", "}{, }{"})
    void twoDollarsEscapeAReference(String written, String folder) {
        conf.folder("catalogs/" + folder).file("catalogs/c.yaml", "type: delta\nlocation: '%s'\n".formatted(written));

        assertThat(((CatalogConfig.Delta) conf.load().catalogs().get(0)).location())
                .contains(conf.path() + "/catalogs/" + folder);
    }

    @Test
    void theRealEnvironmentIsUsedOutsideOfTests() {
        conf.file("catalogs/c.yaml", "type: ${env:PATH}\nlocation: ${env:LAKEGATE_TEST_NEVER_SET}\n");

        assertThatThrownBy(() -> ConfigLoader.load(conf.path()))
                .hasMessageContaining("type: \"${env:PATH}\" is not a table format")
                .hasMessageContaining("the environment variable \"LAKEGATE_TEST_NEVER_SET\" is not set");
    }

    @Test
    void theCommandLineWinsOverTheFile() {
        GatewayConfig config = conf.file("lakegate.yaml", "server: {host: localhost, port: 1234}")
                .load();

        assertThat(config.withAddress(Optional.empty(), OptionalInt.empty())).isEqualTo(config);
        assertThat(config.withAddress(Optional.of("127.0.0.2"), OptionalInt.of(0))
                        .server())
                .isEqualTo(new ServerConfig("127.0.0.2", 0));
        assertThatThrownBy(() -> config.withAddress(Optional.of("0.0.0.0"), OptionalInt.empty()))
                .isInstanceOf(GatewayException.class)
                .hasMessageStartingWith("server.host: Without authentication the gateway does not listen on 0.0.0.0");
        assertThat(config.withSecurity(new SecurityConfig(new AuthenticationConfig(
                                Optional.of(Path.of("users")), Optional.empty(), Set.of(), Set.of())))
                        .withAddress(Optional.of("0.0.0.0"), OptionalInt.empty())
                        .server()
                        .host())
                .isEqualTo("0.0.0.0");
        assertThatThrownBy(() -> config.withAddress(Optional.empty(), OptionalInt.of(65536)))
                .isInstanceOf(GatewayException.class)
                .hasMessage("server.port: \"65536\" is not a whole number from 0 to 65535: it is too large.");
    }

    @Test
    void theDescriptionHasEverySettingAndNoLocation() {
        conf.folder("catalogs/token=abc").file("catalogs/c.yaml", "type: delta\nlocation: token=abc\n");

        String description = conf.load().describe();

        for (Key group : Settings.GATEWAY.keys()) {
            for (Key key : ((Key.Group) group).keys()) {
                if (key instanceof Setting<?> setting) {
                    assertThat(description).contains(setting.path() + ": ");
                }
            }
        }
        assertThat(description)
                .contains("limits.connection-idle: 30min\n", "limits.frame-bytes: 1MiB\n")
                .endsWith("catalog c: delta, from " + conf.path().resolve("catalogs/c.yaml"))
                .doesNotContain("abc");
    }

    @Test
    void theShippedFolderLoadsWithoutCatalogsWithAndWithoutItsComments() throws IOException {
        Path shipped = GeneratedPage.repository().resolve("conf");
        assertThat(ConfigLoader.load(shipped)).isEqualTo(defaults(shipped));

        String allSet = Files.readString(shipped.resolve("lakegate.yaml"))
                .replaceAll("(?m)^  #(?! )", "  ")
                .replaceAll("(?m)^  (url|user|password): .*\n", ""); // a store is a file or a database
        conf.file("access.yaml", "roles: [{role: all, user: ann}]\nallow: [{role: all, table: \"*\"}]\n");
        GatewayConfig config = conf.file("lakegate.yaml", allSet).load();

        ServerConfig usual = GatewayConfig.defaults().server();
        assertThat(config.server().withRequests(usual.requests())).isEqualTo(usual);
        assertThat(config.server().requests().memory()).isEqualTo(new DataSize(256L << 20));
        assertThat(config.server().requests().mostConnections()).isEqualTo(4000);
        assertThat(config.limits()).isEqualTo(GatewayConfig.defaults().limits());
        assertThat(config.store()).contains(new StoreConfig.Embedded(Path.of("/var/lib/lakegate/lakegate.db")));
        assertThat(config.engine())
                .isEqualTo(new EngineConfig(new DataSize(4_000_000_000L), 4, Path.of("/var/lib/lakegate/temp")));
    }

    @Test
    void theShippedExampleOfACatalogHasEveryKeyAndLoads() throws IOException {
        String example = Files.readString(GeneratedPage.repository().resolve("conf/catalogs/example.yaml.off"));
        conf.folder("data/lake").folder("data/sales/orders").folder("data/sales/customers");
        conf.file("catalogs/example.yaml", example.replace("/data/", conf.path() + "/data/"));

        CatalogConfig.Delta catalog =
                (CatalogConfig.Delta) conf.load().catalogs().get(0);

        assertThat(catalog.location()).contains(conf.path().resolve("data/lake").toString());
        assertThat(catalog.tables())
                .extracting(table -> table.schema() + "." + table.table())
                .containsExactly("sales.orders", "default.customers");
        assertThat(CatalogSettings.DELTA_KEYS.names())
                .allSatisfy(key -> assertThat(example).contains(key + ":"));
        assertThat(CatalogSettings.TABLES.item().names())
                .allSatisfy(key -> assertThat(example).contains(key + ":"));
    }
}
