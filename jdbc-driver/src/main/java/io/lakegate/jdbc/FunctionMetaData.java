package io.lakegate.jdbc;

import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The gateway's functions as {@link DatabaseMetaData} lists them. Avatica's protocol has no question for them, so they are selected from {@code
 * system.functions}. They belong to no catalog; since tools look for them below a schema, they are told as of the schema {@code system} of the
 * catalog that was asked for, or of the connection's.
 */
final class FunctionMetaData {
    private static final String SCHEMA = "system";

    private final LakegateConnection connection;

    FunctionMetaData(LakegateConnection connection) {
        this.connection = connection;
    }

    ResultSet functions(String catalog, String schemaPattern, String namePattern) throws SQLException {
        return select(
                "SELECT CAST(? AS VARCHAR) AS FUNCTION_CAT, '" + SCHEMA
                        + "' AS FUNCTION_SCHEM, function_name AS FUNCTION_NAME,"
                        + " CASE example_value WHEN '' THEN example ELSE example || ' = ' || example_value END AS REMARKS, CAST("
                        + DatabaseMetaData.functionNoTable
                        + " AS SMALLINT) AS FUNCTION_TYPE, function_name AS SPECIFIC_NAME FROM system.functions"
                        + " WHERE function_name LIKE ? ESCAPE '\\' AND CAST(? AS VARCHAR) LIKE '%' ORDER BY FUNCTION_NAME",
                catalog,
                schemaPattern,
                namePattern,
                null);
    }

    ResultSet columns(String catalog, String schemaPattern, String namePattern, String columnPattern)
            throws SQLException {
        return select(
                "SELECT CAST(? AS VARCHAR) AS FUNCTION_CAT, '" + SCHEMA
                        + "' AS FUNCTION_SCHEM, function_name AS FUNCTION_NAME,"
                        + " COLUMN_NAME, CAST(CASE ordinal_position WHEN 0 THEN " + DatabaseMetaData.functionReturn
                        + " ELSE " + DatabaseMetaData.functionColumnIn + " END AS SMALLINT) AS COLUMN_TYPE,"
                        + typeCode() + " AS DATA_TYPE, data_type AS TYPE_NAME, CAST(NULL AS INTEGER) AS \"PRECISION\","
                        + " CAST(NULL AS INTEGER) AS LENGTH, CAST(NULL AS SMALLINT) AS SCALE, CAST(10 AS SMALLINT) AS RADIX,"
                        + " CAST(" + DatabaseMetaData.functionNullable
                        + " AS SMALLINT) AS NULLABLE, CAST(NULL AS VARCHAR) AS REMARKS,"
                        + " CAST(NULL AS INTEGER) AS CHAR_OCTET_LENGTH, ordinal_position AS ORDINAL_POSITION, 'YES' AS IS_NULLABLE,"
                        + " function_name AS SPECIFIC_NAME FROM (SELECT function_name, ordinal_position, data_type,"
                        + " CASE ordinal_position WHEN 0 THEN '' ELSE 'arg' || CAST(ordinal_position AS VARCHAR) END AS COLUMN_NAME"
                        + " FROM system.function_columns) AS c WHERE function_name LIKE ? ESCAPE '\\' AND COLUMN_NAME LIKE ? ESCAPE '\\'"
                        + " ORDER BY FUNCTION_NAME, ORDINAL_POSITION",
                catalog,
                schemaPattern,
                namePattern,
                columnPattern);
    }

    /** The codes of {@link Types} for the names that the gateway gives to types. */
    private static String typeCode() {
        StringBuilder code = new StringBuilder(" CASE data_type");
        when(code, "BOOLEAN", Types.BOOLEAN);
        when(code, "TINYINT", Types.TINYINT);
        when(code, "SMALLINT", Types.SMALLINT);
        when(code, "INTEGER", Types.INTEGER);
        when(code, "BIGINT", Types.BIGINT);
        when(code, "REAL", Types.REAL);
        when(code, "DOUBLE", Types.DOUBLE);
        when(code, "DECIMAL", Types.DECIMAL);
        when(code, "VARCHAR", Types.VARCHAR);
        when(code, "VARBINARY", Types.VARBINARY);
        when(code, "DATE", Types.DATE);
        when(code, "TIME", Types.TIME);
        when(code, "TIMESTAMP", Types.TIMESTAMP);
        when(code, "TIMESTAMP WITH TIME ZONE", Types.TIMESTAMP_WITH_TIMEZONE);
        return code.append(" ELSE ").append(Types.OTHER).append(" END").toString();
    }

    private static void when(StringBuilder code, String name, int type) {
        code.append(" WHEN '").append(name).append("' THEN ").append(type);
    }

    private ResultSet select(String sql, String catalog, String schemaPattern, String namePattern, String columnPattern)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            statement.closeOnCompletion();
            statement.setString(1, catalog == null ? connection.getCatalog() : catalog);
            boolean asked = (schemaPattern == null || matches(schemaPattern)) && !"".equals(catalog);
            // No function is called so.
            statement.setString(2, !asked ? "-" : namePattern == null ? "%" : upper(namePattern));
            statement.setString(3, columnPattern == null ? "%" : columnPattern);
            return statement.executeQuery();
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private static String upper(String pattern) {
        return pattern.toUpperCase(Locale.ROOT);
    }

    /** Whether a pattern of JDBC's means the schema of the functions. */
    private static boolean matches(String pattern) {
        StringBuilder expression = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char sign = pattern.charAt(i);
            if (sign == '\\' && i + 1 < pattern.length()) {
                i++;
                expression.append(Pattern.quote(String.valueOf(pattern.charAt(i))));
            } else {
                expression.append(sign == '%' ? ".*" : sign == '_' ? "." : Pattern.quote(String.valueOf(sign)));
            }
        }
        return SCHEMA.matches("(?i)" + expression);
    }
}
