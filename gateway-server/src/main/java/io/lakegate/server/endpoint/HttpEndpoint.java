package io.lakegate.server.endpoint;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.auth.Authenticator;
import io.lakegate.server.query.QueryService;
import io.lakegate.server.session.Sessions;
import io.lakegate.server.tls.ClientAuthorities;
import io.lakegate.server.tls.ServerKeys;
import java.io.IOException;
import java.net.BindException;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The HTTP server: one port for Avatica's protocol, cancelling and health.
 *
 * <p>A waiting fetch holds a thread for at most half a second, so the threads bound how many clients can wait at one moment, not how many
 * statements can run.
 */
public final class HttpEndpoint implements AutoCloseable {
    private static final int MAX_THREADS = 256;
    /** Tokens that list many groups are long. */
    private static final int MAX_HEADER_BYTES = 24 * 1024;

    /** Connections at the port of those who watch. */
    private static final int MOST_WATCHING = 100;
    /** Connections beyond the limit that are taken in at least, to say so. */
    private static final int LEAST_REFUSED = 16;

    private static final long STOP_MILLIS = 2_000;
    private static final long IDLE_STOP_MILLIS = 100;

    private final Server server;
    private final ServerConnector connector;
    private final String host;

    private HttpEndpoint(Server server, ServerConnector connector, String host) {
        this.server = server;
        this.connector = connector;
        this.host = host;
    }

    /**
     * Binds the address and accepts connections.
     *
     * @param requests what they may take
     * @param version of the gateway
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when the address cannot be bound
     */
    public static HttpEndpoint start(
            Address address,
            Sessions sessions,
            QueryService queries,
            Authenticator authenticator,
            Watch watch,
            Requests requests,
            String version) {
        JdbcMetadata metadata = new JdbcMetadata(queries, version);
        return start(
                address,
                new RequestHandler(
                        sessions,
                        metadata,
                        authenticator,
                        new WatchHandler(watch),
                        new CheckHandler(watch.checks()),
                        requests),
                requests);
    }

    /**
     * A port for those alone who watch the gateway.
     *
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when the address cannot be bound
     */
    public static HttpEndpoint operations(Address address, Watch watch) {
        return start(address, new WatchHandler(watch), new Requests(0, MOST_WATCHING));
    }

    private static HttpEndpoint start(Address address, Handler handler, Requests requests) {
        String host = address.host();
        int port = address.port();
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
        threads.setName("lakegate-http");
        threads.setDaemon(true);
        Server server = new Server(threads);
        server.setStopTimeout(STOP_MILLIS);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        ServerConnector connector = connector(server, http, address.tls());
        connector.setHost(host);
        connector.setPort(port);
        connector.setShutdownIdleTimeout(IDLE_STOP_MILLIS); // kept-alive connections have nothing to wait for
        server.addConnector(connector);
        connector.addBean(requests.listener());
        // Some more than the limit, who hear that they are too many; beyond these nobody is taken in until some have
        // gone.
        int most = requests.mostConnections();
        server.addBean(new NetworkConnectionLimit(most + Math.max(LEAST_REFUSED, most / 8), connector));
        server.setHandler(handler);
        HttpEndpoint endpoint = new HttpEndpoint(server, connector, host);
        try {
            server.start();
            return endpoint;
        } catch (Exception e) { // Jetty declares no less
            endpoint.close();
            throw new GatewayException(ErrorCode.CONFIGURATION, cannotListen(host, port, e), e);
        }
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, Optional<Tls> tls) {
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        if (tls.isEmpty()) {
            return new ServerConnector(server, plain);
        }
        return new ServerConnector(server, new TlsConnections(tls.get(), plain.getProtocol()), plain);
    }

    /**
     * Where it listens.
     *
     * @param host the one address to listen on
     * @param port 0 for any free one
     * @param tls empty for plain HTTP
     */
    public record Address(String host, int port, Optional<Tls> tls) {}

    /**
     * What TLS needs.
     *
     * @param keys of the gateway
     * @param clients whose certificates clients may have; empty where none are asked for
     */
    public record Tls(ServerKeys keys, Optional<ClientAuthorities> clients) {}

    private static String cannotListen(String host, int port, Exception e) {
        boolean taken = e instanceof IOException && e.getCause() instanceof BindException;
        if (!taken && !(e instanceof BindException)) {
            return "The gateway cannot listen on %s port %d: %s. Check server.tls, if it is set: file, format and password."
                    .formatted(host, port, e.getMessage());
        }
        return "The gateway cannot listen on %s port %d: %s. %s"
                .formatted(
                        host,
                        port,
                        taken ? "the address is in use or not this machine's" : e.getMessage(),
                        "Stop the other program, or choose another port with --port or server.port.");
    }

    /** The port it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** The address that our driver takes: {@code jdbc:lakegate://127.0.0.1:8765}. */
    public String url() {
        String options = connector.getProtocols().contains("ssl") ? "?tls=true" : "";
        return "jdbc:lakegate://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port() + options;
    }

    /** Accepts nothing more, and answers what was asked within two seconds. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) { // Jetty declares no less
            throw new IllegalStateException("the HTTP server does not stop", e);
        }
    }
}
