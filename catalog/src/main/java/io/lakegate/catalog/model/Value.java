package io.lakegate.catalog.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;

/**
 * A value of a {@link LakeType} outside of a file: a partition value, a bound of a column, a literal of a filter.
 *
 * <p>The Java class of {@code content} follows from the type: Boolean; Byte, Short, Integer, Long; Float, Double; BigDecimal with
 * the type's scale; String; byte[]; LocalDate, LocalTime, LocalDateTime; Instant for times with a zone; java.util.UUID. Nested types,
 * INTERVAL and NULL have no such values, only the empty one.
 *
 * @param content empty for SQL NULL
 */
public record Value(LakeType type, Optional<Object> content) {
    public Value {
        content.ifPresent(c -> requireClass(type, c));
    }

    public static Value of(LakeType type, Object content) {
        return new Value(type, Optional.of(content));
    }

    public static Value nullOf(LakeType type) {
        return new Value(type, Optional.empty());
    }

    public boolean isNull() {
        return content.isEmpty();
    }

    private static void requireClass(LakeType type, Object content) {
        Class<?> wanted = javaClass(type);
        if (!wanted.isInstance(content)) {
            throw new IllegalArgumentException("a value of type %s must be a %s, got a %s"
                    .formatted(type, wanted.getSimpleName(), content.getClass().getSimpleName()));
        }
    }

    private static Class<?> javaClass(LakeType type) {
        return type.match(
                Value::javaClass, decimal -> BigDecimal.class, list -> List.class, map -> Void.class, s -> Void.class);
    }

    private static Class<?> javaClass(LakeType.Simple type) {
        return switch (type) {
            case BOOLEAN -> Boolean.class;
            case TINYINT -> Byte.class;
            case SMALLINT -> Short.class;
            case INTEGER -> Integer.class;
            case BIGINT -> Long.class;
            case REAL -> Float.class;
            case DOUBLE -> Double.class;
            case VARCHAR -> String.class;
            case VARBINARY -> byte[].class;
            case DATE -> LocalDate.class;
            case TIME -> LocalTime.class;
            case TIMESTAMP, TIMESTAMP_NS -> LocalDateTime.class;
            case TIMESTAMP_TZ, TIMESTAMP_TZ_NS -> Instant.class;
            case UUID -> java.util.UUID.class;
            case INTERVAL, NULL -> Void.class;
        };
    }
}
