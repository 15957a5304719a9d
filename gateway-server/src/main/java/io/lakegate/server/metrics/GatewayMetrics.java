package io.lakegate.server.metrics;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.server.auth.Identity;
import io.lakegate.server.auth.LoginListener;
import io.lakegate.server.query.CacheUse;
import io.lakegate.server.query.QueryFigures;
import io.lakegate.server.query.QueryInfo;
import io.lakegate.server.query.QueryListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The figures of a gateway, in the text form of Prometheus; the names of all begin with {@code lakegate_}. For any thread. */
public final class GatewayMetrics implements QueryListener, LoginListener, AutoCloseable {
    private static final String PREFIX = "lakegate.";
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(3),
        Duration.ofMillis(10),
        Duration.ofMillis(30),
        Duration.ofMillis(100),
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(2),
        Duration.ofMinutes(10)
    };

    /** Micrometer does not keep what it asks. */
    private final Queue<LongSupplier> counted = new ConcurrentLinkedQueue<>();

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    public GatewayMetrics() {
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().startsWith(PREFIX) ? id : id.withName(PREFIX + id.getName());
            }
        });
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        gauge(
                "pruning.ratio",
                "Which part of the data files of statements' tables were skipped since the start, from 0 to 1.",
                this::pruned);
        // From the first look on, and not only from the first of each.
        List.of(
                        Optional.<ErrorCode>empty(),
                        Optional.of(ErrorCode.CANCELED),
                        Optional.of(ErrorCode.TIMEOUT),
                        Optional.of(ErrorCode.INTERNAL))
                .forEach(this::statements);
        List.of(CacheUse.HIT, CacheUse.MISS).forEach(this::results);
    }

    /** Shows a figure that is asked for when somebody looks. */
    public void gauge(String name, String help, Supplier<Number> value) {
        Gauge.builder(PREFIX + name, value).description(help).register(registry);
    }

    /** Shows what somebody else counts, since the start. */
    public void count(String name, String help, String tag, String value, LongSupplier count) {
        counted.add(count);
        FunctionCounter.builder(PREFIX + name, count, LongSupplier::getAsLong)
                .description(help)
                .tag(tag, value)
                .register(registry);
    }

    @Override
    public void ends(QueryInfo info, QueryFigures figures, Optional<ErrorCode> error) {
        statements(error).increment();
        step("plan", figures.planning());
        figures.firstRow().ifPresent(time -> step("first_row", time));
        step("all", figures.all());
        counter("rows", "Rows that statements made.", "", "").increment((double) figures.rows());
        String bytes = "Bytes of data files in stores that statements read.";
        counter("read.bytes", bytes, "from", "store")
                .increment((double) figures.transfers().fetched());
        counter("read.bytes", bytes, "from", "cache")
                .increment((double) figures.transfers().cached());
        counter(
                        "avoided.bytes",
                        "Bytes of data files in stores that statements had no need of: other columns, and row groups in which no row can match.",
                        "",
                        "")
                .increment((double) figures.transfers().avoided());
        if (figures.cache() != CacheUse.NONE) {
            results(figures.cache()).increment();
        }
        files("read").increment((double) figures.files().read());
        files("skipped").increment((double) figures.files().skipped());
    }

    private Counter results(CacheUse use) {
        return counter(
                "result.cache",
                "Statements that the result cache was asked for.",
                "outcome",
                use.name().toLowerCase(Locale.ROOT));
    }

    private Counter files(String verdict) {
        return counter("files", "Data files of the tables of statements.", "verdict", verdict);
    }

    /** Zero before there was a file. */
    private double pruned() {
        double skipped = files("skipped").count();
        return skipped == 0 ? 0 : skipped / (skipped + files("read").count());
    }

    private Counter statements(Optional<ErrorCode> error) {
        return counter(
                "statements",
                "Statements that ended.",
                "outcome",
                QueryListener.outcome(error).toLowerCase(Locale.ROOT));
    }

    private void step(String step, Duration time) {
        Timer.builder(PREFIX + "statement.duration")
                .description("Time from the request to the end of a step: the plan, the first row, all.")
                .tag("step", step)
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(time);
    }

    private Counter counter(String name, String help, String tag, String value) {
        Counter.Builder builder = Counter.builder(PREFIX + name).description(help);
        return (tag.isEmpty() ? builder : builder.tag(tag, value)).register(registry);
    }

    @Override
    public void accepted(Identity identity, String address, String client) {
        counter("logins", "Connections that were opened, and logins that were refused.", "outcome", "accepted")
                .increment();
    }

    @Override
    public void refused(Optional<String> user, String address, String why) {
        counter("logins", "Connections that were opened, and logins that were refused.", "outcome", "refused")
                .increment();
    }

    /** All figures as they are now. */
    public String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
