package io.lakegate.server.expressions;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What an expression gives for one row: a value as a text, NULL, or an error. */
record Outcome(boolean failed, String text) {
    static Outcome of(PreparedStatement statement, int id) {
        try {
            statement.setInt(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return new Outcome(false, rows.getString(1));
            }
        } catch (SQLException | RuntimeException | LinkageError e) {
            return failure(e);
        }
    }

    static Outcome failure(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return new Outcome(true, e.getMessage() + (cause == e ? "" : " / " + cause.getMessage()));
    }

    boolean same(Outcome other, Expression.Type type) {
        if (failed || other.failed) {
            return failed && other.failed;
        }
        if (text == null || other.text == null) {
            return text == null && other.text == null;
        }
        return switch (type) {
            case INTEGER, BIGINT, DECIMAL -> new BigDecimal(text).compareTo(new BigDecimal(other.text)) == 0;
            case DOUBLE -> close(Double.parseDouble(text), Double.parseDouble(other.text));
            case TIME, TIMESTAMP -> moment(text).equals(moment(other.text));
            default -> text.equals(other.text);
        };
    }

    /** The last digits of logarithms and the like are not the same in every library. */
    private static boolean close(double one, double other) {
        return Double.compare(one, other) == 0 || one == other || Math.abs(one - other) <= Math.abs(one) * 1e-12;
    }

    private static String moment(String text) {
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }

    @Override
    public String toString() {
        return (failed ? "! " : "") + text;
    }
}
