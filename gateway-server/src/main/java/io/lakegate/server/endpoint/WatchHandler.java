package io.lakegate.server.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What watchers ask: {@code /health/live}, {@code /health/ready} and {@code /metrics}. A port of its own has this alone. */
final class WatchHandler extends Handler.Abstract {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Watch watch;

    WatchHandler(Watch watch) {
        this.watch = watch;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        if (!health(path, response, callback) && !metrics(path, request, response, callback)) {
            answer(response, callback, HttpStatus.NOT_FOUND_404, "There is nothing here.\n");
        }
        return true;
    }

    /** Answers a question for health, which is open to all; whether it was one. */
    boolean health(String path, Response response, Callback callback) {
        if (path.equals("/health/live")) {
            // Also of one that is being stopped: who watches is not to kill it before its clients have read their rows.
            answer(response, callback, HttpStatus.OK_200, "ok\n");
            return true;
        }
        if (path.equals("/health/ready")) {
            Optional<String> trouble = watch.trouble().get();
            boolean draining = watch.draining().getAsBoolean();
            boolean ready = !draining && (trouble.isEmpty() || !watch.stops());
            answer(
                    response,
                    callback,
                    ready ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503,
                    (ready ? "ok\n" : "")
                            + (draining ? "draining: the gateway is being stopped and takes nothing new\n" : "")
                            + trouble.map(what -> "audit log: " + what + "\n").orElse("")
                            + watch.remark().get().map(what -> what + "\n").orElse(""));
            return true;
        }
        return false;
    }

    /** Answers a question for figures; whether it was one. */
    boolean metrics(String path, Request request, Response response, Callback callback) {
        if (!path.equals("/metrics") || !HttpMethod.GET.is(request.getMethod())) {
            return false;
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, TEXT);
        answer(response, callback, HttpStatus.OK_200, watch.metrics().get());
        return true;
    }

    /** Whether the gateway's own port tells figures. */
    boolean onMainPort() {
        return watch.onMainPort();
    }

    private static void answer(Response response, Callback callback, int status, String text) {
        response.setStatus(status);
        response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
    }
}
