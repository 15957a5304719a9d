package io.lakegate.jdbc;

import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientException;
import org.apache.calcite.avatica.proto.Responses;

/**
 * The one place where SQLExceptions are made, so that each has an SQLSTATE and the class that JDBC gives to it.
 *
 * <p>Class 08 is kept for connections that are really gone, and 0A000 is not used: connection pools throw a connection away when they
 * see either.
 */
final class SqlErrors {
    static final String CANNOT_CONNECT = "08001";
    static final String CONNECTION_GONE = "08003";
    static final String CONNECTION_LOST = "08006";
    static final String RESTRICTED_CONVERSION = "07006";
    static final String NO_SUCH_COLUMN_OR_PARAMETER = "07009";
    static final String OUT_OF_RANGE = "22003";
    static final String NOT_A_DATETIME = "22007";
    static final String NOT_A_VALUE = "22018";
    static final String BAD_ARGUMENT = "22023";
    static final String BAD_CURSOR_STATE = "24000";
    static final String BAD_TRANSACTION_STATE = "25000";
    static final String NO_SUCH_STATEMENT = "26000";
    static final String REFUSED_USER = "28000";
    static final String CANCELED = "57014";
    static final String NOT_OFFERED = "IM001";
    static final String DEFECT = "XX000";

    /** The gateway's code for a statement that ran out of time; its SQLSTATE is that of a cancelled one. */
    static final int TIMEOUT_CODE = 3002;

    /** The class of what Avatica's handlers write when they know no SQLSTATE. Taken literally it would mean success. */
    private static final String UNKNOWN_CLASS = "00";

    /** The code that Avatica's own servers give to a connection they do not know. */
    private static final int MISSING_CONNECTION_CODE = 1;

    private SqlErrors() {}

    static SQLException of(String state, String message) {
        return of(state, 0, message, null);
    }

    static SQLException of(String state, String message, Throwable cause) {
        return of(state, 0, message, cause);
    }

    /** The class follows from the first two characters of the SQLSTATE, as the tables of java.sql's exceptions say. */
    static SQLException of(String state, int code, String message, Throwable cause) {
        switch (state.substring(0, 2)) {
            case "08":
                return new SQLNonTransientConnectionException(message, state, code, cause);
            case "22":
                return new SQLDataException(message, state, code, cause);
            case "23":
                return new SQLIntegrityConstraintViolationException(message, state, code, cause);
            case "28":
                return new SQLInvalidAuthorizationSpecException(message, state, code, cause);
            case "40":
                return new SQLTransactionRollbackException(message, state, code, cause);
            case "42":
                return new SQLSyntaxErrorException(message, state, code, cause);
            case "53":
                return new SQLTransientException(message, state, code, cause);
            default:
                return code == TIMEOUT_CODE
                        ? new SQLTimeoutException(message, state, code, cause)
                        : new SQLException(message, state, code, cause);
        }
    }

    /** What the gateway said, without anything put around it. */
    static SQLException fromGateway(Responses.ErrorResponse error) {
        String state = error.getSqlState();
        if (state.length() != 5 || state.startsWith(UNKNOWN_CLASS)) {
            state = error.getErrorCode() == MISSING_CONNECTION_CODE ? CONNECTION_GONE : "HY000";
        }
        String message =
                error.getErrorMessage().isEmpty() ? "The gateway failed and did not say why." : error.getErrorMessage();
        return of(state, Math.max(0, error.getErrorCode()), message, null);
    }

    /** {@code sentence} says what is not offered and, if there is one, the other way. */
    static SQLFeatureNotSupportedException notOffered(String sentence) {
        return new SQLFeatureNotSupportedException(sentence, NOT_OFFERED);
    }

    /** A bug of the driver or an answer that breaks the protocol. */
    static SQLException defect(RuntimeException e) {
        return of(DEFECT, "The Lakegate driver failed, which is a defect of it or of the gateway: " + e, e);
    }

    /** Something that may fail with a SQLException. */
    interface SqlCall<T> {
        T call() throws SQLException;
    }

    /**
     * Runs a call inside a method that declares no exception, and lets its SQLException through.
     *
     * <p>The methods of Avatica's {@code Meta} declare none, yet every JDBC method above them does. Wrapping would make each of those
     * methods throw an unchecked exception, or a SQLException that has lost its SQLSTATE.
     */
    static <T> T undeclared(SqlCall<T> call) {
        return SqlErrors.<T, RuntimeException>rethrowing(call);
    }

    @SuppressWarnings("unchecked") // The casts are empty at run time: that is how the exception gets through.
    private static <T, X extends Exception> T rethrowing(SqlCall<T> call) throws X {
        try {
            return call.call();
        } catch (SQLException e) {
            throw (X) e;
        } catch (RuntimeException e) {
            throw (X) defect(e);
        }
    }
}
