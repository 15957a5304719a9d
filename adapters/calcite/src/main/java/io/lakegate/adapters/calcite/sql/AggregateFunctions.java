package io.lakegate.adapters.calcite.sql;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlKind;

/** The aggregate and window functions, and what they are in the engine. */
final class AggregateFunctions {
    private static final Map<String, Form> FORMS = forms();
    private static final Map<String, String> ADVICE = Map.of(
            "GROUP_ID", "Leave repeated grouping sets out.",
            "INTERSECTION", "Join the rows of the multisets.",
            "JSON_OBJECTAGG_ABSENT_ON_NULL", "Leave the values that are NULL out by FILTER (WHERE … IS NOT NULL).");

    /**
     * What a function is in the engine.
     *
     * @param around text with <code>{call}</code> where the call stands, with its FILTER and OVER
     * @param withinGroup whether the order stands in WITHIN GROUP
     * @param ofText whether the first argument is a text, and a comma the second one if there is none
     * @param framed whether a window's frame matters to it
     */
    record Form(String function, String around, boolean withinGroup, boolean ofText, boolean framed) {
        Form(String function) {
            this(function, "{call}", false, false, true);
        }

        Form around(String text) {
            return new Form(function, text, withinGroup, ofText, framed);
        }

        Form unframed() {
            return new Form(function, around, withinGroup, ofText, false);
        }

        String template(int operands) {
            return around;
        }
    }

    private AggregateFunctions() {}

    private static Map<String, Form> forms() {
        Map<String, Form> forms = new LinkedHashMap<>();
        String[] same = {
            "COUNT",
            "SUM",
            "MIN",
            "MAX",
            "AVG",
            "STDDEV_POP",
            "STDDEV_SAMP",
            "VAR_POP",
            "VAR_SAMP",
            "COVAR_POP",
            "COVAR_SAMP",
            "CORR",
            "REGR_COUNT",
            "REGR_SXX",
            "REGR_SYY",
            "REGR_SXY",
            "REGR_SLOPE",
            "REGR_INTERCEPT",
            "REGR_R2",
            "REGR_AVGX",
            "REGR_AVGY",
            "ANY_VALUE",
            "BIT_AND",
            "BIT_OR",
            "BIT_XOR",
            "BOOL_AND",
            "BOOL_OR",
            "APPROX_COUNT_DISTINCT",
            "MEDIAN",
            "SKEWNESS",
            "KURTOSIS",
            "PRODUCT",
            "GEOMEAN",
            "FIRST_VALUE",
            "LAST_VALUE",
            "NTH_VALUE"
        };
        for (String name : same) {
            forms.put(name, new Form(name.toLowerCase(Locale.ROOT)));
        }
        for (String name :
                new String[] {"ROW_NUMBER", "RANK", "DENSE_RANK", "PERCENT_RANK", "CUME_DIST", "NTILE", "LAG", "LEAD"
                }) {
            forms.put(name, new Form(name.toLowerCase(Locale.ROOT)).unframed());
        }
        forms.put("MODE", new Form("mode"));
        forms.put("$SUM0", new Form("sum").around("coalesce({call}, 0)"));
        forms.put("STDDEV", new Form("stddev_samp"));
        forms.put("VARIANCE", new Form("var_samp"));
        forms.put("EVERY", new Form("bool_and"));
        forms.put("SOME", new Form("bool_or"));
        forms.put("LOGICAL_AND", new Form("bool_and"));
        forms.put("LOGICAL_OR", new Form("bool_or"));
        forms.put("COUNTIF", new Form("count_if"));
        forms.put("COLLECT", new Form("list").around("coalesce({call}, [])"));
        forms.put("FUSION", new Form("list").around("flatten({call})"));
        forms.put("ARRAY_AGG", new Form("list"));
        forms.put("ARRAY_CONCAT_AGG", new Form("list").around("flatten({call})"));
        for (String name : new String[] {"LISTAGG", "STRING_AGG", "GROUP_CONCAT"}) {
            forms.put(name, new Form("string_agg", "{call}", false, true, true));
        }
        forms.put("PERCENTILE_CONT", new Form("percentile_cont", "{call}", true, false, true));
        forms.put("PERCENTILE_DISC", new Form("percentile_disc", "{call}", true, false, true));
        forms.put("ARG_MAX", new Form("arg_max_null"));
        forms.put("ARG_MIN", new Form("arg_min_null"));
        forms.put("MAX_BY", new Form("arg_max_null"));
        forms.put("MIN_BY", new Form("arg_min_null"));
        forms.put("GROUPING", new Form("grouping"));
        forms.put("GROUPING_ID", new Form("grouping"));
        forms.put(
                "JSON_ARRAYAGG_ABSENT_ON_NULL",
                new Form("list")
                        .around(
                                "CAST(to_json(list_filter(coalesce({call}, []), lambda x: x IS NOT NULL)) AS VARCHAR)"));
        forms.put(
                "JSON_ARRAYAGG_NULL_ON_NULL",
                new Form("list").around("CAST(to_json(coalesce({call}, [])) AS VARCHAR)"));
        forms.put("JSON_OBJECTAGG_NULL_ON_NULL", new Form("json_group_object").around("CAST({call} AS VARCHAR)"));
        return forms;
    }

    static Optional<Form> of(SqlAggFunction function) {
        if (function.getKind() == SqlKind.SINGLE_VALUE) {
            return Optional.of(new Form("list")
                    .around(
                            "list_transform([{call}], lambda x: CASE WHEN len(x) > 1 THEN error('More than one row was returned by a subquery"
                                    + " used as an expression.') ELSE x[1] END)[1]"));
        }
        return Optional.ofNullable(FORMS.get(function.getName().toUpperCase(Locale.ROOT)));
    }

    /** What to write instead of a function that is refused. */
    static String advice(SqlAggFunction function) {
        return ADVICE.getOrDefault(function.getName().toUpperCase(Locale.ROOT), "");
    }
}
