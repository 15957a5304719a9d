package io.lakegate.catalog.filter;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The names of the columns that a filter speaks about, in its order. */
public final class FilterColumns implements Filter.Cases<Set<String>> {
    public static Set<String> of(Filter filter) {
        return filter.match(new FilterColumns());
    }

    @Override
    public Set<String> anything() {
        return Set.of();
    }

    @Override
    public Set<String> compare(Filter.Compare compare) {
        return Set.of(compare.column());
    }

    @Override
    public Set<String> in(Filter.In in) {
        return Set.of(in.column());
    }

    @Override
    public Set<String> isNull(Filter.IsNull isNull) {
        return Set.of(isNull.column());
    }

    @Override
    public Set<String> and(Filter.And and) {
        return union(and.operands());
    }

    @Override
    public Set<String> or(Filter.Or or) {
        return union(or.operands());
    }

    @Override
    public Set<String> not(Filter.Not not) {
        return of(not.operand());
    }

    private static Set<String> union(List<Filter> operands) {
        Set<String> columns = new LinkedHashSet<>();
        operands.forEach(operand -> columns.addAll(of(operand)));
        return columns;
    }
}
