package io.lakegate.catalog.filter;

import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** The text of a filter, as users read it beside a file that it drops. */
public final class FilterText implements Filter.Cases<String> {
    private static final int MOST_VALUES = 5;
    private static final int LONGEST_VALUE = 40;

    public static String of(Filter filter) {
        return filter.match(new FilterText());
    }

    /** The text of a value, without quotes and however long; the word NULL for NULL. */
    public static String whole(Value value) {
        Object content = value.content().orElse("NULL");
        return content instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : content.toString();
    }

    /** A value as users read it, cut when it is long. */
    public static String of(Value value) {
        String text = whole(value);
        String cut = text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
        return value.type() == LakeType.Simple.VARCHAR && !value.isNull() ? "'" + cut + "'" : cut;
    }

    @Override
    public String anything() {
        return "TRUE";
    }

    @Override
    public String compare(Filter.Compare compare) {
        String operator = switch (compare.operator()) {
            case EQUAL -> "=";
            case NOT_EQUAL -> "<>";
            case LESS -> "<";
            case LESS_OR_EQUAL -> "<=";
            case GREATER -> ">";
            case GREATER_OR_EQUAL -> ">=";
        };
        return "%s %s %s".formatted(compare.column(), operator, of(compare.value()));
    }

    @Override
    public String in(Filter.In in) {
        String values =
                in.values().stream().limit(MOST_VALUES).map(FilterText::of).collect(Collectors.joining(", "));
        return "%s IN (%s%s)".formatted(in.column(), values, in.values().size() > MOST_VALUES ? ", …" : "");
    }

    @Override
    public String isNull(Filter.IsNull isNull) {
        return isNull.column() + " IS NULL";
    }

    @Override
    public String and(Filter.And and) {
        return joined(and.operands(), " AND ");
    }

    @Override
    public String or(Filter.Or or) {
        return joined(or.operands(), " OR ");
    }

    @Override
    public String not(Filter.Not not) {
        return "NOT (" + of(not.operand()) + ")";
    }

    private static String joined(List<Filter> operands, String word) {
        return operands.stream().map(FilterText::of).collect(Collectors.joining(word, "(", ")"));
    }
}
