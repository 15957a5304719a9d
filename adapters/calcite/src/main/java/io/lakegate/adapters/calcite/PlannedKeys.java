package io.lakegate.adapters.calcite;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.plan.JoinKeys;
import io.lakegate.adapters.calcite.plan.LakeScan;
import io.lakegate.adapters.calcite.plan.ScanConditions;
import io.lakegate.adapters.calcite.schema.CalciteTypes;
import io.lakegate.adapters.calcite.sql.QueryText;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.spi.EngineQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.calcite.rel.RelNode;

/**
 * A query for keys that a column of one scan of a statement must have, with gaps for scans that the statement has too. Holds neither table nor tree. It knows
 * whether it was of use lately, and is the same else. For any thread.
 */
final class PlannedKeys {
    /** How often a query that was of no use is not run, before it is tried again. */
    private static final int RESTS = 20;

    private final int scan;
    private final Column column;
    private final Column key;
    private final List<String> pieces;
    private final List<Integer> scans;
    private final List<Integer> parameters;
    private final AtomicInteger rests = new AtomicInteger();

    private PlannedKeys(int scan, Column column, Column key, QueryText text, List<Integer> scans) {
        this.scan = scan;
        this.column = requireNonNull(column, "column");
        this.key = requireNonNull(key, "key");
        this.pieces = text.pieces();
        this.scans = List.copyOf(scans);
        this.parameters = text.parameters();
    }

    /**
     * Those of a statement.
     *
     * @param statement its text
     * @param write makes the engine's text of a tree
     */
    static List<PlannedKeys> of(ScanConditions conditions, QueryText statement, Function<RelNode, QueryText> write) {
        List<PlannedKeys> all = new ArrayList<>();
        for (JoinKeys.Found found : JoinKeys.of(conditions, FoundKeys.MOST, CalciteTypes::toLake)) {
            of(found, statement, write).ifPresent(all::add);
        }
        return all;
    }

    private static Optional<PlannedKeys> of(
            JoinKeys.Found found, QueryText statement, Function<RelNode, QueryText> write) {
        int scan = place(found.scan(), statement);
        if (scan < 0) {
            return Optional.empty();
        }
        QueryText text = write.apply(found.keys());
        List<Integer> read =
                text.scans().stream().map(each -> place(each, statement)).toList();
        return read.contains(-1)
                ? Optional.empty()
                : Optional.of(new PlannedKeys(scan, found.column(), new Column(found.key(), found.type()), text, read));
    }

    /**
     * -1 for a scan that does not stand in the text, as in a part that is written elsewhere, or stands there twice, or stands for others, whose rows matter for
     * other reasons. A scan is its own and only equal.
     */
    private static int place(LakeScan scan, QueryText statement) {
        int place = statement.scans().indexOf(scan);
        return place == statement.scans().lastIndexOf(scan)
                        && !statement.shared().contains(scan)
                ? place
                : -1;
    }

    /** Which scan of the statement is to have the keys. */
    int scan() {
        return scan;
    }

    /** The column that must have one of the keys. */
    Column column() {
        return column;
    }

    /** Which scans of the statement are read for the keys. */
    List<Integer> scans() {
        return scans;
    }

    int weight() {
        return 500 + pieces.stream().mapToInt(String::length).sum();
    }

    /** What it does, for people to read; {@code names} are those of the tables of the statement's scans. */
    String text(List<String> names) {
        String sources = scans.stream().map(names::get).distinct().collect(Collectors.joining(" and "));
        return "%s: files are left out by %s when it runs, which must be one of the keys%s (%s)"
                .formatted(names.get(scan), column.name(), sources.isEmpty() ? "" : " of " + sources, key.name());
    }

    /** Whether it is to be left alone this time, for it was of no use lately. */
    boolean rests() {
        return rests.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    /** It was of no use. */
    void failed() {
        rests.set(RESTS);
    }

    /** The query over scans of the statement, with the values of its parameters. */
    EngineQuery query(List<BoundScan> statement, List<Value> values) {
        List<EngineQuery.Piece> text = new ArrayList<>();
        for (int i = 0; i < scans.size(); i++) {
            text.add(new EngineQuery.Sql(pieces.get(i)));
            text.add(new EngineQuery.Table(statement.get(scans.get(i)).scan()));
        }
        text.add(new EngineQuery.Sql(pieces.get(scans.size())));
        return new EngineQuery(
                text,
                List.of(new Column("key", key.type())),
                parameters.stream().map(values::get).toList());
    }
}
