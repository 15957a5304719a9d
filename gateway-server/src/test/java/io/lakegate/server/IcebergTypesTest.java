package io.lakegate.server;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.apache.iceberg.types.Types.NestedField.required;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.IcebergTableWriter;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every type of Iceberg tables, written by Iceberg's library, read by both readers, selected and filtered. */
class IcebergTypesTest extends IcebergTables {
    private static final UUID ID = UUID.fromString("f79c3e09-677c-4bbd-a479-3f349cb785e7");
    private static final byte[] BYTES = {0, 1, (byte) 0x80, (byte) 0xff};

    /** POINT (1 2), little endian. */
    private static final byte[] POINT = HexFormat.of().parseHex("0101000000000000000000f03f0000000000000040");

    private IcebergTableWriter table(Schema schema, int version, FileFormat format) throws Exception {
        IcebergTableWriter table =
                IcebergTableWriter.create(lake().resolve("t"), schema, PartitionSpec.unpartitioned(), version, format);
        execute("USE lake.\"default\"");
        return table;
    }

    private List<Object> types() throws Exception {
        return TestGateway.query(client(), "DESCRIBE t").stream()
                .map(row -> row.get(1))
                .toList();
    }

    /** The only value that is not NULL, as text by the engine's own words. */
    private Object text(String column) throws Exception {
        return query("SELECT CAST(%s AS VARCHAR) FROM t WHERE %s IS NOT NULL".formatted(column, column))
                .get(0)
                .get(0);
    }

    private List<Object> ids(String condition) throws Exception {
        return query("SELECT id FROM t WHERE " + condition + " ORDER BY id").stream()
                .map(row -> row.get(0))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = FileFormat.class,
            names = {"PARQUET", "AVRO", "ORC"})
    void uuidFixedAndBinary(FileFormat format) throws Exception {
        Schema schema = new Schema(
                required(1, "id", Types.IntegerType.get()),
                optional(2, "u", Types.UUIDType.get()),
                optional(3, "f", Types.FixedType.ofLength(4)),
                optional(4, "b", Types.BinaryType.get()));
        IcebergTableWriter table = table(schema, 2, format);
        table.append(Arrays.asList(
                new Object[] {1, ID, BYTES, ByteBuffer.wrap(BYTES)},
                new Object[] {2, null, null, ByteBuffer.wrap(new byte[0])},
                new Object[] {3, new UUID(0, 0), new byte[4], null}));

        assertThat(types()).containsExactly("INTEGER", "UUID", "VARBINARY", "VARBINARY");
        List<List<Object>> rows = TestGateway.query(client(), "SELECT u, f, b FROM t ORDER BY id");
        assertThat(rows.get(0)).containsExactly(ID.toString(), BYTES, BYTES);
        assertThat(rows.get(1)).containsExactly(null, null, new byte[0]);
        execute("SET lakegate.reader = format");
        assertThat(TestGateway.query(client(), "SELECT u, f, b FROM t ORDER BY id")
                        .get(0))
                .containsExactly(ID.toString(), BYTES, BYTES);
        execute("RESET lakegate.reader");
        assertThat(ids("u = CAST('%s' AS UUID)".formatted(ID))).containsExactly(1);
        assertThat(ids("u IS NULL")).containsExactly(2);
        assertThat(ids("f = X'000180ff'")).containsExactly(1);
        assertThat(ids("b = X'000180ff'")).containsExactly(1);
        assertThat(ids("b = X''")).containsExactly(2);
        assertThat(ids("b > X'0001'")).containsExactly(1);
        assertThat(ids("f IS NOT NULL AND f <> X'000180ff'")).containsExactly(3);
    }

    @ParameterizedTest
    @EnumSource(
            value = FileFormat.class,
            names = {"PARQUET", "AVRO", "ORC"})
    void timesOfMicrosecondsAndNanoseconds(FileFormat format) throws Exception {
        Schema schema = new Schema(
                required(1, "id", Types.IntegerType.get()),
                optional(2, "d", Types.DateType.get()),
                optional(3, "t", Types.TimeType.get()),
                optional(4, "ts", Types.TimestampType.withoutZone()),
                optional(5, "tz", Types.TimestampType.withZone()),
                optional(6, "ns", Types.TimestampNanoType.withoutZone()),
                optional(7, "nz", Types.TimestampNanoType.withZone()));
        LocalDateTime micros = LocalDateTime.parse("1969-07-20T20:17:40.000001");
        LocalDateTime nanos = LocalDateTime.parse("1969-07-20T20:17:40.123456789");
        IcebergTableWriter table = table(schema, 3, format);
        table.append(Arrays.asList(
                new Object[] {
                    1,
                    LocalDate.of(1582, 10, 4),
                    LocalTime.of(23, 59, 59, 999_999_000),
                    micros,
                    micros.atOffset(ZoneOffset.UTC),
                    nanos,
                    nanos.atOffset(ZoneOffset.UTC)
                },
                new Object[] {2, null, null, null, null, null, null}));

        assertThat(types())
                .containsExactly(
                        "INTEGER", "DATE", "TIME", "TIMESTAMP", "TIMESTAMP_TZ", "TIMESTAMP_NS", "TIMESTAMP_TZ_NS");
        execute("SET TIME ZONE 'UTC'");
        assertThat(text("d")).isEqualTo("1582-10-04");
        assertThat(text("t")).isEqualTo("23:59:59.999999");
        assertThat(text("ts")).isEqualTo("1969-07-20 20:17:40.000001");
        assertThat(text("ns")).isEqualTo("1969-07-20 20:17:40.123456789");
        assertThat(text("tz").toString()).startsWith("1969-07-20 20:17:40.000001");
        assertThat(text("nz").toString()).startsWith("1969-07-20 20:17:40.123456789");
        assertThat(ids("ns < TIMESTAMP '1969-07-20 20:17:40.123457'")).containsExactly(1);
        assertThat(ids("ns = TIMESTAMP '1969-07-20 20:17:40.123456'")).isEmpty();
        assertThat(ids("ts = TIMESTAMP '1969-07-20 20:17:40.000001'")).containsExactly(1);
        assertThat(ids("nz IS NULL")).containsExactly(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = FileFormat.class,
            names = {"PARQUET", "AVRO", "ORC"})
    void numbersAtTheirBounds(FileFormat format) throws Exception {
        Schema schema = new Schema(
                required(1, "id", Types.IntegerType.get()),
                optional(2, "l", Types.LongType.get()),
                optional(3, "f", Types.FloatType.get()),
                optional(4, "d", Types.DoubleType.get()),
                optional(5, "small", Types.DecimalType.of(9, 2)),
                optional(6, "big", Types.DecimalType.of(38, 10)));
        BigDecimal most = new BigDecimal("9999999999999999999999999999.9999999999");
        table(schema, 2, format)
                .append(Arrays.asList(
                        new Object[] {1, Long.MIN_VALUE, Float.NaN, -0.0d, new BigDecimal("-1234567.89"), most},
                        new Object[] {2, Long.MAX_VALUE, Float.NEGATIVE_INFINITY, Double.MAX_VALUE, null, most.negate()
                        }));

        assertThat(query("SELECT l, small, big FROM t ORDER BY id"))
                .containsExactly(
                        List.of(Long.MIN_VALUE, new BigDecimal("-1234567.89"), most),
                        Arrays.asList(Long.MAX_VALUE, null, most.negate()));
        assertThat(ids("f > 1e30")).containsExactly(1); // NaN is above all numbers
        assertThat(ids("f < 0")).containsExactly(2);
        assertThat(ids("d = 0")).containsExactly(1);
        assertThat(ids("big = -9999999999999999999999999999.9999999999")).containsExactly(2);
        assertThat(ids("small < 0")).containsExactly(1);
    }

    @Test
    void anUnknownColumnIsNullEverywhere() throws Exception {
        Schema schema =
                new Schema(required(1, "id", Types.IntegerType.get()), optional(2, "u", Types.UnknownType.get()));
        table(schema, 3, FileFormat.PARQUET).append(Arrays.asList(new Object[] {1, null}, new Object[] {2, null}));

        assertThat(query("SELECT id, u FROM t ORDER BY id"))
                .containsExactly(Arrays.asList(1, null), Arrays.asList(2, null));
        assertThat(ids("u IS NULL")).containsExactly(1, 2);
        assertThat(ids("u IS NOT NULL")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = FileFormat.class,
            names = {"PARQUET", "AVRO"})
    void geometriesAreTheirWellKnownBytesAndTheirCommentsSayWhatTheyAre(FileFormat format) throws Exception {
        Schema schema = new Schema(
                required(1, "id", Types.IntegerType.get()),
                optional(2, "place", Types.GeometryType.of("OGC:CRS84"), "where it is"),
                optional(3, "area", Types.GeographyType.crs84()));
        table(schema, 3, format)
                .append(Arrays.asList(
                        new Object[] {1, ByteBuffer.wrap(POINT), ByteBuffer.wrap(POINT)},
                        new Object[] {2, null, null}));

        assertThat(TestGateway.query(client(), "DESCRIBE t"))
                .extracting(row -> row.get(1) + ": " + row.get(3))
                .containsExactly(
                        "INTEGER: null",
                        "VARBINARY: where it is (geometry(OGC:CRS84), as WKB)",
                        "VARBINARY: geography(OGC:CRS84, spherical), as WKB");
        for (String reader : List.of("auto", "format")) {
            execute("SET lakegate.reader = " + reader);
            assertThat(TestGateway.query(client(), "SELECT place, area FROM t WHERE id = 1")
                            .get(0))
                    .as(reader)
                    .containsExactly(POINT, POINT);
        }
        execute("RESET lakegate.reader");
        assertThat(ids("place IS NULL")).containsExactly(2);
        assertThat(ids("place = X'%s'".formatted(HexFormat.of().formatHex(POINT))))
                .containsExactly(1);
    }
}
