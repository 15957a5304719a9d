package io.lakegate.server.auth;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * Connections with TLS to a directory whose certificate is none that the JVM knows. Java's LDAP takes the name of a class, asks it for a factory, and connects,
 * all in one thread: so the thread says which certificates it trusts.
 */
public final class DirectorySockets extends SocketFactory {
    private static final ThreadLocal<SSLSocketFactory> CURRENT = new ThreadLocal<>();

    private final SSLSocketFactory sockets;

    private DirectorySockets(SSLSocketFactory sockets) {
        this.sockets = sockets;
    }

    /** Something that makes connections. */
    interface Connecting<T, E extends Exception> {
        T connect() throws E;
    }

    /** Has what connects in this call use these sockets, where it was told this class's name. */
    static <T, E extends Exception> T using(SSLSocketFactory sockets, Connecting<T, E> call) throws E {
        CURRENT.set(sockets);
        try {
            return call.connect();
        } finally {
            CURRENT.remove();
        }
    }

    /** As Java's LDAP asks for it. */
    public static SocketFactory getDefault() {
        SSLSocketFactory sockets = CURRENT.get();
        if (sockets == null) {
            throw new IllegalStateException("this thread connects to no directory");
        }
        return new DirectorySockets(sockets);
    }

    @Override
    public Socket createSocket() throws IOException {
        return sockets.createSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return sockets.createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return sockets.createSocket(host, port, localHost, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return sockets.createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return sockets.createSocket(address, port, localAddress, localPort);
    }
}
