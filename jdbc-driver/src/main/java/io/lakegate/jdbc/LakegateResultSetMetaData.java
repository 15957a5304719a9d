package io.lakegate.jdbc;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.List;
import org.apache.calcite.avatica.ColumnMetaData;

/** The columns of a result, as the gateway describes them. */
final class LakegateResultSetMetaData implements ResultSetMetaData {
    private final List<ColumnMetaData> columns;

    private final boolean instantsAsTimestamps;

    /** With {@code instantsAsTimestamps}, columns of instants are called TIMESTAMP. */
    LakegateResultSetMetaData(List<ColumnMetaData> columns, boolean instantsAsTimestamps) {
        this.columns = columns;
        this.instantsAsTimestamps = instantsAsTimestamps;
    }

    /** Whether a column holds instants that are called TIMESTAMP. */
    boolean isInstantAsTimestamp(int column) throws SQLException {
        return instantsAsTimestamps && NestedValues.jdbcType(column(column).type) == Types.TIMESTAMP_WITH_TIMEZONE;
    }

    private ColumnMetaData column(int column) throws SQLException {
        if (column < 1 || column > columns.size()) {
            throw noSuchColumn(column, columns.size());
        }
        return columns.get(column - 1);
    }

    static SQLException noSuchColumn(int column, int columns) {
        return SqlErrors.of(
                SqlErrors.NO_SUCH_COLUMN_OR_PARAMETER,
                "There is no column " + column + ": the result has columns 1 to " + columns + ".");
    }

    @Override
    public int getColumnCount() {
        return columns.size();
    }

    @Override
    public String getColumnLabel(int column) throws SQLException {
        return text(column(column).label);
    }

    @Override
    public String getColumnName(int column) throws SQLException {
        return text(column(column).columnName);
    }

    @Override
    public String getTableName(int column) throws SQLException {
        return text(column(column).tableName);
    }

    @Override
    public String getSchemaName(int column) throws SQLException {
        return text(column(column).schemaName);
    }

    @Override
    public String getCatalogName(int column) throws SQLException {
        return text(column(column).catalogName);
    }

    /** JDBC wants empty text where there is no name. */
    private static String text(String name) {
        return name == null ? "" : name;
    }

    @Override
    public int getColumnType(int column) throws SQLException {
        return isInstantAsTimestamp(column) ? Types.TIMESTAMP : NestedValues.jdbcType(column(column).type);
    }

    @Override
    public String getColumnTypeName(int column) throws SQLException {
        return isInstantAsTimestamp(column) ? "TIMESTAMP" : NestedValues.name(column(column).type);
    }

    /** The class of what this driver's {@code getObject} returns, whatever the gateway thinks of it. */
    @Override
    public String getColumnClassName(int column) throws SQLException {
        return isInstantAsTimestamp(column)
                ? Timestamp.class.getName()
                : NestedValues.kind(column(column).type).objectClass().getName();
    }

    @Override
    public int getPrecision(int column) throws SQLException {
        return Math.max(0, column(column).precision);
    }

    @Override
    public int getScale(int column) throws SQLException {
        return Math.max(0, column(column).scale);
    }

    @Override
    public int getColumnDisplaySize(int column) throws SQLException {
        return Math.max(0, column(column).displaySize);
    }

    @Override
    public boolean isSigned(int column) throws SQLException {
        return column(column).signed;
    }

    @Override
    public int isNullable(int column) throws SQLException {
        return column(column).nullable;
    }

    @Override
    public boolean isCaseSensitive(int column) throws SQLException {
        return column(column).caseSensitive;
    }

    @Override
    public boolean isSearchable(int column) throws SQLException {
        return column(column).searchable;
    }

    @Override
    public boolean isAutoIncrement(int column) throws SQLException {
        return column(column).autoIncrement;
    }

    @Override
    public boolean isCurrency(int column) throws SQLException {
        return column(column).currency;
    }

    @Override
    public boolean isReadOnly(int column) throws SQLException {
        column(column);
        return true;
    }

    @Override
    public boolean isWritable(int column) throws SQLException {
        column(column);
        return false;
    }

    @Override
    public boolean isDefinitelyWritable(int column) throws SQLException {
        column(column);
        return false;
    }

    @Override
    public <T> T unwrap(Class<T> iface) throws SQLException {
        if (!isWrapperFor(iface)) {
            throw SqlErrors.of(SqlErrors.BAD_ARGUMENT, "This is no " + iface.getName() + " and wraps none.");
        }
        return iface.cast(this);
    }

    @Override
    public boolean isWrapperFor(Class<?> iface) {
        return iface.isInstance(this);
    }
}
