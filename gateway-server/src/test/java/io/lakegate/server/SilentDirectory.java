package io.lakegate.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** What takes connections at a port of 127.0.0.1 as a directory does, and from some point on says nothing more, without ending them. */
final class SilentDirectory implements AutoCloseable {
    /** Up to where it is heard of. */
    enum Until {
        CONNECTED,
        AGREED_ON_TLS,
        SPOKE_TLS
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final SSLContext tls;
    private final Until until;

    SilentDirectory(TestAuthority authority, Until until) throws Exception {
        this.tls = TestDirectory.tls(authority.server());
        this.until = until;
        start(() -> {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                start(() -> serve(socket));
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException ended) {
                // The other side, or the test, has had enough.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve(Socket socket) throws IOException {
        if (until == Until.CONNECTED) {
            return;
        }
        // A message of LDAP: its tag and length, and a number by which the answer goes back.
        InputStream in = socket.getInputStream();
        in.readNBytes(1);
        byte[] message = in.readNBytes(in.read());
        socket.getOutputStream().write(new byte[] {
            0x30, 0x0c, 0x02, 0x01, message[2], 0x78, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00
        });
        if (until == Until.SPOKE_TLS) {
            SSLSocket spoken = (SSLSocket) tls.getSocketFactory().createSocket(socket, "127.0.0.1", port(), false);
            spoken.setUseClientMode(false);
            spoken.startHandshake();
            open.add(spoken);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            if (!(socket instanceof SSLSocket)) {
                socket.close();
            }
        }
    }
}
