package io.lakegate.jdbc;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.apache.calcite.avatica.remote.TypedValue;

/**
 * A list as a parameter: what {@code createArrayOf} makes, and how any list travels, which is as JSON. Its elements are what parameters are: texts,
 * numbers, booleans, dates and times. Immutable.
 */
final class ListParameter implements Array {
    private final String typeName;
    private final Object[] elements;

    ListParameter(String typeName, Object[] elements) {
        this.typeName = typeName;
        this.elements = elements.clone();
    }

    /** The elements, where {@code value} is a list of some kind; else null. */
    static List<?> elements(Object value) throws SQLException {
        if (value instanceof ListParameter) {
            return Arrays.asList(((ListParameter) value).elements);
        }
        if (value instanceof Array) {
            return elements(((Array) value).getArray());
        }
        if (value instanceof List) {
            return (List<?>) value;
        }
        if (value == null || !value.getClass().isArray() || value instanceof byte[]) {
            return null;
        }
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < java.lang.reflect.Array.getLength(value); i++) {
            elements.add(java.lang.reflect.Array.get(value, i));
        }
        return elements;
    }

    /** The list as it travels. */
    static TypedValue travelling(List<?> elements) throws SQLException {
        StringBuilder json = new StringBuilder("[");
        for (Object element : elements) {
            json.append(json.length() > 1 ? "," : "");
            Object sent = element == null
                    ? null
                    : Parameters.of(element, Types.OTHER, null).toLocal();
            if (sent == null || sent instanceof Boolean) {
                json.append(sent);
            } else if (sent instanceof Float || sent instanceof Double || sent instanceof String) {
                quote(json, sent.toString()); // JSON knows no infinity
            } else if (sent instanceof BigDecimal) {
                json.append(((BigDecimal) sent).toPlainString());
            } else if (sent instanceof Number) {
                json.append(sent);
            } else {
                throw SqlErrors.of(
                        SqlErrors.RESTRICTED_CONVERSION,
                        "An element of a list cannot have the Java type "
                                + element.getClass().getName()
                                + ". Give it as text, number or boolean, or a date or time of java.time or java.sql.");
            }
        }
        return TypedValue.ofJdbc(Rep.STRING, json.append(']').toString(), null);
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            if (sign == '"' || sign == '\\') {
                json.append('\\').append(sign);
            } else if (sign < ' ') {
                json.append(String.format("\\u%04x", (int) sign));
            } else {
                json.append(sign);
            }
        }
        json.append('"');
    }

    @Override
    public String getBaseTypeName() {
        return typeName;
    }

    @Override
    public int getBaseType() {
        return Types.OTHER;
    }

    @Override
    public Object getArray() {
        return elements.clone();
    }

    @Override
    public Object getArray(Map<String, Class<?>> map) {
        return getArray();
    }

    @Override
    public Object getArray(long index, int count) {
        return Arrays.copyOfRange(elements, (int) index - 1, (int) Math.min(elements.length, index - 1 + count));
    }

    @Override
    public Object getArray(long index, int count, Map<String, Class<?>> map) {
        return getArray(index, count);
    }

    @Override
    public ResultSet getResultSet() throws SQLException {
        throw SqlErrors.notOffered("An array that is made to be a parameter has no result set. Call getArray.");
    }

    @Override
    public ResultSet getResultSet(Map<String, Class<?>> map) throws SQLException {
        return getResultSet();
    }

    @Override
    public ResultSet getResultSet(long index, int count) throws SQLException {
        return getResultSet();
    }

    @Override
    public ResultSet getResultSet(long index, int count, Map<String, Class<?>> map) throws SQLException {
        return getResultSet();
    }

    /** Does nothing: nothing is held. */
    @Override
    public void free() {}
}
