package io.lakegate.benchmarks;

import io.lakegate.adapters.calcite.DefaultNames;
import io.lakegate.adapters.calcite.ParameterSource;
import io.lakegate.adapters.calcite.SqlFrontEnd;
import io.lakegate.adapters.calcite.Statement;
import io.lakegate.adapters.calcite.StatementPlan;
import io.lakegate.adapters.delta.DeltaCatalog;
import io.lakegate.adapters.delta.DeltaSource;
import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.testing.TpchDelta;
import io.lakegate.adapters.testing.TpchStatements;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.registry.Catalogs;
import io.lakegate.catalog.registry.TablePins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to make the engine's text of a statement of TPC-H, each of the 22 in turn: when it is new, and when its plan is known. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 5)
@Measurement(iterations = 5, time = 4)
@State(Scope.Benchmark)
public class PlanningBenchmark {
    private static final DefaultNames NAMES = new DefaultNames(Optional.of("lake"), Optional.of("default"));

    private final SqlFrontEnd frontEnd = new SqlFrontEnd();
    private final List<String> statements = TpchStatements.all();
    private final Path lake;
    private final Catalogs catalogs;
    private final List<StatementPlan> known;
    private int next;

    /** Writes the tables and plans each statement once. */
    public PlanningBenchmark() {
        try {
            lake = Files.createTempDirectory("lakegate-benchmark");
        } catch (IOException e) {
            throw new IllegalStateException("the benchmark cannot be set up", e);
        }
        TpchDelta.write(lake, 0.01, Integer.MAX_VALUE, Map.of());
        catalogs = new Catalogs(List.of(
                new DeltaCatalog("lake", new DeltaSource(Optional.of(Location.parse(lake.toString())), List.of()))));
        known = statements.stream().map(this::plan).toList();
    }

    private StatementPlan plan(String sql) {
        return frontEnd.plan(
                        (Statement.Query) frontEnd.parse(sql), NAMES, new TablePins(catalogs), ParameterSource.NONE)
                .plan();
    }

    /** A statement that comes for the first time: parsed, checked, translated, its tables pinned. */
    @Benchmark
    public StatementPlan newStatement() {
        next = (next + 1) % statements.size();
        return plan(statements.get(next));
    }

    /** A statement whose plan is known: its names are looked up and its tables pinned. */
    @Benchmark
    public boolean knownStatement() {
        next = (next + 1) % statements.size();
        return known.get(next).holdsFor(new TablePins(catalogs));
    }

    /** Pinning the eight tables alone, which both have in them. */
    @Benchmark
    public int pinsOnly() {
        TablePins pins = new TablePins(catalogs);
        TpchDelta.TABLES.forEach(table -> pins.pin("lake", "default", table, Version.LATEST));
        return pins.pins().size();
    }

    /** Removes the tables. */
    @TearDown
    public void stop() throws IOException {
        catalogs.close();
        try (Stream<Path> files = Files.walk(lake)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
