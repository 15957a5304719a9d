package io.lakegate.adapters.testing;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.rest.HTTPRequest;
import org.apache.iceberg.rest.RESTCatalogAdapter;
import org.apache.iceberg.rest.RESTCatalogServlet;
import org.apache.iceberg.rest.RESTResponse;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.apache.iceberg.rest.responses.LoadTableResponse;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** An Iceberg REST catalog on this machine, with another catalog behind it. It can be stopped and started again at the same address. */
public final class IcebergRestServer implements AutoCloseable {
    private final Catalog behind;
    private final Predicate<HttpServletRequest> guard;
    private final Function<String, Map<String, String>> vended;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private int port;
    private Server server = new Server();

    /**
     * A request that was answered or refused.
     *
     * @param path below the catalog's address, such as {@code /v1/namespaces}
     * @param authorization the header of that name; null where there is none
     */
    public record Request(
            String method, String path, @Nullable String authorization) {}

    private IcebergRestServer(
            Catalog behind, Predicate<HttpServletRequest> guard, Function<String, Map<String, String>> vended) {
        this.behind = behind;
        this.guard = guard;
        this.vended = vended;
    }

    public static IcebergRestServer open(Catalog behind) throws Exception {
        return vending(behind, request -> true, table -> Map.of());
    }

    /** {@code token} is what requests must bear. */
    public static IcebergRestServer guarded(Catalog behind, String token) throws Exception {
        return guarded(behind, request -> ("Bearer " + token).equals(request.getHeader("Authorization")));
    }

    /** Requests that {@code guard} does not let pass are refused, with what they bore in the message. */
    public static IcebergRestServer guarded(Catalog behind, Predicate<HttpServletRequest> guard) throws Exception {
        return vending(behind, guard, table -> Map.of());
    }

    /** A table that is loaded comes with what {@code vended} has for its name: configuration that is for this table only. */
    public static IcebergRestServer vending(
            Catalog behind, Predicate<HttpServletRequest> guard, Function<String, Map<String, String>> vended)
            throws Exception {
        IcebergRestServer server = new IcebergRestServer(behind, guard, vended);
        server.start();
        return server;
    }

    /** What was asked since the last {@link #forget}, in order. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public void forget() {
        requests.clear();
    }

    public void start() throws Exception {
        ServletContextHandler context = new ServletContextHandler(ServletContextHandler.NO_SESSIONS);
        context.addServlet(new ServletHolder(new RESTCatalogServlet(new Vending(behind, vended))), "/*");
        context.addFilter(new FilterHolder(gate()), "/*", EnumSet.of(DispatcherType.REQUEST));
        server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
        port = connector.getLocalPort();
    }

    private Filter gate() {
        return (request, response, chain) -> {
            HttpServletRequest asked = (HttpServletRequest) request;
            String given = asked.getHeader("Authorization");
            requests.add(new Request(asked.getMethod(), asked.getRequestURI(), given));
            if (guard.test(asked)) {
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

    /** Adds what is vended to the answers that load a table. */
    private static final class Vending extends RESTCatalogAdapter {
        private final Function<String, Map<String, String>> vended;

        Vending(Catalog behind, Function<String, Map<String, String>> vended) {
            super(behind);
            this.vended = vended;
        }

        @Override
        protected <T extends RESTResponse> T execute(
                HTTPRequest request,
                Class<T> type,
                Consumer<ErrorResponse> errors,
                Consumer<Map<String, String>> headers) {
            T response = super.execute(request, type, errors, headers);
            if (!(response instanceof LoadTableResponse loaded)) {
                return response;
            }
            String table = request.path().substring(request.path().lastIndexOf('/') + 1);
            return type.cast(LoadTableResponse.builder()
                    .withTableMetadata(loaded.tableMetadata())
                    .addAllConfig(loaded.config())
                    .addAllConfig(vended.apply(table))
                    .build());
        }
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
