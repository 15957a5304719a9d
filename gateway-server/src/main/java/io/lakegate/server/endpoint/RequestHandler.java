package io.lakegate.server.endpoint;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.auth.Authenticator;
import io.lakegate.server.auth.Caller;
import io.lakegate.server.query.Asked;
import io.lakegate.server.query.QueryStatus;
import io.lakegate.server.session.CallerSessions;
import io.lakegate.server.session.SessionStatement;
import io.lakegate.server.session.Sessions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What lies on the port: Avatica at {@code /}, our driver's form of it at {@code /lakegate/columns}, cancelling at {@code /lakegate/cancel}, progress at {@code /lakegate/progress}, figures at {@code /metrics}, checks below {@code /check/}, health, which alone is open to strangers, at {@code /health/live} and {@code /health/ready}. */
final class RequestHandler extends Handler.Abstract {
    private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);
    private static final String COLUMNS_PATH = "/lakegate/columns";

    /** The longest statement, with its parameters, that is read. */
    private static final int MAX_REQUEST_BYTES = 32 * 1024 * 1024;

    /** The same where it is not known yet who sends it. */
    private static final int MAX_REQUEST_BYTES_OF_STRANGERS = 1024 * 1024;

    /** Of what a client says of its trace: the standard's form has 55 signs, and others may follow. */
    private static final int LONGEST_PARENT = 200;

    private final Sessions sessions;
    private final JdbcMetadata metadata;
    private final Authenticator authenticator;
    private final WatchHandler watch;
    private final CheckHandler checks;
    private final Requests requests;

    RequestHandler(
            Sessions sessions,
            JdbcMetadata metadata,
            Authenticator authenticator,
            WatchHandler watch,
            CheckHandler checks,
            Requests requests) {
        this.requests = requests;
        this.checks = checks;
        this.watch = watch;
        this.sessions = sessions;
        this.metadata = metadata;
        this.authenticator = authenticator;
    }

    private AvaticaHandler avatica(CallerSessions callers, boolean rowsApart) {
        return new AvaticaHandler(new GatewayMeta(callers, metadata, rowsApart));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        boolean post = HttpMethod.POST.is(request.getMethod());
        if (!watch.health(path, response, callback)) {
            handle(path, post, request, response, callback);
        }
        return true;
    }

    private void handle(String path, boolean post, Request request, Response response, Callback callback) {
        if (requests.isBeyond(request.getConnectionMetaData().getConnection())) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            unread(request, response, callback, () -> refuse(tooMany(), path, request, response, callback));
            return;
        }
        Caller caller;
        try {
            caller = authenticator.caller(
                    request.getHeaders().get(HttpHeader.AUTHORIZATION),
                    certificates(request),
                    Request.getRemoteAddr(request));
        } catch (GatewayException e) {
            unread(request, response, callback, () -> refuse(e, path, request, response, callback));
            return;
        }
        if (caller.identity().isEmpty()) {
            challenge(response);
        }
        boolean check = CheckHandler.isMeant(request);
        boolean metrics = path.equals("/metrics") && watch.onMainPort();
        if ((check || metrics) && caller.identity().isEmpty()) {
            unread(
                    request,
                    response,
                    callback,
                    () -> answer(response, callback, HttpStatus.UNAUTHORIZED_401, text("Say who you are.\n")));
            return;
        }
        if (check) {
            checks.answer(request, caller.identity().get(), response, callback);
            return;
        }
        if (metrics && watch.metrics(path, request, response, callback)) {
            return;
        }
        CallerSessions callers = new CallerSessions(sessions, authenticator, caller);
        if (!post || !(path.equals("/") || path.startsWith("/lakegate/"))) {
            unread(
                    request,
                    response,
                    callback,
                    () -> answer(response, callback, HttpStatus.NOT_FOUND_404, text("There is nothing here.\n")));
            return;
        }
        int most = caller.identity().isPresent() ? MAX_REQUEST_BYTES : MAX_REQUEST_BYTES_OF_STRANGERS;
        RequestBody.Next next = new RequestBody.Next(
                body -> whole(path, body, callers, request, response, requests.answering(callback)),
                () -> {
                    response.getHeaders().put(HttpHeader.CONNECTION, "close");
                    answer(response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413, text(""));
                },
                own -> refuse(own ? crowdedByUser() : crowded(), path, request, response, callback),
                failure -> broken(failure, response, callback));
        RequestBody.read(request, most, caller.identity(), requests, next);
    }

    private void whole(
            String path, byte[] body, CallerSessions callers, Request request, Response response, Callback callback) {
        String parent = request.getHeaders().get(Asked.TRACE_PARENT);
        boolean told = parent != null && parent.length() <= LONGEST_PARENT;
        if (told) {
            MDC.put(Asked.TRACE_PARENT, parent);
        }
        try {
            answer(path, body, callers, request, response, callback);
        } catch (RuntimeException | Error e) {
            broken(e, response, callback);
        } finally {
            if (told) {
                MDC.remove(Asked.TRACE_PARENT);
            }
        }
    }

    private GatewayException tooMany() {
        return new GatewayException(
                ErrorCode.TOO_MANY_CONNECTIONS,
                "The gateway has %d network connections open, which is its limit (server.max-network-connections). Close some, or try again in a moment."
                        .formatted(requests.mostConnections()));
    }

    private static GatewayException crowded() {
        return new GatewayException(
                ErrorCode.LIMIT_REACHED,
                "Long requests hold all the memory that the gateway has for them at this moment (server.request-memory). Try again in a moment, or say less at once.");
    }

    private static GatewayException crowdedByUser() {
        return new GatewayException(
                ErrorCode.LIMIT_REACHED,
                "Long requests of this user hold all the memory that one user may have for them at a time, half of server.request-memory. Try again when one is answered, or say less at once.");
    }

    private void refuse(GatewayException why, String path, Request request, Response response, Callback callback) {
        // Avatica's driver sends a request again, and again, that is answered by 503.
        int status = switch (why.code()) {
            case LOGIN_UNCHECKED -> HttpStatus.BAD_GATEWAY_502;
            case LIMIT_REACHED, TOO_MANY_CONNECTIONS -> HttpStatus.TOO_MANY_REQUESTS_429;
            default -> HttpStatus.UNAUTHORIZED_401;
        };
        if (status == HttpStatus.UNAUTHORIZED_401) {
            challenge(response);
        }
        if (path.equals(COLUMNS_PATH)) {
            Caller nobody = new Caller(Optional.empty(), Request.getRemoteAddr(request));
            response.setStatus(status == HttpStatus.BAD_GATEWAY_502 ? HttpStatus.UNAUTHORIZED_401 : status);
            ColumnsHandler.refuse(
                    why, avatica(new CallerSessions(sessions, authenticator, nobody), true), response, callback);
        } else {
            answer(response, callback, status, text(why.getMessage() + "\n"));
        }
    }

    private void answer(
            String path, byte[] body, CallerSessions callers, Request request, Response response, Callback callback) {
        switch (path) {
            case "/" -> {
                AvaticaHandler.Answer answer = avatica(callers, false).answer(body);
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/octet-stream");
                answer(response, callback, answer.status(), answer.body());
            }
            case COLUMNS_PATH -> {
                boolean gzip = request.getHeaders().contains(HttpHeader.ACCEPT_ENCODING, "gzip");
                new ColumnsHandler(avatica(callers, true), callers).answer(body, gzip, response, callback);
            }
            case "/lakegate/cancel" -> asked(response, callback, () -> cancel(callers, form(body)));
            case "/lakegate/progress" -> asked(response, callback, () -> progress(callers, form(body)));
            case "/lakegate/warnings" -> asked(response, callback, () -> warnings(callers, form(body)));
            default -> answer(response, callback, HttpStatus.NOT_FOUND_404, text("There is nothing here.\n"));
        }
    }

    /** With which the client has made the network connection; none where it did not show any. */
    private static List<X509Certificate> certificates(Request request) {
        EndPoint.SslSessionData tls =
                request.getConnectionMetaData().getConnection().getEndPoint().getSslSessionData();
        X509Certificate[] shown = tls == null ? null : tls.peerCertificates();
        return shown == null ? List.of() : List.of(shown);
    }

    private void challenge(Response response) {
        authenticator.challenges().forEach(way -> response.getHeaders().add(HttpHeader.WWW_AUTHENTICATE, way));
    }

    /** What a question of our driver's own is answered with. */
    private record Said(int status, String text) {}

    private static void asked(Response response, Callback callback, Supplier<Said> question) {
        Said said;
        try {
            said = question.get();
        } catch (NumberFormatException | GatewayException e) {
            ErrorCode code = e instanceof GatewayException known ? known.code() : ErrorCode.NO_SUCH_QUERY;
            said = switch (code) {
                case LOGIN_NEEDED -> new Said(HttpStatus.UNAUTHORIZED_401, e.getMessage() + "\n");
                case LOGIN_UNCHECKED -> new Said(HttpStatus.BAD_GATEWAY_502, e.getMessage() + "\n");
                default -> new Said(HttpStatus.NOT_FOUND_404, "There is no such statement; it has ended.\n");
            };
        }
        answer(response, callback, said.status(), text(said.text()));
    }

    /** A request of its own, because the one that executes may be waiting. */
    private static Said cancel(CallerSessions callers, Fields form) {
        statement(callers, form).cancel();
        return new Said(HttpStatus.NO_CONTENT_204, "");
    }

    /** How far a statement is, a word or number on each line: see docs/wire-protocol.md. A request of its own, as {@link #cancel} is. */
    private static Said progress(CallerSessions callers, Fields form) {
        return statement(callers, form)
                .status()
                .map(status -> new Said(HttpStatus.OK_200, lines(status)))
                .orElseGet(() -> new Said(HttpStatus.NO_CONTENT_204, ""));
    }

    private static SessionStatement statement(CallerSessions callers, Fields form) {
        int statement = Integer.parseInt(String.valueOf(form.getValue("statement")));
        return callers.session(form.getValue("connection")).statement(statement);
    }

    private static String lines(QueryStatus status) {
        return String.join(
                "\n",
                status.info().id(),
                status.state().name(),
                status.progress().isPresent()
                        ? Double.toString(status.progress().getAsDouble())
                        : "",
                Long.toString(status.rowsSent()),
                Long.toString(status.elapsed().toMillis()));
    }

    /** The sentences of {@link io.lakegate.server.session.Session#warnings}, a line each. */
    private static Said warnings(CallerSessions callers, Fields form) {
        return new Said(
                HttpStatus.OK_200,
                String.join("\n", callers.session(form.getValue("connection")).warnings()));
    }

    private static Fields form(byte[] body) {
        Fields form = new Fields();
        try {
            UrlEncoded.decodeTo(new String(body, StandardCharsets.UTF_8), form::add, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new GatewayException(ErrorCode.INVALID_REQUEST, "The form cannot be read.", e);
        }
        return form;
    }

    /** Reads the body of a request that is answered without it: on a connection that is kept, the next request comes behind it. A long one ends the connection, and the answer says so. */
    private void unread(Request request, Response response, Callback callback, Runnable answer) {
        Runnable last = () -> {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            answer.run();
        };
        RequestBody.skip(
                request,
                MAX_REQUEST_BYTES_OF_STRANGERS,
                requests,
                new RequestBody.Next(
                        body -> answer.run(), last, own -> last.run(), failure -> broken(failure, response, callback)));
    }

    /** The client has gone or was too slow; else it is a defect of ours, and the log alone is told what it is. */
    private static void broken(Throwable failure, Response response, Callback callback) {
        if (failure instanceof IOException || failure instanceof TimeoutException) {
            callback.failed(failure);
            return;
        }
        log.error("a request was not answered", failure);
        answer(
                response,
                callback,
                HttpStatus.INTERNAL_SERVER_ERROR_500,
                text("The gateway failed to answer; its log tells more.\n"));
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(Response response, Callback callback, int status, ByteBuffer body) {
        response.setStatus(status);
        response.write(true, body, callback);
    }
}
