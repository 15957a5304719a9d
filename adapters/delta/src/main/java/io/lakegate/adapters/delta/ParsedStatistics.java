package io.lakegate.adapters.delta;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.delta.kernel.data.Row;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import io.lakegate.catalog.model.LakeType;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The statistics that a checkpoint keeps as typed columns, where the table wants no JSON in it: how they are asked for, and the JSON that
 * says the same.
 *
 * @see "Delta protocol: Checkpoint Schema, stats_parsed"
 */
final class ParsedStatistics {
    /** The field of an {@code add} action that holds them. */
    static final String FIELD = "stats_parsed";

    private static final String JSON_UNWANTED = "delta.checkpoint.writeStatsAsJson";
    private static final JsonFactory JSON = new JsonFactory();

    private ParsedStatistics() {}

    /** Whether the checkpoints of a table have no other statistics. */
    static boolean standAlone(Map<String, String> configuration) {
        return configuration.getOrDefault(JSON_UNWANTED, "true").equalsIgnoreCase("false");
    }

    /** The type of the field, as far as bounds need it. */
    static StructType type(List<DeltaColumn> columns) {
        StructType bounds = bounds(columns, ParsedStatistics::type);
        return new StructType()
                .add("numRecords", LongType.LONG)
                .add("minValues", bounds)
                .add("maxValues", bounds)
                .add("nullCount", bounds(columns, type -> type(type).map(known -> LongType.LONG)));
    }

    /** One value for each column and each field of a struct, named as in files. */
    private static StructType bounds(List<DeltaColumn> columns, Function<LakeType, Optional<DataType>> types) {
        StructType bounds = new StructType();
        for (DeltaColumn column : columns) {
            StructType fields = bounds(column.fields(), types);
            Optional<DataType> type = fields.length() > 0 ? Optional.of(fields) : types.apply(column.type());
            if (type.isPresent()) {
                bounds = bounds.add(column.physicalName(), type.get());
            }
        }
        return bounds;
    }

    private static Optional<DataType> type(LakeType type) {
        return type.match(
                simple -> Optional.ofNullable(
                        switch (simple) {
                            case TINYINT -> ByteType.BYTE;
                            case SMALLINT -> ShortType.SHORT;
                            case INTEGER -> IntegerType.INTEGER;
                            case BIGINT -> LongType.LONG;
                            case REAL -> FloatType.FLOAT;
                            case DOUBLE -> DoubleType.DOUBLE;
                            case VARCHAR -> StringType.STRING;
                            case DATE -> DateType.DATE;
                            case TIMESTAMP -> TimestampNTZType.TIMESTAMP_NTZ;
                            case TIMESTAMP_TZ -> TimestampType.TIMESTAMP;
                            case BOOLEAN, VARBINARY, TIME, TIMESTAMP_NS, TIMESTAMP_TZ_NS, UUID, INTERVAL, NULL -> null;
                        }),
                decimal -> Optional.of(new DecimalType(decimal.precision(), decimal.scale())),
                list -> Optional.empty(),
                map -> Optional.empty(),
                struct -> Optional.empty());
    }

    /** The JSON of an {@code add} action's typed statistics; empty when it has none. */
    static Optional<String> json(Row add) throws IOException {
        int field = add.getSchema().indexOf(FIELD);
        if (field < 0 || add.isNullAt(field)) {
            return Optional.empty();
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, add.getStruct(field));
        }
        return Optional.of(text.toString());
    }

    private static void write(JsonGenerator json, Row struct) throws IOException {
        json.writeStartObject();
        List<StructField> fields = struct.getSchema().fields();
        for (int i = 0; i < fields.size(); i++) {
            if (!struct.isNullAt(i)) {
                json.writeFieldName(fields.get(i).getName());
                write(json, struct, i, fields.get(i).getDataType());
            }
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Row row, int field, DataType type) throws IOException {
        if (type instanceof StructType) {
            write(json, row.getStruct(field));
        } else if (type instanceof ByteType) {
            json.writeNumber(row.getByte(field));
        } else if (type instanceof ShortType) {
            json.writeNumber(row.getShort(field));
        } else if (type instanceof IntegerType) {
            json.writeNumber(row.getInt(field));
        } else if (type instanceof LongType) {
            json.writeNumber(row.getLong(field));
        } else if (type instanceof FloatType) {
            json.writeNumber(row.getFloat(field)); // NaN and infinity become texts
        } else if (type instanceof DoubleType) {
            json.writeNumber(row.getDouble(field));
        } else if (type instanceof DecimalType) {
            json.writeNumber(row.getDecimal(field));
        } else if (type instanceof StringType) {
            json.writeString(row.getString(field));
        } else if (type instanceof DateType) {
            json.writeString(LocalDate.ofEpochDay(row.getInt(field)).toString());
        } else {
            Instant time = Instant.EPOCH.plus(row.getLong(field), ChronoUnit.MICROS);
            boolean zoned = type instanceof TimestampType;
            json.writeString(
                    zoned
                            ? time.toString()
                            : LocalDateTime.ofInstant(time, ZoneOffset.UTC).toString());
        }
    }
}
