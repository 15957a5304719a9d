package io.lakegate.catalog.filter;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The columns, and fields of columns, that a filter speaks about, in its order. */
public final class FilterColumns implements Filter.Cases<Set<ColumnPath>> {
    public static Set<ColumnPath> of(Filter filter) {
        return filter.match(new FilterColumns());
    }

    @Override
    public Set<ColumnPath> anything() {
        return Set.of();
    }

    @Override
    public Set<ColumnPath> compare(Filter.Compare compare) {
        return Set.of(compare.column());
    }

    @Override
    public Set<ColumnPath> in(Filter.In in) {
        return Set.of(in.column());
    }

    @Override
    public Set<ColumnPath> isNull(Filter.IsNull isNull) {
        return Set.of(isNull.column());
    }

    @Override
    public Set<ColumnPath> and(Filter.And and) {
        return union(and.operands());
    }

    @Override
    public Set<ColumnPath> or(Filter.Or or) {
        return union(or.operands());
    }

    @Override
    public Set<ColumnPath> not(Filter.Not not) {
        return of(not.operand());
    }

    private static Set<ColumnPath> union(List<Filter> operands) {
        Set<ColumnPath> columns = new LinkedHashSet<>();
        operands.forEach(operand -> columns.addAll(of(operand)));
        return columns;
    }
}
