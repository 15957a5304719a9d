package io.lakegate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Single values on their way from the test gateway through the driver. */
final class SentValues implements AutoCloseable {
    final TestGateway gateway;
    final Connection connection;

    SentValues() throws IOException, SQLException {
        gateway = new TestGateway();
        connection = gateway.connect();
    }

    /** The one row of a result with one column V of this type, as the gateway would send it. */
    ResultSet value(int type, String typeName, Rep rep, Object value) throws SQLException {
        gateway.meta.answers.put(
                "value", Answer.now().column("V", type, typeName, rep).row(value));
        ResultSet rows = connection.createStatement().executeQuery("value");
        assertThat(rows.next()).isTrue();
        return rows;
    }

    ResultSet date(String text) throws SQLException {
        return value(Types.DATE, "DATE", Rep.STRING, text);
    }

    ResultSet time(String text) throws SQLException {
        return value(Types.TIME, "TIME", Rep.STRING, text);
    }

    ResultSet timestamp(String text) throws SQLException {
        return value(Types.TIMESTAMP, "TIMESTAMP", Rep.STRING, text);
    }

    ResultSet instant(String text) throws SQLException {
        return value(Types.TIMESTAMP_WITH_TIMEZONE, "TIMESTAMP WITH TIME ZONE", Rep.STRING, text);
    }

    ResultSet text(String text) throws SQLException {
        return value(Types.VARCHAR, "VARCHAR", Rep.STRING, text);
    }

    static void assertState(String state, ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(type(SQLException.class))
                .extracting(SQLException::getSQLState)
                .isEqualTo(state);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        gateway.close();
    }
}
