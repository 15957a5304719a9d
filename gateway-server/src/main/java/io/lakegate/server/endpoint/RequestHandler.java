package io.lakegate.server.endpoint;

import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.query.QueryStatus;
import io.lakegate.server.session.Sessions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;

/** What lies on the port: Avatica at {@code /}, our driver's form of it at {@code /lakegate/columns}, cancelling at {@code /lakegate/cancel}, progress at {@code /lakegate/progress}, health at {@code /health/live} and {@code /health/ready}. */
final class RequestHandler extends Handler.Abstract {
    /** The longest statement, with its parameters, that is read. */
    private static final int MAX_REQUEST_BYTES = 32 * 1024 * 1024;

    private final AvaticaHandler avatica;
    private final ColumnsHandler columns;
    private final Sessions sessions;

    RequestHandler(AvaticaHandler avatica, ColumnsHandler columns, Sessions sessions) {
        this.avatica = avatica;
        this.columns = columns;
        this.sessions = sessions;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        String path = Request.getPathInContext(request);
        boolean post = HttpMethod.POST.is(request.getMethod());
        if (path.equals("/health/live") || path.equals("/health/ready")) {
            // The endpoint is the last to start and the first to stop: whoever gets an answer may send queries.
            answer(response, callback, HttpStatus.OK_200, text("ok\n"));
        } else if (path.equals("/lakegate/cancel") && post) {
            cancel(request, response, callback);
        } else if (path.equals("/lakegate/progress") && post) {
            progress(request, response, callback);
        } else if (path.equals("/lakegate/warnings") && post) {
            warnings(request, response, callback);
        } else if (path.equals("/lakegate/columns") && post) {
            byte[] body = body(request);
            if (body.length > MAX_REQUEST_BYTES) {
                answer(response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413, text(""));
            } else {
                boolean gzip = request.getHeaders().contains(HttpHeader.ACCEPT_ENCODING, "gzip");
                columns.answer(body, gzip, response, callback);
            }
        } else if (path.equals("/") && post) {
            avatica(request, response, callback);
        } else {
            answer(response, callback, HttpStatus.NOT_FOUND_404, text("There is nothing here.\n"));
        }
        return true;
    }

    private void avatica(Request request, Response response, Callback callback) throws IOException {
        byte[] body = body(request);
        if (body.length > MAX_REQUEST_BYTES) {
            answer(response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413, text(""));
            return;
        }
        AvaticaHandler.Answer answer = avatica.answer(body);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/octet-stream");
        answer(response, callback, answer.status(), answer.body());
    }

    /** A request of its own, because the one that executes may be waiting. Both ids must be known: they are the right to cancel. */
    private void cancel(Request request, Response response, Callback callback) throws IOException {
        Fields form = form(request);
        try {
            int statement = Integer.parseInt(String.valueOf(form.getValue("statement")));
            sessions.session(String.valueOf(form.getValue("connection")))
                    .statement(statement)
                    .cancel();
            answer(response, callback, HttpStatus.NO_CONTENT_204, text(""));
        } catch (NumberFormatException | GatewayException e) {
            answer(response, callback, HttpStatus.NOT_FOUND_404, text("There is no such statement; it has ended.\n"));
        }
    }

    /** How far a statement is, a word or number on each line: see docs/wire-protocol.md. A request of its own, as {@link #cancel} is. */
    private void progress(Request request, Response response, Callback callback) throws IOException {
        Fields form = form(request);
        try {
            int statement = Integer.parseInt(String.valueOf(form.getValue("statement")));
            Optional<QueryStatus> status = sessions.session(String.valueOf(form.getValue("connection")))
                    .statement(statement)
                    .status();
            answer(
                    response,
                    callback,
                    status.isPresent() ? HttpStatus.OK_200 : HttpStatus.NO_CONTENT_204,
                    text(status.map(RequestHandler::lines).orElse("")));
        } catch (NumberFormatException | GatewayException e) {
            answer(response, callback, HttpStatus.NOT_FOUND_404, text("There is no such statement; it has ended.\n"));
        }
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
    private void warnings(Request request, Response response, Callback callback) throws IOException {
        try {
            String connection = String.valueOf(form(request).getValue("connection"));
            List<String> warnings = sessions.session(connection).warnings();
            answer(response, callback, HttpStatus.OK_200, text(String.join("\n", warnings)));
        } catch (GatewayException e) {
            answer(response, callback, HttpStatus.NOT_FOUND_404, text(e.getMessage() + "\n"));
        }
    }

    private static Fields form(Request request) throws IOException {
        Fields form = new Fields();
        UrlEncoded.decodeTo(new String(body(request), StandardCharsets.UTF_8), form::add, StandardCharsets.UTF_8);
        return form;
    }

    /** The whole body, or one byte more than allowed. */
    private static byte[] body(Request request) throws IOException {
        try (InputStream in = Content.Source.asInputStream(request)) {
            return in.readNBytes(MAX_REQUEST_BYTES + 1);
        }
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(Response response, Callback callback, int status, ByteBuffer body) {
        response.setStatus(status);
        response.write(true, body, callback);
    }
}
