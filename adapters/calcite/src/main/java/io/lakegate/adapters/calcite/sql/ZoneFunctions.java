package io.lakegate.adapters.calcite.sql;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

/** The functions of DuckDB that know zones, and what is made of them. */
final class ZoneFunctions {
    private static final SqlFunction TIME_ZONE = new Named("timezone");
    private static final SqlFunction NOW = new Named("now");

    /** A time of day, and behind it an offset or the name of a zone. */
    private static final String HAS_ZONE =
            ":\\d{2}(\\.\\d*)?\\s*([Zz]|[+-]\\d{2}(:?\\d{2}){0,2}|[A-Za-z][A-Za-z0-9_/+-]*)\\s*$";

    /** {@code x} is the instant, {@code t} the clock's time, {@code o} its offset in seconds. The engine writes its own zone likewise. */
    private static final String TEXT_BEFORE = "list_transform([";

    private static final String TEXT_AFTER = """
            ], lambda x: list_transform([date_diff('second', timezone('UTC', x), timezone(%1$s, x))], lambda o: \
            CAST(timezone(%1$s, x) AS VARCHAR) || CASE WHEN o < 0 THEN '-' ELSE '+' END || lpad(CAST(abs(o) // 3600 AS VARCHAR), 2, '0') \
            || CASE WHEN o %% 3600 = 0 THEN '' ELSE ':' || lpad(CAST(abs(o) // 60 %% 60 AS VARCHAR), 2, '0') END \
            || CASE WHEN o %% 60 = 0 THEN '' ELSE ':' || lpad(CAST(abs(o) %% 60 AS VARCHAR), 2, '0') END)[1])[1]""";

    private ZoneFunctions() {}

    /** Whether a function is one of these. */
    static boolean isOurs(SqlOperator function) {
        return function instanceof Named || function instanceof Template;
    }

    /** An instant as clocks of the zone show it, or the instant at which they show a time: by the operand's type. */
    static RexNode timeZone(RexBuilder rexBuilder, RelDataType type, ZoneId zone, RexNode time) {
        return rexBuilder.makeCall(type, TIME_ZONE, List.of(rexBuilder.makeLiteral(name(zone)), time));
    }

    /** The instant at which the statement began. */
    static RexNode now(RexBuilder rexBuilder, RelDataType type) {
        return rexBuilder.makeCall(type, NOW, List.of());
    }

    /** The text of an instant, with the zone's offset at that time. */
    static RexNode text(RexBuilder rexBuilder, RelDataType type, ZoneId zone, RexNode instant) {
        Template template = new Template(TEXT_BEFORE, TEXT_AFTER.formatted(quoted(zone)));
        return rexBuilder.makeCall(type, template, List.of(instant));
    }

    /** The instant that a text says: of the zone where it says none. */
    static RexNode instantOfText(RexBuilder rexBuilder, RelDataType type, ZoneId zone, RexNode text) {
        Template template = new Template(
                "list_transform([",
                "], lambda x: CASE WHEN regexp_matches(x, '%s') THEN CAST(x AS TIMESTAMP WITH TIME ZONE) ELSE timezone(%s, CAST(x AS TIMESTAMP)) END)[1]"
                        .formatted(HAS_ZONE, quoted(zone)));
        return rexBuilder.makeCall(type, template, List.of(text));
    }

    private static String name(ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }

    private static String quoted(ZoneId zone) {
        return "'" + name(zone).replace("'", "''") + "'";
    }

    /** A function by its name. */
    private static final class Named extends SqlFunction {
        Named(String name) {
            super(
                    name,
                    SqlKind.OTHER_FUNCTION,
                    ReturnTypes.ARG0,
                    null,
                    OperandTypes.VARIADIC,
                    SqlFunctionCategory.TIMEDATE);
        }
    }

    /** One operand in the middle of a text. */
    private static final class Template extends SqlFunction {
        private final String before;
        private final String after;

        Template(String before, String after) {
            super(
                    "lakegate_template",
                    SqlKind.OTHER_FUNCTION,
                    ReturnTypes.ARG0,
                    null,
                    OperandTypes.VARIADIC,
                    SqlFunctionCategory.TIMEDATE);
            this.before = before;
            this.after = after;
        }

        @Override
        public void unparse(SqlWriter writer, SqlCall call, int leftPrec, int rightPrec) {
            writer.print(before);
            call.operand(0).unparse(writer, 0, 0);
            writer.print(after);
            writer.setNeedWhitespace(true);
        }

        /** Two of different texts are not equal, though their names are. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Template template && template.before.equals(before) && template.after.equals(after);
        }

        @Override
        public int hashCode() {
            return after.hashCode();
        }
    }
}
