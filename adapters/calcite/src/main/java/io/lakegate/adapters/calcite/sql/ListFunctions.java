package io.lakegate.adapters.calcite.sql;

import io.lakegate.adapters.calcite.schema.CalciteTypes;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.type.SqlTypeName;

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
        ScalarFunctions.put(
                "ARRAY_JOIN",
                2,
                "array_to_string({0}, {1})",
                "array_to_string(list_transform({0}, lambda x: coalesce(x, {2})), {1})");
        ScalarFunctions.put(
                "ARRAY_TO_STRING",
                2,
                "array_to_string({0}, {1})",
                "array_to_string(list_transform({0}, lambda x: coalesce(x, {2})), {1})");
        ScalarFunctions.put("ARRAY_MAX", "list_max({0})");
        ScalarFunctions.put("ARRAY_MIN", "list_min({0})");
        ScalarFunctions.put("ARRAY_POSITION", BOTH.formatted("coalesce(list_position({0}, {1}), 0)"));
        ScalarFunctions.put("ARRAY_REMOVE", BOTH.formatted("list_filter({0}, lambda x: x IS NULL OR x <> {1})"));
        ScalarFunctions.put("ARRAY_REPEAT", "list_transform(range(greatest({1}, 0)), lambda x: {0})");
        ScalarFunctions.put("ARRAY_REVERSE", "list_reverse({0})");
        ScalarFunctions.put("ARRAYS_OVERLAP", "list_has_any({0}, {1})");
        ScalarFunctions.put(
                "SORT_ARRAY",
                1,
                "list_sort({0}, 'ASC', 'NULLS FIRST')",
                "(CASE WHEN {1} THEN list_sort({0}, 'ASC', 'NULLS FIRST') ELSE list_sort({0}, 'DESC', 'NULLS LAST') END)");
        ScalarFunctions.put("EXISTS", "coalesce(list_bool_or(list_transform({0}, {1})), FALSE)");
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
        ScalarFunctions.refuse(
                "Lists and ARRAY_UNION, ARRAY_EXCEPT, ARRAY_INTERSECT work.",
                "MULTISET EXCEPT",
                "MULTISET EXCEPT ALL",
                "MULTISET EXCEPT DISTINCT",
                "MULTISET INTERSECT",
                "MULTISET INTERSECT ALL",
                "MULTISET INTERSECT DISTINCT",
                "SUBMULTISET OF",
                "NOT SUBMULTISET OF",
                "ARRAY_INSERT",
                "ARRAYS_ZIP");
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

    private static boolean isMap(RexCall call) {
        return ScalarFunctions.type(call, 0).getSqlTypeName() == SqlTypeName.MAP;
    }
}
