package io.lakegate.adapters.delta;

import com.fasterxml.jackson.core.JsonToken;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The least or greatest value of a column in a file as the log's JSON has it, made into a bound that holds whatever the writer cut off.
 * What cannot be understood is no bound.
 *
 * @param token a scalar
 * @param text as it stands in the JSON, without quotes
 * @see "Delta protocol: Per-file Statistics"
 */
record StatisticsValue(JsonToken token, String text) {
    /** Before it, writers used different calendars: the same text may mean days that are up to twelve apart. */
    private static final LocalDate FIRST_SURE_DAY = LocalDate.of(1582, 10, 15);

    /** Writers cut texts after 32 characters, if they do not say otherwise; few choose a shorter length. */
    private static final int SHORTEST_CUT = 32;

    private static final int LAST_CODE_POINT = Character.MAX_CODE_POINT;
    private static final int REPLACEMENT = 0xFFFD;

    /** A double holds so many digits exactly; some writers let decimals pass through one. */
    private static final int SURE_DIGITS = 15;

    private static final BigDecimal DOUBLE_ERROR = new BigDecimal("2.3E-16");
    private static final int MOST_DIGITS = 100;
    private static final Pattern WITH_ZONE = Pattern.compile(".*(Z|[+-]\\d{2}:?\\d{2})");

    /** A value that no value of the file is below. */
    Optional<Value> lower(DeltaColumn column) {
        return bound(column, RoundingMode.FLOOR);
    }

    /** A value that no value of the file is above, NaN aside. */
    Optional<Value> upper(DeltaColumn column) {
        return bound(column, RoundingMode.CEILING);
    }

    private Optional<Value> bound(DeltaColumn column, RoundingMode outward) {
        LakeType type = column.type();
        try {
            return type.match(
                            simple -> simple(column, simple, outward),
                            decimal -> isNumber() ? decimal(decimal, outward) : Optional.<Object>empty(),
                            list -> Optional.<Object>empty(),
                            map -> Optional.<Object>empty(),
                            struct -> Optional.<Object>empty())
                    .map(content -> Value.of(type, content));
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Optional.empty(); // a number of another type, a date that does not exist
        }
    }

    private Optional<Object> simple(DeltaColumn column, LakeType.Simple type, RoundingMode outward) {
        boolean up = outward == RoundingMode.CEILING;
        return switch (type) {
            case BOOLEAN -> token.isBoolean() ? Optional.of(token == JsonToken.VALUE_TRUE) : Optional.empty();
            case TINYINT, SMALLINT, INTEGER, BIGINT ->
                token == JsonToken.VALUE_NUMBER_INT
                        ? PartitionValues.parse(column.column(), text).content()
                        : Optional.empty();
            case REAL, DOUBLE -> floating(column, up);
            case VARCHAR ->
                isText() && !column.collated() && !column.variant()
                        ? Optional.of(up ? textAbove(text) : text)
                        : Optional.empty();
            case DATE -> parsed(column).filter(date -> isSure((LocalDate) date));
            case TIMESTAMP ->
                parsed(column)
                        .map(LocalDateTime.class::cast)
                        .filter(time -> isSure(time.toLocalDate()))
                        .map(time -> up ? time.plus(1, ChronoUnit.MILLIS) : time);
            case TIMESTAMP_TZ ->
                parsed(column)
                        .filter(time -> WITH_ZONE.matcher(text).matches())
                        .map(Instant.class::cast)
                        .filter(time ->
                                isSure(LocalDate.ofInstant(time, ZoneOffset.UTC).minusDays(1)))
                        .map(time -> up ? time.plus(1, ChronoUnit.MILLIS) : time);
            case VARBINARY, TIME, TIMESTAMP_NS, TIMESTAMP_TZ_NS, UUID, INTERVAL, NULL -> Optional.empty();
        };
    }

    private boolean isNumber() {
        return token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
    }

    private boolean isText() {
        return token == JsonToken.VALUE_STRING;
    }

    private static boolean isSure(LocalDate date) {
        return !date.isBefore(FIRST_SURE_DAY);
    }

    private Optional<Object> parsed(DeltaColumn column) {
        return isText() ? PartitionValues.parse(column.column(), text).content() : Optional.empty();
    }

    private Optional<Object> floating(DeltaColumn column, boolean up) {
        if (!isNumber() && !isText()) {
            return Optional.empty();
        }
        boolean single = column.type() == LakeType.Simple.REAL;
        double value =
                ((Number) PartitionValues.parse(column.column(), text).content().orElse(Double.NaN)).doubleValue();
        boolean overflown = isNumber() && Double.isInfinite(value);
        if (Double.isNaN(value) || overflown) {
            return Optional.empty();
        }
        if (column.widenedFromFloat()) {
            // The text of a 32-bit number means that number, which is not quite the 64-bit one of the same text.
            double narrow = (float) value;
            value = up ? Math.max(value, narrow) : Math.min(value, narrow);
        }
        return Optional.of(single ? (Object) (float) value : (Object) value);
    }

    private Optional<Object> decimal(LakeType.Decimal type, RoundingMode outward) {
        BigDecimal value = new BigDecimal(text);
        if (Math.abs((long) value.precision() - value.scale()) > MOST_DIGITS || value.precision() > MOST_DIGITS) {
            return Optional.empty();
        }
        if (type.precision() > SURE_DIGITS) {
            BigDecimal error = value.abs().multiply(DOUBLE_ERROR);
            value = outward == RoundingMode.CEILING ? value.add(error) : value.subtract(error);
        }
        return Optional.of(value.setScale(type.scale(), outward));
    }

    /**
     * A text that is not below any text which a writer may have cut down to this one.
     *
     * <p>A cut text should end with the last code point. Older writers end it with U+FFFD, some with nothing, and a character of two
     * UTF-16 units may have been cut in half, which leaves half of it, a question mark or U+FFFD.
     */
    private static String textAbove(String text) {
        int end = text.length();
        boolean whole = end < SHORTEST_CUT
                && (end == 0 || (!isTieBreaker(text.codePointBefore(end)) && !isHalf(text.codePointBefore(end))));
        if (whole) {
            return text;
        }
        while (end > 0 && mayReplace(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(0, end) + Character.toString(LAST_CODE_POINT);
    }

    private static boolean isTieBreaker(int codePoint) {
        return codePoint == LAST_CODE_POINT || codePoint == REPLACEMENT;
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static boolean mayReplace(int codePoint) {
        return isTieBreaker(codePoint) || isHalf(codePoint) || codePoint == '?';
    }
}
