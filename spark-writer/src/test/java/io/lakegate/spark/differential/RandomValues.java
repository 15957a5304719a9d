package io.lakegate.spark.differential;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Makes up types and values of them: ordinary ones close together, and the odd and extreme ones of each type. One thread. */
final class RandomValues {
    private static final List<DataType> PRIMITIVES = List.of(
            DataTypes.BooleanType,
            DataTypes.ByteType,
            DataTypes.ShortType,
            DataTypes.IntegerType,
            DataTypes.LongType,
            DataTypes.FloatType,
            DataTypes.DoubleType,
            DataTypes.DateType,
            DataTypes.TimestampType,
            DataTypes.TimestampNTZType,
            DataTypes.StringType,
            DataTypes.StringType,
            DataTypes.BinaryType,
            DataTypes.createDecimalType(5, 2),
            DataTypes.createDecimalType(9, 0),
            DataTypes.createDecimalType(18, 6),
            DataTypes.createDecimalType(25, 10),
            DataTypes.createDecimalType(38, 4),
            DataTypes.createDecimalType(38, 38));
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "a",
            "A",
            "ab",
            "abc",
            "b",
            "ba",
            "é",
            "e\u0301",
            "日本",
            "😀",
            "it's",
            "\"q\"",
            "back\\slash",
            "a%b",
            "a_b",
            "a=b/c:d",
            "#?&+ %20",
            "NULL",
            "null",
            "-",
            "trail ",
            "\uFFFD",
            "\uFF21\uD83D\uDE00",
            "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
            "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzy",
            "日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語😀",
            "\uDBFF\uDFFF\uDBFF\uDFFFz",
            "tab\tline\nend");
    private static final LocalDate FIRST_DAY = LocalDate.of(1, 1, 1);
    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);
    private static final List<LocalDate> DAYS = List.of(
            FIRST_DAY,
            LocalDate.of(1500, 2, 28),
            LocalDate.of(1582, 10, 4),
            LocalDate.of(1582, 10, 15),
            LocalDate.of(1899, 12, 31),
            LocalDate.EPOCH.minusDays(1),
            LocalDate.EPOCH,
            LocalDate.of(2262, 4, 12),
            LAST_DAY);

    private final Random random;

    RandomValues(Random random) {
        this.random = random;
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    <T> T oneOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    /** A type without parts. */
    DataType primitive() {
        return oneOf(PRIMITIVES);
    }

    /** Any type, with at most {@code depth} levels of nesting. */
    DataType type(int depth) {
        if (depth == 0 || chance(75)) {
            return primitive();
        }
        return switch (below(3)) {
            case 0 -> DataTypes.createArrayType(type(depth - 1));
            case 1 ->
                DataTypes.createMapType(oneOf(List.of(DataTypes.StringType, DataTypes.IntegerType)), type(depth - 1));
            default ->
                new StructType(IntStream.rangeClosed(1, 1 + below(3))
                        .mapToObj(i -> DataTypes.createStructField("f" + i, type(depth - 1), true))
                        .toArray(StructField[]::new));
        };
    }

    /** A value, or null now and then. */
    @Nullable
    Object valueOrNull(DataType type) {
        return chance(15) ? null : value(type);
    }

    /** A value in the class that Spark wants it in, never null itself. */
    Object value(DataType type) {
        if (type instanceof ArrayType array) {
            List<@Nullable Object> elements = new ArrayList<>();
            IntStream.range(0, below(4)).forEach(i -> elements.add(valueOrNull(array.elementType())));
            return elements;
        }
        if (type instanceof MapType map) {
            Map<Object, @Nullable Object> entries = new LinkedHashMap<>();
            IntStream.range(0, below(3)).forEach(i -> entries.put(value(map.keyType()), valueOrNull(map.valueType())));
            return entries;
        }
        if (type instanceof StructType struct) {
            return RowFactory.create(java.util.Arrays.stream(struct.fields())
                    .map(field -> valueOrNull(field.dataType()))
                    .toArray());
        }
        return type instanceof DecimalType decimal ? decimal(decimal) : simple(type.typeName());
    }

    private Object simple(String type) {
        return switch (type) {
            case "boolean" -> random.nextBoolean();
            case "byte" -> (byte) integer(Byte.MIN_VALUE, Byte.MAX_VALUE);
            case "short" -> (short) integer(Short.MIN_VALUE, Short.MAX_VALUE);
            case "integer" -> (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "long" -> integer(Long.MIN_VALUE, Long.MAX_VALUE);
            case "float" ->
                chance(60)
                        ? below(40) / 4f - 5
                        : oneOf(List.of(
                                Float.NaN,
                                Float.POSITIVE_INFINITY,
                                Float.NEGATIVE_INFINITY,
                                -0.0f,
                                0.0f,
                                Float.MAX_VALUE,
                                -Float.MAX_VALUE,
                                Float.MIN_VALUE,
                                0.1f));
            case "double" ->
                chance(60)
                        ? below(40) / 4.0 - 5
                        : oneOf(List.of(
                                Double.NaN,
                                Double.POSITIVE_INFINITY,
                                Double.NEGATIVE_INFINITY,
                                -0.0,
                                0.0,
                                Double.MAX_VALUE,
                                -Double.MAX_VALUE,
                                Double.MIN_VALUE,
                                0.1));
            case "date" -> day();
            case "timestamp" -> dateTime().toInstant(ZoneOffset.UTC);
            case "timestamp_ntz" -> dateTime();
            case "string" -> chance(20) ? "t" + below(100) : oneOf(TEXTS);
            case "binary" -> bytes();
            default -> throw new IllegalArgumentException("no values of type " + type);
        };
    }

    private long integer(long lowest, long highest) {
        return chance(80) ? below(40) - 20 : oneOf(List.of(lowest, highest, lowest + 1, highest - 1));
    }

    private BigDecimal decimal(DecimalType type) {
        BigInteger largest = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
        BigInteger unscaled = switch (below(10)) {
            case 0 -> largest;
            case 1 -> largest.negate();
            case 2 -> BigInteger.ZERO;
            case 3 -> new BigInteger(largest.bitLength() - 1, random);
            // Whole numbers close together, but for types that hold none.
            default ->
                BigInteger.valueOf(below(40) - 20L)
                        .multiply(BigInteger.TEN.pow(Math.min(type.scale(), type.precision() - 2)));
        };
        return new BigDecimal(unscaled, type.scale());
    }

    private LocalDate day() {
        return chance(70) ? LocalDate.of(2024, 2, 20).plusDays(below(40)) : oneOf(DAYS);
    }

    private LocalDateTime dateTime() {
        return switch (below(4)) {
            case 0 -> day().atStartOfDay();
            case 1 -> day().atTime(23, 59, 59, 999_999_000);
            case 2 -> day().atTime(12, 30, 15, 123_000_000);
            default -> day().atTime(below(24), below(60), below(60), below(1_000_000) * 1000);
        };
    }

    private byte[] bytes() {
        if (chance(50)) {
            return oneOf(TEXTS).getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[below(5)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** An instant of Spark's as a local time in UTC, which is how both dialects spell it. */
    static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
