package io.lakegate.server.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.spi.CheckStep;
import io.lakegate.server.auth.Identity;
import io.lakegate.server.check.LiveCheck;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;

/** The check of a catalog by {@code GET /check/CATALOG}, answered in JSON. */
final class CheckHandler {
    private static final String PATH = "/check/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LiveCheck check;

    CheckHandler(LiveCheck check) {
        this.check = check;
    }

    /** Whether a request asks for a check. */
    static boolean isMeant(Request request) {
        return HttpMethod.GET.is(request.getMethod())
                && Request.getPathInContext(request).startsWith(PATH);
    }

    /** Makes the check; returns when it has ended. */
    void answer(Request request, Identity asker, Response response, Callback callback) {
        String catalog = URIUtil.decodePath(Request.getPathInContext(request).substring(PATH.length()));
        ObjectNode answer = JSON.createObjectNode();
        try {
            List<CheckStep> steps = check.of(catalog, asker);
            answer.put("catalog", catalog).put("passed", steps.stream().allMatch(CheckStep::passed));
            ArrayNode all = answer.putArray("steps");
            steps.forEach(step -> all.addObject()
                    .put("step", step.name())
                    .put("passed", step.passed())
                    .put("subject", step.subject())
                    .put("note", step.note()));
            response.setStatus(HttpStatus.OK_200);
        } catch (GatewayException e) {
            answer.put("error", e.getMessage())
                    .put("code", e.code().number())
                    .put("sqlstate", e.code().sqlState());
            response.setStatus(status(e));
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap((text(answer) + "\n").getBytes(StandardCharsets.UTF_8)), callback);
    }

    private static int status(GatewayException e) {
        return switch (e.code()) {
            case NOT_ALLOWED -> HttpStatus.FORBIDDEN_403;
            case CATALOG_NOT_FOUND -> HttpStatus.NOT_FOUND_404;
            case LIMIT_REACHED -> HttpStatus.TOO_MANY_REQUESTS_429;
            default -> HttpStatus.INTERNAL_SERVER_ERROR_500;
        };
    }

    private static String text(ObjectNode answer) {
        try {
            return JSON.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts is no JSON", e);
        }
    }
}
