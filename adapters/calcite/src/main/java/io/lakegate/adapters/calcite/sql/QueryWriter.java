package io.lakegate.adapters.calcite.sql;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.plan.Guarded;
import io.lakegate.adapters.calcite.plan.LakeScan;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Collect;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.Sample;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Spool;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tree of operators as nested queries. Each query below another has an alias that is the only one of its name in the statement, so
 * a column can always be said, from however deep inside; the engine's optimizer takes the nesting away again. For one statement.
 */
final class QueryWriter {
    private final StatementText text;
    private final Map<CorrelationId, List<String>> outerColumns = new HashMap<>();
    private final Map<String, String> recursive = new HashMap<>();
    private final SharedParts shared;
    /** Of the first shared parts, under which names they were written. */
    private final List<String> sharedNames = new ArrayList<>();

    QueryWriter(StatementText text, SharedParts shared) {
        this.text = text;
        this.shared = shared;
    }

    StatementText text() {
        return text;
    }

    /** Names between commas. */
    void list(List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            text.add(i > 0 ? ", " : "").name(names.get(i));
        }
    }

    /** How a column of an outer query is said, from inside a query that depends on it. */
    String outerColumn(CorrelationId id, int field) {
        List<String> columns = outerColumns.get(id);
        if (columns == null) {
            throw new GatewayException(
                    ErrorCode.UNSUPPORTED_SQL,
                    "The statement cannot be translated for the engine: a subquery uses columns of a query that it does not stand in."
                            + " Write it as a join.");
        }
        return columns.get(field);
    }

    /** Writes a whole statement. */
    void statement(RelNode root) {
        for (RelNode part : shared.parts()) {
            String name = text.newAlias();
            text.add(sharedNames.isEmpty() ? "WITH " : ", ").name(name).add(" AS MATERIALIZED (");
            query(part);
            text.share();
            text.add(")");
            sharedNames.add(name);
        }
        text.add(sharedNames.isEmpty() ? "" : " ");
        query(root);
    }

    /** The name under which a node was written already. */
    private Optional<String> written(RelNode node) {
        return shared.number(node).filter(number -> number < sharedNames.size()).map(sharedNames::get);
    }

    /** Writes a whole query. */
    void query(RelNode node) {
        if (written(node).isPresent()) {
            text.add("SELECT * FROM ");
            leaf(node, text.newAlias());
        } else if (node instanceof Sort sort) {
            sort(sort);
        } else if (node instanceof SetOp set) {
            setOperation(set);
        } else if (node instanceof Aggregate aggregate) {
            aggregate(aggregate);
        } else if (node instanceof Project project) {
            project(project);
        } else if (node instanceof Filter filter) {
            filter(filter);
        } else if (node instanceof Values values) {
            new ValuesWriter(this).query(values);
        } else if (node instanceof Uncollect uncollect) {
            new UnnestWriter(this).query(uncollect);
        } else if (node instanceof TableFunctionScan windows) {
            new TimeWindowWriter(this).query(windows);
        } else if (node instanceof RepeatUnion union) {
            recursion(union);
        } else if (node instanceof Guarded part) {
            new GuardedWriter(this).query(part);
        } else if (node instanceof Spool spool) {
            query(spool.getInput());
        } else if (node instanceof Collect collect) {
            text.add("SELECT ");
            new SubQueryWriter(new ExpressionWriter(this, List.of())).array(collect.getInput());
            text.add(" AS ").name(names(collect.getRowType()).get(0));
        } else if (node instanceof TableScan
                || node instanceof Join
                || node instanceof Correlate
                || node instanceof Sample) {
            select(node, null);
        } else {
            throw refused("The operator " + node.getRelTypeName(), "Write the statement in another way.");
        }
    }

    /** The names of a query's columns: as Calcite knows them, but no two the same but for case. */
    static List<String> names(RelDataType rowType) {
        Set<String> seen = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (String name : rowType.getFieldNames()) {
            String free = name;
            for (int i = 0; !seen.add(free.toLowerCase(Locale.ROOT)); i++) {
                free = name + "_" + i;
            }
            names.add(free);
        }
        return names;
    }

    /** {@code SELECT … FROM … [WHERE …]}. Columns are written before FROM, so the names of what is in it are given out first. */
    private void select(RelNode source, @Nullable Filter where) {
        FromItem from = FromItem.of(source, text);
        List<String> names = names(source.getRowType());
        text.add("SELECT ");
        for (int i = 0; i < names.size(); i++) {
            text.add(i > 0 ? ", " : "").add(from.columns().get(i)).add(" AS ").name(names.get(i));
        }
        if (names.isEmpty()) {
            text.add("1");
        }
        text.add(" FROM ");
        from(from);
        where(from, where);
    }

    private void where(FromItem from, @Nullable Filter filter) {
        if (filter != null) {
            text.add(" WHERE ");
            bind(filter.getVariablesSet(), from);
            new ExpressionWriter(this, from.columns()).condition(filter.getCondition());
        }
    }

    private void bind(Set<CorrelationId> ids, FromItem from) {
        ids.forEach(id -> outerColumns.put(id, from.columns()));
    }

    private void filter(Filter filter) {
        select(filter.getInput(), filter);
    }

    private void project(Project project) {
        Filter filter = project.getInput() instanceof Filter below ? below : null;
        FromItem from = FromItem.of(filter == null ? project.getInput() : filter.getInput(), text);
        bind(project.getVariablesSet(), from);
        if (filter != null) {
            bind(filter.getVariablesSet(), from);
        }
        ExpressionWriter expressions = new ExpressionWriter(this, from.columns());
        List<String> names = names(project.getRowType());
        text.add("SELECT ");
        for (int i = 0; i < names.size(); i++) {
            text.add(i > 0 ? ", " : "");
            expressions.write(project.getProjects().get(i));
            text.add(" AS ").name(names.get(i));
        }
        if (names.isEmpty()) {
            text.add("1");
        }
        text.add(" FROM ");
        from(from);
        where(from, filter);
    }

    private void from(FromItem item) {
        item.write(this);
    }

    /** A table, or a query in parentheses, with its alias. */
    void leaf(RelNode node, String alias) {
        Optional<String> written = written(node);
        if (written.isPresent()) {
            text.name(written.get()).add(" AS ").name(alias).add("(");
            list(names(node.getRowType()));
            text.add(")");
            return;
        }
        if (node instanceof LakeScan scan) {
            text.scan(scan);
        } else if (node instanceof TableScan scan) {
            text.name(recursive.getOrDefault(last(scan.getTable().getQualifiedName()), ""));
        } else if (node instanceof Sample sample) {
            text.add("(SELECT * FROM ");
            leaf(sample.getInput(), text.newAlias());
            sample(sample);
            text.add(")");
        } else {
            text.add("(");
            query(node);
            text.add(")");
        }
        text.add(" AS ").name(alias);
    }

    private void sample(Sample sample) {
        boolean rows = sample.getSamplingParameters().isBernoulli();
        text.add(" TABLESAMPLE ")
                .add(rows ? "bernoulli(" : "system(")
                .add(sample.getSamplingParameters().sampleRate.movePointRight(2).toPlainString())
                .add(" PERCENT)");
        if (sample.getSamplingParameters().isRepeatable()) {
            text.add(" REPEATABLE ("
                    + Math.abs((long) sample.getSamplingParameters().getRepeatableSeed()) + ")");
        }
    }

    private static String last(List<String> names) {
        return names.get(names.size() - 1);
    }

    void join(Join join, FromItem left, FromItem right, List<String> columns) {
        boolean sure = join.getCondition().isAlwaysTrue();
        from(left);
        text.add(
                switch (join.getJoinType()) {
                    case INNER -> sure ? " CROSS JOIN " : " INNER JOIN ";
                    case LEFT -> " LEFT JOIN ";
                    case RIGHT -> " RIGHT JOIN ";
                    case FULL -> " FULL JOIN ";
                    case SEMI -> " SEMI JOIN ";
                    case ANTI -> " ANTI JOIN ";
                    default ->
                        throw refused(
                                join.getJoinType() + " JOIN", "Write it as a join with a condition on both sides.");
                });
        right.nested(this);
        if (!(sure && join.getJoinType() == JoinRelType.INNER)) {
            text.add(" ON ");
            join.getVariablesSet().forEach(id -> outerColumns.put(id, columns));
            new ExpressionWriter(this, columns).condition(join.getCondition());
        }
    }

    void correlate(Correlate correlate, FromItem left, String alias) {
        outerColumns.put(correlate.getCorrelationId(), left.columns());
        from(left);
        text.add(
                switch (correlate.getJoinType()) {
                    case INNER -> " CROSS JOIN LATERAL (";
                    case LEFT -> " LEFT JOIN LATERAL (";
                    default -> throw refused(correlate.getJoinType() + " JOIN LATERAL", "Write it with EXISTS.");
                });
        query(correlate.getRight());
        text.add(") AS ").name(alias).add(correlate.getJoinType() == JoinRelType.LEFT ? " ON TRUE" : "");
    }

    private void sort(Sort sort) {
        if (sort.getInput() instanceof Sort || sort.getInput() instanceof RepeatUnion) {
            select(sort.getInput(), null);
        } else {
            query(sort.getInput());
        }
        List<RelFieldCollation> keys = sort.getCollation().getFieldCollations();
        for (int i = 0; i < keys.size(); i++) {
            RelFieldCollation key = keys.get(i);
            text.add(i == 0 ? " ORDER BY " : ", ")
                    .add(String.valueOf(key.getFieldIndex() + 1))
                    .add(order(key));
        }
        limit(" LIMIT ", sort.fetch);
        limit(" OFFSET ", sort.offset);
    }

    static String order(RelFieldCollation key) {
        boolean unsaid = key.nullDirection == RelFieldCollation.NullDirection.UNSPECIFIED;
        RelFieldCollation.NullDirection nulls = unsaid ? key.direction.defaultNullDirection() : key.nullDirection;
        boolean first = nulls == RelFieldCollation.NullDirection.FIRST;
        return (key.getDirection().isDescending() ? " DESC" : "") + (first ? " NULLS FIRST" : " NULLS LAST");
    }

    private void limit(String word, @Nullable RexNode count) {
        if (count != null) {
            text.add(word);
            new ExpressionWriter(this, List.of()).write(count);
        }
    }

    private void setOperation(SetOp set) {
        String word = switch (set.kind) {
            case UNION -> " UNION ";
            case INTERSECT -> " INTERSECT ";
            case EXCEPT -> " EXCEPT ";
            default -> throw refused(set.kind.sql, "Write it with UNION, INTERSECT or EXCEPT.");
        };
        for (int i = 0; i < set.getInputs().size(); i++) {
            text.add(i == 0 ? "(" : word + (set.all ? "ALL (" : "("));
            query(set.getInput(i));
            text.add(")");
        }
    }

    private void aggregate(Aggregate aggregate) {
        FromItem from = FromItem.of(aggregate.getInput(), text);
        new AggregateWriter(this, aggregate, from.columns()).select(() -> from(from));
    }

    /** Calcite puts spools around both parts, and a scan of a table of this statement's own into the second. */
    private void recursion(RepeatUnion union) {
        RelOptTable table = requireNonNull(union.getTransientTable(), "table of a recursive query");
        String name = text.newAlias();
        recursive.put(last(table.getQualifiedName()), name);
        List<String> inside = names(table.getRowType());
        text.add("WITH RECURSIVE ").name(name).add("(");
        list(inside);
        text.add(") AS ((");
        query(union.getSeedRel());
        text.add(union.all ? ") UNION ALL (" : ") UNION (");
        query(union.getIterativeRel());
        text.add(")) SELECT ");
        List<String> names = names(union.getRowType());
        for (int i = 0; i < names.size(); i++) {
            text.add(i > 0 ? ", " : "").name(inside.get(i)).add(" AS ").name(names.get(i));
        }
        text.add(" FROM ").name(name);
    }

    static GatewayException refused(String what, String advice) {
        return new GatewayException(
                ErrorCode.UNSUPPORTED_SQL, "%s cannot be translated for the engine. %s".formatted(what, advice));
    }
}
