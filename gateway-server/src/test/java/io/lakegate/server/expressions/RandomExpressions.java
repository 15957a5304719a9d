package io.lakegate.server.expressions;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Makes expressions of every type from forms, columns and constants. The same seed makes the same expressions. */
final class RandomExpressions {
    /** A way to make an expression: of parts of these types. */
    private record Form(String operator, String template, List<Expression.Type> parts) {}

    private static final Map<Expression.Type, List<String>> CONSTANTS = constants();
    private static final Map<Expression.Type, List<Form>> FORMS = forms();

    private final Random random;

    RandomExpressions(long seed) {
        this.random = new Random(seed);
    }

    private static Map<Expression.Type, List<String>> constants() {
        Map<Expression.Type, List<String>> constants = new EnumMap<>(Expression.Type.class);
        constants.put(Expression.Type.BOOLEAN, List.of("TRUE", "FALSE"));
        constants.put(
                Expression.Type.INTEGER,
                List.of("0", "1", "2", "-1", "3", "7", "-7", "100", "2147483647", "(-2147483647)"));
        constants.put(
                Expression.Type.BIGINT,
                List.of("CAST(0 AS BIGINT)", "CAST(-1 AS BIGINT)", "3000000000", "9223372036854775807"));
        constants.put(Expression.Type.DECIMAL, List.of("0.00", "1.50", "-2.50", "0.01", "99999999.99", "2.5", "-0.5"));
        constants.put(Expression.Type.DOUBLE, List.of("0e0", "1.5e0", "-2.5e0", "1e10", "2.5e0", "-5e-1", "1e-3"));
        constants.put(
                Expression.Type.VARCHAR, List.of("''", "'a'", "'B'", "'abc'", "' x '", "'12'", "'-7'", "'a%%'", "'é'"));
        constants.put(Expression.Type.CHAR, List.of("CAST('a' AS CHAR(3))", "CAST('xyz' AS CHAR(3))", "'abc'"));
        constants.put(
                Expression.Type.DATE,
                List.of("DATE '2024-02-29'", "DATE '1970-01-01'", "DATE '1969-12-31'", "DATE '2000-12-31'"));
        constants.put(Expression.Type.TIME, List.of("TIME '00:00:00'", "TIME '12:34:56'", "TIME '23:59:59'"));
        constants.put(
                Expression.Type.TIMESTAMP,
                List.of(
                        "TIMESTAMP '2024-02-29 12:34:56'",
                        "TIMESTAMP '1970-01-01 00:00:00'",
                        "TIMESTAMP '1969-12-31 23:59:59'"));
        return constants;
    }

    private static Map<Expression.Type, List<Form>> forms() {
        Map<Expression.Type, List<Form>> forms = new EnumMap<>(Expression.Type.class);
        for (Expression.Type type : Expression.Type.values()) {
            forms.put(type, new ArrayList<>());
        }
        for (Expression.Type type : Expression.Type.values()) {
            List<Form> own = forms.get(type);
            own.add(new Form("CASE", "CASE WHEN %s THEN %s ELSE %s END", List.of(Expression.Type.BOOLEAN, type, type)));
            own.add(new Form("COALESCE", "COALESCE(%s, %s)", List.of(type, type)));
            own.add(new Form("NULLIF", "NULLIF(%s, %s)", List.of(type, type)));
            own.add(new Form("CASE", "CASE WHEN %s THEN %s END", List.of(Expression.Type.BOOLEAN, type)));
            List<Form> truths = forms.get(Expression.Type.BOOLEAN);
            for (String sign : List.of("=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM")) {
                truths.add(new Form(sign, "(%s " + sign + " %s)", List.of(type, type)));
            }
            truths.add(new Form("IS NULL", "(%s IS NULL)", List.of(type)));
            truths.add(new Form("IS NOT NULL", "(%s IS NOT NULL)", List.of(type)));
            truths.add(new Form("BETWEEN", "(%s BETWEEN %s AND %s)", List.of(type, type, type)));
            truths.add(new Form("IN", "(%s IN (%s, %s))", List.of(type, type, type)));
            truths.add(new Form("NOT IN", "(%s NOT IN (%s, %s))", List.of(type, type, type)));
        }
        booleans(forms.get(Expression.Type.BOOLEAN));
        for (Expression.Type type : List.of(
                Expression.Type.INTEGER, Expression.Type.BIGINT, Expression.Type.DECIMAL, Expression.Type.DOUBLE)) {
            numbers(type, forms);
        }
        whole(forms.get(Expression.Type.INTEGER));
        doubles(forms.get(Expression.Type.DOUBLE));
        texts(forms);
        times(forms);
        return forms;
    }

    private static void booleans(List<Form> forms) {
        forms.add(new Form("AND", "(%s AND %s)", List.of(Expression.Type.BOOLEAN, Expression.Type.BOOLEAN)));
        forms.add(new Form("OR", "(%s OR %s)", List.of(Expression.Type.BOOLEAN, Expression.Type.BOOLEAN)));
        forms.add(new Form("NOT", "(NOT %s)", List.of(Expression.Type.BOOLEAN)));
        for (String test : List.of("IS TRUE", "IS NOT TRUE", "IS FALSE", "IS NOT FALSE", "IS UNKNOWN")) {
            forms.add(new Form(test, "(%s " + test + ")", List.of(Expression.Type.BOOLEAN)));
        }
        for (String pattern : List.of("a%%", "%%b%%", "_", "%%", "", "a!%%%%' ESCAPE '!", "%%_")) {
            forms.add(new Form("LIKE", "(%s LIKE '" + pattern + "')", List.of(Expression.Type.VARCHAR)));
            forms.add(new Form("NOT LIKE", "(%s NOT LIKE '" + pattern + "')", List.of(Expression.Type.VARCHAR)));
        }
        forms.add(new Form("SIMILAR TO", "(%s SIMILAR TO '(a|b)%%')", List.of(Expression.Type.VARCHAR)));
        forms.add(new Form("CAST", "CAST(%s AS BOOLEAN)", List.of(Expression.Type.BOOLEAN)));
    }

    private static void numbers(Expression.Type type, Map<Expression.Type, List<Form>> forms) {
        List<Form> own = forms.get(type);
        for (String sign : List.of("+", "-", "*")) {
            own.add(new Form(
                    sign,
                    type == Expression.Type.DECIMAL
                            ? "CAST((%s " + sign + " %s) AS DECIMAL(10, 2))"
                            : "(%s " + sign + " %s)",
                    List.of(type, type)));
        }
        if (type != Expression.Type.DECIMAL) {
            own.add(new Form("/", "(%s / %s)", List.of(type, type)));
        }
        if (type != Expression.Type.DOUBLE) {
            own.add(new Form("MOD", "MOD(%s, %s)", List.of(type, type)));
            own.add(new Form("CAST", "CAST(%s AS " + type.sql() + ")", List.of(Expression.Type.INTEGER)));
            own.add(new Form("CAST", "CAST(%s AS " + type.sql() + ")", List.of(Expression.Type.BIGINT)));
            own.add(new Form("CAST", "CAST(%s AS " + type.sql() + ")", List.of(Expression.Type.DECIMAL)));
            own.add(new Form("CAST", "CAST(%s AS " + type.sql() + ")", List.of(Expression.Type.DOUBLE)));
        }
        for (Expression.Type from : List.of(
                Expression.Type.INTEGER, Expression.Type.BIGINT, Expression.Type.DECIMAL, Expression.Type.DOUBLE)) {
            if (type == Expression.Type.DOUBLE) {
                own.add(new Form("CAST", "CAST(%s AS DOUBLE)", List.of(from)));
            }
        }
        own.add(new Form("CAST", "CAST(%s AS " + type.sql() + ")", List.of(Expression.Type.VARCHAR)));
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
        forms.add(new Form("CHAR_LENGTH", "CHAR_LENGTH(%s)", List.of(Expression.Type.VARCHAR)));
        forms.add(new Form("CHAR_LENGTH", "CHAR_LENGTH(%s)", List.of(Expression.Type.CHAR)));
        forms.add(
                new Form("POSITION", "POSITION(%s IN %s)", List.of(Expression.Type.VARCHAR, Expression.Type.VARCHAR)));
        forms.add(new Form(
                "POSITION FROM",
                "POSITION(%s IN %s FROM %s)",
                List.of(Expression.Type.VARCHAR, Expression.Type.VARCHAR, Expression.Type.INTEGER)));
        forms.add(new Form("ASCII", "ASCII(%s)", List.of(Expression.Type.VARCHAR)));
        for (String unit : List.of(
                "YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "DOW", "DOY", "CENTURY", "DECADE", "ISOYEAR", "ISODOW")) {
            forms.add(new Form(
                    "EXTRACT " + unit,
                    "CAST(EXTRACT(" + unit + " FROM %s) AS INTEGER)",
                    List.of(Expression.Type.DATE)));
            forms.add(new Form(
                    "EXTRACT " + unit,
                    "CAST(EXTRACT(" + unit + " FROM %s) AS INTEGER)",
                    List.of(Expression.Type.TIMESTAMP)));
        }
        for (String unit : List.of("HOUR", "MINUTE", "SECOND", "MILLISECOND")) {
            forms.add(new Form(
                    "EXTRACT " + unit,
                    "CAST(EXTRACT(" + unit + " FROM %s) AS INTEGER)",
                    List.of(Expression.Type.TIMESTAMP)));
            forms.add(new Form(
                    "EXTRACT " + unit,
                    "CAST(EXTRACT(" + unit + " FROM %s) AS INTEGER)",
                    List.of(Expression.Type.TIME)));
        }
        for (String unit : List.of("YEAR", "MONTH", "DAY", "HOUR")) {
            forms.add(new Form(
                    "TIMESTAMPDIFF " + unit,
                    "CAST(TIMESTAMPDIFF(" + unit + ", %s, %s) AS INTEGER)",
                    List.of(Expression.Type.TIMESTAMP, Expression.Type.TIMESTAMP)));
        }
        forms.add(new Form("BITAND", "BITAND(%s, %s)", List.of(Expression.Type.INTEGER, Expression.Type.INTEGER)));
    }

    private static void doubles(List<Form> forms) {
        forms.add(new Form("SQRT", "SQRT(ABS(%s))", List.of(Expression.Type.DOUBLE)));
        forms.add(new Form("SQRT", "SQRT(%s)", List.of(Expression.Type.DOUBLE)));
        forms.add(new Form("EXP", "EXP(%s)", List.of(Expression.Type.DOUBLE)));
        forms.add(new Form("LN", "LN(%s)", List.of(Expression.Type.DOUBLE)));
        forms.add(new Form("POWER", "POWER(%s, 2)", List.of(Expression.Type.DOUBLE)));
        forms.add(new Form("SIN", "SIN(%s)", List.of(Expression.Type.DOUBLE)));
        forms.add(new Form("ATAN", "ATAN(%s)", List.of(Expression.Type.DOUBLE)));
        forms.add(new Form("/", "(CAST(%s AS DOUBLE) / %s)", List.of(Expression.Type.INTEGER, Expression.Type.DOUBLE)));
    }

    private static void texts(Map<Expression.Type, List<Form>> all) {
        List<Form> forms = all.get(Expression.Type.VARCHAR);
        forms.add(new Form("||", "(%s || %s)", List.of(Expression.Type.VARCHAR, Expression.Type.VARCHAR)));
        forms.add(new Form("||", "(%s || %s)", List.of(Expression.Type.CHAR, Expression.Type.VARCHAR)));
        for (String function : List.of("UPPER", "LOWER", "TRIM", "REVERSE", "INITCAP")) {
            forms.add(new Form(function, function + "(%s)", List.of(Expression.Type.VARCHAR)));
        }
        for (String side : List.of("LEADING", "TRAILING", "BOTH")) {
            forms.add(new Form("TRIM", "TRIM(" + side + " 'a' FROM %s)", List.of(Expression.Type.VARCHAR)));
        }
        forms.add(new Form(
                "SUBSTRING", "SUBSTRING(%s FROM %s)", List.of(Expression.Type.VARCHAR, Expression.Type.INTEGER)));
        forms.add(new Form(
                "SUBSTRING",
                "SUBSTRING(%s FROM %s FOR %s)",
                List.of(Expression.Type.VARCHAR, Expression.Type.INTEGER, Expression.Type.INTEGER)));
        forms.add(new Form("LEFT", "\"LEFT\"(%s, %s)", List.of(Expression.Type.VARCHAR, Expression.Type.INTEGER)));
        forms.add(new Form("RIGHT", "\"RIGHT\"(%s, %s)", List.of(Expression.Type.VARCHAR, Expression.Type.INTEGER)));
        forms.add(new Form(
                "REPLACE",
                "REPLACE(%s, %s, %s)",
                List.of(Expression.Type.VARCHAR, Expression.Type.VARCHAR, Expression.Type.VARCHAR)));
        forms.add(new Form(
                "OVERLAY",
                "OVERLAY(%s PLACING %s FROM 2 FOR 1)",
                List.of(Expression.Type.VARCHAR, Expression.Type.VARCHAR)));
        forms.add(new Form("LPAD", "LPAD(%s, 5, '*')", List.of(Expression.Type.VARCHAR)));
        for (Expression.Type from : Expression.Type.values()) {
            forms.add(new Form("CAST", "CAST(%s AS VARCHAR)", List.of(from)));
            forms.add(new Form("CAST(n)", "CAST(%s AS VARCHAR(3))", List.of(from)));
            if (from != Expression.Type.DOUBLE) {
                all.get(Expression.Type.CHAR).add(new Form("CAST", "CAST(%s AS CHAR(3))", List.of(from)));
            }
        }
    }

    private static void times(Map<Expression.Type, List<Form>> all) {
        List<String> intervals =
                List.of("'1' DAY", "'30' DAY", "'1' MONTH", "'13' MONTH", "'1' YEAR", "'5' HOUR", "'90' MINUTE");
        for (String interval : intervals) {
            for (String sign : List.of("+", "-")) {
                for (Expression.Type type : List.of(Expression.Type.DATE, Expression.Type.TIMESTAMP)) {
                    all.get(type)
                            .add(new Form(
                                    sign + " INTERVAL", "(%s " + sign + " INTERVAL " + interval + ")", List.of(type)));
                }
                if (interval.contains("HOUR") || interval.contains("MINUTE")) {
                    all.get(Expression.Type.TIME)
                            .add(new Form(
                                    sign + " INTERVAL",
                                    "(%s " + sign + " INTERVAL " + interval + ")",
                                    List.of(Expression.Type.TIME)));
                }
            }
        }
        for (String way : List.of("FLOOR", "CEIL")) {
            for (String unit : List.of("YEAR", "QUARTER", "MONTH", "WEEK", "DAY")) {
                all.get(Expression.Type.DATE)
                        .add(new Form(
                                way + " TO " + unit, way + "(%s TO " + unit + ")", List.of(Expression.Type.DATE)));
                all.get(Expression.Type.TIMESTAMP)
                        .add(new Form(
                                way + " TO " + unit, way + "(%s TO " + unit + ")", List.of(Expression.Type.TIMESTAMP)));
            }
            for (String unit : List.of("HOUR", "MINUTE", "SECOND")) {
                all.get(Expression.Type.TIMESTAMP)
                        .add(new Form(
                                way + " TO " + unit, way + "(%s TO " + unit + ")", List.of(Expression.Type.TIMESTAMP)));
                all.get(Expression.Type.TIME)
                        .add(new Form(
                                way + " TO " + unit, way + "(%s TO " + unit + ")", List.of(Expression.Type.TIME)));
            }
        }
        for (String unit : List.of("DAY", "MONTH", "YEAR", "HOUR", "QUARTER", "WEEK")) {
            all.get(Expression.Type.TIMESTAMP)
                    .add(new Form(
                            "TIMESTAMPADD " + unit,
                            "TIMESTAMPADD(" + unit + ", MOD(%s, 1000), %s)",
                            List.of(Expression.Type.INTEGER, Expression.Type.TIMESTAMP)));
        }
        all.get(Expression.Type.DATE).add(new Form("CAST", "CAST(%s AS DATE)", List.of(Expression.Type.TIMESTAMP)));
        all.get(Expression.Type.DATE).add(new Form("CAST", "CAST(%s AS DATE)", List.of(Expression.Type.VARCHAR)));
        all.get(Expression.Type.DATE).add(new Form("LAST_DAY", "LAST_DAY(%s)", List.of(Expression.Type.DATE)));
        all.get(Expression.Type.TIMESTAMP)
                .add(new Form("CAST", "CAST(%s AS TIMESTAMP)", List.of(Expression.Type.DATE)));
        all.get(Expression.Type.TIME).add(new Form("CAST", "CAST(%s AS TIME)", List.of(Expression.Type.TIMESTAMP)));
    }

    Expression next() {
        Expression.Type[] types = Expression.Type.values();
        return form(types[random.nextInt(types.length)], 3);
    }

    private Expression form(Expression.Type type, int depth) {
        List<Form> own = FORMS.get(type);
        Form form = own.get(random.nextInt(own.size()));
        List<Expression> parts =
                form.parts().stream().map(part -> any(part, depth - 1)).toList();
        return new Expression(form.operator(), type, form.template(), parts);
    }

    private Expression any(Expression.Type type, int depth) {
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

    private String column(Expression.Type type) {
        return "v." + ComparedValues.COLUMNS.get(type) + (random.nextBoolean() ? "1" : "2");
    }

    private static Expression leaf(String sql, Expression.Type type) {
        return new Expression("", type, sql.replace("%", "%%").replace("%%%%", "%%"), List.of());
    }

    /** All ways to make expressions, each once, of columns: what the random ones consist of. */
    static Stream<Expression> each() {
        return Stream.of(Expression.Type.values())
                .flatMap(type -> FORMS.get(type).stream().map(form -> {
                    List<Expression> parts = new ArrayList<>();
                    for (Expression.Type part : form.parts()) {
                        parts.add(leaf("v." + ComparedValues.COLUMNS.get(part) + (parts.size() % 2 + 1), part));
                    }
                    return new Expression(form.operator(), type, form.template(), parts);
                }));
    }
}
