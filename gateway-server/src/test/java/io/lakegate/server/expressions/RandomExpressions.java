package io.lakegate.server.expressions;

import io.lakegate.server.expressions.Expression.Type;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Makes expressions of every type from forms, columns and constants. The same seed makes the same expressions. */
final class RandomExpressions {
    /** A way to make an expression: of parts of these types. */
    private record Form(String operator, String template, List<Type> parts) {}

    private static final Map<Type, List<String>> CONSTANTS = constants();
    private static final Map<Type, List<Form>> FORMS = forms();

    private final Random random;

    RandomExpressions(long seed) {
        this.random = new Random(seed);
    }

    private static Map<Type, List<String>> constants() {
        Map<Type, List<String>> constants = new EnumMap<>(Type.class);
        constants.put(Type.BOOLEAN, List.of("TRUE", "FALSE"));
        constants.put(Type.INTEGER, List.of("0", "1", "2", "-1", "3", "7", "-7", "100", "2147483647", "(-2147483647)"));
        constants.put(
                Type.BIGINT, List.of("CAST(0 AS BIGINT)", "CAST(-1 AS BIGINT)", "3000000000", "9223372036854775807"));
        constants.put(Type.DECIMAL, List.of("0.00", "1.50", "-2.50", "0.01", "99999999.99", "2.5", "-0.5"));
        constants.put(Type.DOUBLE, List.of("0e0", "1.5e0", "-2.5e0", "1e10", "2.5e0", "-5e-1", "1e-3"));
        constants.put(Type.VARCHAR, List.of("''", "'a'", "'B'", "'abc'", "' x '", "'12'", "'-7'", "'a%%'", "'é'"));
        constants.put(Type.CHAR, List.of("CAST('a' AS CHAR(3))", "CAST('xyz' AS CHAR(3))", "'abc'"));
        constants.put(
                Type.DATE, List.of("DATE '2024-02-29'", "DATE '1970-01-01'", "DATE '1969-12-31'", "DATE '2000-12-31'"));
        constants.put(Type.TIME, List.of("TIME '00:00:00'", "TIME '12:34:56'", "TIME '23:59:59'"));
        constants.put(
                Type.TIMESTAMP,
                List.of(
                        "TIMESTAMP '2024-02-29 12:34:56'",
                        "TIMESTAMP '1970-01-01 00:00:00'",
                        "TIMESTAMP '1969-12-31 23:59:59'"));
        return constants;
    }

    private static Map<Type, List<Form>> forms() {
        Map<Type, List<Form>> forms = new EnumMap<>(Type.class);
        for (Type type : Type.values()) {
            forms.put(type, new ArrayList<>());
        }
        for (Type type : Type.values()) {
            List<Form> own = forms.get(type);
            own.add(new Form("CASE", "CASE WHEN %s THEN %s ELSE %s END", List.of(Type.BOOLEAN, type, type)));
            own.add(new Form("COALESCE", "COALESCE(%s, %s)", List.of(type, type)));
            own.add(new Form("NULLIF", "NULLIF(%s, %s)", List.of(type, type)));
            own.add(new Form("CASE", "CASE WHEN %s THEN %s END", List.of(Type.BOOLEAN, type)));
            List<Form> truths = forms.get(Type.BOOLEAN);
            for (String sign : List.of("=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM")) {
                truths.add(new Form(sign, "(%s " + sign + " %s)", List.of(type, type)));
            }
            truths.add(new Form("IS NULL", "(%s IS NULL)", List.of(type)));
            truths.add(new Form("IS NOT NULL", "(%s IS NOT NULL)", List.of(type)));
            truths.add(new Form("BETWEEN", "(%s BETWEEN %s AND %s)", List.of(type, type, type)));
            truths.add(new Form("IN", "(%s IN (%s, %s))", List.of(type, type, type)));
            truths.add(new Form("NOT IN", "(%s NOT IN (%s, %s))", List.of(type, type, type)));
        }
        booleans(forms.get(Type.BOOLEAN));
        for (Type type : List.of(Type.INTEGER, Type.BIGINT, Type.DECIMAL, Type.DOUBLE)) {
            numbers(type, forms);
        }
        whole(forms.get(Type.INTEGER));
        doubles(forms.get(Type.DOUBLE));
        texts(forms);
        times(forms);
        return forms;
    }

    private static void booleans(List<Form> forms) {
        forms.add(new Form("AND", "(%s AND %s)", List.of(Type.BOOLEAN, Type.BOOLEAN)));
        forms.add(new Form("OR", "(%s OR %s)", List.of(Type.BOOLEAN, Type.BOOLEAN)));
        forms.add(new Form("NOT", "(NOT %s)", List.of(Type.BOOLEAN)));
        for (String test : List.of("IS TRUE", "IS NOT TRUE", "IS FALSE", "IS NOT FALSE", "IS UNKNOWN")) {
            forms.add(new Form(test, "(%s " + test + ")", List.of(Type.BOOLEAN)));
        }
        for (String pattern : List.of("a%%", "%%b%%", "_", "%%", "", "a!%%%%' ESCAPE '!", "%%_")) {
            forms.add(new Form("LIKE", "(%s LIKE '" + pattern + "')", List.of(Type.VARCHAR)));
            forms.add(new Form("NOT LIKE", "(%s NOT LIKE '" + pattern + "')", List.of(Type.VARCHAR)));
        }
        forms.add(new Form("SIMILAR TO", "(%s SIMILAR TO '(a|b)%%')", List.of(Type.VARCHAR)));
        forms.add(new Form("CAST", "CAST(%s AS BOOLEAN)", List.of(Type.BOOLEAN)));
    }

    private static void numbers(Type type, Map<Type, List<Form>> forms) {
        List<Form> own = forms.get(type);
        for (String sign : List.of("+", "-", "*")) {
            own.add(new Form(
                    sign,
                    type == Type.DECIMAL ? "CAST((%s " + sign + " %s) AS DECIMAL(10, 2))" : "(%s " + sign + " %s)",
                    List.of(type, type)));
        }
        if (type != Type.DECIMAL) {
            own.add(new Form("/", "(%s / %s)", List.of(type, type)));
        }
        if (type != Type.DOUBLE) {
            own.add(new Form("MOD", "MOD(%s, %s)", List.of(type, type)));
            own.add(new Form("CAST", "CAST(%s AS " + type.sql() + ")", List.of(Type.INTEGER)));
            own.add(new Form("CAST", "CAST(%s AS " + type.sql() + ")", List.of(Type.BIGINT)));
            own.add(new Form("CAST", "CAST(%s AS " + type.sql() + ")", List.of(Type.DECIMAL)));
            own.add(new Form("CAST", "CAST(%s AS " + type.sql() + ")", List.of(Type.DOUBLE)));
        }
        for (Type from : List.of(Type.INTEGER, Type.BIGINT, Type.DECIMAL, Type.DOUBLE)) {
            if (type == Type.DOUBLE) {
                own.add(new Form("CAST", "CAST(%s AS DOUBLE)", List.of(from)));
            }
        }
        own.add(new Form("CAST", "CAST(%s AS " + type.sql() + ")", List.of(Type.VARCHAR)));
        own.add(new Form("-x", "(- %s)", List.of(type)));
        own.add(new Form("ABS", "ABS(%s)", List.of(type)));
        own.add(new Form("SIGN", "SIGN(%s)", List.of(type)));
        own.add(new Form("FLOOR", "FLOOR(%s)", List.of(type)));
        own.add(new Form("CEIL", "CEIL(%s)", List.of(type)));
        own.add(new Form("ROUND", "ROUND(%s)", List.of(type)));
        own.add(new Form("ROUND(x, n)", "ROUND(%s, 1)", List.of(type)));
        own.add(new Form("ROUND(x, -n)", "ROUND(%s, -1)", List.of(type)));
        own.add(new Form("TRUNCATE", "TRUNCATE(%s, 1)", List.of(type)));
        own.add(new Form("GREATEST", "GREATEST(%s, %s)", List.of(type, type)));
        own.add(new Form("LEAST", "LEAST(%s, %s)", List.of(type, type)));
    }

    private static void whole(List<Form> forms) {
        forms.add(new Form("CHAR_LENGTH", "CHAR_LENGTH(%s)", List.of(Type.VARCHAR)));
        forms.add(new Form("CHAR_LENGTH", "CHAR_LENGTH(%s)", List.of(Type.CHAR)));
        forms.add(new Form("POSITION", "POSITION(%s IN %s)", List.of(Type.VARCHAR, Type.VARCHAR)));
        forms.add(new Form(
                "POSITION FROM", "POSITION(%s IN %s FROM %s)", List.of(Type.VARCHAR, Type.VARCHAR, Type.INTEGER)));
        forms.add(new Form("ASCII", "ASCII(%s)", List.of(Type.VARCHAR)));
        for (String unit : List.of(
                "YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "DOW", "DOY", "CENTURY", "DECADE", "ISOYEAR", "ISODOW")) {
            forms.add(
                    new Form("EXTRACT " + unit, "CAST(EXTRACT(" + unit + " FROM %s) AS INTEGER)", List.of(Type.DATE)));
            forms.add(new Form(
                    "EXTRACT " + unit, "CAST(EXTRACT(" + unit + " FROM %s) AS INTEGER)", List.of(Type.TIMESTAMP)));
        }
        for (String unit : List.of("HOUR", "MINUTE", "SECOND", "MILLISECOND")) {
            forms.add(new Form(
                    "EXTRACT " + unit, "CAST(EXTRACT(" + unit + " FROM %s) AS INTEGER)", List.of(Type.TIMESTAMP)));
            forms.add(
                    new Form("EXTRACT " + unit, "CAST(EXTRACT(" + unit + " FROM %s) AS INTEGER)", List.of(Type.TIME)));
        }
        for (String unit : List.of("YEAR", "MONTH", "DAY", "HOUR")) {
            forms.add(new Form(
                    "TIMESTAMPDIFF " + unit,
                    "CAST(TIMESTAMPDIFF(" + unit + ", %s, %s) AS INTEGER)",
                    List.of(Type.TIMESTAMP, Type.TIMESTAMP)));
        }
        forms.add(new Form("BITAND", "BITAND(%s, %s)", List.of(Type.INTEGER, Type.INTEGER)));
    }

    private static void doubles(List<Form> forms) {
        forms.add(new Form("SQRT", "SQRT(ABS(%s))", List.of(Type.DOUBLE)));
        forms.add(new Form("SQRT", "SQRT(%s)", List.of(Type.DOUBLE)));
        forms.add(new Form("EXP", "EXP(%s)", List.of(Type.DOUBLE)));
        forms.add(new Form("LN", "LN(%s)", List.of(Type.DOUBLE)));
        forms.add(new Form("POWER", "POWER(%s, 2)", List.of(Type.DOUBLE)));
        forms.add(new Form("SIN", "SIN(%s)", List.of(Type.DOUBLE)));
        forms.add(new Form("ATAN", "ATAN(%s)", List.of(Type.DOUBLE)));
        forms.add(new Form("/", "(CAST(%s AS DOUBLE) / %s)", List.of(Type.INTEGER, Type.DOUBLE)));
    }

    private static void texts(Map<Type, List<Form>> all) {
        List<Form> forms = all.get(Type.VARCHAR);
        forms.add(new Form("||", "(%s || %s)", List.of(Type.VARCHAR, Type.VARCHAR)));
        forms.add(new Form("||", "(%s || %s)", List.of(Type.CHAR, Type.VARCHAR)));
        for (String function : List.of("UPPER", "LOWER", "TRIM", "REVERSE", "INITCAP")) {
            forms.add(new Form(function, function + "(%s)", List.of(Type.VARCHAR)));
        }
        for (String side : List.of("LEADING", "TRAILING", "BOTH")) {
            forms.add(new Form("TRIM", "TRIM(" + side + " 'a' FROM %s)", List.of(Type.VARCHAR)));
        }
        forms.add(new Form("SUBSTRING", "SUBSTRING(%s FROM %s)", List.of(Type.VARCHAR, Type.INTEGER)));
        forms.add(new Form(
                "SUBSTRING", "SUBSTRING(%s FROM %s FOR %s)", List.of(Type.VARCHAR, Type.INTEGER, Type.INTEGER)));
        forms.add(new Form("LEFT", "\"LEFT\"(%s, %s)", List.of(Type.VARCHAR, Type.INTEGER)));
        forms.add(new Form("RIGHT", "\"RIGHT\"(%s, %s)", List.of(Type.VARCHAR, Type.INTEGER)));
        forms.add(new Form("REPLACE", "REPLACE(%s, %s, %s)", List.of(Type.VARCHAR, Type.VARCHAR, Type.VARCHAR)));
        forms.add(new Form("OVERLAY", "OVERLAY(%s PLACING %s FROM 2 FOR 1)", List.of(Type.VARCHAR, Type.VARCHAR)));
        forms.add(new Form("LPAD", "LPAD(%s, 5, '*')", List.of(Type.VARCHAR)));
        for (Type from : Type.values()) {
            forms.add(new Form("CAST", "CAST(%s AS VARCHAR)", List.of(from)));
            forms.add(new Form("CAST(n)", "CAST(%s AS VARCHAR(3))", List.of(from)));
            if (from != Type.DOUBLE) {
                all.get(Type.CHAR).add(new Form("CAST", "CAST(%s AS CHAR(3))", List.of(from)));
            }
        }
    }

    private static void times(Map<Type, List<Form>> all) {
        List<String> intervals =
                List.of("'1' DAY", "'30' DAY", "'1' MONTH", "'13' MONTH", "'1' YEAR", "'5' HOUR", "'90' MINUTE");
        for (String interval : intervals) {
            for (String sign : List.of("+", "-")) {
                for (Type type : List.of(Type.DATE, Type.TIMESTAMP)) {
                    all.get(type)
                            .add(new Form(
                                    sign + " INTERVAL", "(%s " + sign + " INTERVAL " + interval + ")", List.of(type)));
                }
                if (interval.contains("HOUR") || interval.contains("MINUTE")) {
                    all.get(Type.TIME)
                            .add(new Form(
                                    sign + " INTERVAL",
                                    "(%s " + sign + " INTERVAL " + interval + ")",
                                    List.of(Type.TIME)));
                }
            }
        }
        for (String way : List.of("FLOOR", "CEIL")) {
            for (String unit : List.of("YEAR", "QUARTER", "MONTH", "WEEK", "DAY")) {
                all.get(Type.DATE).add(new Form(way + " TO " + unit, way + "(%s TO " + unit + ")", List.of(Type.DATE)));
                all.get(Type.TIMESTAMP)
                        .add(new Form(way + " TO " + unit, way + "(%s TO " + unit + ")", List.of(Type.TIMESTAMP)));
            }
            for (String unit : List.of("HOUR", "MINUTE", "SECOND")) {
                all.get(Type.TIMESTAMP)
                        .add(new Form(way + " TO " + unit, way + "(%s TO " + unit + ")", List.of(Type.TIMESTAMP)));
                all.get(Type.TIME).add(new Form(way + " TO " + unit, way + "(%s TO " + unit + ")", List.of(Type.TIME)));
            }
        }
        for (String unit : List.of("DAY", "MONTH", "YEAR", "HOUR", "QUARTER", "WEEK")) {
            all.get(Type.TIMESTAMP)
                    .add(new Form(
                            "TIMESTAMPADD " + unit,
                            "TIMESTAMPADD(" + unit + ", MOD(%s, 1000), %s)",
                            List.of(Type.INTEGER, Type.TIMESTAMP)));
        }
        all.get(Type.DATE).add(new Form("CAST", "CAST(%s AS DATE)", List.of(Type.TIMESTAMP)));
        all.get(Type.DATE).add(new Form("CAST", "CAST(%s AS DATE)", List.of(Type.VARCHAR)));
        all.get(Type.DATE).add(new Form("LAST_DAY", "LAST_DAY(%s)", List.of(Type.DATE)));
        all.get(Type.TIMESTAMP).add(new Form("CAST", "CAST(%s AS TIMESTAMP)", List.of(Type.DATE)));
        all.get(Type.TIME).add(new Form("CAST", "CAST(%s AS TIME)", List.of(Type.TIMESTAMP)));
    }

    Expression next() {
        Type[] types = Type.values();
        return form(types[random.nextInt(types.length)], 3);
    }

    private Expression form(Type type, int depth) {
        List<Form> own = FORMS.get(type);
        Form form = own.get(random.nextInt(own.size()));
        List<Expression> parts =
                form.parts().stream().map(part -> any(part, depth - 1)).toList();
        return new Expression(form.operator(), type, form.template(), parts);
    }

    private Expression any(Type type, int depth) {
        int choice = random.nextInt(10);
        if (depth > 0 && choice < 5) {
            return form(type, depth);
        }
        if (choice == 9 && random.nextInt(3) == 0) {
            return leaf("CAST(NULL AS " + type.sql() + ")", type);
        }
        List<String> constants = CONSTANTS.get(type);
        return choice < 8 ? leaf(column(type), type) : leaf(constants.get(random.nextInt(constants.size())), type);
    }

    private String column(Type type) {
        return "v." + ComparedValues.COLUMNS.get(type) + (random.nextBoolean() ? "1" : "2");
    }

    private static Expression leaf(String sql, Type type) {
        return new Expression("", type, sql.replace("%", "%%").replace("%%%%", "%%"), List.of());
    }

    /** All ways to make expressions, each once, of columns: what the random ones consist of. */
    static Stream<Expression> each() {
        return Stream.of(Type.values())
                .flatMap(type -> FORMS.get(type).stream().map(form -> {
                    List<Expression> parts = new ArrayList<>();
                    for (Type part : form.parts()) {
                        parts.add(leaf("v." + ComparedValues.COLUMNS.get(part) + (parts.size() % 2 + 1), part));
                    }
                    return new Expression(form.operator(), type, form.template(), parts);
                }));
    }
}
