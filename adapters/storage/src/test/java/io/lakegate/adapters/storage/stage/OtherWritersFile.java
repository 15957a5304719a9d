package io.lakegate.adapters.storage.stage;

import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timeType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.uuidType;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/**
 * A file with bloom filters that parquet-java wrote, as Spark and Iceberg do. Each of its row groups has values between the same bounds, made of
 * numbers: group g those that are 4 i + g.
 */
final class OtherWritersFile {
    static final int GROUPS = 4;
    static final int GROUP_ROWS = 1000;

    private static final int WIDE_BYTES = 13;

    private OtherWritersFile() {}

    /** The columns of the file: how they are stored, and the values. */
    @SuppressWarnings("ImmutableEnumChecker") // types of the format do not change
    enum Stored {
        TINY(Types.required(PrimitiveTypeName.INT32).as(intType(8, true))),
        SMALL(Types.required(PrimitiveTypeName.INT32).as(intType(16, true))),
        WHOLE(Types.required(PrimitiveTypeName.INT32)),
        WHOLE_NAMED(Types.required(PrimitiveTypeName.INT32).as(intType(32, true))),
        /** Without statistics. */
        BLIND(Types.required(PrimitiveTypeName.INT32)),
        LARGE(Types.required(PrimitiveTypeName.INT64)),
        LARGE_NAMED(Types.required(PrimitiveTypeName.INT64).as(intType(64, true))),
        UNSIGNED(Types.required(PrimitiveTypeName.INT64).as(intType(64, false))),
        SINGLE(Types.required(PrimitiveTypeName.FLOAT)),
        REAL(Types.required(PrimitiveTypeName.DOUBLE)),
        ODD(Types.required(PrimitiveTypeName.DOUBLE)),
        PRICE(Types.required(PrimitiveTypeName.INT32).as(decimalType(2, 8))),
        SUM(Types.required(PrimitiveTypeName.INT64).as(decimalType(2, 18))),
        WIDE(Types.required(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
                .length(WIDE_BYTES)
                .as(decimalType(2, 30))),
        LOOSE(Types.required(PrimitiveTypeName.BINARY).as(decimalType(2, 18))),
        NAME(Types.required(PrimitiveTypeName.BINARY).as(stringType())),
        BYTES(Types.required(PrimitiveTypeName.BINARY)),
        UNIQUE(Types.required(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY).length(16).as(uuidType())),
        DAY(Types.required(PrimitiveTypeName.INT32).as(dateType())),
        CLOCK(Types.required(PrimitiveTypeName.INT64).as(timeType(false, TimeUnit.MICROS))),
        MILLIS(Types.required(PrimitiveTypeName.INT64).as(timestampType(false, TimeUnit.MILLIS))),
        MICROS(Types.required(PrimitiveTypeName.INT64).as(timestampType(false, TimeUnit.MICROS))),
        NANOS(Types.required(PrimitiveTypeName.INT64).as(timestampType(false, TimeUnit.NANOS))),
        UTC_MILLIS(Types.required(PrimitiveTypeName.INT64).as(timestampType(true, TimeUnit.MILLIS))),
        UTC_MICROS(Types.required(PrimitiveTypeName.INT64).as(timestampType(true, TimeUnit.MICROS)));

        private final PrimitiveType type;

        Stored(Types.PrimitiveBuilder<PrimitiveType> type) {
            this.type = type.named(name());
        }

        private void add(Group row, int number) {
            switch (this) {
                case TINY -> row.add(name(), (byte) number);
                case SMALL, WHOLE, WHOLE_NAMED, BLIND, PRICE, DAY -> row.add(name(), number);
                case LARGE, LARGE_NAMED, UNSIGNED, SUM, MILLIS, UTC_MILLIS -> row.add(name(), (long) number);
                case CLOCK -> row.add(name(), 2000 * 1000L + number * 1000L);
                case MICROS, UTC_MICROS -> row.add(name(), number * 1000L);
                case NANOS -> row.add(name(), number * 1_000_000L);
                case SINGLE -> row.add(name(), number / 4f);
                case REAL -> row.add(name(), number / 4.0);
                case ODD -> row.add(name(), odd(number));
                case WIDE -> row.add(name(), Binary.fromConstantByteArray(wide(number)));
                case LOOSE ->
                    row.add(
                            name(),
                            Binary.fromConstantByteArray(
                                    BigInteger.valueOf(number).toByteArray()));
                case NAME -> row.add(name(), "tëxt " + number);
                case BYTES ->
                    row.add(name(), Binary.fromConstantByteArray(("bytes " + number).getBytes(StandardCharsets.UTF_8)));
                case UNIQUE ->
                    row.add(
                            name(),
                            Binary.fromConstantByteArray(ByteBuffer.allocate(16)
                                    .putLong(77)
                                    .putLong(number)
                                    .array()));
            }
        }

        /** Both zeros and two kinds of NaN. */
        private static double odd(int number) {
            return switch (number) {
                case 0 -> 0.0;
                case 1 -> -0.0;
                case 2 -> Double.NaN;
                case 3 -> Double.longBitsToDouble(0xfff8_0000_0000_1234L);
                default -> number;
            };
        }

        private static byte[] wide(int number) {
            byte[] bytes = new byte[WIDE_BYTES];
            Arrays.fill(bytes, (byte) (number < 0 ? -1 : 0));
            byte[] least = BigInteger.valueOf(number).toByteArray();
            System.arraycopy(least, 0, bytes, WIDE_BYTES - least.length, least.length);
            return bytes;
        }
    }

    /** The number of a row of a group. */
    static int number(int group, int row) {
        return (row - GROUP_ROWS / 2) * GROUPS + group;
    }

    static void write(Path file) throws IOException {
        Types.MessageTypeBuilder columns = Types.buildMessage();
        for (Stored stored : Stored.values()) {
            columns.addField(stored.type);
        }
        MessageType schema = columns.named("rows");
        SimpleGroupFactory rows = new SimpleGroupFactory(schema);
        ExampleParquetWriter.Builder builder = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(schema)
                .withConf(new PlainParquetConfiguration())
                .withDictionaryEncoding(false)
                .withBloomFilterEnabled(true)
                .withStatisticsEnabled(Stored.BLIND.name(), false)
                .withRowGroupRowCountLimit(GROUP_ROWS);
        for (Stored stored : Stored.values()) {
            builder.withBloomFilterNDV(stored.name(), GROUP_ROWS);
        }
        try (ParquetWriter<Group> writer = builder.build()) {
            for (int group = 0; group < GROUPS; group++) {
                for (int row = 0; row < GROUP_ROWS; row++) {
                    Group made = rows.newGroup();
                    for (Stored stored : Stored.values()) {
                        stored.add(made, number(group, row));
                    }
                    writer.write(made);
                }
            }
        }
    }
}
