package io.lakegate.jdbc;

import java.sql.Array;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.ColumnMetaData.AvaticaType;
import org.apache.calcite.avatica.ColumnMetaData.Rep;

/**
 * A list of a result. Immutable, for any thread.
 *
 * <p>{@link #getArray()} gives an array whose component class is that of {@code getObject} for the elements' type: Integer[] for a list of
 * INTEGER. The elements of a list of lists are Arrays again.
 */
final class ListValue implements Array {
    private final AvaticaType element;
    private final List<Object> values;
    private final LakegateConnection connection;

    /** {@code values} are as the driver has them. */
    ListValue(AvaticaType element, List<Object> values, LakegateConnection connection) {
        this.element = element;
        this.values = values;
        this.connection = connection;
    }

    List<Object> values() {
        return values;
    }

    @Override
    public String getBaseTypeName() {
        return NestedValues.name(element);
    }

    @Override
    public int getBaseType() {
        return NestedValues.jdbcType(element);
    }

    @Override
    public Object getArray() throws SQLException {
        return array(values);
    }

    @Override
    public Object getArray(Map<String, Class<?>> map) throws SQLException {
        return getArray();
    }

    @Override
    public Object getArray(long index, int count) throws SQLException {
        return array(part(index, count));
    }

    @Override
    public Object getArray(long index, int count, Map<String, Class<?>> map) throws SQLException {
        return getArray(index, count);
    }

    private Object array(List<Object> part) throws SQLException {
        Class<?> component = NestedValues.kind(element).objectClass();
        Object[] array = (Object[]) java.lang.reflect.Array.newInstance(component, part.size());
        for (int i = 0; i < array.length; i++) {
            Object value = NestedValues.toObject(part.get(i));
            if (value != null && !component.isInstance(value)) {
                // A time that Java has no object for stays text.
                Object[] wider = new Object[array.length];
                System.arraycopy(array, 0, wider, 0, i);
                array = wider;
                component = Object.class;
            }
            array[i] = value;
        }
        return array;
    }

    private List<Object> part(long index, int count) throws SQLException {
        if (index < 1 || count < 0 || index - 1 > values.size()) {
            throw SqlErrors.of(
                    SqlErrors.BAD_ARGUMENT,
                    "There are no " + count + " elements from " + index + " on: the list has " + values.size() + ".");
        }
        int from = (int) index - 1;
        return values.subList(from, (int) Math.min(values.size(), (long) from + count));
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
        return rows(1, values);
    }

    @Override
    public ResultSet getResultSet(Map<String, Class<?>> map) throws SQLException {
        return getResultSet();
    }

    @Override
    public ResultSet getResultSet(long index, int count) throws SQLException {
        return rows(index, part(index, count));
    }

    @Override
    public ResultSet getResultSet(long index, int count, Map<String, Class<?>> map) throws SQLException {
        return getResultSet(index, count);
    }

    private ResultSet rows(long first, List<Object> part) throws SQLException {
        List<Object> rows = new ArrayList<>();
        for (Object value : part) {
            rows.add(Arrays.asList(first + rows.size(), value));
        }
        AvaticaType index = ColumnMetaData.scalar(Types.BIGINT, "BIGINT", Rep.LONG);
        return connection.local(Arrays.asList(column(0, "INDEX", index), column(1, "VALUE", element)), rows);
    }

    private static ColumnMetaData column(int ordinal, String name, AvaticaType type) {
        return new ColumnMetaData(
                ordinal,
                false,
                true,
                false,
                false,
                DatabaseMetaData.columnNullable,
                true,
                0,
                name,
                name,
                "",
                0,
                0,
                "",
                "",
                type,
                true,
                false,
                false,
                Object.class.getName());
    }

    @Override
    public void free() {}

    /** As JSON. */
    @Override
    public String toString() {
        return JsonText.of(this);
    }
}
