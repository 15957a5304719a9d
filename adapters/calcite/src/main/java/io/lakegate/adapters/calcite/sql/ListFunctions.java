package io.lakegate.adapters.calcite.sql;

import io.lakegate.adapters.calcite.schema.CalciteTypes;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Functions of lists, multisets, maps and structs. */
final class ListFunctions {
    /** Without repetition, in the order of first sight. */
    private static final String DISTINCT = "list_filter(%s, lambda x, i: i = list_position(%s, x))";

    private static final String BOTH = "(CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN %s END)";

    private ListFunctions() {}

    static void register() {
        ScalarFunctions.put("CARDINALITY", call -> isMap(call) ? "cardinality({0})" : "len({0})");
        ScalarFunctions.put("ARRAY_LENGTH", "len({0})");
        ScalarFunctions.put("ARRAY_SIZE", "len({0})");
        ScalarFunctions.put(
                "ARRAY",
                call -> call.getOperands().isEmpty()
                        ? "CAST([] AS " + CalciteTypes.engineName(call.getType()) + ")"
                        : "[{*}]");
        ScalarFunctions.put("ARRAY_APPEND", "(CASE WHEN {0} IS NOT NULL THEN list_append({0}, {1}) END)");
        ScalarFunctions.put("ARRAY_PREPEND", "(CASE WHEN {0} IS NOT NULL THEN list_prepend({1}, {0}) END)");
        ScalarFunctions.put("ARRAY_INSERT", inserted());
        ScalarFunctions.put("ARRAY_COMPACT", "list_filter({0}, lambda x: x IS NOT NULL)");
        ScalarFunctions.put(
                "ARRAY_CONCAT",
                call -> IntStream.range(0, call.getOperands().size())
                        .mapToObj(i -> "{" + i + "}")
                        .collect(Collectors.joining(" || ", "(", ")")));
        ScalarFunctions.put("ARRAY_CONTAINS", "list_contains({0}, {1})");
        ScalarFunctions.put("ARRAY_DISTINCT", DISTINCT.formatted("{0}", "{0}"));
        ScalarFunctions.put("ARRAY_UNION", BOTH.formatted(DISTINCT.formatted("({0} || {1})", "({0} || {1})")));
        ScalarFunctions.put(
                "ARRAY_EXCEPT",
                BOTH.formatted(
                        "list_filter({0}, lambda x, i: i = list_position({0}, x) AND list_position({1}, x) IS NULL)"));
        ScalarFunctions.put(
                "ARRAY_INTERSECT",
                BOTH.formatted(
                        "list_filter({0}, lambda x, i: i = list_position({0}, x) AND list_position({1}, x) IS NOT NULL)"));
        ScalarFunctions.put("ARRAY_JOIN", ListFunctions::joined);
        ScalarFunctions.put("ARRAY_TO_STRING", ListFunctions::joined);
        ScalarFunctions.put("ARRAY_MAX", "list_max({0})");
        ScalarFunctions.put("ARRAY_MIN", "list_min({0})");
        ScalarFunctions.put("ARRAY_POSITION", BOTH.formatted("coalesce(list_position({0}, {1}), 0)"));
        ScalarFunctions.put("ARRAY_REMOVE", BOTH.formatted("list_filter({0}, lambda x: x IS NULL OR x <> {1})"));
        ScalarFunctions.put(
                "ARRAY_REPEAT",
                "(CASE WHEN {1} IS NOT NULL THEN list_transform(range(CAST(greatest("
                        + LongestValue.checked("ARRAY_REPEAT", "{1}")
                        + ", 0) AS BIGINT)), lambda x: {0}) END)");
        ScalarFunctions.put("ARRAY_REVERSE", "list_reverse({0})");
        ScalarFunctions.put(
                "ARRAYS_OVERLAP",
                BOTH.formatted("CASE WHEN list_has_any({0}, {1}) THEN TRUE WHEN len({0}) = 0 OR len({1}) = 0 THEN FALSE"
                        + " WHEN list_count({0}) = len({0}) AND list_count({1}) = len({1}) THEN FALSE END"));
        ScalarFunctions.put(
                "SORT_ARRAY",
                1,
                "list_sort({0}, 'ASC', 'NULLS FIRST')",
                "(CASE WHEN {1} THEN list_sort({0}, 'ASC', 'NULLS FIRST') ELSE list_sort({0}, 'DESC', 'NULLS LAST') END)");
        ScalarFunctions.put(
                "EXISTS",
                "list_transform([list_transform({0}, {1})], lambda all_of: CASE WHEN list_contains(all_of, TRUE) THEN TRUE"
                        + " WHEN list_count(all_of) = len(all_of) THEN FALSE END)[1]");
        ScalarFunctions.put(
                "ELEMENT",
                "(CASE WHEN len({0}) > 1 THEN error('ELEMENT was asked of more than one value.') ELSE ({0})[1] END)");
        ScalarFunctions.put("$SLICE", "{0}");
        ScalarFunctions.put("$STRUCT_ACCESS", "struct_extract({0}, {1})");
        ScalarFunctions.put("MEMBER OF", "list_contains({1}, {0})");
        ScalarFunctions.put("IS EMPTY", "(len({0}) = 0)");
        ScalarFunctions.put("IS NOT EMPTY", "(len({0}) > 0)");
        ScalarFunctions.put("IS A SET", "(len({0}) = len(" + DISTINCT.formatted("{0}", "{0}") + "))");
        ScalarFunctions.put("IS NOT A SET", "(len({0}) <> len(" + DISTINCT.formatted("{0}", "{0}") + "))");
        ScalarFunctions.put("MULTISET UNION ALL", "({0} || {1})");
        ScalarFunctions.put("MULTISET UNION", BOTH.formatted(DISTINCT.formatted("({0} || {1})", "({0} || {1})")));
        ScalarFunctions.put(
                "MULTISET UNION DISTINCT", BOTH.formatted(DISTINCT.formatted("({0} || {1})", "({0} || {1})")));
        maps();
        multisets();
        ScalarFunctions.refuse("Lists and ARRAY_UNION, ARRAY_EXCEPT, ARRAY_INTERSECT work.", "ARRAYS_ZIP");
    }

    private static void maps() {
        ScalarFunctions.put(
                "MAP",
                call -> call.getOperands().isEmpty()
                        ? "CAST(MAP {} AS " + CalciteTypes.engineName(call.getType()) + ")"
                        : IntStream.range(0, call.getOperands().size())
                                .mapToObj(i -> (i == 0 ? "" : i % 2 == 0 ? ", " : ": ") + "{" + i + "}")
                                .collect(Collectors.joining("", "MAP {", "}")));
        ScalarFunctions.put(
                "MAP_CONCAT",
                call -> call.getOperands().isEmpty()
                        ? "CAST(MAP {} AS " + CalciteTypes.engineName(call.getType()) + ")"
                        : "map_concat({*})");
        ScalarFunctions.put("MAP_CONTAINS_KEY", "map_contains({0}, {1})");
        ScalarFunctions.put("MAP_ENTRIES", "map_entries({0})");
        ScalarFunctions.put("MAP_FROM_ARRAYS", "map({0}, {1})");
        ScalarFunctions.put("MAP_FROM_ENTRIES", "map_from_entries({0})");
        ScalarFunctions.put("MAP_KEYS", "map_keys({0})");
        ScalarFunctions.put("MAP_VALUES", "map_values({0})");
    }

    /** Values of multisets are taken one for one, so it matters how often each is there. */
    private static void multisets() {
        String here = "len(list_filter(({0})[1:i], lambda y: y IS NOT DISTINCT FROM x))";
        String there = "len(list_filter({1}, lambda z: z IS NOT DISTINCT FROM x))";
        String all = "list_filter({0}, lambda x, i: " + here + " %s " + there + ")";
        String once = "list_filter({0}, lambda x, i: " + here + " = 1 AND " + there + " %s 0)";
        for (String kind : new String[] {"", " DISTINCT"}) {
            ScalarFunctions.put("MULTISET EXCEPT" + kind, BOTH.formatted(once.formatted("=")));
            ScalarFunctions.put("MULTISET INTERSECT" + kind, BOTH.formatted(once.formatted(">")));
        }
        ScalarFunctions.put("MULTISET EXCEPT ALL", BOTH.formatted(all.formatted(">")));
        ScalarFunctions.put("MULTISET INTERSECT ALL", BOTH.formatted(all.formatted("<=")));
        String more = "(len(" + all.formatted(">") + ")";
        ScalarFunctions.put("SUBMULTISET OF", BOTH.formatted(more + " = 0)"));
        ScalarFunctions.put("NOT SUBMULTISET OF", BOTH.formatted(more + " > 0)"));
    }

    /** The values of a list as one text; those that are NULL are left out, or told as the third operand. */
    /** Positions count from 1, or from -1 at the end; NULLs fill the gap behind it, or before the beginning. As Spark does since 3.5. */
    private static String inserted() {
        String position = "(CASE WHEN {1} < 0 THEN len({0}) + {1} + 2 ELSE {1} END)";
        return "(CASE WHEN {0} IS NULL OR {1} IS NULL THEN NULL"
                + " WHEN {1} = 0 THEN error('ARRAY_INSERT counts positions from 1, or from -1 at the end.')"
                + " WHEN " + position + " < 1 THEN [{2}] || list_resize(({0})[1:0], "
                + LongestValue.checked("ARRAY_INSERT", "1 - " + position) + ") || {0}"
                + " ELSE list_resize({0}, CASE WHEN " + position + " > len({0}) THEN "
                + LongestValue.checked("ARRAY_INSERT", position) + " - 1 ELSE len({0}) END)[1:" + position
                + " - 1] || [{2}] || ({0})[" + position + ":] END)";
    }

    private static String joined(RexCall call) {
        RelDataType element = ScalarFunctions.type(call, 0).getComponentType();
        if (element != null && SqlTypeUtil.isBinary(element)) {
            throw FunctionErrors.refused(
                    call.getOperator().getName() + " of bytes",
                    "TO_HEX(x) makes texts of them, before they are listed.");
        }
        return call.getOperands().size() == 2
                ? "(CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN "
                        + TextFunctions.joined(
                                call,
                                "list_transform(list_filter({0}, lambda x: x IS NOT NULL), lambda x: CAST(x AS VARCHAR))")
                        + " END)"
                : "(CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL AND {2} IS NOT NULL THEN "
                        + TextFunctions.joined(call, "list_transform({0}, lambda x: coalesce(CAST(x AS VARCHAR), {2}))")
                        + " END)";
    }

    private static boolean isMap(RexCall call) {
        return ScalarFunctions.type(call, 0).getSqlTypeName() == SqlTypeName.MAP;
    }
}
