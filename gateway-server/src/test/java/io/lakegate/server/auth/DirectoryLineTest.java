package io.lakegate.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.server.config.DirectoryConfig.Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That a connection which was not made to its end is closed, whatever ended it. */
@Timeout(60)
class DirectoryLineTest {
    /** A library that fails in a way that it does not declare, when TLS is about to be spoken. */
    private static final class Surprising extends SSLSocketFactory {
        @Override
        public Socket createSocket(Socket open, String host, int port, boolean autoClose) {
            throw new IllegalStateException("a library is surprised");
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return new String[0];
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return new String[0];
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw new IllegalStateException("not asked for");
        }
    }

    /** Agrees to speak TLS, and completes when the other side has closed the connection. */
    private static CompletableFuture<Void> closed(ServerSocket server) {
        return CompletableFuture.runAsync(() -> {
            try (Socket socket = server.accept()) {
                // A message of LDAP: its tag and length, and a number by which the answer goes back.
                InputStream in = socket.getInputStream();
                in.readNBytes(1);
                byte[] message = in.readNBytes(in.read());
                socket.getOutputStream().write(new byte[] {
                    0x30, 0x0c, 0x02, 0x01, message[2], 0x78, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00
                });
                in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void aLibraryThatFailsUnexpectedlyLeavesNoConnectionOpen() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> closed = closed(server);
            Server directory = new Server(
                    URI.create("ldap://127.0.0.1:" + server.getLocalPort()),
                    true,
                    Optional.empty(),
                    Duration.ofMinutes(10));
            assertThatThrownBy(() -> DirectoryLine.connect(directory, Optional.empty(), Optional.of(new Surprising())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a library is surprised");
            closed.get();
            assertThat(closed).isCompleted();
        }
    }
}
