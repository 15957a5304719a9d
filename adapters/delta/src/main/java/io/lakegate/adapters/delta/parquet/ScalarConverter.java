package io.lakegate.adapters.delta.parquet;

import java.util.function.Consumer;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Takes the values of a primitive column from the Parquet library; decodes those of a dictionary once. */
final class ScalarConverter extends PrimitiveConverter {
    private final PrimitiveTypeName stored;
    private final ScalarDecoder decoder;
    private final Consumer<Object> sink;
    private Object[] dictionary = {};

    ScalarConverter(PrimitiveTypeName stored, ScalarDecoder decoder, Consumer<Object> sink) {
        this.stored = stored;
        this.decoder = decoder;
        this.sink = sink;
    }

    @Override
    public boolean hasDictionarySupport() {
        return true;
    }

    @Override
    public void setDictionary(Dictionary values) {
        Object[] decoded = new Object[values.getMaxId() + 1];
        for (int id = 0; id < decoded.length; id++) {
            decoded[id] = switch (stored) {
                case INT32 -> decoder.ofLong(values.decodeToInt(id));
                case INT64 -> decoder.ofLong(values.decodeToLong(id));
                case FLOAT -> decoder.ofDouble(values.decodeToFloat(id));
                case DOUBLE -> decoder.ofDouble(values.decodeToDouble(id));
                case BOOLEAN -> decoder.ofBoolean(values.decodeToBoolean(id));
                case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> decoder.ofBinary(values.decodeToBinary(id));
            };
        }
        dictionary = decoded;
    }

    @Override
    public void addValueFromDictionary(int id) {
        sink.accept(dictionary[id]);
    }

    @Override
    public void addBoolean(boolean value) {
        sink.accept(decoder.ofBoolean(value));
    }

    @Override
    public void addInt(int value) {
        sink.accept(decoder.ofLong(value));
    }

    @Override
    public void addLong(long value) {
        sink.accept(decoder.ofLong(value));
    }

    @Override
    public void addFloat(float value) {
        sink.accept(decoder.ofDouble(value));
    }

    @Override
    public void addDouble(double value) {
        sink.accept(decoder.ofDouble(value));
    }

    @Override
    public void addBinary(Binary value) {
        sink.accept(decoder.ofBinary(value));
    }
}
