package io.lakegate.adapters.calcite.sql;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.schema.CalciteTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.apache.calcite.util.TimestampWithTimeZoneString;
import org.jspecify.annotations.Nullable;

/** Writes constants so that the engine gives them the type that they have in the plan. */
final class LiteralWriter {
    private static final BigInteger MAX_INTEGER = BigInteger.valueOf(Integer.MAX_VALUE);

    private LiteralWriter() {}

    static String text(RexLiteral literal) {
        RelDataType type = literal.getType();
        if (literal.isNull()) {
            return nullOf(type);
        }
        SqlTypeName name = literal.getTypeName();
        if (SqlTypeName.INTERVAL_TYPES.contains(type.getSqlTypeName())) {
            return interval(type.getSqlTypeName(), required(literal.getValueAs(BigDecimal.class)));
        }
        return switch (name) {
            case BOOLEAN -> required(literal.getValueAs(Boolean.class)) ? "TRUE" : "FALSE";
            case DECIMAL -> number(required(literal.getValueAs(BigDecimal.class)), type);
            case DOUBLE, REAL, FLOAT -> approximate(literal, type);
            case CHAR ->
                StatementText.quotedText(
                        required(literal.getValueAs(NlsString.class)).getValue());
            case BINARY ->
                "from_hex('" + required(literal.getValueAs(ByteString.class)).toString(16) + "')";
            case DATE -> "DATE '" + required(literal.getValueAs(DateString.class)) + "'";
            case TIME -> "TIME '" + required(literal.getValueAs(TimeString.class)) + "'";
            case TIMESTAMP ->
                cast("'" + required(literal.getValueAs(TimestampString.class)) + "'", CalciteTypes.engineName(type));
            case TIMESTAMP_TZ -> instant(required(literal.getValueAs(TimestampWithTimeZoneString.class)));
            case UUID -> cast("'" + literal.getValue() + "'", "UUID");
            case ARRAY, ROW, MULTISET -> list(requireNonNull(literal.getValueAs(List.class)), type);
            case SYMBOL -> String.valueOf(literal.getValue());
            default -> throw QueryWriter.refused("A literal of the type " + type, "Write it as a cast of a text.");
        };
    }

    private static String nullOf(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case NULL, ANY, UNKNOWN, SYMBOL -> "NULL";
            default -> cast("NULL", CalciteTypes.engineName(type));
        };
    }

    private static String cast(String value, String type) {
        return "CAST(" + value + " AS " + type + ")";
    }

    private static <T> T required(@Nullable T value) {
        return requireNonNull(value, "literal");
    }

    /** A number of the type that the engine would give it stands alone. */
    private static String number(BigDecimal number, RelDataType type) {
        String text = number.signum() < 0 ? "(" + number.toPlainString() + ")" : number.toPlainString();
        boolean whole = number.scale() <= 0;
        boolean plain = switch (type.getSqlTypeName()) {
            case INTEGER -> whole && number.toBigInteger().abs().compareTo(MAX_INTEGER) <= 0;
            case BIGINT -> whole && number.toBigInteger().abs().compareTo(MAX_INTEGER) > 0;
            case DECIMAL -> number.scale() > 0 && number.scale() == type.getScale();
            default -> false;
        };
        return plain ? text : cast(text, CalciteTypes.engineName(type));
    }

    private static String approximate(RexLiteral literal, RelDataType type) {
        String number = String.valueOf(literal.getValue()).toLowerCase(Locale.ROOT);
        return cast("'" + number + "'", CalciteTypes.engineName(type));
    }

    private static String interval(SqlTypeName type, BigDecimal amount) {
        if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(type)) {
            return "to_months(" + amount.toBigInteger() + ")";
        }
        BigInteger milliseconds = amount.toBigInteger();
        BigInteger day = BigInteger.valueOf(86_400_000);
        return milliseconds.mod(day).signum() == 0
                ? "to_days(" + milliseconds.divide(day) + ")"
                : "to_microseconds(" + amount.movePointRight(3).toBigInteger() + ")";
    }

    private static String instant(TimestampWithTimeZoneString time) {
        TimestampString utc =
                time.withTimeZone(java.util.TimeZone.getTimeZone("UTC")).getLocalTimestampString();
        return cast("'" + utc + "+00'", "TIMESTAMP WITH TIME ZONE");
    }

    private static String list(List<?> values, RelDataType type) {
        StringBuilder text = new StringBuilder(type.isStruct() ? "row(" : "[");
        for (Object value : values) {
            text.append(text.length() > (type.isStruct() ? 4 : 1) ? ", " : "").append(text((RexLiteral) value));
        }
        return cast(text.append(type.isStruct() ? ")" : "]").toString(), CalciteTypes.engineName(type));
    }
}
