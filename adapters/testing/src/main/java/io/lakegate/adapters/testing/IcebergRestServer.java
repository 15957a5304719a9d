package io.lakegate.adapters.testing;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumSet;
import java.util.Optional;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** An Iceberg REST catalog on this machine, with another catalog behind it. It can be stopped and started again at the same address. */
public final class IcebergRestServer implements AutoCloseable {
    private final Catalog behind;
    private final Optional<String> token;
    private int port;
    private Server server = new Server();

    /** {@code token} is what requests must bear, if anything. */
    private IcebergRestServer(Catalog behind, Optional<String> token) {
        this.behind = behind;
        this.token = token;
    }

    public static IcebergRestServer open(Catalog behind) throws Exception {
        IcebergRestServer server = new IcebergRestServer(behind, Optional.empty());
        server.start();
        return server;
    }

    public static IcebergRestServer guarded(Catalog behind, String token) throws Exception {
        IcebergRestServer server = new IcebergRestServer(behind, Optional.of(token));
        server.start();
        return server;
    }

    public void start() throws Exception {
        ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
        context.addServlet(new ServletHolder(new RESTCatalogServlet(new RESTCatalogAdapter(behind))), "/*");
        token.ifPresent(expected ->
                context.addFilter(new FilterHolder(bearing(expected)), "/*", EnumSet.of(DispatcherType.REQUEST)));
        server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
        port = connector.getLocalPort();
    }

    private static Filter bearing(String token) {
        return (request, response, chain) -> {
            String given = ((HttpServletRequest) request).getHeader("Authorization");
            if (("Bearer " + token).equals(given)) {
                chain.doFilter(request, response);
            } else {
                HttpServletResponse refusal = (HttpServletResponse) response;
                refusal.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
                refusal.setContentType("application/json");
                refusal.getWriter().write("""
                        {"error": {"message": "not this one: %s", "type": "NotAuthorizedException", "code": 401}}""".formatted(given));
            }
        };
    }

    public String uri() {
        return "http://127.0.0.1:" + port;
    }

    public void stop() throws Exception {
        server.stop();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server does not stop", e);
        }
    }
}
