package io.lakegate.jdbc;

import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ColumnMetaData.ArrayType;
import org.apache.calcite.avatica.ColumnMetaData.AvaticaType;
import org.apache.calcite.avatica.ColumnMetaData.StructType;

/**
 * Lists, structs and maps: what they become out of what has travelled, and what an application gets for them.
 *
 * <p>In a {@link ColumnFrame} a list and a struct are an array of their elements, and a map is an array of pairs. Inside the driver they are a
 * {@link ListValue}, a {@link StructValue} and a Map. In each of these, elements are what {@code getObject} returns for a column of their type.
 */
final class NestedValues {
    /** How the names of map types begin. The protocol has no maps: they are described as lists of structs. */
    private static final String MAP = "MAP(";

    private NestedValues() {}

    /** The kind of a column of this type. */
    static ColumnKind kind(AvaticaType type) {
        if (type instanceof ArrayType) {
            return type.name.startsWith(MAP) ? ColumnKind.MAP : ColumnKind.LIST;
        }
        return type instanceof StructType ? ColumnKind.STRUCT : ColumnKind.of(type.id);
    }

    /** The code of {@link Types} that an application is told. */
    static int jdbcType(AvaticaType type) {
        return kind(type) == ColumnKind.MAP ? Types.OTHER : type.id;
    }

    /** The name of a type as SQL writes it. */
    static String name(AvaticaType type) {
        if (!(type instanceof StructType)) {
            return type.name;
        }
        StringBuilder name = new StringBuilder("STRUCT(");
        String separator = "";
        for (ColumnMetaData field : ((StructType) type).columns) {
            name.append(separator).append(field.label).append(' ').append(name(field.type));
            separator = ", ";
        }
        return name.append(')').toString();
    }

    /** A value of this type inside the driver, out of what has travelled; null for null. */
    static Object decode(AvaticaType type, Object travelled, LakegateConnection connection) throws SQLException {
        if (travelled == null) {
            return null;
        }
        ColumnKind kind = kind(type);
        if (!kind.isNested() || !(travelled instanceof Object[])) {
            return kind.decode(travelled);
        }
        Object[] elements = (Object[]) travelled;
        switch (kind) {
            case LIST:
                return list(((ArrayType) type).getComponent(), elements, connection);
            case MAP:
                return map((StructType) ((ArrayType) type).getComponent(), elements, connection);
            default:
                return struct((StructType) type, elements, connection);
        }
    }

    private static ListValue list(AvaticaType element, Object[] travelled, LakegateConnection connection)
            throws SQLException {
        List<Object> values = new ArrayList<>(travelled.length);
        for (Object each : travelled) {
            values.add(decode(element, each, connection));
        }
        return new ListValue(element, values, connection);
    }

    private static Map<Object, Object> map(StructType entry, Object[] travelled, LakegateConnection connection)
            throws SQLException {
        Map<Object, Object> values = new LinkedHashMap<>();
        for (Object each : travelled) {
            Object[] pair = (Object[]) each;
            values.put(
                    decode(entry.columns.get(0).type, pair[0], connection),
                    decode(entry.columns.get(1).type, pair[1], connection));
        }
        return Collections.unmodifiableMap(values);
    }

    private static StructValue struct(StructType type, Object[] travelled, LakegateConnection connection)
            throws SQLException {
        List<Object> values = new ArrayList<>(travelled.length);
        List<String> names = new ArrayList<>(travelled.length);
        for (int i = 0; i < travelled.length; i++) {
            ColumnMetaData field = type.columns.get(i);
            names.add(field.label);
            values.add(decode(field.type, travelled[i], connection));
        }
        return new StructValue(name(type), names, values);
    }

    /** What {@code getObject} returns for a value inside the driver: an Array, a Struct or a Map where it is nested. */
    static Object toObject(Object value) throws SQLException {
        if (!(value instanceof Map)) {
            return value == null ? null : Conversions.toObject(value);
        }
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
            map.put(toObject(entry.getKey()), toObject(entry.getValue()));
        }
        return map;
    }

    /** The value in the collections of java.util, all the way down: for a struct a Map by the names of its fields. */
    static Object toCollections(Object value) throws SQLException {
        if (value instanceof ListValue) {
            List<Object> list = new ArrayList<>();
            for (Object each : ((ListValue) value).values()) {
                list.add(toCollections(each));
            }
            return list;
        }
        if (value instanceof StructValue) {
            StructValue struct = (StructValue) value;
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < struct.names().size(); i++) {
                map.put(struct.names().get(i), toCollections(struct.values().get(i)));
            }
            return map;
        }
        if (value instanceof Map) {
            Map<Object, Object> map = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                map.put(toCollections(entry.getKey()), toCollections(entry.getValue()));
            }
            return map;
        }
        return value == null ? null : Conversions.toObject(value);
    }
}
