package io.lakegate.adapters.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.store.Fault;
import io.lakegate.adapters.testing.store.StoreRequest;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.spi.CheckStep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts that refuse, throttle, break off, hang, and change under a statement: the right rows come, or an error that says what it is. */
class AzureBadDaysTest {
    private static final String SUM = "SELECT sum(id), count(*) FROM lake.\"default\".t";
    private static final List<String> ANSWER = List.of("[499500, 1000]");

    @TempDir
    static Path folder;

    private static Azurite store;

    @BeforeAll
    static void start() throws Exception {
        store = Azurite.start();
        store.container("lake", false);
        Path table = folder.resolve("written");
        write(table, 0);
        store.copy(table, "lake", "t/");
    }

    @AfterEach
    void heal() {
        store.proxy().fail(request -> Fault.NONE);
    }

    @AfterAll
    static void stop() throws Exception {
        if (store != null) {
            store.close();
        }
    }

    private static void write(Path table, int first) {
        DeltaTableWriter.create(table, List.of(new Column("id", Simple.INTEGER)))
                .append(IntStream.range(first, first + 1000)
                        .mapToObj(id -> new Object[] {id})
                        .toList());
    }

    private static String lake(String login) {
        return "{type: delta, location: 'az://%s/lake', storage: {endpoint: '%s', %s}}"
                .formatted(Azurite.ACCOUNT, store.proxy().endpoint(), login);
    }

    private static String key() {
        return "account-key: '%s'".formatted(Azurite.KEY);
    }

    private static AzureGateway gateway() throws IOException {
        return AzureGateway.over(folder, lake(key()));
    }

    private static boolean readsData(StoreRequest request) {
        return request.readsObject() && request.path().endsWith("parquet");
    }

    /** Fails each first attempt of a request for bytes. */
    private static Function<StoreRequest, Fault> everySecond(Fault fault) {
        AtomicInteger count = new AtomicInteger();
        return request -> request.readsObject() && count.getAndIncrement() % 2 == 0 ? fault : Fault.NONE;
    }

    @Test
    void whatPassesIsTriedAgain() throws Exception {
        for (Fault fault : List.of(
                new Fault.Status(503, "ServerBusy"),
                new Fault.Status(500, "InternalError"),
                Fault.RESET,
                new Fault.Truncate(100))) {
            store.proxy().fail(everySecond(fault));
            try (AzureGateway cold = gateway()) {
                assertThat(cold.query(SUM)).as(fault.toString()).isEqualTo(ANSWER);
            }
        }
    }

    @Test
    void whatLastsIsAnErrorThatNamesTheObjectAndTheCause() throws Exception {
        store.proxy().fail(request -> readsData(request) ? new Fault.Status(503, "ServerBusy") : Fault.NONE);
        store.proxy().forget();
        try (AzureGateway gateway = gateway()) {
            assertThatThrownBy(() -> gateway.query(SUM))
                    .hasMessageContaining("abfss://lake@lakeaccount.dfs.core.windows.net/t/")
                    .hasMessageContaining("503 (ServerBusy), and did so in 6 attempts")
                    .extracting(e -> ((SQLException) e).getErrorCode())
                    .isEqualTo(2003);
        }
        // The client itself tries nothing again.
        assertThat(store.proxy().requests())
                .filteredOn(AzureBadDaysTest::readsData)
                .hasSize(6);
    }

    @Test
    void anObjectThatIsReplacedUnderAStatementIsAnErrorAndNeverAMixture() throws Exception {
        Path other = folder.resolve("other");
        write(other, 5);
        Path fresh = dataFile(other);
        Path mine = folder.resolve("mine");
        write(mine, 0);
        store.copy(mine, "lake", "replaced/t/");
        String key = "replaced/t/" + dataFile(mine).getFileName();
        AtomicInteger reads = new AtomicInteger();
        store.proxy()
                .fail(request -> readsData(request) && reads.getAndIncrement() == 0
                        ? new Fault.Before(() -> store.put("lake", key, fresh))
                        : Fault.NONE);
        try (AzureGateway gateway = AzureGateway.over(folder, lake(key()).replace("/lake'", "/lake/replaced'"))) {
            assertThatThrownBy(() -> gateway.query(SUM))
                    .hasMessageContaining("it was replaced by another object while it was read");
            // By the rows: what the log tells of the file's values is still about the object that was replaced.
            assertThat(gateway.query(SUM)).containsExactly("[504500, 1000]");
        }
    }

    private static Path dataFile(Path table) throws IOException {
        try (Stream<Path> files = Files.list(table)) {
            return files.filter(file -> file.toString().endsWith("parquet"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void anObjectThatIsGoneIsNamed() throws Exception {
        Path lost = folder.resolve("lost");
        write(lost, 0);
        store.copy(lost, "lake", "lost/t/");
        String name = dataFile(lost).getFileName().toString();
        store.delete("lake", "lost/t/" + name);
        try (AzureGateway gateway = AzureGateway.over(folder, lake(key()).replace("/lake'", "/lake/lost'"))) {
            assertThatThrownBy(() -> gateway.query(SUM))
                    .hasMessageContaining("/lost/t/" + name)
                    .hasMessageContaining("there is no such object");
        }
    }

    @Test
    void cancelEndsTransfersThatHang() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        store.proxy().fail(request -> {
            if (!readsData(request)) {
                return Fault.NONE;
            }
            hanging.countDown();
            return new Fault.Stall(10, never);
        });
        try (AzureGateway gateway = gateway()) {
            try (Connection connection = gateway.connect();
                    Statement statement = connection.createStatement()) {
                CompletableFuture<Object> running = CompletableFuture.supplyAsync(() -> {
                    try {
                        return statement.executeQuery(SUM).next();
                    } catch (SQLException e) {
                        return e.getSQLState();
                    }
                });
                assertThat(hanging.await(60, TimeUnit.SECONDS)).isTrue();
                statement.cancel();
                assertThat(running.get(60, TimeUnit.SECONDS)).isEqualTo("57014");
            } finally {
                never.countDown();
            }
            heal();
            assertThat(gateway.query(SUM)).isEqualTo(ANSWER);
        }
    }

    private static String failure(String catalog) throws IOException {
        List<CheckStep> steps = AzureGateway.check(folder, catalog);
        CheckStep last = steps.get(steps.size() - 1);
        assertThat(last.passed()).as(steps.toString()).isFalse();
        return last.name() + ": " + last.note();
    }

    @Test
    void theWayIntoAnAccountIsToldStepByStep() throws Exception {
        List<CheckStep> steps = AzureGateway.check(folder, lake(key()));
        assertThat(steps)
                .extracting(CheckStep::name)
                .containsExactly("resolve", "connect", "authenticate", "list", "tables", "read");
        assertThat(steps).allMatch(CheckStep::passed);
        assertThat(steps.toString())
                .contains("asked with the configured account-key")
                .doesNotContain(Azurite.KEY);

        assertThat(failure(lake(key()).replace("/lake'", "/lage'")))
                .startsWith("list: There is no container lage. Correct the container");
        assertThat(failure(lake(key()).replace("/lake'", "/lake/elsewhere'")))
                .startsWith("list: Nothing lies below abfss://lake@lakeaccount.dfs.core.windows.net/elsewhere");
    }

    @Test
    void whoeverIsRefusedIsToldAndNotShown() throws Exception {
        String wrong = Base64.getEncoder().encodeToString("another key".getBytes(StandardCharsets.UTF_8));
        assertThat(failure(lake("account-key: '%s'".formatted(wrong))))
                .startsWith(
                        "list: The store denies access (AuthorizationFailure), asked with the configured account-key.")
                .doesNotContain(wrong);

        String expired = Azurite.signature("rl", Instant.now().minus(1, ChronoUnit.HOURS));
        assertThat(failure(lake("sas-token: '%s'".formatted(expired))))
                .startsWith("authenticate: The sas-token has ended")
                .doesNotContain("sig=", expired);

        String invalid =
                Azurite.signature("rl", Instant.now().plus(1, ChronoUnit.HOURS)).replaceFirst("sig=.{6}", "sig=AAAAAA");
        assertThat(failure(lake("sas-token: '%s'".formatted(invalid))))
                .startsWith(
                        "list: The store denies access (AuthorizationFailure), asked with the configured sas-token.")
                .doesNotContain("sig=", invalid);

        // So the service itself says it, in other words than the emulator.
        store.proxy().fail(request -> new Fault.Status(403, "AuthenticationFailed"));
        assertThat(failure(lake("account-key: '%s'".formatted(wrong))))
                .startsWith(
                        "authenticate: The store refuses the credentials (AuthenticationFailed), asked with the configured account-key."
                                + " Correct account-key, sas-token, token-file or anonymous under storage")
                .doesNotContain(wrong);
        heal();

        String readOnly = Azurite.signature("r", Instant.now().plus(1, ChronoUnit.HOURS));
        assertThat(failure(lake("sas-token: '%s'".formatted(readOnly)))).startsWith("list: The store denies access");

        assertThat(failure(lake("anonymous: true"))).contains("asked without credentials");
    }

    @Test
    void refusedCredentialsEndAStatementAtOnce() throws Exception {
        String expired = Azurite.signature("rl", Instant.now().minus(1, ChronoUnit.HOURS));
        try (AzureGateway gateway = AzureGateway.over(folder, lake("sas-token: '%s'".formatted(expired)))) {
            store.proxy().forget();
            assertThatThrownBy(() -> gateway.query(SUM))
                    .hasMessageContaining("the sas-token has ended")
                    .hasMessageNotContainingAny("sig=", Azurite.KEY);
            assertThat(store.proxy().requests())
                    .hasSameSizeAs(store.proxy().requests().stream().distinct().toList());
        }
    }

    @Test
    void whatCannotBeUsedIsToldAtTheStart() {
        assertThatThrownBy(() -> AzureGateway.over(folder, lake("path-style: true")))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("it is not said who asks. Set account-key, sas-token, token-file, or anonymous");
        assertThatThrownBy(() -> AzureGateway.over(folder, lake("account-key: 'no base64!'")))
                .hasMessageContaining("account-key is not in Base64")
                .hasMessageNotContaining("no base64!");
        assertThatThrownBy(() -> AzureGateway.over(folder, lake("token-file: token")))
                .hasMessageContaining("a token goes over https only");
    }
}
