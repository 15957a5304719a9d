package io.lakegate.adapters.calcite.sql;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;

/** The functions of DuckDB that know zones, and what is made of them. */
final class ZoneFunctions {
    /** A time of day, and behind it an offset or the name of a zone. */
    private static final String HAS_ZONE =
            ":\\d{2}(\\.\\d*)?\\s*([Zz]|[+-]\\d{2}(:?\\d{2}){0,2}|[A-Za-z][A-Za-z0-9_/+-]*)\\s*$";

    /** {@code x} is the instant, {@code t} the clock's time, {@code o} its offset in seconds. The engine writes its own zone likewise. */
    private static final String TEXT_AFTER = """
            ], lambda x: list_transform([date_diff('second', timezone('UTC', x), timezone(%1$s, x))], lambda o: \
            CAST(timezone(%1$s, x) AS VARCHAR) || CASE WHEN o < 0 THEN '-' ELSE '+' END || lpad(CAST(abs(o) // 3600 AS VARCHAR), 2, '0') \
            || CASE WHEN o %% 3600 = 0 THEN '' ELSE ':' || lpad(CAST(abs(o) // 60 %% 60 AS VARCHAR), 2, '0') END \
            || CASE WHEN o %% 60 = 0 THEN '' ELSE ':' || lpad(CAST(abs(o) %% 60 AS VARCHAR), 2, '0') END)[1])[1]""";

    private ZoneFunctions() {}

    /** Whether a function is one of these. */
    static boolean isOurs(SqlOperator function) {
        return function instanceof EngineFunction;
    }

    /** An instant as clocks of the zone show it, or the instant at which they show a time: by the operand's type. */
    static RexNode timeZone(RexBuilder rexBuilder, RelDataType type, ZoneId zone, RexNode time) {
        return EngineFunction.call(rexBuilder, type, "timezone(" + quoted(zone) + ", {0})", time);
    }

    /** The instant at which the statement began. */
    static RexNode now(RexBuilder rexBuilder, RelDataType type) {
        return EngineFunction.call(rexBuilder, type, "now()");
    }

    /** The text of an instant, with the zone's offset at that time. */
    static RexNode text(RexBuilder rexBuilder, RelDataType type, ZoneId zone, RexNode instant) {
        String template = "list_transform([{0}" + TEXT_AFTER.formatted(quoted(zone));
        return EngineFunction.call(rexBuilder, type, template, instant);
    }

    /** The instant that a text says: of the zone where it says none. */
    static RexNode instantOfText(RexBuilder rexBuilder, RelDataType type, ZoneId zone, RexNode text) {
        String template = "list_transform([{0}"
                + EngineFunction.escaped(
                        "], lambda x: CASE WHEN regexp_matches(x, '%s') THEN CAST(x AS TIMESTAMP WITH TIME ZONE) ELSE timezone(%s, CAST(x AS TIMESTAMP)) END)[1]"
                                .formatted(HAS_ZONE, quoted(zone)));
        return EngineFunction.call(rexBuilder, type, template, text);
    }

    private static String name(ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }

    private static String quoted(ZoneId zone) {
        return "'" + name(zone).replace("'", "''") + "'";
    }
}
