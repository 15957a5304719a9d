package io.lakegate.server.endpoint;

import io.lakegate.catalog.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.metrics.noop.NoopMetricsSystem;
import org.apache.calcite.avatica.remote.AvaticaRuntimeException;
import org.apache.calcite.avatica.remote.Handler.HandlerResponse;
import org.apache.calcite.avatica.remote.JsonHandler;
import org.apache.calcite.avatica.remote.LocalService;
import org.apache.calcite.avatica.remote.ProtobufHandler;
import org.apache.calcite.avatica.remote.ProtobufTranslationImpl;
import org.apache.calcite.avatica.remote.Service;
import org.apache.calcite.avatica.remote.Service.RpcMetadataResponse;
import org.eclipse.jetty.http.HttpStatus;

/** Avatica's protocol, in both of its encodings, over one {@link Meta}. For one request, and cheap to make. */
final class AvaticaHandler {
    /** No client of ours looks at it, and nobody needs to learn the machine's name. */
    private static final RpcMetadataResponse SERVER = new RpcMetadataResponse("lakegate");

    private final ProtobufHandler protobuf;
    private final JsonHandler json;

    AvaticaHandler(Meta meta) {
        Service service = new LocalService(meta);
        service.setRpcMetadata(SERVER);
        protobuf = new ProtobufHandler(service, new ProtobufTranslationImpl(), NoopMetricsSystem.getInstance()) {
            @Override
            public HandlerResponse<byte[]> convertToErrorResponse(Exception e) {
                return withStatus(super.convertToErrorResponse(bare(e)), e);
            }
        };
        protobuf.setRpcMetadata(SERVER);
        json = new JsonHandler(service, NoopMetricsSystem.getInstance()) {
            @Override
            public HandlerResponse<String> convertToErrorResponse(Exception e) {
                return withStatus(super.convertToErrorResponse(bare(e)), e);
            }
        };
        json.setRpcMetadata(SERVER);
    }

    /** What the Meta throws is translated already; anything else happened while a request was read. */
    private static AvaticaRuntimeException bare(Exception e) {
        return e instanceof AvaticaRuntimeException translated ? translated : ErrorTranslator.invalidRequest();
    }

    /** Avatica's errors have one status; a client that has not said who it is hears so in HTTP's own way, and may say it then. */
    private static <T> HandlerResponse<T> withStatus(HandlerResponse<T> error, Exception e) {
        return e instanceof AvaticaRuntimeException translated
                        && translated.getErrorCode() == ErrorCode.LOGIN_NEEDED.number()
                ? new HandlerResponse<>(error.getResponse(), HttpStatus.UNAUTHORIZED_401)
                : error;
    }

    /** An error as a message in protobuf. */
    Answer error(RuntimeException e) {
        HandlerResponse<byte[]> response = protobuf.convertToErrorResponse(ErrorTranslator.translate(e));
        return new Answer(response.getStatusCode(), ByteBuffer.wrap(response.getResponse()));
    }

    /** What goes back to the client. */
    record Answer(int status, ByteBuffer body) {}

    /** Answers a request in the encoding it came in: JSON begins with a brace, which no protobuf message of Avatica's does. */
    Answer answer(byte[] request) {
        if (request.length > 0 && request[0] == '{') {
            HandlerResponse<String> response = json.apply(new String(request, StandardCharsets.UTF_8));
            return new Answer(
                    response.getStatusCode(),
                    ByteBuffer.wrap(response.getResponse().getBytes(StandardCharsets.UTF_8)));
        }
        HandlerResponse<byte[]> response = protobuf.apply(request);
        return new Answer(response.getStatusCode(), ByteBuffer.wrap(response.getResponse()));
    }
}
