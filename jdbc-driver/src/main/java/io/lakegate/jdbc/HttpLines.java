package io.lakegate.jdbc;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * The network connections to one gateway, shared by all JDBC connections that are made alike: each request takes one that is idle, or makes one. For any
 * thread.
 */
final class HttpLines {
    private static final Map<List<Object>, HttpLines> ALL = new ConcurrentHashMap<>();
    /** Idle lines that are kept; a gateway closes them itself after a while. */
    private static final int MOST_IDLE = 64;
    /** So much of an answer may come while nobody reads it yet. */
    private static final int RECEIVE_BUFFER = 2 << 20;

    private final String host;
    private final int port;
    private final int connectMillis;
    private final Optional<SSLSocketFactory> tls;
    private final Deque<HttpLine> idle = new ArrayDeque<>(); // guarded by itself

    private HttpLines(String host, int port, int connectMillis, Optional<SSLSocketFactory> tls) {
        this.host = host;
        this.port = port;
        this.connectMillis = connectMillis;
        this.tls = tls;
    }

    static HttpLines of(ConnectionSettings settings) throws SQLException {
        Duration connectTimeout = settings.connectTimeout();
        List<Object> likeness = Arrays.asList(
                settings.address(),
                connectTimeout,
                settings.tls(),
                settings.given(ConnectionOption.TRUST_CERTIFICATE),
                settings.given(ConnectionOption.TRUST_STORE),
                settings.given(ConnectionOption.TRUST_STORE_PASSWORD),
                settings.given(ConnectionOption.KEY_STORE),
                settings.given(ConnectionOption.KEY_STORE_PASSWORD),
                modified(settings));
        HttpLines known = ALL.get(likeness);
        if (known != null) {
            return known;
        }
        Optional<SSLSocketFactory> tls = settings.tls()
                ? Optional.of(
                        context(settings).map(SSLContext::getSocketFactory).orElseGet(() ->
                                (SSLSocketFactory) SSLSocketFactory.getDefault()))
                : Optional.empty();
        String host = settings.host().replaceAll("[\\[\\]]", "");
        HttpLines made =
                new HttpLines(host, settings.port(), (int) Math.min(connectTimeout.toMillis(), Integer.MAX_VALUE), tls);
        return Optional.ofNullable(ALL.putIfAbsent(likeness, made)).orElse(made);
    }

    /** A connection that could not be made in time. */
    static final class ConnectTimeout extends IOException {
        private static final long serialVersionUID = 1;

        ConnectTimeout(SocketTimeoutException cause) {
            super(cause);
        }
    }

    /** One that is idle, else a new one; to be {@linkplain #give given back} or closed. */
    HttpLine take() throws IOException {
        while (true) {
            HttpLine line;
            synchronized (idle) {
                line = idle.pollFirst();
            }
            if (line == null) {
                return connect();
            }
            if (line.isOpen()) {
                return line;
            }
            line.close();
        }
    }

    /** Makes a new one, although there are idle ones. */
    HttpLine connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            InetSocketAddress address = new InetSocketAddress(host, port);
            if (address.isUnresolved()) {
                throw new UnknownHostException(host);
            }
            socket.connect(address, connectMillis);
            if (tls.isPresent()) {
                socket = secured(socket, tls.get());
            }
            return new HttpLine(socket);
        } catch (SocketTimeoutException e) {
            socket.close();
            throw new ConnectTimeout(e);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket secured(Socket plain, SSLSocketFactory factory) throws IOException {
        SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(connectMillis);
        socket.startHandshake();
        return socket;
    }

    /** Takes one back that is not needed any more. */
    void give(HttpLine line) {
        boolean kept = false;
        if (line.isReusable()) {
            synchronized (idle) {
                kept = idle.size() < MOST_IDLE;
                if (kept) {
                    idle.addFirst(line);
                }
            }
        }
        if (!kept) {
            line.close();
        }
    }

    /** When the user's certificate was written: it may be replaced by a newer one, which is then a client of its own. */
    private static long modified(ConnectionSettings settings) {
        return settings.given(ConnectionOption.KEY_STORE)
                .map(file -> new File(file).lastModified())
                .orElse(0L);
    }

    /** Empty where the JVM's own certificates are trusted, and none is shown. */
    private static Optional<SSLContext> context(ConnectionSettings settings) throws SQLException {
        Optional<KeyManager[]> own = ownKeys(settings);
        Optional<TrustManager[]> trusted = trust(settings);
        if (own.isEmpty() && trusted.isEmpty()) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.orElse(null), trusted.orElse(null), null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            throw SqlErrors.of(SqlErrors.CANNOT_CONNECT, "This JVM has no TLS: " + e.getMessage() + ".", e);
        }
    }

    private static Optional<KeyManager[]> ownKeys(ConnectionSettings settings) throws SQLException {
        Optional<String> store = settings.given(ConnectionOption.KEY_STORE);
        if (store.isEmpty()) {
            return Optional.empty();
        }
        char[] password =
                settings.given(ConnectionOption.KEY_STORE_PASSWORD).orElse("").toCharArray();
        try {
            KeyStore keys = KeyStore.getInstance(Path.of(store.get()).toFile(), password);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, password);
            return Optional.of(managers.getKeyManagers());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(ConnectionOption.KEY_STORE, e);
        }
    }

    private static SQLException unusable(ConnectionOption option, Exception e) {
        return SqlErrors.of(
                SqlErrors.CANNOT_CONNECT,
                "The file of the connection option " + option.key() + " cannot be used: " + e.getMessage()
                        + ". Check its path, its format and its password.",
                e);
    }

    /** Empty where the JVM's own certificates are trusted. */
    private static Optional<TrustManager[]> trust(ConnectionSettings settings) throws SQLException {
        Optional<String> certificate = settings.given(ConnectionOption.TRUST_CERTIFICATE);
        Optional<String> store = settings.given(ConnectionOption.TRUST_STORE);
        if (certificate.isEmpty() && store.isEmpty()) {
            return Optional.empty();
        }
        try {
            KeyStore trusted = certificate.isPresent()
                    ? certificates(Path.of(certificate.get()))
                    : KeyStore.getInstance(
                            Path.of(store.get()).toFile(),
                            settings.given(ConnectionOption.TRUST_STORE_PASSWORD)
                                    .map(String::toCharArray)
                                    .orElse(null));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            return Optional.of(managers.getTrustManagers());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(
                    certificate.isPresent() ? ConnectionOption.TRUST_CERTIFICATE : ConnectionOption.TRUST_STORE, e);
        }
    }

    private static KeyStore certificates(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("trusted" + store.size(), each);
            }
        }
        if (store.size() == 0) {
            throw new IllegalArgumentException("it holds no certificate");
        }
        return store;
    }
}
