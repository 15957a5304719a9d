package io.lakegate.server.docs;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.test.ConnectionFactory;

/**
 * What a query gives in its first column, or the sentence with which it fails.
 *
 * @param code the error's number; 0 without one
 * @param type the name of its type
 */
record SingleValue(boolean failed, int code, String type, List<String> values) {
    /** Where to ask. */
    interface Source {
        Connection connection() throws SQLException;
    }

    static SingleValue of(ConnectionFactory calcite, String sql) {
        return of(calcite::createConnection, sql, true);
    }

    static SingleValue of(Source source, String sql, boolean close) {
        try {
            Connection connection = source.connection();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                List<String> values = new ArrayList<>();
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
                return new SingleValue(false, 0, rows.getMetaData().getColumnTypeName(1), values);
            } finally {
                if (close) {
                    connection.close();
                }
            }
        } catch (Exception | Error e) {
            return new SingleValue(
                    true,
                    e instanceof SQLException sqlError ? sqlError.getErrorCode() : 0,
                    "",
                    List.of(String.valueOf(e.getMessage())));
        }
    }

    /** Whether the values are the same, in whatever way they are written. */
    boolean means(SingleValue other) {
        if (failed || other.failed) {
            return failed && other.failed;
        }
        List<String> rest = new ArrayList<>(other.values);
        for (String value : values) {
            boolean found = false;
            for (int i = 0; i < rest.size() && !found; i++) {
                if (same(value, rest.get(i), type)) {
                    rest.remove(i);
                    found = true;
                }
            }
            if (!found) {
                return false;
            }
        }
        return rest.isEmpty();
    }

    private static boolean same(String one, String other, String type) {
        if (one == null || other == null) {
            // Calcite writes what JSON calls null as a text.
            return (one == null || one.equals("null")) && (other == null || other.equals("null"));
        }
        if (type.startsWith("INTERVAL")) {
            return IntervalText.ofCalcite(one, type).equals(IntervalText.ofGateway(other));
        }
        if (one.equals(other) || plain(one).equals(plain(other))) {
            return true;
        }
        try {
            double left = Double.parseDouble(one);
            double right = Double.parseDouble(other);
            boolean exact = one.matches("-?\\d+(\\.\\d+)?") && other.matches("-?\\d+(\\.\\d+)?");
            return (exact && new BigDecimal(one).compareTo(new BigDecimal(other)) == 0)
                    || left == right
                    || Math.abs(left - right) <= Math.abs(left) * 1e-12;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Collections are JSON here, and Java's own texts there; times end in zeros here or there. */
    private static String plain(String text) {
        String plain = text.startsWith("[") || text.startsWith("{")
                ? text.replaceAll("\"(EXPR\\$|f)\\d+\":", "")
                        .replaceAll("\\s+", "")
                        .replace("\"", "")
                        .replace('=', ':')
                : text;
        return plain.replaceAll("(:\\d\\d(\\.\\d+)?)\\+00:00$", "$1")
                .replaceAll("(:\\d\\d)\\.0+$", "$1")
                .replaceAll("(:\\d\\d\\.\\d*?[1-9])0+$", "$1");
    }

    String text() {
        return (failed ? "! " : "") + (values.size() == 1 ? values.get(0) : values.toString());
    }
}
