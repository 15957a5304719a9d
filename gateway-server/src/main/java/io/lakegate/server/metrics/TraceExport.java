package io.lakegate.server.metrics;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.server.query.QueryFigures;
import io.lakegate.server.query.QueryInfo;
import io.lakegate.server.query.QueryListener;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What sends traces of statements to a collector of OpenTelemetry: OTLP over HTTP, in JSON. A statement is a span, with one for each of its steps: the plan, the engine
 * until the first row, and the fetching. Statements never wait for it: what does not fit into its queue, and what the collector does not take, is dropped and counted. For any thread.
 *
 * <p>Written by hand: the format is a page long, and the library would bring as many jars as the rest of the watching together.
 */
public final class TraceExport implements QueryListener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TraceExport.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int QUEUE = 2_048;
    private static final int BATCH = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int SERVER = 2;
    private static final int INTERNAL = 1;
    private static final int FAILED = 2;

    private final Target target;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final BlockingQueue<ObjectNode> waiting = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread sender = new Thread(this::send, "lakegate-traces");
    private volatile boolean closing;
    private boolean failing; // of the sender alone

    /**
     * Where traces go, and how much of them.
     *
     * @param endpoint the address for traces: {@code http://localhost:4318/v1/traces}
     * @param authorization what the header of that name holds
     * @param sample the part of statements that is traced, from 0 to 1; those whose client asks by {@code traceparent} are or are not as it says
     * @param sql whether the texts of statements go along
     */
    public record Target(URI endpoint, Optional<String> authorization, double sample, boolean sql) {
        public Target {
            requireNonNull(endpoint, "endpoint");
            requireNonNull(authorization, "authorization");
        }

        @Override
        public String toString() {
            return "Target[" + endpoint + "]";
        }
    }

    public TraceExport(Target target) {
        this.target = requireNonNull(target, "target");
        sender.setDaemon(true);
        sender.start();
    }

    /** Spans that were dropped, because the collector did not take them in time. */
    public long dropped() {
        return dropped.get();
    }

    @Override
    public void ends(QueryInfo info, QueryFigures figures, Optional<ErrorCode> error) {
        Optional<TraceParent> parent = info.parent().flatMap(TraceParent::parse);
        boolean wanted = parent.map(TraceParent::sampled)
                .orElseGet(() -> ThreadLocalRandom.current().nextDouble() < target.sample());
        if (wanted && !closing && !waiting.offer(trace(info, figures, error, parent))) {
            dropped.incrementAndGet();
        }
    }

    private ObjectNode trace(
            QueryInfo info, QueryFigures figures, Optional<ErrorCode> error, Optional<TraceParent> parent) {
        String trace = parent.map(TraceParent::trace).orElseGet(() -> random(16));
        ObjectNode batch = JSON.createObjectNode();
        ArrayNode spans = batch.putArray("spans");
        ObjectNode statement = spans.addObject();
        String id = random(8);
        span(statement, trace, id, parent.map(TraceParent::span), "statement", SERVER);
        times(statement, info.started(), Duration.ZERO, figures.all());
        ArrayNode attributes = statement.putArray("attributes");
        text(attributes, "db.system.name", "lakegate");
        text(attributes, "lakegate.query.id", info.id());
        info.owner().user().ifPresent(user -> text(attributes, "user.name", user));
        text(attributes, "lakegate.outcome", QueryListener.outcome(error));
        attribute(attributes, "lakegate.rows").put("intValue", Long.toString(figures.rows()));
        ArrayNode tables =
                attribute(attributes, "lakegate.tables").putObject("arrayValue").putArray("values");
        info.tables().forEach(table -> tables.addObject().put("stringValue", table));
        if (target.sql()) {
            text(attributes, "db.query.text", info.sql());
        }
        error.ifPresent(code -> {
            text(attributes, "error.type", code.name());
            text(attributes, "db.response.status_code", code.sqlState());
            statement.putObject("status").put("code", FAILED).put("message", code.name());
        });
        Duration first = figures.firstRow().orElse(figures.all());
        step(spans, trace, id, "plan", info.started(), Duration.ZERO, figures.planning());
        if (first.compareTo(figures.planning()) > 0) {
            step(spans, trace, id, "engine", info.started(), figures.planning(), first);
        }
        if (figures.firstRow().isPresent()) {
            step(spans, trace, id, "fetch", info.started(), first, figures.all());
        }
        return batch;
    }

    private static void step(
            ArrayNode spans, String trace, String parent, String name, Instant start, Duration from, Duration to) {
        ObjectNode span = spans.addObject();
        span(span, trace, random(8), Optional.of(parent), name, INTERNAL);
        times(span, start, from, to);
    }

    private static void span(ObjectNode span, String trace, String id, Optional<String> parent, String name, int kind) {
        span.put("traceId", trace).put("spanId", id);
        parent.ifPresent(above -> span.put("parentSpanId", above));
        span.put("name", name).put("kind", kind);
    }

    private static void times(ObjectNode span, Instant start, Duration from, Duration to) {
        span.put("startTimeUnixNano", nanos(start.plus(from))).put("endTimeUnixNano", nanos(start.plus(to)));
    }

    private static String nanos(Instant time) {
        return Long.toString(TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano());
    }

    private static void text(ArrayNode attributes, String key, String value) {
        attribute(attributes, key).put("stringValue", value);
    }

    private static ObjectNode attribute(ArrayNode attributes, String key) {
        return attributes.addObject().put("key", key).putObject("value");
    }

    private static String random(int bytes) {
        byte[] id = new byte[bytes];
        RANDOM.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    private void send() {
        while (!closing || !waiting.isEmpty()) {
            try {
                ObjectNode first = waiting.poll(1, TimeUnit.SECONDS);
                if (first != null) {
                    List<ObjectNode> batch = new ArrayList<>(List.of(first));
                    waiting.drainTo(batch, BATCH - 1);
                    send(batch);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void send(List<ObjectNode> batch) throws InterruptedException {
        ObjectNode request = JSON.createObjectNode();
        ObjectNode resource = request.putArray("resourceSpans").addObject();
        text(resource.putObject("resource").putArray("attributes"), "service.name", "lakegate");
        ObjectNode scope = resource.putArray("scopeSpans").addObject();
        scope.putObject("scope").put("name", "io.lakegate");
        ArrayNode spans = scope.putArray("spans");
        batch.forEach(trace -> trace.withArray("spans").forEach(spans::add));
        try {
            HttpRequest.Builder post = HttpRequest.newBuilder(target.endpoint())
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(request)));
            target.authorization().ifPresent(secret -> post.header("Authorization", secret));
            int status = http.sendAsync(post.build(), HttpResponse.BodyHandlers.discarding())
                    .get(PATIENCE.toMillis() * 2, TimeUnit.MILLISECONDS)
                    .statusCode();
            if (status / 100 == 2) {
                failing = false;
            } else {
                failed(batch, "it answers with HTTP status " + status);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers is no JSON", e);
        } catch (ExecutionException | TimeoutException | IllegalArgumentException e) {
            // A header that cannot be sent stands in the exception's text, and may be a secret.
            Throwable cause = e instanceof ExecutionException && e.getCause() instanceof IOException why ? why : e;
            failed(
                    batch,
                    cause instanceof IOException
                            ? cause.toString()
                            : cause.getClass().getSimpleName());
        }
    }

    private void failed(List<ObjectNode> batch, String why) {
        dropped.addAndGet(batch.size());
        if (!failing) { // once, and not for each batch
            failing = true;
            log.warn(
                    "Traces are dropped: the collector at {} does not take them: {}. Check operations.traces.endpoint.",
                    target.endpoint(),
                    why);
        }
    }

    /** Sends what waits, for a moment at most. */
    @Override
    public void close() {
        closing = true;
        try {
            sender.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sender.interrupt();
    }

    /** What a client says of the trace that its request belongs to: the header {@code traceparent} of the W3C. */
    private record TraceParent(String trace, String span, boolean sampled) {
        private static final Pattern FORM =
                Pattern.compile("[0-9a-f]{2}-(?<trace>[0-9a-f]{32})-(?<span>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})(-.*)?");

        /** Empty for what is no such header, as the standard wants it. */
        static Optional<TraceParent> parse(String header) {
            Matcher matcher = FORM.matcher(header);
            boolean usable = matcher.matches()
                    && !header.startsWith("ff")
                    && !matcher.group("trace").matches("0+")
                    && !matcher.group("span").matches("0+");
            return usable
                    ? Optional.of(new TraceParent(
                            matcher.group("trace"),
                            matcher.group("span"),
                            (Integer.parseInt(matcher.group("flags"), 16) & 1) == 1))
                    : Optional.empty();
        }
    }
}
