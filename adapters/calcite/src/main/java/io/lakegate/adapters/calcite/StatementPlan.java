package io.lakegate.adapters.calcite;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.plan.ConstantRow;
import io.lakegate.adapters.calcite.plan.PlannedScan;
import io.lakegate.adapters.calcite.plan.RowByRow;
import io.lakegate.adapters.calcite.plan.SameAnswer;
import io.lakegate.adapters.calcite.plan.ScanConditions;
import io.lakegate.adapters.calcite.plan.TableSummary;
import io.lakegate.adapters.calcite.sql.QueryText;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.registry.NamesFound;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/**
 * A statement that was parsed, validated and translated: the engine's text with gaps for its scans, which are planned when it runs. Holds no table, so
 * that it can be kept. Immutable but for what it learns of its queries for keys, for any thread.
 */
public final class StatementPlan {
    private final ResultShape shape;
    private final List<LakeType> parameters;
    private final List<String> pieces;
    private final List<PlannedScan> scans;
    private final List<PlannedKeys> keys;
    private final List<Integer> engineParameters;
    private final Optional<EngineQuery.RowByRow> rowByRow;
    private final Optional<@Nullable Object[]> constantRow;
    private final Optional<TableSummary> summary;
    private final boolean sameAnswer;
    private final ZoneId zone;
    private final boolean readsViews;
    private final Optional<NamesFound> names;

    /** {@code zone} is the session's; {@code names} is empty where the plan is for once only. */
    StatementPlan(
            RelNode tree,
            ResultShape shape,
            Parameters parameters,
            ZoneId zone,
            boolean readsViews,
            Optional<NamesFound> names) {
        QueryText text = QueryText.of(tree, zone, parameters.engineTypes());
        ScanConditions conditions = ScanConditions.of(tree);
        this.shape = requireNonNull(shape, "shape");
        this.parameters = parameters.types();
        this.pieces = text.pieces();
        this.scans = text.scans().stream()
                .map(scan -> PlannedScan.of(tree, scan, conditions.of(scan)))
                .toList();
        this.keys = PlannedKeys.of(conditions, text, query -> QueryText.of(query, zone, parameters.engineTypes()));
        this.engineParameters = text.parameters();
        this.rowByRow = RowByRow.of(tree);
        this.constantRow = ConstantRow.of(tree, shape.columns());
        this.summary = TableSummary.of(tree);
        this.sameAnswer = SameAnswer.of(tree);
        this.zone = requireNonNull(zone, "zone");
        this.readsViews = readsViews;
        this.names = requireNonNull(names, "names");
    }

    /** Names and types of the rows, in order. */
    public List<Column> columns() {
        return shape.columns();
    }

    /** The same, with the columns of tables that they show. */
    public ResultShape shape() {
        return shape;
    }

    /** Types of the parameters, in order. */
    public List<LakeType> parameters() {
        return parameters;
    }

    /** The only row of a statement that asks for literals, in the classes that {@code RowBatch} promises; empty where an engine has to run it. */
    public Optional<@Nullable Object[]> constantRow() {
        return constantRow.map(row -> row.clone());
    }

    /**
     * The only row of a statement that asks for counts, least and greatest values of a table, where the table's metadata proves them; empty where an engine has
     * to run it. Who chooses a reader wants the rows to be read.
     *
     * <p>Parameters as of {@link #bind}.
     */
    public Optional<@Nullable Object[]> summaryRow(TablePins pins, List<Value> values, Reader reader) {
        return summary.filter(wanted -> reader == Reader.AUTO)
                .flatMap(wanted -> wanted.row(pins.at(wanted.slot()), columns(), values, zone));
    }

    /**
     * What the answer follows from, so that it can be known again; empty where it is another each time, as with the time of day in it, or where a table has no
     * {@linkplain PinnedTable#contentKey key}.
     *
     * <p>Parameters as of {@link #bind}.
     */
    public Optional<AnswerKey> answerKey(TablePins pins, List<Value> values) {
        if (!sameAnswer || scans.isEmpty() || values.stream().anyMatch(StatementPlan::isIncomparable)) {
            return Optional.empty();
        }
        List<AnswerKey.Read> read = new ArrayList<>();
        for (PlannedScan scan : scans) {
            PinnedTable table = pins.at(scan.slot());
            table.contentKey().ifPresent(key -> read.add(new AnswerKey.Read(table.name(), table.version(), key)));
        }
        return read.size() == scans.size()
                ? Optional.of(new AnswerKey(pieces, columns(), read, values))
                : Optional.empty();
    }

    /** Bytes, which are compared by identity, and what may hold them. */
    private static boolean isIncomparable(Value value) {
        return value.content()
                .filter(content -> content instanceof byte[] || content instanceof List)
                .isPresent();
    }

    boolean readsViews() {
        return readsViews;
    }

    /** Whether it may be kept for the next time that the same text comes. */
    public boolean isReusable() {
        return names.isPresent();
    }

    /** How much memory it takes, roughly, in characters of text. */
    public int weight() {
        return pieces.stream().mapToInt(String::length).sum()
                + 500 * scans.size()
                + keys.stream().mapToInt(PlannedKeys::weight).sum()
                + 100 * columns().size();
    }

    /**
     * Whether planning the text again would give this plan: every name in it means the same, with the same columns. If so, {@code fresh} has its tables,
     * pinned as they are now.
     *
     * @param fresh pins that nothing was asked of yet
     */
    public boolean holdsFor(TablePins fresh) {
        return names.isPresent() && names.get().hold(fresh);
    }

    /**
     * Plans the scans with these values and puts them into the text.
     *
     * <p>Cost: reads the metadata of the tables, no data.
     *
     * @param pins those that it was planned with, or for which it {@linkplain #holdsFor holds}
     * @param values one for each parameter, of its type
     * @param reader who is to read data files
     * @throws io.lakegate.catalog.error.GatewayException what {@link PinnedTable#scan} throws
     */
    public BoundStatement bind(TablePins pins, List<Value> values, Reader reader) {
        if (values.size() != parameters.size()) {
            throw new IllegalArgumentException(
                    "%d values for %d parameters".formatted(values.size(), parameters.size()));
        }
        List<BoundScan> bound = new ArrayList<>();
        for (PlannedScan scan : scans) {
            bound.add(bind(scan, pins, values, reader));
        }
        return statement(bound, values);
    }

    BoundStatement statement(List<BoundScan> bound, List<Value> values) {
        List<EngineQuery.Piece> text = new ArrayList<>();
        for (int i = 0; i < bound.size(); i++) {
            text.add(new EngineQuery.Sql(pieces.get(i)));
            text.add(new EngineQuery.Table(bound.get(i).scan()));
        }
        text.add(new EngineQuery.Sql(pieces.get(bound.size())));
        List<Value> ordered = engineParameters.stream().map(values::get).toList();
        return new BoundStatement(new EngineQuery(text, columns(), ordered, rowByRow), bound);
    }

    /**
     * What may be asked before a statement runs, so that it reads fewer files; empty where that is not worth while.
     *
     * @param bound what {@link #bind} gave for these values and this reader
     */
    public Optional<KeysFirst> keysFirst(BoundStatement bound, List<Value> values, Reader reader) {
        return keys.isEmpty() ? Optional.empty() : KeysFirst.of(this, keys, bound, values, reader);
    }

    /** Which scans may be narrowed by {@link #keysFirst}, a line each, for people to read. */
    List<String> keyLines(TablePins pins) {
        List<String> names = scans.stream()
                .map(scan -> pins.at(scan.slot()).name().toString())
                .toList();
        return keys.stream().map(each -> each.text(names)).distinct().toList();
    }

    private BoundScan bind(PlannedScan scan, TablePins pins, List<Value> values, Reader reader) {
        PinnedTable table = pins.at(scan.slot());
        List<String> columns = scan.columns().stream().map(Column::name).toList();
        Filter own = scan.filter(values, zone);
        Optional<Filter> first = scan.firstRows(table, values, zone);
        if (first.isEmpty()) {
            ScanRequest request = new ScanRequest(columns, own);
            return new BoundScan(table, request, table.scan(request, reader));
        }
        ScanRequest request = new ScanRequest(
                columns, own.equals(Filter.ANYTHING) ? first.get() : new Filter.And(List.of(own, first.get())));
        return new BoundScan(table, request, KeysFirst.filteredBy(own, table.scan(request, reader)));
    }
}
