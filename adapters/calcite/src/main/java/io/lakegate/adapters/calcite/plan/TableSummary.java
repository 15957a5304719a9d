package io.lakegate.adapters.calcite.plan;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSummary;
import io.lakegate.catalog.spi.PinnedTable;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * A statement that asks for counts, least and greatest values of one table, of all rows or those of a condition, and for nothing else: {@code SELECT count(*),
 * max(id) FROM t WHERE …}. The table's metadata may know the answer. Holds neither table nor tree. Immutable, for any thread.
 *
 * @param slot the number of its table in the statement
 * @param columns of the scan
 * @param conditions all that rows must fulfil
 * @param wanted what is asked for, in order
 */
public record TableSummary(
        int slot, List<Column> columns, List<RexNode> conditions, RexBuilder rexBuilder, List<Wanted> wanted) {
    /** What is asked of a column, or of the rows. */
    enum Kind {
        ROWS,
        VALUES,
        LEAST,
        GREATEST
    }

    /**
     * A part of the answer.
     *
     * @param column empty text for none
     */
    record Wanted(Kind kind, String column) {
        Wanted {
            requireNonNull(kind, "kind");
            requireNonNull(column, "column");
        }
    }

    public TableSummary {
        columns = List.copyOf(columns);
        conditions = List.copyOf(conditions);
        requireNonNull(rexBuilder, "rexBuilder");
        wanted = List.copyOf(wanted);
    }

    /** Empty for any other statement. */
    public static Optional<TableSummary> of(RelNode tree) {
        boolean shown = tree instanceof Project project
                && project.getProjects().stream().allMatch(RexInputRef.class::isInstance);
        RelNode top = shown ? tree.getInput(0) : tree;
        if (!(top instanceof Aggregate aggregate)
                || !aggregate.getGroupSet().isEmpty()
                || aggregate.getGroupType() != Aggregate.Group.SIMPLE
                || aggregate.getAggCallList().isEmpty()) {
            return Optional.empty();
        }
        List<Project> above = new ArrayList<>();
        RelNode rows = aggregate.getInput();
        while (rows instanceof Project columns) {
            above.add(columns); // it makes as many rows as it gets
            rows = columns.getInput();
        }
        List<RexNode> conditions = List.of();
        if (rows instanceof org.apache.calcite.rel.core.Filter filter
                && filter.getVariablesSet().isEmpty()) {
            conditions = RelOptUtil.conjunctions(filter.getCondition());
            rows = filter.getInput();
        }
        if (!(rows instanceof LakeScan scan)) {
            return Optional.empty();
        }
        List<Wanted> calls = new ArrayList<>();
        for (AggregateCall call : aggregate.getAggCallList()) {
            wanted(call, above, scan).ifPresent(calls::add);
        }
        if (calls.size() < aggregate.getAggCallList().size()) {
            return Optional.empty();
        }
        List<Wanted> wanted = shown
                ? ((Project) tree)
                        .getProjects().stream()
                                .map(field -> calls.get(((RexInputRef) field).getIndex()))
                                .toList()
                : calls;
        return Optional.of(new TableSummary(
                scan.source().slot(),
                scan.columns(),
                conditions,
                scan.getCluster().getRexBuilder(),
                wanted));
    }

    private static Optional<Wanted> wanted(AggregateCall call, List<Project> above, LakeScan scan) {
        if (!call.rexList.isEmpty()
                || call.isDistinct()
                || call.isApproximate()
                || call.hasFilter()
                || call.distinctKeys != null
                || !call.getCollation().getFieldCollations().isEmpty()) {
            return Optional.empty();
        }
        return switch (call.getAggregation().getKind()) {
            case COUNT ->
                call.getArgList().isEmpty()
                        ? Optional.of(new Wanted(Kind.ROWS, ""))
                        : column(call, above, scan).map(column -> new Wanted(Kind.VALUES, column));
            case MIN -> column(call, above, scan).map(column -> new Wanted(Kind.LEAST, column));
            case MAX -> column(call, above, scan).map(column -> new Wanted(Kind.GREATEST, column));
            default -> Optional.empty();
        };
    }

    /** The column of the table that a call is of; empty where it is of anything else. */
    private static Optional<String> column(AggregateCall call, List<Project> above, LakeScan scan) {
        if (call.getArgList().size() != 1) {
            return Optional.empty();
        }
        int index = call.getArgList().get(0);
        for (Project project : above) {
            if (!(project.getProjects().get(index) instanceof RexInputRef ref)) {
                return Optional.empty();
            }
            index = ref.getIndex();
        }
        return Optional.of(scan.columns().get(index).name());
    }

    /**
     * The only row of the answer, where the table's metadata proves all of it.
     *
     * @param result the columns of the answer
     * @param parameters values, in order
     * @param zone the session's
     */
    public Optional<@Nullable Object[]> row(
            PinnedTable table, List<Column> result, List<Value> parameters, ZoneId zone) {
        Optional<Filter> filter = new FilterConverter(columns, rexBuilder, parameters, zone).convertExactly(conditions);
        return filter.flatMap(exact -> row(table, result, exact));
    }

    private Optional<@Nullable Object[]> row(PinnedTable table, List<Column> result, Filter filter) {
        if (result.size() != wanted.size()) {
            return Optional.empty();
        }
        Map<String, ColumnSummary> known = new HashMap<>();
        @Nullable Object[] row = new @Nullable Object[wanted.size()];
        for (int i = 0; i < row.length; i++) {
            Wanted part = wanted.get(i);
            if (part.kind() == Kind.ROWS) {
                OptionalLong rows = table.countRows(filter);
                if (rows.isEmpty()) {
                    return Optional.empty();
                }
                row[i] = rows.getAsLong();
                continue;
            }
            ColumnSummary summary = known.get(part.column());
            if (summary == null) {
                Optional<ColumnSummary> proven = table.summarize(part.column(), filter);
                if (proven.isEmpty()) {
                    return Optional.empty();
                }
                summary = proven.get();
                known.put(part.column(), summary);
            }
            if (part.kind() == Kind.VALUES) {
                row[i] = summary.values();
            } else if (summary.values() > 0) {
                LakeType type = result.get(i).type();
                Optional<Object> value = (part.kind() == Kind.LEAST ? summary.least() : summary.greatest())
                        .filter(bound -> bound.type().equals(type))
                        .flatMap(Value::content);
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                row[i] = value.get();
            }
        }
        return Optional.of(row);
    }
}
