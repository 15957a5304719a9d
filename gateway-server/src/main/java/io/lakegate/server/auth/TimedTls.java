package io.lakegate.server.auth;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS upon a connection that is open already, as StartTLS makes it, within a time. Java's LDAP has no limit for that handshake, nor for the goodbye: a directory
 * that says nothing then would be waited for without end. For one connection, and one thread.
 */
final class TimedTls extends SSLSocketFactory {
    private static final Logger log = LoggerFactory.getLogger(TimedTls.class);

    private final SSLSocketFactory sockets;
    private final Duration limit;
    private volatile @Nullable Socket below;

    /** Something that is done with the connection. */
    interface Step<E extends Exception> {
        void run() throws IOException, E;
    }

    TimedTls(SSLSocketFactory sockets, Duration limit) {
        this.sockets = sockets;
        this.limit = limit;
    }

    /** Does it, and ends the connection when it is not done in time, by which it fails. */
    <E extends Exception> void within(Step<E> step) throws IOException, E {
        CompletableFuture<Boolean> inTime =
                new CompletableFuture<Boolean>().completeOnTimeout(false, limit.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<Void> ended = inTime.thenAccept(done -> {
            if (!done) {
                end();
            }
        });
        try {
            step.run();
        } catch (IOException e) {
            if (inTime.isDone()) {
                throw new IOException("it did not answer within %d ms".formatted(limit.toMillis()), e);
            }
            throw e;
        } finally {
            if (!inTime.complete(true)) {
                ended.join();
            }
        }
    }

    /** Ends the connection, without a word to the other side. */
    void end() {
        Socket open = below;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                log.debug("a connection to the directory did not close well", e);
            }
        }
    }

    @Override
    public Socket createSocket(Socket open, String host, int port, boolean autoClose) throws IOException {
        below = open;
        return sockets.createSocket(open, host, port, autoClose);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("the connection is open already");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException("the connection is open already");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("the connection is open already");
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException("the connection is open already");
    }
}
