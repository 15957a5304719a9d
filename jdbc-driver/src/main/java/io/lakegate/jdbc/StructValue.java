package io.lakegate.jdbc;

import java.sql.SQLException;
import java.sql.Struct;
import java.util.List;
import java.util.Map;

/** A struct of a result. Immutable, for any thread. */
final class StructValue implements Struct {
    private final String typeName;
    private final List<String> names;
    private final List<Object> values;

    /** {@code values} are in the order of {@code names}, as the driver has them. */
    StructValue(String typeName, List<String> names, List<Object> values) {
        this.typeName = typeName;
        this.names = names;
        this.values = values;
    }

    List<String> names() {
        return names;
    }

    List<Object> values() {
        return values;
    }

    /** The type with its fields: {@code STRUCT(a INTEGER, b VARCHAR)}. */
    @Override
    public String getSQLTypeName() {
        return typeName;
    }

    @Override
    public Object[] getAttributes() throws SQLException {
        Object[] attributes = new Object[values.size()];
        for (int i = 0; i < attributes.length; i++) {
            attributes[i] = NestedValues.toObject(values.get(i));
        }
        return attributes;
    }

    @Override
    public Object[] getAttributes(Map<String, Class<?>> map) throws SQLException {
        return getAttributes();
    }

    /** As JSON. */
    @Override
    public String toString() {
        return JsonText.of(this);
    }
}
