package io.lakegate.adapters.calcite;

import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.PruningReport;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Scan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A statement with its file lists, of which some may become shorter: small queries say which keys the rows of its larger tables must have to matter. For one
 * run.
 */
public final class KeysFirst {
    /** Tables of fewer files are read at once. */
    private static final long FEWEST_FILES = 16;

    /** How much larger a table must be than what is read for its keys. */
    private static final long TIMES_LARGER = 8;

    private static final long MOST_KEY_FILES = 16;
    private static final long MOST_KEY_BYTES = 16L << 20;

    private static final Logger log = LoggerFactory.getLogger(KeysFirst.class);

    private final StatementPlan plan;
    private final BoundStatement bound;
    private final List<Value> values;
    private final Reader reader;
    private final Map<Integer, List<PlannedKeys>> wanted;

    private KeysFirst(
            StatementPlan plan,
            BoundStatement bound,
            List<Value> values,
            Reader reader,
            Map<Integer, List<PlannedKeys>> wanted) {
        this.plan = plan;
        this.bound = bound;
        this.values = values;
        this.reader = reader;
        this.wanted = wanted;
    }

    /** Empty where no query for keys is worth while. */
    static Optional<KeysFirst> of(
            StatementPlan plan, List<PlannedKeys> all, BoundStatement bound, List<Value> values, Reader reader) {
        Map<Integer, List<PlannedKeys>> wanted = new LinkedHashMap<>();
        for (PlannedKeys keys : all) {
            if (isWorthWhile(keys, bound.scans()) && !keys.rests()) {
                wanted.computeIfAbsent(keys.scan(), scan -> new ArrayList<>()).add(keys);
            }
        }
        return wanted.isEmpty() ? Optional.empty() : Optional.of(new KeysFirst(plan, bound, values, reader, wanted));
    }

    private static boolean isWorthWhile(PlannedKeys keys, List<BoundScan> scans) {
        Optional<Load> large = Load.of(scans.get(keys.scan()).scan());
        if (large.isEmpty() || large.get().files() < FEWEST_FILES) {
            return false;
        }
        Load small = Load.NONE;
        for (int scan : keys.scans()) {
            Optional<Load> load = Load.of(scans.get(scan).scan());
            if (load.isEmpty()) {
                return false;
            }
            small = small.plus(load.get());
        }
        return small.files() <= MOST_KEY_FILES
                && small.bytes() <= MOST_KEY_BYTES
                && small.bytes() * TIMES_LARGER <= large.get().bytes();
    }

    /** What there is to read of a table. */
    private record Load(long files, long bytes) {
        static final Load NONE = new Load(0, 0);

        Load plus(Load other) {
            return new Load(files + other.files, bytes + other.bytes);
        }

        /** Empty where rows are made in this process, by who knows what effort. */
        static Optional<Load> of(Scan scan) {
            return scan.match(
                    files -> Optional.of(new Load(
                            files.plan().report().kept(),
                            files.plan().files().mapToLong(DataFile::sizeBytes).sum())),
                    rows -> Optional.empty(),
                    parts -> {
                        Load all = NONE;
                        for (Scan part : parts.parts()) {
                            // Few rows, as those that a table keeps in its metadata, beside files.
                            all = all.plus(part.match(files -> of(files).orElse(NONE), rows -> NONE, none -> NONE));
                        }
                        return Optional.of(all);
                    });
        }
    }

    /** The statement with fewer files, as far as the keys say; else as it was. */
    public BoundStatement run(KeyRows rows) {
        List<BoundScan> scans = new ArrayList<>(bound.scans());
        wanted.forEach((scan, keys) -> scans.set(scan, narrowed(bound.scans().get(scan), keys, rows)));
        return plan.statement(scans, values);
    }

    private BoundScan narrowed(BoundScan scan, List<PlannedKeys> all, KeyRows rows) {
        List<Filter> filters = new ArrayList<>();
        for (PlannedKeys keys : all) {
            Optional<FoundKeys> found =
                    rows.of(keys.query(bound.scans(), values), result -> FoundKeys.read(keys.column(), result));
            if (found.filter(FoundKeys::none).isPresent()) {
                return new BoundScan(scan.table(), scan.request(), withoutFiles(scan.scan()));
            }
            found.map(FoundKeys::filter)
                    .filter(filter -> !filter.equals(Filter.ANYTHING))
                    .ifPresentOrElse(filters::add, keys::failed);
        }
        if (filters.isEmpty()) {
            return scan;
        }
        Filter own = scan.request().filter();
        if (!own.equals(Filter.ANYTHING)) {
            filters.add(0, own);
        }
        ScanRequest request = new ScanRequest(scan.request().columns(), new Filter.And(filters));
        Scan narrowed;
        try {
            narrowed = scan.table().scan(request, reader);
        } catch (GatewayException e) {
            log.debug("no files are left out by keys", e); // its files are known already
            return scan;
        }
        long before = Load.of(scan.scan()).orElse(Load.NONE).files();
        long after = Load.of(narrowed).orElse(Load.NONE).files();
        if (after > before - before / 4) {
            all.forEach(PlannedKeys::failed);
        }
        return new BoundScan(scan.table(), request, filteredBy(own, narrowed));
    }

    /**
     * The same files, of which those parts are fetched in which the statement's own conditions can hold: the engine, which does not know for what other reason files
     * were left out, would come to others, and wait for them once more.
     */
    static Scan filteredBy(Filter filter, Scan scan) {
        return changed(scan, files -> new Scan.Files(files.plan(), filter, files.stage(), files.rows()));
    }

    private static Scan withoutFiles(Scan scan) {
        return changed(scan, files -> {
            PruningReport report = files.plan().report();
            return new Scan.Files(
                    new ScanPlan(
                            files.plan().columns(),
                            List.of(),
                            new PruningReport(
                                    report.listed(), report.byPartition(), report.byStatistics() + report.kept())),
                    files.filter(),
                    files.stage());
        });
    }

    private static Scan changed(Scan scan, UnaryOperator<Scan.Files> change) {
        return scan.match(
                change::apply,
                rows -> rows,
                parts -> new Scan.Parts(parts.parts().stream()
                        .map(part -> changed(part, change))
                        .toList()));
    }
}
