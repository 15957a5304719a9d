package io.lakegate.server.query;

import io.lakegate.adapters.calcite.BoundScan;
import io.lakegate.adapters.calcite.BoundStatement;
import io.lakegate.adapters.calcite.CutText;
import io.lakegate.adapters.calcite.KeysFirst;
import io.lakegate.adapters.calcite.PlannedStatement;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.FileVerdict;
import io.lakegate.catalog.scan.PruningReport;
import io.lakegate.catalog.spi.FileStage.Transfers;
import io.lakegate.catalog.spi.QueryEngine;
import io.lakegate.catalog.spi.QueryEngine.EngineStatement;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import io.lakegate.catalog.spi.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a planned query is answered, as rows: the four forms of EXPLAIN. */
final class Explanation {
    static final List<Column> PLAN = List.of(new Column("plan", Simple.VARCHAR));
    static final List<Column> SQL = List.of(new Column("sql", Simple.VARCHAR));
    static final List<Column> FILES = List.of(
            new Column("table_name", Simple.VARCHAR),
            new Column("version", Simple.BIGINT),
            new Column("file", Simple.VARCHAR),
            new Column("size_bytes", Simple.BIGINT),
            new Column("kept", Simple.BOOLEAN),
            new Column("reason", Simple.VARCHAR));
    private static final int ROWS_AT_ONCE = 10_000;

    /** Characters of a plan or statement: views that read views, and thousands of files, make them long. */
    static final int LONGEST = 1_000_000;

    private final PlannedStatement planned;
    private final QueryEngine engine;
    private final Reading reading;

    Explanation(PlannedStatement planned, QueryEngine engine, Reading reading) {
        this.planned = planned;
        this.engine = engine;
        this.reading = reading;
    }

    private Reader reader() {
        return reading.reader();
    }

    /** The tree of operators, a line each. */
    List<@Nullable Object[]> plan() {
        CutText text = new CutText(LONGEST);
        planned.explain(text);
        List<String> lines = new ArrayList<>(text.toString().lines().toList());
        if (reading.keysFirst() && !planned.hidesViews() && planned.restricted().isEmpty()) {
            lines.addAll(planned.keyLines());
        }
        return lines(lines);
    }

    /** The engine's statement. */
    List<@Nullable Object[]> sql(List<Value> values) {
        try (EngineStatement statement =
                engine.prepare(planned.bind(values, reader()).query())) {
            return lines(List.of(CutText.of(statement.text(), LONGEST)));
        }
    }

    /** Each file of each table that is scanned, with its verdict. */
    List<@Nullable Object[]> files(List<Value> values) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (BoundScan scan : planned.bind(values, reader()).scans()) {
            for (FileVerdict file : scan.table().verdicts(scan.request())) {
                rows.add(new @Nullable Object[] {
                    scan.table().name().toString(),
                    scan.table().version(),
                    file.location(),
                    file.sizeBytes(),
                    file.kept(),
                    file.reason()
                });
            }
        }
        return rows;
    }

    /** Runs the query to its end and tells what it took: not what was read, where some of that is not to be seen. */
    List<@Nullable Object[]> analyze(List<Value> values) {
        long start = System.nanoTime();
        BoundStatement bound = planned.bind(values, reader());
        Optional<KeysFirst> keys =
                reading.keysFirst() ? planned.plan().keysFirst(bound, values, reader()) : Optional.empty();
        long listed = System.nanoTime();
        Transfers keyTransfers = Transfers.NONE;
        if (keys.isPresent()) {
            KeyedStatement asking = new KeyedStatement(engine, bound, keys.get());
            bound = keys.get().run(asking);
            keyTransfers = asking.transfers();
        }
        long asked = System.nanoTime();
        long count = 0;
        Transfers transfers;
        try (EngineStatement statement = engine.prepare(bound.query());
                Rows rows = statement.run()) {
            for (Optional<RowBatch> batch = rows.next(ROWS_AT_ONCE);
                    batch.isPresent();
                    batch = rows.next(ROWS_AT_ONCE)) {
                count += batch.get().rowCount();
            }
            transfers = keyTransfers.plus(statement.transfers());
        }
        long end = System.nanoTime();
        boolean shown = !planned.hidesViews();
        CutText text = new CutText(LONGEST);
        if (shown) {
            planned.explain(text);
        }
        boolean whole = shown && planned.restricted().isEmpty();
        if (whole) {
            bound.scans().stream()
                    .map(scan -> scanLine(scan) + "\n")
                    .forEach(line -> text.write(line, 0, line.length()));
        }
        List<String> lines = new ArrayList<>(text.toString().lines().toList());
        String keysTook = whole && keys.isPresent()
                ? " asking for keys: %d ms,".formatted(TimeUnit.NANOSECONDS.toMillis(asked - listed))
                : "";
        lines.add("rows: %d, listing files: %d ms,%s running: %d ms"
                .formatted(
                        count,
                        TimeUnit.NANOSECONDS.toMillis(listed - start),
                        keysTook,
                        TimeUnit.NANOSECONDS.toMillis(end - asked)));
        if (whole && !transfers.equals(Transfers.NONE)) {
            lines.add("bytes of objects: %d fetched, %d from the cache, %d not needed"
                    .formatted(transfers.fetched(), transfers.cached(), transfers.avoided()));
        }
        return lines(lines);
    }

    private static String scanLine(BoundScan scan) {
        return "%s version %d: %s".formatted(scan.table().name(), scan.table().version(), how(scan.scan()));
    }

    private static String how(Scan scan) {
        return scan.match(
                files -> {
                    PruningReport report = files.plan().report();
                    return "files: %d listed, %d dropped by partition, %d dropped by statistics, %d read by the engine"
                            .formatted(report.listed(), report.byPartition(), report.byStatistics(), report.kept());
                },
                rows -> "rows from the JVM: " + rows.reason(),
                parts -> parts.parts().stream().map(Explanation::how).collect(Collectors.joining("; ")));
    }

    private static List<@Nullable Object[]> lines(List<String> lines) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        lines.forEach(line -> rows.add(new @Nullable Object[] {line}));
        return rows;
    }
}
