package io.lakegate.server.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import io.lakegate.server.session.ParameterValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.remote.TypedValue;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values that a client binds as the types that the statement wants. Numbers must fit, texts must parse; nothing is rounded or cut
 * silently. Texts without a zone that are bound to an instant are times of the session's zone, Avatica's numbers of UTC.
 */
final class ParameterReader implements ParameterValues {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final List<TypedValue> given;
    private final ZoneId zone;

    /** {@code zone} is the session's. */
    ParameterReader(List<TypedValue> given, ZoneId zone) {
        this.given = given;
        this.zone = zone;
    }

    @Override
    public int count() {
        return given.size();
    }

    @Override
    public Value read(int index, LakeType type) {
        return read(index + 1, given.get(index), type);
    }

    private Value read(int number, TypedValue given, LakeType type) {
        Object content = given.value == null ? null : neutral(given);
        try {
            return new Value(type, Optional.ofNullable(content).map(c -> convert(c, type)));
        } catch (ArithmeticException | DateTimeException | IllegalArgumentException e) {
            throw new GatewayException(
                    ErrorCode.PARAMETER_VALUE,
                    "Parameter %d cannot be used as %s: it was given as %s. Bind a value of that type."
                            .formatted(
                                    number,
                                    type,
                                    content == null
                                            ? "NULL"
                                            : content.getClass().getSimpleName()),
                    e);
        }
    }

    /** Avatica's numbers for times as the times they mean; everything else as it is. */
    private static @Nullable Object neutral(TypedValue given) {
        Object local = given.toLocal();
        if (local instanceof ByteString bytes) {
            return bytes.getBytes();
        }
        if (!(local instanceof Number number)) {
            return local;
        }
        if (given.type == Rep.JAVA_SQL_DATE) {
            return LocalDate.ofEpochDay(number.longValue());
        }
        if (given.type == Rep.JAVA_SQL_TIME) {
            return LocalTime.ofNanoOfDay(Math.floorMod(number.longValue(), 86_400_000L) * 1_000_000L);
        }
        if (given.type == Rep.JAVA_SQL_TIMESTAMP || given.type == Rep.JAVA_UTIL_DATE) {
            return LocalDateTime.ofEpochSecond(
                    Math.floorDiv(number.longValue(), 1000L),
                    (int) Math.floorMod(number.longValue(), 1000L) * 1_000_000,
                    ZoneOffset.UTC);
        }
        return local;
    }

    private Object convert(Object content, LakeType type) {
        return type.match(
                simple -> convert(content, simple),
                decimal -> number(content).setScale(decimal.scale(), RoundingMode.UNNECESSARY),
                list -> elements(content, list.element()),
                map -> refuse(),
                struct -> refuse());
    }

    private Object convert(Object content, LakeType.Simple type) {
        return switch (type) {
            case BOOLEAN -> bool(content);
            case TINYINT -> number(content).byteValueExact();
            case SMALLINT -> number(content).shortValueExact();
            case INTEGER -> number(content).intValueExact();
            case BIGINT -> number(content).longValueExact();
            case REAL ->
                content instanceof Number n
                        ? n.floatValue()
                        : Float.parseFloat(content.toString().strip());
            case DOUBLE ->
                content instanceof Number n
                        ? n.doubleValue()
                        : Double.parseDouble(content.toString().strip());
            case VARCHAR -> content instanceof byte[] ? refuse() : text(content);
            case VARBINARY -> content instanceof byte[] ? content : refuse();
            case DATE -> date(content);
            case TIME ->
                content instanceof LocalTime
                        ? content
                        : LocalTime.parse(content.toString().strip());
            case TIMESTAMP, TIMESTAMP_NS -> dateTime(content);
            case TIMESTAMP_TZ, TIMESTAMP_TZ_NS -> instant(content);
            case UUID -> java.util.UUID.fromString(content.toString().strip());
            case INTERVAL, NULL -> refuse();
        };
    }

    /** A list of Avatica's, or one that is written as JSON. */
    private List<@Nullable Object> elements(Object content, LakeType type) {
        if (type.isNested() || type == LakeType.Simple.VARBINARY) {
            refuse();
        }
        List<?> given = content instanceof List<?> list ? list : json(content.toString());
        List<@Nullable Object> elements = new ArrayList<>();
        for (Object element : given) {
            Object local = element instanceof TypedValue value ? value.toLocal() : element; // in protobuf they are
            elements.add(local == null ? null : convert(local, type));
        }
        return elements;
    }

    private static List<?> json(String text) {
        try {
            return JSON.readValue(text, List.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no list", e);
        }
    }

    private static Object refuse() {
        throw new IllegalArgumentException("no such conversion");
    }

    private static String text(Object content) {
        return content instanceof BigDecimal number ? number.toPlainString() : content.toString();
    }

    private static Object bool(Object content) {
        String word = content.toString().strip();
        if (word.equalsIgnoreCase("true") || word.equals("1")) {
            return true;
        }
        return word.equalsIgnoreCase("false") || word.equals("0") ? (Object) false : refuse();
    }

    private static BigDecimal number(Object content) {
        if (content instanceof BigDecimal decimal) {
            return decimal;
        }
        if (content instanceof BigInteger whole) {
            return new BigDecimal(whole);
        }
        if (content instanceof Boolean bool) {
            return bool ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        return new BigDecimal(content.toString().strip());
    }

    private static Object date(Object content) {
        if (content instanceof LocalDateTime dateTime) {
            return dateTime.toLocalTime().equals(LocalTime.MIDNIGHT) ? dateTime.toLocalDate() : refuse();
        }
        return content instanceof LocalDate
                ? content
                : LocalDate.parse(content.toString().strip());
    }

    private static LocalDateTime dateTime(Object content) {
        if (content instanceof LocalDateTime dateTime) {
            return dateTime;
        }
        if (content instanceof LocalDate date) {
            return date.atStartOfDay();
        }
        String text = content.toString().strip().replace(' ', 'T');
        return text.indexOf('T') < 0 ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text);
    }

    private Instant instant(Object content) {
        if (content instanceof String text && hasZone(text.strip())) {
            return OffsetDateTime.parse(text.strip().replace(' ', 'T')).toInstant();
        }
        ZoneId of = content instanceof LocalDateTime ? ZoneOffset.UTC : zone;
        return dateTime(content).atZone(of).withLaterOffsetAtOverlap().toInstant();
    }

    private static boolean hasZone(String text) {
        return text.endsWith("Z") || text.matches(".*[+-]\\d\\d:\\d\\d(:\\d\\d)?$");
    }
}
