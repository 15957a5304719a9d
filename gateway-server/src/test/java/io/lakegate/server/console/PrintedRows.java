package io.lakegate.server.console;

import java.io.IOException;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What a printer makes of the rows of a query that a real database in this process answers. */
final class PrintedRows {
    private PrintedRows() {}

    static String of(OutputFormat format, String sql) throws SQLException, IOException {
        StringWriter printed = new StringWriter();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            format.printer().print(RowCursor.over(rows, () -> false), printed);
        }
        return printed.toString();
    }
}
