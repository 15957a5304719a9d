package io.lakegate.benchmarks.comparison;

import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The rows of a statement as texts that can be compared between drivers: numbers by their first ten digits, rows sorted. */
record Answers(List<String> rows, double millis) {
    private static final MathContext DIGITS = new MathContext(10);

    /** Runs a statement and reads each value. */
    static Answers of(Connection connection, String sql) throws SQLException {
        long begin = System.nanoTime();
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int column = 1; column <= columns; column++) {
                    row.append(text(result.getObject(column))).append('|');
                }
                rows.add(row.toString());
            }
        }
        double millis = (System.nanoTime() - begin) / 1e6;
        rows.sort(null);
        return new Answers(rows, millis);
    }

    private static String text(Object value) {
        if (value instanceof Number number) {
            BigDecimal rounded = new BigDecimal(number.toString()).round(DIGITS);
            return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
        }
        return String.valueOf(value).strip();
    }
}
