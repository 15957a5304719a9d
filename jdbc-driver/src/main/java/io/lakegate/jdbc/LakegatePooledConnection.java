package io.lakegate.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.PooledConnection;
import javax.sql.StatementEventListener;

/** A connection that a pool keeps, and hands out under a handle for each use. Closing a handle only tells the pool. For any thread. */
final class LakegatePooledConnection implements PooledConnection {
    private final Connection connection;
    private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
    private Handle handle; // guarded by this

    LakegatePooledConnection(Connection connection) {
        this.connection = connection;
    }

    /** A handle for the next use, in auto-commit mode; the one before is of no use any more. */
    @Override
    public synchronized Connection getConnection() throws SQLException {
        if (handle != null) {
            handle.end();
        }
        try {
            connection.setAutoCommit(true);
            connection.clearWarnings();
        } catch (SQLException e) {
            tellError(e);
            throw e;
        }
        handle = new Handle();
        return (Connection) Proxy.newProxyInstance(
                LakegatePooledConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, handle);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    @Override
    public void addConnectionEventListener(ConnectionEventListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeConnectionEventListener(ConnectionEventListener listener) {
        listeners.remove(listener);
    }

    /** Does nothing: statements are not pooled, so that nobody has to be told of them. */
    @Override
    public void addStatementEventListener(StatementEventListener listener) {}

    @Override
    public void removeStatementEventListener(StatementEventListener listener) {}

    private void tellError(SQLException error) {
        String state = error.getSQLState();
        if (state != null && state.startsWith("08")) {
            listeners.forEach(listener -> listener.connectionErrorOccurred(new ConnectionEvent(this, error)));
        }
    }

    /** What a program has while it uses the connection. */
    private final class Handle implements InvocationHandler {
        private final Set<Statement> statements = Collections.newSetFromMap(new WeakHashMap<>()); // guarded by itself
        private volatile boolean closed;

        /** Of no use any more, nor are its statements. */
        void end() {
            closed = true;
            List<Statement> open;
            synchronized (statements) {
                open = new ArrayList<>(statements);
                statements.clear();
            }
            for (Statement statement : open) {
                try {
                    statement.close();
                } catch (SQLException e) {
                    tellError(e);
                }
            }
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            switch (method.getName()) {
                case "close":
                    if (!closed) {
                        end();
                        ConnectionEvent event = new ConnectionEvent(LakegatePooledConnection.this);
                        listeners.forEach(listener -> listener.connectionClosed(event));
                    }
                    return null;
                case "isClosed":
                    return closed || connection.isClosed();
                case "isValid":
                    return !closed && connection.isValid((int) arguments[0]);
                case "equals":
                    return proxy == arguments[0];
                case "hashCode":
                    return System.identityHashCode(proxy);
                default:
                    break;
            }
            if (closed && method.getDeclaringClass() != Object.class) {
                throw SqlErrors.of(SqlErrors.CONNECTION_GONE, "The connection was given back to its pool.");
            }
            return shown((Connection) proxy, method, call(connection, method, arguments));
        }

        /** Statements and metadata say that they are the handle's. */
        private Object shown(Connection proxy, Method method, Object result) {
            if (result instanceof Statement) {
                synchronized (statements) {
                    statements.add((Statement) result);
                }
            } else if (!(result instanceof DatabaseMetaData)) {
                return result;
            }
            return Proxy.newProxyInstance(
                    LakegatePooledConnection.class.getClassLoader(),
                    new Class<?>[] {method.getReturnType()},
                    (self, asked, arguments) -> {
                        switch (asked.getName()) {
                            case "getConnection":
                                return proxy;
                            case "equals":
                                return self == arguments[0];
                            case "hashCode":
                                return System.identityHashCode(self);
                            default:
                                return call(result, asked, arguments);
                        }
                    });
        }
    }

    private Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException) {
                tellError((SQLException) e.getCause());
            }
            throw e.getCause();
        }
    }
}
