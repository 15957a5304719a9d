package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.server.config.AuthenticationConfig;
import io.lakegate.server.config.GatewayConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Answers that are on their way when a gateway is asked to stop: no statement is open any more, and a client has not read. One row is longer than all that
 * the two ends of a connection keep for it, so its answer cannot be sent before somebody reads.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class DrainAnswersTest {
    /** Several times of what a kernel keeps for a connection at the most. */
    private static final int LONG_ROW = 32_000_000;

    private static final int SMALL_BUFFER = 8 * 1024;
    private static final Duration LONG = Duration.ofHours(1);
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
    private static final Pattern STATEMENT = Pattern.compile("\"statementId\":(\\d+)");

    @TempDir
    private Path folder;

    /** Whoever drains waits at it, again and again, while it finds that something is left. */
    private static final class Looks extends CountDownLatch {
        private final AtomicInteger looks = new AtomicInteger();

        Looks() {
            super(1);
        }

        @Override
        public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
            looks.incrementAndGet();
            return super.await(timeout, unit);
        }
    }

    private final Looks hurry = new Looks();

    /** A client of few words: it reads an answer when it is told to, and no byte before. */
    private static final class Client implements AutoCloseable {
        private final Socket socket = new Socket();

        Client(TestGateway gateway) throws IOException {
            socket.setReceiveBufferSize(SMALL_BUFFER);
            URI address = URI.create(gateway.url().substring("jdbc:lakegate:".length()));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
        }

        void send(String json) throws IOException {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            String head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
        }

        /** Reads what stands before the body, and gives the body's length. */
        int head() throws IOException {
            StringBuilder head = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                assertThat(next).as("the answer goes on after: %s", head).isNotNegative();
                head.append((char) next);
            }
            Matcher length = LENGTH.matcher(head);
            assertThat(length.find()).as("%s", head).isTrue();
            int count = Integer.parseInt(length.group(1));
            if (head.indexOf("HTTP/1.1 200 ") != 0) {
                throw new AssertionError(head + new String(body(count), StandardCharsets.UTF_8));
            }
            return count;
        }

        /** What there is of a body of this length. */
        byte[] body(int length) throws IOException {
            return socket.getInputStream().readNBytes(length);
        }

        String ask(String json) throws IOException {
            send(json);
            return new String(body(head()), StandardCharsets.UTF_8);
        }

        /** Asks for rows until the long one is on its way, and gives the length of that answer, of which the head alone is read. */
        int askForTheLongRow() throws IOException {
            assertThat(ask("{\"request\":\"openConnection\",\"connectionId\":\"c\",\"info\":{}}"))
                    .contains("\"openConnection\"");
            Matcher statement = STATEMENT.matcher(ask("{\"request\":\"createStatement\",\"connectionId\":\"c\"}"));
            assertThat(statement.find()).isTrue();
            String handle = "\"connectionId\":\"c\",\"statementId\":" + statement.group(1);
            send(
                    "{\"request\":\"prepareAndExecute\",%1$s,\"sql\":\"SELECT repeat('x', %2$d) AS a, repeat('x', %2$d) AS b\",\"maxRowsInFirstFrame\":100,\"maxRowsTotal\":-1}"
                            .formatted(handle, LONG_ROW / 2));
            int length = head();
            while (length < LONG_ROW) {
                assertThat(new String(body(length), StandardCharsets.UTF_8)).doesNotContain("\"error\"");
                send("{\"request\":\"fetch\",%s,\"offset\":0,\"fetchMaxRowCount\":100}".formatted(handle));
                length = head();
            }
            return length;
        }

        void goAway() throws IOException {
            socket.close();
        }

        @Override
        public void close() throws IOException {
            goAway();
        }
    }

    @BeforeEach
    void make() throws IOException {
        Files.createDirectories(folder.resolve("lake"));
    }

    private TestGateway gateway(Duration drainTime) {
        GatewayConfig config = GuardedGateway.config(folder.resolve("lake"), AuthenticationConfig.OFF);
        return TestGateway.over(new GatewayConfig(
                config.server().withDrainTime(drainTime), config.engine(), config.limits(), config.catalogs()));
    }

    /** The connection has another statement no more, nor this one: what is left is the answer. */
    private static void closeAllStatements(TestGateway gateway) throws IOException {
        try (Client other = new Client(gateway)) {
            assertThat(other.ask("{\"request\":\"closeConnection\",\"connectionId\":\"c\"}"))
                    .contains("\"closeConnection\"");
        }
    }

    private CompletableFuture<Void> drain(TestGateway gateway) {
        return CompletableFuture.runAsync(() -> gateway.gateway().drain(hurry));
    }

    /** Until whoever drains has found several times that something is left, or has ended. */
    private void awaitLooks(CompletableFuture<Void> drained) {
        while (hurry.looks.get() < 3 && !drained.isDone()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anAnswerOnItsWayIsWaitedForUntilItsClientHasAllOfIt() throws Exception {
        try (TestGateway gateway = gateway(LONG);
                Client client = new Client(gateway)) {
            int length = client.askForTheLongRow();
            closeAllStatements(gateway);
            assertThat(gateway.gateway().openConnections()).isZero();

            CompletableFuture<Void> drained = drain(gateway);
            awaitLooks(drained);
            assertThat(drained).as("an answer is on its way").isNotDone();

            String body = new String(client.body(length), StandardCharsets.US_ASCII);
            assertThat(body.chars().filter(sign -> sign == 'x').count()).isGreaterThanOrEqualTo(LONG_ROW);
            assertThat(body).hasSize(length).endsWith("}");
            drained.get();
        }
    }

    @Test
    void whoNeverReadsIsNotWaitedForLongerThanTheLimit() throws Exception {
        try (TestGateway gateway = gateway(Duration.ofMillis(300));
                Client client = new Client(gateway)) {
            int length = client.askForTheLongRow();
            closeAllStatements(gateway);

            CompletableFuture<Void> drained = drain(gateway);
            drained.get();
            assertThat(hurry.looks).as("it was waited for").hasPositiveValue();
            gateway.gateway().close();
            assertEnds(client, length);
        }
    }

    @Test
    void whoNeverReadsIsNotWaitedForBySomebodyInAHurry() throws Exception {
        try (TestGateway gateway = gateway(LONG);
                Client client = new Client(gateway)) {
            int length = client.askForTheLongRow();
            closeAllStatements(gateway);

            CompletableFuture<Void> drained = drain(gateway);
            awaitLooks(drained);
            assertThat(drained).isNotDone();
            hurry.countDown();
            drained.get();
            gateway.gateway().close();
            assertEnds(client, length);
        }
    }

    @Test
    void whoGoesAwayIsWaitedForNoMore() throws Exception {
        try (TestGateway gateway = gateway(LONG);
                Client client = new Client(gateway)) {
            int unused = client.askForTheLongRow();
            closeAllStatements(gateway);

            CompletableFuture<Void> drained = drain(gateway);
            awaitLooks(drained);
            assertThat(drained).isNotDone();
            client.goAway();
            drained.get();
        }
    }

    /** The connection is over, and what was to come does not come whole. */
    private static void assertEnds(Client client, int length) {
        try {
            assertThat(client.body(length)).hasSizeLessThan(length);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }
}
