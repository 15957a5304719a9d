package io.lakegate.adapters.delta;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import io.lakegate.catalog.spi.Scan;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Rows as texts that are equal exactly where the rows are: those that a reader made, and those of a Parquet file with known answers, which
 * is read in another way.
 */
final class RowText {
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private RowText() {}

    static String of(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof LocalDate date) {
            return "day " + date.toEpochDay();
        }
        if (value instanceof LocalDateTime time) {
            return micros(time.toInstant(ZoneOffset.UTC));
        }
        if (value instanceof Instant instant) {
            return micros(instant);
        }
        if (value instanceof Map<?, ?> struct) {
            return struct.entrySet().stream()
                    .map(field -> field.getKey() + "=" + of(field.getValue()))
                    .collect(Collectors.joining(", ", "(", ")"));
        }
        if (value instanceof List<?> list) {
            return !list.isEmpty() && list.get(0) instanceof Map.Entry
                    ? map(list.stream().map(each -> (Map.Entry<?, ?>) each).map(RowText::entry))
                    : list.stream().map(RowText::of).collect(Collectors.joining(", ", "[", "]"));
        }
        return String.valueOf(value);
    }

    private static String entry(Map.Entry<?, ?> entry) {
        return of(entry.getKey()) + "->" + of(entry.getValue());
    }

    /** An empty map and an empty list look the same, as they do in a row. */
    private static String map(Stream<String> entries) {
        return entries.sorted().collect(Collectors.joining(", ", "[", "]"));
    }

    private static String micros(Instant instant) {
        return "micros " + (instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000);
    }

    /** How Kernel reads a table. */
    static Rows open(PinnedTable table, List<String> columns, Filter filter) {
        Scan scan = table.scan(new ScanRequest(columns, filter), Reader.FORMAT);
        return scan.match(
                        files -> {
                            throw new AssertionError("the engine was to read");
                        },
                        Scan.FromJvm::rows,
                        parts -> {
                            throw new AssertionError("rows in parts");
                        })
                .get();
    }

    /** All rows of a table as Kernel reads them, each with the values of the columns named. */
    static List<String> ofTable(PinnedTable table, List<String> columns) {
        return ofTable(table, columns, Filter.ANYTHING);
    }

    static List<String> ofTable(PinnedTable table, List<String> columns, Filter filter) {
        try (Rows rows = open(table, columns, filter)) {
            List<String> found = new ArrayList<>();
            for (Optional<RowBatch> batch = rows.next(1_000); batch.isPresent(); batch = rows.next(1_000)) {
                for (int row = 0; row < batch.get().rowCount(); row++) {
                    found.add(row(batch.get(), row, columns.size()));
                }
            }
            return found;
        }
    }

    private static String row(RowBatch batch, int row, int columns) {
        return IntStream.range(0, columns)
                .mapToObj(column -> of(batch.value(column, row)))
                .collect(Collectors.joining(" | "));
    }

    /** The rows of files, each with the values of the columns named. */
    static List<String> ofFiles(List<Path> files, List<String> columns) throws Exception {
        List<String> rows = new ArrayList<>();
        for (Path file : files) {
            try (ParquetReader<Group> reader = new ParquetReader.Builder<Group>(new LocalInputFile(file)) {
                @Override
                protected ReadSupport<Group> getReadSupport() {
                    return new GroupReadSupport();
                }
            }.build()) {
                for (Group row = reader.read(); row != null; row = reader.read()) {
                    rows.add(row(row, columns));
                }
            }
        }
        return rows;
    }

    private static String row(Group row, List<String> columns) {
        GroupType type = row.getType();
        return columns.stream()
                .map(name -> type.getFields().stream()
                        .filter(field -> field.getName().equalsIgnoreCase(name))
                        .findFirst()
                        .map(field -> field(row, type.getFieldIndex(field.getName())))
                        .orElse("null"))
                .collect(Collectors.joining(" | "));
    }

    private static String field(Group group, int field) {
        return group.getFieldRepetitionCount(field) == 0 ? "null" : value(group, field, 0);
    }

    private static String value(Group group, int field, int index) {
        Type type = group.getType().getType(field);
        if (type.isPrimitive()) {
            return primitive(type.asPrimitiveType(), group, field, index);
        }
        Group inner = group.getGroup(field, index);
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        String kind = annotation == null ? "STRUCT" : annotation.toString().toUpperCase(Locale.ROOT);
        return switch (kind) {
            case "LIST" ->
                IntStream.range(0, inner.getFieldRepetitionCount(0))
                        .mapToObj(i -> inner.getType().getType(0).isPrimitive()
                                ? value(inner, 0, i)
                                : field(inner.getGroup(0, i), 0))
                        .collect(Collectors.joining(", ", "[", "]"));
            case "MAP", "MAP_KEY_VALUE" ->
                map(IntStream.range(0, inner.getFieldRepetitionCount(0))
                        .mapToObj(i -> inner.getGroup(0, i))
                        .map(each -> field(each, 0) + "->" + field(each, 1)));
            default ->
                IntStream.range(0, inner.getType().getFieldCount())
                        .mapToObj(i -> inner.getType().getFieldName(i) + "=" + field(inner, i))
                        .collect(Collectors.joining(", ", "(", ")"));
        };
    }

    private static String primitive(PrimitiveType type, Group group, int field, int index) {
        LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
        if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
            BigInteger unscaled = switch (type.getPrimitiveTypeName()) {
                case INT32 -> BigInteger.valueOf(group.getInteger(field, index));
                case INT64 -> BigInteger.valueOf(group.getLong(field, index));
                default -> new BigInteger(group.getBinary(field, index).getBytes());
            };
            return new BigDecimal(unscaled, decimal.getScale()).toPlainString();
        }
        if (annotation instanceof TimestampLogicalTypeAnnotation time) {
            long value = group.getLong(field, index);
            return "micros " + (time.getUnit() == LogicalTypeAnnotation.TimeUnit.MILLIS ? value * 1_000 : value);
        }
        if (annotation instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation) {
            return "day " + group.getInteger(field, index);
        }
        return switch (type.getPrimitiveTypeName()) {
            case INT32 -> Integer.toString(group.getInteger(field, index));
            case INT64 -> Long.toString(group.getLong(field, index));
            case BOOLEAN -> Boolean.toString(group.getBoolean(field, index));
            case FLOAT -> Float.toString(group.getFloat(field, index));
            case DOUBLE -> Double.toString(group.getDouble(field, index));
            case INT96 -> int96(group.getInt96(field, index).toByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
            case BINARY, FIXED_LEN_BYTE_ARRAY ->
                annotation == null
                        ? HexFormat.of().formatHex(group.getBinary(field, index).getBytes())
                        : group.getString(field, index);
        };
    }

    private static String int96(ByteBuffer bytes) {
        long nanosOfDay = bytes.getLong();
        return "micros " + ((bytes.getInt() - 2_440_588L) * MICROS_PER_DAY + nanosOfDay / 1_000);
    }
}
