package io.lakegate.server;

import static io.lakegate.server.GuardedGateway.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.AuthenticationConfig;
import io.lakegate.server.config.DirectoryConfig;
import io.lakegate.server.config.DirectoryConfig.Account;
import io.lakegate.server.config.DirectoryConfig.Groups;
import io.lakegate.server.config.DirectoryConfig.Server;
import io.lakegate.server.config.DirectoryConfig.Users;
import io.lakegate.server.config.Secret;
import io.lakegate.server.config.SecurityConfig;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Who is let in by a directory, and who is not. */
class DirectoryTest {
    private static final String WHO =
            "SELECT CURRENT_USER, IS_MEMBER('staff'), IS_MEMBER('dba') FROM lake.\"default\".t";
    private static final String REFUSED =
            "The login is refused: the user, the password or the token is wrong, or no longer valid.";
    private static final String UNCHECKED =
            "The login cannot be checked now, because the directory of users does not answer as it should. Try again later.";
    private static final Duration LONG = Duration.ofHours(1);
    private static final Optional<Account> SERVICE =
            Optional.of(new Account(TestDirectory.SERVICE, new Secret(TestDirectory.SERVICE_PASSWORD)));

    @TempDir
    private Path folder;

    private TestAuthority authority;
    private TestDirectory directory;
    private String ann;

    /** The ways to find a user. */
    private enum Way {
        NAMED,
        NAMED_BY_SERVICE,
        SEARCHED;

        Users users() {
            boolean searched = this == SEARCHED;
            return new Users(
                    searched ? Optional.empty() : Optional.of("uid={user}," + TestDirectory.PEOPLE),
                    searched ? Optional.of(TestDirectory.PEOPLE) : Optional.empty(),
                    "(uid={user})",
                    "uid",
                    this == NAMED ? Optional.empty() : SERVICE);
        }
    }

    @BeforeEach
    void make() throws Exception {
        DeltaTableWriter.create(folder.resolve("lake/t"), List.of(new Column("id", Simple.BIGINT)))
                .append(List.<Object[]>of(new Object[] {7L}));
        authority = new TestAuthority("CN=Authority");
        directory = new TestDirectory(authority);
        ann = directory.user("ann");
        String bob = directory.user("bob");
        directory.group("staff", ann, bob);
        directory.group("dba", bob);
        directory.binds();
    }

    @AfterEach
    void stop() {
        directory.close();
    }

    private Server plain() {
        return server("ldap", directory.port(), false, Optional.empty());
    }

    private static Server server(String scheme, int port, boolean startTls, Optional<Path> trusted) {
        return new Server(
                URI.create("%s://127.0.0.1:%d".formatted(scheme, port)), startTls, trusted, Duration.ofSeconds(20));
    }

    private static DirectoryConfig config(Server server, Users users, Duration cacheTime) {
        Groups groups = new Groups(TestDirectory.GROUPS, "(member={dn})", "cn");
        return new DirectoryConfig(server, users, Optional.of(groups), cacheTime);
    }

    private TestGateway gateway(DirectoryConfig wanted) {
        return gateway(Optional.empty(), wanted);
    }

    private TestGateway gateway(Optional<Path> passwords, DirectoryConfig wanted) {
        AuthenticationConfig authentication =
                new AuthenticationConfig(passwords, Optional.empty(), Set.of(), Set.of()).withDirectory(wanted);
        return TestGateway.over(GuardedGateway.config(folder.resolve("lake"), authentication));
    }

    private static List<List<Object>> ask(TestGateway gateway, String user, String password) throws SQLException {
        try (Connection connection = DriverManager.getConnection(gateway.url(), user, password)) {
            return TestGateway.query(connection, WHO);
        }
    }

    private static void refused(TestGateway gateway, String user, String password) {
        assertThatThrownBy(() -> ask(gateway, user, password))
                .as(user)
                .hasMessage(REFUSED)
                .hasFieldOrPropertyWithValue("SQLState", "28000");
    }

    private static void unchecked(TestGateway gateway, String user, String password) {
        assertThatThrownBy(() -> ask(gateway, user, password))
                .isInstanceOf(SQLException.class)
                .hasMessage(UNCHECKED)
                .hasFieldOrPropertyWithValue("SQLState", "57P03")
                .hasFieldOrPropertyWithValue("ErrorCode", 6004);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void theRightPasswordLetsInWithTheGroupsAndNoOtherDoes(Way way) throws Exception {
        try (TestGateway gateway = gateway(config(plain(), way.users(), LONG))) {
            assertThat(ask(gateway, "ann", "annann")).isEqualTo(List.of(List.of("ann", true, false)));
            assertThat(ask(gateway, "bob", "bobbob")).isEqualTo(List.of(List.of("bob", true, true)));
            refused(gateway, "ann", "bobbob");
            refused(gateway, "ann", "ANNANN");
            refused(gateway, "nobody", "nobodynobody");
            refused(gateway, "lakegate", TestDirectory.SERVICE_PASSWORD);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void anotherSpellingIsTheSameUser(Way way) throws Exception {
        try (TestGateway gateway = gateway(config(plain(), way.users(), LONG))) {
            assertThat(ask(gateway, "ANN", "annann")).isEqualTo(List.of(List.of("ann", true, false)));
            refused(gateway, "ann  ", "annann");
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void anEmptyPasswordIsNotEvenAskedFor(Way way) throws Exception {
        try (TestGateway gateway = gateway(config(plain(), way.users(), LONG))) {
            assertThat(GuardedGateway.post(gateway, "/", basic("ann", ""), "{}").statusCode())
                    .isEqualTo(401);
            refused(gateway, "ann", "\0");
            assertThat(directory.binds()).isEmpty();
            assertThat(ask(gateway, "ann", "annann")).hasSize(1);
            assertThat(directory.binds()).contains(ann).noneMatch(bind -> bind.contains("without"));
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void namesCannotHoldMoreThanAName(Way way) throws Exception {
        directory.unit("others");
        directory.user("eve", "ou=others," + TestDirectory.PEOPLE);
        directory.group("(x)*\\", directory.user("a+b=c\\d"), directory.user("smith (jr)*"));
        try (TestGateway gateway = gateway(config(plain(), way.users(), LONG))) {
            for (String said : List.of(
                    "*", "a*", "ann)(uid=*", "*)(uid=ann", "ann,ou=others", "eve+uid=ann", "\\61nn", "#616e6e")) {
                refused(gateway, said, "annann");
            }
        }
        try (TestGateway gateway = gateway(config(plain(), way.users(), LONG))) {
            for (String name : List.of("a+b=c\\d", "smith (jr)*")) {
                assertThat(ask(gateway, name, name + name)).isEqualTo(List.of(List.of(name, false, false)));
            }
        }
    }

    @Test
    void aNameThatSeveralEntriesHaveLetsNobodyIn() throws Exception {
        directory.unit("others");
        directory.user("ann", "ou=others," + TestDirectory.PEOPLE);
        try (TestGateway gateway = gateway(config(plain(), Way.SEARCHED.users(), LONG))) {
            refused(gateway, "ann", "annann");
            assertThat(ask(gateway, "bob", "bobbob")).hasSize(1);
        }
    }

    @Test
    void whatWasRightIsNotAskedForAgainForAWhile() throws Exception {
        try (TestGateway gateway = gateway(config(plain(), Way.NAMED.users(), LONG));
                Connection connection = DriverManager.getConnection(gateway.url(), "ann", "annann")) {
            for (int i = 0; i < 5; i++) {
                TestGateway.query(connection, WHO);
            }
            assertThat(directory.binds()).containsExactly(ann);
            directory.stop();
            assertThat(TestGateway.query(connection, WHO)).isEqualTo(List.of(List.of("ann", true, false)));
            assertThat(ask(gateway, "ann", "annann"))
                    .as("a new connection")
                    .isEqualTo(List.of(List.of("ann", true, false)));
            try (Connection stock = DriverManager.getConnection(gateway.avaticaUrl("json"), "ann", "annann")) {
                assertThat(TestGateway.query(stock, WHO)).hasSize(1);
            }
            unchecked(gateway, "ann", "bobbob");
            unchecked(gateway, "bob", "bobbob");
            directory.start();
            assertThat(ask(gateway, "bob", "bobbob")).hasSize(1);
        }
    }

    @Test
    void withoutACacheAPasswordHoldsUntilItIsChanged() throws Exception {
        try (TestGateway gateway = gateway(config(plain(), Way.SEARCHED.users(), Duration.ZERO));
                Connection ours = DriverManager.getConnection(gateway.url(), "ann", "annann");
                Connection stock = DriverManager.getConnection(gateway.avaticaUrl("protobuf"), "ann", "annann")) {
            assertThat(TestGateway.query(ours, WHO)).hasSize(1);
            assertThat(TestGateway.query(stock, WHO)).hasSize(1);
            directory.password(ann, "changed");
            assertThatThrownBy(() -> TestGateway.query(ours, WHO)).hasMessage(REFUSED);
            assertThat(catchThrowable(() -> TestGateway.query(stock, WHO))).hasStackTraceContaining("HTTP/401");
            assertThat(ask(gateway, "ann", "changed")).hasSize(1);
            directory.password(ann, "annann");
        }
    }

    @Test
    void whoGuessesAtTheSameAddressEndsNoConnectionOfTheUser() throws Exception {
        try (TestGateway gateway = gateway(config(plain(), Way.NAMED.users(), Duration.ZERO));
                Connection stock = DriverManager.getConnection(gateway.avaticaUrl("protobuf"), "ann", "annann")) {
            String last = REFUSED;
            while (!last.matches(".* in [4-8] s[.]")) {
                last = String.valueOf(
                        catchThrowable(() -> ask(gateway, "ann", "wrong")).getMessage());
            }
            assertThat(TestGateway.query(stock, WHO)).hasSize(1);
        }
    }

    @Test
    void aConnectionWhosePasswordIsNoLongerRightEndsWithoutGuessing() throws Exception {
        try (TestGateway gateway = gateway(config(plain(), Way.NAMED.users(), Duration.ZERO));
                Connection stock = DriverManager.getConnection(gateway.avaticaUrl("protobuf"), "ann", "annann")) {
            assertThat(TestGateway.query(stock, WHO)).hasSize(1);
            directory.password(ann, "changed");
            directory.binds();
            for (int i = 0; i < 7; i++) {
                assertThat(catchThrowable(() -> TestGateway.query(stock, WHO))).hasStackTraceContaining("HTTP/401");
            }
            assertThat(directory.binds())
                    .as("a directory locks out whom it is asked for wrongly")
                    .containsExactly(ann);
            assertThat(ask(gateway, "ann", "changed")).as("nothing was counted").hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ldap, false, CONNECTED",
        "ldaps, false, CONNECTED",
        "ldap, true, CONNECTED",
        "ldap, true, AGREED_ON_TLS",
        "ldap, true, SPOKE_TLS"
    })
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aDirectoryThatSaysNothingMoreIsGivenUp(String scheme, boolean startTls, SilentDirectory.Until until)
            throws Exception {
        Path trusted = authority.certificateFile(folder.resolve("right.pem"));
        try (SilentDirectory silent = new SilentDirectory(authority, until);
                TestGateway gateway = gateway(config(
                        new Server(
                                URI.create("%s://127.0.0.1:%d".formatted(scheme, silent.port())),
                                startTls,
                                Optional.of(trusted),
                                Duration.ofMillis(300)),
                        Way.NAMED.users(),
                        LONG))) {
            unchecked(gateway, "ann", "annann");
        }
    }

    @Test
    void aDirectoryThatIsGoneIsNoWrongPassword() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger("io.lakegate.server.auth.Directory");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try (TestGateway gateway = gateway(config(plain(), Way.NAMED.users(), LONG))) {
            String url = "ldap://127.0.0.1:" + directory.port();
            directory.stop();
            for (int i = 0; i < 7; i++) {
                unchecked(gateway, "ann", "annann");
            }
            HttpResponse<String> plain = GuardedGateway.post(gateway, "/", basic("ann", "annann"), "{}");
            assertThat(plain.statusCode()).isEqualTo(502);
            assertThat(plain.body()).isEqualTo(UNCHECKED + "\n");
            assertThat(log.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anyMatch(line -> line.startsWith("The directory " + url + " cannot be asked about a user"))
                    .noneMatch(line -> line.contains("annann"));
            directory.start();
            assertThat(ask(gateway, "ann", "annann")).as("nothing was counted").hasSize(1);
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void guessingIsSlowWhateverTheSpelling() throws Exception {
        try (TestGateway gateway = gateway(config(plain(), Way.NAMED.users(), LONG))) {
            List<String> spellings = List.of("ann", "Ann", "ANN", "aNN", "anN");
            String last = REFUSED;
            // Until one has to wait for longer than the next request can take.
            for (int i = 0; !last.matches(".* in [4-8] s[.]"); i++) {
                String said = spellings.get(i % spellings.size());
                last = String.valueOf(
                        catchThrowable(() -> ask(gateway, said, "wrong")).getMessage());
                assertThat(last).isIn(REFUSED, last.startsWith("Too many logins failed.") ? last : REFUSED);
            }
            directory.binds();
            assertThatThrownBy(() -> ask(gateway, "ann", "annann"))
                    .hasMessageContaining("Too many logins failed. Try again in ")
                    .hasFieldOrPropertyWithValue("SQLState", "28000");
            assertThat(directory.binds()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void tlsIsSpokenAndTheCertificateChecked(Way way) throws Exception {
        Path right = authority.certificateFile(folder.resolve("right.pem"));
        Path wrong = new TestAuthority("CN=Authority").certificateFile(folder.resolve("wrong.pem"));
        for (boolean startTls : List.of(false, true)) {
            String scheme = startTls ? "ldap" : "ldaps";
            int port = startTls ? directory.port() : directory.tlsPort();
            try (TestGateway gateway =
                    gateway(config(server(scheme, port, startTls, Optional.of(right)), way.users(), LONG))) {
                assertThat(ask(gateway, "ann", "annann")).isEqualTo(List.of(List.of("ann", true, false)));
                refused(gateway, "ann", "wrong");
            }
            for (Optional<Path> trusted : List.of(Optional.of(wrong), Optional.<Path>empty())) {
                directory.binds();
                try (TestGateway gateway =
                        gateway(config(server(scheme, port, startTls, trusted), way.users(), LONG))) {
                    unchecked(gateway, "ann", "annann");
                    assertThat(directory.binds()).doesNotContain(ann);
                }
            }
        }
    }

    @Test
    void aDirectoryThatRefusesTheGatewayIsNoWrongPassword() {
        Users users = new Users(
                Optional.empty(),
                Optional.of(TestDirectory.PEOPLE),
                "(uid={user})",
                "uid",
                Optional.of(new Account(TestDirectory.SERVICE, new Secret("guessed"))));
        try (TestGateway gateway = gateway(config(plain(), users, LONG))) {
            unchecked(gateway, "ann", "annann");
        }
    }

    @Test
    void usersOfThePasswordFileAreItsOwnInAnySpelling() throws Exception {
        Path users = GuardedGateway.users(folder.resolve("users"), "bob:dba", "root");
        directory.password("uid=bob," + TestDirectory.PEOPLE, "another");
        try (TestGateway gateway = gateway(Optional.of(users), config(plain(), Way.NAMED.users(), LONG))) {
            assertThat(ask(gateway, "bob", "bobbob")).isEqualTo(List.of(List.of("bob", false, true)));
            refused(gateway, "bob", "another");
            refused(gateway, "BOB", "another");
            assertThat(ask(gateway, "ann", "annann")).isEqualTo(List.of(List.of("ann", true, false)));
        }
    }

    @Test
    void groupsAreThoseOfTheAccessRules() throws Exception {
        Path rules = Files.writeString(
                folder.resolve("access.yaml"), "roles: [{role: r, group: dba}]\nallow: [{role: r, table: lake}]\n");
        AuthenticationConfig authentication =
                AuthenticationConfig.OFF.withDirectory(config(plain(), Way.SEARCHED.users(), LONG));
        try (TestGateway gateway = TestGateway.over(GuardedGateway.config(folder.resolve("lake"), authentication)
                .withSecurity(new SecurityConfig(authentication).withAccess(rules)))) {
            assertThat(ask(gateway, "bob", "bobbob")).hasSize(1);
            assertThatThrownBy(() -> ask(gateway, "ann", "annann"))
                    .isInstanceOf(SQLException.class)
                    .matches(e -> !"28000".equals(((SQLException) e).getSQLState()))
                    .hasMessageNotContaining("login");
        }
    }
}
