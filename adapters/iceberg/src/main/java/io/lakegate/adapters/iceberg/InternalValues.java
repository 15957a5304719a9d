package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ByteBuffers;
import org.apache.iceberg.util.UUIDUtil;
import org.jspecify.annotations.Nullable;

/** Values as Iceberg's metadata holds them, a time as a number and so on, made into {@link Value}s. */
final class InternalValues {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

    private InternalValues() {}

    /** The value of a primitive type; {@code type} is ours for {@code iceberg}. */
    static Value of(LakeType type, Type iceberg, @Nullable Object internal) {
        return internal == null ? Value.nullOf(type) : Value.of(type, content(iceberg, internal));
    }

    private static Object content(Type type, Object value) {
        return switch (type.typeId()) {
            case DATE -> LocalDate.ofEpochDay(((Number) value).longValue());
            case TIME -> LocalTime.ofNanoOfDay(((Number) value).longValue() * NANOS_PER_MICRO);
            case TIMESTAMP ->
                time(instant((Long) value, MICROS_PER_SECOND), ((Types.TimestampType) type).shouldAdjustToUTC());
            case TIMESTAMP_NANO ->
                time(instant((Long) value, NANOS_PER_SECOND), ((Types.TimestampNanoType) type).shouldAdjustToUTC());
            case STRING -> value.toString();
            case UUID -> value instanceof ByteBuffer bytes ? UUIDUtil.convert(bytes) : value;
            case FIXED, BINARY -> value instanceof ByteBuffer bytes ? ByteBuffers.toByteArray(bytes) : value;
            case LONG -> ((Number) value).longValue(); // an INTEGER that was widened since
            case DOUBLE -> ((Number) value).doubleValue();
            default -> value;
        };
    }

    private static Instant instant(long count, long perSecond) {
        return Instant.ofEpochSecond(
                Math.floorDiv(count, perSecond), Math.floorMod(count, perSecond) * (NANOS_PER_SECOND / perSecond));
    }

    private static Object time(Instant instant, boolean zoned) {
        return zoned ? instant : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
