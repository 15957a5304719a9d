package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.util.List;
import java.util.Map;

/**
 * The expression that gives nested fields the names of the table instead of those of the file. {@code read_parquet} finds nested fields by
 * their names in the file only, so they are read under these and renamed afterwards.
 */
final class RenamedFields {
    private final Map<String, Value> absent;

    private RenamedFields(Map<String, Value> absent) {
        this.absent = absent;
    }

    /**
     * The value of {@code expression}, which has the type {@code from}, as a value of {@code to}: both have the same shape and differ in names
     * only. A struct of {@code from} may have more fields, at its end, which are left out.
     */
    static String expression(String expression, LakeType from, LakeType to) {
        return expression(expression, from, to, Map.of());
    }

    /** As {@link #expression(String, LakeType, LakeType)}, with values of fields that were not written, by their names in {@code from}. */
    static String expression(String expression, LakeType from, LakeType to, Map<String, Value> absent) {
        return new RenamedFields(absent).expression(expression, from, to, 0);
    }

    private String expression(String value, LakeType from, LakeType to, int depth) {
        if (from.equals(to)) {
            return value;
        }
        if (from instanceof LakeType.StructOf source && to instanceof LakeType.StructOf target) {
            return struct(value, source, target, depth);
        }
        if (from instanceof LakeType.ListOf source && to instanceof LakeType.ListOf target) {
            String element = variable(depth);
            return "list_transform(%s, lambda %s: %s)"
                    .formatted(value, element, expression(element, source.element(), target.element(), depth + 1));
        }
        if (from instanceof LakeType.MapOf source && to instanceof LakeType.MapOf target) {
            String entry = variable(depth);
            return "map_from_entries(list_transform(map_entries(%s), lambda %s: {'key': %s, 'value': %s}))"
                    .formatted(
                            value,
                            entry,
                            expression(entry + ".key", source.key(), target.key(), depth + 1),
                            expression(entry + ".value", source.value(), target.value(), depth + 1));
        }
        return "CAST(" + value + " AS " + DuckDbTypes.name(to) + ")";
    }

    private String struct(String value, LakeType.StructOf source, LakeType.StructOf target, int depth) {
        List<Column> sources = source.fields();
        List<Column> targets = target.fields();
        if (sources.size() < targets.size()) {
            throw new IllegalStateException("the types %s and %s are not of one shape".formatted(source, target));
        }
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < targets.size(); i++) {
            String field = value + "." + SqlQuote.identifier(sources.get(i).name());
            Value instead = absent.get(sources.get(i).name());
            fields.append(i == 0 ? "" : ", ")
                    .append(SqlQuote.string(targets.get(i).name()))
                    .append(": ")
                    .append(
                            instead != null
                                    ? SqlQuote.value(instead)
                                    : expression(
                                            field,
                                            sources.get(i).type(),
                                            targets.get(i).type(),
                                            depth));
        }
        // A NULL struct stays NULL; without this it would become a struct of NULLs.
        return "CASE WHEN %s IS NULL THEN NULL ELSE {%s} END".formatted(value, fields);
    }

    /** Lambdas nest: each depth has a name of its own. */
    private static String variable(int depth) {
        return "lakegate_x" + depth;
    }
}
