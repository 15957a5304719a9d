package io.lakegate.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.PooledConnection;
import org.apache.calcite.avatica.ColumnMetaData.Rep;
import org.junit.jupiter.api.Test;

/** What a pool of an application server does with the driver's connections. */
class PooledConnectionTest {
    private final List<String> events = new ArrayList<>();

    private final ConnectionEventListener pool = new ConnectionEventListener() {
        @Override
        public void connectionClosed(ConnectionEvent event) {
            events.add("closed");
        }

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
            events.add(event.getSQLException().getSQLState());
        }
    };

    @Test
    void aHandleIsGivenBackAndTheConnectionStays() throws SQLException, IOException {
        try (TestGateway gateway = new TestGateway()) {
            LakegateConnectionPoolDataSource source = new LakegateConnectionPoolDataSource();
            source.setUrl(gateway.url());
            source.setUser("ann");
            source.setProperty("fetchSize", "7");
            PooledConnection pooled = source.getPooledConnection();
            pooled.addConnectionEventListener(pool);

            Connection first = pooled.getConnection();
            assertThat(first.isValid(5)).isTrue();
            assertThat(first.getMetaData().getUserName()).isEqualTo("ann");
            first.setReadOnly(true);
            first.close();
            first.close();
            assertThat(events).containsExactly("closed");
            assertThat(first.isClosed()).isTrue();
            assertThat(first.isValid(5)).isFalse();
            assertThatThrownBy(first::createStatement)
                    .hasMessage("The connection was given back to its pool.")
                    .hasFieldOrPropertyWithValue("SQLState", "08003");

            Connection second = pooled.getConnection();
            Connection third = pooled.getConnection();
            assertThat(second.isClosed()).isTrue();
            assertThat(third.isClosed()).isFalse();
            assertThat(third.equals(second)).isFalse();
            assertThatThrownBy(third::commit).hasFieldOrPropertyWithValue("SQLState", "25000");
            assertThat(events).containsExactly("closed");

            pooled.removeConnectionEventListener(pool);
            third.close();
            assertThat(events).containsExactly("closed");
            pooled.close();
            assertThatThrownBy(pooled::getConnection).hasFieldOrPropertyWithValue("SQLState", "08003");
        }
    }

    @Test
    void aStatementIsTheHandlesAndEndsWithIt() throws SQLException, IOException {
        try (TestGateway gateway = new TestGateway()) {
            gateway.meta.answers.put("prepared", Answer.now().column("N", Types.INTEGER, "INTEGER", Rep.INTEGER));
            LakegateConnectionPoolDataSource source = new LakegateConnectionPoolDataSource();
            source.setUrl(gateway.url());
            PooledConnection pooled = source.getPooledConnection();

            Connection first = pooled.getConnection();
            Statement left = first.createStatement();
            PreparedStatement prepared = first.prepareStatement("prepared");
            assertThat(left.getConnection()).isSameAs(first);
            assertThat(prepared.getConnection()).isSameAs(first);
            assertThat(prepared.isWrapperFor(PreparedStatement.class)).isTrue();
            assertThat(first.getMetaData().getConnection()).isSameAs(first);
            assertThat(left).isIn(Set.of(left, prepared)).isNotEqualTo(prepared);
            assertThat(left.isClosed()).isFalse();
            first.close();
            assertThat(left.isClosed()).isTrue();
            assertThat(prepared.isClosed()).isTrue();

            assertThat(pooled.getConnection().createStatement().isClosed()).isFalse();
            pooled.close();
        }
    }

    @Test
    void thePoolIsToldOfAConnectionThatIsLost() throws SQLException, IOException {
        TestGateway gateway = new TestGateway();
        LakegateConnectionPoolDataSource source = new LakegateConnectionPoolDataSource();
        source.setUrl(gateway.url());
        PooledConnection pooled = source.getPooledConnection();
        pooled.addConnectionEventListener(pool);
        Connection connection = pooled.getConnection();
        gateway.close();
        assertThatThrownBy(() -> connection.setSchema("s")).hasFieldOrPropertyWithValue("SQLState", "08006");
        assertThat(events).containsExactly("08006");
    }
}
